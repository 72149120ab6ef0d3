"""Questions about rounds, their judges, and the entries in them with their sheets. Each returns a Select."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Person
from app.contests.models import (
    OVERSEERS,
    Contest,
    Entry,
    EntryState,
    Juror,
    Round,
    RoundEntry,
    RoundState,
)
from app.contests.queries.contest import contests
from app.core.clock import utcnow
from app.marking.models import Conflict, ConflictKind, Docket, Sheet, SheetState


def round_of(code: str, number: int, seen_by: Any) -> sa.Select[Round]:
    """A round with its contest."""
    whole = joinedload(Round.contest)
    return (
        sa.select(Round)
        .join(Contest, Contest.id == Round.contest_id)
        .where(Contest.id.in_(contests(seen_by).with_only_columns(Contest.id)), Contest.code == code, Round.number == number)
        .options(whole.selectinload(Contest.rounds).joinedload(Round.rubric))
    )


def round_with_judges(code: str, number: int, seen_by: Any) -> sa.Select[Round]:
    """The same with those who judge in it."""
    jurors = selectinload(Round.jurors)
    return round_of(code, number, seen_by).options(jurors.joinedload(Juror.person), jurors.joinedload(Juror.fields))


def seats(round: Round) -> sa.Select[Juror]:
    """Those who judge in a round, with what they need to be given entries: their roles and their fields."""
    return (
        sa.select(Juror)
        .where(Juror.round_id == round.id)
        .options(joinedload(Juror.person).selectinload(Person.grants), selectinload(Juror.fields))
        .execution_options(populate_existing=True)
    )


def juror(id: int) -> sa.Select[Juror]:
    """A judge of a round."""
    return sa.select(Juror).where(Juror.id == id).options(joinedload(Juror.person), joinedload(Juror.round))


def signed_by(juror: Juror) -> sa.Select[int]:
    """How many sheets a judge signed, or had copied from paper, in the round."""
    return (
        sa.select(sa.func.count(Sheet.id))
        .join(RoundEntry, RoundEntry.docket_id == Sheet.docket_id)
        .where(RoundEntry.round_id == juror.round_id, Sheet.marker_id == juror.person_id)
        .where(Sheet.state.in_((SheetState.SIGNED, SheetState.TYPED)))
    )


def to_be_marked(round: Round) -> sa.Select[Entry]:
    """What a round marks: in the first all that was taken in, later what went on from the round before."""
    query = sa.select(Entry).where(Entry.contest_id == round.contest_id, Entry.state == EntryState.ACCEPTED)
    if round.before is not None:
        on = sa.select(RoundEntry.entry_id).where(RoundEntry.round_id == round.before.id, RoundEntry.goes_on)
        query = query.where(Entry.id.in_(on))
    return query.options(selectinload(Entry.members)).order_by(Entry.number)


def cases_of(round: Round) -> sa.Select[RoundEntry]:
    """The entries of a round with their dockets, sheets and stakes, in the order of their numbers."""
    docket = joinedload(RoundEntry.docket)
    entry = joinedload(RoundEntry.entry)
    return (
        sa.select(RoundEntry)
        .join(Entry, Entry.id == RoundEntry.entry_id)
        .where(RoundEntry.round_id == round.id)
        .options(
            joinedload(RoundEntry.round).joinedload(Round.contest),
            entry.selectinload(Entry.members),
            docket.joinedload(Docket.rubric),
            docket.selectinload(Docket.sheets).selectinload(Sheet.signings),
            docket.selectinload(Docket.conflicts).joinedload(Conflict.person),
        )
        .order_by(Entry.number)
        .execution_options(populate_existing=True)
    )


def case(code: str, number: int, seen_by: Any) -> sa.Select[RoundEntry]:
    """An entry in one of the rounds of its contest, with its sheets and who marks them, for those who oversee contests
    and have no stake in it.
    """
    docket = joinedload(RoundEntry.docket)
    stake = sa.exists().where(Conflict.docket_id == RoundEntry.docket_id, Conflict.person_id == seen_by.id)
    return (
        sa.select(RoundEntry)
        .join(Entry, Entry.id == RoundEntry.entry_id)
        .join(Round, Round.id == RoundEntry.round_id)
        .where(Entry.code == code, Round.number == number, sa.true() if seen_by.has(*OVERSEERS) else sa.false())
        .where(sa.not_(stake))
        .options(
            joinedload(RoundEntry.entry).joinedload(Entry.contest).selectinload(Contest.rounds),
            joinedload(RoundEntry.round),
            docket.joinedload(Docket.rubric),
            docket.selectinload(Docket.sheets).joinedload(Sheet.marker),
            docket.selectinload(Docket.conflicts).joinedload(Conflict.person),
        )
    )


def cases_about(entry: Entry) -> sa.Select[RoundEntry]:
    """The rounds an entry is or was in."""
    whole = joinedload(RoundEntry.round).joinedload(Round.contest).selectinload(Contest.rounds)
    return sa.select(RoundEntry).where(RoundEntry.entry_id == entry.id).options(whole)


def cases_by_docket(dockets: Collection[int]) -> sa.Select[RoundEntry]:
    """What dockets are about, for whoever marks them."""
    return (
        sa.select(RoundEntry)
        .where(RoundEntry.docket_id.in_(dockets))
        .options(
            joinedload(RoundEntry.entry).joinedload(Entry.contest).selectinload(Contest.rounds), joinedload(RoundEntry.round)
        )
    )


def earlier_stakes(round: Round) -> sa.Select[int, int, ConflictKind, str]:
    """Who had which stake in which entry in the rounds before one."""
    return (
        sa.select(RoundEntry.entry_id, Conflict.person_id, Conflict.kind, Conflict.words)
        .join(Conflict, Conflict.docket_id == RoundEntry.docket_id)
        .join(Round, Round.id == RoundEntry.round_id)
        .where(Round.contest_id == round.contest_id, Round.number < round.number)
        .order_by(Conflict.id)
    )


def overdue_rounds() -> sa.Select[Round]:
    """Rounds whose time of marking has passed, and that nobody has ended."""
    late = (Round.state == RoundState.MARKING, Round.marks_until < utcnow())
    return sa.select(Round).where(*late).options(joinedload(Round.contest)).order_by(Round.marks_until, Round.id)
