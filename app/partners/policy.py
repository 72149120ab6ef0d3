"""Who may do what with partners and needs."""

from typing import Any

from app.accounts.models import Person, Role
from app.core.access import permission
from app.folders.policy import READERS
from app.partners.models import Need, NeedState


@permission(anonymous=True)
def browse(user: Any, _: Any) -> bool:
    """Partners, offers and published needs are public; which of them is the query's answer."""
    return True


@permission
def oversee(user: Person, _: Any) -> bool:
    """How to reach partners, what waits and what was declined, for the whole office."""
    return user.has(*READERS)


@permission
def keep(user: Person, _: Any) -> bool:
    """Coordinators keep partners and what they offer, publish needs and match both."""
    return user.has(Role.COORDINATOR)


@permission
def post(user: Person, _: Any) -> bool:
    """Everybody may ask; in whose name they may is what the form offers."""
    return True


@permission
def speak_for(user: Person, need: Need) -> bool:
    """Whoever may speak for the village, unit or organisation that needs it."""
    if user.has(Role.COORDINATOR):
        return True
    if need.village_id:
        return need.village_id in user.teams
    if need.unit_id:
        return need.unit_id in user.units
    return need.organisation is not None and need.organisation.counts(user)


@permission
def write(user: Person, need: Need) -> bool:
    """The same people before it is published; afterwards coordinators, since nobody would look at it again."""
    if need.state in (NeedState.WAITING, NeedState.DECLINED):
        return speak_for(user, need)
    return user.has(Role.COORDINATOR)
