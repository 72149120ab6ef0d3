"""How often: counted for everybody together, forgotten with time and after a success."""

from datetime import timedelta

import sqlalchemy as sa

from app.core import limits
from app.core.clock import at, utcnow
from app.core.db import db
from app.core.limits import Attempt


def tried(times: int, what: str = "x", whom: str = "Hoa") -> None:
    for _ in range(times):
        limits.attempt(what, whom)


def test_so_many_tries_and_no_more():
    tried(2)
    assert not limits.exceeded("x", "Hoa", times=3, minutes=5)

    tried(1)
    assert limits.exceeded("x", "Hoa", times=3, minutes=5)


def test_one_person_and_one_thing_are_counted_apart():
    tried(3)

    assert not limits.exceeded("x", "Lan", times=3, minutes=5)
    assert not limits.exceeded("y", "Hoa", times=3, minutes=5)


def test_what_is_long_ago_no_longer_counts():
    tried(3)

    for minutes, still in ((4, True), (6, False)):
        with at(utcnow() + timedelta(minutes=minutes)):
            assert limits.exceeded("x", "Hoa", times=3, minutes=5) is still


def test_a_success_starts_the_count_anew():
    tried(3)

    limits.forget("x", "Hoa")

    assert not limits.exceeded("x", "Hoa", times=1, minutes=5)


def test_nobody_can_read_from_the_table_who_tried_and_a_day_later_it_is_gone():
    tried(2, "address", "192.0.2.7")
    keys = set(db.session.scalars(sa.select(Attempt.key)))
    with at(utcnow() + timedelta(hours=25)):
        tried(1, "address", "192.0.2.8")

    assert len(keys) == 1
    assert "192.0.2.7" not in keys.pop()
    assert db.session.scalar(sa.select(sa.func.count(Attempt.id))) == 1


def test_a_try_is_kept_whatever_becomes_of_the_request():
    tried(1)
    db.session.rollback()

    assert limits.exceeded("x", "Hoa", times=1, minutes=5)


def test_load_tests_may_switch_the_limits_off(app):
    tried(3)
    app.config["RATE_LIMITS"] = False
    try:
        assert not limits.exceeded("x", "Hoa", times=1, minutes=5)
    finally:
        app.config["RATE_LIMITS"] = True
