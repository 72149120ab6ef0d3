"""What a code on a label costs: its page made anew and lying ready, a GS1 address led on, and 5,000 labels on paper."""

import argparse
import itertools
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from app import create_app
from app.accounts.models import Person
from app.core import outbox
from app.core.db import db, unit_of_work
from app.labels.models import LabelRun
from app.labels.stocks import STOCKS
from app.products.models import Lot
from app.tracing.actions import order_labels
from app.tracing.models import LabelPlace
from config import from_environment
from tests.bench import machine
from tests.bench.load import Order, measured
from tests.bench.lots import EVENTS, seed
from tests.bench.tables import Figures, mark
from tests.servers import Served, flask, temporary_database

SIZES, WARM = (100, 100_000), 20
WORKERS, CONNECTIONS, LABELS = 2, 8, 5_000
HEADERS = "Accept: text/html\r\nAccept-Encoding: gzip, br\r\nUser-Agent: Mozilla/5.0 (Linux; Android 10)\r\n"


@dataclass(frozen=True)
class Case:
    """One thing that is asked for, what comes back, and which share of the bare route is wanted on either database."""

    name: str
    paths: Callable[[list[tuple[str, str, int]]], Iterator[str]]
    success: int
    share: dict[str, float]
    statements: int
    headers: str = ""


def _anew(path: Callable[[Any], str]) -> Callable[[list[Any]], Iterator[str]]:
    """Each at an address nobody asked for before, so that nothing lies ready."""
    numbers = itertools.count()
    return lambda lots: (f"{path(lot)}?moi={next(numbers)}" for lot in itertools.cycle(lots))


def _page(lot: tuple[str, str, int]) -> str:
    return f"/t/{lot[0]}"


def _link(lot: tuple[str, str, int]) -> str:
    return f"/01/{lot[1]}/10/L{lot[2]}"


def _ready(path: Callable[[Any], str]) -> Callable[[list[Any]], Iterator[str]]:
    """A few that many ask for."""
    return lambda lots: itertools.cycle([path(lot) for lot in lots[:WARM]])


BOTH = {"sqlite": 0.65, "postgresql": 0.65}
CASES = (
    Case("trace page, made anew", _anew(_page), 200, {"sqlite": 0.35, "postgresql": 0.22}, 2),
    Case("trace page, lying ready", _ready(_page), 200, BOTH, 0),
    Case("trace page, the browser has it (304)", _ready(_page), 304, BOTH, 0),
    Case("Digital Link, asked for the first time", _anew(_link), 307, {"sqlite": 0.35, "postgresql": 0.35}, 3),
    Case("Digital Link, lying ready", _ready(_link), 307, {"sqlite": 0.35, "postgresql": 0.35}, 0),
)


def run(kind: str, options: argparse.Namespace) -> None:
    """Measure and print both sizes on one database, then the labels."""
    rates: dict[str, list[float]] = {case.name: [] for case in CASES}
    for size in SIZES:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder, temporary_database(kind, Path(folder)) as url:
            environment = {"DATA_DIR": folder, "DATABASE_URL": url, "SECRET_KEY": "b" * 40, "RATE_LIMITS": "off"}
            os.environ.update(environment)
            flask(environment, "setup")
            begun = time.monotonic()
            lots = seed(size)
            print(f"\n### {kind}, {size:,} lots with {EVENTS} events each\n\nFilled in {time.monotonic() - begun:.0f} s.\n")
            print(
                "| | req/s | p50 ms | p99 ms | CPU ms | SQL | of hello | goals |\n|---|--:|--:|--:|--:|--:|--:|---|",
                flush=True,
            )
            counted = statements(lots)
            yard = Served(environment, WORKERS, command="tests.bench.yardsticks", ready="/hello")
            product = Served(environment, WORKERS)
            try:
                yard.start(), product.start()
                for case in CASES:
                    rates[case.name].append(_line(case, kind, lots, yard, product, counted[case.name], options))
            finally:
                yard.kill(), product.kill()
            if size == SIZES[0]:
                _labels(environment)
    told = "; ".join(f"{name} {after / before:.2f}" for name, (before, after) in rates.items())
    print(
        f"\n{SIZES[1]:,} lots against {SIZES[0]:,}, as shares of the bare route: {told} (goal ≥ 0.75)",
        flush=True,
    )


