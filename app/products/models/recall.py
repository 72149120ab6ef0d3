"""Recalls: what must not be sold or eaten any more, why, and what a buyer should do."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.audit import Recorded
from app.core.clock import utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.core.news import Shown
from app.core.workflow import RuleBroken
from app.products.models.lot import Lot
from app.products.models.producer import OFFICE
from app.products.models.product import Product


class RecallKind(Labelled):
    RECALL = "recall", _l("Thu hồi cả hàng đã bán")
    WITHDRAWAL = "withdrawal", _l("Rút hàng chưa bán khỏi chỗ bán")


class Recall(Shown, Recorded, Model):
    """It covers a product, a lot, or pieces of a lot from one number to another; it stands until it is lifted."""

    __tablename__ = "recalls"
    __table_args__ = (
        sa.CheckConstraint("(product_id IS NULL) <> (lot_id IS NULL)", name="of_a_product_or_a_lot"),
        sa.CheckConstraint("(first_number IS NULL) = (last_number IS NULL)", name="from_and_to"),
        sa.CheckConstraint("first_number IS NULL OR (lot_id IS NOT NULL AND first_number >= 1)", name="numbers_of_a_lot"),
        sa.CheckConstraint("last_number >= first_number", name="ends_after_it_begins"),
        sa.CheckConstraint("(lifted_at IS NULL) = (lifted_by_id IS NULL)", name="lifted_by_somebody"),
    )

    kind: Mapped[RecallKind]
    reason: Mapped[str] = mapped_column(sa.String(500))
    advice: Mapped[str] = mapped_column(sa.String(500))
    at: Mapped[datetime] = mapped_column(default=utcnow)
    first_number: Mapped[int | None]
    last_number: Mapped[int | None]
    lifted_at: Mapped[datetime | None]
    lifted_for: Mapped[str] = mapped_column(sa.String(500), default="")
    product_id: Mapped[int | None] = mapped_column(sa.ForeignKey("products.id"), index=True)
    lot_id: Mapped[int | None] = mapped_column(sa.ForeignKey("lots.id"), index=True)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    lifted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)

    product: Mapped[Product | None] = relationship()
    lot: Mapped[Lot | None] = relationship()

    def lift(self, *, by: Person, reason: str) -> None:
        """It is safe again. Raises `RuleBroken` when it was lifted before."""
        if self.lifted_at:
            raise RuleBroken(_("Lệnh này đã được gỡ."))
        self.lifted_at, self.lifted_by_id, self.lifted_for = utcnow(), by.id, reason
        self.record("recalls.lift", by=by, role=by.acts_as(OFFICE), reason=reason, facts=self.scope)

    @property
    def about(self) -> Product:
        """The product it is about."""
        product = self.lot.product if self.lot else self.product
        if product is None:
            raise LookupError("a recall without its product")
        return product

    @property
    def scope(self) -> dict[str, str | int | None]:
        """What everybody may know of it."""
        whole = {"lot": self.lot.trace_code} if self.lot else {"product": self.about.public_name}
        numbers = {"from": self.first_number, "to": self.last_number} if self.first_number else {}
        return {"kind": self.kind.value, **whole, **numbers}

    @property
    def public_name(self) -> str:
        """Its number in the open history."""
        return f"TH-{self.id}"

    def note(self, *, by: Person) -> None:
        """Write it into the history."""
        self.record("recalls.begin", by=by, role=self.about.producer.role_of(by), reason=self.reason, facts=self.scope)
