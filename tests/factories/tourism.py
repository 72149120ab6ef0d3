"""Places, trips and the people who ask for them."""

import io
import itertools
import math
import struct
import wave
from datetime import timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.accounts.models import Person, Role
from app.core.clock import today, utcnow
from app.core.db import db
from app.tourism.actions import editing, visiting
from app.tourism.models import Attraction, Slot, Source, Species, Tour, TourKind, Visit
from tests.factories.people import holder

_numbers = itertools.count(1)


def editor() -> Person:
    """Somebody who edits the pages and receives visitors."""
    return holder(Role.TOURISM_EDITOR)


def source() -> Source:
    """One of the sources that every house starts with."""
    return db.session.scalars(sa.select(Source).order_by(Source.id)).first()


def checked(**facts: Any) -> dict[str, Any]:
    """What every piece of content needs besides its own."""
    days = {"checked_on": today(), "check_by": today() + timedelta(days=90)}
    return {"source_id": source().id, "is_shown": True, "position": 0} | days | facts


def attraction(by: Person | None = None, **facts: Any) -> Attraction:
    """A place at the lake."""
    number = (db.session.scalar(sa.select(sa.func.max(Attraction.number))) or 0) + 1
    given = {"number": number, "slug": f"diem-{number}", "name": f"Điểm {number}", "name_en": f"Stop {number}"}
    given |= {"text": "Đứng yên mà nhìn.", "text_en": "Stand still and look."}
    given |= {"latitude": Decimal("20.727"), "longitude": Decimal("106.208")}
    return editing.begin(Attraction, checked(**(given | facts)), by=by or editor())


def tour(**facts: Any) -> Tour:
    """A boat with twelve seats."""
    given = {"kind": TourKind.BOAT, "name": f"Thuyền {next(_numbers)}", "name_en": "Boat", "seats": 12, "minutes": 60}
    return editing.begin(Tour, {**given, "is_offered": True} | facts, by=editor())


def slot(of: Tour | None = None, *, seats: int = 4, hours: float = 48, **facts: Any) -> Slot:
    """A trip in two days."""
    of = of or tour()
    starts = [utcnow() + timedelta(hours=hours)]
    return visiting.open_slots(of, starts, minutes=of.minutes, seats=seats, by=editor(), **facts)[0]


def visit(of: Slot | None = None, people: int = 2, **facts: Any) -> Visit:
    """A request for seats."""
    number = next(_numbers)
    given = {"name": f"Khách {number}", "phone": f"+8491{number:07d}", "email": None, "note": "", "language": "vi"}
    return visiting.ask(of or slot(), people=people, **({"key": f"form-{number}"} | given | facts))


def species(name: str = "Cò trắng") -> Species:
    """A bird that every house knows."""
    return db.session.scalars(sa.select(Species).where(Species.name == name)).one()


def sound(seconds: float = 2, loud: int = 6000, channels: int = 2) -> io.BytesIO:
    """A real recording of one tone."""
    stream, rate = io.BytesIO(), 16_000
    tone = [int(loud * math.sin(2 * math.pi * 440 * n / rate)) for n in range(int(seconds * rate))]
    with wave.open(stream, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"".join(struct.pack("<h", value) * channels for value in tone))
    stream.seek(0)
    return stream
