"""Who makes products: an organisation with a book the economic office has looked at, its places of work, its account."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Organisation, Person, Role
from app.commune.models import Village
from app.core.audit import Recorded
from app.core.clock import utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.core.news import Shown
from app.core.workflow import RuleBroken, Workflow, transition
from app.products import trace_code

PRODUCER, OFFICE = Role.PRODUCER, Role.OFFICIAL


class ProducerState(Labelled):
    REGISTERED = "registered", _l("Chờ xã xác nhận")
    CONFIRMED = "confirmed", _l("Xã đã xác nhận")
    DECLINED = "declined", _l("Xã chưa xác nhận")


class Producer(Shown, Workflow, Model):
    """An organisation that keeps a book of what it makes (chủ thể)."""

    __tablename__ = "producers"
    __table_args__ = (sa.CheckConstraint("(state = 'confirmed') = (confirmed_at IS NOT NULL)", name="confirmed_at_a_time"),)

    state: Mapped[ProducerState] = mapped_column(default=ProducerState.REGISTERED, index=True)
    state_since: Mapped[datetime] = mapped_column(default=utcnow)
    confirmed_at: Mapped[datetime | None]
    # TT 02/2024/TT-BKHCN, field 4: where it produces or trades, as its papers say.
    address: Mapped[str] = mapped_column(sa.String(200))
    phone: Mapped[str | None] = mapped_column(sa.String(20))
    # A household's number is personal data: shown when they said so.
    shows_phone: Mapped[bool] = mapped_column(default=False)
    story: Mapped[str] = mapped_column(sa.Text, default="")
    story_en: Mapped[str] = mapped_column(sa.Text, default="")
    # GS1's number of the party (AI 417), for those that have one.
    gln: Mapped[str | None] = mapped_column(sa.String(13), unique=True)
    is_sample: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column()
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), unique=True)

    organisation: Mapped[Organisation] = relationship()
    places: Mapped[list["Place"]] = relationship(back_populates="producer", order_by="Place.id")
    accounts: Mapped[list["BankAccount"]] = relationship(back_populates="producer", order_by="BankAccount.id")

    __mapper_args__ = {"version_id_col": version}

    @transition(ProducerState.REGISTERED, to=ProducerState.CONFIRMED, label=_l("Xác nhận cơ sở"), who=(OFFICE,))
    def confirm(self, *, by: Person) -> None:
        """The office knows that it exists and makes what it says."""
        if self.organisation.counts(by):
            raise RuleBroken(_("Người của cơ sở không tự xác nhận được. Cần một cán bộ khác."))
        self.confirmed_at = self.state_since = utcnow()

    @transition(ProducerState.REGISTERED, to=ProducerState.DECLINED, label=_l("Chưa xác nhận"), who=(OFFICE,))
    def decline(self, *, by: Person, reason: str) -> None:
        """Not yet, with what has to be mended."""
        self.state_since = utcnow()

    @transition(ProducerState.DECLINED, to=ProducerState.REGISTERED, label=_l("Gửi lại"), who=(PRODUCER,))
    def ask_again(self, *, by: Person) -> None:
        """What was wrong was mended."""
        self.state_since = utcnow()

    def role_of(self, person: Person) -> str:
        """In which role somebody does what its own people and the office may both do."""
        return PRODUCER if self.organisation.counts(person) else person.acts_as(OFFICE)

    @property
    def public_name(self) -> str:
        """Its number in the open history."""
        return f"CS-{self.id}"

    @property
    def name(self) -> str:
        return self.organisation.name

    @property
    def is_public(self) -> bool:
        """Whether its pages are there for everybody."""
        return self.state is ProducerState.CONFIRMED

    @property
    def live_account(self) -> "BankAccount | None":
        """Where money may be sent, as two people said."""
        return next((a for a in self.accounts if a.confirmed_at and not a.ended_at), None)

    @property
    def proposed_account(self) -> "BankAccount | None":
        """What waits for a second person."""
        return next((a for a in self.accounts if not a.confirmed_at and not a.ended_at), None)


class Place(Shown, Recorded, Model):
    """A field, workshop or store of a producer, with a code of its own (mã truy vết địa điểm)."""

    __tablename__ = "production_places"
    __table_args__ = (sa.UniqueConstraint("producer_id", "name"),)

    name: Mapped[str] = mapped_column(sa.String(80))
    code: Mapped[str] = mapped_column(sa.String(20), unique=True, default=trace_code.new)
    # GS1's number of the place (AI 414), for those that have one.
    gln: Mapped[str | None] = mapped_column(sa.String(13), unique=True)
    producer_id: Mapped[int] = mapped_column(sa.ForeignKey("producers.id"))
    village_id: Mapped[int] = mapped_column(sa.ForeignKey("villages.id"), index=True)

    producer: Mapped[Producer] = relationship(back_populates="places")
    village: Mapped[Village] = relationship()


class BankAccount(Shown, Recorded, Model):
    """Where buyers send money. One person of the producer proposes it, another confirms it; the old one ends then."""

    __tablename__ = "bank_accounts"
    __table_args__ = (
        sa.CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed_by_somebody"),
        sa.CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id <> proposed_by_id", name="two_people"),
        sa.Index(
            "uq_bank_accounts_live",
            "producer_id",
            unique=True,
            sqlite_where=sa.text("confirmed_at IS NOT NULL AND ended_at IS NULL"),
            postgresql_where=sa.text("confirmed_at IS NOT NULL AND ended_at IS NULL"),
        ),
        sa.Index(
            "uq_bank_accounts_proposed",
            "producer_id",
            unique=True,
            sqlite_where=sa.text("confirmed_at IS NULL AND ended_at IS NULL"),
            postgresql_where=sa.text("confirmed_at IS NULL AND ended_at IS NULL"),
        ),
    )

    # The bank's six digits, the number, and whose name the bank shows.
    bin: Mapped[str] = mapped_column(sa.String(6))
    number: Mapped[str] = mapped_column(sa.String(19))
    holder: Mapped[str] = mapped_column(sa.String(80))
    proposed_at: Mapped[datetime] = mapped_column(default=utcnow)
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    producer_id: Mapped[int] = mapped_column(sa.ForeignKey("producers.id"), index=True)
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)

    producer: Mapped[Producer] = relationship(back_populates="accounts")

    def confirm(self, *, by: Person) -> None:
        """A second person has looked at it. Raises `RuleBroken` for whoever proposed it, and when it is over."""
        if by.id == self.proposed_by_id:
            raise RuleBroken(_("Người ghi tài khoản không tự xác nhận được. Cần một người khác."))
        if self.confirmed_at or self.ended_at:
            raise RuleBroken(_("Tài khoản này không còn chờ xác nhận."))
        self.confirmed_at, self.confirmed_by_id = utcnow(), by.id

    @property
    def tail(self) -> str:
        """What is written into the history of it: the bank and the last four digits."""
        return f"{self.bin} …{self.number[-4:]}"
