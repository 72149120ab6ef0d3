"""An offer answers a need."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.clock import utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.core.workflow import RuleBroken, Workflow, transition
from app.partners.models.need import SOUGHT, SPEAKERS, Need
from app.partners.models.partner import KEEPERS, Offer


class MatchState(Labelled):
    PROPOSED = "proposed", _l("Chờ xã đồng ý")
    ACCEPTED = "accepted", _l("Đang giúp")
    DONE = "done", _l("Đã giúp xong")
    DECLINED = "declined", _l("Không phù hợp")
    DROPPED = "dropped", _l("Đã thôi")


# Of these there is one for an offer and a need.
STANDING = (MatchState.PROPOSED, MatchState.ACCEPTED, MatchState.DONE)
# Of these everybody may know.
HELPING = (MatchState.ACCEPTED, MatchState.DONE)


class Match(Workflow, Model):
    """Kết nối: proposed by a coordinator or by the partner's own people, accepted by a coordinator, done with a result."""

    __tablename__ = "matches"
    __table_args__ = (
        sa.CheckConstraint("(state = 'done') = (result <> '')", name="done_with_a_result"),
        sa.CheckConstraint("state NOT IN ('declined', 'dropped') OR reason <> ''", name="ended_for_a_reason"),
        sa.CheckConstraint("state NOT IN ('accepted', 'done') OR accepted_by_id IS NOT NULL", name="accepted_by_somebody"),
        sa.Index(
            "uq_matches_standing",
            "offer_id",
            "need_id",
            unique=True,
            sqlite_where=sa.text("state IN ('proposed', 'accepted', 'done')"),
            postgresql_where=sa.text("state IN ('proposed', 'accepted', 'done')"),
        ),
        sa.Index(None, "need_id", "id"),
        sa.Index(None, "state", "state_since", "id"),
    )

    note: Mapped[str] = mapped_column(sa.String(300), default="")
    # What came of it, in words.
    result: Mapped[str] = mapped_column(sa.Text, default="")
    state: Mapped[MatchState] = mapped_column(default=MatchState.PROPOSED)
    state_since: Mapped[datetime] = mapped_column(default=utcnow)
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    version: Mapped[int] = mapped_column()
    offer_id: Mapped[int] = mapped_column(sa.ForeignKey("offers.id"))
    need_id: Mapped[int] = mapped_column(sa.ForeignKey("needs.id"))
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    accepted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)

    offer: Mapped[Offer] = relationship()
    need: Mapped[Need] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @transition(MatchState.PROPOSED, to=MatchState.ACCEPTED, label=_l("Đồng ý kết nối"), who=KEEPERS)
    def accept(self, *, by: Person) -> None:
        """Both sides agreed. Raises `RuleBroken` for the partner's own people, and when offer or need is over."""
        organisation = self.offer.partner.organisation
        if organisation is not None and organisation.counts(by):
            raise RuleBroken(_("Người của đối tác không tự đồng ý được. Cần một cán bộ khác."))
        if self.need.state not in SOUGHT:
            raise RuleBroken(_("Nhu cầu này không còn tìm hỗ trợ."))
        if not self.offer.is_open or not self.offer.partner.is_current:
            raise RuleBroken(_("Đối tác không còn nhận nội dung hỗ trợ này."))
        self.accepted_by_id, self.state_since = by.id, utcnow()

    @transition(MatchState.PROPOSED, to=MatchState.DECLINED, label=_l("Không phù hợp"), who=KEEPERS)
    def decline(self, *, by: Person, reason: str) -> None:
        """It does not fit; the reason says why."""
        self.reason, self.state_since = reason, utcnow()

    @transition(MatchState.ACCEPTED, to=MatchState.DONE, label=_l("Ghi kết quả"), who=KEEPERS)
    def finish(self, *, by: Person, result: str) -> None:
        """What came of it."""
        self.result, self.state_since = result, utcnow()

    @transition(MatchState.PROPOSED, MatchState.ACCEPTED, to=MatchState.DROPPED, label=_l("Thôi kết nối"), who=SPEAKERS)
    def drop(self, *, by: Person, reason: str) -> None:
        """It comes to nothing."""
        self.reason, self.state_since = reason, utcnow()

    def told(self, move: str) -> dict[str, Any]:
        """Which need was helped, and in which form."""
        return {"need": self.need.public_name, "help": self.offer.help.value} if move in ("accept", "finish") else {}
