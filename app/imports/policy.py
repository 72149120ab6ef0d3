"""Who may bring lists in."""

from typing import Any

from app.accounts.models import Person, Role
from app.core.access import permission


@permission
def take(user: Person, _: Any) -> bool:
    """Coordinators, who answer for the registers; a draft is its sender's alone, by the query."""
    return user.has(Role.COORDINATOR)
