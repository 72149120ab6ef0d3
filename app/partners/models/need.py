"""What a village, a unit or an organisation needs help with."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Organisation, Person, Role
from app.commune.models import Field, Unit, Village
from app.core.clock import utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.core.search.index import Found, Named, Searchable
from app.core.workflow import Workflow, transition
from app.partners.models.partner import KEEPERS, Help

SPEAKERS = (Role.COORDINATOR, Role.OFFICIAL, Role.VILLAGE_TEAM)


class NeedState(Labelled):
    WAITING = "waiting", _l("Chờ xã đăng")
    OPEN = "open", _l("Đang tìm hỗ trợ")
    MATCHED = "matched", _l("Đã có người giúp")
    MET = "met", _l("Đã đáp ứng")
    DECLINED = "declined", _l("Chưa đăng được")
    WITHDRAWN = "withdrawn", _l("Đã rút")


# What still looks for help, or gets it.
SOUGHT = (NeedState.OPEN, NeedState.MATCHED)


class Need(Searchable, Workflow, Model):
    """Nhu cầu: posted in the name of a village, a unit or an organisation; everybody reads it once it was published."""

    __tablename__ = "needs"
    __table_args__ = (
        sa.CheckConstraint(
            "(village_id IS NOT NULL AND unit_id IS NULL AND organisation_id IS NULL)"
            " OR (village_id IS NULL AND unit_id IS NOT NULL AND organisation_id IS NULL)"
            " OR (village_id IS NULL AND unit_id IS NULL AND organisation_id IS NOT NULL)",
            name="in_one_name",
        ),
        sa.CheckConstraint(
            "published_at IS NOT NULL OR state NOT IN ('open', 'matched', 'met')", name="published_at_a_time"
        ),
        sa.CheckConstraint("state NOT IN ('declined', 'withdrawn') OR reason <> ''", name="ended_for_a_reason"),
        sa.Index(None, "state", "id"),
        sa.Index(None, "state", "state_since", "id"),
    )

    title: Mapped[str] = mapped_column(sa.String(160))
    text: Mapped[str] = mapped_column(sa.Text)
    help: Mapped[Help]
    state: Mapped[NeedState] = mapped_column(default=NeedState.WAITING)
    state_since: Mapped[datetime] = mapped_column(default=utcnow)
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    published_at: Mapped[datetime | None]
    # Made by the form: sent twice it is one need.
    sent_key: Mapped[str] = mapped_column(sa.String(40), unique=True)
    version: Mapped[int] = mapped_column()
    is_sample: Mapped[bool] = mapped_column(default=False)
    field_id: Mapped[int] = mapped_column(sa.ForeignKey("fields.id"), index=True)
    village_id: Mapped[int | None] = mapped_column(sa.ForeignKey("villages.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    posted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)

    field: Mapped[Field] = relationship(lazy="joined", innerjoin=True)
    village: Mapped[Village | None] = relationship(lazy="joined")
    unit: Mapped[Unit | None] = relationship(lazy="joined")
    organisation: Mapped[Organisation | None] = relationship(lazy="joined")

    searched_by = ("title", "text", "published_at", "field_id", "village_id", "unit_id", "organisation_id")
    __mapper_args__ = {"version_id_col": version}

    def search_entries(self) -> list[Found]:
        """Found by its words and whose it is, once it was published."""
        whose = (Named(Village, self.village_id), Named(Unit, self.unit_id), Named(Organisation, self.organisation_id))
        return [Found("need", self.id, self.title, (self.text, *whose), is_public=self.is_public)]

    @transition(NeedState.WAITING, to=NeedState.OPEN, label=_l("Đăng nhu cầu"), who=KEEPERS)
    def publish(self, *, by: Person) -> None:
        """Everybody reads it from now on, and partners may answer."""
        self.published_at = self.state_since = utcnow()

    @transition(NeedState.WAITING, to=NeedState.DECLINED, label=_l("Chưa đăng được"), who=KEEPERS)
    def decline(self, *, by: Person, reason: str) -> None:
        """Not like this; the reason says what has to be mended."""
        self.reason, self.state_since = reason, utcnow()

    @transition(NeedState.DECLINED, to=NeedState.WAITING, label=_l("Gửi lại"), who=SPEAKERS)
    def send_again(self, *, by: Person) -> None:
        """What was wrong was mended."""
        self.reason, self.state_since = "", utcnow()

    @transition(NeedState.OPEN, to=NeedState.MATCHED, label=_l("Ghi đã có người giúp"), who=KEEPERS)
    def find(self, *, by: Person) -> None:
        """An offer answers it: `actions.matching.accept`."""
        self.state_since = utcnow()

    @transition(NeedState.MATCHED, to=NeedState.OPEN, label=_l("Tìm lại"), who=KEEPERS)
    def seek_again(self, *, by: Person) -> None:
        """Nobody helps after all: `actions.matching.drop`."""
        self.state_since = utcnow()

    @transition(NeedState.MATCHED, to=NeedState.MET, label=_l("Ghi đã đáp ứng"), who=KEEPERS)
    def meet(self, *, by: Person) -> None:
        """Something came of it: `actions.matching.finish`."""
        self.state_since = utcnow()

    @transition(
        NeedState.WAITING,
        NeedState.DECLINED,
        NeedState.OPEN,
        NeedState.MATCHED,
        to=NeedState.WITHDRAWN,
        label=_l("Rút nhu cầu"),
        who=SPEAKERS,
    )
    def withdraw(self, *, by: Person, reason: str) -> None:
        """It is needed no longer: `actions.needing.withdraw`."""
        self.reason, self.state_since = reason, utcnow()

    def told(self, move: str) -> dict[str, Any]:
        """In which form help was looked for and found."""
        return {"help": self.help.value} if move in ("publish", "meet") else {}

    @property
    def public_name(self) -> str | None:
        """Its number, once everybody may read it."""
        return f"NC-{self.id:04d}" if self.id and self.is_public else None

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it: once published it stays, whatever became of it."""
        return self.published_at is not None

    @property
    def whose(self) -> str:
        """The name of the village, unit or organisation."""
        held = self.village or self.unit or self.organisation
        return held.name if held else ""
