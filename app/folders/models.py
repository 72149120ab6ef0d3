"""A folder, the proofs in it, and the money."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.ext.declarative import declared_attr
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import ChildrenShown, Person, Role, Upload
from app.core.audit import Recorded
from app.core.clock import utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.core.workflow import RuleBroken

OFFICE = (Role.COORDINATOR, Role.LEADER, Role.OFFICIAL, Role.VILLAGE_TEAM)


class Folder(Model):
    """What belongs to one piece of work; `kept_by` names the feature that knows which."""

    __tablename__ = "folders"

    kept_by: Mapped[str] = mapped_column(sa.String(20))

    proofs: Mapped[list["Proof"]] = relationship(back_populates="folder", order_by="Proof.id")
    funds: Mapped[list["Fund"]] = relationship(back_populates="folder", order_by="Fund.id")

    def shown_to(self, person: Any, *, office: bool) -> list["Proof"]:
        """What somebody sees of them: the office all, others what is public and stands, and their own."""
        seen = (p for p in self.proofs if office or p.added_by_id == person.id or (p.is_public and not p.withdrawn_at))
        return list(seen)

    @property
    def standing(self) -> list["Proof"]:
        """The proofs that were not withdrawn."""
        return [proof for proof in self.proofs if proof.withdrawn_at is None]


class Kept:
    """A piece of work with a folder of its own, from the moment it is begun."""

    __tablename__: str

    def __init__(self, **facts: Any) -> None:
        super().__init__(**{"folder": Folder(kept_by=self.__tablename__), **facts})

    @declared_attr
    def folder_id(cls) -> Mapped[int]:
        """Its folder, and nobody else's."""
        return mapped_column(sa.ForeignKey("folders.id"), unique=True)

    @declared_attr
    def folder(cls) -> Mapped[Folder]:
        return relationship(Folder)


class Proof(Recorded, Model):
    """Minh chứng: a file, the number of a document, an address, or several of these."""

    __tablename__ = "proofs"
    __table_args__ = (
        sa.CheckConstraint("upload_id IS NOT NULL OR number <> '' OR url <> ''", name="shows_something"),
        sa.CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed_by_somebody"),
        sa.CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id <> added_by_id", name="four_eyes"),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (reason IS NULL)", name="withdrawn_with_a_reason"),
    )

    caption: Mapped[str] = mapped_column(sa.String(200))
    # Of a document, as 12/QĐ-UBND.
    number: Mapped[str] = mapped_column(sa.String(60), default="")
    url: Mapped[str] = mapped_column(sa.String(300), default="")
    # Whether everybody may see it, or the office alone.
    is_public: Mapped[bool]
    children: Mapped[ChildrenShown | None]
    at: Mapped[datetime] = mapped_column(default=utcnow)
    confirmed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(sa.String(300))
    folder_id: Mapped[int] = mapped_column(sa.ForeignKey("folders.id"), index=True)
    upload_id: Mapped[int | None] = mapped_column(sa.ForeignKey("uploads.id"), unique=True)
    added_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    folder: Mapped[Folder] = relationship(back_populates="proofs")
    upload: Mapped[Upload | None] = relationship(lazy="joined")

    def confirm(self, *, by: Person) -> None:
        """Vouch that it shows what it says. Raises `RuleBroken` for one's own, and for what does not stand."""
        if self.withdrawn_at or self.confirmed_at:
            raise RuleBroken(_("Minh chứng này đã được xử lý."))
        if by.id == self.added_by_id:
            raise RuleBroken(_("Người đưa minh chứng lên không tự xác nhận được. Cần một người khác."))
        self.confirmed_at, self.confirmed_by_id = utcnow(), by.id
        self.record("proofs.confirm", by=by, role=by.acts_as(*OFFICE))

    def withdraw(self, *, by: Person, reason: str) -> None:
        """It proves nothing any more; row and file stay for whoever counted on it. Raises `RuleBroken` when done before."""
        if self.withdrawn_at:
            raise RuleBroken(_("Minh chứng này đã rút rồi."))
        self.withdrawn_at, self.reason = utcnow(), reason
        self.record("proofs.withdraw", by=by, role=by.acts_as(*OFFICE), reason=reason)


class FundSource(Labelled):
    """Kế hoạch, phần IV: where the money comes from."""

    COMMUNE = "commune", _l("Ngân sách xã")
    CITY = "city", _l("Ngân sách thành phố, chương trình, đề án")
    PRIVATE = "private", _l("Xã hội hóa")
    PARTNERSHIP = "partnership", _l("Hợp tác công – tư")
    OTHER = "other", _l("Nguồn hợp pháp khác")


class Fund(Recorded, Model):
    """Kinh phí: what is planned and what was spent for one output, in one year, from one source, in đồng. No accounting."""

    __tablename__ = "funds"
    __table_args__ = (
        sa.CheckConstraint("planned >= 0 AND spent >= 0 AND planned + spent > 0", name="some_money"),
        sa.CheckConstraint("year BETWEEN 2020 AND 2100", name="year_of_the_plan"),
        sa.Index(None, "year", "source"),
    )

    year: Mapped[int]
    source: Mapped[FundSource]
    planned: Mapped[int] = mapped_column(sa.BigInteger)
    spent: Mapped[int] = mapped_column(sa.BigInteger)
    # What comes of it: money is tied to a result (kế hoạch, phần IV).
    output: Mapped[str] = mapped_column(sa.String(200))
    # The decision or contract it stands on, if there is one yet.
    number: Mapped[str] = mapped_column(sa.String(60), default="")
    version: Mapped[int] = mapped_column()
    folder_id: Mapped[int] = mapped_column(sa.ForeignKey("folders.id"), index=True)

    folder: Mapped[Folder] = relationship(back_populates="funds")

    __mapper_args__ = {"version_id_col": version}
