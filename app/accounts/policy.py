"""Who may do what with people and organisations."""

from typing import Any

from app.accounts.models import Organisation, Person, Role
from app.core.access import permission


@permission
def own_account(user: Person, _: Any) -> bool:
    """Everybody looks after their own account."""
    return True


@permission(anonymous=True)
def sign_in(user: Any, _: Any) -> bool:
    """Anybody may try, and sign up."""
    return True


@permission
def administer(user: Person, _: Any) -> bool:
    """Accounts, grants, settings, places: the administrator, who has no say in content."""
    return user.has(Role.ADMINISTRATOR)


@permission
def see_administration(user: Person, _: Any) -> bool:
    """The auditor reads what the administrator does."""
    return user.has(Role.ADMINISTRATOR, Role.AUDITOR)


@permission
def confirm_residents(user: Person, _: Any) -> bool:
    """Members of a village's team vouch for people of that village."""
    return user.has(Role.VILLAGE_TEAM)


@permission
def confirm_resident(user: Person, person: Person) -> bool:
    """Only for one's own village, and never for oneself."""
    return user.id != person.id and person.village_id in user.teams


@permission
def found_organisation(user: Person, _: Any) -> bool:
    """Everybody with an account may enter the organisation they answer for."""
    return True


@permission(anonymous=True)
def see_organisation(user: Any, _: Organisation) -> bool:
    """Organisations are public."""
    return True


@permission
def run_organisation(user: Person, organisation: Organisation) -> bool:
    """Its owners take members in and let them go."""
    return organisation.counts(user, as_owner=True)
