"""What time it is: stored in UTC, read in Asia/Ho_Chi_Minh."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

_lived: ContextVar[datetime | None] = ContextVar("lived", default=None)


def utcnow() -> datetime:
    """The present moment, aware and in UTC."""
    return _lived.get() or datetime.now(UTC)


def local(moment: datetime) -> datetime:
    """The same moment on a clock in the commune."""
    return moment.astimezone(ZONE)


def today() -> date:
    """The date in the commune, whatever zone the server runs in."""
    return local(utcnow()).date()


def moment_at(day: date, clock: str) -> datetime:
    """The moment at which a clock in the commune shows an hour, as “14:30”, on a day."""
    hour, minute = map(int, clock.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


def start_of(day: date) -> datetime:
    """Midnight in the commune at the start of a day, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=ZONE).astimezone(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Live at another moment: how the sample year gets its history, and tests their New Year's Eve."""
    token = _lived.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _lived.reset(token)
