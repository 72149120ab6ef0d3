"""Figures of a time, and the lists behind them."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.accounts.models import Upload
from app.core.clock import start_of
from app.tourism.models import (
    Attraction,
    Feedback,
    FeedbackState,
    Observer,
    PlaqueCount,
    Sighting,
    Slot,
    Species,
    Visit,
    VisitState,
)


def plaques_between(first: date, until: date) -> Any:
    """How often each plaque was opened from a day up to another."""
    counted = sa.func.coalesce(sa.func.sum(PlaqueCount.count), 0).label("count")
    within = (PlaqueCount.attraction_id == Attraction.id, PlaqueCount.day >= first, PlaqueCount.day < until)
    query = sa.select(Attraction.number, Attraction.name, counted).outerjoin(PlaqueCount, sa.and_(*within))
    return query.group_by(Attraction.id, Attraction.number, Attraction.name).order_by(Attraction.number)


def plaque_days(first: date, until: date) -> Any:
    """How often plaques were opened on each day."""
    within = (PlaqueCount.day >= first, PlaqueCount.day < until)
    return (
        sa.select(PlaqueCount.day, sa.func.sum(PlaqueCount.count).label("opened")).where(*within).group_by(PlaqueCount.day)
    )


def moods_between(first: date, until: date) -> Any:
    """How many said what."""
    within = (Feedback.at >= start_of(first), Feedback.at < start_of(until))
    return sa.select(Feedback.mood, sa.func.count()).where(*within).group_by(Feedback.mood)


def visits_between(first: date, until: date) -> Any:
    """Requests for trips of a time: how many, for how many people who were confirmed or came, how many came."""
    taken = Visit.state.in_((VisitState.CONFIRMED, VisitState.CAME))
    columns = (
        sa.func.count(Visit.id).label("asked"),
        sa.func.coalesce(sa.func.sum(sa.case((taken, Visit.people), else_=0)), 0).label("people"),
        sa.func.coalesce(sa.func.sum(Visit.came), 0).label("came"),
    )
    return sa.select(*columns).join(Visit.slot).where(*_of_slots(first, until))


def people_by_trip(first: date, until: date) -> Any:
    """How many people were confirmed or came on each trip of a time that anybody was, with when it began."""
    people = sa.func.sum(Visit.people).label("people")
    query = sa.select(Slot.starts_at, people).join(Visit, Visit.slot_id == Slot.id).where(*_of_slots(first, until))
    return query.where(Visit.state.in_((VisitState.CONFIRMED, VisitState.CAME))).group_by(Slot.id, Slot.starts_at)


def trips_between(first: date, until: date) -> Any:
    """Trips of a time that were not called off, and their seats."""
    columns = (sa.func.count().label("trips"), sa.func.coalesce(sa.func.sum(Slot.seats), 0).label("seats"))
    return sa.select(*columns).select_from(Slot).where(*_of_slots(first, until), Slot.called_off_at.is_(None))


def birds_between(first: date, until: date) -> Any:
    """Checked sightings of a time: how many, of how many kinds, and of each kind the most that were seen at one time.

    The same birds are counted evening after evening, so their sum would be no number of birds.
    """
    within = (Sighting.checked_at.is_not(None), Sighting.seen_at >= start_of(first), Sighting.seen_at < start_of(until))
    kinds = sa.select(sa.func.count().label("times"), sa.func.max(Sighting.count).label("most")).where(*within)
    each = kinds.group_by(Sighting.species_id).subquery()
    columns = (
        sa.func.coalesce(sa.func.sum(each.c.times), 0).label("sightings"),
        sa.func.coalesce(sa.func.sum(each.c.most), 0).label("birds"),
        sa.func.count().label("kinds"),
    )
    return sa.select(*columns).select_from(each)


def _of_slots(first: date, until: date) -> tuple[sa.ColumnElement[bool], ...]:
    return Slot.starts_at >= start_of(first), Slot.starts_at < start_of(until)


def feedback(*, waiting: bool) -> sa.Select[Feedback]:
    """Sentences of visitors: those that wait for an editor, or all others."""
    has_words = sa.select(Feedback).where(Feedback.text != "")
    return has_words.where((Feedback.state == FeedbackState.NEW) if waiting else (Feedback.state != FeedbackState.NEW))


def one_feedback(id: int) -> sa.Select[Feedback]:
    """One answer."""
    return sa.select(Feedback).where(Feedback.id == id)


def waiting_words() -> sa.Select[int]:
    """How many sentences wait for an editor."""
    return sa.select(sa.func.count()).where(Feedback.state == FeedbackState.NEW)


def sightings() -> sa.Select[Sighting]:
    """Everything anybody saw; the list brings the order."""
    return sa.select(Sighting)


def one_sighting(id: int) -> sa.Select[Sighting]:
    """One of them."""
    return sa.select(Sighting).where(Sighting.id == id)


def open_sightings() -> sa.Select[Sighting]:
    """What everybody may have: what an editor checked, of birds whose name is known, oldest first."""
    known = sa.select(Sighting).join(Sighting.species).where(Sighting.checked_at.is_not(None), Species.latin.is_not(None))
    return known.order_by(Sighting.seen_at, Sighting.id)


def to_check() -> sa.Select[Sighting]:
    """Sightings that wait for an editor, the oldest first."""
    return sa.select(Sighting).where(Sighting.checked_at.is_(None)).order_by(Sighting.id)


def unchecked() -> sa.Select[int]:
    """How many sightings wait for an editor."""
    return sa.select(sa.func.count()).where(Sighting.checked_at.is_(None))


def observer(person: Any) -> sa.Select[Observer]:
    """Whether somebody was asked to note birds, and still is."""
    return sa.select(Observer).where(Observer.person_id == person.id, Observer.ended_at.is_(None))


def observers() -> sa.Select[Observer]:
    """Everybody who is asked to note birds."""
    return sa.select(Observer).where(Observer.ended_at.is_(None)).order_by(Observer.id)


def one_observer(id: int) -> sa.Select[Observer]:
    """One of them."""
    return sa.select(Observer).where(Observer.id == id)


def sighting_photo(id: int) -> sa.Select[Upload]:
    """The photo of a sighting."""
    return sa.select(Upload).join(Sighting, Sighting.upload_id == Upload.id).where(Sighting.id == id)
