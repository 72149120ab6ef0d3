"""Matches: proposed, accepted, done, dropped, and what becomes of the need."""

from typing import Any

from flask_babel import gettext as _

from app.accounts.actions.own_data import rows_of, tells
from app.accounts.models import Person
from app.core.db import db
from app.core.workflow import RuleBroken, add_once
from app.partners.actions.needing import hold
from app.partners.models import Match, Need, Offer
from app.partners.models.need import SOUGHT
from app.partners.models.partner import KEEPERS
from app.partners.queries import needing as queries


def propose(offer: Offer, need: Need, *, by: Person, note: str = "") -> Match:
    """Say that an offer answers a need. Raises `RuleBroken` for two that stand together already, and for what is over."""
    hold(need)
    if need.state not in SOUGHT:
        raise RuleBroken(_("Nhu cầu này không còn tìm hỗ trợ."))
    if not offer.is_open or not offer.partner.is_current:
        raise RuleBroken(_("Đối tác không còn nhận nội dung hỗ trợ này."))
    match = Match(offer=offer, need=need, note=note, proposed_by_id=by.id)
    add_once(match, _("Nội dung hỗ trợ này đã được kết nối với nhu cầu."))
    match.record("matches.propose", by=by, role=by.acts_as(*KEEPERS), offer=offer.id, need=need.id)
    return match


def accept(match: Match, *, by: Person) -> None:
    """Both sides agreed: the need has found help."""
    hold(match.need)
    match.accept(by=by)
    if match.need.allows("find"):
        match.need.find(by=by)


def finish(match: Match, result: str, *, by: Person) -> None:
    """Something came of it: the need is met."""
    hold(match.need)
    match.finish(by=by, result=result)
    if match.need.allows("meet"):
        match.need.meet(by=by)


def drop(match: Match, reason: str, *, by: Person) -> None:
    """It comes to nothing; a need that nobody else helps with looks for help again."""
    hold(match.need)
    match.drop(by=by, reason=reason)
    if match.need.allows("seek_again") and db.session.scalars(queries.standing_but(match)).first() is None:
        match.need.seek_again(by=by)


@tells("matches")
def _matches(person: Person) -> list[dict[str, Any]]:
    return rows_of(Match, Match.proposed_by_id == person.id, but=("proposed_by_id", "accepted_by_id", "offer_id", "need_id"))
