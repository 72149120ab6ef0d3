"""The history: one row for every act that matters, added and never changed."""

from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session

from app.core.clock import utcnow
from app.core.db import Model, db


class Actor(Protocol):
    """Whoever answers for an act."""

    id: int

    def acts_as(self, *roles: str) -> str: ...


class Event(Model):
    """Who did what to which thing, when, in which role, and the reason given to the public."""

    __tablename__ = "events"
    __table_args__ = (
        sa.Index(None, "subject_type", "subject_id", "id"),
        # What an office did of late is asked by person.
        sa.Index(None, "actor_id", "id"),
    )

    at: Mapped[datetime]
    name: Mapped[str] = mapped_column(sa.String(60))
    subject_type: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[int]
    # No foreign key: the ground floor knows no people, and an erased person leaves the row as it is.
    actor_id: Mapped[int | None]
    role: Mapped[str] = mapped_column(sa.String(32))
    before: Mapped[str | None] = mapped_column(sa.String(32))
    after: Mapped[str | None] = mapped_column(sa.String(32))
    reason: Mapped[str | None] = mapped_column(sa.Text)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Recorded:
    """A thing with a history."""

    id: Mapped[int]
    __tablename__: str

    def record(
        self,
        name: str,
        *,
        by: Actor,
        role: str | None = None,
        before: str | None = None,
        after: str | None = None,
        reason: str | None = None,
        **details: Any,
    ) -> Event:
        """Write one row of history in the transaction of the act itself; flushes, so that ids exist."""
        session = object_session(self) or _joined(self)
        session.flush()
        event = Event(
            at=utcnow(),
            name=name,
            subject_type=self.__tablename__,
            subject_id=self.id,
            actor_id=by.id,
            role=role or by.acts_as(),
            before=before,
            after=after,
            reason=reason,
            details=details,
        )
        session.add(event)
        return event


def _joined(thing: object) -> Session:
    db.session.add(thing)
    return db.session


def history_of(thing: Recorded) -> sa.Select[Event]:
    """Everything that happened to a thing, oldest first."""
    return sa.select(Event).where(Event.subject_type == thing.__tablename__, Event.subject_id == thing.id).order_by(Event.id)
