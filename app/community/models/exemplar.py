"""Models of work: what is tried, proven, and done again elsewhere."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Organisation, Person, Role
from app.commune.models import Unit, Village
from app.core.clock import today, utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.core.workflow import RuleBroken, Workflow, transition
from app.folders.models import Kept
from app.initiatives.models import Initiative

KEEPERS = (Role.COORDINATOR, Role.OFFICIAL)


class ExemplarKind(Labelled):
    """Fields of the plan; the first counts for indicator 4.1."""

    HITECH_AGRICULTURE = "hitech_agriculture", _l("Nông nghiệp công nghệ cao")
    TOURISM = "tourism", _l("Du lịch thông minh")
    TRADE = "trade", _l("Thương mại, dịch vụ số")
    ADMINISTRATION = "administration", _l("Quản lý nhà nước")
    LIFE = "life", _l("Đời sống ở thôn")


class ExemplarState(Labelled):
    PILOTING = "piloting", _l("Đang làm thử")
    PROVEN = "proven", _l("Đã có hiệu quả")
    REPLICATED = "replicated", _l("Đã nhân rộng")
    ENDED = "ended", _l("Dừng")


# Models that are at work.
AT_WORK = (ExemplarState.PROVEN, ExemplarState.REPLICATED)


class Exemplar(Kept, Workflow, Model):
    """Mô hình: a way of working that is tried at one place, with a unit that answers for it."""

    __tablename__ = "exemplars"
    __table_args__ = (
        sa.CheckConstraint("state NOT IN ('proven', 'replicated') OR proven_on IS NOT NULL", name="proven_on_a_day"),
        sa.CheckConstraint("(state = 'ended') = (ended_on IS NOT NULL)", name="ended_on_a_day"),
        sa.CheckConstraint("cost IS NULL OR cost >= 0", name="no_debt"),
        sa.Index(None, "state", "kind"),
    )

    name: Mapped[str] = mapped_column(sa.String(160), unique=True)
    kind: Mapped[ExemplarKind]
    place: Mapped[str] = mapped_column(sa.String(160))
    text: Mapped[str] = mapped_column(sa.Text, default="")
    # What it costs to set up, in đồng, and what it is good for, in words and figures.
    cost: Mapped[int | None] = mapped_column(sa.BigInteger)
    benefit: Mapped[str] = mapped_column(sa.Text, default="")
    started_on: Mapped[date]
    proven_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    state: Mapped[ExemplarState] = mapped_column(default=ExemplarState.PILOTING)
    state_since: Mapped[datetime] = mapped_column(default=utcnow)
    version: Mapped[int] = mapped_column()
    is_sample: Mapped[bool] = mapped_column(default=False)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id"), index=True)
    village_id: Mapped[int | None] = mapped_column(sa.ForeignKey("villages.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    initiative_id: Mapped[int | None] = mapped_column(sa.ForeignKey("initiatives.id"), index=True)

    unit: Mapped[Unit] = relationship(lazy="joined", innerjoin=True)
    village: Mapped[Village | None] = relationship(lazy="joined")
    organisation: Mapped[Organisation | None] = relationship()
    initiative: Mapped[Initiative | None] = relationship()
    replicas: Mapped[list["Replica"]] = relationship(back_populates="exemplar", order_by="Replica.id")

    __mapper_args__ = {"version_id_col": version}

    @transition(ExemplarState.PILOTING, to=ExemplarState.PROVEN, label=_l("Ghi đã có hiệu quả"), who=(Role.COORDINATOR,))
    def prove(self, *, by: Person, on: date) -> None:
        """It works: from that day it counts. Raises `RuleBroken` without a benefit in words and a proof by somebody else."""
        self._must_be_a_day(on)
        if not self.benefit:
            raise RuleBroken(_("Ghi lợi ích của mô hình, bằng lời và bằng số, trước đã."))
        if not any(proof.confirmed_at for proof in self.folder.standing):
            raise RuleBroken(_("Cần ít nhất một minh chứng được người khác xác nhận."))
        self.proven_on, self.state_since = on, utcnow()

    @transition(ExemplarState.PROVEN, to=ExemplarState.REPLICATED, label=_l("Ghi nhân rộng"), who=(Role.COORDINATOR,))
    def replicate(self, *, by: Person) -> None:
        """The same is done elsewhere. Raises `RuleBroken` while no other place is noted."""
        if not self.replicas:
            raise RuleBroken(_("Hãy ghi nơi làm theo trước."))
        self.state_since = utcnow()

    @transition(
        ExemplarState.PILOTING,
        ExemplarState.PROVEN,
        ExemplarState.REPLICATED,
        to=ExemplarState.ENDED,
        label=_l("Dừng mô hình"),
        who=(Role.COORDINATOR,),
    )
    def end(self, *, by: Person, on: date, reason: str) -> None:
        """It is given up; years in which it was at work keep it."""
        self._must_be_a_day(on)
        self.ended_on, self.state_since = on, utcnow()

    def told(self, move: str) -> dict[str, Any]:
        """From when it counts, and until when."""
        if move == "prove" and self.proven_on:
            return {"kind": self.kind.value, "proven_on": self.proven_on.isoformat()}
        return {"ended_on": self.ended_on.isoformat()} if move == "end" and self.ended_on else {}

    @property
    def public_name(self) -> str | None:
        """Its number."""
        return f"MH-{self.id:04d}" if self.id else None

    def _must_be_a_day(self, on: date) -> None:
        if not self.started_on <= on <= today():
            raise RuleBroken(_("Ngày này phải từ ngày bắt đầu mô hình đến hôm nay."))


class Replica(Model):
    """Nhân rộng: one more place that does the same."""

    __tablename__ = "replicas"

    place: Mapped[str] = mapped_column(sa.String(160))
    on: Mapped[date]
    note: Mapped[str] = mapped_column(sa.Text, default="")
    exemplar_id: Mapped[int] = mapped_column(sa.ForeignKey("exemplars.id"), index=True)
    village_id: Mapped[int | None] = mapped_column(sa.ForeignKey("villages.id"))

    exemplar: Mapped[Exemplar] = relationship(back_populates="replicas")
    village: Mapped[Village | None] = relationship()
