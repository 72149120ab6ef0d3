"""A round of marking: when, by which rubric, by whom, and how many go on from it."""

import secrets
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person, Role
from app.contests.models.contest import ORGANISERS, OVERSEERS, Contest, ContestField
from app.core.clock import utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.core.workflow import RuleBroken, Workflow, transition
from app.marking.models import Docket, Rubric
from app.marking.results import FEWEST

if TYPE_CHECKING:
    from app.contests.models.entry import Entry


class RoundState(Labelled):
    PREPARED = "prepared", _l("Đang chuẩn bị")
    MARKING = "marking", _l("Đang chấm, điểm niêm phong")
    COMPLETE = "complete", _l("Đã mở niêm phong điểm")


class Round(Workflow, Model):
    """Every entry in it is marked by the same number of judges. Marks are sealed until the round ends."""

    __tablename__ = "rounds"
    __table_args__ = (
        sa.UniqueConstraint("contest_id", "number"),
        sa.CheckConstraint("judges_per_entry BETWEEN 2 AND 15", name="some_judges"),
        sa.CheckConstraint("marks_until > marks_from", name="marks_for_a_time"),
        sa.CheckConstraint("takes IS NULL OR takes > 0", name="takes_some"),
        sa.CheckConstraint("gap > 0", name="gap_positive"),
    )

    number: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(80))
    state: Mapped[RoundState] = mapped_column(default=RoundState.PREPARED)
    judges_per_entry: Mapped[int]
    marks_from: Mapped[datetime]
    # Up to and including this moment.
    marks_until: Mapped[datetime]
    # How many go on to the next round, of each field where places are counted by field; None in the last.
    takes: Mapped[int | None]
    # With five sheets or more the highest and the lowest total are left out of the mean.
    drops: Mapped[bool] = mapped_column(default=False)
    # Totals are corrected by how much milder or stricter each judge is than the others on the same entries.
    normalises: Mapped[bool] = mapped_column(default=False)
    # Totals that lie further apart than this ask for a further judge.
    gap: Mapped[Decimal] = mapped_column(default=Decimal(30))
    # From which everything that is shuffled follows.
    seed: Mapped[str] = mapped_column(sa.String(16), default=lambda: secrets.token_hex(8))
    unsealed_at: Mapped[datetime | None]
    # Why equals that lie across a limit were put in the order they are in.
    tie_reason: Mapped[str] = mapped_column(sa.Text, default="")
    version: Mapped[int] = mapped_column()
    contest_id: Mapped[int] = mapped_column(sa.ForeignKey("contests.id"))
    rubric_id: Mapped[int] = mapped_column(sa.ForeignKey("rubrics.id"), index=True)

    contest: Mapped[Contest] = relationship(back_populates="rounds")
    rubric: Mapped[Rubric] = relationship()
    jurors: Mapped[list["Juror"]] = relationship(back_populates="round", order_by="Juror.id", cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}

    @transition(RoundState.PREPARED, to=RoundState.MARKING, label=_l("Mở chấm điểm"), who=ORGANISERS)
    def open_marking(self, *, by: Person) -> None:
        """What goes with it is in `actions.judging.open_marking`."""
        if utcnow() <= self.contest.receives_until:
            raise RuleBroken(_("Còn trong hạn nhận bài, chưa mở chấm được."))
        if utcnow() > self.marks_until:
            raise RuleBroken(_("Đã hết hạn chấm của vòng này. Hãy đổi thời gian chấm trước."))
        if self.before is not None and not self.before.is_complete:
            raise RuleBroken(_("%(name)s chưa kết thúc.", name=self.before.name))

    @transition(RoundState.MARKING, to=RoundState.COMPLETE, label=_l("Kết thúc vòng, mở niêm phong"), who=ORGANISERS)
    def complete(self, *, by: Person) -> None:
        """That every sheet is signed is asked in `actions.judging.unseal`."""
        self.unsealed_at = utcnow()

    @transition(RoundState.MARKING, to=RoundState.COMPLETE, label=_l("Kết thúc vòng khi còn thiếu phiếu"), who=ORGANISERS)
    def unseal(self, *, by: Person, reason: str) -> None:
        self.unsealed_at = utcnow()

    @transition(RoundState.COMPLETE, to=RoundState.MARKING, label=_l("Mở lại việc chấm"), who=ORGANISERS)
    def reopen(self, *, by: Person, reason: str) -> None:
        """Marks that were seen stay seen; the reason and the moment stand in the minutes."""
        if not self.contest.allows("conclude"):
            raise RuleBroken(_("Cuộc thi đã kết luận."))
        if self.is_settled:
            raise RuleBroken(_("Vòng sau đã mở chấm nên vòng này không mở lại được nữa."))
        self.unsealed_at, self.tie_reason = None, ""

    @property
    def public_name(self) -> str | None:
        """Its contest's code and its number, once everybody may read of it."""
        return f"{self.contest.code}/{self.number}" if self.contest.is_public else None

    def seat(self, person: Person, fields: list[ContestField]) -> "Juror":
        """Let somebody judge in it, entries of some fields or of all. Raises `RuleBroken`."""
        self.must_be_going_on()
        if not person.has(Role.JUDGE):
            raise RuleBroken(_("%(name)s không có vai trò giám khảo.", name=person.name))
        if person.has(*OVERSEERS):  # who judges sees no mark of others, and in a blind contest no name
            raise RuleBroken(_("%(name)s điều hành hoặc giám sát cuộc thi nên không làm giám khảo được.", name=person.name))
        known = self.juror_of(person)
        if known is not None and known.left_at is None:
            raise RuleBroken(_("%(name)s đã là giám khảo của vòng này.", name=person.name))
        if known is None:
            known = Juror(person=person, person_id=person.id)
            self.jurors.append(known)
        known.fields, known.left_at = fields, None
        return known

    def must_be_going_on(self) -> None:
        """Raises `RuleBroken` before the contest is announced, and once the marks of the round are unsealed."""
        self.contest.must_be_open()
        if self.is_complete:
            raise RuleBroken(_("Vòng này đã kết thúc."))

    def juror_of(self, person: Any) -> "Juror | None":
        """The seat of somebody."""
        return next((one for one in self.jurors if one.person_id == person.id), None)

    @property
    def seated(self) -> list["Juror"]:
        """Those who are given entries to mark."""
        return [one for one in self.jurors if one.left_at is None]

    @property
    def before(self) -> "Round | None":
        """The round before it."""
        return next((one for one in self.contest.rounds if one.number == self.number - 1), None)

    @property
    def is_last(self) -> bool:
        """Whether prizes follow from it."""
        return self.number == len(self.contest.rounds)

    @property
    def is_complete(self) -> bool:
        """Whether its marks are unsealed."""
        return self.state is RoundState.COMPLETE

    @property
    def after(self) -> "Round | None":
        """The round after it."""
        return next((one for one in self.contest.rounds if one.number == self.number + 1), None)

    @property
    def is_settled(self) -> bool:
        """Whether something was built on its places: the next round was opened, or the results are public."""
        after = self.after
        return self.contest.is_published if after is None else after.state is not RoundState.PREPARED

    @property
    def fewest(self) -> int:
        """How many signed sheets an entry needs: two thirds of its judges, and two at least."""
        return max(FEWEST, -(-2 * self.judges_per_entry // 3))


class JurorField(Model):
    """A field whose entries a judge marks."""

    __tablename__ = "juror_fields"
    __table_args__ = (sa.UniqueConstraint("juror_id", "field_id"),)

    juror_id: Mapped[int] = mapped_column(sa.ForeignKey("jurors.id", ondelete="CASCADE"))
    field_id: Mapped[int] = mapped_column(sa.ForeignKey("contest_fields.id"), index=True)


class Juror(Model):
    """A judge of a round, for all fields or for some. Once they signed, they can leave, and their sheets stay."""

    __tablename__ = "jurors"
    __table_args__ = (sa.UniqueConstraint("round_id", "person_id"),)

    left_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("rounds.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)

    round: Mapped[Round] = relationship(back_populates="jurors")
    person: Mapped[Person] = relationship()
    fields: Mapped[list[ContestField]] = relationship(secondary="juror_fields", order_by=ContestField.position)

    @property
    def may_judge(self) -> bool:
        """Whether they can be given entries today: roles and accounts end, and whoever oversees contests judges none."""
        return self.person.has(Role.JUDGE) and not self.person.has(*OVERSEERS) and self.person.is_active

    def judges(self, field_id: int) -> bool:
        """Whether entries of a field are theirs to mark."""
        return not self.fields or any(one.id == field_id for one in self.fields)


class RoundEntry(Model):
    """An entry in a round: its docket, how it was parted from its equals, and whether it went on."""

    __tablename__ = "round_entries"
    __table_args__ = (
        sa.UniqueConstraint("round_id", "entry_id"),
        sa.CheckConstraint("tie_order BETWEEN 1 AND 99", name="order_from_1_to_99"),
    )

    # What the organisers decided in writing where nothing else parts equals: lower comes first.
    tie_order: Mapped[int | None]
    goes_on: Mapped[bool] = mapped_column(default=False)
    # Its entry left before the round was settled: it is not counted, and others move up. Who leaves later stays counted.
    is_out: Mapped[bool] = mapped_column(default=False)
    # How many judges it is to have; one more where the organisers asked for a further one.
    wanted: Mapped[int]
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("rounds.id"))
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("entries.id"), index=True)
    docket_id: Mapped[int] = mapped_column(sa.ForeignKey("dockets.id"), unique=True)

    round: Mapped[Round] = relationship()
    entry: Mapped["Entry"] = relationship()
    docket: Mapped[Docket] = relationship()
