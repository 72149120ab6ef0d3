"""Slots opened and called off; seats asked for, given, given back.

Whoever asks for seats first waits for the row of their slot, so that seats are given out one request after another on
both databases; that no more are taken than there are is held by the table as well. Of those who wait, the first whom the
free seats suffice moves up; a smaller group may pass a larger one that would not fit, and nobody else.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Person, Role
from app.accounts.queries import holders
from app.core import mail, outbox
from app.core.audit import Actor
from app.core.clock import local, utcnow
from app.core.db import db
from app.core.i18n import moment, speaking
from app.core.workflow import RuleBroken, add_once
from app.notices.actions import tell
from app.tourism.models import EDITORS, Guest, Slot, Tour, Visit, VisitState
from app.tourism.queries import visiting as queries

# How far ahead trips are opened and shown, and how long names are kept after one.
AHEAD, KEPT = timedelta(days=60), timedelta(days=30)
MOST_AT_ONCE = 200


def open_slots(tour: Tour, starts: Iterable[datetime], *, minutes: int, seats: int, by: Person) -> list[Slot]:
    """Open slots of a tour. Raises `RuleBroken`, and opens none, for one that is over, too far away, overlaps another of the
    same tour, or has more seats than the tour."""
    begins = sorted(starts)
    if not begins or len(begins) > MOST_AT_ONCE:
        raise RuleBroken(_("Mỗi lần mở từ 1 đến %(num)d suất.", num=MOST_AT_ONCE))
    if seats > tour.seats:
        raise RuleBroken(_("%(tour)s chỉ có %(num)d chỗ.", tour=tour.name, num=tour.seats))
    # One after another: two people who open the same hour do not both succeed.
    db.session.execute(sa.select(Tour.id).where(Tour.id == tour.id).with_for_update())
    opened = []
    for start in begins:
        end = start + timedelta(minutes=minutes)
        if start <= utcnow():
            raise RuleBroken(_("Giờ %(when)s đã qua.", when=moment(start)))
        if start > utcnow() + AHEAD:
            raise RuleBroken(_("Giờ %(when)s còn xa quá: chỉ mở trước %(num)d ngày.", when=moment(start), num=AHEAD.days))
        if other := db.session.scalar(queries.overlapping(tour, start, end)):
            raise RuleBroken(_("%(tour)s đã có suất lúc %(when)s, trùng giờ.", tour=tour.name, when=moment(other.starts_at)))
        slot = Slot(tour_id=tour.id, tour=tour, starts_at=start, ends_at=end, seats=seats, taken=0)
        add_once(slot, _("%(tour)s đã có suất lúc %(when)s, trùng giờ.", tour=tour.name, when=moment(start)))
        opened.append(slot)
    tour.record(
        "tours.open_slots", by=by, role=by.acts_as(*EDITORS), count=len(opened), first=opened[0].starts_at.isoformat()
    )
    return opened


def call_off(slot: Slot, reason: str, *, by: Person) -> None:
    """The trip does not take place; everybody who hoped for it is told why. Raises `RuleBroken` for one that is over."""
    held = _held(slot)
    if held.called_off_at:
        raise RuleBroken(_("Suất này đã hủy rồi."))
    if held.ends_at <= utcnow():
        raise RuleBroken(_("Chuyến này đã xong."))
    held.called_off_at, held.reason = utcnow(), reason
    for visit in db.session.scalars(queries.live_of(held)).all():
        visit.cancel(by=by, reason=reason)
        _write_to(visit)
    held.taken = 0
    held.record("slots.call_off", by=by, role=by.acts_as(*EDITORS), reason=reason)


def ask(slot: Slot, *, people: int, key: str, **facts: Any) -> Visit:
    """Ask for seats: held when they suffice, else at the end of the waiting list. The same form again is the same request.

    Raises `RuleBroken` for a trip that has begun or is called off, for more people than it has seats, and for a phone or
    address that asks for the same trip twice.
    """
    if before := db.session.scalar(queries.sent_before(key)):
        return _the_same(before, slot, people, facts)
    held = _held(slot)
    if not held.is_open or not held.tour.is_offered:
        raise RuleBroken(_("Chuyến này đã bắt đầu hoặc đã hủy. Hãy chọn giờ khác."))
    if people > held.seats:
        raise RuleBroken(
            _("Chuyến này nhiều nhất %(num)d chỗ. Đoàn đông hơn thì chia làm hai chuyến, hoặc gọi điện.", num=held.seats)
        )
    suffices = people <= held.free
    visit = Visit(slot_id=held.id, slot=held, people=people, key=key, **facts)
    visit.state = VisitState.HELD if suffices else VisitState.WAITING
    try:
        with db.session.begin_nested():
            db.session.add(visit)
    except IntegrityError:
        if before := db.session.scalar(queries.sent_before(key)):
            return _the_same(before, slot, people, facts)
        raise RuleBroken(
            _("Số điện thoại hoặc thư này đã đặt chuyến này rồi. Muốn đổi, hãy mở đường dẫn đã nhận, hoặc gọi điện.")
        ) from None
    if suffices:
        held.taken += people
    visit.record("visits.ask", by=Guest(), after=visit.state, people=people)
    _write_to(visit)
    _tell_editors(visit)
    return visit


def _the_same(before: Visit, slot: Slot, people: int, facts: dict[str, Any]) -> Visit:
    """What the same form asked for earlier. Raises `RuleBroken` when somebody went back and asks for something else."""
    if (before.slot_id, before.people) != (slot.id, people) or any(getattr(before, n) != v for n, v in facts.items()):
        raise RuleBroken(
            _("Phiếu %(code)s đã gửi từ trang này. Muốn đổi, hãy hủy phiếu đó rồi đặt lại từ đầu.", code=before.code)
        )
    return before


def confirm(visit: Visit, *, by: Person) -> None:
    """The seats are theirs, and they are told. Raises `RuleBroken`."""
    _held(visit.slot, visit)
    visit.confirm(by=by)
    _write_to(visit)


def decline(visit: Visit, reason: str, *, by: Person) -> None:
    """They cannot be taken, and are told why; their seats go to the next in line. Raises `RuleBroken`."""
    slot, had_seats = _held(visit.slot, visit), visit.has_seats
    visit.decline(by=by, reason=reason)
    _give_back(slot, visit.people if had_seats else 0)
    _write_to(visit)


def cancel(visit: Visit, *, by: Actor) -> None:
    """They do not come; their seats go to the next in line. Raises `RuleBroken` once the trip has begun."""
    slot, had_seats = _held(visit.slot, visit), visit.has_seats
    visit.cancel(by=by)
    _give_back(slot, visit.people if had_seats else 0)
    _write_to(visit)


def arrive(visit: Visit, people: int, *, by: Person) -> None:
    """So many of them came. Raises `RuleBroken`."""
    _held(visit.slot, visit)
    visit.arrive(by=by, people=people)


def miss(visit: Visit, *, by: Person) -> None:
    """Nobody of them came. Raises `RuleBroken`."""
    _held(visit.slot, visit)
    visit.miss(by=by)


def _held(slot: Slot, visit: Visit | None = None) -> Slot:
    """The slot as it is now, and nobody else's until this request ends; what is about to change is read anew with it."""
    held = db.session.scalars(queries.locked(slot.id)).one()
    if visit:
        db.session.refresh(visit)
    return held


