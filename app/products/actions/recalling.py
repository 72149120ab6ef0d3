"""Recalls: begun at once by whoever makes it or the office, lifted by the office."""

from typing import Any

from flask_babel import gettext as _

from app.accounts.models import Person
from app.core.db import db
from app.core.workflow import RuleBroken
from app.products.actions.telling import tell_members, tell_office
from app.products.models import Lot, Product, Recall


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
    whole = {"lot_id": thing.id, "lot": thing} if isinstance(thing, Lot) else {"product_id": thing.id, "product": thing}
    made = Recall(by_id=by.id, first_number=first, last_number=last, **whole, **facts)
    db.session.add(made)
    made.note(by=by)
    producer = made.about.producer
    name = f"{made.about.name}, {thing.number}" if isinstance(thing, Lot) else made.about.name
    text = _("%(kind)s. %(name)s. %(reason)s", kind=made.kind.label, name=name, reason=made.reason)
    tell_office(producer.name, f"recall-{made.id}", text)
    tell_members(producer, f"recall-{made.id}", text, but=by)
    return made


def lift(made: Recall, reason: str, *, by: Person) -> None:
    """It may be sold again; who makes it is told."""
    made.lift(by=by, reason=reason)
    tell_members(made.about.producer, f"recall-{made.id}-lifted", _("Xã đã gỡ lệnh thu hồi: %(reason)s", reason=reason))
