"""Who may do what in the villages."""

from typing import Any

from app.accounts.models import Person, Role
from app.community.models import Activity, Attendance, Exemplar
from app.core.access import permission
from app.folders.policy import READERS


@permission(anonymous=True)
def browse(user: Any, _: Any) -> bool:
    """Teams, activities and models are public; which of them is the query's answer."""
    return True


@permission
def oversee(user: Person, _: Any) -> bool:
    """What waits and what was sent back, for the whole office."""
    return user.has(*READERS)


@permission
def keep(user: Person, _: Any) -> bool:
    """Coordinators set up teams and keep the register of staff."""
    return user.has(Role.COORDINATOR)


@permission
def see_staff(user: Person, _: Any) -> bool:
    """The register of staff is for those who keep it and those who oversee."""
    return user.has(Role.COORDINATOR, Role.LEADER, Role.AUDITOR)


@permission
def log(user: Person, _: Any) -> bool:
    """Teams for their village, officials for their unit, coordinators for all."""
    return user.has(Role.COORDINATOR, Role.OFFICIAL, Role.VILLAGE_TEAM)


@permission
def work_on(user: Person, activity: Activity) -> bool:
    """Whoever may speak for the team or the unit that holds it."""
    if user.has(Role.COORDINATOR):
        return True
    if activity.team is not None:
        return activity.team.village_id in user.teams
    return activity.unit_id is not None and user.has(Role.OFFICIAL, unit_id=activity.unit_id)


@permission
def correct_list(user: Person, attendance: Attendance) -> bool:
    """The same people, of whoever stands in its list."""
    return work_on(user, attendance.activity)


@permission
def confirm(user: Person, _: Activity) -> bool:
    """Coordinators; that it is not their own is the rule's answer."""
    return user.has(Role.COORDINATOR)


@permission
def build(user: Person, _: Any) -> bool:
    """Coordinators and officials note models."""
    return user.has(Role.COORDINATOR, Role.OFFICIAL)


@permission
def build_on(user: Person, exemplar: Exemplar) -> bool:
    """Officials of the unit that answers for it, and coordinators."""
    return user.has(Role.COORDINATOR) or user.has(Role.OFFICIAL, unit_id=exemplar.unit_id)
