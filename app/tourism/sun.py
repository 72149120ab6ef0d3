"""When the sun rises and sets at the lake, and what that means for whoever wants to see the birds."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from app.core.clock import ZONE

# Hồ An Dương, WGS 84, to some hundred metres: nobody has surveyed it yet. A kilometre is three seconds of sunset.
LATITUDE, LONGITUDE = 20.7270, 106.2080
_BEFORE = timedelta(minutes=30)


@dataclass(frozen=True)
class Day:
    """One day at the lake, to the minute.

    The birds come home from half an hour before sunset until it is dark; that is when egrets and night herons change
    places (“đổi ca”). In the morning they leave from first light until an hour after sunrise.
    """

    dawn: datetime
    sunrise: datetime
    sunset: datetime
    dusk: datetime

    @property
    def morning(self) -> tuple[datetime, datetime]:
        """From when to when they leave."""
        return self.dawn, self.sunrise + timedelta(hours=1)

    @property
    def evening(self) -> tuple[datetime, datetime]:
        """From when to when they come home and the night herons leave."""
        return self.sunset - _BEFORE, self.dusk

    def next_after(self, moment: datetime) -> tuple[datetime, datetime] | None:
        """Which of the two is still ahead, or going on; None when both are over."""
        return next((time for time in (self.morning, self.evening) if moment < time[1]), None)


@lru_cache(maxsize=64)
def day_of(day: date) -> Day:
    """The sun of a day: sunrise and sunset as its upper edge is at the horizon, dawn and dusk six degrees below."""
    from astral import Observer
    from astral.sun import sun

    times = sun(Observer(LATITUDE, LONGITUDE), date=day, tzinfo=ZONE)
    return Day(**{name: _to_the_minute(times[name]) for name in ("dawn", "sunrise", "sunset", "dusk")})


def _to_the_minute(moment: datetime) -> datetime:
    return (moment + timedelta(seconds=30)).replace(second=0, microsecond=0)
