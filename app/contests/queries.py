"""What one may ask about contests. Each returns a Select."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Person, Role, Upload
from app.accounts.queries import holders
from app.contests.models import (
    Contest,
    ContestState,
    Entry,
    EntryFile,
    EntryState,
    EntryVote,
    Juror,
    Round,
    RoundEntry,
    RoundState,
    ShowsEntries,
)
from app.contests.policy import OVERSEERS
from app.core.audit import Event
from app.core.clock import utcnow
from app.marking.models import Conflict, ConflictKind, Criterion, Docket, Mark, Sheet, SheetState
from app.papers.models import Certificate


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
        .options(selectinload(Contest.fields), selectinload(Contest.prizes), selectinload(Contest.rounds))
    )


def last_code(year: int) -> sa.Select[str]:
    """The highest code of a year; codes of one year sort as texts."""
    return (
        sa.select(Contest.code)
        .where(Contest.code.startswith(f"CT-{year}-"))
        .order_by(sa.func.length(Contest.code).desc(), Contest.code.desc())
        .limit(1)
    )


def judges() -> sa.Select[Person]:
    """Everybody who may be asked to judge today."""
    return holders(Role.JUDGE)


def round_of(code: str, number: int, seen_by: Any) -> sa.Select[Round]:
    """A round with its contest and its judges."""
    whole = joinedload(Round.contest)
    return (
        sa.select(Round)
        .join(Contest, Contest.id == Round.contest_id)
        .where(Contest.id.in_(contests(seen_by).with_only_columns(Contest.id)), Contest.code == code, Round.number == number)
        .options(
            whole.selectinload(Contest.fields),
            whole.selectinload(Contest.prizes),
            whole.selectinload(Contest.rounds),
            selectinload(Round.jurors).joinedload(Juror.person).selectinload(Person.grants),
            selectinload(Round.jurors).selectinload(Juror.fields),
        )
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


def move_marking(round: Round) -> sa.Update:
    """Let the dockets of a round that were opened be marked until its new end."""
    own = sa.select(RoundEntry.docket_id).where(RoundEntry.round_id == round.id)
    return sa.update(Docket).where(Docket.id.in_(own), Docket.opened_at.is_not(None)).values(closes_at=round.marks_until)


def entry(code: str) -> sa.Select[Entry]:
    """One entry with everything in it; who may see it is the policy's answer."""
    return _whole().where(Entry.code == code)


def own_entry(id: int, seen_by: Any) -> sa.Select[Entry]:
    """One of somebody's own, by its number: drafts have no code yet."""
    return _whole().where(Entry.id == id, Entry.author_id == (seen_by.id if seen_by.is_authenticated else None))


def _whole() -> sa.Select[Entry]:
    contest = joinedload(Entry.contest)
    return sa.select(Entry).options(
        contest.selectinload(Contest.fields),
        contest.selectinload(Contest.rounds),
        joinedload(Entry.author),
        joinedload(Entry.village),
        joinedload(Entry.field),
        joinedload(Entry.prize),
        joinedload(Entry.initiative),
        joinedload(Entry.became),
        joinedload(Entry.certificate),
        selectinload(Entry.members),
        selectinload(Entry.files).joinedload(EntryFile.upload),
    )


def file(token: str) -> sa.Select[EntryFile]:
    """A file with the entry it belongs to."""
    entry = joinedload(EntryFile.entry)
    return (
        sa.select(EntryFile)
        .join(Upload, Upload.id == EntryFile.upload_id)
        .where(Upload.token == token)
        .options(entry.joinedload(Entry.contest), entry.selectinload(Entry.files), entry.joinedload(Entry.author))
    )


def begun(by: Person, sent_key: str) -> sa.Select[Entry]:
    """What a form began that was sent already."""
    return sa.select(Entry).where(Entry.author_id == by.id, Entry.sent_key == sent_key)


def how_many_of(by: Person, contest: Contest) -> sa.Select[int]:
    """How many entries somebody has in a contest, without those they took back."""
    own = (Entry.contest_id == contest.id, Entry.author_id == by.id, Entry.state != EntryState.WITHDRAWN)
    return sa.select(sa.func.count(Entry.id)).where(*own)


def last_number(contest: Contest) -> sa.Select[int | None]:
    """The highest number of an entry."""
    return sa.select(sa.func.max(Entry.number)).where(Entry.contest_id == contest.id)


