"""`make bench`: requests per second, latency, CPU per request and statements, beside yardsticks of the same run.

Two worker processes, 8 connections; product and yardstick take turns, so that a busy machine slows both. Ratios are
medians of the rounds' own ratios. CPU is that of the server and of PostgreSQL. `--sizes 1000 --rounds 1 --seconds 1
--mixed-minutes 0` is a quick look; `--profile` says where the time goes and measures nothing else.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from sqlalchemy import event

from app import create_app
from app.core.db import db
from config import from_environment
from tests.bench import contests, ledger, machine, scorecard, tables, tracing
from tests.bench.cases import CASES, CROWDED, Asker
from tests.bench.load import Order, Play, measured, played
from tests.bench.profiling import asked, profile
from tests.bench.seed import Seeded, seed
from tests.bench.tables import Figures, Pair
from tests.servers import Served, flask, temporary_database

WORKERS, CONNECTIONS, CROWD = 2, 8, 64
PEOPLE = 50
HOPELESS_MS = 2_000


class Bench:
    """One database of one size, served twice: the product and the yardsticks."""

    def __init__(
        self, seeded: Seeded, product: Served, yard: Served, database: int | None, options: argparse.Namespace
    ) -> None:
        self.asker = Asker(seeded, port=product.port, yard_port=yard.port)
        self.product, self.yard, self.options = product, yard, options
        self._database = [database] if database else []

    def round(self, served: Served, requests: Iterator[bytes], success: int, figures: Figures, crowd: bool = False) -> None:
        """Load one server for a while."""
        before = machine.cpu_seconds(served.pid, *self._database)
        some = list(islice(requests, int(self.options.seconds * 2500)))  # as many as one round can want
        order = Order(served.port, some, success, CROWD if crowd else CONNECTIONS, self.options.seconds, success == 303)
        answer = measured(order)
        figures.add(answer, machine.cpu_seconds(served.pid, *self._database) - before)

    def pair(self, name: str) -> Pair:
        """The yardstick and the product in turn, round after round; the first turn only warms both up.

        What then takes seconds to answer is asked in one more round only.
        """
        case, found = CASES[name], (Figures(), Figures())
        for turn in range(self.options.rounds + 1):
            if turn == 1:
                found = (Figures(), Figures())
            elif turn and found[1].p50[-1] > HOPELESS_MS:
                break
            self.round(self.yard, self.asker.yardstick(case.yardstick), case.success, found[0])
            self.round(self.product, self.asker.case(case), case.success, found[1])
        return found

    def hello(self) -> Figures:
        """The bare route."""
        figures = Figures()
        for turn in range(self.options.rounds + 1):
            self.round(self.yard, self.asker.yardstick("hello"), 200, figures if turn else Figures())
        return figures

    def crowd(self) -> dict[str, Figures]:
        """64 connections at once."""
        found = {name: Figures() for name in ("row", *CROWDED)}
        for name in CROWDED:
            self.round(self.product, self.asker.case(CASES[name]), CASES[name].success, found[name], crowd=True)
        self.round(self.yard, self.asker.yardstick("row"), 200, found["row"], crowd=True)
        return found

    def mixed(self) -> None:
        """Fifty people at everything, and what the workers hold before and afterwards."""
        minutes, roots = self.options.mixed_minutes, (self.product.pid, *self._database)
        print(
            f"\n**{PEOPLE} people at once for {minutes:g} minutes**, each acting every {self.options.pause:g} s on average"
        )
        before, cpu = self.workers(), machine.cpu_seconds(*roots)
        answers = played(Play(self.product.port, self.asker.acts(), PEOPLE, minutes * 60, self.options.pause))
        tables.mixed(answers, machine.cpu_seconds(*roots) - cpu)
        tables.memory(before, self.workers(), sum(len(answer.latencies) for answer in answers.values()))

    def workers(self) -> list[tuple[float, float]]:
        """RSS and PSS of those that answer requests; the first child is the one that works off the outbox."""
        return [machine.memory_mb(pid) for pid in sorted(machine.children(self.product.pid))[1:]]


def statements(seeded: Seeded) -> dict[str, int]:
    """How many SQL statements a warm process asks for each case when no page is kept ready, the commit aside."""
    app = create_app(from_environment())
    counted: dict[str, int] = {}
    with app.app_context():
        engine = db.engine
    seen: list[str] = []
    event.listen(engine, "after_cursor_execute", lambda _c, _k, statement, *_: seen.append(statement))
    client = app.test_client(use_cookies=False)
    for number, (name, case) in enumerate(CASES.items()):
        voter = seeded.voters[-1 - number]
        first = next(iter(case.paths(seeded)))
        for path in seeded.open_codes[-2:] if case.votes else [first, f"{first}{'&' if '?' in first else '?'}moi=0"]:
            seen.clear()
            asked(client, case, voter, path)
        counted[name] = sum(not statement.startswith(("BEGIN", "PRAGMA")) for statement in seen)
    engine.dispose()
    return counted


def run(kind: str, size: int, options: argparse.Namespace) -> dict[str, Pair]:
    """Seed, serve, measure and print one database of one size."""
    found: dict[str, Pair] = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, temporary_database(kind, Path(folder)) as url:
        environment = {"DATA_DIR": folder, "DATABASE_URL": url, "SECRET_KEY": "b" * 40, "RATE_LIMITS": "off"}
        os.environ.update(environment)
        flask(environment, "setup")
        begun = time.monotonic()
        seeded = seed(create_app(from_environment()), size)
        print(f"\n### {kind}, {size:,} initiatives\n\nFilled in {time.monotonic() - begun:.0f} s.\n", flush=True)
        if options.profile:
            profile(create_app(from_environment()), seeded)
            return found
        counted = statements(seeded)
        yard = Served(environment, WORKERS, command="tests.bench.yardsticks", ready="/hello")
        product = Served(environment, WORKERS)
        try:
            yard.start(), product.start()
            bench = Bench(seeded, product, yard, database=machine.postmaster(url), options=options)
            tables.head(bench.hello())
            for name, case in CASES.items():
                found[name] = bench.pair(name)
                tables.line(case, *found[name], counted[name])
            tables.crowd(bench.crowd())
            if size == options.mixed_size and options.mixed_minutes:
                bench.mixed()
            else:
                told = ", ".join(f"{rss:.0f}/{pss:.0f}" for rss, pss in bench.workers())
                print(f"\nThe two workers hold (RSS/PSS MB): {told}", flush=True)
        finally:
            yard.kill(), product.kill()
    return found


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--db", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    parser.add_argument("--sizes", nargs="+", type=int, default=[1_000, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument(
        "--mixed-minutes", type=float, default=10, help="how long fifty people use everything; 0: not at all"
    )
    parser.add_argument("--pause", type=float, default=0.5, help="seconds between two acts of one person, on average")
    parser.add_argument("--mixed-size", type=int, help="at which of the sizes; 100,000, or else the largest")
    parser.add_argument("--profile", action="store_true", help="profile a hundred requests of some cases instead")
    options = parser.parse_args()
    options.mixed_size = options.mixed_size or (100_000 if 100_000 in options.sizes else max(options.sizes))
    print(machine.description(None))
    for kind in options.db:
        ledger.measured(kind)
        tracing.run(kind, options)
        contests.run(kind, options)
        scorecard.run(kind, options)
        found = {size: run(kind, size, options) for size in options.sizes}
        if len(found) > 1 and not options.profile:
            ends = (min(found), max(found))
            tables.flat(found[ends[0]], found[ends[1]], ends)


if __name__ == "__main__":
    main()
