"""Writing content: begun, changed, given a picture or a recording, each with its line in the history."""

from typing import IO, Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.accounts.actions.own_data import drop_upload
from app.accounts.actions.people import keep_picture
from app.accounts.models import ChildrenShown, Person, Upload
from app.core import files
from app.core.clock import utcnow
from app.core.db import db
from app.core.workflow import RuleBroken
from app.tourism.models import Attraction, Edited, OldAddress, Recording, Season, Slot, Tour
from app.tourism.sound import spoken


def begin(model: type[Edited], facts: dict[str, Any], *, by: Person) -> Edited:
    """Write something new. Raises `RuleBroken` for what its rules refuse, and for a name or number that is taken."""
    thing = model()
    changed = thing.take(facts)
    _keep(thing)
    thing.remember("begin", by=by, changed=changed)
    return thing


def write(thing: Edited, facts: dict[str, Any], *, by: Person) -> None:
    """Change what is said; nothing changed leaves no trace. Raises as `begin`."""
    if changed := thing.take(facts):
        try:
            _keep(thing)
        except RuleBroken:
            db.session.expire(thing)  # as it was
            raise
        thing.remember("write", by=by, changed=changed)


def _keep(thing: Edited) -> None:
    thing.must_be_right()
    if isinstance(thing, Season):
        _must_be_alone(thing)
    if isinstance(thing, Tour):
        _must_hold_its_trips(thing)
    if isinstance(thing, Attraction):
        _keep_address(thing)
    try:
        with db.session.begin_nested():
            db.session.add(thing)
    except IntegrityError:
        raise RuleBroken(str(thing.taken)) from None


def _must_be_alone(season: Season) -> None:
    """Raises `RuleBroken` when another season shown says something of the same month."""
    if not season.is_shown:
        return
    with db.session.no_autoflush:
        others = list(db.session.scalars(sa.select(Season).where(Season.is_shown)))
    if any(other is not season and set(other.months) & set(season.months) for other in others):
        raise RuleBroken(str(season.taken))


def _must_hold_its_trips(tour: Tour) -> None:
    """Raises `RuleBroken` when trips that are open have more seats than the tour is to have."""
    with db.session.no_autoflush:
        ahead = (Slot.tour_id == tour.id, Slot.called_off_at.is_(None), Slot.starts_at > utcnow())
        most = db.session.scalar(sa.select(sa.func.max(Slot.seats)).where(*ahead)) or 0
    if most > tour.seats:
        raise RuleBroken(_("Có suất sắp tới nhận %(num)d người. Hãy hủy suất đó trước khi bớt chỗ.", num=most))


def _keep_address(place: Attraction) -> None:
    """An address that was printed on a plaque leads on for good. Raises `RuleBroken` for one that was another place's."""
    before = sa.inspect(place).attrs.slug.history.deleted
    with db.session.no_autoflush:
        known = db.session.scalar(sa.select(OldAddress).where(OldAddress.slug == place.slug))
    if known is not None and known.attraction_id != place.id:
        raise RuleBroken(str(place.taken))
    if known is not None:  # back to what it was
        db.session.delete(known)
    if place.id and before and before[0]:
        db.session.add(OldAddress(slug=before[0], attraction_id=place.id))


def put_picture(place: Attraction, photo: IO[bytes], alt: str, alt_en: str, children: ChildrenShown, *, by: Person) -> None:
    """Give a place another picture; the old one is dropped. Raises `RefusedFile`."""
    old = place.upload
    upload = keep_picture(photo, by=by)
    changed = place.take({"alt": alt, "alt_en": alt_en, "children": children}) | {"picture": [bool(old), True]}
    place.upload = upload
    db.session.flush()
    if old:
        drop_upload(old)
    place.remember("put_picture", by=by, changed=changed)


def put_recording(place: Attraction, language: str, stream: IO[bytes], *, by: Person) -> Recording:
    """Give a place something to hear in a language, instead of what was there. Raises `RefusedFile` for no sound."""
    sound, seconds = spoken(stream)
    old = place.heard_in(language)
    if old:
        drop_recording(place, language, by=by)
    upload = Upload(token=files.keep_made(sound, "audio/mpeg"), mime="audio/mpeg", size=len(sound), uploader_id=by.id)
    made = Recording(language=language, seconds=seconds, upload=upload)
    place.recordings.append(made)
    db.session.flush()
    place.remember("put_recording", by=by, changed={language: [old.seconds if old else None, seconds]})
    return made


def drop_recording(place: Attraction, language: str, *, by: Person) -> None:
    """Take away what is heard in a language; nothing there is no trouble."""
    if old := place.heard_in(language):
        place.recordings.remove(old)
        db.session.flush()
        drop_upload(old.upload)
        place.remember("drop_recording", by=by, changed={language: [old.seconds, None]})
