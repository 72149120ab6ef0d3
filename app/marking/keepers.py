"""Whoever lets people mark keeps dockets of a kind, and says what each is about and who comes near its sheets."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from app.accounts.models import Role
from app.core.clock import utcnow
from app.core.db import db
from app.marking.models import Docket, Sheet, SheetState


@dataclass(frozen=True)
class Matter:
    """What a docket is about, in the words of whoever marks it."""

    # What a sheet is signed for, and what it is called.
    code: str
    title: str
    # Which session or round it is marked in, by when, and the page of that.
    within: str
    due: date | None
    page: str
    # Where it stands among the others that one person marks, by its docket and that person.
    order: Callable[[int], Any]


@dataclass(frozen=True)
class Keeper:
    """One kind of dockets: who marks, who copies sheets from paper, who compares them, who lets a signed one be changed."""

    name: str
    markers: tuple[Role, ...]
    secretaries: tuple[Role, ...]
    comparers: tuple[Role, ...]
    # What people call whoever reopens a sheet, and whoever takes one back from paper.
    lead: Any
    secretary: Any
    # The page where its people find the rest of their business, and what that is called.
    home: str
    home_words: Any
    # Whether whoever marks may write something for whoever made it.
    remarks: bool
    matters: Callable[[Collection[int]], Mapping[int, Matter]]
    # What is to be marked, as a part of the page of a sheet.
    file: Callable[[Sheet], Markup]


_keepers: dict[str, Keeper] = {}


def keeps(keeper: Keeper) -> Keeper:
    """Add a kind of dockets."""
    _keepers[keeper.name] = keeper
    return keeper


def keeper_of(docket: Docket) -> Keeper:
    """Who keeps a docket."""
    return _keepers[docket.kept_by]


def matters(dockets: Collection[tuple[str, int]]) -> dict[int, Matter]:
    """What dockets are about, by number, from who keeps each: one statement for each of these."""
    found: dict[int, Matter] = {}
    for name, keeper in _keepers.items():
        if own := [id for kept_by, id in dockets if kept_by == name]:
            found |= keeper.matters(own)
    return found


def matter_of(docket: Docket) -> Matter:
    """What one docket is about."""
    return matters([(docket.kept_by, docket.id)])[docket.id]


def kinds_for(person: Any, who: Callable[[Keeper], Iterable[Role]]) -> list[str]:
    """The kinds of dockets where somebody has one of the roles that `who` takes from their keeper."""
    return [keeper.name for keeper in _keepers.values() if person.has(*who(keeper))]


def markers(keeper: Keeper) -> Iterable[Role]:
    """Those who mark."""
    return keeper.markers


def comparers(keeper: Keeper) -> Iterable[Role]:
    """Those who compare what was copied from paper."""
    return keeper.comparers


def home_of(person: Any) -> tuple[str, Any]:
    """Where somebody finds the rest of what they mark or run, as an endpoint and its words; others, what they have to do.

    What one marks comes before what one runs.
    """
    for roles in (markers, lambda keeper: keeper.secretaries):
        for name in kinds_for(person, roles):
            return _keepers[name].home, _keepers[name].home_words
    return "desk.show", _l("Việc cần làm")


class Marking(NamedTuple):
    """A line of the list: a sheet, and what it is about."""

    id: int
    state: SheetState
    saved_at: datetime | None
    opened_at: datetime
    matter: Matter

    @property
    def is_awaited(self) -> bool:
        """Whether it still waits for its marker."""
        return self.state in (SheetState.OPEN, SheetState.TYPED)


def markings_of(person: Any) -> list[Marking]:
    """What somebody has to mark, or has marked, where marking has begun and is not over; in the order of who keeps it."""
    kinds = kinds_for(person, markers)
    if not kinds:
        return []
    rows: Any = db.session.execute(
        sa.select(Sheet.id, Sheet.state, Sheet.saved_at, Docket.id, Docket.kept_by, Docket.opened_at)
        .join(Docket, Docket.id == Sheet.docket_id)
        .where(Sheet.marker_id == person.id, Docket.opened_at <= utcnow(), Docket.unsealed_at.is_(None))
        .where(Docket.kept_by.in_(kinds))
    ).all()
    known = matters([(kept_by, docket) for _id, _state, _saved, docket, kept_by, _opened in rows])
    lines = [
        (kept_by, known[docket].order(person.id), Marking(id, state, saved_at, opened_at, known[docket]))
        for id, state, saved_at, docket, kept_by, opened_at in rows
    ]
    return [line for _kind, _order, line in sorted(lines, key=lambda line: line[:2])]
