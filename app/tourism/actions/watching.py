"""Birds seen, noted, checked, and given away as open data."""

from datetime import datetime
from typing import IO, Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts.actions.own_data import drop_upload, forgets, rows_of, tells
from app.accounts.actions.people import keep_picture
from app.accounts.models import ChildrenShown, Person
from app.accounts.queries import by_identifier
from app.core.clock import local, utcnow
from app.core.db import db
from app.core.workflow import RuleBroken, add_once
from app.tourism.models import EDITORS, Attraction, Observer, Sighting, Species
from app.tourism.sun import LATITUDE, LONGITUDE

# Darwin Core, the terms of an occurrence (Darwin Core Quick Reference Guide, TDWG 2023).
TERMS = (
    *("occurrenceID", "basisOfRecord", "eventDate", "scientificName", "vernacularName", "taxonRank", "class"),
    *("individualCount", "occurrenceStatus", "decimalLatitude", "decimalLongitude", "geodeticDatum"),
    *("coordinateUncertaintyInMeters", "locality", "countryCode", "stateProvince", "municipality"),
    *("identificationVerificationStatus", "occurrenceRemarks", "language", "license", "datasetName", "modified"),
)
# Metres: places are drawn on a sketch that nobody surveyed.
UNCERTAIN, ANYWHERE = 200, 1000


def note(
    species: Species,
    count: int,
    seen_at: datetime,
    *,
    by: Person,
    key: str,
    attraction: Attraction | None = None,
    is_estimate: bool = False,
    note: str = "",
    photo: IO[bytes] | None = None,
    alt: str = "",
    children: ChildrenShown | None = None,
) -> Sighting:
    """Note what was seen; an editor's needs no second look. The same form again is the same sighting.

    Raises `RuleBroken` for a time that has not come, or a picture without words, and `RefusedFile`.
    """
    if before := db.session.scalar(sa.select(Sighting).where(Sighting.key == key)):
        return before
    if seen_at > utcnow():
        raise RuleBroken(_("Giờ nhìn thấy không thể ở sau lúc này."))
    if photo and not (alt and children):
        raise RuleBroken(_("Hãy viết một câu cho người không thấy ảnh."))
    upload = keep_picture(photo, by=by) if photo else None
    facts: dict[str, Any] = {"count": count, "seen_at": seen_at, "is_estimate": is_estimate, "note": note}
    facts |= {"alt": alt, "children": children} if upload else {}
    seen = Sighting(species=species, attraction=attraction, upload=upload, key=key, by_id=by.id, **facts)
    if by.has(*EDITORS):
        seen.checked_at, seen.checked_by_id = utcnow(), by.id
    try:
        add_once(seen, "")
    except RuleBroken:  # sent twice at the same moment
        return db.session.scalars(sa.select(Sighting).where(Sighting.key == key)).one()
    seen.record("sightings.note", by=by, species=species.id, count=count)
    if seen.checked_at:
        _know_month(seen, by=by)
    return seen


def check(seen: Sighting, *, by: Person) -> None:
    """An editor has looked at it and finds it right. Raises `RuleBroken` for one's own."""
    if seen.by_id == by.id:
        raise RuleBroken(_("Người ghi không tự kiểm tra ghi nhận của mình."))
    if seen.checked_at is None:
        seen.checked_at, seen.checked_by_id = utcnow(), by.id
        seen.record("sightings.check", by=by, role=by.acts_as(*EDITORS))
        _know_month(seen, by=by)


def _know_month(seen: Sighting, *, by: Person) -> None:
    """A bird that was seen is seen in that month: its page says so from now on."""
    month = local(seen.seen_at).month
    if month not in seen.species.months:
        changed = seen.species.take({"months": sorted([*seen.species.months, month])})
        seen.species.remember("see", by=by, changed=changed)


