"""Who works for the commune: the whole that shares of staff are taken of."""

from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person, Role
from app.commune.models import Unit
from app.core import text
from app.core.audit import Recorded
from app.core.db import Model, sort_key_type
from app.core.workflow import RuleBroken

KEEPERS = (Role.COORDINATOR,)


class Staff(Recorded, Model):
    """Cán bộ, công chức: somebody who serves a unit from a day to a day. They need no account."""

    __tablename__ = "staff"
    __table_args__ = (
        sa.CheckConstraint("until IS NULL OR until >= since", name="ends_after_it_begins"),
        sa.Index(
            "uq_staff_current",
            "name_key",
            "unit_id",
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        ),
    )

    name: Mapped[str] = mapped_column(sa.String(80))
    name_key: Mapped[str] = mapped_column(sa.String(200))
    sort_name: Mapped[str] = mapped_column(sort_key_type(300), index=True)
    post: Mapped[str] = mapped_column(sa.String(80), default="")
    since: Mapped[date]
    until: Mapped[date | None]
    has_signature: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column()
    is_sample: Mapped[bool] = mapped_column(default=False)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id"), index=True)

    unit: Mapped[Unit] = relationship(lazy="joined", innerjoin=True)

    __mapper_args__ = {"version_id_col": version}

    def rename(self, name: str) -> None:
        """Take a name, with the keys by which it is known and sorted."""
        self.name, self.name_key, self.sort_name = name, text.name_key(name), text.person_key(name)

    def leave(self, *, on: date, by: Person) -> None:
        """They serve here until a day. Raises `RuleBroken` for one before they came."""
        if self.until is not None or on < self.since:
            raise RuleBroken(_("Ngày cuối cùng làm việc không thể trước ngày nhận việc."))
        self.until = on
        self.record("staff.leave", by=by, role=by.acts_as(*KEEPERS), on=on.isoformat())
