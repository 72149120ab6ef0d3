"""Visits: what can be taken part in, when, with how many seats, and who asked for them."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.audit import Recorded
from app.core.clock import utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.core.workflow import RuleBroken, Workflow, transition
from app.tourism.models.content import EDITORS, Edited

BOARDING = timedelta(hours=1)


class TourKind(Labelled):
    BOAT = "boat", _l("Thuyền")
    GROUP = "group", _l("Đoàn đi bộ")
    GUIDE = "guide", _l("Người dẫn riêng")


class Tour(Edited, Model):
    """A boat, a walk or a guide that visitors can ask for; it does one thing at a time."""

    __tablename__ = "tours"
    __table_args__ = (sa.CheckConstraint("seats BETWEEN 1 AND 100", name="seats_for_some"),)

    kind: Mapped[TourKind]
    name: Mapped[str] = mapped_column(sa.String(80), unique=True)
    name_en: Mapped[str] = mapped_column(sa.String(80))
    seats: Mapped[int]
    minutes: Mapped[int]
    is_offered: Mapped[bool] = mapped_column(default=True)

    taken = _l("Đã có chuyến mang tên này.")


class Slot(Recorded, Model):
    """A tour at one time. `taken` counts the seats that are held or confirmed; the database never lets it pass `seats`."""

    __tablename__ = "slots"
    __table_args__ = (
        # A trip that was called off makes room for another.
        sa.Index(
            "uq_slots_tour_id_starts_at",
            "tour_id",
            "starts_at",
            unique=True,
            sqlite_where=sa.text("called_off_at IS NULL"),
            postgresql_where=sa.text("called_off_at IS NULL"),
        ),
        sa.Index(None, "starts_at", "id"),
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        sa.CheckConstraint("seats >= 1", name="seats_for_some"),
        sa.CheckConstraint("taken BETWEEN 0 AND seats", name="no_more_than_seats"),
    )

    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    seats: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    called_off_at: Mapped[datetime | None]
    # What visitors are told of it.
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    tour_id: Mapped[int] = mapped_column(sa.ForeignKey("tours.id"))

    tour: Mapped[Tour] = relationship(lazy="joined", innerjoin=True)

    @property
    def free(self) -> int:
        """Seats that nobody has."""
        return self.seats - self.taken

    @property
    def is_open(self) -> bool:
        """Whether seats may still be asked for, confirmed and given back."""
        return self.called_off_at is None and self.starts_at > utcnow()

    @property
    def is_boarding(self) -> bool:
        """Whether it can be said who came: from an hour before on."""
        return self.called_off_at is None and self.starts_at - BOARDING <= utcnow()


class VisitState(Labelled):
    HELD = "held", _l("Đã giữ chỗ, chờ xác nhận")
    WAITING = "waiting", _l("Trong danh sách chờ")
    CONFIRMED = "confirmed", _l("Đã xác nhận")
    CAME = "came", _l("Đã đến")
    MISSED = "missed", _l("Không đến")
    DECLINED = "declined", _l("Không nhận được")
    CANCELLED = "cancelled", _l("Đã hủy")


# States that have seats.
SEATED = (VisitState.HELD, VisitState.CONFIRMED)
LIVE = (*SEATED, VisitState.WAITING)


class Guest:
    """Whoever holds the link of a request; the commune knows no account of theirs."""

    id: Any = None

    def acts_as(self, *_roles: str) -> str:
        """Visitors have no role that is granted."""
        return "visitor"


class Visit(Workflow, Model):
    """A request for seats. Nobody needs an account; whoever holds its link may look and cancel. No money is held."""

    __tablename__ = "visits"
    __table_args__ = (
        sa.Index(None, "slot_id", "state", "id"),
        sa.Index(None, "state", "id"),
        sa.CheckConstraint("people BETWEEN 1 AND 100", name="some_people"),
        sa.CheckConstraint("forgotten_at IS NOT NULL OR phone IS NOT NULL OR email IS NOT NULL", name="can_be_reached"),
        sa.CheckConstraint("(state = 'came') = (came IS NOT NULL)", name="came_in_number"),
        # The same phone or address does not take seats of a slot twice.
        *(
            sa.Index(
                f"uq_visits_live_{how}",
                "slot_id",
                how,
                unique=True,
                sqlite_where=sa.text("state IN ('held', 'confirmed', 'waiting')"),
                postgresql_where=sa.text("state IN ('held', 'confirmed', 'waiting')"),
            )
            for how in ("phone", "email")
        ),
    )

    people: Mapped[int]
    state: Mapped[VisitState]
    state_since: Mapped[datetime] = mapped_column(default=utcnow)
    name: Mapped[str] = mapped_column(sa.String(80))
    phone: Mapped[str | None] = mapped_column(sa.String(20))
    email: Mapped[str | None] = mapped_column(sa.String(254))
    language: Mapped[str] = mapped_column(sa.String(2))
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    # What the visitor is told of a refusal or a cancelled trip.
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    # How many of them came in the end.
    came: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(default=utcnow)
    # Name and how to reach them are kept for a month after the trip, not longer.
    forgotten_at: Mapped[datetime | None]
    is_sample: Mapped[bool] = mapped_column(default=False)
    # Made by the form: sent twice it is one request.
    key: Mapped[str] = mapped_column(sa.String(40), unique=True)
    slot_id: Mapped[int] = mapped_column(sa.ForeignKey("slots.id"))

    slot: Mapped[Slot] = relationship(lazy="joined", innerjoin=True)

    @property
    def code(self) -> str:
        """What is said on the phone."""
        return f"DC-{self.id:05d}"

    @property
    def has_seats(self) -> bool:
        return self.state in SEATED

    @property
    def is_live(self) -> bool:
        """Whether something may still come of it."""
        return self.state in LIVE

    @transition(VisitState.HELD, to=VisitState.CONFIRMED, label=_l("Xác nhận"), who=EDITORS)
    def confirm(self, *, by: Person) -> None:
        """The seats are theirs. Raises `RuleBroken` for a trip that is over or called off."""
        self._must_be_ahead()
        self.state_since = utcnow()

    @transition(VisitState.WAITING, to=VisitState.HELD, label=_l("Chuyển lên giữ chỗ"), who=EDITORS)
    def move_up(self, *, by: Any) -> None:
        """Seats came free for the first in the list whom they suffice."""
        self.state_since = utcnow()

    @transition(VisitState.HELD, VisitState.WAITING, to=VisitState.DECLINED, label=_l("Không nhận"), who=EDITORS)
    def decline(self, *, by: Person, reason: str) -> None:
        """The board cannot take them, and says why."""
        self.reason, self.state_since = reason, utcnow()

    @transition(*LIVE, to=VisitState.CANCELLED, label=_l("Hủy"), who=EDITORS)
    def cancel(self, *, by: Any, reason: str = "") -> None:
        """They do not come, or the trip does not take place. Raises `RuleBroken` once it has begun."""
        if not reason:
            self._must_be_ahead()
        self.reason, self.state_since = reason, utcnow()

    @transition(VisitState.HELD, VisitState.CONFIRMED, to=VisitState.CAME, label=_l("Đã đến"), who=EDITORS)
    def arrive(self, *, by: Person, people: int) -> None:
        """So many of them came. Raises `RuleBroken` long before the trip, and for more than asked for seats."""
        self._must_have_come()
        if not 1 <= people <= self.people:
            raise RuleBroken(_("Số khách đến từ 1 đến %(num)d, như đã giữ chỗ.", num=self.people))
        self.came, self.state_since = people, utcnow()

    @transition(VisitState.HELD, VisitState.CONFIRMED, to=VisitState.MISSED, label=_l("Không đến"), who=EDITORS)
    def miss(self, *, by: Person) -> None:
        """Nobody came. Raises `RuleBroken` long before the trip."""
        self._must_have_come()
        self.state_since = utcnow()

    def _must_be_ahead(self) -> None:
        if not self.slot.is_open:
            raise RuleBroken(_("Chuyến này đã bắt đầu hoặc đã hủy."))

    def _must_have_come(self) -> None:
        if not self.slot.is_boarding:
            raise RuleBroken(_("Chưa đến giờ của chuyến này."))
