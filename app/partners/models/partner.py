"""Who helps the commune, how they may be reached, and what they offer."""

from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Organisation, Person, Role
from app.commune.models import Field
from app.core import text
from app.core.audit import Recorded
from app.core.clock import today, utcnow
from app.core.db import Model, sort_key_type
from app.core.enums import Labelled
from app.core.search.index import Found, Searchable
from app.core.workflow import RuleBroken, Workflow, transition

KEEPERS = (Role.COORDINATOR,)


class PartnerKind(Labelled):
    EXPERT = "expert", _l("Chuyên gia")
    ENTERPRISE = "enterprise", _l("Doanh nghiệp")
    SCHOOL = "school", _l("Trường, cơ sở đào tạo")
    SUPPORT = "support", _l("Tổ chức hỗ trợ")
    OTHER = "other", _l("Đối tác khác")


class Help(Labelled):
    """In which form somebody helps, or needs help."""

    TRAINING = "training", _l("Đào tạo")
    ADVICE = "advice", _l("Tư vấn")
    CAPITAL = "capital", _l("Vốn")
    EQUIPMENT = "equipment", _l("Thiết bị")
    MARKET = "market", _l("Thị trường")
    OTHER = "other", _l("Hình thức khác")


class Partner(Searchable, Recorded, Model):
    """Đối tác: somebody outside the offices who knows or has something the commune can use, from a day to a day."""

    __tablename__ = "partners"
    __table_args__ = (
        sa.CheckConstraint("until IS NULL OR until >= since", name="ends_after_it_begins"),
        sa.Index(
            "uq_partners_current",
            "name_key",
            "kind",
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        ),
        sa.Index(None, "kind", "id"),
    )

    kind: Mapped[PartnerKind]
    name: Mapped[str] = mapped_column(sa.String(160))
    name_key: Mapped[str] = mapped_column(sa.String(400))
    sort_name: Mapped[str] = mapped_column(sort_key_type(600), index=True)
    # What they know about, in words.
    knowledge: Mapped[str] = mapped_column(sa.String(200))
    text: Mapped[str] = mapped_column(sa.Text, default="")
    # For the office alone, until they agreed to more: `consents`.
    phone: Mapped[str | None] = mapped_column(sa.String(20))
    email: Mapped[str | None] = mapped_column(sa.String(254))
    website: Mapped[str] = mapped_column(sa.String(300), default="")
    since: Mapped[date]
    until: Mapped[date | None]
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    version: Mapped[int] = mapped_column()
    is_sample: Mapped[bool] = mapped_column(default=False)
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"), index=True)

    organisation: Mapped[Organisation | None] = relationship()
    offers: Mapped[list["Offer"]] = relationship(back_populates="partner", order_by="Offer.id.desc()")
    consents: Mapped[list["ContactConsent"]] = relationship(back_populates="partner", order_by="ContactConsent.id")

    searched_by = ("name", "knowledge", "text")
    __mapper_args__ = {"version_id_col": version}

    def search_entries(self) -> list[Found]:
        """Found by its name, what it knows about and what it does."""
        return [Found("partner", self.id, self.name, (self.knowledge, self.text))]

    def rename(self, name: str) -> None:
        """Take a name, with the keys by which it is known and sorted."""
        self.name, self.name_key, self.sort_name = name, text.name_key(name), text.sort_key(name)

    def agree(self, *, on: date, how: str, by: Person) -> None:
        """They agreed that everybody may see how to reach them. Raises `RuleBroken` while there is nothing to show."""
        if not self.phone and not self.email:
            raise RuleBroken(_("Chưa ghi số điện thoại hay địa chỉ thư nào để hiện."))
        if self.shows_contact:
            raise RuleBroken(_("Đối tác này đã đồng ý rồi."))
        if on > today():
            raise RuleBroken(_("Ngày này không thể ở tương lai."))
        self.consents.append(ContactConsent(given_on=on, how=how, noted_by_id=by.id))
        self.record("partners.agree", by=by, role=by.acts_as(*KEEPERS), on=on.isoformat())

    def disagree(self, *, by: Person) -> None:
        """What they agreed to holds no longer; it stays written down that it did."""
        standing = [consent for consent in self.consents if consent.withdrawn_at is None]
        for consent in standing:
            consent.withdrawn_at = utcnow()
        if standing:
            self.record("partners.disagree", by=by, role=by.acts_as(*KEEPERS))

    def end(self, *, on: date, by: Person, reason: str) -> None:
        """They are a partner until a day; what they helped with stays. Raises `RuleBroken`."""
        if self.until is not None:
            raise RuleBroken(_("Đối tác này đã thôi hợp tác."))
        if not self.since <= on <= today():
            raise RuleBroken(_("Ngày thôi hợp tác phải từ ngày bắt đầu đến hôm nay."))
        self.until, self.reason = on, reason
        self.disagree(by=by)
        self.record("partners.end", by=by, role=by.acts_as(*KEEPERS), reason=reason, on=on.isoformat())

    @property
    def shows_contact(self) -> bool:
        """Whether everybody may see how to reach them."""
        return any(consent.withdrawn_at is None for consent in self.consents)

    @property
    def is_current(self) -> bool:
        """Whether they are a partner still."""
        return self.until is None

    @property
    def on_offer(self) -> list["Offer"]:
        """What they offer today."""
        return [offer for offer in self.offers if offer.is_open] if self.is_current else []


