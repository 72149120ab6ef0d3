"""Who may do what with reports of units and villages."""

from typing import Any

from app.accounts.models import Person, Role
from app.core.access import permission
from app.folders.policy import READERS
from app.returns.models import Return


@permission
def follow(user: Person, _: Any) -> bool:
    """Who has sent in is seen by the office."""
    return user.has(*READERS)


@permission
def read(user: Person, one: Return) -> bool:
    """The office, and whoever reports for the place."""
    return user.has(*READERS) or write(user, one)


@permission
def write(user: Person, one: Return) -> bool:
    """Officials for their unit, the team for its village, coordinators for whoever brings it on paper."""
    if user.has(Role.COORDINATOR):
        return True
    if one.village_id is not None:
        return one.village_id in user.teams
    return one.unit_id in user.units


@permission
def run(user: Person, _: Any) -> bool:
    """Coordinators open periods, remind, take and send back."""
    return user.has(Role.COORDINATOR)
