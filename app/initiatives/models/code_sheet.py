"""Codes on paper: each vouches once for whoever the village's team hands it to, and may carry votes at a meeting."""

import secrets
from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person, Role
from app.commune.models import Village
from app.core.audit import Recorded
from app.core.clock import today, utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.core.typed_codes import sealed, spelled
from app.core.workflow import RuleBroken
from app.initiatives.models.initiative import Initiative

# 40 bits a code, kept as a keyed hash: guessing is hopeless, and so is reading a stolen database.
CODE_BYTES, MOST_CODES, MOST_TOPICS = 5, 200, 20


class SheetPurpose(Labelled):
    CONFIRM = "confirm", _l("Xác nhận tài khoản của người dân")
    VOTE = "vote", _l("Ủng hộ ý tưởng tại cuộc họp")


class SheetTopic(Model):
    """An idea that a meeting is asked about."""

    __tablename__ = "sheet_topics"
    __table_args__ = (sa.UniqueConstraint("sheet_id", "initiative_id"),)

    sheet_id: Mapped[int] = mapped_column(sa.ForeignKey("code_sheets.id", ondelete="CASCADE"))
    initiative_id: Mapped[int] = mapped_column(sa.ForeignKey("initiatives.id"), index=True)


class CodeSheet(Recorded, Model):
    """Codes printed at once for one village. They were on paper that once: the house keeps what it needs to know them again.

    printed → over (its day has passed, or all are used) or voided (lost, printed badly).
    """

    __tablename__ = "code_sheets"
    __table_args__ = (
        sa.UniqueConstraint("printed_by_id", "sent_key"),
        sa.Index(None, "village_id", "id"),
    )

    purpose: Mapped[SheetPurpose]
    occasion: Mapped[str] = mapped_column(sa.String(160), default="")
    printed_at: Mapped[datetime] = mapped_column(default=utcnow)
    valid_until: Mapped[date]
    voided_at: Mapped[datetime | None]
    # Made by the form, so that a form sent twice prints one sheet.
    sent_key: Mapped[str] = mapped_column(sa.String(40))
    village_id: Mapped[int] = mapped_column(sa.ForeignKey("villages.id"))
    printed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))

    village: Mapped[Village] = relationship()
    printed_by: Mapped[Person] = relationship()
    topics: Mapped[list[Initiative]] = relationship(secondary="sheet_topics", order_by=Initiative.id)
    codes: Mapped[list["PaperCode"]] = relationship(
        back_populates="sheet", order_by="PaperCode.number", cascade="all, delete-orphan"
    )

    def draw(self, how_many: int, *, secret: str) -> list[str]:
        """Make the codes; what is returned is printed now and can never be told again."""
        drawn = [spelled(secrets.token_bytes(CODE_BYTES)) for _number in range(how_many)]
        self.codes = [
            PaperCode(number=number, code_hash=sealed(code, secret=secret, purpose="paper-code"))
            for number, code in enumerate(drawn, 1)
        ]
        return drawn

    def void(self, *, by: Person) -> None:
        """None of its codes is taken any more; what was done with them stays. Raises `RuleBroken`."""
        if self.voided_at:
            raise RuleBroken(_("Tờ mã này đã hủy rồi."))
        self.voided_at = utcnow()
        self.record("code_sheets.void", by=by, role=by.acts_as(Role.VILLAGE_TEAM, Role.COORDINATOR))

    @property
    def ideas(self) -> list[Initiative]:
        """What the meeting is asked about and takes votes now; of what was merged meanwhile what it went into."""
        return [one for one in dict.fromkeys(topic.standing for topic in self.topics) if one.is_voting]

    @property
    def is_open(self) -> bool:
        """Whether its codes are taken: not voided, not over, and whoever vouches by them still may."""
        vouches = self.printed_by.has(Role.VILLAGE_TEAM, village_id=self.village_id) and self.printed_by.is_active
        return self.voided_at is None and self.valid_until >= today() and vouches

    @property
    def used(self) -> list["PaperCode"]:
        """The codes somebody used."""
        return [code for code in self.codes if code.used_at]


class PaperCode(Model):
    """One code of a sheet: kept as a hash, used once, by one person."""

    __tablename__ = "paper_codes"
    __table_args__ = (
        sa.UniqueConstraint("sheet_id", "number"),
        sa.CheckConstraint("(used_at IS NULL) = (used_by_id IS NULL)", name="used_by_somebody"),
    )

    number: Mapped[int]
    code_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    used_at: Mapped[datetime | None]
    sheet_id: Mapped[int] = mapped_column(sa.ForeignKey("code_sheets.id"))
    used_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)

    sheet: Mapped[CodeSheet] = relationship(back_populates="codes")

    @property
    def may_be_used(self) -> bool:
        """Whether it is still good."""
        return self.used_at is None and self.sheet.is_open
