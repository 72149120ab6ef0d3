"""Counting a year of the indicator set."""

from decimal import Decimal
from typing import Any

from app.commune.settings import Rules
from app.core.clock import today
from app.core.db import db
from app.scorecard import queries
from app.scorecard.models import Edition, Review, Shape, Source
from app.scorecard.outcomes import Line, Scorecard
from app.scorecard.queries.records import RECORDS, Span, sums


def scorecard_of(year: int, *, rules: Rules) -> Scorecard | None:
    """Count a year; None for one without an indicator set. Six statements at the most, besides the settings."""
    edition = db.session.scalars(queries.in_force(year)).unique().one_or_none()
    if edition is None:
        return None
    closed, span = db.session.scalar(queries.closed(year)), Span.of(year, rules)
    over = today().year > year
    live = _live(edition, span)
    if closed and closed.scorecard:
        return Scorecard(year, closed.scorecard["version"], closed.scorecard["decision"], live, closed, over)
    return Scorecard(year, edition.public_name, edition.decision_number, live, None, over)


def rows_of(card: Scorecard, *, rules: Rules) -> dict[str, Any]:
    """What stands behind the figures of a year for whoever counts them again: rows without names of people, the snapshot."""
    span, rows = Span.of(card.year, rules), {}
    for code, records in RECORDS.items() if span.has_begun else ():
        found = db.session.execute(records.query(span))
        rows[code] = [
            {
                "ref": int(row.ref),
                "label": None if records.is_personal else row.label,
                "counts": int(row.counts),
                "of": int(row.of),
            }
            for row in found
        ]
    snapshot = card.closed.scorecard if card.closed else None
    return {"year": card.year, "double_use": rules.allows_double_use, "rows": rows, "snapshot": snapshot}


def _live(edition: Edition, span: Span) -> list[Line]:
    computed: dict[str, tuple[int, int]] = {}
    if span.has_begun:
        computed = {row.code: (int(row.counts), int(row.of)) for row in db.session.execute(sums(span))}
    entered = {reading.code: (reading, proofs) for reading, proofs in db.session.execute(queries.readings(edition.year))}
    found = {review.code: review for review in db.session.scalars(queries.reviews(edition.year))}
    lines = []
    for indicator in edition.indicators:
        reading, proofs = entered.get(indicator.code, (None, 0))
        numbers: tuple[Decimal | None, Decimal | None] = (None, None)
        is_entered = False
        if reading is not None and reading.numerator is not None and (proofs or indicator.source is Source.ENTERED):
            numbers, is_entered = (reading.numerator, reading.denominator), True
        elif indicator.code in RECORDS and indicator.source is not Source.ENTERED and indicator.code in computed:
            numbers = _counted(indicator.shape, *computed[indicator.code])
        lines.append(_reviewed(Line(indicator, *numbers, is_entered, proofs), found.get(indicator.code)))
    return lines


def _counted(shape: Shape, counts: int, of: int) -> tuple[Decimal | None, Decimal | None]:
    """The numbers of a computed indicator: without a whole there is no share, and no record is no “no”."""
    if shape is Shape.COUNT:
        return Decimal(counts), None
    if shape is Shape.YES_NO:
        return (Decimal(1) if counts else None), None
    return (Decimal(counts), Decimal(of)) if of else (None, None)


def _reviewed(line: Line, review: Review | None) -> Line:
    """What somebody found holds while the figure is the one they saw."""
    if review is None:
        return line
    if (review.saw_numerator, review.saw_denominator, review.saw_entered) != (
        line.numerator,
        line.denominator,
        line.is_entered,
    ):
        return line
    facts = (line.indicator, line.numerator, line.denominator, line.is_entered, line.proofs)
    return Line(*facts, review.numerator, review.denominator)
