"""Putting into practice: the act that the yearly target counts."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person, Role
from app.commune.models import Unit, Village
from app.core.clock import today, utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.core.workflow import RuleBroken, Workflow, transition
from app.initiatives.models.attachment import Attachment
from app.initiatives.models.initiative import Initiative, State


class Sphere(Labelled):
    MANAGEMENT = "management", _l("Quản lý")
    PRODUCTION = "production", _l("Sản xuất")
    LIFE = "life", _l("Đời sống")


class AdoptionState(Labelled):
    PROPOSED = "proposed", _l("Chờ lãnh đạo xác nhận")
    CONFIRMED = "confirmed", _l("Đã xác nhận")
    SENT_BACK = "sent_back", _l("Trả lại để bổ sung")
    REVOKED = "revoked", _l("Đã thu hồi")


_LIVE = sa.text("state IN ('proposed', 'confirmed')")


class Adoption(Workflow, Model):
    """One unit applies an initiative from a day, by a decision, with proofs.

    A coordinator proposes it, a leader confirms it.
    """

    __tablename__ = "adoptions"
    __table_args__ = (
        sa.CheckConstraint(
            "state NOT IN ('confirmed', 'revoked') OR (decision_number IS NOT NULL AND decision_on IS NOT NULL"
            " AND signer IS NOT NULL AND confirmed_at IS NOT NULL AND confirmed_by_id IS NOT NULL)",
            name="confirmed_is_complete",
        ),
        sa.CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id <> proposed_by_id", name="four_eyes"),
        sa.CheckConstraint("(state = 'revoked') = (revoked_at IS NOT NULL)", name="revoked_has_a_date"),
        sa.Index("uq_adoptions_live", "initiative_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        sa.Index(None, "initiative_id"),
        sa.Index(None, "adopted_on", "state"),
        sa.Index(None, "state", "proposed_at"),
    )

    state: Mapped[AdoptionState] = mapped_column(default=AdoptionState.PROPOSED)
    sphere: Mapped[Sphere]
    adopted_on: Mapped[date]
    decision_number: Mapped[str | None] = mapped_column(sa.String(40))
    decision_on: Mapped[date | None]
    signer: Mapped[str | None] = mapped_column(sa.String(80))
    proposed_at: Mapped[datetime] = mapped_column(default=utcnow)
    confirmed_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(sa.Text)
    came_from: Mapped[State | None]
    version: Mapped[int] = mapped_column()
    initiative_id: Mapped[int] = mapped_column(sa.ForeignKey("initiatives.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id"))
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    initiative: Mapped[Initiative] = relationship(back_populates="adoptions")
    unit: Mapped[Unit] = relationship()
    proofs: Mapped[list[Attachment]] = relationship(back_populates="adoption", order_by=Attachment.position)

    __mapper_args__ = {"version_id_col": version}

    @transition(AdoptionState.PROPOSED, to=AdoptionState.CONFIRMED, label=_l("Xác nhận đã áp dụng"), who=(Role.LEADER,))
    def confirm(self, *, by: Person) -> None:
        if by.id == self.proposed_by_id:
            raise RuleBroken(_("Người đề xuất không tự xác nhận được. Cần lãnh đạo khác."))
        if self.missing:
            raise RuleBroken(" ".join(self.missing))
        self.confirmed_at, self.confirmed_by_id = utcnow(), by.id

    @transition(AdoptionState.PROPOSED, to=AdoptionState.SENT_BACK, label=_l("Trả lại để bổ sung"), who=(Role.LEADER,))
    def send_back(self, *, by: Person, reason: str) -> None:
        self.reason = reason

    @transition(AdoptionState.CONFIRMED, to=AdoptionState.REVOKED, label=_l("Thu hồi xác nhận áp dụng"), who=(Role.LEADER,))
    def revoke(self, *, by: Person, reason: str) -> None:
        self.reason, self.revoked_at = reason, utcnow()

    def state_facts(
        self, *, unit: Unit, sphere: Sphere, adopted_on: date, decision_number: str, decision_on: date | None, signer: str
    ) -> None:
        """Say what is applied where and by which decision, while a leader has not confirmed it."""
        if self.state not in (None, AdoptionState.PROPOSED):
            raise RuleBroken(_("Đề xuất này đã được xử lý, không sửa được nữa."))
        if adopted_on > today() or (decision_on and decision_on > today()):
            raise RuleBroken(_("Ngày áp dụng và ngày quyết định không thể ở tương lai."))
        self.unit, self.sphere, self.adopted_on = unit, sphere, adopted_on
        self.decision_number, self.decision_on, self.signer = decision_number or None, decision_on, signer or None

    @property
    def public_name(self) -> str | None:
        """That of the initiative."""
        return self.initiative.public_name

    def told(self, move: str) -> dict[str, Any]:
        """From these everybody recomputes the tally: what a leader confirmed, and what was taken back."""
        if move == "revoke":
            return {"code": self.initiative.code}
        if move != "confirm":
            return {}
        days = {"adopted_on": self.adopted_on.isoformat(), "decision_on": self.decision_on and self.decision_on.isoformat()}
        facts = {"code": self.initiative.code, "sphere": self.sphere.value, "decision_number": self.decision_number}
        return {**facts, **days, "unit": self.unit.name}

    @property
    def missing(self) -> list[str]:
        """What keeps a leader from confirming, one sentence each."""
        wanted = {
            _("Chưa có số quyết định."): self.decision_number,
            _("Chưa có ngày quyết định."): self.decision_on,
            _("Chưa ghi người ký quyết định."): self.signer,
            _("Chưa có minh chứng được người khác xác nhận."): any(proof.confirmed_at for proof in self.proofs),
        }
        return [sentence for sentence, given in wanted.items() if not given]

    @property
    def stands(self) -> bool:
        """Whether a leader confirmed it and nobody took that back: only then it can count."""
        return self.state is AdoptionState.CONFIRMED


class Replication(Model):
    """Nhân rộng: the same thing done at one further place."""

    __tablename__ = "replications"

    place: Mapped[str] = mapped_column(sa.String(160))
    on: Mapped[date]
    note: Mapped[str] = mapped_column(sa.Text, default="")
    initiative_id: Mapped[int] = mapped_column(sa.ForeignKey("initiatives.id"), index=True)
    village_id: Mapped[int | None] = mapped_column(sa.ForeignKey("villages.id"))

    village: Mapped[Village | None] = relationship()
    proofs: Mapped[list[Attachment]] = relationship(back_populates="replication", order_by=Attachment.position)
