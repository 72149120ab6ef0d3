"""A product: what it is called and made of, its pictures, where it is sold, and the papers it has."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import ChildrenShown, Organisation, Person, Upload
from app.core.clock import utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.core.news import Shown
from app.core.search.index import Found, Named, Searchable
from app.core.workflow import RuleBroken, Workflow, transition
from app.initiatives.models import Initiative
from app.products.models.ocop import OcopSet
from app.products.models.producer import PRODUCER, Producer

MAX_PICTURES, MAX_LINKS = 6, 8


class ProductState(Labelled):
    DRAFT = "draft", _l("Bản nháp")
    PUBLISHED = "published", _l("Đang bán")
    RETIRED = "retired", _l("Ngừng làm")


class LinkKind(Labelled):
    """Where a link outside leads, and which link type of GS1 that is."""

    BUY = "buy", _l("Chỗ bán trên mạng")
    HOMEPAGE = "homepage", _l("Trang của cơ sở")
    SOCIAL = "social", _l("Trang mạng xã hội")
    NATIONAL = "national", _l("Cổng truy xuất quốc gia")


class Product(Shown, Searchable, Workflow, Model):
    """Something a producer makes and shows to everybody. Prices are for orientation: nothing is ordered here."""

    __tablename__ = "products"
    __table_args__ = (
        sa.Index(None, "producer_id", "id"),
        sa.Index(None, "state", "id"),
        sa.CheckConstraint("state = 'draft' OR published_at IS NOT NULL", name="published_at_a_time"),
        sa.CheckConstraint("price IS NULL OR price > 0", name="price_positive"),
    )

    state: Mapped[ProductState] = mapped_column(default=ProductState.DRAFT)
    name: Mapped[str] = mapped_column(sa.String(120))
    name_en: Mapped[str] = mapped_column(sa.String(120), default="")
    brand: Mapped[str] = mapped_column(sa.String(80), default="")
    story: Mapped[str] = mapped_column(sa.Text, default="")
    story_en: Mapped[str] = mapped_column(sa.Text, default="")
    ingredients: Mapped[str] = mapped_column(sa.String(500), default="")
    net_content: Mapped[str] = mapped_column(sa.String(80), default="")
    storage: Mapped[str] = mapped_column(sa.String(300), default="")
    shelf_life_days: Mapped[int | None]
    # TCVN, QCVN or the producer's own standard: field 10 of TT 02/2024.
    standards: Mapped[str] = mapped_column(sa.String(300), default="")
    # đồng, for orientation
    price: Mapped[int | None]
    # Fourteen digits.
    gtin: Mapped[str | None] = mapped_column(sa.String(14), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow)
    published_at: Mapped[datetime | None]
    is_sample: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column()
    producer_id: Mapped[int] = mapped_column(sa.ForeignKey("producers.id"))
    ocop_set_id: Mapped[int | None] = mapped_column(sa.ForeignKey("ocop_sets.id"))
    # The adopted initiative that stands behind it.
    initiative_id: Mapped[int | None] = mapped_column(sa.ForeignKey("initiatives.id"), index=True)

    producer: Mapped[Producer] = relationship()
    ocop_set: Mapped[OcopSet | None] = relationship()
    initiative: Mapped[Initiative | None] = relationship()
    pictures: Mapped[list["Picture"]] = relationship(
        back_populates="product", order_by="Picture.position", cascade="all, delete-orphan"
    )
    links: Mapped[list["ProductLink"]] = relationship(
        back_populates="product", order_by="ProductLink.id", cascade="all, delete-orphan"
    )

    searched_by = ("name", "brand", "state", "producer_id")
    __mapper_args__ = {"version_id_col": version}

    def search_entries(self) -> list[Found]:
        """Found by its name, its brand and who makes it, once it is published."""
        texts = (self.brand, Named(Organisation, self.producer.organisation_id))
        return [Found("product", self.id, self.name, texts, is_public=self.is_public)]

    @transition(ProductState.DRAFT, to=ProductState.PUBLISHED, label=_l("Đăng sản phẩm"), who=(PRODUCER,))
    def publish(self, *, by: Person) -> None:
        """Show it to everybody."""
        if not self.producer.is_public:
            raise RuleBroken(_("Phòng Kinh tế xã chưa xác nhận cơ sở, nên chưa đăng sản phẩm được."))
        if missing := self.missing:
            raise RuleBroken(_("Còn thiếu: %(what)s.", what=", ".join(map(str, missing))))
        self.published_at = utcnow()

    @transition(ProductState.PUBLISHED, to=ProductState.RETIRED, label=_l("Ngừng làm"), who=(PRODUCER,))
    def retire(self, *, by: Person) -> None:
        """It is made no more; its page and its lots stay."""

    @transition(ProductState.RETIRED, to=ProductState.PUBLISHED, label=_l("Làm lại"), who=(PRODUCER,))
    def resume(self, *, by: Person) -> None:
        """It is made again."""

    @property
    def missing(self) -> list[Any]:
        """What a page for everybody must have and this has not (TT 02/2024/TT-BKHCN, fields 1 to 4 and 10)."""
        wanted = {
            _l("tên sản phẩm"): self.name,
            _l("ảnh sản phẩm"): self.pictures,
            _l("địa chỉ cơ sở"): self.producer.address,
            _l("tiêu chuẩn áp dụng"): self.standards,
        }
        return [words for words, given in wanted.items() if not given]

    @property
    def public_name(self) -> str | None:
        """Its number in the open history, once everybody may see it."""
        return f"SP-{self.id}" if self.is_public else None

    @property
    def is_public(self) -> bool:
        return self.state is not ProductState.DRAFT

    def told_name(self, language: str) -> str:
        """Its name in the language of a page, if it has one there."""
        return self.name_en if language == "en" and self.name_en else self.name


class Picture(Shown, Model):
    """A photo of a product, with what it shows."""

    __tablename__ = "product_pictures"
    __table_args__ = (sa.UniqueConstraint("product_id", "position"),)

    position: Mapped[int]
    alt: Mapped[str] = mapped_column(sa.String(200))
    children: Mapped[ChildrenShown]
    product_id: Mapped[int] = mapped_column(sa.ForeignKey("products.id"))
    upload_id: Mapped[int] = mapped_column(sa.ForeignKey("uploads.id"), unique=True)

    product: Mapped[Product] = relationship(back_populates="pictures")
    upload: Mapped[Upload] = relationship()


class ProductLink(Shown, Model):
    """A page outside. Only such links are ever led to."""

    __tablename__ = "product_links"
    __table_args__ = (sa.UniqueConstraint("product_id", "url"),)

    kind: Mapped[LinkKind]
    title: Mapped[str] = mapped_column(sa.String(80))
    url: Mapped[str] = mapped_column(sa.String(300))
    added_on: Mapped[date]
    product_id: Mapped[int] = mapped_column(sa.ForeignKey("products.id"))

    product: Mapped[Product] = relationship(back_populates="links")
