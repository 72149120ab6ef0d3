"""Businesses of the register."""

import itertools
from datetime import date
from typing import Any

from app.accounts.models import Role
from app.businesses import actions
from app.businesses.models import Business, BusinessKind, Cashless
from tests.factories.people import holder, village

_numbers = itertools.count(1)


def facts(**told: Any) -> dict[str, Any]:
    """A household business of An Dương, since the commune began."""
    given = {"name": f"Hộ kinh doanh {next(_numbers)}", "kind": BusinessKind.HOUSEHOLD, "trade": "", "number": None}
    given |= {"since": date(2025, 7, 1), "cashless": Cashless.UNKNOWN, "organisation_id": None}
    return given | {"village_id": village(told.pop("of", "An Dương")).id} | told


def business(**told: Any) -> Business:
    """One that stands in the register."""
    return actions.enter(facts(**told), by=holder(Role.COORDINATOR))
