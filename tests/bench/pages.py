"""What a page costs for whoever opens it: CPU of the server and of PostgreSQL, and statements of a warm process."""

import argparse
from collections.abc import Mapping
from itertools import islice
from statistics import median

from sqlalchemy import event

from app import create_app
from app.core.db import db
from config import from_environment
from tests.bench import machine
from tests.bench.load import Order, measured
from tests.bench.tables import Figures, mark
from tests.servers import Served

WORKERS, CONNECTIONS, CPU_MS, STATEMENTS = 2, 2, 60, 8
HEADERS = "Accept: text/html\r\nAccept-Encoding: gzip, br\r\nUser-Agent: Mozilla/5.0 (Linux; Android 10)\r\n"
HEAD = "| | req/s | p50 ms | p99 ms | CPU ms | SQL | goals |\n|---|--:|--:|--:|--:|--:|---|"
# By name: the address, and the number of whoever opens it; None is a stranger.
Pages = Mapping[str, tuple[str, int | None]]


def line(
    name: str,
    pages: Pages,
    cookies: dict[int, str],
    product: Served,
    asked: int,
    options: argparse.Namespace,
    database: int | None,
) -> None:
    """Measure one page and print its line."""
    path, who = pages[name]
    found, roots = Figures(), (product.pid, *([database] if database else []))
    for turn in range(options.rounds + 1):
        found = found if turn > 1 else Figures()
        before = machine.cpu_seconds(*roots)
        # Each at an address nobody asked for before, so that nothing lies ready.
        paths = (f"{path}{'&' if '?' in path else '?'}moi={turn}-{n}" for n in range(100_000))
        some = [_get(product.port, one, cookies.get(who or 0, "")) for one in islice(paths, int(options.seconds * 1000))]
        answer = measured(Order(product.port, some, 200, CONNECTIONS, options.seconds))
        found.add(answer, machine.cpu_seconds(*roots) - before)
    cpu = median(found.cpu)
    goals = [f"≤ {CPU_MS} ms CPU {mark(cpu <= CPU_MS)}", f"≤ {STATEMENTS} SQL {mark(asked <= STATEMENTS)}"]
    goals += [f"{found.failures} failed ✗"] if found.failures else []
    print(f"| **{name}** | {found.line} | {asked} | {', '.join(goals)} |", flush=True)


def _get(port: int, path: str, cookie: str) -> bytes:
    signed_in = f"Cookie: {cookie}\r\n" if cookie else ""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{HEADERS}{signed_in}\r\n".encode()


def statements(pages: Pages, cookies: dict[int, str]) -> dict[str, int]:
    """How many SQL statements a warm process asks for each page."""
    app = create_app({**from_environment(), "TESTING": True})
    with app.app_context():
        engine = db.engine
    seen: list[str] = []
    event.listen(engine, "after_cursor_execute", lambda _c, _k, statement, *_: seen.append(statement))
    client, counted = app.test_client(use_cookies=False), {}
    for name, (path, who) in pages.items():
        headers = {"User-Agent": "Mozilla/5.0", "Accept": "text/html"} | ({"Cookie": cookies[who]} if who else {})
        for turn in range(3):
            seen.clear()
            assert client.get(f"{path}{'&' if '?' in path else '?'}moi={turn}", headers=headers).status_code == 200
        counted[name] = sum(not one.startswith(("BEGIN", "PRAGMA")) for one in seen)
    engine.dispose()
    return counted
