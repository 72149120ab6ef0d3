"""Who is told when something happens to an initiative: its author, or who typed for them, and its followers."""

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy import event

from app.accounts.models import Person
from app.core import outbox
from app.core.audit import Event
from app.core.clock import utcnow
from app.core.db import db
from app.initiatives.models import Initiative, State
from app.notices import actions as notices
from app.notices.queries import followers

_KIND = Initiative.__tablename__


def follow(initiative: Initiative, *, by: Person) -> None:
    """Be told from now on."""
    notices.follow(by, _KIND, initiative.id)


def mute(initiative: Initiative, *, by: Person) -> None:
    """Hear nothing more of it, even as its author."""
    notices.follow(by, _KIND, initiative.id, muted=True)


# What people are told beside the moves between states.
_TOLD = {
    "initiatives.answer": lambda: _("Xã trả lời"),
    "initiatives.amend": lambda: _("Tác giả sửa nội dung"),
    "initiatives.replicate": lambda: _("Đã nhân rộng thêm một nơi"),
    "initiatives.carry_over": lambda: _("Hội đồng chuyển sang phiên sau"),
    "initiatives.take_in": lambda: _("Đã gộp thêm một ý tưởng giống ý này"),
}


@event.listens_for(Event, "after_insert")
def _post(_mapper: Any, connection: sa.Connection, happened: Event) -> None:
    """In the transaction of the act itself: what was kept will be told, what was dropped will not."""
    if happened.subject_type == _KIND and (happened.after or happened.name in _TOLD):
        payload = {"event": happened.id}
        outbox.post_all(connection, [{"name": "initiatives.tell", "key": f"event-{happened.id}", "payload": payload}])


@outbox.handles("initiatives.tell")
def _tell(key: str, *, event: int) -> None:
    happened = db.session.get(Event, event)
    initiative = db.session.get(Initiative, happened.subject_id) if happened else None
    if happened is None or initiative is None or initiative.code is None:
        return
    speaker = initiative.typist_id if initiative.author.is_on_paper else initiative.author_id
    people = followers(_KIND, initiative.id, always=[speaker] if speaker else [])
    if not initiative.is_public:
        people = people.where(Person.id == speaker)
    told = [id for id in db.session.scalars(people) if id != happened.actor_id]
    what = State(happened.after).label if happened.after else _TOLD[happened.name]()
    text = f"{what}. {happened.reason}" if happened.reason else f"{what}."
    notices.tell(
        told,
        happening=key,
        at=happened.at or utcnow(),
        title=initiative.title,
        text=text,
        endpoint="initiatives.show",
        code=initiative.code,
    )
