"""Lots that become other lots: rice becomes bánh đa, one lot is parted, several are put together.

An event of this kind takes a quantity of each lot that goes in and says how much of each came out. No lot can come, over
however many steps, out of itself; of none can more be taken than it holds. Both are asked while nobody else turns any.
"""

from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _

from app.accounts.models import Person, Role
from app.core import i18n
from app.core.db import db
from app.core.workflow import RuleBroken
from app.products.actions.recording import Happening, begin_lot, check_amount, check_time, hold, sent_before, write_event
from app.products.actions.telling import tell_members
from app.products.models import Lot, LotInEvent, Part, Producer, Step, TraceEvent
from app.products.queries import keeping, lineage


@dataclass(frozen=True)
class Share:
    """So much of a lot, in the lot's own measure."""

    lot: Lot
    quantity: Decimal


def turn(step: Step, taken: list[Share], made: list[Share], happening: Happening, *, by: Person) -> TraceEvent:
    """Note that lots became others. Raises `RuleBroken` when that cannot be."""
    lots = [share.lot for share in (*taken, *made)]
    if len({lot.id for lot in lots}) != len(lots):
        raise RuleBroken(_("Một lô không thể vừa dùng vào vừa làm ra, hay được ghi hai lần."))
    hold()
    if before := sent_before(happening.key, by=by):
        return before
    check_time(happening, *lots)
    _check_recalls([share.lot for share in taken])
    _check_shape(step, taken, made)
    for share in made:
        check_amount(share.lot, share.quantity)
    maker = made[0].lot.product.producer
    _check_quantities(taken, maker)
    _check_circle(taken, made)
    links = [LotInEvent(lot_id=share.lot.id, part=Part.INPUT, quantity=share.quantity) for share in taken]
    links += [LotInEvent(lot_id=share.lot.id, part=Part.OUTPUT, quantity=share.quantity) for share in made]
    event = write_event(step, happening, links, by=by)
    for lot in lots:
        lot.record("lots.turn", by=by, role=by.acts_as(Role.PRODUCER), step=step.value, event=event.urn)
    _tell_suppliers(taken, maker, event)
    return event


def split(lot: Lot, parts: dict[str, Decimal], happening: Happening, *, by: Person) -> TraceEvent:
    """Part a lot into new ones, by their numbers. Raises `RuleBroken` when that cannot be."""
    hold()
    if before := sent_before(happening.key, by=by):
        return before
    made = [Share(_like([lot], number, quantity, by=by), quantity) for number, quantity in parts.items()]
    return turn(Step.SPLIT, [Share(lot, sum(parts.values(), Decimal(0)))], made, happening, by=by)


def merge(lots: list[Lot], number: str, happening: Happening, *, by: Person) -> TraceEvent:
    """Put all that is left of lots into a new one. Raises `RuleBroken` when that cannot be."""
    hold()
    if before := sent_before(happening.key, by=by):
        return before
    left = left_of(lots, lots[0].product.producer)
    taken = [Share(lot, quantity) for lot in lots if (quantity := left[lot.id])]
    whole = sum((share.quantity for share in taken), Decimal(0))
    return turn(Step.MERGE, taken, [Share(_like(lots, number, whole, by=by), whole)], happening, by=by)


def _like(lots: list[Lot], number: str, quantity: Decimal, *, by: Person) -> Lot:
    """A new lot of the same product, as old as the oldest of these: it keeps no longer than any of them."""
    days = {name: [day for lot in lots if (day := getattr(lot, name))] for name in ("began_on", "made_on", "expires_on")}
    facts = {name: min(given, default=None) for name, given in days.items()}
    facts |= {"measure": lots[0].measure, "place_id": lots[0].place_id}
    return begin_lot(lots[0].product, by=by, number=number, quantity=quantity, **facts)


