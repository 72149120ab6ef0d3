"""Scans in numbers, and what buyers report."""

from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.products.models import Lot

# What the address of a code calls the place its label hangs at.
PLACE = "o"


class LabelPlace(Labelled):
    """Where a label hangs. The letter stands in the address of its code; on the pack, where most are, none does."""

    PACK = "p", _l("Trên bao bì")
    SHELF = "k", _l("Kệ, quầy bán")
    FAIR = "h", _l("Chợ, hội chợ")
    PRINT = "t", _l("Biển, tờ rơi")
    ONLINE = "m", _l("Trên mạng")


class ScanCount(Model):
    """How often the codes of a lot were opened on one day at one kind of place, by new and by returning readers.

    Nothing tells who they were: a browser that still has the page and asks whether it holds has been here before.
    """

    __tablename__ = "scan_counts"
    __table_args__ = (sa.UniqueConstraint("lot_id", "day", "place"),)

    day: Mapped[date]
    place: Mapped[LabelPlace]
    first: Mapped[int] = mapped_column(default=0)
    again: Mapped[int] = mapped_column(default=0)
    lot_id: Mapped[int] = mapped_column(sa.ForeignKey("lots.id"))


class SerialScan(Model):
    """How often the label of one numbered piece was opened: a copied label is opened by many."""

    __tablename__ = "serial_scans"
    __table_args__ = (sa.UniqueConstraint("lot_id", "number"),)

    number: Mapped[int]
    count: Mapped[int] = mapped_column(default=0)
    warned_at: Mapped[datetime | None]
    lot_id: Mapped[int] = mapped_column(sa.ForeignKey("lots.id"))


class TroubleKind(Labelled):
    FAKE = "fake", _l("Nghi hàng giả, tem giả")
    QUALITY = "quality", _l("Hàng hỏng, kém chất lượng")
    WRONG = "wrong", _l("Thông tin trên trang không đúng")


class Trouble(Model):
    """What a buyer tells the commune about a code. Nobody has to say who they are."""

    __tablename__ = "troubles"
    __table_args__ = (sa.Index(None, "seen_at", "id"),)

    kind: Mapped[TroubleKind]
    # As it was typed or scanned: it may be no code of ours.
    code: Mapped[str] = mapped_column(sa.String(40))
    text: Mapped[str] = mapped_column(sa.String(500), default="")
    phone: Mapped[str | None] = mapped_column(sa.String(20))
    at: Mapped[datetime] = mapped_column(default=utcnow)
    seen_at: Mapped[datetime | None]
    lot_id: Mapped[int | None] = mapped_column(sa.ForeignKey("lots.id"), index=True)
    seen_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)

    lot: Mapped[Lot | None] = relationship()
