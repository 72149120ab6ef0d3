"""The roadmap loaded from the plan, tasks added, notes written."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts.actions.own_data import rows_of, tells
from app.accounts.models import Person
from app.commune.actions import plan
from app.commune.models import Unit
from app.core.db import db
from app.core.workflow import RuleBroken, add_once
from app.roadmap import queries
from app.roadmap.models import DECIDERS, OWED, Assignment, Note, Task

ENGLISH = Path(__file__).parent / "data" / "english.json"


def load_roadmap() -> None:
    """Add the tasks of the plan that the database lacks; what became of the others stays. Safe to run again."""
    known = set(db.session.scalars(sa.select(Task.code)))
    units = {unit.code: unit for unit in db.session.scalars(sa.select(Unit))}
    english = json.loads(ENGLISH.read_text(encoding="utf-8"))
    quarters = [(year["year"], q["quarter"], q["tasks"]) for year in plan()["roadmap"]["years"] for q in year["quarters"]]
    for year, quarter, told in quarters:
        for position, row in enumerate(told, 1):
            if row["id"] in known:
                continue
            where = {
                "year": year,
                "quarter": quarter,
                "planned_year": year,
                "planned_quarter": quarter,
                "position": position,
            }
            task = Task(code=row["id"], text=row["text_vi"], text_en=english[row["id"]], **where)
            task.assignments = _assigned([units[c] for c in row["lead"]], [units[c] for c in row["support"]])
            db.session.add(task)


def add_task(facts: Mapping[str, Any], *, leads: list[Unit], supports: list[Unit], by: Person) -> Task:
    """Add a task of the commune's own to a quarter. Raises `RuleBroken` when nobody leads it."""
    if not leads:
        raise RuleBroken(_("Nhiệm vụ phải có đơn vị chủ trì."))
    number = (db.session.scalar(queries.last_number(facts["year"], facts["quarter"])) or 0) + 1
    code = f"{facts['year']}-Q{facts['quarter']}-BS{number:02d}"
    planned = {"planned_year": facts["year"], "planned_quarter": facts["quarter"], "position": number, "is_own": True}
    task = Task(code=code, **facts, **planned)
    task.assignments = _assigned(leads, [unit for unit in supports if unit not in leads])
    add_once(task, _("Có người vừa thêm nhiệm vụ ở quý này. Hãy gửi lại."))
    task.record("tasks.add", by=by, role=by.acts_as(*DECIDERS), facts={"code": code})
    return task


def note(task: Task, text: str, *, by: Person) -> None:
    """Write down how the work goes, for those who work on it."""
    task.notes.append(Note(text=text, by=by))


def measure(task: Task, what: str, whole: int | None, *, by: Person) -> None:
    """Say what is counted and how many there are in all, or that nothing is. Raises `RuleBroken`."""
    if task.state not in OWED:
        raise RuleBroken(_("Nhiệm vụ này không còn phải làm."))
    if bool(what) != bool(whole):
        raise RuleBroken(_("Ghi cả thứ được đếm và tổng số, hoặc để trống cả hai."))
    before = [task.measure, task.measured_of]
    task.measure, task.measured_of = what, whole or None
    task.measured = min(task.measured, whole or 0)
    task.record("tasks.measure", by=by, role=by.acts_as(*DECIDERS), measure=[before, [what, whole or None]])


def _assigned(leads: list[Unit], supports: list[Unit]) -> list[Assignment]:
    both = [(unit, True) for unit in leads] + [(unit, False) for unit in supports]
    return [Assignment(unit=unit, is_lead=is_lead, position=position) for position, (unit, is_lead) in enumerate(both)]


@tells("task_notes")
def _notes(person: Person) -> list[dict[str, Any]]:
    return rows_of(Note, Note.by_id == person.id, but=("by_id",))
