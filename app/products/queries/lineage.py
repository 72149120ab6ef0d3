"""Which lots a lot was made of, and how much of it is left."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.products.models import TURNS, LotInEvent, Part, TraceEvent


def _standing() -> sa.ColumnElement[bool]:
    """Turns that were not corrected."""
    later = aliased(TraceEvent)
    corrected = sa.select(later.id).where(later.corrects_id == TraceEvent.id).exists()
    return sa.and_(TraceEvent.step.in_(TURNS), ~TraceEvent.is_void, ~corrected)


def used(lot_ids: list[int]) -> Any:
    """How much of each lot went into others, by its number; lots nothing was taken of are not there."""
    taken = sa.select(LotInEvent.lot_id, sa.func.sum(LotInEvent.quantity)).join(LotInEvent.event)
    return taken.where(LotInEvent.lot_id.in_(lot_ids), LotInEvent.part == Part.INPUT, _standing()).group_by(
        LotInEvent.lot_id
    )


def sources(lot_ids: list[int]) -> sa.Select[int]:
    """The numbers of all lots that these were made of, and of what those were made of, and so on; each once."""
    into, of = aliased(LotInEvent), aliased(LotInEvent)
    edges = (
        sa.select(into.lot_id.label("made"), of.lot_id.label("used"))
        .join(TraceEvent, TraceEvent.id == into.event_id)
        .join(of, of.event_id == into.event_id)
        .where(into.part == Part.OUTPUT, of.part == Part.INPUT, _standing())
        .subquery()
    )
    first = sa.select(edges.c.used.label("lot_id")).where(edges.c.made.in_(lot_ids))
    tree = first.cte("sources", recursive=True)
    tree = tree.union(sa.select(edges.c.used).join(tree, edges.c.made == tree.c.lot_id))
    return sa.select(tree.c.lot_id)
