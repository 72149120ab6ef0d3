"""Events as iCalendar (RFC 5545), for the calendars of phones."""

from datetime import timedelta
from urllib.parse import urlsplit

from app.core.clock import utcnow
from app.tourism.models import Occasion


def written(occasions: list[Occasion], language: str, addresses: dict[int, str]) -> bytes:
    """These events in a language, each with the address of its page."""
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//Nam Thanh Miện//Đảo Cò//VI")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Đảo Cò")
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    for one in occasions:
        english = language == "en"
        event = Event()
        # The same event keeps its name however often it changes (RFC 7986, 5.3).
        event.add("uid", f"su-kien-{one.id}@{urlsplit(addresses[one.id]).hostname}")
        event.add("dtstamp", utcnow())
        event.add("dtstart", one.starts_at)
        event.add("dtend", one.ends_at)
        event.add("sequence", one.version)
        event.add("summary", one.title_en if english else one.title)
        event.add("description", one.text_en if english else one.text)
        event.add("location", one.place_en if english else one.place)
        event.add("url", addresses[one.id])
        calendar.add_component(event)
    return calendar.to_ical()