def entries_of(person: Any, contest: Contest | None = None) -> sa.Select[Entry]:
    """What somebody wrote for contests, the newest first."""
    query = sa.select(Entry).where(Entry.author_id == person.id).options(joinedload(Entry.contest))
    if contest is not None:
        query = query.where(Entry.contest_id == contest.id)
    return query.order_by(Entry.id.desc())


def sent_to(contest: Contest, *states: EntryState) -> sa.Select[Entry]:
    """What was sent to a contest, in some states or in any; the caller brings the order."""
    query = sa.select(Entry).where(Entry.contest_id == contest.id, Entry.state != EntryState.DRAFT)
    around = (joinedload(Entry.field), joinedload(Entry.village), joinedload(Entry.contest), joinedload(Entry.author))
    return (query.where(Entry.state.in_(states)) if states else query).options(*around)


def public_entries(contest: Contest) -> sa.Select[Entry]:
    """What everybody may read of a contest's entries, by its rules; the caller brings the order."""
    query = sa.select(Entry).where(
        Entry.contest_id == contest.id, Entry.state.in_((EntryState.ACCEPTED, EntryState.DISQUALIFIED))
    )
    if contest.shows_entries is ShowsEntries.SCREENED and contest.state is not ContestState.CANCELLED:
        return query
    if not contest.is_published:
        return query.where(sa.false())
    return query if contest.shows_entries is ShowsEntries.RESULTS else query.where(Entry.prize_id.is_not(None))


def shown_with(query: sa.Select[Entry]) -> sa.Select[Entry]:
    """Entries with what a list shows of them."""
    return query.options(
        joinedload(Entry.contest),
        joinedload(Entry.field),
        joinedload(Entry.prize),
        selectinload(Entry.members),
        selectinload(Entry.files).joinedload(EntryFile.upload),
    )


def winners(contest: Contest) -> sa.Select[Entry]:
    """The entries with a prize, the best first."""
    won = sent_to(contest).where(Entry.prize_id.is_not(None))
    return shown_with(won).order_by(Entry.field_id if contest.ranks_by_field else Entry.place, Entry.place, Entry.number)


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


def case(code: str, number: int) -> sa.Select[RoundEntry]:
    """An entry in one of the rounds of its contest, with its sheets and who marks them."""
    docket = joinedload(RoundEntry.docket)
    return (
        sa.select(RoundEntry)
        .join(Entry, Entry.id == RoundEntry.entry_id)
        .join(Round, Round.id == RoundEntry.round_id)
        .where(Entry.code == code, Round.number == number)
        .options(
            joinedload(RoundEntry.entry).joinedload(Entry.contest).selectinload(Contest.rounds),
            joinedload(RoundEntry.round),
            docket.joinedload(Docket.rubric),
            docket.selectinload(Docket.sheets).joinedload(Sheet.marker),
            docket.selectinload(Docket.conflicts).joinedload(Conflict.person),
        )
    )


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
    """Who had which stake in which entry of a round."""
    return (
        sa.select(RoundEntry.entry_id, Conflict.person_id, Conflict.kind, Conflict.words)
        .join(Conflict, Conflict.docket_id == RoundEntry.docket_id)
        .where(RoundEntry.round_id == round.id)
        .order_by(Conflict.id)
    )


def entries_by_id(ids: Collection[int]) -> sa.Select[Entry]:
    """Entries by their numbers of rows."""
    return sa.select(Entry).where(Entry.id.in_(ids)).options(joinedload(Entry.field)).order_by(Entry.number)


def vote_of(person: Any, contest: Contest) -> sa.Select[int]:
    """The entries of a contest somebody voted for."""
    return (
        sa.select(EntryVote.entry_id)
        .join(Entry, Entry.id == EntryVote.entry_id)
        .where(EntryVote.voter_id == person.id, Entry.contest_id == contest.id)
    )


def unfinished_of(person: Any) -> sa.Select[Entry]:
    """What somebody began or was asked to complete, while it can still be sent."""
    open_now = (Contest.state == ContestState.OPEN, Contest.receives_until >= utcnow())
    own = (Entry.author_id == person.id, Entry.state.in_((EntryState.DRAFT, EntryState.RETURNED)))
    query = sa.select(Entry).join(Contest, Contest.id == Entry.contest_id).where(*own, *open_now)
    return query.options(joinedload(Entry.contest)).order_by(Entry.id)


