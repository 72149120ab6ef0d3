"""Partners, offers, needs, matches."""

import itertools
from datetime import timedelta
from typing import Any

from app.accounts.models import Person, Role
from app.core.clock import today
from app.partners.actions import keeping, matching, needing
from app.partners.models import Help, Match, Need, Offer, Partner, PartnerKind
from tests.factories.people import field, holder, village

_numbers = itertools.count(1)


def partner(**facts: Any) -> Partner:
    """An enterprise that is a partner since last year."""
    given = {"kind": PartnerKind.ENTERPRISE, "name": f"Công ty Giống {next(_numbers)}", "knowledge": "Giống cây trồng"}
    given |= {"since": today() - timedelta(days=400)}
    return keeping.begin(given | facts, by=holder(Role.COORDINATOR))


def offer(of: Partner | None = None, **facts: Any) -> Offer:
    """Advice about agriculture."""
    given = {"title": f"Tư vấn trồng rau {next(_numbers)}", "help": Help.ADVICE, "field_id": field().id}
    given |= {"valid_from": today() - timedelta(days=30), "valid_until": None}
    return keeping.offer(of or partner(), given | facts, by=holder(Role.COORDINATOR))


def need(by: Person | None = None, **facts: Any) -> Need:
    """Advice about agriculture that An Dương needs; published when nobody else posts it."""
    number = next(_numbers)
    given = {"title": f"Cần người chỉ cách trồng rau {number}", "text": "Hai mươi hộ.", "help": Help.ADVICE}
    if not {"unit_id", "organisation_id"} & set(facts):
        given["village_id"] = village().id
    return needing.post(given | {"field_id": field().id} | facts, key=f"nhu-cau-{number}", by=by or holder(Role.COORDINATOR))


def match(of: Offer | None = None, to: Need | None = None, by: Person | None = None) -> Match:
    """A proposal that waits."""
    return matching.propose(of or offer(), to or need(), by=by or holder(Role.COORDINATOR))


def accepted(of: Offer | None = None, to: Need | None = None) -> Match:
    """Somebody helps."""
    made = match(of, to)
    matching.accept(made, by=holder(Role.COORDINATOR))
    return made
