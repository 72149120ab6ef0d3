"""Two rows that turn out to be one person: somebody known on paper only, and the account they have by now."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts.models import Confirmation, ConfirmedHow, Consent, Person
from app.core.clock import utcnow
from app.core.db import db
from app.core.search.index import forget
from app.core.workflow import RuleBroken
from app.initiatives.actions.voting import confirm_voter, count_waiting, hold
from app.initiatives.models import Initiative, Merge, PaperCode, PaperLine, State, Vote
from app.initiatives.queries import merging
from app.initiatives.queries.reading import takes_votes
from app.notices.models import Follow


def vouch(person: Person, *, by: Person, same: Person | None = None) -> int:
    """Confirm somebody the team has met, and join them with who was known on paper before.

    Returns how many waiting votes count now. Raises `RuleBroken`.
    """
    counted = join(same, into=person, by=by) if same is not None else 0
    return counted if same and person.is_confirmed else confirm_voter(person, by=by, how=ConfirmedHow.IN_PERSON)


def join(known: Person, *, into: Person, by: Person) -> int:
    """Give an account everything that was kept under a name without one, and forget the double.

    A vote is one vote afterwards; where voting is over totals stay as they were. Returns how many waiting votes count now.
    Raises `RuleBroken` for two accounts.
    """
    if not known.is_on_paper or not into.has_account:
        raise RuleBroken(_("Chỉ gộp được người chưa có tài khoản vào một tài khoản."))
    both = (known.id, into.id)
    hold(both, db.session.scalars(sa.select(Vote.initiative_id).where(Vote.voter_id.in_(both))))
    db.session.refresh(into, ["confirmed_at", "village_id"])
    for initiative in db.session.scalars(sa.select(Initiative).where(Initiative.author_id == known.id)):
        initiative.author = into
        initiative.record("initiatives.claim", by=by)
    forget("author", known.id)
    db.session.flush()
    counted = _move_confirmation(known, into)
    _move_votes(known, into)
    _step_back_from_own(into)
    followed = sa.select(Follow.subject_id).where(Follow.person_id == into.id)
    newly = (Follow.person_id == known.id, Follow.subject_id.not_in(followed))
    db.session.execute(sa.update(Follow).where(*newly).values(person_id=into.id))
    db.session.execute(sa.delete(Follow).where(Follow.person_id == known.id))
    for column in (Consent.person_id, PaperLine.person_id, PaperCode.used_by_id):
        db.session.execute(sa.update(column.class_).where(column == known.id).values({column.key: into.id}))
    db.session.flush()
    db.session.delete(known)
    into.record("people.join", by=by)
    return counted


def _move_confirmation(known: Person, into: Person) -> int:
    """Whoever was vouched for on paper needs nobody else to. Returns how many waiting votes count now."""
    found = db.session.scalar(sa.select(Confirmation).where(Confirmation.person_id == known.id))
    if found is None:
        return 0
    if into.is_confirmed or into.village_id not in (None, found.village_id):
        db.session.delete(found)
        return 0
    found.person_id, into.confirmed_at, into.village_id = into.id, known.confirmed_at, found.village_id
    db.session.flush()
    return count_waiting(into)


def _move_votes(known: Person, into: Person) -> None:
    own = {vote.initiative_id: vote for vote in db.session.scalars(sa.select(Vote).where(Vote.voter_id == into.id))}
    open_now = set(
        db.session.scalars(
            sa.select(Initiative.id).where(
                Initiative.id.in_(sa.select(Vote.initiative_id).where(Vote.voter_id == known.id)),
                sa.or_(takes_votes(), Initiative.state == State.MERGED),  # which may be undone: votes are open again then
            )
        )
    )
    for vote in db.session.scalars(sa.select(Vote).where(Vote.voter_id == known.id).order_by(Vote.initiative_id)):
        double = own.get(vote.initiative_id)
        if double is None:
            vote.voter_id = into.id
        elif vote.initiative_id in open_now:
            counted = vote.counts and vote.taken_back_at is None
            if counted and not double.counts and double.taken_back_at is None:
                double.counts, counted = True, False  # vouched for once is vouched for
            if vote.merge_id is None:
                double.merge_id = None  # cast there by themselves: it stays when the merge is undone
            db.session.delete(vote)
            _move_total(vote.initiative_id, -1 if counted else 0)
        else:
            vote.voter_id = None  # voting is over: the total stays, as it does when somebody leaves
    db.session.flush()


def _step_back_from_own(person: Person) -> None:
    """Authors do not support what has become their own, while voting is open."""
    wrote = sa.select(sa.func.coalesce(Initiative.merged_into_id, Initiative.id)).where(Initiative.author_id == person.id)
    mine = sa.select(Initiative.id).where(Initiative.id.in_(wrote), takes_votes())
    standing = (Vote.voter_id == person.id, Vote.initiative_id.in_(mine), Vote.taken_back_at.is_(None))
    for vote in db.session.scalars(sa.select(Vote).where(*standing).order_by(Vote.initiative_id)):
        vote.taken_back_at = _merged_at(vote.initiative_id, person) or utcnow()
        _move_total(vote.initiative_id, -1 if vote.counts else 0)


def _merged_at(survivor_id: int, person: Person) -> datetime | None:
    """When something of theirs came into an idea: a vote that steps back as of then stands again when that is undone."""
    standing = sa.select(Merge).where(Merge.survivor_id == survivor_id, Merge.undone_at.is_(None)).order_by(Merge.id.desc())
    for merge in db.session.scalars(standing):
        whole = [merge.initiative_id, *merging.merged_below(merge.initiative)]
        if db.session.scalar(sa.select(sa.exists().where(Initiative.id.in_(whole), Initiative.author_id == person.id))):
            return merge.at
    return None


def _move_total(initiative_id: int, step: int) -> None:
    moved = sa.update(Initiative).where(Initiative.id == initiative_id).values(votes=Initiative.votes + step)
    db.session.execute(moved.execution_options(synchronize_session="fetch"))
