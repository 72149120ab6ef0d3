"""The indicator set, what was entered and found, closed years."""

from app.scorecard.models.closed_year import CLOSERS, ClosedYear
from app.scorecard.models.edition import Band, Edition, Indicator, Mode, Shape, Source
from app.scorecard.models.reading import (
    ENTERERS,
    VERIFIERS,
    Finding,
    Reading,
    Review,
    SiteCheck,
    must_make_sense,
)

__all__ = [
    "CLOSERS",
    "ENTERERS",
    "VERIFIERS",
    "Band",
    "ClosedYear",
    "Edition",
    "Finding",
    "Indicator",
    "Mode",
    "Reading",
    "Review",
    "Shape",
    "SiteCheck",
    "Source",
    "must_make_sense",
]
