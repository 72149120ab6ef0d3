"""Files of an initiative: what the author showed, and the proofs of pilots, adoptions and replications."""

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import ChildrenShown, Person, Role, Upload
from app.core.audit import Recorded
from app.core.clock import utcnow
from app.core.db import Model
from app.core.workflow import RuleBroken
from app.initiatives.models.initiative import Initiative

if TYPE_CHECKING:
    from app.initiatives.models.adoption import Adoption, Replication
    from app.initiatives.models.pilot import Pilot

MAX_OF_AUTHOR = 6


class Attachment(Recorded, Model):
    """A file shown with an initiative. A proof belongs to one pilot, adoption or replication and is confirmed by another."""

    __tablename__ = "attachments"
    __table_args__ = (
        sa.CheckConstraint(
            "(CASE WHEN pilot_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN adoption_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN replication_id IS NULL THEN 0 ELSE 1 END) <= 1",
            name="proves_one_thing",
        ),
        sa.CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed_by_somebody"),
        sa.UniqueConstraint("initiative_id", "position"),
    )

    position: Mapped[int]
    caption: Mapped[str] = mapped_column(sa.String(200), default="")
    confirmed_at: Mapped[datetime | None]
    # What the office said of children in a proof; of the author's own the initiative says it, once for all.
    children: Mapped[ChildrenShown | None]
    initiative_id: Mapped[int] = mapped_column(sa.ForeignKey("initiatives.id"))
    upload_id: Mapped[int] = mapped_column(sa.ForeignKey("uploads.id"), unique=True)
    pilot_id: Mapped[int | None] = mapped_column(sa.ForeignKey("pilots.id"), index=True)
    adoption_id: Mapped[int | None] = mapped_column(sa.ForeignKey("adoptions.id"), index=True)
    replication_id: Mapped[int | None] = mapped_column(sa.ForeignKey("replications.id"), index=True)
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    initiative: Mapped[Initiative] = relationship(back_populates="attachments")
    upload: Mapped[Upload] = relationship()
    pilot: Mapped["Pilot | None"] = relationship(back_populates="proofs")
    adoption: Mapped["Adoption | None"] = relationship(back_populates="proofs")
    replication: Mapped["Replication | None"] = relationship(back_populates="proofs")

    def confirm(self, *, by: Person) -> None:
        """Vouch that the proof shows what it says. Raises `RuleBroken` for one's own."""
        if not self.is_proof:
            raise RuleBroken(_("Tệp này không phải minh chứng."))
        if self.confirmed_at:
            raise RuleBroken(_("Minh chứng này đã được xác nhận."))
        if by.id == self.upload.uploader_id:
            raise RuleBroken(_("Người đưa minh chứng lên không tự xác nhận được. Cần một người khác."))
        self.confirmed_at, self.confirmed_by_id = utcnow(), by.id
        role = by.acts_as(Role.COORDINATOR, Role.LEADER, Role.OFFICIAL)
        self.initiative.record("initiatives.confirm_proof", by=by, role=role, attachment=self.id)

    @property
    def is_proof(self) -> bool:
        """Whether it proves something, rather than illustrating the idea."""
        return bool(self.pilot or self.adoption or self.replication)
