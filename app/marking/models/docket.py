"""One thing to be marked, sealed until its marking is over; and who may not mark it."""

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.clock import utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.marking.models.rubric import Rubric

if TYPE_CHECKING:
    from app.marking.models.sheet import Sheet


class Docket(Model):
    """Whoever lets people mark has one for each thing; what that thing is, only they know."""

    __tablename__ = "dockets"

    # Who keeps it, by name in `keepers`.
    kept_by: Mapped[str] = mapped_column(sa.String(20))
    # From when on it may be marked, until when if a day was set, and from when on others may see the marks.
    opened_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    unsealed_at: Mapped[datetime | None]
    rubric_id: Mapped[int] = mapped_column(sa.ForeignKey("rubrics.id"), index=True)

    rubric: Mapped[Rubric] = relationship()
    sheets: Mapped[list["Sheet"]] = relationship(back_populates="docket", order_by="Sheet.id", cascade="all, delete-orphan")
    conflicts: Mapped[list["Conflict"]] = relationship(order_by="Conflict.id", cascade="all, delete-orphan")

    def open(self, *, since: datetime | None = None, until: datetime | None = None) -> None:
        """From now on, or from a moment, it may be marked, by a rubric that nobody changes any more. Safe to run again."""
        self.rubric.freeze()
        self.opened_at = self.opened_at or since or utcnow()
        self.closes_at = until

    def close(self) -> None:
        """Nobody is to mark it any more; what was marked stays sealed."""
        self.opened_at = None

    def unseal(self) -> None:
        """The marking is over: marks may be seen, and none is written any more."""
        self.unsealed_at = utcnow()

    def seal_again(self) -> None:
        """Back to marking."""
        self.unsealed_at = None

    def declare(self, person: Person, kind: "ConflictKind", words: str, *, by_system: bool = False) -> "Conflict":
        """Note that somebody has a stake in it; once is enough."""
        known = self.conflict_of(person)
        if known is None:
            known = Conflict(person=person, kind=kind, words=words, by_system=by_system)
            self.conflicts.append(known)
        return known

    def conflict_of(self, person: Person) -> "Conflict | None":
        """What somebody declared, or the system found."""
        return next((conflict for conflict in self.conflicts if conflict.person_id == person.id), None)

    def sheet_of(self, person: Person) -> "Sheet | None":
        """The sheet of a marker."""
        return next((sheet for sheet in self.sheets if sheet.marker_id == person.id), None)

    def is_open_to(self, person: Person) -> bool:
        """Whether somebody may see a sheet that is not theirs while it is sealed: they have neither one nor a stake."""
        return self.sheet_of(person) is None and self.conflict_of(person) is None

    @property
    def is_marked_now(self) -> bool:
        """Whether points may be written."""
        if self.opened_at is None or not self.is_sealed:
            return False
        return self.opened_at <= utcnow() and (self.closes_at is None or utcnow() <= self.closes_at)

    @property
    def is_sealed(self) -> bool:
        """Whether nobody may see what others marked."""
        return self.unsealed_at is None

    @property
    def counted(self) -> list["Sheet"]:
        """The sheets a result is made of."""
        return [sheet for sheet in self.sheets if sheet.is_signed]

    @property
    def waiting(self) -> list["Sheet"]:
        """The sheets that are still expected."""
        return [sheet for sheet in self.sheets if sheet.is_awaited]


class ConflictKind(Labelled):
    OWN = "own", _l("Tác giả hoặc đồng tác giả")
    RELATIVE = "relative", _l("Người thân của tác giả")
    TEAM = "team", _l("Cùng tổ hoặc cùng lãnh đạo thôn với tác giả")
    BUSINESS = "business", _l("Có quan hệ làm ăn")
    OTHER = "other", _l("Lý do khác")


class Conflict(Model):
    """Somebody has a stake: they do not mark, do not see the marks and do not count."""

    __tablename__ = "conflicts"
    __table_args__ = (sa.UniqueConstraint("docket_id", "person_id"),)

    kind: Mapped[ConflictKind]
    words: Mapped[str] = mapped_column(sa.String(500), default="")
    # Found by the system, since the names of authors are known to it.
    by_system: Mapped[bool] = mapped_column(default=False)
    declared_at: Mapped[datetime] = mapped_column(default=utcnow)
    docket_id: Mapped[int] = mapped_column(sa.ForeignKey("dockets.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)

    person: Mapped[Person] = relationship()
