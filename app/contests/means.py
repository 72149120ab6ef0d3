"""The mean of each criterion beside that of the judges, as the page of an entry shows them once results are out."""

from decimal import Decimal
from typing import NamedTuple

from app.contests import queries
from app.contests.models import Entry
from app.core.db import db
from app.marking.results import rounded


class Means(NamedTuple):
    """By criterion its name, its most and its mean; and whether these add up to the mean that counts."""

    rows: list[tuple[str, Decimal, Decimal]]
    adds_up: bool


def means_shown(entry: Entry) -> Means:
    """Of every signed sheet of the last round, half up as everywhere.

    They do not add up where the rules left sheets out or corrected how judges lean.
    """
    found = db.session.execute(queries.means_of(entry)).all()
    rows = [(name, most, rounded(points / sheets)) for name, most, points, sheets in found]
    total = sum((points / sheets for _name, _most, points, sheets in found), Decimal(0))
    return Means(rows, adds_up=entry.mean is None or rounded(total) == entry.mean)
