"""Questions about entries. Each returns a Select."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Person, Upload
from app.contests.models import (
    OVERSEERS,
    Contest,
    ContestState,
    Entry,
    EntryFile,
    EntryState,
    Prize,
    Round,
    RoundEntry,
    ShowsEntries,
)
from app.core.clock import utcnow
from app.marking.models import Criterion, Mark, Sheet, SheetState
from app.papers.models import Certificate


def entry(code: str, seen_by: Any) -> sa.Select[Entry]:
    """One entry with everything in it."""
    return _whole().join(Contest, Contest.id == Entry.contest_id).where(Entry.code == code, visible_to(seen_by))


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


def file(token: str, seen_by: Any) -> sa.Select[EntryFile]:
    """A file with the entry it belongs to."""
    entry = joinedload(EntryFile.entry)
    return (
        sa.select(EntryFile)
        .join(Upload, Upload.id == EntryFile.upload_id)
        .join(Entry, Entry.id == EntryFile.entry_id)
        .join(Contest, Contest.id == Entry.contest_id)
        .where(Upload.token == token, visible_to(seen_by))
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
    query = sa.select(Entry).where(Entry.contest_id == contest.id, Entry.number.is_not(None))
    around = (joinedload(Entry.field), joinedload(Entry.village), joinedload(Entry.contest), joinedload(Entry.author))
    return (query.where(Entry.state.in_(states)) if states else query).options(*around)


def is_public() -> sa.ColumnElement[bool]:
    """What everybody may read by the rules of its contest, which has to be joined; the same as `Entry.is_public`."""
    early = sa.and_(Contest.shows_entries == ShowsEntries.SCREENED, Contest.state != ContestState.CANCELLED)
    late = sa.or_(Contest.shows_entries != ShowsEntries.NEVER, Entry.prize_id.is_not(None))
    return sa.and_(
        sa.or_(
            Entry.state == EntryState.ACCEPTED, sa.and_(Entry.state == EntryState.DISQUALIFIED, Entry.place.is_not(None))
        ),
        sa.or_(early, sa.and_(Contest.state == ContestState.PUBLISHED, late)),
    )


def visible_to(person: Any) -> sa.ColumnElement[bool]:
    """What is public; one's own; for those who run and oversee contests everything that was sent."""
    if not person.is_authenticated:
        return is_public()
    if person.has(*OVERSEERS):
        return sa.or_(Entry.code.is_not(None), Entry.author_id == person.id)
    return sa.or_(is_public(), Entry.author_id == person.id)


def public_entries(contest: Contest) -> sa.Select[Entry]:
    """What everybody may read of a contest's entries, by its rules; the caller brings the order."""
    return sa.select(Entry).join(Contest, Contest.id == Entry.contest_id).where(Entry.contest_id == contest.id, is_public())


def shown_with(query: sa.Select[Entry]) -> sa.Select[Entry]:
    """Entries with what a list shows of them."""
    return query.options(
        joinedload(Entry.contest),
        joinedload(Entry.field),
        joinedload(Entry.prize),
        selectinload(Entry.members),
    )


def winners(contest: Contest) -> sa.Select[Entry]:
    """The entries with a prize, the best first."""
    won = sent_to(contest).where(Entry.prize_id.is_not(None))
    return shown_with(won).order_by(Entry.field_id if contest.ranks_by_field else Entry.place, Entry.place, Entry.number)


def entries_by_id(ids: Collection[int]) -> sa.Select[Entry]:
    """Entries by their numbers of rows."""
    return sa.select(Entry).where(Entry.id.in_(ids)).options(joinedload(Entry.field)).order_by(Entry.number)


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


def figures_of(contest: Contest) -> sa.Select[str | None, int | None, Decimal | None, str]:
    """What everybody reads of the entries that have a place: code, place, score, prize."""
    columns = (Entry.code, Entry.place, Entry.score, Prize.name)
    own = (Entry.contest_id == contest.id, Entry.place.is_not(None))
    return sa.select(*columns).outerjoin(Prize, Prize.id == Entry.prize_id).where(*own)


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
