"""Time: the year turns at midnight in the commune, and no clock is guessed."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from app.core import clock, i18n
from app.core.audit import Event
from app.core.db import db

EDGES = {
    "New Year's Eve, 23:30 here": (datetime(2026, 12, 31, 16, 30, tzinfo=UTC), date(2026, 12, 31)),
    "New Year, 00:30 here": (datetime(2026, 12, 31, 17, 30, tzinfo=UTC), date(2027, 1, 1)),
    "seen from New York": (datetime(2026, 12, 31, 12, 30, tzinfo=timezone(timedelta(hours=-5))), date(2027, 1, 1)),
    "the leap day": (datetime(2028, 2, 28, 17, 0, tzinfo=UTC), date(2028, 2, 29)),
    "the end of the leap day": (datetime(2028, 2, 29, 17, 0, tzinfo=UTC), date(2028, 3, 1)),
}


@pytest.mark.parametrize(("moment", "day"), EDGES.values(), ids=EDGES)
def test_the_day_is_the_communes_wherever_the_server_stands(moment, day):
    with clock.at(moment):
        assert clock.today() == day
        assert i18n.day(clock.utcnow()) == day.strftime("%d/%m/%Y")


def test_a_day_starts_at_midnight_in_the_commune():
    assert clock.start_of(date(2027, 1, 1)) == datetime(2026, 12, 31, 17, tzinfo=UTC)
    assert clock.local(clock.start_of(date(2028, 2, 29))).isoformat() == "2028-02-29T00:00:00+07:00"


def test_another_moment_is_lived_in_only_for_a_while():
    now = clock.utcnow()
    with clock.at(datetime(2020, 1, 1, tzinfo=UTC)):
        assert clock.utcnow().year == 2020

    assert clock.utcnow() >= now


def event(at: datetime) -> Event:
    return Event(at=at, name="x", subject_type="x", subject_id=1, role="resident")


def test_a_naive_moment_has_no_place_in_the_database():
    db.session.add(event(datetime(2026, 1, 1)))  # noqa: DTZ001 (naive on purpose)

    with pytest.raises(ValueError, match="naive"):
        db.session.flush()


def test_a_moment_comes_back_from_the_database_as_it_went_in():
    here = datetime(2027, 1, 1, 0, 30, tzinfo=clock.ZONE)
    db.session.add(event(here))
    db.session.flush()
    db.session.expire_all()

    read = db.session.scalars(sa.select(Event.at)).one()

    assert (read, read.utcoffset()) == (here, timedelta(0))


def test_dates_and_figures_are_written_as_people_here_write_them(app):
    with app.test_request_context("/"):
        assert i18n.moment(datetime(2026, 7, 5, 7, 30, tzinfo=UTC)) == "14:30, 05/07/2026"
        assert i18n.weekday(date(2026, 11, 20)) == "Thứ Sáu, 20/11/2026"
        assert (i18n.number(1234567), i18n.day(None), i18n.number(None)) == ("1.234.567", "", "")
