"""Sunrise and sunset agree with another way to compute them."""

import math
from datetime import date, datetime, timedelta

import pytest

from app.core.clock import ZONE
from app.tourism.sun import LATITUDE, LONGITUDE, day_of


def almanac(day: date, altitude: float) -> tuple[datetime, datetime]:
    """When the sun's centre stands at an altitude, morning and evening, by Spencer's series (Search 2, 1971; ± 1 minute)."""
    year = 2 * math.pi * (day.timetuple().tm_yday - 1) / 365
    declination = 0.006918 - 0.399912 * math.cos(year) + 0.070257 * math.sin(year) - 0.006758 * math.cos(2 * year)
    declination += 0.000907 * math.sin(2 * year) - 0.002697 * math.cos(3 * year) + 0.00148 * math.sin(3 * year)
    equation = 0.000075 + 0.001868 * math.cos(year) - 0.032077 * math.sin(year)
    equation -= 0.014615 * math.cos(2 * year) + 0.040849 * math.sin(2 * year)
    latitude = math.radians(LATITUDE)
    above = math.sin(math.radians(altitude)) - math.sin(latitude) * math.sin(declination)
    angle = math.degrees(math.acos(above / (math.cos(latitude) * math.cos(declination))))
    noon = 720 - 4 * (LONGITUDE - 105) - 229.18 * equation  # minutes on the clock of a zone at 105° east
    start = datetime(day.year, day.month, day.day, tzinfo=ZONE)
    return start + timedelta(minutes=noon - 4 * angle), start + timedelta(minutes=noon + 4 * angle)


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("day", [1, 15, 28])
def test_the_sun_keeps_its_times(month, day):
    found = day_of(date(2026, month, day))

    for altitude, both in ((-0.833, (found.sunrise, found.sunset)), (-6, (found.dawn, found.dusk))):
        for computed, told in zip(almanac(date(2026, month, day), altitude), both, strict=True):
            assert abs(computed - told) <= timedelta(minutes=2)


def test_what_is_ahead_changes_with_the_hour():
    day = day_of(date(2026, 11, 28))
    midnight = datetime(2026, 11, 28, tzinfo=ZONE)

    assert day.dawn < day.sunrise < day.sunset < day.dusk
    assert day.next_after(midnight) == day.morning == day.next_after(day.sunrise)
    assert day.next_after(day.sunrise + timedelta(hours=1)) == day.evening
    assert day.next_after(day.dusk) is None
    assert all(moment.second == 0 for moment in (day.dawn, day.sunrise, day.sunset, day.dusk))