def to_screen() -> sa.Select[Entry]:
    """What was sent and nobody looked through yet, the oldest first."""
    return (
        sa.select(Entry)
        .join(Contest, Contest.id == Entry.contest_id)
        .where(Entry.state == EntryState.SUBMITTED, Contest.state == ContestState.OPEN)
        .options(joinedload(Entry.contest))
        .order_by(Entry.state_since, Entry.id)
    )


def overdue_rounds() -> sa.Select[Round]:
    """Rounds whose time of marking has passed, and that nobody has ended."""
    late = (Round.state == RoundState.MARKING, Round.marks_until < utcnow())
    return sa.select(Round).where(*late).options(joinedload(Round.contest)).order_by(Round.marks_until, Round.id)


def concluded() -> sa.Select[Contest]:
    """Contests whose results wait to come out."""
    return sa.select(Contest).where(Contest.state == ContestState.CONCLUDED).order_by(Contest.state_since, Contest.id)


def published() -> sa.Select[Contest]:
    """Contests with results, the newest first."""
    return sa.select(Contest).where(Contest.state == ContestState.PUBLISHED).order_by(Contest.id.desc())


def results(code: str) -> sa.Select[Contest]:
    """A contest with results, for those who compute them again."""
    return published().where(Contest.code == code).options(sa.orm.undefer(Contest.results))


def certified(certificate: Certificate) -> sa.Select[Entry]:
    """The entry that a certificate was given for."""
    return (
        sa.select(Entry)
        .where(Entry.certificate_id == certificate.id)
        .options(joinedload(Entry.contest), joinedload(Entry.prize), selectinload(Entry.members))
    )


def placed(contest: Contest, field: Any) -> sa.Select[Entry]:
    """The entries that have a place, of a field or of all; the caller brings the order."""
    query = sa.select(Entry).where(Entry.contest_id == contest.id, Entry.place.is_not(None))
    return query if field is None else query.where(Entry.field_id == field.id)


def means_of(entry: Entry) -> sa.Select[str, Decimal, Decimal, int]:
    """The mean of each criterion in the last round, in hundredths times sheets: name, most, sum, number of sheets."""
    last = sa.select(sa.func.max(Round.number)).where(Round.contest_id == entry.contest_id).scalar_subquery()
    return (
        sa.select(Criterion.name, Criterion.max_points, sa.func.sum(Mark.points), sa.func.count(Mark.id))
        .join(Mark, Mark.criterion_id == Criterion.id)
        .join(Sheet, Sheet.id == Mark.sheet_id)
        .join(RoundEntry, RoundEntry.docket_id == Sheet.docket_id)
        .join(Round, Round.id == RoundEntry.round_id)
        .where(RoundEntry.entry_id == entry.id, Round.number == last, Sheet.state == SheetState.SIGNED)
        .group_by(Criterion.id)
        .order_by(Criterion.position)
    )


def remarks_on(entry: Entry) -> sa.Select[str]:
    """What judges wrote for whoever made it, in an order that says nothing about them."""
    return (
        sa.select(Sheet.remark)
        .join(RoundEntry, RoundEntry.docket_id == Sheet.docket_id)
        .where(RoundEntry.entry_id == entry.id, Sheet.state == SheetState.SIGNED, Sheet.remark != "")
        .order_by(Sheet.remark)
    )


def changes(contest: Contest) -> sa.Select[Event]:
    """What everybody may know of how a contest went: terms that moved, why it was cancelled, when results came out."""
    told = ("contests.announce", "contests.extend", "contests.cancel", "contests.publish")
    return (
        sa.select(Event)
        .where(Event.subject_type == Contest.__tablename__, Event.subject_id == contest.id, Event.name.in_(told))
        .order_by(Event.id)
    )


def votable(contest: Contest) -> sa.Select[int]:
    """The entries the public chooses among."""
    return sa.select(Entry.id).where(Entry.contest_id == contest.id, Entry.state == EntryState.ACCEPTED)


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
    """Who stood aside where and why, round by round."""
    return (
        sa.select(Round.name, Entry.code, Person.name, Conflict.kind, Conflict.words)
        .join(RoundEntry, RoundEntry.round_id == Round.id)
        .join(Entry, Entry.id == RoundEntry.entry_id)
        .join(Conflict, Conflict.docket_id == RoundEntry.docket_id)
        .join(Person, Person.id == Conflict.person_id)
        .where(Round.contest_id == contest.id)
        .order_by(Round.number, Entry.number, Conflict.id)
    )
