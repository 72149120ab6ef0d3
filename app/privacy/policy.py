"""Who may do what with requests about personal data."""

from typing import Any

from app.accounts.models import Person, Role
from app.core.access import permission
from app.privacy.models import HANDLERS, DataRequest

OVERSEERS = (*HANDLERS, Role.LEADER, Role.AUDITOR)


@permission
def ask(user: Person, _: Any) -> bool:
    """Everybody may ask about themselves, and read what became of it; which ones is the query's answer."""
    return True


@permission
def handle(user: Person, _: Any) -> bool:
    """Coordinators and the administrator; that it is not their own is a rule."""
    return user.has(*HANDLERS)


@permission
def handle_one(user: Person, request: DataRequest) -> bool:
    """The same, of one request."""
    return user.has(*HANDLERS)
