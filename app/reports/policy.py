"""Who may do what with the commune's report."""

from typing import Any

from app.accounts.models import Person
from app.core.access import permission
from app.folders.policy import READERS
from app.reports.models import ISSUERS, WRITERS, CommuneReport, ReportState


@permission(anonymous=True)
def browse(user: Any, _: Any) -> bool:
    """What was issued is public."""
    return True


@permission(anonymous=True)
def read(user: Any, report: CommuneReport) -> bool:
    """Issued ones everybody, drafts the office."""
    return report.state is ReportState.ISSUED or user.has(*READERS)


@permission
def write(user: Person, _: Any) -> bool:
    """Coordinators merge and write."""
    return user.has(*WRITERS)


@permission
def issue(user: Person, _: Any) -> bool:
    """A leader issues."""
    return user.has(*ISSUERS)


@permission
def rank(user: Person, _: Any) -> bool:
    """Rankings and drafts of commendation are for the office until they are decided."""
    return user.has(*READERS)
