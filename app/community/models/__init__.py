"""Teams, staff, activities, who came to them, models."""

from app.community.models.activity import Activity, ActivityKind, ActivityState, Attendance, Subject
from app.community.models.exemplar import AT_WORK, Exemplar, ExemplarKind, ExemplarState, Replica
from app.community.models.staff import Staff
from app.community.models.team import Duty, Team, TeamKind, TeamMember

__all__ = [
    "AT_WORK",
    "Activity",
    "ActivityKind",
    "ActivityState",
    "Attendance",
    "Duty",
    "Exemplar",
    "ExemplarKind",
    "ExemplarState",
    "Replica",
    "Staff",
    "Subject",
    "Team",
    "TeamKind",
    "TeamMember",
]
