"""Who may do what with the figures."""

from typing import Any

from app.accounts.models import Person, Role
from app.core.access import permission


@permission(anonymous=True)
def read(user: Any, _: Any) -> bool:
    """The figures are public."""
    return True


@permission
def export(user: Person, _: Any) -> bool:
    """Spreadsheets for the office."""
    return user.has(Role.COORDINATOR, Role.LEADER, Role.AUDITOR)


@permission
def close(user: Person, _: Any) -> bool:
    """A leader closes the year."""
    return user.has(Role.LEADER)
