"""An initiative: its text, its state, and the moves between states."""

import secrets
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import ChildrenShown, Organisation, Person, Role
from app.commune.models import Field, Village
from app.core.clock import today, utcnow
from app.core.db import Model
from app.core.search.index import Found, Named, Searchable
from app.core.workflow import RuleBroken, Workflow, transition
from app.initiatives.models.old_text import OldText
from app.initiatives.models.states import TAKES_IN, AwardClass, Channel, State

if TYPE_CHECKING:
    from app.initiatives.models.adoption import Adoption
    from app.initiatives.models.application import Application
    from app.initiatives.models.attachment import Attachment
    from app.initiatives.models.pilot import Pilot
    from app.initiatives.models.slip import Slip

# Where the shuffled order begins for a reader is a number below this; each initiative stands at one.
CIRCLE = 1_000_000_000


COORDINATOR, SECRETARY, LEADER, AUTHOR = (Role.COORDINATOR, Role.COUNCIL_SECRETARY, Role.LEADER, Role.AUTHOR)


class Initiative(Searchable, Workflow, Model):
    """An idea somebody puts to the commune; it has a code from the day it is sent."""

    __tablename__ = "initiatives"
    __table_args__ = (
        sa.CheckConstraint("(code IS NULL) = (submitted_at IS NULL)", name="sent_has_code_and_date"),
        sa.CheckConstraint("state IN ('draft', 'withdrawn') OR submitted_at IS NOT NULL", name="past_draft_was_sent"),
        sa.CheckConstraint(
            "submitted_at IS NULL OR (title <> '' AND problem <> '' AND solution <> ''"
            " AND field_id IS NOT NULL AND village_id IS NOT NULL)",
            name="sent_is_complete",
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'returned', 'declined', 'withdrawn', 'merged') OR published_at IS NOT NULL",
            name="past_screening_is_public",
        ),
        sa.CheckConstraint("state <> 'recognised' OR decision_number IS NOT NULL", name="recognised_by_decision"),
        sa.CheckConstraint("votes >= 0", name="votes_not_negative"),
        sa.CheckConstraint("(typist_id IS NULL) = (channel IS NULL)", name="typed_by_somebody_somehow"),
        sa.CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged_into_one"),
        sa.UniqueConstraint("author_id", "sent_key"),
        sa.Index("ix_initiatives_state_state_since", "state", "state_since"),
        sa.Index("ix_initiatives_author_id", "author_id", "id"),
        sa.Index(
            "ix_initiatives_typist_id",
            "typist_id",
            "id",
            sqlite_where=sa.text("typist_id IS NOT NULL"),
            postgresql_where=sa.text("typist_id IS NOT NULL"),
        ),
        sa.Index(
            "ix_initiatives_merged_into_id",
            "merged_into_id",
            sqlite_where=sa.text("merged_into_id IS NOT NULL"),
            postgresql_where=sa.text("merged_into_id IS NOT NULL"),
        ),
        *(
            # Each order of the public list, alone and within each filter, is read from an index.
            sa.Index(
                f"ix_initiatives_{'_'.join(filter(None, ('public', within, order)))}",
                *filter(None, (within, order)),
                "id",
                sqlite_where=sa.text("published_at IS NOT NULL"),
                postgresql_where=sa.text("published_at IS NOT NULL"),
            )
            for order in ("published_at", "votes", "shuffle")
            for within in (None, "village_id", "field_id", "state")
        ),
    )

    code: Mapped[str | None] = mapped_column(sa.String(16), unique=True)
    title: Mapped[str] = mapped_column(sa.String(160), default="")
    problem: Mapped[str] = mapped_column(sa.Text, default="")
    solution: Mapped[str] = mapped_column(sa.Text, default="")
    landmark: Mapped[str] = mapped_column(sa.String(120), default="")
    show_name: Mapped[bool] = mapped_column(default=False)
    # What the author said of children in the pictures; None without pictures, and again when one is added.
    children: Mapped[ChildrenShown | None]
    # Made by the form, so that a form sent twice makes one draft.
    sent_key: Mapped[str | None] = mapped_column(sa.String(40))
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    state_since: Mapped[datetime] = mapped_column(default=utcnow)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    submitted_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    # Votes that count, written in the transaction of each vote and proved equal to the rows by `flask check`.
    votes: Mapped[int] = mapped_column(default=0)
    shuffle: Mapped[int] = mapped_column(default=lambda: secrets.randbelow(CIRCLE))
    # The session of the council it is before, or was decided by: its title, and the code of its page.
    council_session: Mapped[str | None] = mapped_column(sa.String(160))
    council_code: Mapped[str | None] = mapped_column(sa.String(16))
    decision_number: Mapped[str | None] = mapped_column(sa.String(40))
    decision_on: Mapped[date | None]
    award_class: Mapped[AwardClass | None]
    rubric: Mapped[str | None] = mapped_column(sa.String(80))
    # Since when the council marks it: from then on its application stays as the council reads it.
    marked_since: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    # Who typed the author's words, and how they came; None when the author did.
    typist_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    channel: Mapped[Channel | None]
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    village_id: Mapped[int | None] = mapped_column(sa.ForeignKey("villages.id"))
    field_id: Mapped[int | None] = mapped_column(sa.ForeignKey("fields.id"))
    # The idea that stands in the end, however many merges lie between; see `Merge`.
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("initiatives.id"))

    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    slip: Mapped["Slip | None"] = relationship(back_populates="initiative", cascade="all, delete-orphan")
    organisation: Mapped[Organisation | None] = relationship()
    village: Mapped[Village | None] = relationship()
    field: Mapped[Field | None] = relationship()
    attachments: Mapped[list["Attachment"]] = relationship(
        back_populates="initiative", order_by="Attachment.position", cascade="all, delete-orphan"
    )
    application: Mapped["Application | None"] = relationship(back_populates="initiative", cascade="all, delete-orphan")
    pilots: Mapped[list["Pilot"]] = relationship(
        back_populates="initiative", order_by="Pilot.id", cascade="all, delete-orphan"
    )
    adoptions: Mapped[list["Adoption"]] = relationship(back_populates="initiative", order_by="Adoption.id")
    merged: Mapped[list["Initiative"]] = relationship(viewonly=True)
    survivor: Mapped["Initiative | None"] = relationship(viewonly=True, remote_side="Initiative.id")
    old_texts: Mapped[list[OldText]] = relationship(order_by="OldText.number", cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}

    searched_by = (
        *("title", "problem", "solution", "landmark", "village_id"),
        *("show_name", "organisation_id", "submitted_at", "published_at", "merged_into_id", "author_id"),
    )

    @transition(State.DRAFT, State.RETURNED, to=State.SUBMITTED, label=_l("Gửi cho xã"), who=(AUTHOR,))
    def submit(self, *, by: Person, code: str) -> None:
        if self.missing:
            raise RuleBroken(" ".join(self.missing))
        if self.has_pictures and self.children is None:
            raise RuleBroken(_("Hãy nói rõ trong ảnh có thấy rõ mặt trẻ em không."))
        self.code = self.code or code
        self.submitted_at = self.submitted_at or utcnow()

    @transition(State.SUBMITTED, to=State.RETURNED, label=_l("Đề nghị bổ sung"), who=(COORDINATOR,))
    def return_to_author(self, *, by: Person, reason: str) -> None:
        """The reason is something the author can act on."""

    @transition(State.SUBMITTED, to=State.OPEN, label=_l("Đưa ra lấy ý kiến"), who=(COORDINATOR,))
    def open_to_public(self, *, by: Person, lawful: bool, no_personal_data: bool, no_duplicate: bool) -> None:
        if not (lawful and no_personal_data and no_duplicate):
            raise RuleBroken(_("Cần kiểm đủ ba điều trước khi đưa ra lấy ý kiến."))
        self._not_one_s_own(by)
        self.published_at = utcnow()

    @transition(
        State.SUBMITTED, State.OPEN, to=State.DECLINED, label=_l("Xác nhận chưa làm được"), who=(COORDINATOR, LEADER)
    )
    def decline(self, *, by: Person, reason: str) -> None:
        """The second pair of eyes agreed; see `Refusal`."""

    @transition(State.OPEN, State.PILOTING, to=State.EVALUATING, label=_l("Chuyển Hội đồng xem xét"), who=(COORDINATOR,))
    def refer(self, *, by: Person, council_session: str, council_code: str | None = None) -> None:
        if self.decision_number:
            raise RuleBroken(_("Hội đồng đã có quyết định về sáng kiến này."))
        if pilot := self.running_pilot:
            pilot.end(result=_("Chuyển Hội đồng xem xét khi đang thí điểm."), figures="")
        self.council_session, self.council_code = council_session, council_code

    @transition(State.OPEN, State.RECOGNISED, to=State.PILOTING, label=_l("Bắt đầu thí điểm"), who=(COORDINATOR,))
    def start_pilot(self, *, by: Person, pilot: "Pilot") -> None:
        if self.running_pilot:
            raise RuleBroken(_("Đang có một đợt thí điểm chưa ghi kết quả."))
        pilot.came_from = self.state
        self.pilots.append(pilot)

    @transition(State.PILOTING, to=State.OPEN, label=_l("Ghi kết quả thí điểm"), who=(COORDINATOR,))
    def end_pilot_before_evaluation(self, *, by: Person, reason: str) -> None:
        """Back to gathering opinions; `end_pilot` chooses this way."""

    @transition(State.PILOTING, to=State.RECOGNISED, label=_l("Ghi kết quả thí điểm"), who=(COORDINATOR,))
    def end_pilot_after_recognition(self, *, by: Person, reason: str) -> None:
        """Back to being recognised; `end_pilot` chooses this way."""

    @transition(State.EVALUATING, to=State.RECOGNISED, label=_l("Ghi quyết định công nhận"), who=(SECRETARY,))
    def recognise(
        self,
        *,
        by: Person,
        decision_number: str,
        decision_on: date,
        award_class: AwardClass | None,
        rubric: str,
        reason: str | None = None,
    ) -> None:
        self._not_one_s_own(by)
        if self.application is None or self.application.missing:
            raise RuleBroken(_("Tác giả chưa hoàn thành đơn yêu cầu công nhận sáng kiến."))
        self._take_decision(decision_number, decision_on)
        self.award_class, self.rubric = award_class, rubric

    @transition(State.EVALUATING, to=State.DECLINED, label=_l("Ghi quyết định không công nhận"), who=(SECRETARY,))
    def reject(self, *, by: Person, decision_number: str, decision_on: date, reason: str) -> None:
        self._take_decision(decision_number, decision_on)

    def carry_over(self, *, by: Person, reason: str) -> None:
        """The council could not decide yet: it waits for another session, and its author may mend the application."""
        self.marked_since = None
        self.record("initiatives.carry_over", by=by, role=SECRETARY, reason=reason)

    @transition(State.PILOTING, State.RECOGNISED, to=State.ADOPTED, label=_l("Xác nhận áp dụng"), who=(LEADER,))
    def adopt(self, *, by: Person, adoption: "Adoption") -> None:
        if not adoption.stands or adoption.initiative is not self:
            raise RuleBroken(_("Đề xuất áp dụng chưa được lãnh đạo xác nhận."))
        adoption.came_from = self.state

    @transition(State.ADOPTED, to=State.RECOGNISED, label=_l("Thu hồi xác nhận áp dụng"), who=(LEADER,))
    def revoke_adoption_after_recognition(self, *, by: Person, reason: str) -> None:
        """Back to being recognised; `actions.adopting.revoke_adoption` chooses this way."""

    @transition(State.ADOPTED, to=State.PILOTING, label=_l("Thu hồi xác nhận áp dụng"), who=(LEADER,))
    def revoke_adoption_while_piloting(self, *, by: Person, reason: str) -> None:
        """Back to the pilot; `actions.adopting.revoke_adoption` chooses this way."""

    @transition(
        State.DRAFT,
        State.SUBMITTED,
        State.RETURNED,
        State.OPEN,
        to=State.WITHDRAWN,
        label=_l("Rút sáng kiến"),
        who=(AUTHOR,),
    )
    def withdraw(self, *, by: Person) -> None:
        """Nothing else changes; what was public stays readable with its history."""

    @transition(State.SUBMITTED, State.OPEN, to=State.MERGED, label=_l("Gộp vào ý tưởng khác"), who=(COORDINATOR,))
    def merge_into(self, *, by: Person, survivor: "Initiative", reason: str) -> None:
        """What goes with it is in `actions.merging.merge`."""
        self._not_one_s_own(by)
        survivor._not_one_s_own(by)
        if survivor is self:
            raise RuleBroken(_("Không gộp một ý tưởng vào chính nó."))
        if survivor.state not in TAKES_IN or (self.is_public and not survivor.is_voting):
            raise RuleBroken(
                _("Ý tưởng giữ lại đang ở trạng thái “%(state)s”, không nhận gộp được.", state=survivor.state.label)
            )
        if survivor.marked_since is not None and survivor.state is State.EVALUATING:
            raise RuleBroken(_("Hội đồng đang chấm ý tưởng kia, chưa gộp được."))
        self.merged_into_id = survivor.id

    @transition(State.MERGED, to=State.SUBMITTED, label=_l("Tách ra"), who=(COORDINATOR,))
    def split_before_opening(self, *, by: Person) -> None:
        """Back to the screening; `Merge.undo` chooses this way."""
        self._not_one_s_own(by)
        self.merged_into_id = None

    @transition(State.MERGED, to=State.OPEN, label=_l("Tách ra"), who=(COORDINATOR,))
    def split_after_opening(self, *, by: Person) -> None:
        """Back to gathering opinions; `Merge.undo` chooses this way."""
        self._not_one_s_own(by)
        self.merged_into_id = None

    def end_pilot(self, *, by: Person, result: str, figures: str) -> None:
        """End the running pilot and go back where it came from. Raises `RuleBroken` without a proof."""
        pilot = self.running_pilot
        if pilot is None:
            raise RuleBroken(_("Không có đợt thí điểm nào đang chạy."))
        if not pilot.proofs:
            raise RuleBroken(_("Cần ít nhất một ảnh hoặc tệp làm minh chứng cho kết quả thí điểm."))
        pilot.end(result=result, figures=figures)
        if pilot.came_from is State.OPEN:
            self.end_pilot_before_evaluation(by=by, reason=result)
        else:
            self.end_pilot_after_recognition(by=by, reason=result)

    def answer(self, *, by: Person, text: str) -> None:
        """An official answer: a row of the public history, never changed afterwards."""
        if self.state in (State.DRAFT, State.WITHDRAWN, State.MERGED):
            raise RuleBroken(_("Chỉ trả lời sáng kiến đã gửi."))
        self.record("initiatives.answer", by=by, role=by.acts_as(COORDINATOR, LEADER, Role.OFFICIAL), reason=text)

    def amend(self, *, by: Person, title: str, problem: str, solution: str, note: str) -> None:
        """Change a public text in the open: the old version stays readable. Raises `RuleBroken`."""
        if not self.is_amendable:
            raise RuleBroken(_("Lúc này không sửa được nội dung nữa."))
        if (title, problem, solution) == (self.title, self.problem, self.solution):
            raise RuleBroken(_("Nội dung chưa có gì thay đổi."))
        number = len(self.old_texts) + 1
        self.old_texts.append(
            OldText(number=number, title=self.title, problem=self.problem, solution=self.solution, replaced_at=utcnow())
        )
        self.title, self.problem, self.solution = title, problem, solution
        self.record("initiatives.amend", by=by, role=AUTHOR, reason=note, version=number)

    @property
    def standing(self) -> "Initiative":
        """Itself, or what it went into."""
        return self.survivor or self

    def search_entries(self) -> list[Found]:
        """Found once it was sent, by everybody once it was opened; its author by name if they chose to show it."""
        if self.submitted_at is None:
            return []
        texts = (self.problem, self.solution, self.landmark, self.code or "", Named(Village, self.village_id))
        stands = self.is_public and self.merged_into_id is None
        entries = [Found("initiative", self.id, self.title, texts, is_public=stands)]
        if stands and self.show_name and self.organisation_id is None:
            entries.append(Found("author", self.author_id, Named(Person, self.author_id)))
        return entries

    @property
    def missing(self) -> list[str]:
        """What a draft still needs before it can be sent, one sentence each."""
        wanted = {
            _("Chưa kể chuyện gì đang vướng."): self.problem,
            _("Chưa viết muốn làm gì."): self.solution,
            _("Chưa đặt tên cho ý tưởng."): self.title,
            _("Chưa chọn lĩnh vực."): self.field_id,
            _("Chưa chọn thôn."): self.village_id,
        }
        return [sentence for sentence, given in wanted.items() if not given]

    @property
    def has_pictures(self) -> bool:
        """Whether the author shows pictures, in which somebody may be seen."""
        return any(one.upload.is_picture and not one.is_proof for one in self.attachments)

    @property
    def running_pilot(self) -> "Pilot | None":
        """The pilot that has no result yet."""
        return next((pilot for pilot in self.pilots if pilot.ended_at is None), None)

    @property
    def public_name(self) -> str | None:
        """Its code, once everybody may read it."""
        return self.code if self.is_public else None

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it: from the day it was opened, for good."""
        return self.published_at is not None

    @property
    def is_editable(self) -> bool:
        """Words may change freely until they are sent, and again when they are returned."""
        return self.state in (State.DRAFT, State.RETURNED)

    @property
    def is_amendable(self) -> bool:
        """Once voting has begun words change in the open only, and not while the council reads them."""
        return self.state in (State.OPEN, State.PILOTING)

    @property
    def is_voting(self) -> bool:
        """Votes are taken from the opening until it goes to the council."""
        return self.state is State.OPEN or (self.state is State.PILOTING and self.decision_number is None)

    @property
    def is_discussed(self) -> bool:
        """Remarks are taken wherever people see it, unless it stepped back or went into another."""
        return self.is_public and self.state not in (State.WITHDRAWN, State.MERGED)

    @property
    def takes_application(self) -> bool:
        """The full form is filled between the opening and the council's marking."""
        return self.marked_since is None and self.state in (State.OPEN, State.PILOTING, State.EVALUATING)

    def _take_decision(self, number: str, on: date) -> None:
        if on > today():
            raise RuleBroken(_("Ngày quyết định không thể ở tương lai."))
        self.decision_number, self.decision_on = number, on

    def _not_one_s_own(self, by: Person) -> None:
        if by.id in {self.author_id, *(one.author_id for one in self.merged)}:
            raise RuleBroken(_("Không ai tự quyết định về sáng kiến của chính mình."))


@sa.event.listens_for(Initiative.state, "set")
def _note_since(initiative: Initiative, value: State, before: Any, _initiator: Any) -> None:
    """The clock of a state starts when the state does."""
    if value is not before:
        initiative.state_since = utcnow()