def drop(seen: Sighting, reason: str, *, by: Person) -> None:
    """It was a mistake: it counts no longer; that it was taken out, and why, stays in the history."""
    facts: dict[str, Any] = {"species": seen.species.name, "count": seen.count, "seen_at": seen.seen_at.isoformat()}
    seen.record("sightings.drop", by=by, role=by.acts_as(*EDITORS), reason=reason, **facts)
    upload = seen.upload
    db.session.delete(seen)
    db.session.flush()
    if upload:
        drop_upload(upload)


def ask_to_watch(name: str, *, by: Person) -> Observer:
    """Let somebody with an account note birds. Raises `RuleBroken` when nobody is called so, or they do already."""
    found = db.session.scalars(by_identifier(name)).unique().all()
    if len(found) != 1:
        raise RuleBroken(_("Không thấy tài khoản nào tên như vậy. Hãy gõ đúng tên đăng nhập."))
    [person] = found
    observer = db.session.scalar(sa.select(Observer).where(Observer.person_id == person.id).with_for_update())
    if observer is not None and observer.ended_at is None:
        raise RuleBroken(_("Người này đang ghi chim rồi."))
    if observer is None:
        observer = Observer(person_id=person.id)
        db.session.add(observer)
    observer.since, observer.ended_at, observer.added_by_id = utcnow(), None, by.id
    db.session.flush()
    person.record("people.ask_to_watch_birds", by=by, role=by.acts_as(*EDITORS))
    return observer


def end_watching(observer: Observer, *, by: Person) -> None:
    """They note birds no longer; what they noted stays."""
    if observer.ended_at is None:
        observer.ended_at = utcnow()
        observer.person.record("people.end_watching_birds", by=by, role=by.acts_as(*EDITORS))


def darwin_core(seen: Sighting, base: str) -> list[Any]:
    """A sighting as a row of `TERMS`. Who saw it is nobody's business."""
    place = seen.attraction
    where = (place.latitude, place.longitude, UNCERTAIN) if place else (LATITUDE, LONGITUDE, ANYWHERE)
    told = {
        "occurrenceID": f"{base}/dao-co/ghi-nhan.csv#{seen.key}",  # never given to another one
        "basisOfRecord": "HumanObservation",
        "eventDate": local(seen.seen_at).isoformat(timespec="minutes"),
        "scientificName": seen.species.latin or "",
        "vernacularName": seen.species.name,
        "taxonRank": "species",
        "class": "Aves",
        "individualCount": seen.count,
        "occurrenceStatus": "present",
        "decimalLatitude": where[0],
        "decimalLongitude": where[1],
        "geodeticDatum": "EPSG:4326",
        "coordinateUncertaintyInMeters": where[2],
        "locality": place.name if place else "Hồ An Dương",
        "countryCode": "VN",
        "stateProvince": "Hải Phòng",
        "municipality": "Nam Thanh Miện",
        "identificationVerificationStatus": "verified",
        # What observers wrote stays inside: it may name people.
        "occurrenceRemarks": _("ước lượng") if seen.is_estimate else "",
        "language": "vi",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "datasetName": "Đảo Cò (dữ liệu mẫu)" if seen.is_sample else "Đảo Cò",
        "modified": local(seen.checked_at or seen.at).date().isoformat(),
    }
    return [told[term] for term in TERMS]


@tells("sightings")
def _seen(person: Person) -> list[dict[str, Any]]:
    said = sa.or_(Sighting.by_id == person.id, Sighting.checked_by_id == person.id)
    return rows_of(Sighting, said, but=("by_id", "checked_by_id", "key"))


@tells("observers")
def _watches(person: Person) -> list[dict[str, Any]]:
    return rows_of(Observer, Observer.person_id == person.id, but=("added_by_id",))


@forgets
def _forget(person: Person) -> None:
    """What was seen stays, without who saw it."""
    for column in (Sighting.by_id, Sighting.checked_by_id):
        db.session.execute(sa.update(Sighting).where(column == person.id).values({column.key: None}))
    db.session.execute(sa.delete(Observer).where(Observer.person_id == person.id))
    db.session.execute(sa.update(Observer).where(Observer.added_by_id == person.id).values(added_by_id=None))
