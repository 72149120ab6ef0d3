"""Who is told of what: authors what becomes of their entries, judges that something waits for them."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy import event

from app.contests.models import Contest, Entry, EntryState, Juror, Round
from app.core import outbox
from app.core.audit import Event
from app.core.db import db
from app.notices import actions as notices

_OF_JUDGES = ("rounds.open_marking", "rounds.remind")
_OF_ALL = ("contests.publish", "contests.cancel", "contests.extend")
_UNTOLD = (EntryState.DRAFT, EntryState.WITHDRAWN)


@event.listens_for(Event, "after_insert")
def _post(_mapper: object, connection: sa.Connection, happened: Event) -> None:
    """In the transaction of the act itself: what was kept will be told, what was dropped will not."""
    of_entry = happened.subject_type == Entry.__tablename__ and happened.after and happened.after not in _UNTOLD
    if of_entry or happened.name in (*_OF_JUDGES, *_OF_ALL):
        key = f"contest-event-{happened.id}"
        outbox.post_all(connection, [{"name": "contests.tell", "key": key, "payload": {"event": happened.id}}])


@outbox.handles("contests.tell")
def _tell(key: str, *, event: int) -> None:
    happened = db.session.get(Event, event)
    if happened is None:
        return
    tell: dict[str, Callable[[str, Event], None]] = {
        Entry.__tablename__: _tell_author,
        Round.__tablename__: _tell_judges,
        Contest.__tablename__: _tell_all,
    }
    tell[happened.subject_type](key, happened)


def _tell_author(key: str, happened: Event) -> None:
    entry = db.session.get(Entry, happened.subject_id)
    if entry is None or entry.code is None or entry.author_id == happened.actor_id:
        return
    what = str(EntryState(happened.after or "").label)
    text = f"{what}. {happened.reason}" if happened.reason else f"{what}."
    where: Any = {"endpoint": "entering.show", "id": entry.id}
    notices.tell([entry.author_id], happening=key, at=happened.at, title=entry.title, text=text, **where)


def _tell_judges(key: str, happened: Event) -> None:
    """Those of a round; of a reminder only whom it is for."""
    round = db.session.get(Round, happened.subject_id)
    if round is None:
        return
    whom = [one.person_id for one in round.seated]
    if happened.name == "rounds.remind":
        whom = [id for id in whom if id == happened.details.get("person")]
    text = _("Có bài dự thi chờ chấm: %(round)s.", round=round.name)
    notices.tell(whom, happening=key, at=happened.at, title=round.contest.title, text=text, endpoint="sheets.index")


def _tell_all(key: str, happened: Event) -> None:
    """Whoever wrote for a contest, and whoever judges in it."""
    contest = db.session.get(Contest, happened.subject_id)
    if contest is None:
        return
    wrote = sa.select(Entry.author_id).where(Entry.contest_id == contest.id, Entry.state != EntryState.WITHDRAWN)
    judged = sa.select(Juror.person_id).join(Round, Round.id == Juror.round_id).where(Round.contest_id == contest.id)
    whom = sorted(set(db.session.scalars(wrote)) | set(db.session.scalars(judged)))
    text = {
        "contests.publish": _("Đã công bố kết quả."),
        "contests.cancel": _("Cuộc thi đã hủy. %(reason)s", reason=happened.reason or ""),
        "contests.extend": happened.reason or "",
    }[happened.name]
    where: Any = {"endpoint": "contests.show", "code": contest.code}
    told = [id for id in whom if id != happened.actor_id]
    notices.tell(told, happening=key, at=happened.at, title=contest.title, text=text, **where)
