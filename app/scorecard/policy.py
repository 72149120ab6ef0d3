"""Who may do what with the figures."""

from typing import Any

from app.accounts.models import Person, Role
from app.core.access import permission
from app.folders.policy import READERS
from app.scorecard.models import CLOSERS, VERIFIERS, Indicator, Source


@permission(anonymous=True)
def read(user: Any, _: Any) -> bool:
    """The figures are public."""
    return True


@permission
def look_behind(user: Person, _: Any) -> bool:
    """Names of people in lists, notes of those who checked: for the office."""
    return user.has(*READERS)


@permission
def export(user: Person, _: Any) -> bool:
    """Spreadsheets for the office."""
    return user.has(Role.COORDINATOR, Role.LEADER, Role.AUDITOR)


@permission
def enter(user: Person, indicator: Indicator) -> bool:
    """Coordinators, and officials of a unit that the set names for it, where it is entered at all."""
    if indicator.source is Source.COMPUTED:
        return False
    units = {grant.unit.code for grant in user.grants if grant.unit and grant.role is Role.OFFICIAL and grant.is_current}
    return user.has(Role.COORDINATOR) or bool(units & set(indicator.entered_by))


@permission
def verify(user: Person, _: Any) -> bool:
    """Coordinators and leaders; that it is not their own figure is the rule's answer."""
    return user.has(*VERIFIERS)


@permission
def adjust(user: Person, _: Any) -> bool:
    """A coordinator changes the set, by a decision."""
    return user.has(Role.COORDINATOR)


@permission
def close(user: Person, _: Any) -> bool:
    """A leader closes the year, and opens it again."""
    return user.has(*CLOSERS)