def _give_back(slot: Slot, seats: int) -> None:
    slot.taken -= seats
    if not slot.is_open:
        return
    for waiting in db.session.scalars(queries.waiting_for(slot)).all():
        if waiting.people <= slot.free:
            slot.taken += waiting.people
            waiting.move_up(by=Guest())
            _write_to(waiting)
            _tell_editors(waiting)


def _write_to(visit: Visit) -> None:
    """Have a mail sent about how a request stands, to those who gave an address."""
    if visit.email:
        key = f"visit-{visit.id}-{visit.state}-{visit.state_since.timestamp():.0f}"
        outbox.post("tourism.mail", key, visit=visit.id, state=visit.state.value)


def _tell_editors(visit: Visit) -> None:
    """Editors are told that somebody waits for their word."""
    if visit.state is not VisitState.HELD:
        return
    # No name: notices are kept longer than those may be.
    text = _("Phiếu %(code)s giữ %(num)d chỗ, %(tour)s.", code=visit.code, num=visit.people, tour=visit.slot.tour.name)
    _tell(visit, f"visit-{visit.id}-{visit.state_since.timestamp():.0f}", text)


def _tell(visit: Visit, happening: str, text: str) -> None:
    told = [person.id for person in db.session.scalars(holders(Role.TOURISM_EDITOR)).unique()]
    title = _("Đặt chỗ đi Đảo Cò, %(when)s", when=moment(visit.slot.starts_at))
    day = local(visit.slot.starts_at).date().isoformat()
    tell(told, happening=happening, at=utcnow(), title=title, text=text, endpoint="visits_office.day", day=day)


@outbox.handles("tourism.mail")
def _mail(key: str, *, visit: int, state: str) -> outbox.Leaving | None:
    """One letter, in the language of the page that asked. What is not so any more is left unsaid."""
    found = db.session.get(Visit, visit)
    if found is None or found.email is None or found.state != state or not mail.is_configured():
        return None
    with speaking(found.language):
        subject = _("Đảo Cò, phiếu %(code)s: %(state)s", code=found.code, state=found.state.label)
        facts: dict[str, Any] = {"visit": found, "token": queries.token_of(found), "VisitState": VisitState}
        message = mail.compose("visit", to=found.email, name=found.name, subject=subject, key=key, **facts)
    return lambda: mail.send(message)


@outbox.when_given_up("tourism.mail")
def _undelivered(_error: Exception, *, visit: int, state: str) -> None:
    """Whoever asked has not been told: editors have to call."""
    found = db.session.get(Visit, visit)
    if found is not None and found.state == state:
        text = _("Thư báo phiếu %(code)s không đến nơi. Hãy gọi điện cho khách.", code=found.code)
        _tell(found, f"visit-mail-{visit}-{state}", text)


@outbox.every_minute
def forget_old() -> None:
    """Names, phones and addresses of trips that are a month past are forgotten; how many came stays."""
    for visit in db.session.scalars(queries.to_forget(utcnow() - KEPT).limit(100)).all():
        visit.name, visit.note, visit.phone, visit.email = "", "", None, None
        visit.forgotten_at = utcnow()
