"""What happened to a lot: one row for each step, in the terms of EPCIS 2.0, added and never changed."""

import secrets
import uuid
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import ChildrenShown, Person, Upload
from app.core.clock import utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.core.news import Shown
from app.products.models.lot import Lot
from app.products.models.producer import Place


class Step(Labelled):
    """What people do with a lot; `biz_step` and `disposition` are its words in the Core Business Vocabulary 2.0 of GS1."""

    biz_step: str
    disposition: str
    icon: str

    def __new__(cls, value: str, label: str = "", biz_step: str = "", disposition: str = "", icon: str = "") -> "Step":
        member = str.__new__(cls, value)
        member._value_, member.label = value, label
        member.biz_step, member.disposition, member.icon = biz_step, disposition, icon
        return member

    SOW = "sow", _l("Gieo trồng"), "other", "in_progress", "leaf"
    CARE = "care", _l("Chăm sóc"), "other", "in_progress", "heart"
    HARVEST = "harvest", _l("Thu hoạch"), "commissioning", "active", "leaf"
    RECEIVE = "receive", _l("Nhập nguyên liệu"), "receiving", "in_progress", "down"
    MAKE = "make", _l("Chế biến"), "commissioning", "active", "gear"
    DRY = "dry", _l("Phơi, sấy"), "other", "in_progress", "clock"
    INSPECT = "inspect", _l("Kiểm tra"), "inspecting", "active", "tick"
    PACK = "pack", _l("Đóng gói"), "packing", "active", "file"
    STORE = "store", _l("Cất kho"), "storing", "active", "home"
    SHIP = "ship", _l("Xuất hàng"), "shipping", "in_transit", "share"
    SELL = "sell", _l("Bày bán"), "retail_selling", "sellable_accessible", "pin"
    DESTROY = "destroy", _l("Tiêu hủy"), "destroying", "destroyed", "cross"
    # Lots become other lots: made of them, parted, put together.
    TRANSFORM = "transform", _l("Làm ra lô mới"), "commissioning", "active", "gear"
    SPLIT = "split", _l("Tách lô"), "repackaging", "active", "list"
    MERGE = "merge", _l("Gộp lô"), "repackaging", "active", "list"


TURNS = (Step.TRANSFORM, Step.SPLIT, Step.MERGE)
ENTERED = tuple(step for step in Step if step not in TURNS)


class Part(Labelled):
    """What a lot is in an event."""

    SUBJECT = "subject", _l("Lô này")
    INPUT = "input", _l("Lấy từ")
    OUTPUT = "output", _l("Thành")


def _urn() -> str:
    """A random UUID (RFC 9562, version 4): what EPCIS calls the event by."""
    return uuid.UUID(bytes=secrets.token_bytes(16), version=4).urn


class TraceEvent(Shown, Model):
    """One step: what, where, when, by whom, with a picture. A correction names the event it takes the place of."""

    __tablename__ = "trace_events"
    __table_args__ = (
        sa.CheckConstraint("corrects_id IS NOT NULL OR NOT is_void", name="only_a_correction_voids"),
        sa.CheckConstraint("corrects_id IS NULL OR correction <> ''", name="corrected_for_a_reason"),
        sa.CheckConstraint("upload_id IS NULL OR children IS NOT NULL", name="children_asked_about"),
    )

    urn: Mapped[str] = mapped_column(sa.String(45), unique=True, default=_urn)
    step: Mapped[Step]
    at: Mapped[datetime]
    recorded_at: Mapped[datetime] = mapped_column(default=utcnow)
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    children: Mapped[ChildrenShown | None]
    # Why it was corrected; `is_void` when what it corrects did not happen at all.
    correction: Mapped[str] = mapped_column(sa.String(300), default="")
    is_void: Mapped[bool] = mapped_column(default=False)
    # Made by the form that sends it: the same form sent twice is one event.
    key: Mapped[str] = mapped_column(sa.String(40), unique=True, default=lambda: secrets.token_urlsafe(16))
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("production_places.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    # A correction may show the same picture.
    upload_id: Mapped[int | None] = mapped_column(sa.ForeignKey("uploads.id"), index=True)
    corrects_id: Mapped[int | None] = mapped_column(sa.ForeignKey("trace_events.id"), unique=True)

    place: Mapped[Place] = relationship()
    by: Mapped[Person | None] = relationship()
    upload: Mapped[Upload | None] = relationship()
    corrects: Mapped["TraceEvent | None"] = relationship(remote_side="TraceEvent.id", back_populates="corrected_by")
    corrected_by: Mapped["TraceEvent | None"] = relationship(back_populates="corrects", uselist=False)
    lots: Mapped[list["LotInEvent"]] = relationship(back_populates="event", order_by="LotInEvent.id")

    @property
    def own_lots(self) -> list[Lot]:
        """The lots of whoever noted it: what it is about, or what came out."""
        return [link.lot for link in self.lots if link.part is not Part.INPUT]

    @property
    def stands(self) -> bool:
        """Whether it says what happened: nobody corrected it, and it does not say that nothing did."""
        return self.corrected_by is None and not self.is_void


class LotInEvent(Model):
    """A lot in an event, with how much of it."""

    __tablename__ = "lots_in_events"
    __table_args__ = (
        sa.UniqueConstraint("lot_id", "event_id"),
        sa.Index(None, "event_id"),
        sa.CheckConstraint("quantity IS NULL OR quantity > 0", name="quantity_positive"),
        sa.CheckConstraint("part = 'subject' OR quantity IS NOT NULL", name="turned_by_quantity"),
    )

    part: Mapped[Part] = mapped_column(default=Part.SUBJECT)
    quantity: Mapped[Decimal | None]
    lot_id: Mapped[int] = mapped_column(sa.ForeignKey("lots.id"))
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("trace_events.id"))

    lot: Mapped[Lot] = relationship(back_populates="in_events")
    event: Mapped[TraceEvent] = relationship(back_populates="lots")
