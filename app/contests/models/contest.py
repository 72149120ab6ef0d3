"""A contest: its rules, its dates, what it asks for and gives, and its way to published results."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person, Role
from app.core.clock import today, utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.core.text import fold
from app.core.workflow import RuleBroken, Workflow, transition
from app.folders.models import Kept

if TYPE_CHECKING:
    from app.contests.models.round import Round

ORGANISERS = (Role.ORGANISER,)
# Who sees how a contest is run: those who run it, and those who watch over them.
OVERSEERS = (Role.ORGANISER, Role.LEADER, Role.AUDITOR)
HUNDRED = Decimal(100)


class ContestState(Labelled):
    DRAFT = "draft", _l("Đang soạn thể lệ")
    OPEN = "open", _l("Đang diễn ra")
    CONCLUDED = "concluded", _l("Đã kết luận, chờ công bố")
    PUBLISHED = "published", _l("Đã có kết quả")
    CANCELLED = "cancelled", _l("Đã hủy")


class Phase(Labelled):
    """Where an open contest stands by its dates."""

    ANNOUNCED = "announced", _l("Sắp nhận bài")
    RECEIVING = "receiving", _l("Đang nhận bài")
    SCREENING = "screening", _l("Đang xem xét bài")
    MARKING = "marking", _l("Đang chấm")
    VOTING = "voting", _l("Đang bình chọn")
    WAITING = "waiting", _l("Chờ kết quả")


class ShowsEntries(Labelled):
    SCREENED = "screened", _l("Bài hợp lệ hiện ngay sau khi xem xét")
    RESULTS = "results", _l("Bài hiện cùng kết quả")
    NEVER = "never", _l("Chỉ hiện bài có giải")


class Contest(Kept, Workflow, Model):
    """Dates decide what may be done; people decide what comes out, and it comes out in one batch."""

    __tablename__ = "contests"
    __table_args__ = (
        sa.Index(None, "state", "id"),
        sa.CheckConstraint("receives_until > receives_from", name="receives_for_a_time"),
        sa.CheckConstraint("vote_points BETWEEN 0 AND 5000", name="votes_are_at_most_half"),  # hundredths
        sa.CheckConstraint("(vote_points > 0) = (votes_from IS NOT NULL)", name="votes_have_a_time"),
        sa.CheckConstraint("(votes_from IS NULL) = (votes_until IS NULL)", name="votes_end"),
        sa.CheckConstraint("votes_until IS NULL OR votes_until > votes_from", name="votes_for_a_time"),
        sa.CheckConstraint("votes_each BETWEEN 1 AND 100", name="votes_each_within"),
        sa.CheckConstraint("max_members BETWEEN 1 AND 20", name="team_of_some"),
        sa.CheckConstraint(
            "(state = 'published') = (decision_number IS NOT NULL AND decision_on IS NOT NULL AND published_at IS NOT NULL)",
            name="published_by_decision",
        ),
    )

    code: Mapped[str] = mapped_column(sa.String(16), unique=True)
    title: Mapped[str] = mapped_column(sa.String(160))
    summary: Mapped[str] = mapped_column(sa.String(300))
    rules: Mapped[str] = mapped_column(sa.Text)
    contacts: Mapped[str] = mapped_column(sa.String(300))
    state: Mapped[ContestState] = mapped_column(default=ContestState.DRAFT)
    state_since: Mapped[datetime] = mapped_column(default=utcnow)
    # Judges read a copy without names and places, and nobody learns who judges.
    is_blind: Mapped[bool] = mapped_column(default=True)
    # Places and prizes are counted within each field, not over all of them.
    ranks_by_field: Mapped[bool] = mapped_column(default=False)
    # Nobody judges entries of the village they live in.
    no_home_village: Mapped[bool] = mapped_column(default=True)
    shows_entries: Mapped[ShowsEntries] = mapped_column(default=ShowsEntries.RESULTS)
    max_members: Mapped[int] = mapped_column(default=5)
    receives_from: Mapped[datetime]
    # Up to and including this moment.
    receives_until: Mapped[datetime]
    # Of the hundred points how many the public gives; 0 where it does not vote. Rounded to steps of `vote_step`.
    vote_points: Mapped[Decimal] = mapped_column(default=Decimal(0))
    vote_step: Mapped[Decimal] = mapped_column(default=Decimal("0.1"))
    votes_each: Mapped[int] = mapped_column(default=3)
    votes_from: Mapped[datetime | None]
    votes_until: Mapped[datetime | None]
    # The day people are told to expect the results.
    results_on: Mapped[date]
    decision_number: Mapped[str | None] = mapped_column(sa.String(40))
    decision_on: Mapped[date | None]
    signer: Mapped[str | None] = mapped_column(sa.String(80))
    published_at: Mapped[datetime | None]
    # What was published, and the digest that the history has of it. Large: read by those who compute again.
    results: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    results_digest: Mapped[str | None] = mapped_column(sa.String(64))
    version: Mapped[int] = mapped_column()

    fields: Mapped[list["ContestField"]] = relationship(order_by="ContestField.position", cascade="all, delete-orphan")
    prizes: Mapped[list["Prize"]] = relationship(order_by="Prize.position", cascade="all, delete-orphan")
    rounds: Mapped[list["Round"]] = relationship(
        back_populates="contest", order_by="Round.number", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}

    @transition(ContestState.DRAFT, to=ContestState.OPEN, label=_l("Công bố thể lệ"), who=ORGANISERS)
    def announce(self, *, by: Person) -> None:
        if troubles := self.troubles:
            raise RuleBroken(" ".join(troubles))
        for one in self.rounds:
            one.rubric.freeze()  # its weights are part of the rules

    @transition(ContestState.OPEN, to=ContestState.CONCLUDED, label=_l("Kết luận cuộc thi"), who=ORGANISERS)
    def conclude(self, *, by: Person, undecided: list[list[str]]) -> None:
        """`undecided` are the codes of equals that lie across the end of a prize."""
        if not self.votes_are_in:
            raise RuleBroken(_("Bình chọn chưa kết thúc."))
        if not self.rounds or not self.rounds[-1].is_complete:
            raise RuleBroken(_("Vòng chấm cuối chưa kết thúc."))
        self.must_be_decided(undecided)

    def must_be_decided(self, undecided: list[list[str]]) -> None:
        """Raises `RuleBroken` while equals lie across the end of a prize; `undecided` are their codes."""
        if undecided:
            codes = "; ".join(", ".join(group) for group in undecided)
            raise RuleBroken(_("Các bài bằng điểm ở chỗ tính giải: %(codes)s. Hãy quyết định thứ tự trước.", codes=codes))

    @transition(ContestState.CONCLUDED, to=ContestState.OPEN, label=_l("Mở lại để sửa kết luận"), who=ORGANISERS)
    def reopen(self, *, by: Person, reason: str) -> None:
        """Nothing else changes; the reason stands in the minutes."""

    @transition(ContestState.CONCLUDED, to=ContestState.PUBLISHED, label=_l("Công bố kết quả"), who=ORGANISERS)
    def publish(
        self, *, by: Person, decision_number: str, decision_on: date, signer: str, results: dict[str, Any], digest: str
    ) -> None:
        """What goes with it is in `actions.concluding.publish`, which asks for equals again."""
        if decision_on > today():
            raise RuleBroken(_("Ngày quyết định không thể ở tương lai."))
        self.decision_number, self.decision_on, self.signer = decision_number, decision_on, signer
        self.published_at, self.results, self.results_digest = utcnow(), results, digest

    @transition(ContestState.DRAFT, ContestState.OPEN, to=ContestState.CANCELLED, label=_l("Hủy cuộc thi"), who=ORGANISERS)
    def cancel(self, *, by: Person, reason: str) -> None:
        """Everybody reads why."""

    def told(self, move: str) -> dict[str, Any]:
        """At publishing the digest of what is published."""
        return {"contest": self.code, "results": self.results_digest} if move == "publish" else {}

    @property
    def public_name(self) -> str | None:
        """Its code, once everybody may read of it."""
        return self.code if self.is_public else None

    @property
    def troubles(self) -> list[str]:
        """Why it cannot be announced yet, one sentence each."""
        found = []
        if not self.fields:
            found.append(_("Chưa có bảng thi nào."))
        if not self.rounds:
            found.append(_("Chưa có vòng chấm nào."))
        ends = self.receives_until
        for one in self.rounds:
            if one.marks_from < ends:
                found.append(_("%(name)s bắt đầu khi chưa hết hạn nhận bài hoặc vòng trước chưa xong.", name=one.name))
            ends = one.marks_until
            if one is not self.rounds[-1] and one.takes is None:
                found.append(_("%(name)s chưa ghi chọn bao nhiêu bài vào vòng sau.", name=one.name))
            if not one.rubric.is_plain:
                found.append(
                    _("%(name)s dùng mẫu chấm có xếp loại, biểu quyết hoặc điểm tối thiểu từng tiêu chí; hãy chọn mẫu"
                      " chỉ tính tổng điểm.", name=one.name)
                )  # fmt: skip
        if self.rounds and self.rounds[-1].takes is not None:
            found.append(
                _("%(name)s là vòng cuối nên không chọn bài vào vòng sau; hãy bỏ trống chỗ ấy.", name=self.rounds[-1].name)
            )
        if self.votes_from is not None and self.votes_from < self.receives_until:
            found.append(_("Bình chọn phải bắt đầu sau khi hết hạn nhận bài."))
        if self.votes_from is not None and self.shows_entries is not ShowsEntries.SCREENED:
            found.append(_("Có bình chọn thì bài hợp lệ phải hiện ngay sau khi xem xét."))
        return found

    @property
    def phase(self) -> Phase:
        """Where it stands now, by its dates; asked of an open contest."""
        now = utcnow()
        if now < self.receives_from:
            return Phase.ANNOUNCED
        if now <= self.receives_until:
            return Phase.RECEIVING
        if self.takes_votes():
            return Phase.VOTING
        if any(one.marks_from <= now <= one.marks_until for one in self.rounds):
            return Phase.MARKING
        return Phase.SCREENING if self.rounds and now < self.rounds[0].marks_from else Phase.WAITING

    @property
    def standing(self) -> Labelled:
        """What people read of where it stands: its state, or while it is open its phase."""
        return self.phase if self.state is ContestState.OPEN else self.state

    def receives(self) -> bool:
        """Whether entries may be sent at this moment (Asia/Ho_Chi_Minh decides what the typed hour means)."""
        return self.state is ContestState.OPEN and self.receives_from <= utcnow() <= self.receives_until

    def takes_votes(self) -> bool:
        """Whether people may vote at this moment."""
        if self.state is not ContestState.OPEN or self.votes_from is None or self.votes_until is None:
            return False
        return self.votes_from <= utcnow() <= self.votes_until

    @property
    def votes_are_in(self) -> bool:
        """Whether nobody votes any more; until then nobody reads how many did."""
        return self.votes_until is None or utcnow() > self.votes_until

    def must_be_open(self) -> None:
        """Raises `RuleBroken` before it is announced, and once it was concluded or cancelled."""
        if self.state is not ContestState.OPEN:
            raise RuleBroken(_("Cuộc thi chưa mở hoặc đã kết thúc."))

    def must_be_changeable(self) -> None:
        """Raises `RuleBroken` once it was announced: what entrants read stays what they read."""
        if self.state is not ContestState.DRAFT:
            raise RuleBroken(_("Thể lệ đã công bố nên không sửa được nữa. Hạn nhận bài và ngày chấm thì gia hạn được."))

    def name_fields(self, names: list[str]) -> None:
        """Take these fields, in this order; one that is there already stays the same one. Raises `RuleBroken`."""
        self.must_be_changeable()
        known = {fold(one.name): one for one in self.fields}
        if len({fold(name) for name in names}) < len(names):
            raise RuleBroken(_("Có hai bảng thi trùng tên."))
        kept = []
        for position, name in enumerate(names, 1):
            one = known.get(fold(name)) or ContestField(name=name)
            one.name, one.position = name, position
            kept.append(one)
        self.fields = kept

    @property
    def judge_points(self) -> Decimal:
        """Of the hundred points how many the judges give."""
        return HUNDRED - self.vote_points

    @property
    def is_public(self) -> bool:
        """Whether everybody may read of it."""
        return self.state is not ContestState.DRAFT

    @property
    def is_published(self) -> bool:
        """Whether everybody may read what came out."""
        return self.state is ContestState.PUBLISHED

    @property
    def hides_names(self) -> bool:
        """Whether who entered is still nobody's business but the organisers'."""
        return self.is_blind and not self.is_published


class ContestField(Model):
    """Bảng thi: entries are sent to one of them."""

    __tablename__ = "contest_fields"
    __table_args__ = (sa.Index(None, "contest_id"),)

    position: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(120))
    contest_id: Mapped[int] = mapped_column(sa.ForeignKey("contests.id"))


class Prize(Model):
    """So many of a prize, the highest first; what it is worth is told in words."""

    __tablename__ = "prizes"
    __table_args__ = (
        sa.Index(None, "contest_id"),
        sa.CheckConstraint("quantity BETWEEN 1 AND 50", name="some_of_it"),
    )

    position: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(80))
    quantity: Mapped[int]
    value: Mapped[str] = mapped_column(sa.String(160), default="")
    contest_id: Mapped[int] = mapped_column(sa.ForeignKey("contests.id"))


@sa.event.listens_for(Contest.state, "set")
def _note_since(contest: Contest, value: ContestState, before: Any, _initiator: Any) -> None:
    """The clock of a state starts when the state does."""
    if value is not before:
        contest.state_since = utcnow()
