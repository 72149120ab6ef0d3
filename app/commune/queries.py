"""Questions about places, units and fields. Each returns a Select."""

from datetime import date

import sqlalchemy as sa

from app.commune.models import Field, Unit, UnitKind, Village
from app.core.clock import today


def villages(*, current: bool = True) -> sa.Select[Village]:
    """Villages in a reader's order; those of today, or all that ever were."""
    query = sa.select(Village).order_by(Village.sort_name, Village.id)
    return query.where(_lives(Village)) if current else query


def units(*, current: bool = True, offices: bool = False) -> sa.Select[Unit]:
    """Units in the plan's order; `offices` leaves out the groups, which cannot act by themselves."""
    query = sa.select(Unit).order_by(Unit.id)
    if offices:
        query = query.where(Unit.kind != UnitKind.GROUP)
    return query.where(_lives(Unit)) if current else query


def fields(*, open_only: bool = False) -> sa.Select[Field]:
    """Fields in their order; all of them for reading, the open ones for writing."""
    query = sa.select(Field).order_by(Field.position)
    return query.where(Field.is_open) if open_only else query


def merged_into(village_id: int) -> sa.Select[int]:
    """A village and every earlier one that went on in it, however long ago."""
    line = sa.select(Village.id).where(Village.id == village_id).cte("line", recursive=True)
    line = line.union(sa.select(Village.id).join(line, Village.successor_id == line.c.id))
    return sa.select(line.c.id)


def stood_in(on: date) -> sa.Subquery:
    """Each village by number (`id`) and the one that stood in its place on a day (`stands`): itself until it was merged."""
    line = sa.select(Village.id.label("id"), Village.id.label("stands")).cte("standing", recursive=True)
    merged = (Village.id == line.c.stands, Village.successor_id.is_not(None), Village.valid_to < on)
    line = line.union(sa.select(line.c.id, Village.successor_id).join(Village, sa.and_(*merged)))
    last = sa.or_(Village.successor_id.is_(None), Village.valid_to.is_(None), Village.valid_to >= on)
    return sa.select(line.c.id, line.c.stands).join(Village, sa.and_(Village.id == line.c.stands, last)).subquery()


def _lives(place: type[Village] | type[Unit]) -> sa.ColumnElement[bool]:
    return sa.or_(place.valid_to.is_(None), place.valid_to >= today())
