"""Who may do what with the survey."""

from typing import Any

from app.accounts.models import Person, Role
from app.core.access import permission
from app.initiatives.models import Initiative, State
from app.initiatives.policy import speaks_for
from app.satisfaction.models import KEEPERS, Batch

# The commune has said what becomes of it.
ANSWERED = (State.DECLINED, State.PILOTING, State.RECOGNISED, State.ADOPTED)


@permission(anonymous=True)
def read(user: Any, _: Any) -> bool:
    """Shares by month, and the form behind a slip."""
    return True


@permission
def answer(user: Person, initiative: Initiative) -> bool:
    """Whoever wrote the initiative, or typed it for somebody on paper, once the commune has answered."""
    return initiative.state in ANSWERED and speaks_for(user, initiative)


@permission
def print_slips(user: Person, _: Any) -> bool:
    """Coordinators, and officials for their own counter."""
    return user.has(*KEEPERS)


@permission
def hand_out(user: Person, batch: Batch) -> bool:
    """Its slips are codes that answer: for coordinators and for officials of that counter."""
    return user.has(Role.COORDINATOR) or user.has(Role.OFFICIAL, unit_id=batch.unit_id)


@permission
def read_words(user: Person, _: Any) -> bool:
    """What people wrote is for those who can mend it."""
    return user.has(Role.COORDINATOR, Role.LEADER, Role.AUDITOR)