def _line(
    case: Case, kind: str, lots: list[Any], yard: Served, product: Served, asked: int, options: argparse.Namespace
) -> float:
    """One line of the table; returns the share of the bare route's requests/s."""
    paths, bare, found = case.paths(lots), Figures(), Figures()
    etags = _etags(product, lots) if case.success == 304 else {}
    for turn in range(options.rounds + 1):
        if turn == 1:
            bare, found = Figures(), Figures()
        _round(yard, itertools.repeat("/hello"), 200, bare, options.seconds)
        _round(product, paths, case.success, found, options.seconds, etags)
    share = median(mine / theirs for mine, theirs in zip(found.rates, bare.rates, strict=True))
    heavier = median(mine / theirs for mine, theirs in zip(found.cpu, bare.cpu, strict=True))
    wanted = case.share[kind]
    goals = [f"≥ {wanted:.0%} {mark(share >= wanted)}", f"≤ {case.statements} SQL {mark(asked <= case.statements)}"]
    goals += [f"CPU ≤ 2.5 × hello {mark(heavier <= 2.5)}"] if "trace" in case.name else []
    goals += [f"{found.failures} failed ✗"] if found.failures else []
    told = f"{found.line} | {asked} | {share:.0%} (CPU × {heavier:.1f})"
    print(f"| **{case.name}** | {told} | {', '.join(goals)} |", flush=True)
    return share


def _round(
    served: Served, paths: Iterator[str], success: int, figures: Figures, seconds: float, etags: dict[str, str] | None = None
) -> None:
    before = machine.cpu_seconds(served.pid)
    some = [_get(served.port, path, (etags or {}).get(path, "")) for path in islice(paths, int(seconds * 4000))]
    answer = measured(Order(served.port, some, success, CONNECTIONS, seconds))
    figures.add(answer, machine.cpu_seconds(served.pid) - before)


def _get(port: int, path: str, etag: str = "") -> bytes:
    known = f"If-None-Match: {etag}\r\n" if etag else ""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{HEADERS}{known}\r\n".encode()


def _etags(product: Served, lots: list[Any]) -> dict[str, str]:
    import urllib.request

    told = dict(line.split(": ") for line in HEADERS.strip().split("\r\n"))
    found = {}
    for lot in lots[:WARM]:
        with urllib.request.urlopen(urllib.request.Request(product.url + _page(lot), headers=told)) as answer:
            found[_page(lot)] = answer.headers["ETag"]
    return found


def statements(lots: list[Any]) -> dict[str, int]:
    """How many SQL statements a warm process asks for each case."""
    app = create_app({**from_environment(), "TESTING": True})  # nothing is written behind its back
    with app.app_context():
        engine = db.engine
    seen: list[str] = []
    event.listen(engine, "after_cursor_execute", lambda _c, _k, statement, *_: seen.append(statement))
    client, counted = app.test_client(use_cookies=False), {}
    for case in CASES:
        paths = case.paths(lots[:WARM])
        for _turn in range(WARM + 1):
            seen.clear()
            client.get(next(paths), headers={"User-Agent": "Mozilla/5.0", "Accept": "text/html"})
        counted[case.name] = sum(not one.startswith(("BEGIN", "PRAGMA")) for one in seen)
    engine.dispose()
    return counted


def _labels(environment: dict[str, str]) -> None:
    """5,000 numbered labels, made by a process of their own, as the worker makes them."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        cpu, megabytes, size, portions = pool.apply(_made, (environment,))
    goals = f"≤ 45 s CPU {mark(cpu <= 45)}, ≤ 200 MB {mark(megabytes <= 200)}, progress in {portions} portions"
    told = f"{cpu:.1f} s CPU, {megabytes:.0f} MB at the most, {size / 1e6:.1f} MB of PDF"
    print(f"\n**{LABELS:,} numbered labels**: {told} ({goals})", flush=True)


def _made(environment: dict[str, str]) -> tuple[float, float, int, int]:
    app = create_app(from_environment(environment))
    with app.test_request_context("/"):
        from flask import g

        g.writes = True
        with unit_of_work():
            lot, person = db.session.get(Lot, 1), db.session.get(Person, 1)
            assert lot
            assert person
            order_labels(lot, LABELS, STOCKS["a4-40"][1], LabelPlace.PACK, by=person, key="bench", numbered=True)
        begun, portions = time.process_time(), outbox.work_off()
        cpu = time.process_time() - begun
        made = db.session.scalars(sa.select(LabelRun)).one()
        assert made.is_done
        from app.core import files

        size = files.path_of(made.token or "", "application/pdf").stat().st_size
    # The kernel's mark of this program alone: `ru_maxrss` would still know what it was forked from.
    told = Path("/proc/self/status").read_text()
    return cpu, int(told.partition("VmHWM:")[2].split()[0]) / 1024, size, portions


def main() -> None:
    """`python -m tests.bench.tracing`: these measurements alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--db", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0)
    options = parser.parse_args()
    for kind in options.db:
        run(kind, options)


if __name__ == "__main__":
    main()
