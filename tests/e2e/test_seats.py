"""Fifty people want the last four seats at the same moment, on both databases."""

import random
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.accounts.models import Person
from app.core.clock import utcnow
from app.core.db import db, unit_of_work
from app.core.workflow import RuleBroken
from app.tourism.actions import visiting
from app.tourism.models import Guest, Slot, Tour, Visit, VisitState
from app.tourism.queries.visiting import token_of
from config import from_environment
from tests.e2e.crowd import at_once, inside, people
from tests.factories.tourism import editor, slot, tour

pytestmark = pytest.mark.real
CROWD = 50


def opened(server, seats: int) -> int:
    with inside(server.environment):
        return slot(tour(seats=seats), seats=seats).id


def form(number: int, people: int = 1) -> dict[str, object]:
    return {"people": people, "name": f"Khách {number}", "phone": f"09120{number:05d}", "key": f"form-{number}"}


def asked(server, id: int) -> tuple[int, list[tuple[int, VisitState, int]]]:
    """Seats taken, and every request in the order in which it came."""
    with inside(server.environment):
        rows = sa.select(Visit.id, Visit.state, Visit.people).where(Visit.slot_id == id).order_by(Visit.id)
        return db.session.scalar(sa.select(Slot.taken).where(Slot.id == id)), [
            tuple(row) for row in db.session.execute(rows)
        ]


def test_four_hold_seats_and_the_rest_wait_in_the_order_they_came(server):
    id, crowd = opened(server, 4), people(server, CROWD)
    answers = at_once([lambda n=n, one=one: one.post(f"/dao-co/dat-cho/{id}", form(n)) for n, one in enumerate(crowd)])
    taken, rows = asked(server, id)

    assert {answer.status for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == CROWD
    assert taken == 4
    assert [state for _id, state, _people in rows] == [VisitState.HELD] * 4 + [VisitState.WAITING] * (CROWD - 4)


def test_whoever_leaves_makes_room_for_the_first_in_line(server):
    id, crowd = opened(server, 4), people(server, 12)
    for n, one in enumerate(crowd):
        assert one.post(f"/dao-co/dat-cho/{id}", form(100 + n)).status == 303
    with inside(server.environment):
        held = db.session.scalars(sa.select(Visit).where(Visit.slot_id == id, Visit.state == VisitState.HELD)).all()
        links = [f"/dao-co/phieu/{token_of(visit)}/huy" for visit in held]
    # Everybody presses twice, all at once.
    statuses = at_once([lambda one=one, link=link: one.post(link, {}).status for link in links for one in crowd[:2]])
    taken, rows = asked(server, id)

    assert set(statuses) <= {303, 409}
    assert taken == 4
    assert [state for _id, state, _people in rows] == [VisitState.CANCELLED] * 4 + [VisitState.HELD] * 4 + [
        VisitState.WAITING
    ] * 4


def test_groups_that_come_and_go_at_random_never_sit_on_each_other(server):
    id, crowd, rng = opened(server, 10), people(server, 30), random.Random(3)
    groups = [rng.randint(1, 4) for _ in crowd]
    at_once(
        [lambda n=n, one=one: one.post(f"/dao-co/dat-cho/{id}", form(200 + n, groups[n])) for n, one in enumerate(crowd)]
    )
    with inside(server.environment):
        some = db.session.scalars(sa.select(Visit).where(Visit.slot_id == id).order_by(Visit.id)).all()[::2]
        links = [f"/dao-co/phieu/{token_of(visit)}/huy" for visit in some]
    at_once([lambda n=n, link=link: crowd[n].post(link, {}).status for n, link in enumerate(links)])
    taken, rows = asked(server, id)
    seated = sum(people for _id, state, people in rows if state in (VisitState.HELD, VisitState.CONFIRMED))
    waiting = [people for _id, state, people in rows if state is VisitState.WAITING]

    assert taken == seated <= 10
    assert all(people > 10 - taken for people in waiting), "seats are free that would suffice somebody who waits"


@pytest.fixture
def house(server) -> Iterator[Flask]:
    """The product's own code over the same database, for several threads of this process."""
    app = create_app(from_environment(server.environment))
    yield app
    with app.app_context():
        db.engine.dispose()


def tried(app, act) -> bool:
    """Do something in a transaction of its own; whether it was let."""
    try:
        with app.app_context(), unit_of_work():
            act()
    except RuleBroken:
        return False
    return True


def test_two_of_the_staff_who_open_the_same_hour_do_not_both_succeed(house):
    with house.app_context(), unit_of_work():
        boat, by = tour(), editor()
        ids, start = (boat.id, by.id), utcnow() + timedelta(days=3)

    def open_one(minutes: int) -> None:
        mine, me = db.session.get_one(Tour, ids[0]), db.session.get_one(Person, ids[1])
        visiting.open_slots(mine, [start + timedelta(minutes=minutes)], minutes=60, seats=4, by=me)

    acts = [lambda n=n: tried(house, lambda: open_one(n)) for n in (0, 10, 20, 30)]

    assert sum(at_once(acts)) == 1


def test_a_confirmation_and_a_cancellation_at_once_leave_one_of_them(server, house):
    with house.app_context(), unit_of_work():
        id = editor().id

    def decline(visit: int) -> None:
        visiting.decline(db.session.get_one(Visit, visit), "Hết thuyền.", by=db.session.get_one(Person, id))

    def cancel(visit: int) -> None:
        visiting.cancel(db.session.get_one(Visit, visit), by=Guest())

    for number in range(8):
        with house.app_context(), unit_of_work():
            found = slot(tour(seats=2), seats=2)
            facts = {"name": "Hoa", "phone": f"+8491299{number:04d}", "email": None, "note": "", "language": "vi"}
            trip, visit = found.id, visiting.ask(found, people=2, key=f"both-{number}", **facts).id

        assert sum(at_once([lambda act=act, v=visit: tried(house, lambda: act(v)) for act in (decline, cancel)])) == 1
        taken, [(_id, state, _people)] = asked(server, trip)
        assert (taken, state in (VisitState.DECLINED, VisitState.CANCELLED)) == (0, True)
