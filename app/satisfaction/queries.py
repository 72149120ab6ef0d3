"""Questions about the survey."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.satisfaction.models import SATISFIED, Answer, Batch, Surveyed


def batch(id: int) -> sa.Select[Batch]:
    """One batch of slips."""
    return sa.select(Batch).where(Batch.id == id)


def batches(units: list[int] | None = None) -> sa.Select[Batch]:
    """Those of some units, or all; the page brings the order."""
    return sa.select(Batch) if units is None else sa.select(Batch).where(Batch.unit_id.in_(units))


def has_answered(initiative_id: int) -> sa.Select[int]:
    """Whether an initiative has."""
    return sa.select(Surveyed.id).where(Surveyed.id == initiative_id)


def by_month(first: date, until: date) -> Any:
    """How many answered in each month from a day up to another, and how many of them were satisfied."""
    satisfied = sa.func.sum(sa.case((Answer.degree.in_(SATISFIED), 1), else_=0)).label("satisfied")
    query = sa.select(Answer.month, satisfied, sa.func.count(Answer.id).label("answers"))
    return query.where(Answer.month >= first, Answer.month < until).group_by(Answer.month).order_by(Answer.month)


def by_degree(first: date, until: date) -> Any:
    """How many said what."""
    query = sa.select(Answer.degree, sa.func.count(Answer.id)).where(Answer.month >= first, Answer.month < until)
    return query.group_by(Answer.degree)


def words() -> sa.Select[Answer]:
    """Answers with a sentence; the page brings the order."""
    return sa.select(Answer).where(Answer.text != "")


def years() -> Any:
    """The first and the last month that has answers."""
    return sa.select(sa.func.min(Answer.month), sa.func.max(Answer.month))
