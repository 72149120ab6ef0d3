"""Lots and what happens to them: begun, noted step by step, corrected."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import IO, Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.accounts.actions.people import keep_picture
from app.accounts.models import ChildrenShown, Person, Role
from app.core import i18n
from app.core.clock import local, utcnow
from app.core.db import db
from app.core.i18n import day
from app.core.workflow import RuleBroken, add_once
from app.products.models import TURNS, Lot, LotInEvent, Part, Place, Product, Step, TraceEvent
from app.products.queries import lineage

# A phone's clock may be a little ahead.
TOLERANCE = timedelta(minutes=5)
# Of what is packed, kept, sold or destroyed there can be no more than the lot holds.
_OUT = (Step.PACK, Step.STORE, Step.SHIP, Step.SELL, Step.DESTROY)
_TURNING = 7_203_412_002  # any number, the same in every process
_NUMBER = re.compile(r"^[A-Za-z0-9._-]{1,20}$")


@dataclass(frozen=True)
class Happening:
    """What somebody notes of a step: where, when, in words, with a photo."""

    place: Place
    at: datetime
    note: str = ""
    photo: IO[bytes] | None = None
    children: ChildrenShown | None = None
    # Made by the form: the same form sent twice notes the step once.
    key: str | None = None


def begin_lot(product: Product, *, by: Person, **facts: Any) -> Lot:
    """A new lot. Raises `RuleBroken` for a number twice or of odd letters, and for dates that cannot be."""
    lot = Lot(product_id=product.id, product=product, **facts)
    lot.in_events = []
    _check_dates(lot)
    if not _NUMBER.match(lot.number):
        raise RuleBroken(_("Số lô gồm 1 đến 20 chữ cái không dấu, chữ số, dấu chấm, gạch nối hoặc gạch dưới."))
    add_once(lot, _("Sản phẩm này đã có lô mang số đó."))
    lot.record("lots.begin", by=by, role=by.acts_as(Role.PRODUCER))
    return lot


def write_lot(lot: Lot, *, by: Person, **facts: Any) -> None:
    """Change what is said of a lot. What is on its labels stays once it is public. Raises `RuleBroken`."""
    changed = sorted(name for name, value in facts.items() if getattr(lot, name) != value)
    if lot.is_public and (fixed := set(changed) & {"number", "began_on", "made_on", "expires_on", "measure"}):
        names = {"number": _("số lô"), "began_on": _("ngày bắt đầu"), "made_on": _("ngày sản xuất"),
                 "expires_on": _("hạn sử dụng"), "measure": _("đơn vị tính")}  # fmt: skip
        raise RuleBroken(
            _("Lô đã công bố, tem đã in: không đổi được %(what)s.", what=", ".join(sorted(names[name] for name in fixed)))
        )
    if "quantity" in changed:
        _check_quantity(lot, facts["quantity"])
    for name in changed:
        setattr(lot, name, facts[name])
    _check_dates(lot)
    if not _NUMBER.match(lot.number):
        raise RuleBroken(_("Số lô gồm 1 đến 20 chữ cái không dấu, chữ số, dấu chấm, gạch nối hoặc gạch dưới."))
    if changed:
        add_once(lot, _("Sản phẩm này đã có lô mang số đó."))
        lot.record("lots.write", by=by, role=by.acts_as(Role.PRODUCER), changed=changed)


def _check_quantity(lot: Lot, quantity: Decimal | None) -> None:
    hold()
    [(_id, _before, own, _all)] = db.session.execute(lineage.balances([lot.id]))
    if own > (quantity or 0):
        facts = {"quantity": i18n.quantity(own), "measure": lot.measure.label}
        raise RuleBroken(_("Đã dùng hoặc tiêu hủy %(quantity)s %(measure)s của lô này, nên không ghi ít hơn được.", **facts))


def _check_dates(lot: Lot) -> None:
    today = local(utcnow()).date()
    if lot.began_on > today or (lot.made_on and lot.made_on > today):
        raise RuleBroken(_("Ngày bắt đầu và ngày sản xuất không thể ở sau hôm nay."))
    if lot.made_on and lot.made_on < lot.began_on:
        raise RuleBroken(_("Ngày sản xuất không thể trước ngày bắt đầu lô (%(day)s).", day=day(lot.began_on)))
    if lot.expires_on and lot.made_on is None:
        raise RuleBroken(_("Có hạn sử dụng thì cần cả ngày sản xuất."))
    if lot.expires_on and lot.made_on and lot.expires_on < lot.made_on:
        raise RuleBroken(_("Hạn sử dụng không thể trước ngày sản xuất."))


def note_step(lot: Lot, step: Step, happening: Happening, quantity: Decimal | None, *, by: Person) -> TraceEvent:
    """Note one step. Raises `RuleBroken` for a time ahead or before the lot, `files.RefusedFile`."""
    if step in TURNS:
        raise RuleBroken(_("Hãy chọn một việc trong danh sách."))
    if before := sent_before(happening.key, by=by):
        return before
    check_time(happening, lot)
    if step in _OUT:
        check_amount(lot, quantity)
    event = write_event(step, happening, [LotInEvent(lot_id=lot.id, quantity=quantity)], by=by)
    lot.record("lots.note_step", by=by, role=by.acts_as(Role.PRODUCER), step=step.value, event=event.urn)
    return event


def check_amount(lot: Lot, quantity: Decimal | None) -> None:
    """Raises `RuleBroken` for more than a lot holds."""
    if quantity is not None and lot.quantity is not None and quantity > lot.quantity:
        facts = {"quantity": i18n.quantity(lot.quantity), "measure": lot.measure.label}
        raise RuleBroken(_("Lô %(lot)s chỉ có %(quantity)s %(measure)s.", lot=lot.number, **facts))


def check_time(happening: Happening, *lots: Lot) -> None:
    """Raises `RuleBroken` for what lies ahead, or before one of the lots began."""
    if happening.at > utcnow() + TOLERANCE:
        raise RuleBroken(_("Giờ ghi ở sau lúc này. Hãy xem lại ngày giờ."))
    for lot in lots:
        if local(happening.at).date() < lot.began_on:
            facts = {"lot": lot.number, "day": day(lot.began_on)}
            raise RuleBroken(_("Lô %(lot)s bắt đầu ngày %(day)s; không ghi được việc trước ngày đó.", **facts))


def write_event(step: Step, happening: Happening, links: list[LotInEvent], *, by: Person, **more: Any) -> TraceEvent:
    """One event with its lots. Raises `files.RefusedFile`, and `RuleBroken` when the same was written in this moment."""
    event = TraceEvent(step=step, at=happening.at, note=happening.note, place=happening.place, by_id=by.id, by=by, **more)
    if happening.photo:
        if happening.children is None:
            raise RuleBroken(_("Hãy nói rõ trong ảnh có thấy rõ mặt trẻ em không."))
        event.upload, event.children = keep_picture(happening.photo, by=by), happening.children
    if happening.key:
        event.key = happening.key
    try:
        with db.session.begin_nested():
            db.session.add(event)
            for link in links:
                link.event = event
                db.session.add(link)
    except IntegrityError:
        raise RuleBroken(_("Việc này vừa được ghi hoặc đính chính ở chỗ khác. Hãy tải lại trang.")) from None
    return event


def hold() -> None:
    """Let one at a time turn lots into others or take that back: what is left of a lot, and which lots came out of which,
    is asked before it is written. SQLite lets one at a time write anyhow."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(_TURNING)))


