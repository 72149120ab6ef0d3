"""What the rounds gave, as tables that can stand in a document."""

from dataclasses import dataclass, field
from statistics import median

from tests.bench.cases import CASES, CROWDED, FLAT, Case
from tests.bench.load import Answer

LATE_MS, LATE_MIXED_MS, RSS_MB, GROWTH = 100, 500, 120, 0.05


@dataclass
class Figures:
    """What the rounds of one thing gave."""

    rates: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    failures: int = 0

    def add(self, answer: Answer, cpu_seconds: float) -> None:
        """Take one round in; if nothing came back, as if one answer had come when patience ended."""
        latencies = answer.latencies or [answer.elapsed]
        self.rates.append(len(latencies) / answer.elapsed)
        self.p50.append(late(latencies, 50))
        self.p99.append(late(latencies, 99))
        self.cpu.append(cpu_seconds * 1000 / len(latencies))
        self.failures += sum(answer.failures.values())

    @property
    def line(self) -> str:
        """Requests/s, p50, p99 and CPU in milliseconds, as cells of a table."""
        return f"{median(self.rates):,.0f} | {median(self.p50):.1f} | {median(self.p99):.1f} | {median(self.cpu):.2f}"


Pair = tuple[Figures, Figures]


def late(latencies: list[float], percent: int) -> float:
    """The latency in milliseconds that so many of a hundred answers stay below."""
    return sorted(latencies)[min(len(latencies) - 1, len(latencies) * percent // 100)] * 1000


def mark(reached: bool) -> str:
    """Whether a goal was reached."""
    return "✓" if reached else "✗"


def head(hello: Figures) -> None:
    """The first lines of the table of one database and size."""
    print("| | req/s | p50 ms | p99 ms | CPU ms | SQL | its yardstick: req/s, CPU ms | of the yardstick | goals |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|---|")
    print(f"| hello | {hello.line} | 0 | | | |", flush=True)


def line(case: Case, yard: Figures, product: Figures, asked: int) -> None:
    """One thing beside what it was held against."""
    share = median(mine / theirs for mine, theirs in zip(product.rates, yard.rates, strict=True))
    heavier = median(mine / theirs for mine, theirs in zip(product.cpu, yard.cpu, strict=True))
    goals = [
        *([] if case.share is None else [f"≥ {case.share:.0%} {mark(share >= case.share)}"]),
        *([] if case.statements is None else [f"≤ {case.statements} SQL {mark(asked <= case.statements)}"]),
        *([] if case.cpu_ms is None else [f"≤ {case.cpu_ms:.0f} ms CPU {mark(median(product.cpu) <= case.cpu_ms)}"]),
        *([f"{product.failures + yard.failures} failed ✗"] if product.failures + yard.failures else []),
    ]
    beside = f"{case.yardstick}: {median(yard.rates):,.0f}, {median(yard.cpu):.2f}"
    told = f"{product.line} | {asked} | {beside} | {share:.0%} (CPU × {heavier:.1f})"
    print(f"| **{case.name}** | {told} | {', '.join(goals)} |", flush=True)


def crowd(found: dict[str, Figures]) -> None:
    """64 connections at once: nothing but success, and how late the last are beside `row`."""
    row = median(found["row"].p99)
    told = [f"row {row:.0f}"]
    for name in CROWDED:
        most = LATE_MS if CASES[name].votes else 3 * row
        p99 = median(found[name].p99)
        told.append(f"{name.partition(',')[0]} {p99:.0f} (≤ {most:.0f} {mark(p99 <= most)})")
    failed = sum(figures.failures for figures in found.values())
    print(f"\n64 connections, p99 ms: {', '.join(told)}; {failed} failed {mark(not failed)}", flush=True)


def memory(before: list[tuple[float, float]], after: list[tuple[float, float]], requests: int) -> None:
    """What each worker holds, and by how much that grew over so many requests."""
    print("\n| worker | RSS/PSS MB before | after | RSS growth | goals |\n|---|--:|--:|--:|---|")
    for number, (was, now) in enumerate(zip(before, after, strict=True), 1):
        growth = now[0] / was[0] - 1
        goals = f"≤ {RSS_MB} MB {mark(now[0] <= RSS_MB)}, ≤ {GROWTH:.0%} {mark(growth <= GROWTH)}"
        print(f"| {number} | {was[0]:.0f}/{was[1]:.0f} | {now[0]:.0f}/{now[1]:.0f} | {growth:+.1%} | {goals} |")
    print(f"\nGrowth is over {requests:,} requests.", flush=True)


def mixed(answers: dict[str, Answer], cpu_seconds: float) -> None:
    """What a play gave, over all and for each kind of act."""
    whole = [latency for answer in answers.values() for latency in answer.latencies]
    failures = sum((answer.failures for answer in answers.values()), start=type(Answer().failures)())
    failed = sum(failures.values())
    print("\n| | requests | p50 ms | p95 ms | p99 ms | longest | failed |\n|---|--:|--:|--:|--:|--:|--:|")
    for kind, latencies, wrong in (
        ("**all**", whole, failed),
        *((kind, answer.latencies, sum(answer.failures.values())) for kind, answer in answers.items()),
    ):
        if latencies:
            cells = " | ".join(f"{late(latencies, percent):.0f}" for percent in (50, 95, 99, 100))
            print(f"| {kind} | {len(latencies):,} | {cells} | {wrong} |")
    p95 = late(whole, 95)
    goals = f"p95 ≤ {LATE_MIXED_MS} ms {mark(p95 <= LATE_MIXED_MS)}, nothing failed {mark(not failed)}"
    print(f"\n{goals}; {cpu_seconds * 1000 / len(whole):.2f} ms CPU a request.", *([dict(failures)] if failed else []))


def flat(small: dict[str, Pair], large: dict[str, Pair], sizes: tuple[int, int]) -> None:
    """The largest size against the smallest, each beside what its yardstick did meanwhile."""
    print(f"\n**{sizes[1]:,} against {sizes[0]:,}**, as multiples; beside them what the yardstick itself did\n")
    print("| | req/s | CPU | p99 | goals, the yardstick's change taken out |\n|---|--:|--:|--:|---|")
    for name in FLAT:
        cells, kept = [], []
        for measure in ("rates", "cpu", "p99"):
            yard, product = (
                median(getattr(large[name][n], measure)) / median(getattr(small[name][n], measure)) for n in (0, 1)
            )
            cells.append(f"{product:.2f} ({yard:.2f})")
            kept.append(product / yard)
        rate, cpu, p99 = kept
        goals = (
            f"≥ 0.75: {rate:.2f} {mark(rate >= 0.75)}, ≤ 1.3: {cpu:.2f} {mark(cpu <= 1.3)}, ≤ 2: {p99:.2f} {mark(p99 <= 2)}"
        )
        print(f"| {name} | {' | '.join(cells)} | {goals} |", flush=True)
