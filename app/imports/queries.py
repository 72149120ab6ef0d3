"""Questions about imports."""

from typing import Any

import sqlalchemy as sa

from app.accounts.models import Person
from app.core.audit import Event
from app.imports.models import ImportDraft

APPLIED = f"{ImportDraft.__tablename__}.apply"


def draft(id: int, seen_by: Any) -> sa.Select[ImportDraft]:
    """A draft, for whoever sent it."""
    return sa.select(ImportDraft).where(ImportDraft.id == id, ImportDraft.by_id == seen_by.id)


def held(draft: ImportDraft) -> sa.Select[ImportDraft]:
    """The same draft as it stands now, kept from others until the end."""
    locked = sa.select(ImportDraft).where(ImportDraft.id == draft.id).with_for_update(of=ImportDraft)
    return locked.execution_options(populate_existing=True)


def waiting(person: Person) -> sa.Select[ImportDraft]:
    """What somebody sent and has not said yes to."""
    own = sa.select(ImportDraft).where(ImportDraft.by_id == person.id, ImportDraft.applied_at.is_(None))
    return own.order_by(ImportDraft.id)


def same(person: Person, digest: str) -> sa.Select[ImportDraft]:
    """The draft of the same table that this person sent before."""
    return waiting(person).where(ImportDraft.digest == digest)


def applied() -> sa.Select[Event, str]:
    """Every import that was made, by its row of history, with the name of who made it."""
    about = sa.select(Event, Person.name).outerjoin(Person, Person.id == Event.actor_id)
    return about.where(Event.subject_type == ImportDraft.__tablename__, Event.name == APPLIED)


def one_applied(number: int) -> sa.Select[Any]:
    """One of them."""
    return sa.select(Event).where(Event.id == number, Event.name == APPLIED)
