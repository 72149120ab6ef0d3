"""An activity is planned, held, confirmed by somebody else, and only then counts; people come once."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import Role
from app.community.actions import holding
from app.community.models import Activity, ActivityKind, ActivityState, Attendance, Duty, Subject, TeamKind
from app.community.queries.activities import counted, trained
from app.core import clock
from app.core.clock import start_of, today, utcnow
from app.core.db import db
from app.core.workflow import RuleBroken
from tests.factories.community import activity, confirmed, prove, staff, team
from tests.factories.people import holder, unit, village

TOMORROW = today() + timedelta(days=1)


@pytest.fixture
def coordinator():
    return holder(Role.COORDINATOR)


ALLOWED = {
    "hold": {ActivityState.PLANNED, ActivityState.SENT_BACK},
    "confirm": {ActivityState.HELD},
    "send_back": {ActivityState.HELD},
    "take_back": {ActivityState.CONFIRMED},
    "cancel": {ActivityState.PLANNED, ActivityState.SENT_BACK},
}


def test_the_table_of_transitions_is_exactly_this():
    assert {name: set(move.sources) for name, move in Activity.transitions().items()} == ALLOWED


def test_it_is_not_held_before_it_begins():
    made = activity(starts_at=utcnow() + timedelta(minutes=5))

    with pytest.raises(RuleBroken, match="chưa đến giờ"):
        made.hold(by=holder(Role.OFFICIAL, unit_id=unit().id), people=3)


def test_nobody_confirms_their_own_and_nothing_without_a_proof(coordinator):
    made = activity(by=coordinator)
    made.hold(by=coordinator, people=3)

    with pytest.raises(RuleBroken, match="không tự xác nhận"):
        made.confirm(by=coordinator)
    with pytest.raises(RuleBroken, match="Cần ảnh"):
        made.confirm(by=holder(Role.COORDINATOR))
    prove(made.folder, coordinator)
    made.confirm(by=holder(Role.COORDINATOR))

    assert made.state is ActivityState.CONFIRMED


def test_a_list_of_who_came_is_proof_enough(coordinator):
    made = activity()
    holding.come(made, name="Nguyễn Thị Hoa", village=village(), at_the_door=False)
    db.session.refresh(made)
    made.hold(by=coordinator, people=1)
    with pytest.raises(RuleBroken, match="không tự xác nhận"):
        made.confirm(by=coordinator)
    made.confirm(by=holder(Role.COORDINATOR))

    assert made.state is ActivityState.CONFIRMED


def test_what_was_confirmed_by_mistake_no_longer_counts(coordinator):
    made = confirmed()
    first, until = today() - timedelta(days=3), TOMORROW

    def count():
        return len(db.session.scalars(counted((ActivityKind.SUPPORT,), first, until)).all())

    assert count() == 1
    made.take_back(by=coordinator, reason="Nhầm ngày")
    assert (count(), made.confirmed_at, made.reason) == (0, None, "Nhầm ngày")


def test_what_waits_is_not_changed_and_what_was_sent_back_is(coordinator):
    made = activity()
    holding.change(made, {"title": "Buổi khác"}, by=coordinator)
    made.hold(by=coordinator, people=3)
    with pytest.raises(RuleBroken, match="không sửa được"):
        holding.change(made, {"title": "Lần nữa"}, by=coordinator)
    made.send_back(by=holder(Role.COORDINATOR), reason="Thiếu ảnh")
    holding.change(made, {"title": "Lần nữa"}, by=coordinator)

    assert made.title == "Lần nữa"


def test_the_same_form_again_is_the_same_activity(coordinator):
    facts = {"kind": ActivityKind.OTHER, "subject": Subject.OTHER, "title": "x", "place": "y", "starts_at": utcnow()}
    first = holding.plan({**facts, "unit_id": unit().id}, key="k", by=coordinator)

    assert holding.plan({**facts, "unit_id": unit().id}, key="k", by=coordinator) is first


def test_whoever_is_noted_twice_came_once():
    made, one = activity(), staff("Lê Văn Cán")
    made.starts_at = start_of(today())
    holding.open_door(made, by=holder(Role.COORDINATOR))
    for _ in range(2):
        holding.come(made, staff=one, at_the_door=True)
        holding.come(made, name="NGUYỄN THỊ HOA", village=village(), at_the_door=True)
        holding.come(made, name="Nguyễn Thị Hoa", village=village(), at_the_door=True)
    holding.come(made, name="Nguyễn Thị Hoa", village=village("Hội Yên"), at_the_door=True)
    holding.come(made, name="Nguyễn Thị Hòa", village=village(), at_the_door=True)

    assert db.session.scalar(sa.select(sa.func.count(Attendance.id))) == 4
    with pytest.raises(RuleBroken, match="đã có trong danh sách"):
        holding.come(made, name="Nguyễn Thị Hoa", village=village(), at_the_door=False)


def test_the_history_tells_the_day_of_the_commune():
    made = confirmed(starts_at=start_of(date(2026, 1, 1)) + timedelta(hours=6))

    assert made.told("confirm") == {"kind": "support", "on": "2026-01-01"}


def test_the_door_is_open_on_the_day_itself(coordinator):
    made = activity(starts_at=start_of(TOMORROW) + timedelta(hours=8))
    with pytest.raises(RuleBroken, match="trong ngày"):
        holding.come(made, name="Hoa", at_the_door=True)
    door = holding.open_door(made, by=coordinator)
    assert holding.open_door(made, by=coordinator) == door
    with pytest.raises(RuleBroken, match="trong ngày"):
        holding.come(made, name="Hoa", at_the_door=True)

    with clock.at(start_of(TOMORROW)):
        holding.come(made, name="Hoa", at_the_door=True)
    with clock.at(start_of(TOMORROW) + timedelta(hours=24)), pytest.raises(RuleBroken, match="trong ngày"):
        holding.come(made, name="Muộn", at_the_door=True)


def test_a_list_is_closed_with_the_activity():
    with pytest.raises(RuleBroken, match="đã khóa"):
        holding.come(confirmed(), name="Hoa", at_the_door=False)


def test_nobody_is_no_guest():
    with pytest.raises(RuleBroken, match="họ và tên"):
        holding.come(activity(), at_the_door=False)


def test_somebody_trained_twice_is_counted_once_and_only_what_was_confirmed_counts():
    first, second, other = staff(), staff(), staff()
    for subject, who, is_confirmed in (
        (Subject.DIGITAL, (first, second), True),
        (Subject.INNOVATION, (first,), True),
        (Subject.OTHER, (other,), True),
        (Subject.DIGITAL, (other,), False),
    ):
        made = activity(kind=ActivityKind.TRAINING, subject=subject)
        for one in who:
            holding.come(made, staff=one, at_the_door=False)
        db.session.refresh(made)
        made.hold(by=holder(Role.OFFICIAL, unit_id=unit().id), people=len(who))
        if is_confirmed:
            made.confirm(by=holder(Role.COORDINATOR))
    db.session.flush()

    rows = db.session.execute(trained(today() - timedelta(days=1), TOMORROW)).all()

    assert [(row.Staff.id, row.times) for row in rows] == [(first.id, 2), (second.id, 1)]


@pytest.mark.parametrize(("hours", "counts"), [(-0.01, 0), (0, 1), (23.99, 1), (24, 0)])
def test_an_activity_belongs_to_the_day_it_began_in_the_commune(hours, counts):
    day = today() - timedelta(days=30)
    confirmed(starts_at=start_of(day) + timedelta(hours=hours))

    found = db.session.scalars(counted((ActivityKind.SUPPORT,), day, day + timedelta(days=1))).all()

    assert len(found) == counts


def test_a_team_has_one_lead_and_a_village_one_of_a_kind():
    made, by = team(), holder(Role.COORDINATOR)
    made.admit("Vũ Thị Tổ", Duty.LEAD, since=made.founded_on, by=by)
    with pytest.raises(RuleBroken, match="tổ trưởng"):
        made.admit("Vũ Văn Hai", Duty.LEAD, since=made.founded_on, by=by)
    with pytest.raises(RuleBroken, match="đang ở trong tổ"):
        made.admit("VŨ THỊ TỔ", Duty.MEMBER, since=made.founded_on, by=by)
    with pytest.raises(RuleBroken, match="từ ngày lập tổ"):
        made.admit("Vũ Văn Ba", Duty.MEMBER, since=made.founded_on - timedelta(days=1), by=by)
    with pytest.raises(RuleBroken, match="đang có tổ"):
        team()
    assert team(kind=TeamKind.DIGITAL).id != made.id

    made.release(made.current[0], on=today() - timedelta(days=1), by=by)
    made.admit("Vũ Văn Hai", Duty.LEAD, since=today(), by=by)
    assert [member.name for member in made.current] == ["Vũ Văn Hai"]
    made.end(on=today(), by=by, reason="Sáp nhập thôn")
    with pytest.raises(RuleBroken, match="giải thể"):
        made.admit("Vũ Văn Tư", Duty.MEMBER, since=today(), by=by)
