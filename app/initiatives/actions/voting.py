"""Votes: the database is the judge of “one person, one vote”, and the counter moves in the same transaction."""

import sys
from collections.abc import Iterable
from datetime import timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts.models import ConfirmedHow, Person, Role
from app.core import audit, limits
from app.core.clock import utcnow
from app.core.db import Model, db
from app.core.workflow import RuleBroken
from app.initiatives.models import Initiative, Vote
from app.initiatives.queries.reading import takes_votes

# So many ideas a person supports in a day: more than anybody reads, fewer than a script would.
VOTES_A_DAY = 100
_VOTING = takes_votes()
# The statements of a vote, made once: most of the evening of a village meeting is spent in them. Plain tables, so that
# nothing is loaded and nothing in the session is looked through.
_person, _initiative, _vote = (Model.metadata.tables[kind.__tablename__] for kind in (Person, Initiative, Vote))
_WHOLE = sa.or_(_initiative.c.id == sa.bindparam("initiative"), _initiative.c.merged_into_id == sa.bindparam("initiative"))
_AUTHOR = sa.exists().where(_WHOLE, _initiative.c.author_id == _person.c.id)
_LOCK = (
    sa.select(_person.c.confirmed_at.is_not(None), _AUTHOR)
    .where(_person.c.id == sa.bindparam("voter"))
    .with_for_update(key_share=True)
)
# The limit is asked here and not with the lock: PostgreSQL would count as things stood before it waited for the lock.
_CAST = sa.text(
    "INSERT INTO votes (initiative_id, voter_id, cast_at, counts) SELECT :initiative, :voter, :now, :counts"
    " WHERE (SELECT COUNT(*) FROM votes WHERE voter_id = :voter AND cast_at > :since) < :most"
    " ON CONFLICT (initiative_id, voter_id) DO UPDATE SET taken_back_at = NULL, cast_at = :now, counts = :counts,"
    " merge_id = NULL"
    " WHERE votes.taken_back_at IS NOT NULL RETURNING id"
).bindparams(sa.bindparam("now", type_=Vote.cast_at.type), sa.bindparam("since", type_=Vote.cast_at.type))
_STANDS = sa.select(_vote.c.id).where(
    _vote.c.initiative_id == sa.bindparam("initiative"),
    _vote.c.voter_id == sa.bindparam("voter"),
    _vote.c.taken_back_at.is_(None),
)
_TAKE_BACK = (
    sa.update(_vote)
    .where(_vote.c.initiative_id == sa.bindparam("initiative"), _vote.c.voter_id == sa.bindparam("voter"))
    .where(_vote.c.taken_back_at.is_(None))
    .values(taken_back_at=sa.bindparam("now"))
    .returning(_vote.c.counts)
)
_MOVE_TOTAL = (
    sa.update(_initiative)
    .where(_initiative.c.id == sa.bindparam("initiative"), _VOTING)
    .values(votes=_initiative.c.votes + sa.bindparam("step"))
    .returning(_initiative.c.votes)
)


def cast_vote(initiative: Initiative, *, by: Person) -> bool:
    """One person, one vote; voting again changes nothing. Returns whether this was a new one. Raises `RuleBroken`."""
    counts, is_author = _locked(by, initiative)
    if is_author:
        raise RuleBroken(_("Tác giả không bình chọn cho sáng kiến của chính mình."))
    whose, now = {"initiative": initiative.id, "voter": by.id}, utcnow()
    most = VOTES_A_DAY if limits.are_on() else sys.maxsize
    lately = {"since": now - timedelta(days=1), "most": most}
    cast = db.session.scalar(_CAST, {**whose, **lately, "now": now, "counts": counts})
    if cast is None and db.session.scalar(_STANDS, whose) is None:
        raise RuleBroken(_("Mỗi người ủng hộ được %(num)d ý tưởng một ngày. Mai ủng hộ tiếp.", num=VOTES_A_DAY))
    if cast is not None:
        _move_total(initiative, +1 if counts else 0)
        _record(initiative, "votes.cast", by)
    return cast is not None


def take_back_vote(initiative: Initiative, *, by: Person) -> None:
    """Step back while voting is open; without a vote nothing happens. Raises `RuleBroken`."""
    _locked(by, initiative)
    counted = db.session.scalar(_TAKE_BACK, {"initiative": initiative.id, "voter": by.id, "now": utcnow()})
    if counted is not None:
        _move_total(initiative, -1 if counted else 0)
        _record(initiative, "votes.take_back", by)


def confirm_voter(person: Person, *, by: Person, how: ConfirmedHow) -> int:
    """Vouch for a person; their waiting votes start to count where voting is still open. Returns how many did."""
    hold([person.id])
    db.session.refresh(person, ["confirmed_at"])
    db.session.add(person.confirm(by=by, how=how))
    db.session.flush()
    return count_waiting(person)


def hold(people: Iterable[int], ideas: Iterable[int] = ()) -> None:
    """Lock people, then the ideas whose totals may move: these, and where a vote of theirs waits.

    Whoever moves more than one vote does this first. People come before ideas and both in the order of their numbers, here
    and for a single vote, so that nobody waits for each other in a ring. References to people are not held up.
    """
    whose, which = list(people), list(ideas)
    db.session.flush()
    locked = sa.select(Person.id).where(Person.id.in_(whose)).order_by(Person.id)
    db.session.execute(locked.with_for_update(key_share=True)).all()
    waiting = sa.select(Vote.initiative_id).where(
        Vote.voter_id.in_(whose), Vote.counts.is_(False), Vote.taken_back_at.is_(None)
    )
    moving = sa.select(Initiative.id).where(sa.or_(Initiative.id.in_(which), Initiative.id.in_(waiting)))
    db.session.execute(moving.order_by(Initiative.id).with_for_update()).all()


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
    """Hold the person's row until the end; whether they are confirmed, and wrote the initiative or what went into it."""
    db.session.flush()  # the statements of a vote look past the session
    return db.session.execute(_LOCK, {"initiative": initiative.id, "voter": person.id}).one()


def _move_total(initiative: Initiative, step: int) -> None:
    """Move the total under the row's lock, if voting is open there and then."""
    votes = db.session.scalar(_MOVE_TOTAL, {"initiative": initiative.id, "step": step})
    if votes is None:
        raise RuleBroken(_("Sáng kiến này không còn nhận lượt ủng hộ."))
    sa.orm.attributes.set_committed_value(initiative, "votes", votes)


def _record(initiative: Initiative, name: str, by: Person) -> None:
    """The history of a vote, without reading anything back."""
    # Which idea it was for is sealed: times by the second and a small village would tell whose vote it was.
    what = {"name": name, "subject": None, "subject_type": Vote.__tablename__, "subject_id": initiative.id}
    audit.write(db.session, {**what, "at": utcnow(), "actor_id": by.id, "role": Role.RESIDENT})
