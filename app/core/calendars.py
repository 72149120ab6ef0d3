"""Events and deadlines as iCalendar (RFC 5545), for the calendars of phones."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from flask import Response

from app.core.clock import utcnow


@dataclass(frozen=True)
class Entry:
    """One thing in a calendar: between two moments, or on a whole day; `version` grows with each change of it."""

    key: str
    title: str
    text: str
    starts: datetime | date
    ends: datetime | date | None
    url: str
    place: str = ""
    version: int = 1


def calendar_file(name: str, title: str, entries: Iterable[Entry]) -> Response:
    """A calendar to subscribe to, or to open once."""
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", f"-//Nam Thanh Miện//{title}//VI")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    for entry in entries:
        event = Event()
        # The same event keeps its name however often it changes (RFC 7986, 5.3).
        event.add("uid", f"{entry.key}@{urlsplit(entry.url).hostname}")
        event.add("dtstamp", utcnow())
        event.add("dtstart", entry.starts)
        if entry.ends:
            event.add("dtend", entry.ends)
        event.add("sequence", entry.version)
        event.add("summary", entry.title)
        event.add("description", entry.text)
        if entry.place:
            event.add("location", entry.place)
        event.add("url", entry.url)
        calendar.add_component(event)
    answer = Response(calendar.to_ical(), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = f"inline; filename={name}.ics"
    return answer
