"""Sessions, their members, the cases before them."""

from app.council.models.case import Case, Outcome
from app.council.models.member import Member, MemberRole
from app.council.models.session import COUNCIL, QUORUMS, CouncilSession, SessionState

__all__ = [
    "COUNCIL",
    "QUORUMS",
    "Case",
    "CouncilSession",
    "Member",
    "MemberRole",
    "Outcome",
    "SessionState",
]
