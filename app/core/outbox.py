"""What leaves after the commit: written as a row in the transaction of the act, done later by one worker.

waiting → done, or after its last try → failed (kept, and counted by /metrics).

The worker may be killed at any moment. It works alone (a lock that the system lets go of when a process dies), does
one job in one transaction together with the mark that it is done, and takes up what is not marked again. What leaves
the house (a mail) leaves between two transactions, so that a slow server holds no lock, and must bear leaving twice when
the worker dies before it could note it: a mail carries the same Message-ID each time, by which mailboxes know it.
"""

import fcntl
import logging
import os
import select
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask, g
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import utcnow
from app.core.db import Model, db, reading, unit_of_work

log = logging.getLogger("xa.outbox")
# The first try that fails waits so long, then twice as long each time: eleven tries take some 34 hours.
PAUSE, TRIES = timedelta(minutes=1), 12
KEPT = timedelta(days=60)
_LOCK = 7_203_412_001  # any number, the same in every process

Leaving = Callable[[], None]
Handler = Callable[..., Leaving | None]
_handlers: dict[str, Handler] = {}
_given_up: dict[str, Callable[..., None]] = {}
_ticks: list[Callable[[], None]] = []


class Job(Model):
    """Something to do after the commit. `key` makes posting the same twice one job."""

    __tablename__ = "outbox"
    __table_args__ = (
        sa.Index(
            "ix_outbox_waiting",
            "due_at",
            "id",
            sqlite_where=sa.text("done_at IS NULL AND failed_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL AND failed_at IS NULL"),
        ),
    )

    name: Mapped[str] = mapped_column(sa.String(60))
    key: Mapped[str] = mapped_column(sa.String(120), unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None] = mapped_column(index=True)
    failed_at: Mapped[datetime | None]
    trouble: Mapped[str | None] = mapped_column(sa.String(300))


class GaveUp(Exception):
    """Trying again would not help; the message says why."""


def handles(name: str) -> Callable[[Handler], Handler]:
    """Make a function the one that does the jobs of a name; it gets the job's key and its payload.

    It may return a function that hands something over outside any transaction.
    """

    def decorate(handler: Handler) -> Handler:
        _handlers[name] = handler
        return handler

    return decorate


def when_given_up(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Have a function called in the transaction that gives a job of this name up: with the reason and the payload."""

    def decorate(handler: Callable[..., None]) -> Callable[..., None]:
        _given_up[name] = handler
        return handler

    return decorate


def every_minute(tick: Callable[[], None]) -> Callable[[], None]:
    """Have a function called about once a minute; it posts jobs whose keys say when they were meant."""
    _ticks.append(tick)
    return tick


def post(name: str, key: str, *, due_at: datetime | None = None, **payload: Any) -> None:
    """Put a job into the outbox, in the transaction that is open. The same key again changes nothing."""
    post_all(db.session.connection(), [{"name": name, "key": key, "due_at": due_at, "payload": payload}])


def post_all(connection: sa.Connection, jobs: list[dict[str, Any]]) -> None:
    """The same for many, over a connection."""
    from sqlalchemy.dialects import postgresql, sqlite

    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    rows = [{**job, "due_at": job.get("due_at") or utcnow(), "tries": 0} for job in jobs]
    if rows:
        connection.execute(insert(Job).on_conflict_do_nothing(index_elements=["key"]), rows)


def work_off(*, until: datetime | None = None) -> int:
    """Do every job that is due; returns how many were done. One that fails is put off, and others go on."""
    done = 0
    while (job := _next(until or utcnow())) is not None:
        done += _do(job)
    return done


LATE_MINUTES = 60


def state() -> dict[str, int]:
    """How the outbox is doing: what waits, for how many minutes the oldest, and what was given up."""
    waiting = sa.and_(Job.done_at.is_(None), Job.failed_at.is_(None))
    count, oldest = db.session.execute(sa.select(sa.func.count(), sa.func.min(Job.due_at)).where(waiting)).one()
    failed = db.session.scalar(sa.select(sa.func.count()).where(Job.failed_at.is_not(None))) or 0
    late = max(0, int((utcnow() - oldest).total_seconds() // 60)) if oldest else 0
    return {"waiting": count, "oldest_minutes": late, "failed": failed}


def run(app: Flask) -> None:
    """Work until told to stop (SIGTERM), alone among all processes of this commune."""
    # A pipe and no Event: that one's lock may be held already when the signal comes, or comes twice.
    told, tell = os.pipe()
    signal.signal(signal.SIGTERM, lambda *_: os.write(tell, b"."))
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def ended(*, within: float = 0) -> bool:
        return bool(select.select([told], [], [], within)[0])

    while not ended():
        with _alone(app) as is_mine:
            while is_mine and not ended():
                try:
                    _round(app)
                except OperationalError as error:  # a database that is locked or away: wait and try again
                    log.warning("outbox: %s", error.__class__.__name__)
                ended(within=app.config["OUTBOX_PAUSE"])
        ended(within=app.config["OUTBOX_PAUSE"])


def _round(app: Flask) -> None:
    # Addresses in mails are made for BASE_URL, whatever a browser once called this host.
    with app.test_request_context("/", base_url=app.config["BASE_URL"]):
        g.writes = True
        for tick in _ticks:
            with unit_of_work():
                tick()
        work_off()


def _next(now: datetime) -> Job | None:
    with reading(), unit_of_work():
        query = sa.select(Job).where(Job.done_at.is_(None), Job.failed_at.is_(None), Job.due_at <= now)
        return db.session.scalar(query.order_by(Job.due_at, Job.id).limit(1))


def _do(job: Job) -> bool:
    try:
        with unit_of_work():
            leaving = _handlers[job.name](job.key, **job.payload)
            if leaving is None:
                _mark_done(job)
        if leaving is not None:
            leaving()
            with unit_of_work():
                _mark_done(job)
    except OperationalError:
        raise
    except Exception as error:  # whatever a handler meets, the other jobs must go on; the row keeps the reason
        _put_off(job, error)
        return False
    return True


def _mark_done(job: Job) -> None:
    db.session.execute(sa.update(Job).where(Job.id == job.id).values(done_at=utcnow(), trouble=None))


def _put_off(job: Job, error: Exception) -> None:
    tries = job.tries + 1
    log.warning("job %s (%s) failed, try %d: %s", job.id, job.name, tries, error.__class__.__name__)
    values: dict[str, Any] = {"tries": tries, "trouble": f"{error.__class__.__name__}: {error}"[:300]}
    if isinstance(error, GaveUp) or tries >= TRIES:
        values["failed_at"] = utcnow()
    else:
        values["due_at"] = utcnow() + PAUSE * 2 ** (tries - 1)
    with unit_of_work():
        db.session.execute(sa.update(Job).where(Job.id == job.id).values(values))
        if "failed_at" in values and (told := _given_up.get(job.name)):
            told(error, **job.payload)


@every_minute
def _sweep() -> None:
    """What was done, or given up, long ago is forgotten: an address may stand in its trouble."""
    old = utcnow() - KEPT
    db.session.execute(sa.delete(Job).where(sa.or_(Job.done_at < old, Job.failed_at < old)))


@contextmanager
def _alone(app: Flask) -> Iterator[bool]:
    """Hold the lock of the one worker; False when another process has it. A killed process lets go at once."""
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield bool(connection.scalar(sa.text(f"SELECT pg_try_advisory_lock({_LOCK})")))
            connection.invalidate()
        return
    path = Path(app.config["DATA_DIR"]) / "worker.lock"
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
