"""A person: not a device and not a phone number, for several people may share one phone."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import password as passwords
from app.accounts.models.grant import Grant, Role
from app.commune.models import Village
from app.core import text
from app.core.audit import Recorded
from app.core.clock import today, utcnow
from app.core.db import Model, sort_key_type
from app.core.enums import Labelled
from app.core.workflow import RuleBroken

# Roles whose sessions are short and whose accounts lock after wrong passwords.
STAFF = tuple(role for role in Role.granted() if role is not Role.VILLAGE_TEAM)


class ConfirmedHow(Labelled):
    IN_PERSON = "in_person", _l("Gặp trực tiếp")
    PAPER_CODE = "paper_code", _l("Mã giấy dùng một lần")
    PAPER_LIST = "paper_list", _l("Danh sách giấy có chữ ký")


class Person(UserMixin, Recorded, Model):
    """Somebody the commune knows: with an account, or by name only, when others write down what they say."""

    __tablename__ = "people"

    name: Mapped[str] = mapped_column(sa.String(80))
    # By which one signs in; None for somebody without an account, since many share a name.
    name_key: Mapped[str | None] = mapped_column(sa.String(200), unique=True)
    name_folded: Mapped[str] = mapped_column(sa.String(200), index=True)
    sort_name: Mapped[str] = mapped_column(sort_key_type(300), index=True)
    phone: Mapped[str | None] = mapped_column(sa.String(20), index=True)
    email: Mapped[str | None] = mapped_column(sa.String(254), index=True)
    # When somebody opened a link sent there, and when a mail server said that the address does not exist.
    email_confirmed_at: Mapped[datetime | None]
    email_bounced_at: Mapped[datetime | None]
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    # Name, village, year and phone of somebody without an account: the same facts mean the same person.
    register_key: Mapped[str | None] = mapped_column(sa.String(300), unique=True)
    birth_year: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    confirmed_at: Mapped[datetime | None]
    locked_at: Mapped[datetime | None]
    # Since when signing in asks for a second factor.
    second_factor_at: Mapped[datetime | None]
    is_sample: Mapped[bool] = mapped_column(default=False)
    village_id: Mapped[int | None] = mapped_column(sa.ForeignKey("villages.id"), index=True)

    village: Mapped[Village | None] = relationship()
    grants: Mapped[list[Grant]] = relationship(
        back_populates="person", foreign_keys=[Grant.person_id], order_by=Grant.id, cascade="all, delete-orphan"
    )

    def rename(self, name: str) -> None:
        """Take a name, with the keys by which it is found, kept apart and sorted."""
        self.name, self.name_key = name, text.name_key(name)
        self.name_folded, self.sort_name = text.fold(name), text.person_key(name)

    @classmethod
    def without_account(cls, name: str, *, village: Village, phone: str | None, birth_year: int | None) -> "Person":
        """Somebody whose words another person writes down."""
        person = cls(village_id=village.id, phone=phone, birth_year=birth_year)
        person.rename(name)
        person.name_key = None
        person._register()
        return person

    def know_birth_year(self, year: int | None) -> None:
        """Note when somebody known on paper was born, if it was not known; None tells nothing."""
        if year is not None and self.birth_year is None:
            self.birth_year = year
            self._register()

    def _register(self) -> None:
        self.register_key = f"{self.name_folded}|{self.village_id}|{self.birth_year or ''}|{self.phone or ''}"

    def open_account(self, name: str, *, password: str) -> None:
        """Sign in by name and password from now on; everything that was theirs stays theirs."""
        self.rename(name)
        self.set_password(password)
        self.register_key = None
        self.record("people.open_account", by=self)

    def forget(self) -> None:
        """Nothing is left by which anybody could tell who this was; the row stays, since others point at it."""
        self.rename(_("Người đã rời trang"))
        self.name_key = self.register_key = self.password_hash = self.birth_year = None
        self.phone = self.email = self.email_confirmed_at = self.email_bounced_at = None
        self.village_id = self.confirmed_at = self.second_factor_at = None
        self.locked_at = utcnow()

    def set_password(self, password: str) -> None:
        """Keep only the hash of a password that the rules accepted."""
        self.password_hash = passwords.hashed(password)

    def write_contacts(self, *, phone: str | None, email: str | None) -> None:
        """Take a new phone number or address; an address that changed has to be confirmed anew."""
        email = email.casefold() if email else None
        if email != self.email:
            self.email_confirmed_at = self.email_bounced_at = None
        if (phone, email) != (self.phone, self.email):
            self.record("people.write_contacts", by=self)
        self.phone, self.email = phone, email

    def confirm(self, *, by: "Person", how: ConfirmedHow) -> "Confirmation":
        """A member of the village's team vouches for this person. Raises `RuleBroken`."""
        if by.id == self.id:
            raise RuleBroken(_("Không ai tự xác nhận cho chính mình."))
        if self.village_id is None:
            raise RuleBroken(_("Người này chưa ghi thôn, nên chưa xác nhận được."))
        if self.confirmed_at:
            raise RuleBroken(_("Người này đã được xác nhận rồi."))
        self.confirmed_at = utcnow()
        self.record("people.confirm", by=by, role=by.acts_as(Role.VILLAGE_TEAM), how=how)
        return Confirmation(person_id=self.id, by_id=by.id, village_id=self.village_id, at=self.confirmed_at, how=how)

    def grant(self, role: Role, *, by: "Person", **terms: Any) -> Grant:
        """Receive a role; the terms are scope and days. Raises `RuleBroken` for a role without its scope."""
        if by.id == self.id:
            raise RuleBroken(_("Không ai tự giao vai trò cho chính mình."))
        if (role is Role.OFFICIAL) != (terms.get("unit_id") is not None):
            raise RuleBroken(_("Vai trò cán bộ, công chức phải đi với một đơn vị, và chỉ vai trò đó."))
        if (role is Role.VILLAGE_TEAM) != (terms.get("village_id") is not None):
            raise RuleBroken(_("Vai trò tổ của thôn phải đi với một thôn, và chỉ vai trò đó."))
        given = Grant(role=role, granted_by_id=by.id, **terms)
        self.grants.append(given)
        self.record("people.grant", by=by, after=role, unit=terms.get("unit_id"), village=terms.get("village_id"))
        return given

    def end_grant(self, grant_id: int, *, by: "Person") -> None:
        """Lose a role from today. Raises `RuleBroken` for one that is not held."""
        held = next((grant for grant in self.grants if grant.id == grant_id and grant.is_current), None)
        if held is None:
            raise RuleBroken(_("Vai trò này không còn hiệu lực."))
        held.valid_to, held.is_ended = max(held.valid_from, today()), True
        self.record("people.end_grant", by=by, before=held.role, grant=grant_id)

    def lock(self, *, by: "Person", reason: str) -> None:
        """Close the account; its sessions die at once."""
        if by.id == self.id:
            raise RuleBroken(_("Không ai tự khóa tài khoản của chính mình."))
        self.locked_at = utcnow()
        self.record("people.lock", by=by, reason=reason)

    def unlock(self, *, by: "Person", reason: str) -> None:
        """Open the account again."""
        self.locked_at = None
        self.record("people.unlock", by=by, reason=reason)

    def has(self, *roles: Role, village_id: int | None = None, unit_id: int | None = None) -> bool:
        """Whether one of these roles is held today, within a scope when one is named."""
        return any(
            grant.is_current
            and grant.role in roles
            and (village_id is None or grant.village_id == village_id)
            and (unit_id is None or grant.unit_id == unit_id)
            for grant in self.grants
        )

    def acts_as(self, *roles: str) -> str:
        """The role in which something is done: the first of these that is held or follows from the act, else resident."""
        held = [grant.role for grant in self.grants if grant.is_current]
        for role in roles:
            if role in held or role in (Role.AUTHOR, Role.MARKER, Role.PRODUCER):
                return role
        return held[0] if held and not roles else Role.RESIDENT

    @property
    def has_account(self) -> bool:
        """Whether they can sign in."""
        return self.password_hash is not None

    @property
    def is_on_paper(self) -> bool:
        """Whether others write down what they say: known by name only, and has not left."""
        return self.register_key is not None

    @property
    def is_staff(self) -> bool:
        """Whether a session of this person must be short."""
        return self.has(*STAFF)

    @property
    def is_active(self) -> bool:
        return self.locked_at is None

    @property
    def is_reached_by_mail(self) -> bool:
        """Whether mails may go to the address: its owner opened a link there, and it has not bounced since."""
        return self.email is not None and self.email_confirmed_at is not None and self.email_bounced_at is None

    @property
    def is_confirmed(self) -> bool:
        """Whether the village team vouched for them, so that their votes count."""
        return self.confirmed_at is not None

    @property
    def teams(self) -> list[int]:
        """The villages whose team this person belongs to today."""
        return [g.village_id for g in self.grants if g.role is Role.VILLAGE_TEAM and g.is_current and g.village_id]

    @property
    def units(self) -> list[int]:
        """The units this person serves today as an official."""
        return [g.unit_id for g in self.grants if g.role is Role.OFFICIAL and g.is_current and g.unit_id]


class Confirmation(Model):
    """Who vouched for whom, as a member of which village's team."""

    __tablename__ = "confirmations"

    at: Mapped[datetime]
    how: Mapped[ConfirmedHow]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), unique=True)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    village_id: Mapped[int] = mapped_column(sa.ForeignKey("villages.id"))
