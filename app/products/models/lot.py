"""A lot: what was made together, with the code that stands on its labels."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.clock import utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.core.news import Shown
from app.core.workflow import RuleBroken, Workflow, transition
from app.products import trace_code
from app.products.models.producer import PRODUCER, Place
from app.products.models.product import Product, ProductState

if TYPE_CHECKING:
    from app.products.models.event import LotInEvent

MAX_SERIALS = 1_000_000


class LotState(Labelled):
    DRAFT = "draft", _l("Đang làm")
    PUBLISHED = "published", _l("Đã công bố")


class Measure(Labelled):
    """What lots are counted in, and the unit's code in UN/ECE Recommendation 20."""

    KILOGRAM = "KGM", _l("kg")
    TONNE = "TNE", _l("tấn")
    LITRE = "LTR", _l("lít")
    PIECE = "H87", _l("cái")
    PACK = "XPK", _l("gói")
    BOX = "XBX", _l("hộp")


@dataclass(frozen=True)
class Fact:
    """One of the ten facts of TT 02/2024/TT-BKHCN, what this lot has of it, and whether it must be there."""

    number: int
    label: Any
    given: Any
    is_needed: bool


class Lot(Shown, Workflow, Model):
    """Things of one product made together. Its number is the producer's own; its code is the commune's."""

    __tablename__ = "lots"
    __table_args__ = (
        sa.UniqueConstraint("product_id", "number"),
        sa.CheckConstraint("quantity IS NULL OR quantity > 0", name="quantity_positive"),
        sa.CheckConstraint("made_on IS NULL OR made_on >= began_on", name="made_after_it_began"),
        sa.CheckConstraint("expires_on IS NULL OR expires_on >= made_on", name="expires_after_it_was_made"),
        sa.CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name="published_at_a_time"),
        sa.CheckConstraint("state = 'draft' OR made_on IS NOT NULL", name="published_when_made"),
    )

    state: Mapped[LotState] = mapped_column(default=LotState.DRAFT)
    trace_code: Mapped[str] = mapped_column(sa.String(20), unique=True, default=trace_code.new)
    number: Mapped[str] = mapped_column(sa.String(20))
    quantity: Mapped[Decimal | None]
    measure: Mapped[Measure] = mapped_column(default=Measure.KILOGRAM)
    # When it was sown, or its material came in; when it was harvested or made.
    began_on: Mapped[date]
    made_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    published_at: Mapped[datetime | None]
    # Numbered pieces: how many numbers were given out, and what makes their serials.
    serials: Mapped[int] = mapped_column(default=0)
    salt: Mapped[str] = mapped_column(sa.String(32), default=lambda: secrets.token_hex(16))
    version: Mapped[int] = mapped_column()
    product_id: Mapped[int] = mapped_column(sa.ForeignKey("products.id"))
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("production_places.id"), index=True)

    product: Mapped[Product] = relationship()
    place: Mapped[Place] = relationship()
    in_events: Mapped[list["LotInEvent"]] = relationship(back_populates="lot", order_by="LotInEvent.id")

    __mapper_args__ = {"version_id_col": version}

    @transition(LotState.DRAFT, to=LotState.PUBLISHED, label=_l("Công bố lô"), who=(PRODUCER,))
    def publish(self, *, by: Person) -> None:
        """Let everybody who scans its code read where it comes from."""
        if self.product.state is not ProductState.PUBLISHED:
            raise RuleBroken(_("Hãy đăng sản phẩm trước, rồi công bố lô."))
        if self.is_of_nothing:
            raise RuleBroken(_("Việc tách hay gộp ra lô này đã bị gạch, nên lô không có gì để công bố."))
        if missing := [fact for fact in self.facts() if fact.is_needed and not fact.given]:
            raise RuleBroken(_("Chưa công bố được, còn thiếu: %(what)s.", what="; ".join(str(f.label) for f in missing)))
        self.published_at = utcnow()

    def told(self, move: str) -> dict[str, Any]:
        """What everybody may know of it."""
        return {"lot": self.trace_code, "product": self.product.public_name} if move == "publish" else {}

    def facts(self) -> Iterator[Fact]:
        """The ten fields of the circular: 1 to 7 and 10 must be there, 8 and 9 are shown when they are."""
        product, steps = self.product, self.standing
        whole = [e for e in steps if e.place_id]
        yield Fact(1, _l("tên sản phẩm"), product.name, True)
        yield Fact(2, _l("ảnh sản phẩm"), len(product.pictures), True)
        yield Fact(3, _l("tên đơn vị sản xuất"), product.producer.name, True)
        yield Fact(4, _l("địa chỉ đơn vị sản xuất"), product.producer.address, True)
        yield Fact(5, _l("ít nhất một công đoạn có nơi làm và giờ làm"), len(whole), True)
        yield Fact(6, _l("ngày sản xuất hoặc thu hoạch"), self.made_on, True)
        yield Fact(7, _l("mã truy xuất"), self.trace_code, True)
        yield Fact(8, _l("nhãn hiệu"), product.brand or product.gtin, False)
        yield Fact(9, _l("hạn sử dụng"), self.expires_on, False)
        yield Fact(10, _l("tiêu chuẩn áp dụng"), product.standards, True)

    @property
    def standing(self) -> list[Any]:
        """Its events, but for what was corrected, in the order in which they happened."""
        events = [link.event for link in self.in_events if link.event.stands]
        return sorted(events, key=lambda event: (event.at, event.id))

    @property
    def is_of_nothing(self) -> bool:
        """Whether it came of a split or merge that turned out not to have been."""
        came = [link.event for link in self.in_events if link.part == "output" and link.event.step in ("split", "merge")]
        return bool(came) and not any(event.stands for event in came)

    @property
    def public_name(self) -> str | None:
        """Its code in the open history, once it is public."""
        return self.trace_code if self.is_public else None

    @property
    def is_public(self) -> bool:
        return self.state is LotState.PUBLISHED

    def number_serials(self, count: int) -> range:
        """Give out the next numbers. Raises `RuleBroken` when there would be too many."""
        if self.serials + count > MAX_SERIALS:
            raise RuleBroken(_("Mỗi lô đánh số được nhiều nhất %(num)d chiếc.", num=MAX_SERIALS))
        given = range(self.serials + 1, self.serials + count + 1)
        self.serials += count
        return given

    def serial(self, number: int) -> str:
        """What stands on the label of one piece."""
        return trace_code.serial(number, salt=self.salt)
