"""What editors work with."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.accounts.models import Person
from app.core.audit import Event
from app.labels.models import LabelRun
from app.tourism.models import (
    PLAQUES,
    Attraction,
    Content,
    Figure,
    Occasion,
    Passage,
    Recording,
    Season,
    Service,
    Sketch,
    Species,
)

# Everything that has a source and a day to be checked again.
CONTENT = (Attraction, Figure, Occasion, Passage, Season, Service, Sketch, Species)


def everything(model: Any) -> Any:
    """Every thing of a kind, shown or not, in its order."""
    query = sa.select(model)
    if model is Attraction:
        return query.order_by(Attraction.number)
    return query.order_by(model.position, model.id) if hasattr(model, "position") else query.order_by(model.id)


def due(model: type[Content], by: date) -> sa.Select[Content]:
    """What has to be checked again by a day, shown or not, the longest overdue first."""
    return sa.select(model).where(model.check_by <= by).order_by(model.check_by, model.id)


def overdue(on: date) -> Any:
    """How much is past its day, and since when the oldest of it."""
    late = [sa.select(kind.check_by).where(kind.check_by < on) for kind in CONTENT]
    days = sa.union_all(*late).subquery()
    return sa.select(sa.func.count(), sa.func.min(days.c.check_by, type_=sa.Date())).select_from(days)


def attraction(id: int) -> sa.Select[Attraction]:
    """One place, shown or not."""
    whole = selectinload(Attraction.recordings).joinedload(Recording.upload)
    return sa.select(Attraction).where(Attraction.id == id).options(whole)


def actors(events: Sequence[Event]) -> sa.Select[Person]:
    """Who did these things."""
    return sa.select(Person).where(Person.id.in_({event.actor_id for event in events if event.actor_id}))


def run(id: int) -> sa.Select[LabelRun]:
    """One order of plaques."""
    return sa.select(LabelRun).where(LabelRun.id == id, LabelRun.kind == PLAQUES)
