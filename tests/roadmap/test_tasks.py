"""A task begins, is counted, done with a proof, put off by a decision; late is what the calendar says."""

from datetime import date

import pytest
import sqlalchemy as sa

from app.accounts.models import Role
from app.core import clock
from app.core.audit import Event
from app.core.clock import start_of
from app.core.db import db
from app.core.workflow import RuleBroken
from app.folders.actions import add_proofs
from app.roadmap import actions, policy
from app.roadmap.models import Task, TaskState, quarter_of
from app.roadmap.queries import owed_by
from tests.factories.people import PersonFactory, holder, unit, village

IN_TIME, LATE = date(2026, 9, 30), date(2026, 10, 1)


@pytest.fixture(autouse=True)
def summer():
    """Before anything is due: the history never goes back in time."""
    with on(date(2026, 7, 1)):
        yield


@pytest.fixture
def task():
    """One that is due on 30/9/2026; the culture office leads, the economic office and the service centre support."""
    return db.session.scalars(sa.select(Task).where(Task.code == "2026-Q3-02")).one()


@pytest.fixture
def coordinator():
    return holder(Role.COORDINATOR)


def official(code):
    return holder(Role.OFFICIAL, unit_id=unit(code).id)


def prove(task, by):
    add_proofs(task.folder, [], by=by, caption="Biên bản", number="3/BB-UBND", url="", is_public=True, children=None)


def on(day):
    return clock.at(start_of(day))


ALLOWED = {
    "begin": {TaskState.WAITING},
    "finish": {TaskState.WAITING, TaskState.DOING},
    "reopen": {TaskState.DONE},
    "stop": {TaskState.WAITING, TaskState.DOING},
}


def test_the_table_of_transitions_is_exactly_this():
    assert {name: set(move.sources) for name, move in Task.transitions().items()} == ALLOWED


def test_it_is_done_with_a_proof_only(task, coordinator):
    with on(IN_TIME):
        with pytest.raises(RuleBroken, match="minh chứng"):
            task.finish(by=coordinator, on=IN_TIME)
        prove(task, coordinator)
        task.finish(by=coordinator, on=IN_TIME)

    assert (task.state, task.done_on, task.was_late) == (TaskState.DONE, IN_TIME, False)


def test_a_withdrawn_proof_proves_nothing(task, coordinator):
    prove(task, coordinator)
    db.session.flush()
    db.session.refresh(task.folder)
    task.folder.proofs[0].withdraw(by=coordinator, reason="Nhầm văn bản")

    with on(IN_TIME), pytest.raises(RuleBroken, match="minh chứng"):
        task.finish(by=coordinator, on=IN_TIME)


def test_it_is_not_done_tomorrow(task, coordinator):
    prove(task, coordinator)

    for day in (LATE, date(2025, 12, 31)):
        with on(IN_TIME), pytest.raises(RuleBroken, match="đến hôm nay"):
            task.finish(by=coordinator, on=day)


def test_late_begins_the_day_after_the_quarter(task, coordinator):
    with on(IN_TIME):
        assert not task.is_late
    with on(LATE):
        assert task.is_late
        prove(task, coordinator)
        task.finish(by=coordinator, on=LATE)
        assert task.was_late
        assert not task.is_late


def test_what_turned_out_undone_is_owed_again(task, coordinator):
    prove(task, coordinator)
    with on(LATE):
        task.finish(by=coordinator, on=LATE)
        task.reopen(by=coordinator, reason="Còn hai thủ tục chưa chạy")

    assert (task.state, task.done_on) == (TaskState.DOING, None)


def test_only_a_count_has_a_percentage(task, coordinator):
    assert task.percent is None
    with pytest.raises(RuleBroken, match="không ghi tiến độ"):
        task.count(3, by=coordinator)

    actions.measure(task, "thủ tục đã chạy toàn trình", 120, by=coordinator)
    task.count(119, by=coordinator)
    assert task.percent == 99
    with pytest.raises(RuleBroken, match="phải từ 0 đến 120"):
        task.count(121, by=coordinator)

    prove(task, coordinator)
    with on(IN_TIME), pytest.raises(RuleBroken, match="119 trên 120"):
        task.finish(by=coordinator, on=IN_TIME)


def test_half_a_measure_is_none(task, coordinator):
    with pytest.raises(RuleBroken, match="cả hai"):
        actions.measure(task, "thôn", None, by=coordinator)


