"""Who may do what in the council. When it may be done is the transition's answer."""

from typing import Any

from app.accounts.models import Person, Role
from app.core.access import permission
from app.council.models import COUNCIL, Case, CouncilSession

# Whoever follows the council's work without marking.
OVERSEERS = (Role.COUNCIL_SECRETARY, Role.LEADER, Role.AUDITOR)


@permission(anonymous=True)
def browse(user: Any, _: Any) -> bool:
    """What was published is for everybody."""
    return True


@permission(anonymous=True)
def see_results(user: Any, session: CouncilSession) -> bool:
    """Everybody once they are published; before that whoever may see the session, once the marks are unsealed."""
    return session.is_published or (session.is_unsealed and _takes_part(user, session))


@permission(anonymous=True)
def see_published(user: Any, session: CouncilSession) -> bool:
    """What anybody may compute again."""
    return session.is_published


@permission
def see_session(user: Person, session: CouncilSession) -> bool:
    """Its members, secretaries, leaders, the auditor."""
    return _takes_part(user, session)


@permission
def prepare(user: Person, _: Any) -> bool:
    """Secretaries set sessions up and keep their papers."""
    return user.has(Role.COUNCIL_SECRETARY)


@permission
def refer(user: Person, _: Any) -> bool:
    """Coordinators bring an initiative before a session."""
    return user.has(Role.COORDINATOR)


@permission
def open_marking(user: Person, session: CouncilSession) -> bool:
    """A secretary, or whoever leads the session."""
    return user.has(Role.COUNCIL_SECRETARY) or session.is_led_by(user)


@permission
def lead(user: Person, session: CouncilSession) -> bool:
    """The chair of this session, or the vice chair in their place."""
    return session.is_led_by(user)


def sees_marks(user: Any, case: Case) -> bool:
    """Whether the marks of one case are for this reader: unsealed, and nobody with a stake before they are public."""
    if case.session.is_published:
        return True
    return case.session.is_unsealed and case.docket.conflict_of(user) is None and _takes_part(user, case.session)


def _takes_part(user: Any, session: CouncilSession) -> bool:
    is_member = session.member_of(user) is not None and user.has(*COUNCIL)
    return bool(user.is_authenticated) and (user.has(*OVERSEERS) or is_member)
