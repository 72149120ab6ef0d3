"""An initiative before a session: its docket, what came out, and the certificate it was given."""

from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model
from app.core.enums import Labelled
from app.initiatives.models import AwardClass, Initiative
from app.marking.models import Docket
from app.papers.models import Certificate

if TYPE_CHECKING:
    from app.council.models.session import CouncilSession


class Outcome(Labelled):
    RECOGNISED = "recognised", _l("Công nhận")
    DECLINED = "declined", _l("Không công nhận")
    DEFERRED = "deferred", _l("Chưa đủ phiếu, chuyển phiên sau")


class Case(Model):
    """What the session decided about one initiative. It is `open` until a session has published something about it."""

    __tablename__ = "council_cases"
    __table_args__ = (
        sa.UniqueConstraint("session_id", "initiative_id"),
        sa.Index(
            "uq_council_cases_open",
            "initiative_id",
            unique=True,
            sqlite_where=sa.text("is_open"),
            postgresql_where=sa.text("is_open"),
        ),
        sa.Index(None, "initiative_id"),
        sa.CheckConstraint("outcome IS NOT NULL OR award_class IS NULL", name="class_by_outcome"),
        sa.CheckConstraint("tie_order BETWEEN 1 AND 99", name="order_from_1_to_99"),
    )

    # Its place on the agenda.
    position: Mapped[int]
    is_open: Mapped[bool] = mapped_column(default=True)
    # What the public reads: why, and what next.
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    # The chair's written decision where nothing else parts equal results: lower comes first.
    tie_order: Mapped[int | None]
    # Written when the batch is published.
    outcome: Mapped[Outcome | None]
    award_class: Mapped[AwardClass | None]
    session_id: Mapped[int] = mapped_column(sa.ForeignKey("council_sessions.id"))
    initiative_id: Mapped[int] = mapped_column(sa.ForeignKey("initiatives.id"))
    docket_id: Mapped[int] = mapped_column(sa.ForeignKey("dockets.id"), unique=True)
    certificate_id: Mapped[int | None] = mapped_column(sa.ForeignKey("certificates.id"), unique=True)

    session: Mapped["CouncilSession"] = relationship(back_populates="cases")
    initiative: Mapped[Initiative] = relationship()
    docket: Mapped[Docket] = relationship()
    certificate: Mapped[Certificate | None] = relationship()
