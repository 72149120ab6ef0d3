"""What the records say of a place in a period: the form is filled in with it before anybody writes a word."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.commune.queries import stood_in
from app.community.models import Activity, ActivityKind, Exemplar, Team, TeamMember
from app.community.queries import activities
from app.core.clock import start_of
from app.core.db import db
from app.initiatives.models import Initiative
from app.initiatives.queries.tally import standing
from app.returns.models import Period, Return
from app.roadmap.models import Assignment, Task, TaskState, end_of_quarter

WORDS: dict[str, Any] = {
    "members": _l("Thành viên các tổ"),
    "activities": _l("Hoạt động đã được xác nhận"),
    "people": _l("Lượt người dự hoặc được giúp"),
    "trainings": _l("Trong đó: lớp tập huấn"),
    "sent": _l("Ý tưởng đã gửi"),
    "adopted": _l("Sáng kiến được áp dụng"),
    "tasks_due": _l("Nhiệm vụ chủ trì đến hạn trong kỳ"),
    "tasks_done": _l("Trong đó: đã hoàn thành"),
    "models": _l("Mô hình đang theo dõi"),
}


def figures_of(one: Return) -> list[tuple[str, int]]:
    """Name and number of everything that is counted for a place. At most six statements."""
    return _of_village(one) if one.village_id is not None else _of_unit(one)


def _of_village(one: Return) -> list[tuple[str, int]]:
    places, period = stood_in(one.period.ends_on), one.period
    here = sa.select(places.c.id).where(places.c.stands == one.village_id)
    members = sa.select(sa.func.count(TeamMember.id)).join(TeamMember.team).where(Team.village_id.in_(here))
    members = members.where(TeamMember.since <= period.ends_on, _lasting(TeamMember.until, period))
    sent = sa.select(sa.func.count(Initiative.id)).where(
        Initiative.village_id.in_(here), *_within(Initiative.submitted_at, period)
    )
    adopted = _adopted(period, lambda counted: counted.c.code.in_(_codes_of(here)))
    held = _held(period, Activity.village_id.in_(here))
    return [("members", _number(members)), *held, ("sent", _number(sent)), ("adopted", _number(adopted))]


def _of_unit(one: Return) -> list[tuple[str, int]]:
    unit, period = one.unit_id, one.period
    led = (
        sa.select(Task.year, Task.quarter, Task.state)
        .join(Task.assignments)
        .where(Assignment.unit_id == unit, Assignment.is_lead)
    )
    due = [
        row for row in db.session.execute(led) if period.starts_on <= end_of_quarter(row.year, row.quarter) <= period.ends_on
    ]
    done = sum(row.state is TaskState.DONE for row in due)
    adopted = _adopted(period, lambda counted: counted.c.unit == (one.unit.name if one.unit else ""))
    goes_on = sa.or_(Exemplar.ended_on.is_(None), Exemplar.ended_on > period.ends_on)
    models = sa.select(sa.func.count(Exemplar.id)).where(
        Exemplar.unit_id == unit, Exemplar.started_on <= period.ends_on, goes_on
    )
    held = _held(period, Activity.unit_id == unit)
    return [("tasks_due", len(due)), ("tasks_done", done), *held, ("adopted", _number(adopted)), ("models", _number(models))]


def _held(period: Period, whose: Any) -> list[tuple[str, int]]:
    """Confirmed activities of the period: how many, for how many people, how many of them trainings."""
    held = activities.counted(tuple(ActivityKind), period.starts_on, period.ends_on + timedelta(days=1)).where(whose)
    rows = held.order_by(None).subquery()
    trainings = sa.func.coalesce(sa.func.sum(sa.case((rows.c.kind == ActivityKind.TRAINING, 1), else_=0)), 0)
    found = db.session.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(rows.c.people), 0), trainings).select_from(rows)
    ).one()
    return [(name, int(value)) for name, value in zip(("activities", "people", "trainings"), found, strict=True)]


def _adopted(period: Period, whose: Callable[[Any], Any]) -> sa.Select[int]:
    counted = standing().subquery()
    days = (counted.c.adopted_on >= period.starts_on, counted.c.adopted_on <= period.ends_on)
    return sa.select(sa.func.count()).select_from(counted).where(*days, whose(counted))


def _codes_of(villages: Any) -> sa.Select[Any]:
    return sa.select(Initiative.code).where(Initiative.village_id.in_(villages))


def _within(moment: Any, period: Period) -> tuple[Any, Any]:
    return moment >= start_of(period.starts_on), moment < start_of(period.ends_on + timedelta(days=1))


def _lasting(until: Any, period: Period) -> Any:
    return sa.or_(until.is_(None), until >= period.ends_on)


def _number(query: Any) -> int:
    return int(db.session.scalar(query) or 0)
