"""Groups and sets of the OCOP programme, certificates, and the dossier of a product."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person, Upload
from app.core.audit import Recorded
from app.core.clock import today, utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.core.news import Shown
from app.core.workflow import RuleBroken

if TYPE_CHECKING:
    from app.products.models.product import Product


class OcopGroup(Labelled):
    """The six groups of QĐ 26/2026/QĐ-TTg."""

    FOOD = "food", _l("Thực phẩm")
    BEVERAGE = "beverage", _l("Đồ uống")
    HERBAL = "herbal", _l("Dược liệu và sản phẩm từ dược liệu")
    HANDICRAFT = "handicraft", _l("Hàng thủ công mỹ nghệ")
    ORNAMENTAL = "ornamental", _l("Sinh vật cảnh")
    TOURISM = "tourism", _l("Dịch vụ du lịch cộng đồng, du lịch sinh thái và điểm du lịch")


class OcopSet(Model):
    """A set of products (bộ sản phẩm), numbered as in the decision that is in force."""

    __tablename__ = "ocop_sets"

    number: Mapped[int] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    name_en: Mapped[str] = mapped_column(sa.String(120))
    group: Mapped[OcopGroup]

    def label(self, language: str) -> str:
        """The name in the language of the page."""
        return self.name_en if language == "en" else self.name


class CertificateKind(Labelled):
    OCOP = "ocop", _l("Chứng nhận OCOP")
    FOOD_SAFETY = "food_safety", _l("Đủ điều kiện an toàn thực phẩm")
    DECLARATION = "declaration", _l("Công bố chất lượng")
    VIETGAP = "vietgap", _l("VietGAP")
    ORGANIC = "organic", _l("Hữu cơ")
    TEST = "test", _l("Phiếu kiểm nghiệm")
    TRADEMARK = "trademark", _l("Nhãn hiệu")


class ProductCertificate(Shown, Recorded, Model):
    """A paper somebody else gave. The commune never awards stars: it compares, and shows what is still valid."""

    __tablename__ = "product_certificates"
    __table_args__ = (
        sa.Index(None, "product_id", "kind"),
        sa.Index(None, "valid_to"),
        sa.CheckConstraint("(kind = 'ocop') = (stars IS NOT NULL)", name="stars_of_ocop"),
        # One and two stars are no certificate; three to five are decided and end (QĐ 26/2026/QĐ-TTg).
        sa.CheckConstraint("stars IS NULL OR stars BETWEEN 3 AND 5", name="three_to_five_stars"),
        sa.CheckConstraint("kind <> 'ocop' OR (decision_number <> '' AND valid_to IS NOT NULL)", name="ocop_decided"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_it_begins"),
        sa.CheckConstraint("(checked_at IS NULL) = (checked_by_id IS NULL)", name="checked_by_somebody"),
        sa.CheckConstraint("checked_by_id IS NULL OR checked_by_id <> added_by_id", name="checked_by_another"),
    )

    kind: Mapped[CertificateKind]
    number: Mapped[str] = mapped_column(sa.String(60))
    authority: Mapped[str] = mapped_column(sa.String(160))
    decision_number: Mapped[str] = mapped_column(sa.String(60), default="")
    decision_on: Mapped[date | None]
    stars: Mapped[int | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    added_at: Mapped[datetime] = mapped_column(default=utcnow)
    checked_at: Mapped[datetime | None]
    product_id: Mapped[int] = mapped_column(sa.ForeignKey("products.id"))
    upload_id: Mapped[int] = mapped_column(sa.ForeignKey("uploads.id"), unique=True)
    added_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    checked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)

    product: Mapped["Product"] = relationship()
    upload: Mapped[Upload] = relationship()

    def check(self, *, by: Person) -> None:
        """The office held it against the paper. Raises `RuleBroken` for one's own, and a second time."""
        if self.checked_at:
            raise RuleBroken(_("Giấy này đã được đối chiếu."))
        if by.id == self.added_by_id or self.product.producer.organisation.counts(by):
            raise RuleBroken(_("Người của cơ sở không tự đối chiếu được. Cần một cán bộ khác."))
        self.checked_at, self.checked_by_id = utcnow(), by.id
        self.product.record("products.check_certificate", by=by, certificate=self.id, number=self.number)

    def is_valid(self, on: date | None = None) -> bool:
        """Whether it holds on a day, today unless one is given."""
        day = on or today()
        return self.valid_from <= day and (self.valid_to is None or self.valid_to >= day)

    @property
    def is_public(self) -> bool:
        """Stars are shown while they are valid and once the office compared them; other papers while they are valid."""
        return self.is_valid() and (self.kind is not CertificateKind.OCOP or self.checked_at is not None)

    def ends_within(self, days: int) -> bool:
        """Whether it ends in so many days or has ended."""
        return self.valid_to is not None and self.valid_to <= today() + timedelta(days=days)


class DossierStatus(Labelled):
    MISSING = "missing", _l("Chưa có")
    DOING = "doing", _l("Đang làm")
    DONE = "done", _l("Đã có")


class DossierItem(Model):
    """One line of the dossier that goes to the city; what the list asks for is data (`programme.dossier`)."""

    __tablename__ = "dossier_items"
    __table_args__ = (sa.UniqueConstraint("product_id", "code"),)

    code: Mapped[str] = mapped_column(sa.String(32))
    status: Mapped[DossierStatus] = mapped_column(default=DossierStatus.MISSING)
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    product_id: Mapped[int] = mapped_column(sa.ForeignKey("products.id"))
    upload_id: Mapped[int | None] = mapped_column(sa.ForeignKey("uploads.id"), unique=True)

    upload: Mapped[Upload | None] = relationship()
