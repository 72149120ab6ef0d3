"""Writing the history: in its order, at the end of a request, append-only, and never by a clock that was set back."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import Role
from app.core import audit
from app.core.audit import Event, forget_actor, forget_stories
from app.core.chain import ClockSetBack, Head, moment_after
from app.core.clock import at, utcnow
from app.core.db import db
from app.core.workflow import RuleBroken
from app.initiatives.actions import voting
from app.initiatives.models import Initiative, State, Vote
from tests.core.test_chain import EVENTS, ROWS, lived, row_at, tried, troubles
from tests.factories.initiatives import InitiativeFactory
from tests.factories.people import PersonFactory, holder

REFUSED = {
    "a reason": "UPDATE events SET reason = 'khác' WHERE id = 1",
    "who acted": "UPDATE events SET actor_id = actor_id + 1",
    "who acted, with the salt left": "UPDATE events SET actor_id = NULL",
    "the salt alone": "UPDATE events SET actor_salt = NULL",
    "half a story": "UPDATE events SET reason = NULL, story_salt = NULL",
    "a hash": "UPDATE events SET hash = 'x'",
    "a public fact": "UPDATE events SET facts = '{}' WHERE id = 2",
    "forgetting and more": "UPDATE events SET actor_id = NULL, actor_salt = NULL, role = 'leader'",
    "a row": "DELETE FROM events WHERE id = 3",
    "the head": "DELETE FROM chain_heads",
    "the head back": "UPDATE chain_heads SET event_id = event_id - 1",
    "the head anew": "UPDATE chain_heads SET hash = 'x'",
    "a second head": "INSERT INTO chain_heads (id, event_id, hash) VALUES (2, 0, 'x')",
}


@pytest.mark.parametrize("what", REFUSED)
def test_the_database_itself_refuses(what):
    lived()

    with pytest.raises(sa.exc.DBAPIError), db.session.begin_nested():
        db.session.connection().exec_driver_sql(REFUSED[what])

    assert troubles() == []


def test_the_tables_are_never_emptied_at_once():
    """SQLite has no such statement, and says so."""
    lived()

    for table in ("events", "chain_heads"):
        with pytest.raises(sa.exc.DBAPIError), db.session.begin_nested():
            db.session.connection().exec_driver_sql(f"TRUNCATE {table}")


def test_forgetting_leaves_a_chain_that_fits_and_nothing_that_could_be_guessed():
    person = lived()
    before = audit.head(db.session.connection())
    actors = db.session.scalar(sa.select(sa.func.count()).where(Event.actor_id != person.id))

    forget_stories(Event.subject_type == "people", Event.subject_id == person.id)
    forget_actor(person.id)

    assert (troubles(), audit.head(db.session.connection())) == ([], before)
    rows = db.session.execute(sa.select(EVENTS).order_by(EVENTS.c.id)).all()
    assert {(row.subject_type, row.subject_id, row.reason, row.story_salt) for row in rows} == {("", None, None, None)}
    assert [row.details for row in rows] == [{}] * ROWS
    assert [(row.actor_id, row.actor_salt) for row in rows if row.name == "people.b"] == [(None, None)]
    assert sum(row.actor_id is not None for row in rows) == actors == ROWS - 1
    for column, value in (("actor_id", person.id), ("reason", "khác"), ("subject_type", "people"), ("subject_id", 7)):
        told = tried(
            lambda c, column=column, value=value: c.execute(
                sa.update(EVENTS).where(EVENTS.c.id == 2).values({column: value})
            )
        )
        assert [(misfit.id, misfit.what) for misfit in told] == [(2, "actor" if column == "actor_id" else "story")]


def test_forgetting_takes_nothing_of_anybody_else():
    person, other = PersonFactory(), PersonFactory()
    for one in (person, other):
        one.record("people.a", by=one, reason="Lời riêng", why="có")

    forget_stories(Event.subject_type == "people", Event.subject_id == person.id)
    forget_actor(person.id)

    told = sa.select(EVENTS.c.actor_id, EVENTS.c.subject_id, EVENTS.c.reason, EVENTS.c.details).order_by(EVENTS.c.id)
    assert db.session.execute(told).all() == [(None, None, None, {}), (other.id, other.id, "Lời riêng", {"why": "có"})]


def test_what_is_rolled_back_leaves_no_hole():
    person = lived()
    held = db.session.begin_nested()
    person.record("people.f", by=person)
    held.rollback()
    person.record("people.g", by=person)

    assert troubles() == []
    assert db.session.scalars(sa.select(Event.id).where(Event.name == "people.g")).all() == [ROWS + 1]


def test_several_rows_at_once_are_chained_in_their_order():
    rows = [Event(at=utcnow(), name=f"x.{n}", subject_type="x", subject_id=n, role="resident") for n in range(3)]
    db.session.add_all(rows)
    db.session.flush()

    assert [row.id for row in rows] == [1, 2, 3]
    assert troubles() == []


def test_a_clock_a_little_behind_takes_the_moment_of_the_row_before():
    person, now = PersonFactory(), utcnow()
    with at(now):
        person.record("people.a", by=person)
    with at(now - timedelta(seconds=60)):
        person.record("people.b", by=person)

    assert db.session.scalars(sa.select(Event.at)).all() == [now, now]
    assert troubles() == []


def test_a_clock_more_than_a_minute_behind_is_one_that_was_set_back():
    now, minute = utcnow(), timedelta(seconds=60)
    head = Head(1, "0" * 64, now)

    assert [moment_after(head, now + later) for later in (minute, -minute)] == [now + minute, now]
    with pytest.raises(ClockSetBack):
        moment_after(head, now - minute - timedelta(microseconds=1))


def test_a_clock_set_back_is_refused_and_nothing_is_half_done(browser):
    idea, voter = InitiativeFactory(opened=True), PersonFactory()
    voter.record("people.a", by=voter)
    db.session.commit()
    browser.sign_in(voter)

    with at(utcnow() - timedelta(seconds=70)):
        browser.post(
            f"/sang-kien/{idea.code}/ung-ho",
            {"support": "1"},
            headers={"Referer": f"http://localhost/sang-kien/{idea.code}"},
        )
        said = browser.get(f"/sang-kien/{idea.code}").text

    assert "Đồng hồ máy chủ đang chạy lùi" in said
    assert db.session.scalar(sa.select(sa.func.count(Vote.id))) == 0
    assert db.session.scalar(sa.select(Initiative.votes)) == 0
    with at(utcnow() - timedelta(hours=1)), pytest.raises(ClockSetBack):
        idea.refer(by=holder(Role.COORDINATOR), council_session="Đợt 1")
    db.session.rollback()
    assert (db.session.get(Initiative, idea.id).state, troubles()) == (State.OPEN, [])


@pytest.fixture
def request_of(app):
    """Within a request, whose frame keeps or drops everything at its end."""
    with app.test_request_context("/", method="POST"):
        yield


def names():
    return db.session.connection().scalars(sa.select(EVENTS.c.name).order_by(EVENTS.c.id)).all()


def test_in_a_request_everything_waits_for_the_commit_and_keeps_its_order(app, request_of, count_queries):
    person, ideas = PersonFactory(), [InitiativeFactory(opened=True) for _ in range(3)]
    with count_queries() as asked:
        person.record("people.a", by=person)
        for idea in ideas:
            voting.cast_vote(idea, by=person)
        person.record("people.b", by=person)
        db.session.flush()
        assert names() == []
        assert not [one for one in asked if "chain_heads" in one and ("FOR UPDATE" in one or "UPDATE chain" in one)]

    with count_queries() as asked:
        db.session.commit()

    assert names() == ["people.a", *["votes.cast"] * 3, "people.b"]
    assert len([one for one in asked if "UPDATE chain_heads" in one]) == 1
    assert troubles() == []


def test_in_a_request_what_nobody_flushed_has_its_place_at_the_commit_as_well(request_of):
    db.session.add(Event(at=utcnow(), name="x.a", subject_type="x", role="resident"))
    db.session.commit()

    assert (names(), troubles()) == (["x.a"], [])


def test_in_a_request_what_a_savepoint_took_back_is_not_told(request_of):
    person = PersonFactory()
    person.record("people.a", by=person)
    outer = db.session.begin_nested()
    person.record("people.b", by=person)
    inner = db.session.begin_nested()
    person.record("people.c", by=person)
    inner.commit()
    assert names() == []
    outer.rollback()
    with db.session.begin_nested():
        person.record("people.d", by=person)
    db.session.commit()

    assert names() == ["people.a", "people.d"]
    person.record("people.e", by=person)
    db.session.rollback()
    db.session.commit()
    assert (names(), troubles()) == (["people.a", "people.d"], [])


def test_in_a_request_whoever_is_forgotten_is_forgotten_in_what_waits_as_well(request_of):
    person = PersonFactory()
    person.record("people.a", by=person, reason="Lời")

    forget_stories(Event.subject_type == "people", Event.subject_id == person.id)
    person.record("people.b", by=person)
    forget_actor(person.id)

    rows = db.session.execute(sa.select(EVENTS.c.actor_id, EVENTS.c.reason, EVENTS.c.subject_id).order_by(EVENTS.c.id)).all()
    assert rows == [(None, None, None), (None, None, person.id)]
    assert troubles() == []


def test_in_a_request_a_clock_set_back_is_told_at_once(request_of):
    person = PersonFactory()
    person.record("people.a", by=person)
    db.session.commit()

    with at(utcnow() - timedelta(minutes=2)):
        with pytest.raises(ClockSetBack):
            person.record("people.b", by=person)
        with pytest.raises(ClockSetBack):
            audit.write(db.session, {**row_at(utcnow()), "subject_id": 1, "actor_id": 1})
        assert isinstance(ClockSetBack(), RuleBroken)


def test_without_a_request_a_vote_has_its_place_at_once():
    idea, voter = InitiativeFactory(opened=True), PersonFactory()

    voting.cast_vote(idea, by=voter)

    assert names() == ["votes.cast"]
