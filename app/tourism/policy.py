"""Who may do what with Đảo Cò."""

from typing import Any

from app.accounts.models import Person, Role
from app.core.access import permission
from app.tourism.models import EDITORS, Content


@permission(anonymous=True)
def visit(user: Any, _: Any) -> bool:
    """The pages, the requests for seats and the feedback are for the whole world."""
    return True


@permission(anonymous=True)
def see(user: Any, thing: Content) -> bool:
    """What is shown, and for editors what is not shown yet."""
    return thing.is_shown or user.has(*EDITORS)


@permission
def edit(user: Person, _: Any) -> bool:
    """Editors of Đảo Cò and coordinators change what the pages say."""
    return user.has(*EDITORS)


@permission
def look_in(user: Person, _: Any) -> bool:
    """Figures and lists, for editors and for those who oversee."""
    return user.has(*EDITORS, Role.LEADER, Role.AUDITOR)


@permission
def receive(user: Person, _: Any) -> bool:
    """Answer requests for seats, keep the day sheet."""
    return user.has(*EDITORS)


@permission
def log_birds(user: Person, _: Any) -> bool:
    """Note birds: editors, and whoever an editor asked to. Who that is is asked of the database, with the page."""
    return True
