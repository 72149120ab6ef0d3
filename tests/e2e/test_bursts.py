"""Many people at once, and one person many times at once, against the product as it is served."""

import random

import pytest
import sqlalchemy as sa

from app.core.db import db
from app.initiatives.models import Initiative, State
from tests.e2e.crowd import at_once, inside, opened, people, picture, votes
from tests.factories.people import field, village
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
