"""Merging two ideas that say the same: voters move once, authors stay credited, a day to undo it."""

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts.models import Person, Role
from app.core import outbox
from app.core.db import db
from app.core.workflow import RuleBroken
from app.initiatives.models import Initiative, Merge
from app.initiatives.queries import merging, reading
from app.notices import actions as notices


def merge(initiative: Initiative, survivor: Initiative, *, by: Person, reason: str) -> Merge:
    """Put one idea into another. Raises `RuleBroken`.

    Whoever supported it supports the other one from now on, once; votes already there and steps back already made stay
    as they are, and authors do not vote for what has become their own.
    """
    db.session.refresh(initiative, with_for_update={"of": Initiative})
    if db.session.scalar(reading.waiting_refusal(initiative)):
        raise RuleBroken(_("Đang có đề xuất từ chối chờ người thứ hai. Hãy giải quyết đề xuất đó trước."))
    stood_since = initiative.state_since
    initiative.merge_into(by=by, survivor=survivor, reason=reason)
    merge = Merge(initiative=initiative, survivor=survivor, stood_since=stood_since)
    db.session.add(merge)
    db.session.flush()
    below = Initiative.merged_into_id == initiative.id
    db.session.execute(sa.update(Initiative).where(below).values(merged_into_id=survivor.id))
    moved = list(db.session.scalars(merging.move_votes(merge)))
    given_up = list(db.session.scalars(merging.step_back(merge)))
    _move_total(survivor, sum(moved) - sum(given_up))
    notices.follow_along(initiative.__tablename__, initiative.id, survivor.id)
    role = by.acts_as(Role.COORDINATOR)
    survivor.record("initiatives.take_in", by=by, role=role, reason=reason, code=initiative.code, votes=sum(moved))
    outbox.post("initiatives.tell_moved", f"merge-{merge.id}", merge=merge.id)
    return merge


def undo(merge: Merge, *, by: Person) -> None:
    """Take the idea out again: votes, total and everything merged into it before go back. Raises `RuleBroken`."""
    db.session.refresh(merge, with_for_update={"of": Merge})
    initiative, survivor = merge.initiative, merge.survivor
    merge.undo(by=by)
    with_it = merging.merged_below(initiative)
    db.session.execute(sa.update(Initiative).where(Initiative.id.in_(with_it)).values(merged_into_id=initiative.id))
    gone = list(db.session.execute(merging.take_away(merge)))
    back = list(db.session.scalars(merging.step_forward(merge)))
    _move_total(survivor, sum(back) - sum(vote.counts for vote in gone if vote.taken_back_at is None))
    db.session.execute(merging.count_confirmed(initiative))
    db.session.execute(merging.recount(initiative))
    db.session.refresh(initiative, ["votes"])


def _move_total(survivor: Initiative, step: int) -> None:
    """Move the total if the survivor still stands where it was looked at; what went into it is another now."""
    where = (Initiative.id == survivor.id, Initiative.state == survivor.state)
    moved: Any = sa.update(Initiative).where(*where).values(votes=Initiative.votes + step).returning(Initiative.votes)
    db.session.expire(survivor, ["merged"])
    votes = db.session.scalar(moved.execution_options(synchronize_session=False))
    if votes is None:
        raise RuleBroken(_("Ý tưởng giữ lại vừa chuyển sang bước khác. Hãy xem lại rồi làm tiếp."))
    sa.orm.attributes.set_committed_value(survivor, "votes", votes)


@outbox.handles("initiatives.tell_moved")
def _tell_moved(key: str, *, merge: int) -> None:
    """Whoever supported the one is told that the support counts for the other, and how to step back."""
    found = db.session.get(Merge, merge)
    if found is None or found.undone_at is not None:
        return
    title, survivor = found.initiative.title, found.survivor
    notices.tell(
        list(db.session.scalars(merging.moved_voters(found))),
        happening=key,
        at=found.at,
        title=survivor.title,
        text=_(
            "“%(title)s” đã gộp vào ý tưởng này, lượt ủng hộ của ông bà chuyển theo. Không muốn thì bấm để rút.", title=title
        ),
        endpoint="initiatives.show",
        code=survivor.code,
    )
