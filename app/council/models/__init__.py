"""Sessions, their members, the cases before them, certificates."""

from app.council.models.case import Case, Certificate, Outcome
from app.council.models.member import Member, MemberRole
from app.council.models.session import COUNCIL, QUORUMS, CouncilSession, SessionState

__all__ = [
    "COUNCIL",
    "QUORUMS",
    "Case",
    "Certificate",
    "CouncilSession",
    "Member",
    "MemberRole",
    "Outcome",
    "SessionState",
]
