"""Who may do what with the register of businesses."""

from typing import Any

from app.accounts.models import Person
from app.businesses.models import KEEPERS
from app.core.access import permission
from app.folders.policy import READERS


@permission
def see(user: Person, _: Any) -> bool:
    """The register is for the office; everybody sees what indicators make of it."""
    return user.has(*READERS)


@permission
def keep(user: Person, _: Any) -> bool:
    """Coordinators and officials enter, correct, check and end."""
    return user.has(*KEEPERS)