def test_a_decision_puts_it_off_and_the_plan_stays_known(task, coordinator):
    decided = {"reason": "Chờ thành phố nâng cấp phần mềm", "decision_number": "41/QĐ-UBND", "decision_on": IN_TIME}
    with on(LATE):
        task.postpone(2027, 1, by=coordinator, **decided)
        assert not task.is_late
    db.session.flush()

    assert (task.code, task.year, task.quarter) == ("2026-Q3-02", 2027, 1)
    assert (task.planned_year, task.planned_quarter) == (2026, 3)
    [moved] = task.postponements
    assert (moved.from_year, moved.from_quarter, moved.decision_number) == (2026, 3, "41/QĐ-UBND")
    told = db.session.scalars(sa.select(Event).where(Event.name == "tasks.postpone")).one()
    assert told.facts == {"code": "2026-Q3-02", "to": "2027-Q1", "decision_number": "41/QĐ-UBND"}


@pytest.mark.parametrize(
    ("year", "quarter", "signed", "why"), [(2026, 3, IN_TIME, "sau"), (2027, 1, date(2027, 1, 5), "tương")]
)
def test_it_is_not_put_off_backwards_or_by_what_nobody_signed(task, coordinator, year, quarter, signed, why):
    with on(LATE), pytest.raises(RuleBroken, match=why):
        task.postpone(year, quarter, by=coordinator, reason="x", decision_number="1/QĐ-UBND", decision_on=signed)


def test_what_is_done_is_not_put_off(task, coordinator):
    prove(task, coordinator)
    with on(LATE):
        task.finish(by=coordinator, on=LATE)
        with pytest.raises(RuleBroken, match="không còn phải làm"):
            task.postpone(2027, 1, by=coordinator, reason="x", decision_number="1/QĐ-UBND", decision_on=IN_TIME)


def test_the_plan_is_not_stopped_and_what_the_commune_added_is(task, coordinator):
    with pytest.raises(RuleBroken, match="không dừng được"):
        task.stop(by=coordinator, reason="Thôi")

    facts = {"text": "Mở lớp tiếng Anh cho người lái đò", "text_en": "", "year": 2026, "quarter": 4}
    own = actions.add_task(facts, leads=[unit("vhxh")], supports=[unit("vhxh"), unit("kinh_te")], by=coordinator)
    again = actions.add_task(facts, leads=[unit("vhxh")], supports=[], by=coordinator)
    own.stop(by=coordinator, reason="Nhập vào lớp của thành phố")

    assert (own.code, again.code, own.state) == ("2026-Q4-BS01", "2026-Q4-BS02", TaskState.STOPPED)
    assert [u.code for u in own.supports] == ["kinh_te"]
    with pytest.raises(RuleBroken, match="chủ trì"):
        actions.add_task(facts, leads=[], supports=[], by=coordinator)


def test_who_works_and_who_helps(task):
    people = {
        "leads": official("vhxh"),
        "supports": official("kinh_te"),
        "elsewhere": official("ttdvsnc"),
        "coordinator": holder(Role.COORDINATOR),
        "leader": holder(Role.LEADER),
        "team": holder(Role.VILLAGE_TEAM, village_id=village().id),
        "resident": PersonFactory(),
    }
    rules = {"work": policy.work, "help": policy.help, "decide": policy.decide, "look_in": policy.look_in}
    allowed = {name: {who for who, person in people.items() if rule(person, task)} for name, rule in rules.items()}

    assert allowed == {
        "work": {"leads", "coordinator"},
        "help": {"leads", "supports", "coordinator"},
        "decide": {"coordinator", "leader"},
        "look_in": {"leads", "supports", "elsewhere", "coordinator", "leader"},
    }


@pytest.mark.parametrize(("code", "helpers"), [("2026-Q2-06", {"team"}), ("2026-Q2-01", {"official"})])
def test_a_group_helps_as_everybody_in_it(code, helpers):
    of_group = db.session.scalars(sa.select(Task).where(Task.code == code)).one()
    people = {"team": holder(Role.VILLAGE_TEAM, village_id=village().id), "official": official("ttpvhcc")}

    assert {name for name, person in people.items() if policy.help(person, of_group)} == helpers


def test_a_unit_owes_what_is_due_by_the_end_of_the_quarter():
    with on(date(2026, 11, 2)):
        owed = [task.code for task in db.session.scalars(owed_by(official("vhxh"), clock.today()))]
        nothing = list(db.session.scalars(owed_by(PersonFactory(), clock.today())))

    assert owed == [f"2026-Q2-{n:02d}" for n in range(1, 9)] + [f"2026-Q3-{n:02d}" for n in range(1, 5)]
    assert nothing == []


@pytest.mark.parametrize(("day", "quarter"), [(date(2026, 12, 31), (2026, 4)), (date(2027, 1, 1), (2027, 1))])
def test_a_day_lies_in_a_quarter(day, quarter):
    assert quarter_of(day) == quarter
