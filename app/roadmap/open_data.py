"""A task as data: a line of `/api/v1/roadmap/<year>`."""

from typing import Any

from app.commune.models import Unit
from app.roadmap.models import Task


def as_json(task: Task, proofs: int) -> dict[str, Any]:
    """What its page shows everybody; `proofs` is how many proofs these are."""
    return {
        "code": task.code,
        "text": task.text,
        "text_en": task.text_en or None,
        "year": task.year,
        "quarter": task.quarter,
        "planned_year": task.planned_year,
        "planned_quarter": task.planned_quarter,
        "is_own": task.is_own,
        "state": task.state.value,
        "late": task.is_late,
        "done_on": task.done_on.isoformat() if task.done_on else None,
        "percent": task.percent,
        "leads": [_unit(unit) for unit in task.leads],
        "supports": [_unit(unit) for unit in task.supports],
        "proofs": proofs,
    }


def _unit(unit: Unit) -> dict[str, str]:
    return {"code": unit.code, "name": unit.name}
