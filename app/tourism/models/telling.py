"""Texts, figures, seasons, services and events."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import utcnow
from app.core.db import Fixed, Model
from app.core.enums import Labelled
from app.core.i18n import quantity
from app.core.rules import RuleBroken
from app.tourism.models.content import Content, Edited, in_order


class Chapter(Labelled):
    """The pages that are made of texts."""

    WELCOME = "welcome", _l("Trang đón khách")
    RULES = "rules", _l("Nội quy")
    WAY = "way", _l("Đường đến")
    STORY = "story", _l("Chuyện Đảo Cò")
    LEGEND = "legend", _l("Truyền thuyết")


class Passage(Content, Model):
    """A text of a chapter, in both languages."""

    __tablename__ = "passages"
    __table_args__ = in_order()

    chapter: Mapped[Chapter]
    title: Mapped[str] = mapped_column(sa.String(120))
    title_en: Mapped[str] = mapped_column(sa.String(120))
    text: Mapped[str] = mapped_column(sa.Text)
    text_en: Mapped[str] = mapped_column(sa.Text)

    @property
    def told_name(self) -> str:
        return f"{self.chapter.label}: {self.title}"


class Topic(Edited, Model):
    """What figures are about, such as the area of the lake, and in what they are counted."""

    __tablename__ = "figure_topics"

    position: Mapped[int] = mapped_column(default=0)
    label: Mapped[str] = mapped_column(sa.String(120), unique=True)
    label_en: Mapped[str] = mapped_column(sa.String(120))
    unit: Mapped[str] = mapped_column(sa.String(40), default="")
    unit_en: Mapped[str] = mapped_column(sa.String(40), default="")

    taken = _l("Đã có mục số liệu mang tên này.")
    told_by = "label"

    figures: Mapped[list["Figure"]] = relationship(
        back_populates="topic",
        order_by="Figure.position, Figure.id",
        primaryjoin="and_(Figure.topic_id == Topic.id, Figure.is_shown)",
        viewonly=True,
    )

    @property
    def least(self) -> Decimal:
        """The lowest value that a source gives."""
        return min(figure.low for figure in self.figures)

    @property
    def most(self) -> Decimal:
        """The highest."""
        return max(figure.high or figure.low for figure in self.figures)

    @property
    def is_due(self) -> bool:
        """Whether any of its figures should be checked again."""
        return any(figure.is_due for figure in self.figures)


class Figure(Content, Model):
    """What one source says of a topic: a number, or from one to another."""

    __tablename__ = "figures"
    __table_args__ = in_order(sa.CheckConstraint("high IS NULL OR high > low", name="from_low_to_high"))

    low: Mapped[Decimal] = mapped_column(Fixed(3))
    high: Mapped[Decimal | None] = mapped_column(Fixed(3))
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    note_en: Mapped[str] = mapped_column(sa.String(200), default="")
    topic_id: Mapped[int] = mapped_column(sa.ForeignKey("figure_topics.id"), index=True)

    topic: Mapped[Topic] = relationship(back_populates="figures", lazy="joined", innerjoin=True)

    def must_be_right(self) -> None:
        """Raises `RuleBroken` for a range that ends before it begins."""
        super().must_be_right()
        if self.high is not None and self.high <= self.low:
            raise RuleBroken(_("“Đến” phải lớn hơn “Từ”; chỉ có một số thì bỏ trống “Đến”."))

    @property
    def told_name(self) -> str:
        values = "–".join(quantity(value, 3) for value in (self.low, self.high) if value)
        return f"{self.topic.label}: {values} {self.topic.unit}".rstrip()


class Season(Content, Model):
    """Months of the year in which the birds do the same thing; it may go on over New Year."""

    __tablename__ = "seasons"
    __table_args__ = in_order(
        sa.CheckConstraint("first_month BETWEEN 1 AND 12 AND last_month BETWEEN 1 AND 12", name="months_of_a_year")
    )

    first_month: Mapped[int]
    last_month: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(80))
    name_en: Mapped[str] = mapped_column(sa.String(80))
    text: Mapped[str] = mapped_column(sa.Text)
    text_en: Mapped[str] = mapped_column(sa.Text)

    taken = _l("Đã có mùa khác nói về những tháng này.")

    @property
    def months(self) -> list[int]:
        """Its months, 1 to 12, in the order they come."""
        return [(self.first_month - 1 + n) % 12 + 1 for n in range((self.last_month - self.first_month) % 12 + 1)]


class ServiceKind(Labelled):
    TICKET = "ticket", _l("Vé vào")
    BOAT = "boat", _l("Thuyền")
    GUIDE = "guide", _l("Người dẫn")
    FOOD = "food", _l("Ăn uống")
    STAY = "stay", _l("Nghỉ lại")
    PARKING = "parking", _l("Gửi xe")
    OTHER = "other", _l("Khác")


class Service(Content, Model):
    """What one can have there, from whom, for how much; nothing is paid here."""

    __tablename__ = "services"
    __table_args__ = in_order(
        sa.CheckConstraint("price IS NULL OR price >= 0", name="price_not_negative"),
        sa.CheckConstraint("price_to IS NULL OR price_to > price", name="price_from_low_to_high"),
    )

    kind: Mapped[ServiceKind]
    name: Mapped[str] = mapped_column(sa.String(120))
    name_en: Mapped[str] = mapped_column(sa.String(120))
    provider: Mapped[str] = mapped_column(sa.String(120))
    phone: Mapped[str | None] = mapped_column(sa.String(20))
    # đồng; None: to be asked for
    price: Mapped[int | None]
    price_to: Mapped[int | None]
    unit: Mapped[str] = mapped_column(sa.String(60), default="")
    unit_en: Mapped[str] = mapped_column(sa.String(60), default="")
    text: Mapped[str] = mapped_column(sa.Text, default="")
    text_en: Mapped[str] = mapped_column(sa.Text, default="")

    def must_be_right(self) -> None:
        """Raises `RuleBroken` for a price that ends before it begins, or has an end only."""
        super().must_be_right()
        if self.price_to is not None and (self.price is None or self.price_to <= self.price):
            raise RuleBroken(_("Giá “đến” phải lớn hơn giá “từ”; chỉ có một giá thì bỏ trống “đến”."))

    @property
    def told_name(self) -> str:
        return f"{self.kind.label}: {self.name}"


class Occasion(Content, Model):
    """An event at the lake."""

    __tablename__ = "occasions"
    __table_args__ = in_order(
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"), sa.Index(None, "is_shown", "ends_at")
    )

    told_by = "title"

    title: Mapped[str] = mapped_column(sa.String(120))
    title_en: Mapped[str] = mapped_column(sa.String(120))
    text: Mapped[str] = mapped_column(sa.Text)
    text_en: Mapped[str] = mapped_column(sa.Text)
    place: Mapped[str] = mapped_column(sa.String(120))
    place_en: Mapped[str] = mapped_column(sa.String(120))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    def must_be_right(self) -> None:
        """Raises `RuleBroken` for an event that ends before it starts."""
        super().must_be_right()
        if self.ends_at <= self.starts_at:
            raise RuleBroken(_("Giờ kết thúc phải sau giờ bắt đầu."))

    @property
    def is_over(self) -> bool:
        return self.ends_at < utcnow()


def season_of(day: date, seasons: list[Season]) -> Season | None:
    """Which of these a day is in; None when no season says anything of it."""
    return next((season for season in seasons if day.month in season.months), None)
