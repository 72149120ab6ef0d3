"""Slots, requests for seats, and who comes on which day."""

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from app.core.clock import start_of
from app.tourism.models import LIVE, Slot, Tour, Visit, VisitState


def open_slots(since: datetime, until: datetime) -> sa.Select[Slot]:
    """Slots that may still be asked for, the next first."""
    ahead = (Slot.called_off_at.is_(None), Slot.starts_at > since, Slot.starts_at < until, Tour.is_offered)
    return sa.select(Slot).join(Slot.tour).where(*ahead).order_by(Slot.starts_at, Slot.id)


def slot(id: int) -> sa.Select[Slot]:
    """One slot."""
    return sa.select(Slot).where(Slot.id == id)


def locked(id: int) -> sa.Select[Slot]:
    """One slot, held until the end of the request, as it is in the database now: who asks for seats waits for their turn."""
    return sa.select(Slot).where(Slot.id == id).with_for_update(of=Slot).execution_options(populate_existing=True)


def slots_of(day: date) -> sa.Select[Slot]:
    """The slots of a day in their order."""
    first = start_of(day)
    within = (Slot.starts_at >= first, Slot.starts_at < first + timedelta(days=1))
    return sa.select(Slot).where(*within).order_by(Slot.starts_at, Slot.id)


def overlapping(tour: Tour, starts_at: datetime, ends_at: datetime) -> sa.Select[Slot]:
    """Slots of a tour that take place at any of this time."""
    same = (Slot.tour_id == tour.id, Slot.called_off_at.is_(None))
    return sa.select(Slot).where(*same, Slot.starts_at < ends_at, Slot.ends_at > starts_at).order_by(Slot.starts_at).limit(1)


def expected(slots: list[int]) -> sa.Select[Visit]:
    """Everybody who is, or was, expected on these trips, first come first; not those who cancelled or were declined."""
    states = (*LIVE, VisitState.CAME, VisitState.MISSED)
    return sa.select(Visit).where(Visit.slot_id.in_(slots), Visit.state.in_(states)).order_by(Visit.id)


def live_of(slot: Slot) -> sa.Select[Visit]:
    """Whoever still hopes for this slot, first come first, as it is in the database now."""
    live = sa.select(Visit).where(Visit.slot_id == slot.id, Visit.state.in_(LIVE))
    return live.order_by(Visit.id).execution_options(populate_existing=True)


def waiting_for(slot: Slot) -> sa.Select[Visit]:
    """The waiting list of a slot, first come first, as it is in the database now."""
    waiting = sa.select(Visit).where(Visit.slot_id == slot.id, Visit.state == VisitState.WAITING)
    return waiting.order_by(Visit.id).execution_options(populate_existing=True)


def before_in_line(visit: Visit) -> sa.Select[int]:
    """How many wait for the same slot since earlier."""
    same = (Visit.slot_id == visit.slot_id, Visit.state == VisitState.WAITING, Visit.id < visit.id)
    return sa.select(sa.func.count()).where(*same)


def visit(id: int) -> sa.Select[Visit]:
    """One request."""
    return sa.select(Visit).where(Visit.id == id)


def by_token(token: str) -> sa.Select[Visit]:
    """The request a link belongs to; nothing for a link this house did not make."""
    try:
        id = _signer().loads(token)
    except BadSignature:
        id = None
    return sa.select(Visit).where(Visit.id == (id if isinstance(id, int) else None))


def token_of(visit: Visit) -> str:
    """What stands in the link of a request: whoever has it may look and cancel, and nothing else."""
    return str(_signer().dumps(visit.id))


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="visit")


def sent_before(key: str) -> sa.Select[Visit]:
    """What the same form asked for when it was sent the first time."""
    return sa.select(Visit).where(Visit.key == key)


def to_answer(since: datetime) -> sa.Select[Visit]:
    """Seats that are held and wait for somebody's word, the trip that is next first."""
    held = sa.select(Visit).join(Visit.slot).where(Visit.state == VisitState.HELD, Slot.starts_at > since)
    return held.order_by(Slot.starts_at, Visit.id)


def days_with_slots(since: date, until: date) -> Any:
    """When slots begin, how many seats they have and how many are taken, over some days."""
    within = (Slot.starts_at >= start_of(since), Slot.starts_at < start_of(until), Slot.called_off_at.is_(None))
    return sa.select(Slot.starts_at, Slot.seats, Slot.taken).where(*within).order_by(Slot.starts_at)


def to_forget(before: datetime) -> sa.Select[Visit]:
    """Requests for trips that ended before a moment, whose names are still known."""
    return sa.select(Visit).join(Visit.slot).where(Slot.ends_at < before, Visit.forgotten_at.is_(None))


def tours() -> sa.Select[Tour]:
    """Everything that is or was offered."""
    return sa.select(Tour).order_by(Tour.is_offered.desc(), Tour.name)
