"""Asking and answering; what people do by themselves on their own page is in the register as well."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts.actions.own_data import erase, everything_about, forgets, rows_of, tells, when_withdrawn
from app.accounts.models import Person, Purpose
from app.accounts.queries import on_paper_named
from app.core import limits
from app.core.audit import Event, forget_stories
from app.core.clock import utcnow
from app.core.db import db
from app.core.workflow import RuleBroken
from app.notices import actions as notices
from app.privacy.models import HANDLERS, WAITING, DataRequest, RequestKind, RequestState

ASKED_A_DAY = 5


def ask(kind: RequestKind, *, text: str, sent_key: str, by: Person) -> DataRequest:
    """Ask about one's own data. The same form sent twice asks once. Raises `RuleBroken` beyond five in a day."""
    own = DataRequest.person_id == by.id
    db.session.execute(sa.select(Person.id).where(Person.id == by.id).with_for_update())  # their requests come one by one
    if same := db.session.scalar(sa.select(DataRequest).where(own, DataRequest.sent_key == sent_key)):
        return same
    sent = (own, DataRequest.sent_key.is_not(None))
    lately = sa.select(sa.func.count()).where(*sent, DataRequest.received_at > utcnow() - timedelta(days=1))
    if limits.reached(lately, ASKED_A_DAY):
        raise RuleBroken(_("Mỗi người gửi được %(num)d yêu cầu một ngày. Mai gửi tiếp.", num=ASKED_A_DAY))
    asked = DataRequest(kind=kind, text=text, sent_key=sent_key, name=by.name, person_id=by.id)
    db.session.add(asked)
    asked.record("data_requests.ask", by=by)
    return asked


def note(kind: RequestKind, *, text: str, name: str, contact: str, proved_by: str, sent_key: str, by: Person) -> DataRequest:
    """Write down what somebody without an account asks at the counter. The same form sent twice notes it once."""
    db.session.execute(sa.select(Person.id).where(Person.id == by.id).with_for_update())
    noted = (DataRequest.noted_by_id == by.id, DataRequest.sent_key == sent_key)
    if same := db.session.scalar(sa.select(DataRequest).where(*noted)):
        return same
    facts = {"kind": kind, "text": text, "name": name, "contact": contact, "proved_by": proved_by}
    asked = DataRequest(**facts, noted_by_id=by.id, sent_key=sent_key)
    db.session.add(asked)
    asked.record("data_requests.note", by=by)
    return asked


def meant(asked: DataRequest, person_id: int) -> Person | None:
    """Whom a request at the counter is about: one of those known on paper by the name of who asked."""
    if asked.person_id is not None:
        return None
    return db.session.scalar(on_paper_named(asked.name).where(Person.id == person_id))


def hand_over(asked: DataRequest, person: Person, *, by: Person) -> dict[str, Any]:
    """Everything the house holds of somebody without an account, to be given to them. Raises `RuleBroken` once it ended."""
    asked.must_be_waiting()
    asked.record("data_requests.hand_over", by=by, role=by.acts_as(*HANDLERS), person=person.id)
    return everything_about(person)


def erase_for(asked: DataRequest, person: Person, *, by: Person) -> None:
    """Delete somebody without an account as they asked, and answer the request; it stays without a name.

    Raises `RuleBroken` for a request of another kind or one that has ended.
    """
    if asked.kind is not RequestKind.DELETE:
        raise RuleBroken(_("Chỉ xóa khi người đó yêu cầu xóa."))
    asked.answer_with(by=by, answer=_("Đã xóa theo yêu cầu. Lượt ủng hộ và việc đã quyết định vẫn còn, không ghi tên."))
    erase(person, by=by)
    noted = (DataRequest.person_id.is_(None), DataRequest.name == asked.name, DataRequest.contact == asked.contact)
    for same in db.session.scalars(sa.select(DataRequest).where(*noted, DataRequest.state.not_in(WAITING))).all():
        same.forget()
        _forget_stories(DataRequest.id == same.id)


def tell(asked: DataRequest, what: str, text: str) -> None:
    """Let whoever asked know what became of it, if they have an account."""
    if asked.person_id is None:
        return
    facts = {"title": _("Yêu cầu về dữ liệu %(number)s", number=asked.number), "text": text, "endpoint": "privacy.show"}
    notices.tell([asked.person_id], happening=f"data-request-{asked.id}-{what}", at=utcnow(), **facts, id=asked.id)


def _done_by_themselves(kind: RequestKind, person: Person, *, name: str) -> None:
    now = utcnow()
    done = {"state": RequestState.ANSWERED, "received_at": now, "acknowledged_at": now, "ended_at": now}
    answer = _("Làm ngay ở trang Dữ liệu của tôi.")
    db.session.add(DataRequest(kind=kind, name=name, person_id=person.id, answer=answer, **done))


def _forget_stories(*which: sa.ColumnElement[bool]) -> None:
    """What the history tells of these requests."""
    db.session.flush()
    numbers = sa.select(DataRequest.id).where(*which)
    forget_stories(Event.subject_type == DataRequest.__tablename__, Event.subject_id.in_(numbers))


def _withdrawn(person: Person) -> None:
    _done_by_themselves(RequestKind.WITHDRAW, person, name=person.name)


for _purpose in Purpose:
    when_withdrawn(_purpose)(_withdrawn)


@tells("data_requests")
def _requests(person: Person) -> list[dict[str, Any]]:
    return rows_of(DataRequest, DataRequest.person_id == person.id, but=("person_id", "noted_by_id", "sent_key"))


@forgets
def _forget(person: Person) -> None:
    """What was asked is in the register without a name; what was still open needs no answer any more."""
    own = DataRequest.person_id == person.id
    gone, left_out = _("Người đã rời trang"), _("Đã bỏ lời này khi người yêu cầu rời trang.")
    nameless: dict[str, Any] = {"name": gone, "contact": "", "text": "", "proved_by": "", "sent_key": None}
    for said in (DataRequest.answer, DataRequest.extension_reason):
        nameless[said.key] = sa.case((said.is_not(None), left_out))
    db.session.execute(sa.update(DataRequest).where(own).values(**nameless, version=DataRequest.version + 1))
    waiting = sa.select(DataRequest).where(own, DataRequest.state.in_(WAITING))
    for asked in db.session.scalars(waiting.execution_options(populate_existing=True)):
        asked.lapse(by=person)
    db.session.flush()
    handed = Event.details["person"].as_integer() == person.id
    forget_stories(Event.subject_type == DataRequest.__tablename__, handed)
    _forget_stories(own)
    if person.has_account:
        _done_by_themselves(RequestKind.DELETE, person, name=gone)