class ContactConsent(Model):
    """A partner agreed on a day, in some way, that everybody may see phone and mail; withdrawn, it stays as a record."""

    __tablename__ = "contact_consents"
    __table_args__ = (
        sa.Index(
            "uq_contact_consents_standing",
            "partner_id",
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        ),
        sa.Index(None, "partner_id", "id"),
    )

    given_on: Mapped[date]
    how: Mapped[str] = mapped_column(sa.String(200))
    noted_at: Mapped[datetime] = mapped_column(default=utcnow)
    withdrawn_at: Mapped[datetime | None]
    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("partners.id"))
    noted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)

    partner: Mapped[Partner] = relationship(back_populates="consents")


class OfferState(Labelled):
    STANDING = "standing", _l("Đang nhận")
    WITHDRAWN = "withdrawn", _l("Đã rút")


class Offer(Workflow, Model):
    """Nội dung hỗ trợ: one thing a partner does for others, about a field, in a form, from a day to a day."""

    __tablename__ = "offers"
    __table_args__ = (
        sa.CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="ends_after_it_begins"),
        sa.CheckConstraint("state = 'standing' OR reason <> ''", name="withdrawn_for_a_reason"),
        sa.Index(
            "uq_offers_standing",
            "partner_id",
            "title_key",
            unique=True,
            sqlite_where=sa.text("state = 'standing'"),
            postgresql_where=sa.text("state = 'standing'"),
        ),
        sa.Index(None, "partner_id", "id"),
        sa.Index(None, "state", "field_id"),
        sa.Index(None, "state", "help"),
    )

    title: Mapped[str] = mapped_column(sa.String(160))
    title_key: Mapped[str] = mapped_column(sa.String(400))
    text: Mapped[str] = mapped_column(sa.Text, default="")
    help: Mapped[Help]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    state: Mapped[OfferState] = mapped_column(default=OfferState.STANDING)
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    version: Mapped[int] = mapped_column()
    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("partners.id"))
    field_id: Mapped[int] = mapped_column(sa.ForeignKey("fields.id"), index=True)

    partner: Mapped[Partner] = relationship(back_populates="offers")
    field: Mapped[Field] = relationship(lazy="joined", innerjoin=True)

    __mapper_args__ = {"version_id_col": version}

    @transition(OfferState.STANDING, to=OfferState.WITHDRAWN, label=_l("Rút nội dung hỗ trợ"), who=KEEPERS)
    def withdraw(self, *, by: Person, reason: str) -> None:
        """It is offered no longer; what it was matched with goes on."""
        self.reason = reason

    @property
    def is_open(self) -> bool:
        """Whether it is offered today, if its partner still is one."""
        day = today()
        within = self.valid_from <= day and (self.valid_until is None or self.valid_until >= day)
        return self.state is OfferState.STANDING and within