def _tell_suppliers(taken: list[Share], maker: Producer, event: TraceEvent) -> None:
    """Whose lot somebody else says they used hears of it, and can say that it is not so."""
    for share in taken:
        supplier = share.lot.product.producer
        if supplier.id != maker.id:
            facts = {"name": maker.name, "quantity": i18n.quantity(share.quantity), "measure": share.lot.measure.label}
            text = _("%(name)s ghi đã dùng %(quantity)s %(measure)s của lô %(lot)s.", **facts, lot=share.lot.number)
            leads = {"endpoint": "lots.show", "id": share.lot.id}
            tell_members(supplier, f"used-{event.id}-{share.lot.id}", text, leads=leads)


def left_of(lots: list[Lot], maker: Producer) -> dict[int, Decimal | None]:
    """How much of each lot this producer can still turn into others; None while nobody said how much there is.

    Of their own lots it is what they noted themselves that counts: what others say they used lowers only what is left for
    others.
    """

    def left(lot: Lot, quantity: Decimal | None, own: Decimal, by_anybody: Decimal) -> Decimal | None:
        gone = own if lot.product.producer_id == maker.id else by_anybody
        return None if quantity is None else quantity - gone

    rows = {id: facts for id, *facts in db.session.execute(lineage.balances([lot.id for lot in lots]))}
    return {lot.id: left(lot, *rows[lot.id]) for lot in lots}


def _check_shape(step: Step, taken: list[Share], made: list[Share]) -> None:
    if not taken or not made:
        raise RuleBroken(_("Cần ít nhất một lô nguyên liệu và một lô mới."))
    if step is Step.TRANSFORM:
        return
    products = {share.lot.product_id for share in (*taken, *made)}
    measures = {share.lot.measure for share in (*taken, *made)}
    if len(products) > 1 or len(measures) > 1:
        raise RuleBroken(_("Tách và gộp chỉ trong cùng một sản phẩm, cùng một đơn vị tính."))
    if step is Step.SPLIT and (len(taken) != 1 or len(made) < 2):
        raise RuleBroken(_("Tách là từ một lô thành ít nhất hai lô."))
    if step is Step.MERGE and (len(taken) < 2 or len(made) != 1):
        raise RuleBroken(_("Gộp là từ ít nhất hai lô thành một lô."))
    went_in, came_out = (sum(share.quantity for share in shares) for shares in (taken, made))
    if went_in != came_out:
        sums = {"taken": i18n.quantity(Decimal(went_in)), "made": i18n.quantity(Decimal(came_out))}
        raise RuleBroken(_("Tổng lượng lấy ra (%(taken)s) phải bằng tổng các lô mới (%(made)s).", **sums))


def _check_recalls(lots: list[Lot]) -> None:
    for lot in lots:
        if db.session.scalars(keeping.recalled([lot]).limit(1)).first():
            raise RuleBroken(_("Lô %(lot)s đang bị thu hồi: không dùng, tách hay gộp được.", lot=lot.number))


def _check_quantities(taken: list[Share], maker: Producer) -> None:
    left = left_of([share.lot for share in taken], maker)
    for share in taken:
        rest = left[share.lot.id]
        facts = {"lot": share.lot.number, "measure": share.lot.measure.label}
        if rest is None:
            raise RuleBroken(_("Lô %(lot)s chưa ghi số lượng.", **facts))
        if share.quantity <= 0 or share.quantity > rest:
            raise RuleBroken(_("Lô %(lot)s chỉ còn %(left)s %(measure)s.", **facts, left=i18n.quantity(rest)))


def _check_circle(taken: list[Share], made: list[Share]) -> None:
    before = {share.lot.id for share in taken}
    before |= set(db.session.scalars(lineage.sources(list(before))))
    for share in made:
        if share.lot.id in before:
            facts = {"lot": share.lot.number}
            raise RuleBroken(_("Lô %(lot)s là nguồn của lô nguyên liệu; một lô không thể làm ra chính nó.", **facts))
