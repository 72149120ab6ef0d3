"""A refusal: one coordinator proposes it with a reason for the public, a second person agrees or not."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person, Role
from app.core.clock import utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.core.workflow import RuleBroken, Workflow, transition
from app.initiatives.models.initiative import Initiative


class RefusalState(Labelled):
    PROPOSED = "proposed", _l("Chờ người thứ hai")
    CONFIRMED = "confirmed", _l("Đã xác nhận")
    DISMISSED = "dismissed", _l("Không đồng ý")


class Refusal(Workflow, Model):
    """Four eyes on every “chưa làm được”."""

    __tablename__ = "refusals"
    __table_args__ = (
        sa.Index(
            "uq_refusals_proposed",
            "initiative_id",
            unique=True,
            sqlite_where=sa.text("state = 'proposed'"),
            postgresql_where=sa.text("state = 'proposed'"),
        ),
        sa.Index(None, "state", "proposed_at"),
        sa.Index(None, "initiative_id"),
    )

    reason: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[RefusalState] = mapped_column(default=RefusalState.PROPOSED)
    proposed_at: Mapped[datetime] = mapped_column(default=utcnow)
    initiative_id: Mapped[int] = mapped_column(sa.ForeignKey("initiatives.id"))
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))

    initiative: Mapped[Initiative] = relationship()
    proposed_by: Mapped[Person] = relationship()

    @transition(
        RefusalState.PROPOSED,
        to=RefusalState.CONFIRMED,
        label=_l("Đồng ý từ chối"),
        who=(Role.COORDINATOR, Role.LEADER),
    )
    def confirm(self, *, by: Person) -> None:
        self._second_person(by)

    @transition(
        RefusalState.PROPOSED,
        to=RefusalState.DISMISSED,
        label=_l("Không đồng ý từ chối"),
        who=(Role.COORDINATOR, Role.LEADER),
    )
    def dismiss(self, *, by: Person, reason: str) -> None:
        self._second_person(by)

    def _second_person(self, by: Person) -> None:
        if by.id == self.proposed_by_id:
            raise RuleBroken(_("Người đề xuất từ chối không tự xác nhận được. Cần một người khác."))
        if by.id == self.initiative.author_id:
            raise RuleBroken(_("Không ai tự quyết định về sáng kiến của chính mình."))
