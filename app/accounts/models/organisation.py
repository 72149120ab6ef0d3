"""Organisations: enterprises, cooperatives, household businesses, and the people who belong to them."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models.person import Person
from app.commune.models import Village
from app.core import text
from app.core.audit import Recorded
from app.core.clock import utcnow
from app.core.db import Model, sort_key_type
from app.core.enums import Labelled
from app.core.news import Shown
from app.core.search.index import Found, Named, Searchable
from app.core.workflow import RuleBroken


class OrganisationKind(Labelled):
    ENTERPRISE = "enterprise", _l("Doanh nghiệp")
    COOPERATIVE = "cooperative", _l("Hợp tác xã")
    HOUSEHOLD = "household", _l("Hộ kinh doanh")


class Organisation(Shown, Searchable, Recorded, Model):
    """A body in whose name its members may write."""

    __tablename__ = "organisations"

    name: Mapped[str] = mapped_column(sa.String(160))
    name_key: Mapped[str] = mapped_column(sa.String(400), unique=True)
    sort_name: Mapped[str] = mapped_column(sort_key_type(600), index=True)
    kind: Mapped[OrganisationKind]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    is_sample: Mapped[bool] = mapped_column(default=False)
    village_id: Mapped[int] = mapped_column(sa.ForeignKey("villages.id"), index=True)

    village: Mapped[Village] = relationship()
    memberships: Mapped[list["Membership"]] = relationship(back_populates="organisation", cascade="all, delete-orphan")

    searched_by = ("name", "village_id")

    def search_entries(self) -> list[Found]:
        """Found by its name and its village."""
        return [Found("organisation", self.id, self.name, (Named(Village, self.village_id),))]

    def rename(self, name: str) -> None:
        """Take a name, with the keys by which it is kept apart and sorted."""
        self.name, self.name_key, self.sort_name = name, text.name_key(name), text.sort_key(name)

    def admit(self, person: Person, *, by: Person, is_owner: bool = False) -> None:
        """Take a person in. Raises `RuleBroken` for somebody who belongs already."""
        if self.counts(person):
            raise RuleBroken(_("Người này đã là thành viên."))
        self.memberships.append(Membership(person=person, is_owner=is_owner, since=utcnow()))
        self.record("organisations.admit", by=by, person=person.id, owner=is_owner)

    def release(self, person: Person, *, by: Person) -> None:
        """Let a member go; the last owner stays. Raises `RuleBroken`."""
        membership = next((m for m in self.memberships if m.person_id == person.id and m.until is None), None)
        if membership is None:
            raise RuleBroken(_("Người này không phải thành viên."))
        if membership.is_owner and sum(m.is_owner and m.until is None for m in self.memberships) == 1:
            raise RuleBroken(_("Tổ chức phải còn ít nhất một người phụ trách."))
        membership.until = utcnow()
        self.record("organisations.release", by=by, person=person.id)

    def counts(self, person: Person, *, as_owner: bool = False) -> bool:
        """Whether a person belongs to it now, or answers for it."""
        return any(m.person_id == person.id and m.until is None and (m.is_owner or not as_owner) for m in self.memberships)


class Membership(Model):
    """A person belongs to an organisation, and may answer for it."""

    __tablename__ = "memberships"
    __table_args__ = (
        sa.Index(
            "uq_memberships_current",
            "organisation_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        ),
    )

    is_owner: Mapped[bool]
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)

    organisation: Mapped[Organisation] = relationship(back_populates="memberships")
    person: Mapped[Person] = relationship()
