"""Places with a plaque, what is heard at them, and the drawn map they stand on."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import ChildrenShown, Upload
from app.core.clock import utcnow
from app.core.db import Fixed, Model
from app.core.rules import RuleBroken
from app.core.search.index import Found, Searchable
from app.tourism import drawing
from app.tourism.models.content import Content, in_order

# What an address below /dao-co/ may not be called: pages of the site have these names.
RESERVED = frozenset(
    (
        "ban-do",
        "bien-tap",
        "chim",
        "chuyen",
        "dat-cho",
        "den-choi",
        "dich-vu",
        "diem",
        "dieu-hanh",
        "ghi-nhan",
        "ghi-nhan.csv",
        "gop-y",
        "lich.ics",
        "mat-mang",
    )
) | frozenset(("nghe", "nguon", "noi-quy", "phieu", "so-lieu", "su-kien", "sw.js", "tep", "thang"))

_SLUG = re.compile("[a-z0-9]+(-[a-z0-9]+)*")


class Attraction(Searchable, Content, Model):
    """A place at the lake: its painted number, what is told there in both languages, where it stands."""

    __tablename__ = "attractions"
    __table_args__ = in_order(
        sa.CheckConstraint("number BETWEEN 1 AND 99", name="number_on_a_plaque"),
        sa.CheckConstraint(
            "upload_id IS NULL OR (alt <> '' AND alt_en <> '' AND children IS NOT NULL)", name="picture_in_words"
        ),
    )

    number: Mapped[int] = mapped_column(unique=True)
    slug: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    name_en: Mapped[str] = mapped_column(sa.String(80))
    text: Mapped[str] = mapped_column(sa.Text)
    text_en: Mapped[str] = mapped_column(sa.Text)
    # WGS 84
    latitude: Mapped[Decimal] = mapped_column(Fixed(6))
    longitude: Mapped[Decimal] = mapped_column(Fixed(6))
    alt: Mapped[str] = mapped_column(sa.String(200), default="")
    alt_en: Mapped[str] = mapped_column(sa.String(200), default="")
    children: Mapped[ChildrenShown | None]
    upload_id: Mapped[int | None] = mapped_column(sa.ForeignKey("uploads.id"), unique=True)

    upload: Mapped[Upload | None] = relationship()
    recordings: Mapped[list["Recording"]] = relationship(back_populates="attraction", cascade="all, delete-orphan")

    searched_by = ("name", "name_en", "is_shown")

    def search_entries(self) -> list[Found]:
        """Found by its name in both languages while it is shown."""
        return [Found("attraction", self.id, self.name, (self.name_en, "Đảo Cò"), is_public=self.is_shown)]

    taken = _l("Số biển hoặc địa chỉ trang này đã dùng cho điểm khác.")

    def must_be_right(self) -> None:
        """Raises `RuleBroken` for an address that is none or is another page's, and for a place elsewhere on earth."""
        super().must_be_right()
        if not _SLUG.fullmatch(self.slug):
            raise RuleBroken(_("Địa chỉ trang chỉ gồm chữ thường không dấu, số và dấu gạch ngang, ví dụ ben-thuyen."))
        if self.slug in RESERVED:
            raise RuleBroken(_("Địa chỉ “%(slug)s” là của một trang khác. Hãy chọn địa chỉ khác.", slug=self.slug))
        if not drawing.near(self.latitude, self.longitude):
            if drawing.near(self.longitude, self.latitude):
                raise RuleBroken(_("Hình như vĩ độ và kinh độ viết ngược. Vĩ độ ở đây khoảng 20,7; kinh độ khoảng 106,2."))
            raise RuleBroken(_("Toạ độ này không nằm quanh hồ An Dương. Vĩ độ ở đây khoảng 20,7; kinh độ khoảng 106,2."))

    @property
    def told_name(self) -> str:
        return f"{self.number}. {self.name}"

    def heard_in(self, language: str) -> "Recording | None":
        """The recording in a language, if there is one."""
        return next((one for one in self.recordings if one.language == language), None)


class OldAddress(Model):
    """What the address of a place was once: it may stand on a plaque, and leads on."""

    __tablename__ = "old_addresses"

    slug: Mapped[str] = mapped_column(sa.String(40), unique=True)
    attraction_id: Mapped[int] = mapped_column(sa.ForeignKey("attractions.id"), index=True)


class Recording(Model):
    """What is heard at a place in one language: MP3, one channel, as loud as the others."""

    __tablename__ = "recordings"
    __table_args__ = (
        sa.UniqueConstraint("attraction_id", "language"),
        sa.CheckConstraint("language IN ('vi', 'en')", name="one_of_both_languages"),
        sa.CheckConstraint("seconds > 0", name="lasts"),
    )

    language: Mapped[str] = mapped_column(sa.String(2))
    seconds: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=utcnow)
    upload_id: Mapped[int] = mapped_column(sa.ForeignKey("uploads.id"), unique=True)
    attraction_id: Mapped[int] = mapped_column(sa.ForeignKey("attractions.id"))

    upload: Mapped[Upload] = relationship(lazy="joined", innerjoin=True)
    attraction: Mapped[Attraction] = relationship(back_populates="recordings")


class Sketch(Content, Model):
    """The map as GeoJSON (RFC 7946): lake, islands, paths. A sketch until somebody surveyed it. The last one shown holds."""

    __tablename__ = "map_sketches"
    __table_args__ = in_order()

    name: Mapped[str] = mapped_column(sa.String(80))
    drawn: Mapped[dict[str, Any]]
    is_surveyed: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(default=utcnow)