def sent_before(key: str | None, *, by: Person) -> TraceEvent | None:
    """What this person's same form wrote when it was sent the first time; ask before anything else is written."""
    query = sa.select(TraceEvent).where(TraceEvent.key == key, TraceEvent.by_id == by.id)
    return db.session.scalar(query) if key else None


def correct(
    event: TraceEvent, happening: Happening, quantity: Decimal | None, reason: str, *, by: Person, is_void: bool = False
) -> TraceEvent:
    """Put a right one in the place of a wrong one, which stays and is pointed at. Raises `RuleBroken`.

    Of an event that turned lots into others only place, time and words can be corrected, or that it happened at all:
    another quantity is another event.
    """
    if event.step in TURNS:
        hold()
    if before := sent_before(happening.key, by=by):
        return before
    if event.corrected_by is not None or event.is_void:
        raise RuleBroken(_("Việc này đã được đính chính rồi. Hãy đính chính dòng mới nhất."))
    check_time(happening, *(link.lot for link in event.lots))
    if event.step in _OUT and not is_void:
        check_amount(event.lots[0].lot, quantity)
    if is_void:
        _check_left(event)
    links = [
        LotInEvent(lot_id=one.lot_id, part=one.part, quantity=quantity if one.part is Part.SUBJECT else one.quantity)
        for one in event.lots
    ]
    more: dict[str, Any] = {"corrects_id": event.id, "correction": reason, "is_void": is_void}
    if not is_void:
        more |= {"upload": event.upload, "children": event.children}  # unless a new one was sent
    if is_void and event.step in (Step.SPLIT, Step.MERGE):
        _empty([link.lot for link in event.lots if link.part is Part.OUTPUT])
    made = write_event(event.step, happening, links, by=by, **more)
    for lot in {link.lot for link in event.lots}:
        facts = {"event": made.urn, "corrects": event.urn, "void": is_void}
        lot.record(
            "lots.correct", by=by, role=by.acts_as(Role.PRODUCER), reason=reason, facts=facts if lot.is_public else {}
        )
    db.session.expire(event, ["corrected_by"])
    return made


def _check_left(event: TraceEvent) -> None:
    """Raises `RuleBroken` when a page for everybody would be left without any step (TT 02/2024/TT-BKHCN, field 5)."""
    for lot in event.own_lots:
        if lot.is_public and lot.standing == [event]:
            raise RuleBroken(_("Lô đã công bố phải còn ít nhất một việc. Hãy ghi việc đúng trước rồi gạch việc này."))


def _empty(lots: list[Lot]) -> None:
    """Nothing is in lots that came of what never was. Raises `RuleBroken` when buyers see them or others came of them."""
    used = {id for id, _quantity, _own, gone in db.session.execute(lineage.balances([lot.id for lot in lots])) if gone}
    for lot in lots:
        if lot.is_public or lot.id in used:
            raise RuleBroken(_("Lô %(lot)s đã công bố hoặc đã dùng tiếp, nên việc này không gạch được nữa.", lot=lot.number))
        lot.quantity = None
