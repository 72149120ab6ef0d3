"""Questions about tasks. Each returns a Select."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Person
from app.commune.models import Unit
from app.folders.models import Folder
from app.roadmap.models import OWED, Assignment, Note, Task, quarter_of

_units = selectinload(Task.assignments).joinedload(Assignment.unit)
_order = (Task.year, Task.quarter, Task.is_own, Task.position)


def tasks(*, year: int | None = None, unit: Unit | None = None) -> sa.Select[Task]:
    """Tasks in the order of the plan, with their units: of a year, of a unit, or all."""
    query = sa.select(Task).options(_units).order_by(*_order)
    if year is not None:
        query = query.where(Task.year == year)
    if unit is not None:
        query = query.where(Task.id.in_(_of([unit.id])))
    return query


def task(code: str) -> sa.Select[Task]:
    """One task by its code, with everything its page shows."""
    folder = joinedload(Task.folder)
    around = (folder.selectinload(Folder.proofs), folder.selectinload(Folder.funds), selectinload(Task.postponements))
    notes = selectinload(Task.notes).joinedload(Note.by)
    return sa.select(Task).where(Task.code == code).options(_units, *around, notes)


def in_folders(folders: Any) -> sa.Select[Task]:
    """The tasks whose folders these are."""
    return sa.select(Task).where(Task.folder_id.in_(folders)).options(_units)


def years() -> Any:
    """The years that have tasks."""
    return sa.select(Task.year).distinct().order_by(Task.year)


def owed_by(person: Person, by: date) -> sa.Select[Task]:
    """What the units of a person lead, is still owed, and is due in the quarter of a day or was due before; oldest first."""
    year, quarter = quarter_of(by)
    due = Task.year * 4 + Task.quarter <= year * 4 + quarter
    query = sa.select(Task).where(Task.id.in_(_of(person.units, leads=True)), Task.state.in_(OWED), due)
    return query.order_by(*_order)


def board(unit_code: str) -> sa.Select[Unit]:
    """One unit or group of the plan."""
    return sa.select(Unit).where(Unit.code == unit_code)


def boards() -> Any:
    """Every unit that leads or supports a task, and how many it leads and supports."""
    led = sa.func.sum(sa.case((Assignment.is_lead, 1), else_=0)).label("led")
    query = sa.select(Unit, led, sa.func.count(Assignment.id).label("all")).join(Assignment, Assignment.unit_id == Unit.id)
    return query.group_by(Unit.id).order_by(Unit.id)


def last_number(year: int, quarter: int) -> sa.Select[int]:
    """How many tasks the commune has added in a quarter so far."""
    own = (Task.is_own, Task.planned_year == year, Task.planned_quarter == quarter)
    return sa.select(sa.func.count(Task.id)).where(*own)


def _of(units: list[int], *, leads: bool = False) -> Any:
    query = sa.select(Assignment.task_id).where(Assignment.unit_id.in_(units))
    return query.where(Assignment.is_lead) if leads else query
