"""Who may do what with the roadmap."""

from typing import Any

from app.accounts.models import Person, Role
from app.commune.models import UnitKind
from app.core.access import permission
from app.folders.policy import READERS
from app.roadmap.models import DECIDERS, Task


@permission(anonymous=True)
def browse(user: Any, _: Any) -> bool:
    """The roadmap is public."""
    return True


@permission
def look_in(user: Person, _: Any) -> bool:
    """Notes of the units, money and lists, for the office."""
    return user.has(*READERS)


@permission
def decide(user: Person, _: Any) -> bool:
    """Coordinators and leaders put off, reopen, stop and add."""
    return user.has(*DECIDERS)


@permission
def work(user: Person, task: Task) -> bool:
    """Officials of a unit that leads it, and coordinators."""
    return user.has(Role.COORDINATOR) or _serves(user, task, leads_only=True)


@permission
def help(user: Person, task: Task) -> bool:
    """Whoever leads or supports it adds notes and proofs; where a group does, everybody in it."""
    if work(user, task) or _serves(user, task, leads_only=False):
        return True
    groups = {unit.code for unit in task.supports if unit.kind is UnitKind.GROUP}
    return ("cac_don_vi" in groups and user.has(Role.OFFICIAL)) or ("cac_thon" in groups and user.has(Role.VILLAGE_TEAM))


def _serves(user: Person, task: Task, *, leads_only: bool) -> bool:
    return any(user.has(Role.OFFICIAL, unit_id=one.unit_id) for one in task.assignments if one.is_lead or not leads_only)
