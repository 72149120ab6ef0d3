"""What goes with an entry that leaves: it counts no longer wherever nothing was built on its place."""

from app.contests import queries
from app.contests.models import Entry
from app.core.db import db


def take_out(entry: Entry) -> None:
    """Others move up in every round that is not settled, and nobody marks it there any more; its signed sheets stay."""
    for case in db.session.scalars(queries.cases_about(entry)):
        case.is_out = not case.round.is_settled
        if case.is_out and case.docket.is_sealed:
            case.docket.close()
