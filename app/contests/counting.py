"""What the sheets and votes of a contest say in figures: few statements, whole numbers."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.accounts.models import Person
from app.contests.models import Contest, Entry, EntryState, EntryVote, Round, RoundEntry
from app.contests.scoring import Method, Slip
from app.core.db import db
from app.marking.models import Criterion, Mark, Sheet, SheetState

_POINTS = sa.type_coerce(Mark.points, sa.Integer)  # hundredths, as they are stored


class SheetLine(NamedTuple):
    """A sheet of a round; points in hundredths, as far as it is filled in."""

    entry: int
    judge: int
    state: str
    # In UTC; on SQLite it does not say so itself.
    saved_at: datetime | None
    total: int
    lead: int
    tops: int


def sheets_of(round: Round) -> list[SheetLine]:
    """Every sheet of the entries that count in a round, in one statement."""
    full = sa.case((Mark.points == Criterion.max_points, 1), else_=0)
    leads = sa.case((Criterion.code == round.rubric.tie_code, _POINTS), else_=0)
    # Plain values: thousands of sheets are not to be made objects of.
    state, saved_at = sa.type_coerce(Sheet.state, sa.String), sa.type_coerce(Sheet.saved_at, sa.DateTime)
    query = (
        sa.select(RoundEntry.entry_id, Sheet.marker_id, state, saved_at)
        .add_columns(*(sa.func.coalesce(sa.func.sum(part), 0) for part in (_POINTS, leads, full)))
        .select_from(RoundEntry)
        .join(Sheet, Sheet.docket_id == RoundEntry.docket_id)
        .outerjoin(Mark, Mark.sheet_id == Sheet.id)
        .outerjoin(Criterion, Criterion.id == Mark.criterion_id)
        .where(RoundEntry.round_id == round.id, RoundEntry.is_out.is_(False))
        .group_by(RoundEntry.entry_id, Sheet.id)
    )
    rows: Any = db.session.execute(query)
    return [SheetLine._make(row) for row in rows]


def slips(lines: Iterable[SheetLine]) -> dict[int, list[Slip]]:
    """The signed ones by entry."""
    found: dict[int, list[Slip]] = {}
    for entry, judge, state, _saved_at, total, lead, tops in lines:
        if state == SheetState.SIGNED:
            found.setdefault(entry, []).append(Slip(judge, total, lead, tops))
    return found


def method_of(round: Round) -> Method:
    """What a round counts by; the public's votes are counted in the last."""
    contest = round.contest
    votes = int(contest.vote_points * 100) if round.is_last else 0
    return Method(
        top=int(round.rubric.top * 100),
        worth=10_000 - votes,
        vote_points=votes,
        vote_step=int(contest.vote_step * 100),
        drops=round.drops,
        normalises=round.normalises,
        fewest=round.fewest,
    )


def counts_by(contest: Contest) -> sa.ColumnElement[bool]:
    """Whether a vote counts: its voter was confirmed by the time the voting ended."""
    until = contest.votes_until
    return sa.case(
        (EntryVote.voter_id.is_(None), EntryVote.counted.is_(True)),
        else_=sa.and_(Person.confirmed_at.is_not(None), Person.confirmed_at <= until),
    )


def votes_of(contest: Contest) -> dict[int, int]:
    """How many votes count for each entry that has any."""
    if contest.votes_until is None:
        return {}
    query = (
        sa.select(EntryVote.entry_id, sa.func.count())
        .join(Entry, Entry.id == EntryVote.entry_id)
        .outerjoin(Person, Person.id == EntryVote.voter_id)
        .where(Entry.contest_id == contest.id, counts_by(contest))
        .group_by(EntryVote.entry_id)
    )
    rows: Any = db.session.execute(query)
    return {entry: int(count) for entry, count in rows}


def counts_of(contest: Contest) -> dict[EntryState, int]:
    """How many entries that were sent to a contest stand where."""
    sent = (Entry.contest_id == contest.id, Entry.number.is_not(None))
    query = sa.select(Entry.state, sa.func.count(Entry.id)).where(*sent).group_by(Entry.state)
    return dict(db.session.execute(query).all())
