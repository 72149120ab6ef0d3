"""The chain of the history: what each row is worth, and what was changed afterwards.

A row's hash is the SHA-256 of its public content together with the hash of the row before it. Who acted and what was
said enter as seals only, SHA-256 with a salt of their own: once a salt is gone nobody can find out what was sealed, and
every hash still fits. Nothing here knows a database; `tools/verify.py` is the same in the hands of a stranger.
"""

import hashlib
import json
import secrets
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from flask_babel import gettext as _

from app.core.rules import RuleBroken

SLACK = timedelta(seconds=60)
SHORT = 16  # letters of a hash that are printed: 64 bits
Row = Mapping[str, Any]


class ClockSetBack(RuleBroken):
    """The clock of the server says a moment before the last row of the history."""


class Head(NamedTuple):
    """Where the chain ends: the last row, its hash and its moment."""

    id: int
    hash: str
    at: datetime | None

    @property
    def mark(self) -> str:
        """What minutes and reports print, and `/kiem-chung` takes: number and the beginning of the hash."""
        return f"{self.id}-{self.hash[:SHORT]}"


class Misfit(NamedTuple):
    """Something that does not fit: at which row, which part of it, and a sentence."""

    id: int
    what: str
    text: str


START = Head(0, "0" * 64, None)


def canonical(value: Any) -> bytes:
    """The one way to write a value down: keys sorted, no spaces, UTF-8, NFC, moments in UTC with microseconds.

    Raises `ValueError` for what could be written in two ways: a float, a moment without a zone, a key that is no text.
    """
    return json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def plain(value: Any) -> Any:
    """A value as JSON knows it, its texts in NFC. Raises `ValueError` as `canonical` does."""
    if isinstance(value, str):
        return str(value) if value.isascii() else unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise ValueError("a key that is no text")
        return {plain(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    raise ValueError(f"{type(value).__name__} has no one way to be written: a naive moment, a float or the like")


def digest(value: Any) -> str:
    """SHA-256 of a value's canonical JSON."""
    return hashlib.sha256(canonical(value)).hexdigest()


def actor_seal(row: Row) -> str:
    """Who acted, so that only the salt's holder can show it."""
    return digest([row["actor_salt"], row["actor_id"]])


def story_seal(row: Row) -> str:
    """What it was about and what was said, sealed the same way."""
    return digest([row["story_salt"], row["subject_type"], row["subject_id"], row["reason"], row["details"]])


def content(row: Row) -> dict[str, Any]:
    """What is published of a row, its hash aside."""
    clear = {name: row[name] for name in ("id", "at", "name", "subject", "role", "before", "after", "facts")}
    return {**clear, "actor": row["actor_seal"], "story": row["story_seal"]}


def hash_of(row: Row, previous: str) -> str:
    """The hash of a row that comes after the one with the hash `previous`."""
    return digest({"previous": previous, **content(row)})


def moment_after(head: Head, at: datetime) -> datetime:
    """When a row after `head` was written, by a clock that says `at`.

    A clock that is a little behind takes the moment of the row before, so that the chain never goes back in time.
    Raises `ClockSetBack` for one that is more than a minute behind.
    """
    if head.at is None or at >= head.at:
        return at
    if head.at - at > SLACK:
        raise ClockSetBack(_("Đồng hồ máy chủ đang chạy lùi nên chưa ghi được gì. Hãy báo quản trị chỉnh lại giờ."))
    return head.at


def linked(row: Row, head: Head) -> dict[str, Any]:
    """A new row with its number, seals and hash, as the one after `head`. Raises `ClockSetBack`."""
    at = moment_after(head, row["at"])
    salts = {"actor_salt": secrets.token_hex(16), "story_salt": secrets.token_hex(16)}
    said = {name: plain(value) for name, value in row.items() if name != "at"}
    made = {**_BLANK, **said, **salts, "id": head.id + 1, "at": at}
    made |= {"actor_seal": actor_seal(made), "story_seal": story_seal(made)}
    return {**made, "hash": hash_of(made, head.hash)}


def head_of(row: Row) -> Head:
    """The head of a chain that ends with this row."""
    return Head(row["id"], row["hash"], row["at"])


def misfits(rows: Iterable[Row], head: Head) -> Iterator[Misfit]:
    """Everything that does not fit in a chain that is said to end with `head`: rows in the order of their numbers.

    After a misfit it goes on from what the row says of itself, so that each place is told once. A number may be left out
    when the next row was made after the one before it, as in a house that began before its history was chained.
    """
    last = START
    for row in rows:
        yield from misfits_of(row, last)
        last = head_of(row)
    if last.id < head.id:
        yield Misfit(head.id, "missing", f"rows {last.id + 1} to {head.id} are missing at the end")
    elif last.id > head.id:
        yield Misfit(last.id, "head", f"rows after {head.id} were added past the head of the chain")
    elif last != head:
        yield Misfit(head.id, "head", f"the head of the chain does not fit row {head.id}")


def misfits_of(row: Row, last: Head) -> Iterator[Misfit]:
    """What does not fit in one row that comes after `last`."""
    number = row["id"]
    if trouble := row.get("unreadable"):
        yield Misfit(number, "content", f"row {number} is not written as the house writes: {trouble}")
        return
    if not _holds(lambda: hash_of(row, last.hash) == row["hash"]):
        if number > last.id + 1:
            yield Misfit(number, "missing", f"rows between {last.id} and {number} are missing")
        else:
            yield Misfit(number, "content", f"row {number} does not fit its hash and the row before it")
    if last.at is not None and row["at"] < last.at:
        yield Misfit(number, "order", f"row {number} is earlier than the row before it")
    if row["actor_salt"] is None:
        if row["actor_id"] is not None:
            yield Misfit(number, "actor", f"row {number} names somebody although its seal was forgotten")
    elif not _holds(lambda: actor_seal(row) == row["actor_seal"]):
        yield Misfit(number, "actor", f"row {number} names another person than was sealed")
    if row["story_salt"] is None:
        if (row["subject_type"], row["subject_id"], row["reason"], row["details"]) != ("", None, None, {}):
            yield Misfit(number, "story", f"row {number} tells something although its seal was forgotten")
    elif not _holds(lambda: story_seal(row) == row["story_seal"]):
        yield Misfit(number, "story", f"row {number} tells something else than was sealed")


_BLANK: dict[str, Any] = {
    **dict.fromkeys(("subject", "subject_id", "actor_id", "before", "after", "reason")),
    "details": {},
    "facts": {},
}


def _holds(check: Any) -> bool:
    """Whether a check succeeds; a value that cannot even be written down fits nothing."""
    try:
        return bool(check())
    except ValueError:
        return False
