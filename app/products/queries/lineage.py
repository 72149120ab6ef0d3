"""Which lots a lot was made of, and how much of it is left."""

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.products.models import TURNS, Lot, LotInEvent, Part, Place, Product, TraceEvent


def _standing() -> sa.ColumnElement[bool]:
    """Turns that were not corrected."""
    later = aliased(TraceEvent)
    corrected = sa.select(later.id).where(later.corrects_id == TraceEvent.id).exists()
    return sa.and_(TraceEvent.step.in_(TURNS), ~TraceEvent.is_void, ~corrected)


def balances(lot_ids: list[int]) -> sa.Select[int, Decimal | None, Any, Any]:
    """Of each lot: its number, what it held, how much went into others as its own producer noted, and as anybody did."""
    own = sa.case((Place.producer_id == Product.producer_id, LotInEvent.quantity), else_=0)
    taken = sa.select(LotInEvent.lot_id, sa.func.sum(own).label("own"), sa.func.sum(LotInEvent.quantity).label("all"))
    taken = taken.join(LotInEvent.event).join(TraceEvent.place).join(LotInEvent.lot).join(Lot.product)
    taken = taken.where(LotInEvent.lot_id.in_(lot_ids), LotInEvent.part == Part.INPUT, _standing())
    used = taken.group_by(LotInEvent.lot_id).subquery()
    sums = (sa.func.coalesce(used.c.own, 0), sa.func.coalesce(used.c.all, 0))
    return sa.select(Lot.id, Lot.quantity, *sums).outerjoin(used, used.c.lot_id == Lot.id).where(Lot.id.in_(lot_ids))


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
