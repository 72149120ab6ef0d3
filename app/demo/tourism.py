"""The sample of Đảo Cò: places, prices, trips and the people who asked for them, birds that were seen."""

import io
import math
import secrets
import struct
import wave
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import IO, Any

import sqlalchemy as sa

from app.accounts.models import ChildrenShown, Person, Role
from app.core.clock import ZONE, local, today, utcnow
from app.core.db import db
from app.core.fields import phone
from app.demo.people import read
from app.demo.pictures import drawn
from app.tourism.actions import counting, editing, visiting, watching
from app.tourism.models import (
    Attraction,
    FeedbackState,
    Mood,
    Occasion,
    PlaqueCount,
    Service,
    ServiceKind,
    Sighting,
    Slot,
    Source,
    SourceKind,
    Species,
    Tour,
    TourKind,
    Visit,
)

Lived = tuple[datetime, Callable[[], None]]
OPENED, SETTLED = timedelta(days=10), timedelta(days=30)  # slots are open so far ahead; places stand so long


class Tourism:
    """What was done at the lake, counted from today, so that trips lie ahead whenever the samples are loaded."""

    def __init__(self, people: dict[str, Person]) -> None:
        self.editor = next(person for person in people.values() if person.has(Role.TOURISM_EDITOR))
        self.observer = next(person for person in people.values() if person.has(Role.VILLAGE_TEAM))
        self.told = read("tourism.json")
        self.now = utcnow()
        self.places: dict[str, Attraction] = {}
        self.tours: dict[str, Tour] = {}
        self.asked: dict[str, Visit] = {}
        self.source: Source | None = None

    def steps(self) -> Iterator[Lived]:
        """Everything with its moment."""
        yield self.now - SETTLED, self._settle
        for hour, place in enumerate(self.told["attractions"], 1):
            yield self.now - SETTLED + timedelta(hours=hour), partial(self._place, place)
        yield self.now - SETTLED + timedelta(hours=10), self._offer
        for days in range(-4, OPENED.days):
            yield self._day(days) - timedelta(days=20), partial(self._open, days)
        for told in self.told["visits"]:
            yield from self._of_visit(told)
        for told in self.told["feedback"]:
            yield self.now - timedelta(days=told["days"]), partial(self._say, told)
        for told in self.told["sightings"]:
            yield self._seen_at(told) + timedelta(minutes=20), partial(self._note, told)
        yield self.now - timedelta(minutes=30), self._count

    def _settle(self) -> None:
        facts = {"kind": SourceKind.SITE, "title": "Dữ liệu mẫu", "title_en": "Sample data", "publisher": "", "url": ""}
        self.source = self._made(editing.begin(Source, facts, by=self.editor))
        watching.ask_to_watch(self.observer.name, by=self.editor)

    def _place(self, told: dict[str, Any]) -> None:
        facts = {name: told[name] for name in ("number", "slug", "name", "name_en", "text", "text_en")}
        latitude, longitude = (Decimal(str(part)) for part in told["at"])
        where = {"latitude": latitude, "longitude": longitude}
        made = self._made(editing.begin(Attraction, facts | where | self._checked(160), by=self.editor))
        self.places[told["slug"]] = made
        if words := told.get("picture"):
            alt, alt_en = words
            editing.put_picture(made, drawn(alt), alt, alt_en, ChildrenShown.NONE, by=self.editor)
        if told.get("sound"):
            for language in ("vi", "en"):
                editing.put_recording(made, language, chirping(), by=self.editor)

    def _offer(self) -> None:
        for position, told in enumerate(self.told["services"]):
            facts = {
                name: told.get(name, "") for name in ("name", "name_en", "provider", "unit", "unit_en", "text", "text_en")
            }
            facts |= {"kind": ServiceKind(told["kind"]), "price": told["price"], "price_to": told.get("price_to")}
            facts |= {"phone": phone(told["phone"]) if told["phone"] else None, "position": position}
            self._made(editing.begin(Service, facts | self._checked(told["days"]), by=self.editor))
        for told in self.told["occasions"]:
            names = ("title", "title_en", "text", "text_en", "place", "place_en")
            starts = self._day(told["in"]) + timedelta(hours=told["hour"])
            times = {"starts_at": starts, "ends_at": starts + timedelta(hours=told["hours"])}
            self._made(editing.begin(Occasion, {n: told[n] for n in names} | times | self._checked(160), by=self.editor))
        for told in self.told["tours"]:
            facts = {name: told[name] for name in ("name", "name_en", "seats", "minutes")} | {"is_offered": True}
            self.tours[told["name"]] = self._made(
                editing.begin(Tour, {**facts, "kind": TourKind(told["kind"])}, by=self.editor)
            )

    def _open(self, days: int) -> None:
        for told in self.told["tours"]:
            tour = self.tours[told["name"]]
            starts = [self._day(days) + timedelta(hours=hour) for hour in told["hours"]]
            visiting.open_slots(tour, starts, minutes=tour.minutes, seats=tour.seats, by=self.editor)

    def _of_visit(self, told: dict[str, Any]) -> Iterator[Lived]:
        goes = self._day(told["day"]) + timedelta(hours=told["hour"])
        asked = min(goes, self.now) - timedelta(days=2)
        yield asked, partial(self._ask, told)
        answered = asked + timedelta(hours=5)
        if told.get("confirmed") or told.get("came") or told.get("missed"):
            yield answered, partial(self._confirm, told)
        if told.get("cancelled"):
            yield answered, partial(self._cancel, told)
        if reason := told.get("declined"):
            yield answered, partial(self._decline, told, reason)
        if told.get("came") or told.get("missed"):
            yield goes + timedelta(hours=2), partial(self._arrive, told)

    def _ask(self, told: dict[str, Any]) -> None:
        goes = self._day(told["day"]) + timedelta(hours=told["hour"])
        found = sa.select(Slot).where(Slot.tour_id == self.tours[told["tour"]].id, Slot.starts_at == goes)
        reached = {"phone": phone(told["phone"]) or told["phone"], "email": told.get("email")}
        facts = {
            "name": told["name"],
            "note": told.get("note", ""),
            "language": told.get("language", "vi"),
            "is_sample": True,
        }
        slot = db.session.scalars(found).one()
        asked = visiting.ask(slot, people=told["people"], key=secrets.token_urlsafe(16), **facts, **reached)
        self.asked[told["phone"]] = asked

    def _visit(self, told: dict[str, Any]) -> Visit:
        return self.asked[told["phone"]]

    def _confirm(self, told: dict[str, Any]) -> None:
        visiting.confirm(self._visit(told), by=self.editor)

    def _cancel(self, told: dict[str, Any]) -> None:
        visiting.cancel(self._visit(told), by=self.editor)

    def _decline(self, told: dict[str, Any], reason: str) -> None:
        visiting.decline(self._visit(told), reason, by=self.editor)

    def _arrive(self, told: dict[str, Any]) -> None:
        visit = self._visit(told)
        visiting.arrive(visit, told["came"], by=self.editor) if told.get("came") else visiting.miss(visit, by=self.editor)

    def _say(self, told: dict[str, Any]) -> None:
        said = counting.say(Mood(told["mood"]), told["text"], told["language"], key=secrets.token_urlsafe(16))
        said.is_sample = True
        if told["text"] and told["state"] != "new":
            counting.moderate(said, FeedbackState(told["state"]), by=self.editor)

    def _note(self, told: dict[str, Any]) -> None:
        by = self.editor if told["by"] == "editor" else self.observer
        species = db.session.scalars(sa.select(Species).where(Species.name == told["species"])).one()
        caption = told.get("photo", "")
        facts = {"is_estimate": told.get("is_estimate", False), "note": told.get("note", ""), "alt": caption}
        facts |= {"attraction": self.places[told["place"]], "photo": drawn(caption) if caption else None}
        facts["children"] = ChildrenShown.NONE if caption else None
        key = secrets.token_urlsafe(16)
        seen: Sighting = watching.note(species, told["count"], self._seen_at(told), by=by, key=key, **facts)
        seen.is_sample = True
        if told.get("checked"):
            watching.check(seen, by=self.editor)

    def _count(self) -> None:
        """What the counter would have written by now: nobody can stand at a plaque for a sample."""
        for number, place in enumerate(self.places.values()):
            for days in range(28):
                count = (7 * number + 5 * days) % 17 + (9 if (today() - timedelta(days=days)).weekday() > 4 else 2)
                db.session.add(PlaqueCount(attraction_id=place.id, day=today() - timedelta(days=days), count=count))

    def _checked(self, holds: int) -> dict[str, Any]:
        if self.source is None:
            raise RuntimeError("places come after the source")
        on = today()
        return {"source_id": self.source.id, "checked_on": on, "check_by": on + timedelta(days=holds), "is_shown": True}

    def _made(self, thing: Any) -> Any:
        thing.is_sample = True
        return thing

    def _day(self, days: int) -> datetime:
        on = local(self.now).date() + timedelta(days=days)
        return datetime(on.year, on.month, on.day, tzinfo=ZONE)

    def _seen_at(self, told: dict[str, Any]) -> datetime:
        return self._day(-told["days"]) + timedelta(hours=told["hour"], minutes=10)


def chirping() -> IO[bytes]:
    """Eight seconds of made-up chirps: a sample of sound that pretends to be no bird and nobody's voice."""
    rate, stream = 16_000, io.BytesIO()
    samples = []
    for n in range(8 * rate):
        second = n / rate
        within = second % 0.5
        loud = math.sin(math.pi * within / 0.18) if within < 0.18 else 0.0
        samples.append(int(9000 * loud * math.sin(2 * math.pi * (1400 + 2600 * within) * second)))
    with wave.open(stream, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    stream.seek(0)
    return stream
