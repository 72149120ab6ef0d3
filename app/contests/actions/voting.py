"""The public's vote: one person, one vote for an entry, so many in a contest, taken back while voting is open."""

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts.models import Person, Role
from app.contests import queries
from app.contests.models import Entry, EntryVote
from app.core.clock import utcnow
from app.core.db import db
from app.core.workflow import RuleBroken, add_once
from app.initiatives.actions.voting import hold as hold_people


def cast(entry: Entry, *, by: Person) -> None:
    """Vote for an entry; voting again changes nothing. Raises `RuleBroken`.

    The voter's row is held, so that nobody has more votes than the rules give, however many requests come at once.
    """
    _must_be_open(entry)
    hold_people([by.id])
    if entry.author_id == by.id:
        raise RuleBroken(_("Tác giả không bình chọn cho bài của chính mình."))
    given = set(db.session.scalars(queries.vote_of(by, entry.contest)))
    if entry.id in given:
        return
    if len(given) >= entry.contest.votes_each:
        raise RuleBroken(
            _("Bà con đã dùng hết %(num)d lượt của cuộc thi này. Rút một lượt để chọn bài khác.", num=len(given))
        )
    add_once(EntryVote(entry_id=entry.id, voter_id=by.id, cast_at=utcnow()), _("Lượt này đã được ghi."))
    _record("entry_votes.cast", entry, by)


def take_back(entry: Entry, *, by: Person) -> None:
    """Step back; without a vote nothing happens. Raises `RuleBroken` once voting is over."""
    _must_be_open(entry)
    hold_people([by.id])
    own = sa.delete(EntryVote).where(EntryVote.entry_id == entry.id, EntryVote.voter_id == by.id)
    if db.session.scalar(own.returning(EntryVote.id)) is not None:
        _record("entry_votes.take_back", entry, by)


def _record(name: str, entry: Entry, by: Person) -> None:
    """A row about the voter: one about the contest would tell everybody how many vote in it while they do."""
    by.record(name, by=by, role=Role.RESIDENT, contest=entry.contest.code)


def _must_be_open(entry: Entry) -> None:
    if not entry.contest.takes_votes() or not entry.is_in:
        raise RuleBroken(_("Cuộc thi lúc này không nhận bình chọn."))
