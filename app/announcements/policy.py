"""Who may do what with announcements."""

from typing import Any

from app.accounts.models import Person
from app.announcements.models import WRITERS
from app.core.access import permission


@permission(anonymous=True)
def browse(user: Any, _: Any) -> bool:
    """What was published is for everybody; which of them is the query's answer."""
    return True


@permission
def write(user: Person, _: Any) -> bool:
    """Coordinators write, publish and withdraw."""
    return user.has(*WRITERS)
