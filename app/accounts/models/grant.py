"""Roles, and the rows that give them to people for a time."""

from datetime import date
from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.commune.models import Unit, Village
from app.core.clock import today
from app.core.db import Model
from app.core.enums import Labelled

if TYPE_CHECKING:
    from app.accounts.models.person import Person


class Role(Labelled):
    """Everything a person can be here. Some are not granted: they follow from what one does."""

    AUTHOR = "author", _l("Tác giả")
    RESIDENT = "resident", _l("Người dân")
    MARKER = "marker", _l("Người chấm")
    PRODUCER = "producer", _l("Cơ sở sản xuất")
    OFFICIAL = "official", _l("Cán bộ, công chức")
    VILLAGE_TEAM = "village_team", _l("Tổ đổi mới sáng tạo của thôn")
    COORDINATOR = "coordinator", _l("Cán bộ điều phối (Phòng VH-XH)")
    COUNCIL_CHAIR = "council_chair", _l("Chủ tịch Hội đồng sáng kiến")
    COUNCIL_SECRETARY = "council_secretary", _l("Thư ký Hội đồng sáng kiến")
    COUNCIL_MEMBER = "council_member", _l("Ủy viên Hội đồng sáng kiến")
    ORGANISER = "organiser", _l("Ban tổ chức cuộc thi")
    JUDGE = "judge", _l("Giám khảo")
    TOURISM_EDITOR = "tourism_editor", _l("Biên tập trang Đảo Cò")
    LEADER = "leader", _l("Lãnh đạo UBND xã")
    ADMINISTRATOR = "administrator", _l("Quản trị")
    AUDITOR = "auditor", _l("Kiểm tra, giám sát")

    @classmethod
    def by_doing(cls) -> tuple["Role", ...]:
        """The roles that follow from what one does."""
        return (cls.AUTHOR, cls.RESIDENT, cls.MARKER, cls.PRODUCER)

    @classmethod
    def granted(cls) -> list["Role"]:
        """The roles that an administrator gives."""
        return [role for role in cls if role not in cls.by_doing()]


class Grant(Model):
    """A person holds a role within a scope, from a day to a day."""

    __tablename__ = "grants"
    __table_args__ = (
        sa.CheckConstraint("(role = 'official') = (unit_id IS NOT NULL)", name="official_serves_a_unit"),
        sa.CheckConstraint("(role = 'village_team') = (village_id IS NOT NULL)", name="team_serves_a_village"),
        sa.CheckConstraint("role NOT IN ('author', 'resident')", name="only_granted_roles"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_it_begins"),
    )

    role: Mapped[Role] = mapped_column(index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    # Taken back by a person: it ends at that moment, not at the end of the day.
    is_ended: Mapped[bool] = mapped_column(default=False)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"))
    village_id: Mapped[int | None] = mapped_column(sa.ForeignKey("villages.id"))
    granted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    person: Mapped["Person"] = relationship(back_populates="grants", foreign_keys=[person_id])
    unit: Mapped[Unit | None] = relationship(lazy="joined")
    village: Mapped[Village | None] = relationship()

    @property
    def is_current(self) -> bool:
        """Whether it holds today."""
        return not self.is_ended and self.valid_from <= today() and (self.valid_to is None or self.valid_to >= today())
