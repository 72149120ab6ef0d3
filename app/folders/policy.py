"""Who may do what with a folder."""

from typing import Any

from app.accounts.models import Person, Role
from app.core.access import permission
from app.folders.keepers import work_of
from app.folders.models import Folder, Fund, Proof

# The office: whoever works for the commune on the plan, and whoever oversees them.
READERS = (Role.COORDINATOR, Role.LEADER, Role.OFFICIAL, Role.AUDITOR)


@permission(anonymous=True)
def see(user: Any, _: Any) -> bool:
    """Whoever the query showed it to."""
    return True


@permission
def see_money(user: Person, _: Any) -> bool:
    """Each line of it is for the office; sums are for everybody."""
    return user.has(*READERS)


@permission
def add(user: Person, folder: Folder) -> bool:
    """Whoever works on what the folder is about."""
    return work_of(folder).may_add(user)


@permission
def plan_money(user: Person, folder: Folder) -> bool:
    """Whoever answers for what the folder is about: helping with it is not enough."""
    return work_of(folder).may_pay(user)


@permission
def change_money(user: Person, fund: Fund) -> bool:
    """The same people as may write it down."""
    return work_of(fund.folder).may_pay(user)


@permission
def confirm(user: Person, _: Proof) -> bool:
    """Coordinators and leaders; that it is not their own is the rule's answer."""
    return user.has(Role.COORDINATOR, Role.LEADER)


@permission
def withdraw(user: Person, proof: Proof) -> bool:
    """Whoever added it, and coordinators."""
    return user.id == proof.added_by_id or user.has(Role.COORDINATOR)
