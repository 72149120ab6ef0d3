"""Questions about activities. Each returns a Select."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Person
from app.commune.queries import merged_into
from app.community.models import Activity, ActivityKind, ActivityState, Attendance, Staff, Subject, Team
from app.community.models.activity import PUBLIC
from app.core.clock import start_of
from app.folders.models import Folder
from app.folders.policy import READERS


def activities(
    *, kind: ActivityKind | None = None, village_id: int | None = None, everything: bool = False
) -> sa.Select[Activity]:
    """What everybody may read of what was held or is planned, or everything; the page brings the order."""
    query = sa.select(Activity) if everything else sa.select(Activity).where(Activity.state.in_(PUBLIC))
    if kind is not None:
        query = query.where(Activity.kind == kind)
    if village_id is not None:
        query = query.where(Activity.village_id.in_(merged_into(village_id)))
    return query


def ahead(now: datetime) -> sa.Select[Activity]:
    """What is planned from now on, the next first."""
    planned = (Activity.state == ActivityState.PLANNED, Activity.starts_at >= now)
    return sa.select(Activity).where(*planned).order_by(Activity.starts_at, Activity.id)


def activity(id: int, seen_by: Any) -> sa.Select[Activity]:
    """One activity with all of its page; what waits or was sent back only for the office and for its team."""
    folder = joinedload(Activity.folder)
    around = (folder.selectinload(Folder.proofs), folder.selectinload(Folder.funds))
    query = sa.select(Activity).where(Activity.id == id).options(*around, selectinload(Activity.attendances))
    if seen_by.has(*READERS):
        return query
    villages = seen_by.teams if seen_by.is_authenticated else []
    own = Activity.team_id.in_(sa.select(Team.id).where(Team.village_id.in_(villages)))
    return query.where(sa.or_(Activity.state.in_(PUBLIC), own))


def by_door(token: str) -> sa.Select[Activity]:
    """The activity whose sheet hangs at the door."""
    return sa.select(Activity).where(Activity.door == token)


def in_folders(folders: Any) -> sa.Select[Activity]:
    """The activities whose folders these are."""
    return sa.select(Activity).where(Activity.folder_id.in_(folders))


def to_confirm(but_by: Person) -> sa.Select[Activity]:
    """What waits for a coordinator, the oldest first."""
    others = (Activity.logged_by_id != but_by.id, Activity.noted_by_id != but_by.id)
    waits = (Activity.state == ActivityState.HELD, *others)
    return sa.select(Activity).where(*waits).order_by(Activity.state_since, Activity.id)


def unfinished_of(person: Person) -> sa.Select[Activity]:
    """What somebody logged and that was sent back, or is over and not noted as held."""
    due = sa.or_(Activity.state == ActivityState.SENT_BACK, Activity.state == ActivityState.PLANNED)
    return sa.select(Activity).where(Activity.logged_by_id == person.id, due).order_by(Activity.starts_at, Activity.id)


def logged_by(person: Person) -> sa.Select[Activity]:
    """Everything somebody logged; the page brings the order."""
    return sa.select(Activity).where(Activity.logged_by_id == person.id)


def counted(kinds: tuple[ActivityKind, ...], first: date, until: date) -> sa.Select[Activity]:
    """Confirmed activities of some kinds from a day up to another, in their order."""
    within = (Activity.starts_at >= start_of(first), Activity.starts_at < start_of(until))
    query = sa.select(Activity).where(Activity.state == ActivityState.CONFIRMED, Activity.kind.in_(kinds), *within)
    return query.order_by(Activity.starts_at, Activity.id)


def reached(first: date, until: date) -> sa.Select[int, int]:
    """How many activities were confirmed from a day up to another, and how many people they reached: one row."""
    every = counted(tuple(ActivityKind), first, until).order_by(None).subquery()
    return sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(every.c.people), 0)).select_from(every)


def trained(first: date, until: date) -> Any:
    """The staff who came to a confirmed training in digital matters or innovation, each once, and to how many."""
    within = (Activity.starts_at >= start_of(first), Activity.starts_at < start_of(until))
    what = (Activity.kind == ActivityKind.TRAINING, Activity.subject.in_((Subject.DIGITAL, Subject.INNOVATION)))
    query = sa.select(Staff, sa.func.count(Attendance.id).label("times")).join(Attendance, Attendance.staff_id == Staff.id)
    query = query.join(Attendance.activity).where(Activity.state == ActivityState.CONFIRMED, *what, *within)
    return query.group_by(Staff.id).order_by(Staff.sort_name, Staff.id)


def attendance(id: int) -> sa.Select[Attendance]:
    """One line of a list, with its activity."""
    return sa.select(Attendance).where(Attendance.id == id).options(joinedload(Attendance.activity))
