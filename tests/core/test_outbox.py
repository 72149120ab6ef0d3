"""The outbox: kept with the act, done once, put off when it fails, given up in the end."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.core import outbox
from app.core.clock import at, utcnow
from app.core.db import db
from app.core.outbox import GaveUp, Job

done: list[str] = []


@pytest.fixture(autouse=True)
def handlers():
    """Handlers of this test, forgotten afterwards."""
    kept = dict(outbox._handlers)
    done.clear()

    @outbox.handles("test.note")
    def note(key, *, word):
        done.append(word)

    @outbox.handles("test.leave")
    def leave(key, *, word):
        return lambda: done.append(word)

    @outbox.handles("test.fail")
    def fail(key, **_):
        raise OSError("down")

    @outbox.handles("test.never")
    def never(key, **_):
        raise GaveUp("nobody lives there")

    yield
    outbox._handlers.clear()
    outbox._handlers.update(kept)


def job(key):
    db.session.expire_all()
    return db.session.scalars(sa.select(Job).where(Job.key == key)).one()


def test_a_job_is_done_once_however_often_it_is_posted():
    outbox.post("test.note", "a", word="một")
    outbox.post("test.note", "a", word="hai")

    assert outbox.work_off() == 1
    assert outbox.work_off() == 0
    assert done == ["một"]


def test_what_was_dropped_is_not_told():
    act = db.session.begin_nested()
    outbox.post("test.note", "a", word="một")
    act.rollback()

    assert outbox.work_off() == 0


def test_what_leaves_the_house_leaves_outside_any_transaction():
    outbox.post("test.leave", "a", word="thư")

    assert outbox.work_off() == 1
    assert (done, job("a").done_at is not None) == (["thư"], True)


def test_a_job_that_is_due_later_waits():
    outbox.post("test.note", "a", due_at=utcnow() + timedelta(hours=1), word="mai")

    assert outbox.work_off() == 0
    with at(utcnow() + timedelta(hours=2)):
        assert outbox.work_off() == 1


def test_one_that_fails_is_put_off_longer_each_time_and_holds_up_nobody():
    outbox.post("test.fail", "a")
    outbox.post("test.note", "b", word="sau")

    assert outbox.work_off() == 1
    failed = job("a")
    assert (failed.tries, failed.failed_at, failed.trouble) == (1, None, "OSError: down")
    assert timedelta(seconds=50) < failed.due_at - utcnow() <= timedelta(seconds=60)
    assert outbox.state() == {"waiting": 1, "oldest_minutes": 0, "failed": 0}

    now = utcnow()
    for _ in range(20):
        now = max(now, job("a").due_at) + timedelta(seconds=1)
        with at(now):
            outbox.work_off()
    assert (job("a").tries, job("a").failed_at is not None) == (outbox.TRIES, True)
    assert timedelta(hours=30) < job("a").failed_at - utcnow() < timedelta(hours=40)


def test_what_cannot_succeed_is_given_up_at_once_with_its_reason():
    outbox.post("test.never", "a")

    outbox.work_off()

    assert (job("a").failed_at is not None, job("a").trouble) == (True, "GaveUp: nobody lives there")


def test_what_was_done_long_ago_is_forgotten():
    outbox.post("test.note", "a", word="cũ")
    with at(utcnow() - timedelta(days=61)):
        outbox.work_off(until=utcnow() + timedelta(days=100))
    outbox.post("test.note", "b", word="mới")
    outbox.work_off()

    outbox._sweep()

    assert db.session.scalars(sa.select(Job.key)).all() == ["b"]
