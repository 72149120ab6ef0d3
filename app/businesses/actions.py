"""Businesses entered, corrected, checked."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.accounts.models import Person
from app.businesses import queries
from app.businesses.models import KEEPERS, Business, SalesChannel
from app.core.db import db
from app.core.workflow import RuleBroken, add_once, change_once


def enter(facts: Mapping[str, Any], *, by: Person) -> Business:
    """Write a business into the register. Raises `RuleBroken` for one that stands there, and as `Business.write`."""
    _refuse_if_taken(facts)
    business = Business()
    business.write(facts)
    add_once(business, _taken())
    business.record("businesses.enter", by=by, role=by.acts_as(*KEEPERS), kind=business.kind.value)
    return business


def change(business: Business, facts: Mapping[str, Any], *, by: Person) -> None:
    """Correct what stands in the register. Raises `RuleBroken` as `enter`."""
    _refuse_if_taken(facts, but=business.id)
    before = {name: getattr(business, name) for name in facts}
    change_once(lambda: business.write(facts), _taken())
    changed = sorted(name for name, was in before.items() if was != facts[name])
    if changed:
        business.record("businesses.change", by=by, role=by.acts_as(*KEEPERS), changed=changed)


def check(business: Business, *, on: date, channel: SalesChannel | None, by: Person) -> None:
    """Note what somebody found on a day; no channel says that it does not sell online. Raises `RuleBroken` as the model."""
    before = (business.checked_on, business.channel, business.sells_online)
    business.check(on=on, channel=channel)
    if before != (business.checked_on, business.channel, business.sells_online):
        found = channel.value if channel else "none"
        business.record("businesses.check", by=by, role=by.acts_as(*KEEPERS), on=on.isoformat(), found=found)


def _refuse_if_taken(facts: Mapping[str, Any], *, but: int | None = None) -> None:
    """Say which of them stands in the way; the keys settle what happens at the same moment."""
    for other in db.session.scalars(queries.in_the_way(facts, facts["village_id"], but=but)):
        if other.number and other.number == facts.get("number"):
            raise RuleBroken(_("Số đăng ký này đã ghi cho %(name)s.", name=other.name))
        if other.organisation_id and other.organisation_id == facts.get("organisation_id"):
            raise RuleBroken(_("Tổ chức này đã gắn với %(name)s.", name=other.name))
        raise RuleBroken(_("Thôn này đã có %(name)s cùng loại trong sổ.", name=other.name))


def _taken() -> str:
    return _("Có người vừa ghi cơ sở này. Hãy xem lại sổ.")
