"""Who sits in a session, as what, and whether they came."""

from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.db import Model
from app.core.enums import Labelled

if TYPE_CHECKING:
    from app.council.models.session import CouncilSession


class MemberRole(Labelled):
    CHAIR = "chair", _l("Chủ tịch Hội đồng")
    VICE_CHAIR = "vice_chair", _l("Phó Chủ tịch Hội đồng")
    SECRETARY = "secretary", _l("Thư ký")
    MEMBER = "member", _l("Ủy viên")


class Member(Model):
    """A person in a session. A secretary keeps its papers and does not mark, so that they may copy sheets from paper."""

    __tablename__ = "council_members"
    __table_args__ = (
        sa.UniqueConstraint("session_id", "person_id"),
        sa.Index(
            "uq_council_members_chair",
            "session_id",
            unique=True,
            sqlite_where=sa.text("role = 'chair'"),
            postgresql_where=sa.text("role = 'chair'"),
        ),
    )

    role: Mapped[MemberRole]
    # None until somebody called the roll.
    is_present: Mapped[bool | None]
    absent_for: Mapped[str] = mapped_column(sa.String(200), default="")
    session_id: Mapped[int] = mapped_column(sa.ForeignKey("council_sessions.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)

    session: Mapped["CouncilSession"] = relationship(back_populates="members")
    person: Mapped[Person] = relationship()

    @property
    def is_marker(self) -> bool:
        """Whether they mark and count."""
        return self.role is not MemberRole.SECRETARY
