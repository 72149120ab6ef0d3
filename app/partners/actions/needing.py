"""Needs: posted, mended, withdrawn."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts.actions.own_data import rows_of, tells
from app.accounts.models import Person, Role
from app.core.db import db
from app.core.workflow import RuleBroken, add_once
from app.partners.models import Need, NeedState
from app.partners.models.need import SOUGHT, SPEAKERS
from app.partners.queries import needing as queries


def post(facts: Mapping[str, Any], *, key: str, by: Person) -> Need:
    """Say what is needed; the same form again is the same need. What a coordinator posts is published at once."""
    if before := db.session.scalar(sa.select(Need).where(Need.sent_key == key)):
        return before
    need = Need(**facts, sent_key=key, posted_by_id=by.id)
    add_once(need, _("Nhu cầu này đã được gửi."))
    need.record("needs.post", by=by, role=by.acts_as(*SPEAKERS))
    if by.has(Role.COORDINATOR):
        need.publish(by=by)
    return need


def write(need: Need, facts: Mapping[str, Any], *, by: Person) -> None:
    """Say it anew; what was declined waits for a coordinator again. Raises `RuleBroken` for what is over."""
    if need.state not in (NeedState.WAITING, NeedState.DECLINED, *SOUGHT):
        raise RuleBroken(_("Nhu cầu này đã xong, không sửa được nữa."))
    before = {name: getattr(need, name) for name in facts}
    for name, value in facts.items():
        setattr(need, name, value)
    changed = sorted(name for name, was in before.items() if was != facts[name])
    if changed:
        need.record("needs.write", by=by, role=by.acts_as(*SPEAKERS), changed=changed)
    if need.allows("send_again"):
        need.send_again(by=by)


def hold(need: Need) -> None:
    """Whoever else changes this need, or a match of it, waits for the end of this transaction; it is read anew."""
    db.session.execute(sa.select(Need.id).where(Need.id == need.id).with_for_update())
    db.session.refresh(need, ["state", "version"])


def withdraw(need: Need, reason: str, *, by: Person) -> None:
    """It is needed no longer, and nobody goes on helping with it."""
    hold(need)
    need.withdraw(by=by, reason=reason)
    for match in db.session.scalars(queries.open_of(need)):
        match.drop(by=by, reason=reason)


@tells("needs")
def _needs(person: Person) -> list[dict[str, Any]]:
    return rows_of(Need, Need.posted_by_id == person.id, but=("posted_by_id", "sent_key"))
