"""The application for recognition: the form of NĐ 13/2012/NĐ-CP as TT 18/2013/TT-BKHCN, Phụ lục I, lays it out."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.audit import Recorded
from app.core.clock import utcnow
from app.core.db import Model
from app.core.workflow import RuleBroken
from app.initiatives.models.initiative import Initiative

WHOLE = Decimal(100)


class Application(Recorded, Model):
    """Filled step by step by the author; birth dates, homes and confidential parts are for the council only."""

    __tablename__ = "applications"

    investor: Mapped[str] = mapped_column(sa.String(200), default="")
    first_applied_on: Mapped[date | None]
    description: Mapped[str] = mapped_column(sa.Text, default="")
    confidential: Mapped[str] = mapped_column(sa.Text, default="")
    conditions: Mapped[str] = mapped_column(sa.Text, default="")
    benefit_author: Mapped[str] = mapped_column(sa.Text, default="")
    benefit_money: Mapped[int | None] = mapped_column(sa.BigInteger)
    benefit_user: Mapped[str] = mapped_column(sa.Text, default="")
    # The words that were ticked, as shown, with the place and moment of signing.
    declaration: Mapped[str | None] = mapped_column(sa.Text)
    signed_place: Mapped[str | None] = mapped_column(sa.String(120))
    signed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    initiative_id: Mapped[int] = mapped_column(sa.ForeignKey("initiatives.id"), unique=True)

    initiative: Mapped[Initiative] = relationship(back_populates="application")
    authors: Mapped[list["CoAuthor"]] = relationship(order_by="CoAuthor.position", cascade="all, delete-orphan")
    first_appliers: Mapped[list["FirstApplier"]] = relationship(
        order_by="FirstApplier.position", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}

    def sign(self, *, by: Person, declaration: str, place: str) -> None:
        """Declare that it is true. Raises `RuleBroken` while something is missing, naming all of it."""
        if unready := self.missing_before_signing:
            raise RuleBroken(" ".join(unready))
        self.declaration, self.signed_place, self.signed_at = declaration, place, utcnow()
        self.initiative.record("initiatives.sign_application", by=by)

    def unsign(self) -> None:
        """A changed form has to be declared true again."""
        self.declaration = self.signed_place = self.signed_at = None

    @property
    def shares(self) -> Decimal:
        """What the authors' shares add up to, in per cent."""
        return sum((author.percent for author in self.authors), Decimal(0))

    @property
    def missing_before_signing(self) -> list[str]:
        """What the law's form still needs, one sentence each."""
        wanted = {
            _("Chưa ghi tác giả."): self.authors,
            _("Tỷ lệ đóng góp của các tác giả phải cộng lại đúng 100%."): self.shares == WHOLE,
            _("Chưa mô tả bản chất của sáng kiến."): self.description,
            _("Chưa ghi điều kiện cần thiết để áp dụng."): self.conditions,
            _("Chưa đánh giá lợi ích theo ý kiến của tác giả."): self.benefit_author,
        }
        return [sentence for sentence, given in wanted.items() if not given]

    @property
    def missing(self) -> list[str]:
        """What the council still waits for."""
        return self.missing_before_signing + ([] if self.signed_at else [_("Tác giả chưa cam đoan và ký đơn.")])


class CoAuthor(Model):
    """One line of the table of authors, the first author included."""

    __tablename__ = "co_authors"
    __table_args__ = (
        sa.UniqueConstraint("application_id", "position"),
        sa.CheckConstraint("percent > 0 AND percent <= 10000", name="share_between_0_and_100"),
    )

    position: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(80))
    birth_date: Mapped[date | None]
    workplace: Mapped[str] = mapped_column(sa.String(160), default="")
    job: Mapped[str] = mapped_column(sa.String(80), default="")
    qualification: Mapped[str] = mapped_column(sa.String(80), default="")
    percent: Mapped[Decimal]
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"))


class FirstApplier(Model):
    """Somebody who took part in the trial or first application."""

    __tablename__ = "first_appliers"
    __table_args__ = (sa.UniqueConstraint("application_id", "position"),)

    position: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(80))
    birth_date: Mapped[date | None]
    workplace: Mapped[str] = mapped_column(sa.String(160), default="")
    job: Mapped[str] = mapped_column(sa.String(80), default="")
    qualification: Mapped[str] = mapped_column(sa.String(80), default="")
    work: Mapped[str] = mapped_column(sa.String(300), default="")
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"))
