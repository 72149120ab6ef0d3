"""Activities: planned or noted, changed, who came to them."""

import secrets
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts.actions.own_data import rows_of, tells
from app.accounts.models import Person
from app.commune.models import Village
from app.community.models import Activity, ActivityState, Attendance, Staff
from app.community.models.activity import HOLDERS
from app.core import text
from app.core.clock import local, today, utcnow
from app.core.db import db
from app.core.workflow import RuleBroken, add_once


def plan(facts: Mapping[str, Any], *, key: str, by: Person) -> Activity:
    """Note an activity that is planned or was held; the same form again is the same activity."""
    if before := db.session.scalar(sa.select(Activity).where(Activity.sent_key == key)):
        return before
    activity = Activity(**facts, sent_key=key, logged_by_id=by.id)
    add_once(activity, _("Hoạt động này đã được ghi."))
    activity.record("activities.plan", by=by, role=by.acts_as(*HOLDERS))
    return activity


def change(activity: Activity, facts: Mapping[str, Any], *, by: Person) -> None:
    """Say it anew while nobody has confirmed it. Raises `RuleBroken` afterwards."""
    if not activity.is_editable:
        raise RuleBroken(_("Hoạt động này đang chờ xã hoặc đã xong, không sửa được nữa."))
    before = {name: getattr(activity, name) for name in facts}
    for name, value in facts.items():
        setattr(activity, name, value)
    changed = sorted(name for name, was in before.items() if was != facts[name])
    if changed:
        activity.record("activities.change", by=by, role=by.acts_as(*HOLDERS), changed=changed)


def open_door(activity: Activity, *, by: Person) -> str:
    """Let people note themselves by a code at the door on the day itself; returns its secret, always the same."""
    if activity.door is None:
        activity.door = secrets.token_urlsafe(12)
        activity.record("activities.open_door", by=by, role=by.acts_as(*HOLDERS))
    return activity.door


def is_door_open(activity: Activity) -> bool:
    """Whether people can note themselves: on the day of the activity, until a coordinator looks at it."""
    states = (ActivityState.PLANNED, ActivityState.SENT_BACK, ActivityState.HELD)
    return activity.door is not None and activity.state in states and local(activity.starts_at).date() == today()


def come(
    activity: Activity, *, name: str = "", staff: Staff | None = None, village: Village | None = None, at_the_door: bool
) -> Attendance:
    """Somebody came: one of the staff, or a resident by name and village. At the door, noted twice they came once.

    Raises `RuleBroken` while the door is closed, for nobody, and for a name that a list has already.
    """
    if at_the_door and not is_door_open(activity):
        raise RuleBroken(_("Chỉ điểm danh được trong ngày diễn ra."))
    if activity.state in (ActivityState.CONFIRMED, ActivityState.CANCELLED):
        raise RuleBroken(_("Danh sách của hoạt động này đã khóa."))
    if staff is None and not name:
        raise RuleBroken(_("Hãy ghi họ và tên, hoặc chọn tên trong danh sách cán bộ."))
    shown = staff.name if staff else name
    key = f"staff|{staff.id}" if staff else f"{text.name_key(shown)}|{village.id if village else ''}"
    found = sa.select(Attendance).where(Attendance.activity_id == activity.id, Attendance.who_key == key)
    if before := db.session.scalar(found):
        if at_the_door:
            return before
        raise RuleBroken(_("Tên này đã có trong danh sách. Hai người trùng tên thì ghi thêm năm sinh."))
    who = {"staff_id": staff.id if staff else None, "village_id": village.id if village and not staff else None}
    made = Attendance(activity_id=activity.id, name=shown, who_key=key, at_the_door=at_the_door, at=utcnow(), **who)
    try:
        add_once(made, "")
    except RuleBroken:  # noted twice at the same moment
        return db.session.scalars(found).one()
    return made


def strike(attendance: Attendance, *, by: Person) -> None:
    """Somebody was not there after all. Raises `RuleBroken` once the list is closed."""
    activity = attendance.activity
    if activity.state in (ActivityState.CONFIRMED, ActivityState.CANCELLED):
        raise RuleBroken(_("Danh sách của hoạt động này đã khóa."))
    activity.record("activities.strike", by=by, role=by.acts_as(*HOLDERS), who=attendance.name)
    db.session.execute(sa.delete(Attendance).where(Attendance.id == attendance.id))


@tells("activities")
def _activities(person: Person) -> list[dict[str, Any]]:
    return rows_of(Activity, Activity.logged_by_id == person.id, but=("logged_by_id", "folder_id", "sent_key", "door"))
