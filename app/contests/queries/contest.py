"""Questions about contests as a whole, who judges in them and who votes. Each returns a Select."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Person, Role
from app.accounts.queries import holders
from app.contests.models import (
    OVERSEERS,
    Contest,
    ContestState,
    Entry,
    EntryState,
    EntryVote,
    Juror,
    Round,
    RoundEntry,
)
from app.core.audit import Event
from app.core.clock import utcnow
from app.marking.models import Conflict, ConflictKind


def contests(seen_by: Any) -> sa.Select[Contest]:
    """All that a reader may see; the caller brings the order."""
    query = sa.select(Contest)
    return (
        query if seen_by.is_authenticated and seen_by.has(*OVERSEERS) else query.where(Contest.state != ContestState.DRAFT)
    )


def by_code(code: str, seen_by: Any) -> sa.Select[Contest]:
    """One contest with what it says of itself."""
    return (
        contests(seen_by)
        .where(Contest.code == code)
        .options(
            selectinload(Contest.fields), selectinload(Contest.prizes), selectinload(Contest.rounds).joinedload(Round.rubric)
        )
    )


def with_results(code: str) -> sa.Select[Contest]:
    """One contest whose results everybody may read."""
    options = (selectinload(Contest.fields), selectinload(Contest.prizes))
    return published().where(Contest.code == code).options(*options, selectinload(Contest.rounds).joinedload(Round.rubric))


def last_code(year: int) -> sa.Select[str]:
    """The highest code of a year; codes of one year sort as texts."""
    return (
        sa.select(Contest.code)
        .where(Contest.code.startswith(f"CT-{year}-"))
        .order_by(sa.func.length(Contest.code).desc(), Contest.code.desc())
        .limit(1)
    )


def judges() -> sa.Select[Person]:
    """Everybody who may be asked to judge today: whoever runs or watches over contests may not."""
    return holders(Role.JUDGE).where(Person.id.not_in(holders(*OVERSEERS).with_only_columns(Person.id).order_by(None)))


def concluded() -> sa.Select[Contest]:
    """Contests whose results wait to come out."""
    return sa.select(Contest).where(Contest.state == ContestState.CONCLUDED).order_by(Contest.state_since, Contest.id)


def inviting() -> sa.Select[Contest]:
    """Contests that receive entries or votes now, the soonest to end first."""
    now = utcnow()
    receives = sa.and_(Contest.receives_from <= now, Contest.receives_until >= now)
    votes = sa.and_(Contest.votes_from <= now, Contest.votes_until >= now)
    return (
        sa.select(Contest)
        .where(Contest.state == ContestState.OPEN, sa.or_(receives, votes))
        .order_by(Contest.receives_until, Contest.id)
    )


def published() -> sa.Select[Contest]:
    """Contests with results, the newest first."""
    return sa.select(Contest).where(Contest.state == ContestState.PUBLISHED).order_by(Contest.id.desc())


def results(code: str) -> sa.Select[Contest]:
    """A contest with results, for those who compute them again."""
    return published().where(Contest.code == code).options(sa.orm.undefer(Contest.results))


def changes(contest: Contest) -> sa.Select[Event]:
    """What everybody may know of how a contest went: terms that moved, why it was cancelled, when results came out."""
    told = ("contests.announce", "contests.extend", "contests.cancel", "contests.publish", "rounds.extend", "rounds.unseal")
    return _history(contest).where(Event.name.in_(told))


def reasons_in(contest: Contest) -> sa.Select[Event]:
    """Everything in the history of a contest and its rounds for which somebody gave a reason, in the order it was done."""
    return _history(contest).where(Event.reason.is_not(None))


def _history(contest: Contest) -> sa.Select[Event]:
    own = sa.and_(Event.subject_type == Contest.__tablename__, Event.subject_id == contest.id)
    rounds = sa.select(Round.id).where(Round.contest_id == contest.id)
    of_rounds = sa.and_(Event.subject_type == Round.__tablename__, Event.subject_id.in_(rounds))
    return sa.select(Event).where(sa.or_(own, of_rounds)).order_by(Event.id)


def jurors_of(contest: Contest) -> sa.Select[Juror]:
    """Everybody who judges or judged in a contest, round by round."""
    return (
        sa.select(Juror)
        .join(Round, Round.id == Juror.round_id)
        .where(Round.contest_id == contest.id)
        .options(joinedload(Juror.person), joinedload(Juror.round), selectinload(Juror.fields))
        .order_by(Round.number, Juror.id)
    )


def stakes_of(contest: Contest) -> sa.Select[str, str | None, str, ConflictKind, str]:
    """Which judges stood aside where and why, round by round."""
    return (
        sa.select(Round.name, Entry.code, Person.name, Conflict.kind, Conflict.words)
        .join(RoundEntry, RoundEntry.round_id == Round.id)
        .join(Entry, Entry.id == RoundEntry.entry_id)
        .join(Conflict, Conflict.docket_id == RoundEntry.docket_id)
        .join(Person, Person.id == Conflict.person_id)
        .join(Juror, sa.and_(Juror.round_id == Round.id, Juror.person_id == Conflict.person_id))
        .where(Round.contest_id == contest.id)
        .order_by(Round.number, Entry.number, Conflict.id)
    )


def vote_of(person: Any, contest: Contest) -> sa.Select[int]:
    """The entries of a contest somebody voted for, of those that are still in: a vote for one that left is free again."""
    return (
        sa.select(EntryVote.entry_id)
        .join(Entry, Entry.id == EntryVote.entry_id)
        .where(EntryVote.voter_id == person.id, Entry.contest_id == contest.id, Entry.state == EntryState.ACCEPTED)
    )


def votable(contest: Contest) -> sa.Select[int]:
    """The entries the public chooses among."""
    return sa.select(Entry.id).where(Entry.contest_id == contest.id, Entry.state == EntryState.ACCEPTED)


def in_folders(folders: Any) -> sa.Select[Contest]:
    """The contests whose folders these are."""
    return sa.select(Contest).where(Contest.folder_id.in_(folders))
