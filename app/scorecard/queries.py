"""Questions about closed years."""

import sqlalchemy as sa

from app.scorecard.models import ClosedYear


def closed(year: int) -> sa.Select[ClosedYear]:
    """The snapshot of a year, if it was closed."""
    return sa.select(ClosedYear).where(ClosedYear.year == year)
