"""Recalls: begun at once by whoever makes it or the office, lifted by the office."""

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts.models import Person
from app.core.db import db
from app.core.workflow import RuleBroken
from app.products.actions.telling import tell_members, tell_office
from app.products.models import Lot, Product, Recall, Step
from app.products.queries import lineage


def recall(thing: Lot | Product, *, by: Person, first: int | None = None, last: int | None = None, **facts: Any) -> Recall:
    """From this moment every page of it says so first. Raises `RuleBroken` for numbers that were never given out."""
    if not thing.is_public:
        raise RuleBroken(_("Chỉ thu hồi được thứ đã công bố."))
    if (first is None) != (last is None):
        raise RuleBroken(_("Hãy ghi cả số đầu và số cuối, hoặc bỏ trống cả hai."))
    if first is not None and last is not None:
        if not isinstance(thing, Lot):
            raise RuleBroken(_("Chỉ lô có tem đánh số mới thu hồi được theo số."))
        if not 1 <= first <= last <= thing.serials:
            raise RuleBroken(_("Lô này mới đánh số từ 1 đến %(last)d.", last=thing.serials))
    made = _begin(thing, by=by, first_number=first, last_number=last, **facts)
    producer = made.about.producer
    text = _("%(kind)s. %(name)s. %(reason)s", kind=made.kind.label, name=_name(made), reason=made.reason)
    tell_office(producer.name, f"recall-{made.id}", text)
    tell_members(producer, f"recall-{made.id}", text, but=by)
    if isinstance(thing, Lot) and first is None:
        for part in _lots(lineage.outcomes([thing.id], (Step.SPLIT, Step.MERGE))):  # the same goods under other numbers
            _begin(part, by=by, **facts)
    if first is None:
        _tell_users(made)
    return made


def _name(made: Recall) -> str:
    return f"{made.about.name}, {made.lot.number}" if made.lot else made.about.name


def _begin(thing: Lot | Product, *, by: Person, **facts: Any) -> Recall:
    whole = {"lot_id": thing.id, "lot": thing} if isinstance(thing, Lot) else {"product_id": thing.id, "product": thing}
    made = Recall(by_id=by.id, **whole, **facts)
    db.session.add(made)
    made.note(by=by)
    return made


def _tell_users(made: Recall) -> None:
    """Whoever made other things of it hears of it: whether these do harm as well is theirs and the office's to find out."""
    lots = [made.lot_id] if made.lot_id else sa.select(Lot.id).where(Lot.product_id == made.product_id)
    for lot in _lots(lineage.outcomes(lots)):
        if lot.product_id != made.about.id:
            text = _("Lô %(lot)s làm từ %(name)s, vừa bị thu hồi. Hãy kiểm tra lại.", lot=lot.number, name=made.about.name)
            leads = {"endpoint": "lots.show", "id": lot.id}
            tell_members(lot.product.producer, f"recall-{made.id}-{lot.id}", text, leads=leads)


def _lots(ids: sa.Select[int]) -> list[Lot]:
    return list(db.session.scalars(sa.select(Lot).where(Lot.id.in_(ids)).order_by(Lot.id)))


def lift(made: Recall, reason: str, *, by: Person) -> None:
    """It may be sold again; who makes it is told."""
    made.lift(by=by, reason=reason)
    text = _("Xã đã gỡ lệnh thu hồi %(name)s: %(reason)s", name=_name(made), reason=reason)
    tell_members(made.about.producer, f"recall-{made.id}-lifted", text)
