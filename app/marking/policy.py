"""Who may do what with rubrics. Who may mark is said by whoever lets people mark."""

from typing import Any

from app.accounts.models import Person, Role
from app.core.access import permission
from app.marking.models import Rubric

WRITERS = (Role.COUNCIL_SECRETARY, Role.ORGANISER)


@permission
def see_rubrics(user: Person, _: Any) -> bool:
    """Whoever writes them, and those who mark or oversee."""
    readers = (Role.COUNCIL_CHAIR, Role.COUNCIL_MEMBER, Role.JUDGE, Role.LEADER, Role.AUDITOR)
    return user.has(*WRITERS, *readers)


@permission
def write_rubric(user: Person, _: Rubric | None) -> bool:
    """Secretaries of the council and organisers of contests."""
    return user.has(*WRITERS)
