"""A state changes by its transitions only, and each leaves one row of history."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from app.accounts.models import Role
from app.commune.models import Setting
from app.core.audit import Event, history_of
from app.core.clock import at
from app.core.db import db
from app.core.enums import Labelled
from app.core.workflow import RuleBroken, Workflow, add_once, transition
from app.initiatives.models import State
from tests.factories.initiatives import InitiativeFactory
from tests.factories.people import PersonFactory, holder


def test_a_move_writes_who_did_it_in_which_role_from_where_to_where_and_why():
    initiative, official = InitiativeFactory(submitted=True), holder(Role.COORDINATOR)

    initiative.return_to_author(by=official, reason="Thiếu ảnh")

    [event] = db.session.scalars(history_of(initiative))
    assert (event.name, event.actor_id, event.role) == ("initiatives.return_to_author", official.id, "coordinator")
    assert (event.before, event.after, event.reason) == (State.SUBMITTED, State.RETURNED, "Thiếu ảnh")
    assert event.subject_id == initiative.id


def test_a_refused_move_changes_and_writes_nothing():
    initiative = InitiativeFactory(opened=True)

    with pytest.raises(RuleBroken, match="Không thể “"):
        initiative.return_to_author(by=holder(Role.COORDINATOR), reason="Thiếu ảnh")

    assert initiative.state is State.OPEN
    assert db.session.scalar(sa.select(sa.func.count(Event.id))) == 0


def test_a_thing_knows_which_moves_its_state_allows():
    initiative = InitiativeFactory(submitted=True)

    allowed = {name for name in initiative.transitions() if initiative.allows(name)}

    assert allowed == {"return_to_author", "open_to_public", "merge_into", "decline", "withdraw"}


def test_the_history_of_one_thing_is_not_that_of_another():
    one, other = PersonFactory(unconfirmed=True), PersonFactory()
    one.record("people.a", by=other)
    other.record("people.b", by=other)
    one.record("people.c", by=other)
    of_the_same_number = Setting(id=one.id, key="lamp", value="1")
    of_the_same_number.record("settings.change", by=other)

    assert [event.name for event in db.session.scalars(history_of(one))] == ["people.a", "people.c"]


class Switch(Labelled):
    OFF = "off", "Đang tắt"
    ON = "on", "Đang bật"
    BROKEN = "broken", "Đã hỏng"


def lamp(state=Switch.OFF):
    """A thing with states that is no initiative: what the frame does by itself."""

    class Lamp(Workflow):
        __tablename__ = "lamps"

        def __init__(self):
            self.state, self.history, self.hand = state, [], None

        def record(self, name, **facts):
            self.history.append((name, facts))

        @transition(Switch.OFF, Switch.BROKEN, to=Switch.ON, label="Bật", who=(Role.LEADER, Role.COORDINATOR))
        def light(self, *, by, hand="left", reason=None):
            if hand == "wet":
                raise RuleBroken("Tay ướt.")
            self.hand = hand

        @transition(Switch.ON, to=Switch.OFF, label="Tắt", who=(Role.LEADER,))
        def put_out(self, *, by):
            pass

    return Lamp()


def test_a_move_runs_its_rule_changes_the_state_and_writes_one_line():
    one, official = lamp(), holder(Role.COORDINATOR)

    one.light(by=official, hand="right", reason="Trời tối")

    assert (one.state, one.hand) == (Switch.ON, "right")
    assert one.history == [
        (
            "lamps.light",
            {
                "by": official,
                "role": "coordinator",
                "before": Switch.OFF,
                "after": Switch.ON,
                "reason": "Trời tối",
                "facts": {},
            },
        )
    ]


def test_a_move_from_elsewhere_says_which_and_where_it_stands():
    one = lamp(Switch.ON)

    with pytest.raises(RuleBroken, match=r"^Không thể “Bật” khi đang ở trạng thái “Đang bật”\.$"):
        one.light(by=holder(Role.LEADER))

    assert (one.state, one.history, one.hand) == (Switch.ON, [], None)


def test_a_rule_that_says_no_leaves_everything_as_it_was():
    one = lamp()

    with pytest.raises(RuleBroken, match="Tay ướt"):
        one.light(by=holder(Role.LEADER), hand="wet")

    assert (one.state, one.history) == (Switch.OFF, [])


def test_the_ways_of_a_thing_are_known_by_name():
    one = lamp(Switch.BROKEN)
    ways = type(one).transitions()

    assert {name: (way.sources, way.to, way.label, way.who) for name, way in ways.items()} == {
        "light": ({Switch.OFF, Switch.BROKEN}, Switch.ON, "Bật", (Role.LEADER, Role.COORDINATOR)),
        "put_out": ({Switch.ON}, Switch.OFF, "Tắt", (Role.LEADER,)),
    }
    assert (one.allows("light"), one.allows("put_out")) == (True, False)


def test_what_the_database_allows_once_is_refused_in_words_the_second_time():
    add_once(Setting(key="lamp", value="1"), "Đã có.")

    with pytest.raises(RuleBroken, match=r"^Đã có\.$"):
        add_once(Setting(key="lamp", value="2"), "Đã có.")

    assert db.session.scalars(sa.select(Setting.value).where(Setting.key == "lamp")).all() == ["1"]


def test_a_line_of_history_holds_everything_that_was_said():
    person, leader, then = PersonFactory(), holder(Role.LEADER), datetime(2026, 3, 1, 8, tzinfo=UTC)

    with at(then):
        person.record("people.a", by=leader, before="x", after="y", reason="Vì thế", many=[1, 2], why="có")
        person.record("people.b", by=person)

    db.session.flush()
    one, other = db.session.scalars(history_of(person))
    assert (one.at, one.name, one.subject_type, one.subject_id) == (then, "people.a", "people", person.id)
    assert (one.actor_id, one.role, one.before, one.after, one.reason) == (leader.id, "leader", "x", "y", "Vì thế")
    assert (one.details, other.details, other.role, other.reason) == ({"many": [1, 2], "why": "có"}, {}, "resident", None)


def test_what_was_never_saved_is_saved_with_its_first_line_of_history():
    made = Setting(key="lamp", value="1")

    event = made.record("settings.change", by=holder(Role.ADMINISTRATOR), key="lamp")

    assert event.subject_id == made.id is not None
    assert db.session.scalars(history_of(made)).all() == [event]
