"""Votes: the database is the judge of “one person, one vote”, and the counter moves in the same transaction."""

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts.models import ConfirmedHow, Person
from app.core.audit import Event
from app.core.clock import utcnow
from app.core.db import db
from app.core.workflow import RuleBroken
from app.initiatives.models import Initiative, Vote
from app.initiatives.queries.reading import takes_votes

_VOTING = takes_votes()
_CAST = sa.text(
    "INSERT INTO votes (initiative_id, voter_id, cast_at, counts) VALUES (:initiative, :voter, :now, :counts)"
    " ON CONFLICT (initiative_id, voter_id) DO UPDATE SET taken_back_at = NULL, cast_at = :now, counts = :counts,"
    " merge_id = NULL"
    " WHERE votes.taken_back_at IS NOT NULL RETURNING id"
).bindparams(sa.bindparam("now", type_=Vote.cast_at.type))


def cast_vote(initiative: Initiative, *, by: Person) -> bool:
    """One person, one vote; voting again changes nothing. Returns whether this was a new one. Raises `RuleBroken`."""
    counts, is_author = _locked(by, initiative)
    if is_author:
        raise RuleBroken(_("Tác giả không bình chọn cho sáng kiến của chính mình."))
    cast = db.session.scalar(_CAST, {"initiative": initiative.id, "voter": by.id, "now": utcnow(), "counts": counts})
    if cast is not None:
        _move_total(initiative, +1 if counts else 0)
        _record(initiative, "votes.cast", by)
    return cast is not None


def take_back_vote(initiative: Initiative, *, by: Person) -> None:
    """Step back while voting is open; without a vote nothing happens. Raises `RuleBroken`."""
    _locked(by, initiative)
    counted = db.session.scalar(
        sa.update(Vote)
        .where(Vote.initiative_id == initiative.id, Vote.voter_id == by.id, Vote.taken_back_at.is_(None))
        .values(taken_back_at=utcnow())
        .returning(Vote.counts)
    )
    if counted is not None:
        _move_total(initiative, -1 if counted else 0)
        _record(initiative, "votes.take_back", by)


def confirm_voter(person: Person, *, by: Person, how: ConfirmedHow) -> int:
    """Vouch for a person; their waiting votes start to count where voting is still open. Returns how many did."""
    db.session.execute(sa.select(Person.id).where(Person.id == person.id).with_for_update())
    db.session.refresh(person, ["confirmed_at"])
    db.session.add(person.confirm(by=by, how=how))
    db.session.flush()
    return count_waiting(person)


def count_waiting(person: Person) -> int:
    """Let the votes of somebody who is confirmed by now count where voting is still open. Returns how many did."""
    waiting = sa.select(Vote.initiative_id).where(
        Vote.voter_id == person.id, Vote.counts.is_(False), Vote.taken_back_at.is_(None)
    )
    found = db.session.scalars(
        sa.update(Initiative)
        .where(Initiative.id.in_(waiting), _VOTING)
        .values(votes=Initiative.votes + 1)
        .returning(Initiative.id)
        .execution_options(synchronize_session=False)
    ).all()
    db.session.execute(
        sa.update(Vote)
        .where(Vote.voter_id == person.id, Vote.initiative_id.in_(found))
        .values(counts=True)
        .execution_options(synchronize_session=False)
    )
    return len(found)


def miscounted() -> sa.Select[Initiative]:
    """Initiatives whose total differs from their rows: the check behind the counter finds none."""
    rows = sa.select(sa.func.count(Vote.id)).where(
        Vote.initiative_id == Initiative.id, Vote.counts, Vote.taken_back_at.is_(None)
    )
    return sa.select(Initiative).where(Initiative.votes != rows.correlate(Initiative).scalar_subquery())


def _locked(person: Person, initiative: Initiative) -> tuple[bool, bool]:
    """Hold the person's row until the end of the transaction.

    Returns whether they are confirmed, and whether they wrote the initiative or one that went into it.
    """
    whole = sa.or_(Initiative.id == initiative.id, Initiative.merged_into_id == initiative.id)
    wrote = sa.exists().where(whole, Initiative.author_id == person.id)
    query = sa.select(Person.confirmed_at.is_not(None), wrote).where(Person.id == person.id).with_for_update()
    return db.session.execute(query).one()


def _move_total(initiative: Initiative, step: int) -> None:
    """Move the total under the row's lock, if voting is open there and then."""
    votes = db.session.scalar(
        sa.update(Initiative)
        .where(Initiative.id == initiative.id, _VOTING)
        .values(votes=Initiative.votes + step)
        .returning(Initiative.votes)
        .execution_options(synchronize_session=False)
    )
    if votes is None:
        raise RuleBroken(_("Sáng kiến này không còn nhận lượt ủng hộ."))
    sa.orm.attributes.set_committed_value(initiative, "votes", votes)


def _record(initiative: Initiative, name: str, by: Person) -> None:
    """The history of a vote, without reading anything back."""
    row = {"at": utcnow(), "name": name, "subject_type": "votes", "subject_id": initiative.id}
    db.session.execute(sa.insert(Event), {**row, "actor_id": by.id, "role": "resident", "details": {}})
