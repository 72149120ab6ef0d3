"""Many people at once, and one person many times at once, against the product as it is served."""

import random

import pytest
import sqlalchemy as sa

from app.accounts.models import Person, Role
from app.core.clock import today
from app.core.db import db
from app.initiatives.actions import paper_lists
from app.initiatives.models import Initiative, State
from app.products.queries import lineage
from tests.e2e.crowd import at_once, inside, opened, people, phone_of, picture, votes
from tests.factories.initiatives import photo
from tests.factories.people import field, holder, village
from tests.factories.products import lot, maker, product, step_form
from tests.servers import flask

pytestmark = pytest.mark.real
BURSTS, IN_A_BURST, CROWD = 200, 24, 60


def test_two_hundred_bursts_of_votes_by_one_person_count_once_each(server):
    codes, devices = opened(server, BURSTS), people(server, 1, devices=3)

    for code in codes:
        acts = [lambda phone=devices[n % 3], code=code: phone.vote(code).status for n in range(IN_A_BURST)]
        assert set(at_once(acts)) == {303}

    assert votes(server, codes) == dict.fromkeys(codes, (1, 1))
    assert flask(server.environment, "check")


def test_a_crowd_votes_at_once_and_everybody_is_counted(server):
    [code], crowd = opened(server, 1), people(server, CROWD)

    answers = at_once([lambda phone=phone: phone.vote(code).status for phone in crowd])

    assert answers == [303] * CROWD
    assert votes(server, [code]) == {code: (CROWD, CROWD)}


def test_pressing_wildly_leaves_a_total_that_equals_its_rows(server):
    [code], devices = opened(server, 1), people(server, 4, devices=2)
    rng = random.Random(7)

    for _ in range(15):
        ways = [(phone, rng.choice("01")) for phone in devices * 2]
        acts = [lambda phone=phone, way=way: phone.vote(code, way).status for phone, way in ways]
        assert set(at_once(acts)) == {303}

    [(total, rows)] = votes(server, [code]).values()
    assert total == rows <= 4
    assert flask(server.environment, "check")


def test_lists_on_paper_and_voters_at_once_wait_for_each_other_in_no_ring(server):
    crowd = people(server, 12)
    for code in opened(server, 3):
        comparing = lists_waiting(server, code, crowd)
        acts = [lambda one=one: one[0].post(one[1], one[2]).status for one in comparing]
        acts += [lambda phone=phone, code=code: phone.vote(code).status for phone in crowd]

        assert set(at_once(acts)) == {303}
        assert votes(server, [code]) == {code: (12, 12)}
    assert flask(server.environment, "check")


def lists_waiting(server, code, crowd):
    """Two lists with the same signatures in opposite orders: who compares each, where, and what they say."""
    with inside(server.environment):
        idea = db.session.scalars(sa.select(Initiative).where(Initiative.code == code)).one()
        signed = [db.session.get(Person, phone.person) for phone in crowd]
        made = []
        for lines in (signed, signed[::-1]):
            begun = paper_lists.begin(
                idea, village=village(), collected_on=today(), scans=[photo()], by=holder(Role.VILLAGE_TEAM)
            )
            for number, person in enumerate(lines, 1):
                begun.add(number, person.name, None)
            begun.hand_over(by=begun.typed_by)
            db.session.flush()
            said = {f"line-{number}": f"account-{person.id}" for number, person in enumerate(lines, 1)}
            page = f"/danh-sach-giay/{begun.id}/doi-chieu"
            made.append((phone_of(holder(Role.OFFICIAL), server), page, {"version": begun.version, **said}))
        return made


def test_a_form_sent_twice_at_once_makes_one_record(server):
    [writer] = people(server, 1)
    with inside(server.environment):
        where = {"field_id": field().id, "village_id": village().id}

    for n in range(10):
        idea = {"problem": "Đường tối.", "solution": f"Lắp đèn số {n}.", "sent_key": f"hai-lan-{n}", **where}
        drafts = at_once([lambda idea=idea: writer.post("/sang-kien/moi", idea, picture())] * 2)
        [address] = {answer.location.removesuffix("/xem-lai") for answer in drafts}
        sent = at_once([lambda address=address: writer.post(f"{address}/gui", {"declared": "y", "children": "none"})] * 4)
        assert len({answer.location for answer in sent}) == 1, "every press leads to the same receipt"

    with inside(server.environment):
        made = db.session.scalars(sa.select(Initiative).where(Initiative.author_id == writer.person)).all()
        assert len(made) == 10
        assert len({one.code for one in made}) == 10
        assert {(one.state, len(one.attachments)) for one in made} == {(State.SUBMITTED, 1)}


def test_of_one_lot_no_more_is_taken_than_it_holds_and_lots_close_no_circle(server):
    with inside(server.environment):
        of = product()
        keeper, (rice, *ring) = phone_of(maker(of), server), [lot(of, quantity=100) for _ in range(5)]
        taken = rice.number

        def turn(into, number, amount):
            made = step_form(into, taken_code=number, taken=amount, made="1", key=f"{number}-{into.number}")
            return lambda: keeper.post(f"/so-sx/lo/{into.id}/che-bien", made).status

        greedy = [turn(one, taken, "60") for one in ring]
        circle = [turn(after, before.number, "5") for before, after in zip(ring, [*ring[1:], ring[0]], strict=True)]
        ids = [rice.id, *(one.id for one in ring)]

    assert sorted(at_once(greedy)) == [303, 422, 422, 422]
    assert sorted(at_once(circle)) == [303, 303, 303, 422]
    with inside(server.environment):
        left = {id: quantity - by_anybody for id, quantity, _own, by_anybody in db.session.execute(lineage.balances(ids))}
        assert left[ids[0]] == 40
        assert all(id not in db.session.scalars(lineage.sources([id])).all() for id in ids)
