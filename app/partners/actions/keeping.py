"""Partners and what they offer: noted, changed."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from app.accounts.models import Person
from app.core import text
from app.core.clock import today
from app.core.workflow import RuleBroken, add_once, change_once
from app.partners.models import Offer, Partner
from app.partners.models.partner import KEEPERS

CONTACTS = ("phone", "email")


def begin(facts: Mapping[str, Any], *, by: Person) -> Partner:
    """Note a partner. Raises `RuleBroken` for a name that is taken among those of its kind, and for a day to come."""
    partner = Partner()
    _take(partner, facts)
    add_once(partner, _name_taken(facts))
    partner.record("partners.begin", by=by, role=by.acts_as(*KEEPERS), kind=partner.kind.value)
    return partner


def write(partner: Partner, facts: Mapping[str, Any], *, by: Person) -> None:
    """Say it anew. Who agreed that a number is shown agreed to that number: with another one they are asked again.

    Raises `RuleBroken` as `begin`, and for a partner who is none any more.
    """
    if not partner.is_current:
        raise RuleBroken(_("Đối tác này đã thôi hợp tác."))
    before = {name: getattr(partner, name) for name in facts}
    change_once(lambda: _take(partner, facts), _name_taken(facts))
    changed = sorted(name for name, was in before.items() if was != getattr(partner, name))
    if changed:
        partner.record("partners.write", by=by, role=by.acts_as(*KEEPERS), changed=changed)
    if set(changed) & set(CONTACTS):
        partner.disagree(by=by)


def offer(partner: Partner, facts: Mapping[str, Any], *, by: Person) -> Offer:
    """Note what a partner offers. Raises `RuleBroken` for what it offers under this title already."""
    if not partner.is_current:
        raise RuleBroken(_("Đối tác này đã thôi hợp tác."))
    made = Offer(partner_id=partner.id, title_key=text.name_key(facts["title"]), **facts)
    add_once(made, _title_taken())
    made.record("offers.offer", by=by, role=by.acts_as(*KEEPERS), partner=partner.id)
    return made


def change_offer(offer: Offer, facts: Mapping[str, Any], *, by: Person) -> None:
    """Say it anew. Raises `RuleBroken` as `offer`, and for what was withdrawn."""
    if not offer.allows("withdraw") or not offer.partner.is_current:
        raise RuleBroken(_("Nội dung hỗ trợ này không còn, không sửa được nữa."))
    before = {name: getattr(offer, name) for name in facts}

    def write() -> None:
        offer.title_key = text.name_key(facts["title"])
        for name, value in facts.items():
            setattr(offer, name, value)

    change_once(write, _title_taken())
    changed = sorted(name for name, was in before.items() if was != facts[name])
    if changed:
        offer.record("offers.change", by=by, role=by.acts_as(*KEEPERS), changed=changed)


def _take(partner: Partner, facts: Mapping[str, Any]) -> None:
    if facts["since"] > today():
        raise RuleBroken(_("Ngày này không thể ở tương lai."))
    partner.rename(facts["name"])
    for name, value in facts.items():
        setattr(partner, name, value)


def _name_taken(facts: Mapping[str, Any]) -> str:
    return _("Đã có đối tác loại này mang tên %(name)s.", name=facts["name"])


def _title_taken() -> str:
    return _("Đối tác này đang có nội dung hỗ trợ mang tên ấy.")
