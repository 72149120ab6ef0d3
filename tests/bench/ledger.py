"""How long it takes to verify the whole history, as `flask ledger verify` does, and that the time grows with its length."""

import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app import create_app
from app.core import audit
from app.core.audit import Event
from app.core.db import db, snapshot
from config import from_environment
from tests.bench.filling import Rows, close_chain, fill, unhindered
from tests.bench.seed import chained
from tests.servers import flask, temporary_database

LENGTHS = (10_000, 100_000)
TURNS = 3


def measured(kind: str) -> None:
    """Print the seconds of both lengths, the best of three turns, and how many times as long the longer one takes."""
    seconds = [_best(kind, length) for length in LENGTHS]
    told = ", ".join(f"{length:,} rows in {took:.2f} s" for length, took in zip(LENGTHS, seconds, strict=True))
    print(f"\n**{kind}: the chain verified**, {told}: {seconds[1] / seconds[0]:.1f} times as long for ten times the rows")


def _best(kind: str, length: int) -> float:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, temporary_database(kind, Path(folder)) as url:
        environment = {"DATA_DIR": folder, "DATABASE_URL": url, "SECRET_KEY": "b" * 40}
        flask(environment, "setup")
        app = create_app(from_environment(environment))
        with app.app_context():
            with unhindered(db.engine) as connection:
                fill(connection, Event, chained(_rows(length)))
                close_chain(connection)
            best = min(_once(length) for _ in range(TURNS))
            db.engine.dispose()
        return best


def _once(length: int) -> float:
    with snapshot() as connection:
        if audit.head(connection).id != length:
            raise RuntimeError("not every row was filled in")
        begun = time.perf_counter()
        if wrong := list(audit.verify(connection)):
            raise RuntimeError(f"a chain that was just made does not fit: {wrong[:3]}")
        return time.perf_counter() - begun


def _rows(length: int) -> Rows:
    """Votes mostly, and an answer now and then."""
    first = datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(length):
        about = {"subject": f"SK-2026-{number % 900:04d}", "subject_type": "votes", "subject_id": number % 900}
        said = {"reason": "Xã đã xem và sẽ làm trong tháng tới."} if number % 20 == 0 else {}
        who = {"actor_id": number % 1700, "role": "resident", "name": "votes.cast"}
        yield {**about, **who, "reason": None, **said, "at": first + timedelta(seconds=number)}
