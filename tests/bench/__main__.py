"""`make bench`: requests per second, latency, CPU per request and statements, beside yardsticks of the same run.

Two worker processes, 8 connections; product and yardstick take turns, so that a busy machine slows both. Ratios are
medians of the rounds' own ratios. CPU is that of the server and of PostgreSQL. `--sizes 1000 --rounds 1 --seconds 1`
is a quick look.
"""

import argparse
import os
import tempfile
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from statistics import median

import sqlalchemy as sa
from sqlalchemy import event

from app import create_app
from app.core.db import db
from config import from_environment
from tests.bench import machine
from tests.bench.cases import CASES, YARDSTICKS, Asker, Case
from tests.bench.load import Answer, Order, measured
from tests.bench.seed import Seeded, seed
from tests.servers import Served, flask, temporary_database

WORKERS, CONNECTIONS, CROWD = 2, 8, 64


@dataclass
class Figures:
    """What the rounds of one thing gave."""

    rates: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    failures: int = 0

    def add(self, answer: Answer, cpu_seconds: float) -> None:
        """Take one round in."""
        ordered = sorted(answer.latencies)
        self.rates.append(len(ordered) / answer.elapsed)
        self.p50.append(ordered[len(ordered) // 2] * 1000)
        self.p99.append(ordered[len(ordered) * 99 // 100] * 1000)
        self.cpu.append(cpu_seconds * 1000 / len(ordered))
        self.failures += sum(answer.failures.values())

    @property
    def line(self) -> str:
        """Requests/s, p50, p99 and CPU in milliseconds, as cells of a table."""
        return f"{median(self.rates):,.0f} | {median(self.p50):.1f} | {median(self.p99):.1f} | {median(self.cpu):.2f}"


class Bench:
    """One database of one size, served twice: the product and the yardsticks."""

    def __init__(
        self, seeded: Seeded, product: Served, yard: Served, database: int | None, options: argparse.Namespace
    ) -> None:
        self.asker = Asker(seeded, port=product.port, yard_port=yard.port)
        self.product, self.yard, self.database, self.options = product, yard, database, options

    def round(
        self, served: Served, requests: list[bytes], success: int, figures: Figures, connections: int = CONNECTIONS
    ) -> None:
        """Load one server for a while."""
        roots = [served.pid, *([self.database] if self.database else [])]
        before = machine.cpu_seconds(*roots)
        once = success == 303
        order = Order(served.port, requests, success, connections, self.options.seconds, once)
        answer = measured(order)
        figures.add(answer, machine.cpu_seconds(*roots) - before)

    def pair(self, case: Case, connections: int = CONNECTIONS) -> tuple[Figures, Figures]:
        """The yardstick and the product in turn, round after round; the first turn only warms both up."""
        yard, product = Figures(), Figures()
        for turn in range(self.options.rounds + 1):
            kept = (yard, product) if turn else (Figures(), Figures())
            self.round(self.yard, self.some(YARDSTICKS[case.yardstick](self.asker)), case.success, kept[0], connections)
            self.round(self.product, self.some(case.requests(self.asker)), case.success, kept[1], connections)
        return yard, product

    def some(self, requests: object) -> list[bytes]:
        """As many as one round can want."""
        return list(islice(requests, int(self.options.seconds * 2500)))  # type: ignore[call-overload]

    def hello(self) -> Figures:
        """The bare route."""
        figures = Figures()
        for turn in range(self.options.rounds + 1):
            self.round(self.yard, self.some(YARDSTICKS["hello"](self.asker)), 200, figures if turn else Figures())
        return figures


def statements(seeded: Seeded) -> dict[str, int]:
    """How many SQL statements each case asks, the commit aside."""
    app = create_app(from_environment())
    asked: dict[str, int] = {}
    with app.app_context():
        engine = db.engine
    seen: list[str] = []
    event.listen(engine, "after_cursor_execute", lambda _c, _k, statement, *_: seen.append(statement))
    base = app.config["BASE_URL"]
    for number, case in enumerate(CASES):
        voter = seeded.voters[-1 - number]
        client = app.test_client(use_cookies=False)
        headers = {"Cookie": voter.cookie, "Origin": base} if case.signed_in else {}
        for _turn in range(2):
            seen.clear()
            if case.success == 303:
                code = seeded.open_codes[-1 - _turn]
                form = {"csrf_token": voter.csrf, "support": "1"}
                answer = client.post(f"/sang-kien/{code}/ung-ho", base_url=base, data=form, headers=headers)
            else:
                answer = client.get(case.path(seeded), base_url=base, headers=headers)
            assert answer.status_code == case.success, (case.name, answer.status_code)
        asked[case.name] = sum(not statement.startswith(("BEGIN", "PRAGMA")) for statement in seen)
    engine.dispose()
    return asked


def run(kind: str, size: int, options: argparse.Namespace) -> None:
    """Seed, serve, measure and print one database of one size."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, temporary_database(kind, Path(folder)) as url:
        environment = {"DATA_DIR": folder, "DATABASE_URL": url, "SECRET_KEY": "b" * 40, "RATE_LIMITS": "off"}
        os.environ.update(environment)
        flask(environment, "setup")
        seeded = seed(create_app(from_environment()), size)
        asked = statements(seeded)
        yard = Served(environment, WORKERS, command="tests.bench.yardsticks", ready="/hello")
        product = Served(environment, WORKERS)
        try:
            yard.start(), product.start()
            bench = Bench(seeded, product, yard, database=_postmaster(url), options=options)
            print(f"\n### {kind}, {size:,} initiatives\n")
            print(
                "| | req/s | p50 ms | p99 ms | CPU ms | SQL | of its yardstick | goal |\n|---|--:|--:|--:|--:|--:|--:|--:|"
            )
            print(f"| hello | {bench.hello().line} | 0 | | |", flush=True)
            for case in CASES:
                report(case, *bench.pair(case), asked[case.name])
            crowd(bench)
            sizes = [machine.memory_mb(pid) for pid in machine.children(product.pid)]
            print("\nMemory of the two workers (RSS/PSS MB): " + ", ".join(f"{rss:.0f}/{pss:.0f}" for rss, pss in sizes))
        finally:
            yard.kill(), product.kill()


def report(case: Case, yard: Figures, product: Figures, asked: int) -> None:
    """Two lines: the yardstick and what was held against it."""
    ratio = median(mine / theirs for mine, theirs in zip(product.rates, yard.rates, strict=True))
    heavier = median(mine / theirs for mine, theirs in zip(product.cpu, yard.cpu, strict=True))
    goal = "" if case.goal is None else f"≥ {case.goal:.0%} {'✓' if ratio >= case.goal else '✗'}"
    print(f"| yardstick {case.yardstick} | {yard.line} | 1 | | |")
    failed = f", {product.failures + yard.failures} failed" if product.failures + yard.failures else ""
    print(f"| **{case.name}**{failed} | {product.line} | {asked} | {ratio:.0%} (CPU × {heavier:.1f}) | {goal} |", flush=True)


def crowd(bench: Bench) -> None:
    """64 connections at once: nothing but success, and how late the last are."""
    row, first, page, vote = Figures(), Figures(), Figures(), Figures()
    asker = bench.asker
    for case, figures in ((CASES[0], first), (CASES[4], page), (CASES[5], vote)):
        bench.round(bench.product, bench.some(case.requests(asker)), case.success, figures, CROWD)
    bench.round(bench.yard, bench.some(YARDSTICKS["row"](asker)), 200, row, CROWD)
    failed = sum(figures.failures for figures in (row, first, page, vote))
    said = ", ".join(
        f"{name} {median(f.p99):.0f}" for name, f in (("row", row), ("list", first), ("page", page), ("vote", vote))
    )
    print(f"\n64 connections, p99 ms: {said}; {failed} failed")


def _postmaster(url: str) -> int | None:
    """The process all of PostgreSQL comes from."""
    if url.startswith("sqlite"):
        return None
    engine = sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"), poolclass=sa.NullPool)
    with engine.connect() as connection:
        backend = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        return int(Path(f"/proc/{backend}/stat").read_text().rpartition(") ")[2].split()[1])


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--db", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    parser.add_argument("--sizes", nargs="+", type=int, default=[1_000, 100_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0)
    options = parser.parse_args()
    print(machine.description(None))
    for kind in options.db:
        for size in options.sizes:
            run(kind, size, options)


if __name__ == "__main__":
    main()
