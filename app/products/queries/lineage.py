"""Which lots a lot was made of, and how much of it is left."""

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.products.models import TURNS, Lot, LotInEvent, Part, Place, Product, Step, TraceEvent


def _standing() -> sa.ColumnElement[bool]:
    """What was not corrected, and did happen."""
    later = aliased(TraceEvent)
    corrected = sa.select(later.id).where(later.corrects_id == TraceEvent.id).exists()
    return sa.and_(~TraceEvent.is_void, ~corrected)


def balances(lot_ids: list[int]) -> sa.Select[int, Decimal | None, Any, Any]:
    """Of each lot: its number, what it held, how much is gone as its own producer noted, and as anybody did.

    Gone is what went into others, and what was destroyed: all of it when no quantity was noted.
    """
    quantity = sa.func.coalesce(LotInEvent.quantity, Lot.quantity)
    own = sa.case((Place.producer_id == Product.producer_id, quantity), else_=0)
    taken = sa.select(LotInEvent.lot_id, sa.func.sum(own).label("own"), sa.func.sum(quantity).label("all"))
    taken = taken.join(LotInEvent.event).join(TraceEvent.place).join(LotInEvent.lot).join(Lot.product)
    leaves = sa.or_(LotInEvent.part == Part.INPUT, TraceEvent.step == Step.DESTROY)
    taken = taken.where(LotInEvent.lot_id.in_(lot_ids), leaves, _standing())
    gone = taken.group_by(LotInEvent.lot_id).subquery()
    sums = (sa.func.coalesce(gone.c.own, 0), sa.func.coalesce(gone.c.all, 0))
    return sa.select(Lot.id, Lot.quantity, *sums).outerjoin(gone, gone.c.lot_id == Lot.id).where(Lot.id.in_(lot_ids))


def sources(lot_ids: list[int]) -> sa.Select[int]:
    """The numbers of all lots that these were made of, and of what those were made of, and so on; each once."""
    return _walked(lot_ids, Part.OUTPUT, Part.INPUT, TURNS)


def outcomes(lot_ids: Any, steps: tuple[Step, ...] = TURNS) -> sa.Select[int]:
    """The other way: the numbers of all lots that came of these, over turns of these kinds."""
    return _walked(lot_ids, Part.INPUT, Part.OUTPUT, steps)


def _walked(lot_ids: Any, near: Part, far: Part, steps: tuple[Step, ...]) -> sa.Select[int]:
    here, there = aliased(LotInEvent), aliased(LotInEvent)
    edges = (
        sa.select(here.lot_id.label("here"), there.lot_id.label("there"))
        .join(TraceEvent, TraceEvent.id == here.event_id)
        .join(there, there.event_id == here.event_id)
        .where(here.part == near, there.part == far, TraceEvent.step.in_(steps), _standing())
        .subquery()
    )
    first = sa.select(edges.c.there.label("lot_id")).where(edges.c.here.in_(lot_ids))
    tree = first.cte("walked", recursive=True)
    tree = tree.union(sa.select(edges.c.there).join(tree, edges.c.here == tree.c.lot_id))
    return sa.select(tree.c.lot_id)
