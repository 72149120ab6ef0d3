"""Working days: what is due when, over weekends, holidays, Tết and the turn of the year."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.commune.models import Setting
from app.commune.settings import Calendar, Rules, rules
from app.core import clock
from app.core.db import db

DUE = {
    "over a weekend": (date(2026, 7, 3), 1, date(2026, 7, 6)),
    "over 30 April and 1 May": (date(2026, 4, 29), 1, date(2026, 5, 4)),
    "over Tết": (date(2026, 2, 13), 1, date(2026, 2, 23)),
    "over the National Day": (date(2026, 8, 28), 2, date(2026, 9, 4)),
    "over New Year, which is a Friday": (date(2026, 12, 31), 1, date(2027, 1, 4)),
    "from a leap day": (date(2028, 2, 29), 1, date(2028, 3, 1)),
    "a week of work": (date(2026, 7, 6), 7, date(2026, 7, 15)),
    "no days at all": (date(2026, 7, 4), 0, date(2026, 7, 4)),
}


@pytest.mark.parametrize(("start", "days", "due"), DUE.values(), ids=DUE)
def test_days_are_counted_as_an_office_counts_them(start, days, due):
    assert Calendar().after(start, days) == due


def test_the_commune_has_days_off_and_saturdays_worked_for_them():
    calendar = Calendar(frozenset({date(2026, 7, 6)}), frozenset({date(2026, 7, 11), date(2026, 9, 2)}))

    assert calendar.after(date(2026, 7, 3), 1) == date(2026, 7, 7)
    assert calendar.after(date(2026, 7, 10), 1) == date(2026, 7, 11)
    assert calendar.is_working(date(2026, 9, 2))


@pytest.mark.parametrize("days", [1, 5, 22])
def test_overdue_and_due_agree_on_every_day_of_a_year(days):
    calendar = Calendar()
    for offset in range(0, 365, 3):
        now = date(2026, 1, 1) + timedelta(offset)
        last = calendar.before(now, days)

        assert calendar.after(last, days) < now <= calendar.after(last + timedelta(1), days)


def test_a_period_begins_on_the_day_it_is_in_the_commune():
    late, early = datetime(2026, 7, 3, 16, 30, tzinfo=UTC), datetime(2026, 7, 2, 17, 30, tzinfo=UTC)

    assert {Rules({"days.submitted": "1"}).due(moment, "submitted") for moment in (late, early)} == {date(2026, 7, 6)}


def test_what_is_overdue_is_so_from_the_day_after_its_last():
    begun, asked = datetime(2026, 7, 3, 2, tzinfo=UTC), Rules({"days.submitted": "1"})
    due = asked.due(begun, "submitted")

    for now, late in ((due, False), (due + timedelta(1), True)):
        with clock.at(clock.start_of(now) + timedelta(hours=9)):
            assert (clock.local(begun).date() <= asked.overdue_since("submitted")) is late


def test_settings_hold_until_the_commune_changes_them():
    before = rules()
    db.session.add_all(
        [Setting(key="teams.enough", value="12"), Setting(key="calendar.days_off", value="2026-07-06 2026-07-07")]
    )
    db.session.flush()
    db.session.info.clear()

    after = rules()

    assert (before.number("teams.enough"), before.days("submitted"), before.allows_double_use) == (4, 7, True)
    assert (after.number("teams.enough"), after.days("submitted")) == (12, 7)
    assert after.calendar.days_off == {date(2026, 7, 6), date(2026, 7, 7)}


def test_settings_are_read_once_a_request(count_queries):
    db.session.info.clear()

    with count_queries() as seen:
        assert rules() is rules()

    assert len(seen) == 1
