"""What looks odd among the votes of a contest: shares, never totals, and nothing is done about them by itself."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts.models import Person
from app.contests.models import Contest, Entry, EntryVote
from app.core.db import db

FEWEST = 10  # votes, below which a share says nothing and could tell who voted
NEW = timedelta(days=3)
# From which share of a hundred on it is worth a look: in one hour, from new accounts, not confirmed, from one village.
ODD = (50, 30, 50, 80)


@dataclass(frozen=True)
class Signal:
    """The shares of one entry, of a hundred, in the order of `ODD`, and whether each is worth a look."""

    code: str
    shares: tuple[tuple[int, bool], ...]


def signals_of(contest: Contest) -> list[Signal]:
    """Every entry with enough votes, those with most that is odd first."""
    query = (
        sa.select(Entry.code, EntryVote.cast_at, Person.created_at, Person.confirmed_at, Person.village_id)
        .join(EntryVote, EntryVote.entry_id == Entry.id)
        .join(Person, Person.id == EntryVote.voter_id)
        .where(Entry.contest_id == contest.id)
    )
    by_entry: dict[str, list[Any]] = {}
    for code, *vote in db.session.execute(query):
        by_entry.setdefault(str(code), []).append(vote)
    found = [Signal(code, _shares(votes)) for code, votes in by_entry.items() if len(votes) >= FEWEST]
    return sorted(found, key=lambda one: (-sum(is_odd for _share, is_odd in one.shares), one.code))


def _shares(votes: Sequence[Sequence[Any]]) -> tuple[tuple[int, bool], ...]:
    hours = Counter(cast.replace(minute=0, second=0, microsecond=0) for cast, *_voter in votes)
    villages = Counter(village for *_when, village in votes)
    counts = (
        max(hours.values()),
        sum(_is_new(cast, created) for cast, created, *_rest in votes),
        sum(confirmed is None for _cast, _created, confirmed, _village in votes),
        max(villages.values()),
    )
    shares = [100 * count // len(votes) for count in counts]
    return tuple((share, share >= odd) for share, odd in zip(shares, ODD, strict=True))


def _is_new(cast: datetime, created: datetime) -> bool:
    return cast - created < NEW
