"""How often: counted in the database, so that every worker sees the same number."""

import hashlib
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import utcnow
from app.core.db import Model, apart, db


class Attempt(Model):
    """One try at something that is limited. The key is a hash: addresses and names are not kept."""

    __tablename__ = "attempts"
    __table_args__ = (sa.Index(None, "key", "at"),)

    key: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime] = mapped_column(index=True)


def attempt(what: str, whom: str) -> None:
    """Note one try, kept whatever becomes of the request: call it before anything else is written."""
    db.session.rollback()  # SQLite has one writer, and the note is written in a transaction of its own
    now = utcnow()
    with apart() as own:
        own.execute(sa.delete(Attempt).where(Attempt.at < now - timedelta(days=1)))
        own.add(Attempt(key=_key(what, whom), at=now))


def exceeded(what: str, whom: str, *, times: int, minutes: int) -> bool:
    """Whether this was tried `times` or more in the last `minutes`."""
    if not are_on():
        return False
    since = utcnow() - timedelta(minutes=minutes)
    query = sa.select(sa.func.count()).where(Attempt.key == _key(what, whom), Attempt.at >= since)
    return (db.session.scalar(query) or 0) >= times


def are_on() -> bool:
    """Whether limits hold: load tests switch them off, a production start refuses that."""
    return bool(current_app.config["RATE_LIMITS"])


def reached(counted: sa.Select[int], most: int) -> bool:
    """Whether a count, taken under a lock on the person, stands at its limit."""
    return are_on() and (db.session.scalar(counted) or 0) >= most


def forget(what: str, whom: str) -> None:
    """Start counting anew, after a success."""
    db.session.execute(sa.delete(Attempt).where(Attempt.key == _key(what, whom)))


def _key(what: str, whom: str) -> str:
    return hashlib.blake2b(
        f"{what}\x00{whom}".encode(), key=current_app.config["SECRET_KEY"].encode()[:64], digest_size=32
    ).hexdigest()
