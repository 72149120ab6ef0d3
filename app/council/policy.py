"""Who may do what in the council. When it may be done is the transition's answer."""

from typing import Any

from app.accounts.models import Person, Role
from app.core.access import permission
from app.council.models import COUNCIL, Case, Certificate, CouncilSession, Member, Outcome
from app.marking.models import Sheet

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
    """A secretary, or the chair of the session."""
    return user.has(Role.COUNCIL_SECRETARY) or _leads(user, session)


@permission
def lead(user: Person, session: CouncilSession) -> bool:
    """The chair of this session."""
    return _leads(user, session)


@permission
def mark(user: Person, sheet: Sheet) -> bool:
    """Whoever the sheet belongs to, as long as they are in the council; who stood aside reads so on a page of its own."""
    return user.id == sheet.marker_id and user.has(*COUNCIL)


@permission
def see_markings(user: Person, _: Any) -> bool:
    """Everybody has a list of what they are to mark; most have nothing on it."""
    return True


@permission
def print_sheet(user: Person, sheet: Sheet) -> bool:
    """An empty sheet on paper: for its marker, and for the secretary who hands it out."""
    return user.id == sheet.marker_id or user.has(Role.COUNCIL_SECRETARY)


@permission
def copy_sheet(user: Person, sheet: Sheet) -> bool:
    """A secretary who has neither a sheet nor a stake there."""
    return user.has(Role.COUNCIL_SECRETARY) and sheet.docket.is_open_to(user)


@permission
def compare_sheet(user: Person, sheet: Sheet) -> bool:
    """Another secretary or a coordinator, on the same condition; that it is another person is a rule."""
    return user.has(Role.COUNCIL_SECRETARY, Role.COORDINATOR) and sheet.docket.is_open_to(user)


@permission(anonymous=True)
def check_certificate(user: Any, _: Certificate) -> bool:
    """Whoever has its code in hand."""
    return True


def sees_marks(user: Any, case: Case) -> bool:
    """Whether the marks of one case are for this reader: unsealed, and nobody with a stake before they are public."""
    if case.session.is_published and case.outcome is not Outcome.DEFERRED:
        return True
    has_stake = case.docket.conflict_of(user) is not None or case.initiative.author_id == user.id
    return case.session.is_unsealed and not has_stake and _takes_part(user, case.session)


def _takes_part(user: Any, session: CouncilSession) -> bool:
    return bool(user.is_authenticated) and (user.has(*OVERSEERS) or session.member_of(user) is not None)


def _leads(user: Person, session: CouncilSession) -> bool:
    seat: Member | None = session.chair
    return seat is not None and seat.person_id == user.id and user.has(Role.COUNCIL_CHAIR)
