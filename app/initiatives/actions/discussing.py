"""Remarks: written within fair limits, reported, held, decided."""

from collections.abc import Iterable
from datetime import timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts.actions.own_data import agree
from app.accounts.models import Person, Purpose, Role
from app.commune.settings import COMMENTS_HOLD_AT, rules
from app.core import limits, outbox
from app.core.clock import utcnow
from app.core.db import db
from app.core.workflow import RuleBroken, add_once
from app.initiatives.models import Comment, CommentState, Initiative, Objection, Report
from app.initiatives.policy import CHECKERS, is_author
from app.initiatives.queries import talking
from app.notices import actions as notices

# So many remarks a person in so many minutes: a lively evening stays below, a flood does not.
LIMITS = ((5, 10), (40, 24 * 60))


def remark(
    initiative: Initiative, *, by: Person, text: str, sent_key: str, show_name: bool, parent: Comment | None = None
) -> Comment:
    """Say something under an initiative. The key was made with the form: the same form sent twice says it once.

    Raises `RuleBroken` where nothing may be said, under an answer, and beyond the limits of a person.
    """
    if not initiative.is_discussed:
        raise RuleBroken(_("Ý tưởng này không còn nhận góp ý."))
    if parent is not None and (parent.parent_id or parent.initiative_id != initiative.id):
        raise RuleBroken(_("Chỉ trả lời được góp ý đầu mục."))
    db.session.execute(sa.select(Person.id).where(Person.id == by.id).with_for_update())  # their remarks come one by one
    same = sa.select(Comment).where(Comment.author_id == by.id, Comment.sent_key == sent_key)
    if kept := db.session.scalar(same):
        return kept
    if parent is not None and parent.state is not CommentState.SHOWN:
        raise RuleBroken(_("Góp ý này đang ẩn, không trả lời được."))
    for most, minutes in LIMITS:
        if limits.reached(talking.written_since(by.id, utcnow() - timedelta(minutes=minutes)), most):
            raise RuleBroken(_("Góp ý nhanh quá. Hãy nghỉ ít phút rồi viết tiếp."))
    comment = Comment(initiative_id=initiative.id, author_id=by.id, sent_key=sent_key, show_name=show_name)
    comment.said_as = Role.AUTHOR if is_author(by, initiative) else Role(by.acts_as(*CHECKERS))
    comment.parent_id = parent.id if parent else None
    comment.write(text)
    if show_name:
        agree(by, Purpose.PUBLIC_NAME)
    db.session.add(comment)
    db.session.flush()
    outbox.post("initiatives.tell_remark", _happening(comment), comment=comment.id)
    return comment


def report(comment: Comment, *, by: Person, objection: Objection) -> None:
    """Object to a remark, once a person. Raises `RuleBroken`.

    Enough confirmed people since somebody last decided hold it back until somebody does again; what was said in office
    waits in the open.
    """
    if comment.author_id == by.id:
        raise RuleBroken(_("Đây là góp ý của chính mình."))
    comment = db.session.scalars(talking.chosen([comment.id])).one()
    now = utcnow()
    add_once(Report(comment_id=comment.id, person_id=by.id, objection=objection, at=now), _("Đã báo góp ý này rồi."))
    comment.reported_at = comment.reported_at or now
    so_far = db.session.scalar(talking.weighty_reports(comment)) or 0
    if so_far >= rules().number(COMMENTS_HOLD_AT) and comment.allows("hold") and not comment.is_official:
        comment.hold(by=by)


def decide(ids: Iterable[int], *, by: Person, objection: Objection | None) -> int:
    """Remove these remarks for a reason, or leave them without one. Returns how many; what was decided before stays so."""
    decided = 0
    for comment in db.session.scalars(talking.chosen(list(ids))):
        if comment.reported_at is None:
            continue
        if objection is None:
            comment.leave(by=by)
        else:
            comment.remove(by=by, reason=objection)
            notices.reword(_happening(comment), _("Góp ý này đã gỡ."))
        decided += 1
    return decided


def put_back(comment: Comment, *, by: Person) -> None:
    """Show a removed remark again. Raises `RuleBroken`."""
    db.session.scalars(talking.chosen([comment.id])).one().restore(by=by)
    notices.reword(_happening(comment), _said(comment))


def _happening(comment: Comment) -> str:
    return f"remark-{comment.id}"


def _said(comment: Comment) -> str:
    return _("Có góp ý mới: %(text)s", text=comment.text[:200])


@outbox.handles("initiatives.tell_remark")
def _tell(key: str, *, comment: int) -> None:
    """The author of the idea, and of the remark it answers, hear of it."""
    said = db.session.get(Comment, comment)
    if said is None or said.state is not CommentState.SHOWN:
        return
    parent = db.session.get(Comment, said.parent_id) if said.parent_id else None
    people = {said.initiative.author_id, parent.author_id if parent else None} - {said.author_id, None}
    notices.tell(
        sorted(id for id in people if id is not None),
        happening=key,
        at=said.at,
        title=said.initiative.title,
        text=_said(said),
        endpoint="discussing.index",
        code=said.initiative.code,
    )
