"""The sheet of one marker for one docket: filled in, signed, kept as it was signed."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person, Role, Upload
from app.core.chain import digest
from app.core.clock import utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.core.workflow import RuleBroken, Workflow, transition
from app.marking.models.docket import ConflictKind, Docket
from app.marking.models.rubric import Criterion
from app.marking.results import Marked

MARKERS = (Role.MARKER,)
SECRETARIES = (Role.COUNCIL_SECRETARY, Role.ORGANISER)
COMPARERS = (*SECRETARIES, Role.COORDINATOR)
CHAIRS = (Role.COUNCIL_CHAIR, Role.ORGANISER)


class SheetState(Labelled):
    OPEN = "open", _l("Chưa ký")
    TYPED = "typed", _l("Nhập từ giấy, chờ đối chiếu")
    SIGNED = "signed", _l("Đã ký")
    RECUSED = "recused", _l("Không tham gia chấm")


class Sheet(Workflow, Model):
    """One marker's points; nobody else sees them while the docket is sealed."""

    __tablename__ = "sheets"
    __table_args__ = (
        sa.UniqueConstraint("docket_id", "marker_id"),
        sa.CheckConstraint("compared_by_id IS NULL OR compared_by_id <> typed_by_id", name="four_eyes"),
        sa.CheckConstraint("state <> 'typed' OR typed_by_id IS NOT NULL", name="typed_by_somebody"),
        sa.CheckConstraint(
            "state <> 'signed' OR typed_by_id IS NULL OR compared_by_id IS NOT NULL", name="typed_is_compared"
        ),
        sa.Index(None, "marker_id", "state"),
        sa.Index(None, "state"),
    )

    state: Mapped[SheetState] = mapped_column(default=SheetState.OPEN)
    agrees: Mapped[bool | None]
    # What the marker writes for whoever made it, read without a name once the results are out.
    remark: Mapped[str] = mapped_column(sa.Text, default="")
    saved_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    docket_id: Mapped[int] = mapped_column(sa.ForeignKey("dockets.id"))
    marker_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    # Who copied a sheet on paper, and who compared that with its picture; both empty when its marker filled it in here.
    typed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    compared_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    scan_id: Mapped[int | None] = mapped_column(sa.ForeignKey("uploads.id"), unique=True)

    docket: Mapped[Docket] = relationship(back_populates="sheets")
    marker: Mapped[Person] = relationship(foreign_keys=[marker_id])
    typed_by: Mapped[Person | None] = relationship(foreign_keys=[typed_by_id])
    scan: Mapped[Upload | None] = relationship()
    marks: Mapped[list["Mark"]] = relationship(cascade="all, delete-orphan", lazy="selectin")
    signings: Mapped[list["Signing"]] = relationship(order_by="Signing.number", cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}

    def write(self, points: Mapping[str, Decimal | None], agrees: bool | None, remark: str = "", *, by: Person) -> None:
        """Take what is on the form now, gaps and all. Raises `RuleBroken` for a signed sheet or points off the scale."""
        self.must_be_open()
        if by.id != self.marker_id:
            self._not_a_marker(by)
        rubric = self.docket.rubric
        kept = {mark.criterion_id: mark for mark in self.marks}
        for criterion in rubric.criteria:
            given = points.get(criterion.code)
            if given is not None:
                criterion.must_take(given, step=rubric.step)
            mark = kept.get(criterion.id)
            if mark is None and given is not None:
                self.marks.append(Mark(criterion_id=criterion.id, criterion=criterion, points=given))
            elif mark is not None and given is None:
                self.marks.remove(mark)
            elif mark is not None and given is not None:
                mark.points = given
        self.agrees = agrees if rubric.agree_percent is not None else None
        self.remark = remark
        self.saved_at = utcnow()

    @transition(SheetState.OPEN, to=SheetState.SIGNED, label=_l("Ký phiếu"), who=MARKERS)
    def sign(self, *, by: Person, about: str) -> None:
        if by.id != self.marker_id:
            raise RuleBroken(_("Phiếu của ai người ấy ký."))
        self.must_be_marked()
        self._must_be_whole()
        self.typed_by_id = self.compared_by_id = None
        self._seal(by, about)

    @transition(SheetState.OPEN, to=SheetState.TYPED, label=_l("Chuyển người thứ hai đối chiếu"), who=SECRETARIES)
    def hand_over(self, *, by: Person) -> None:
        self.must_be_marked()
        self._not_a_marker(by)
        if self.scan is None:
            raise RuleBroken(_("Cần ảnh chụp tờ phiếu có chữ ký."))
        self._must_be_whole()
        self.typed_by_id, self.compared_by_id = by.id, None

    @transition(SheetState.TYPED, to=SheetState.SIGNED, label=_l("Đúng như tờ phiếu"), who=COMPARERS)
    def compare(self, *, by: Person, about: str) -> None:
        self.must_be_marked()
        self._second_person(by)
        self.compared_by_id = by.id
        self._seal(by, about)

    @transition(SheetState.TYPED, to=SheetState.OPEN, label=_l("Trả lại để nhập lại"), who=COMPARERS)
    def send_back(self, *, by: Person, reason: str) -> None:
        """What was typed goes, and its picture too: the next one brings its own."""
        self.must_be_marked()
        self._second_person(by)
        self.marks, self.agrees, self.remark, self.scan = [], None, "", None

    @transition(SheetState.SIGNED, to=SheetState.OPEN, label=_l("Mở lại phiếu"), who=CHAIRS)
    def reopen(self, *, by: Person, reason: str) -> None:
        """What was signed stays readable in `signings`."""
        if not self.docket.is_sealed:
            raise RuleBroken(_("Đã mở niêm phong điểm, không mở lại từng phiếu được nữa."))

    @transition(
        *(SheetState.OPEN, SheetState.TYPED, SheetState.SIGNED),
        to=SheetState.RECUSED,
        label=_l("Không tham gia chấm"),
        who=MARKERS,
    )
    def recuse(self, *, by: Person) -> None:
        """What was marked so far goes: it must not count. What was signed stays in `signings`, and does not count either."""
        self.marks, self.agrees, self.remark = [], None, ""

    def stand_aside(self, kind: ConflictKind, words: str, *, by: Person) -> None:
        """The marker declares a stake in it, signed or not. Raises `RuleBroken` once the marks are unsealed."""
        self.must_be_marked()
        self.recuse(by=by)
        self.docket.declare(self.marker, kind, words)

    def must_be_open(self) -> None:
        """Raises `RuleBroken` unless points may be written now."""
        self.must_be_marked()
        if self.state is not SheetState.OPEN:
            raise RuleBroken(_("Phiếu đang ở trạng thái “%(state)s” nên không sửa được.", state=self.state.label))

    def must_be_marked(self) -> None:
        """Raises `RuleBroken` before the marking is opened and after it is over."""
        if not self.docket.is_marked_now:
            raise RuleBroken(_("Hồ sơ này không ở trong thời gian chấm."))

    def points(self, criterion: Criterion) -> Decimal | None:
        """What was given for a criterion so far."""
        return next((mark.points for mark in self.marks if mark.criterion_id == criterion.id), None)

    @property
    def missing(self) -> list[Criterion]:
        """The criteria that have no points yet."""
        return [criterion for criterion in self.docket.rubric.criteria if self.points(criterion) is None]

    @property
    def total(self) -> Decimal:
        """What the points add up to so far."""
        return sum((mark.points for mark in self.marks), Decimal(0))

    @property
    def is_open(self) -> bool:
        """Whether points may be written on it now."""
        return self.state is SheetState.OPEN and self.docket.is_marked_now

    @property
    def is_signed(self) -> bool:
        """Whether it counts."""
        return self.state is SheetState.SIGNED

    @property
    def is_awaited(self) -> bool:
        """Whether the docket still waits for it."""
        return self.state in (SheetState.OPEN, SheetState.TYPED)

    @property
    def marked(self) -> Marked:
        """The points as a result counts them: those that were signed."""
        signed = self.signings[-1].content
        return Marked({code: Decimal(points) for code, points in signed["marks"].items()}, signed["agrees"])

    def _must_be_whole(self) -> None:
        if self.missing:
            names = ", ".join(criterion.name for criterion in self.missing)
            raise RuleBroken(_("Còn tiêu chí chưa cho điểm: %(names)s.", names=names))
        if self.docket.rubric.agree_percent is not None and self.agrees is None:
            raise RuleBroken(_("Chưa chọn đồng ý hay không đồng ý."))

    def _not_a_marker(self, by: Person) -> None:
        """Whoever copies a sheet sees it, so they must have none of their own, nor a stake."""
        if not self.docket.is_open_to(by):
            raise RuleBroken(_("Người có phiếu chấm hoặc có liên quan ở hồ sơ này không xem được phiếu của người khác."))

    def _second_person(self, by: Person) -> None:
        self._not_a_marker(by)
        if by.id == self.typed_by_id:
            raise RuleBroken(_("Người nhập không tự đối chiếu được. Cần một người khác."))

    def _seal(self, by: Person, about: str) -> None:
        """Keep what is signed, with a digest that tells nothing before salt and points are made public.

        The history keeps the digest under seal: whose it is, nobody reads in the published chain.
        """
        rubric = self.docket.rubric
        salt = secrets.token_hex(16)
        codes = {criterion.id: criterion.code for criterion in rubric.criteria}
        marks = {codes[mark.criterion_id]: f"{mark.points:.2f}" for mark in self.marks}
        content: dict[str, Any] = {
            "subject": about,
            "rubric": {"name": rubric.name, "version": rubric.number},
            "marks": marks,
            "agrees": self.agrees,
        }
        sealed = digest({"salt": salt, **content})
        self.signings.append(
            Signing(number=len(self.signings) + 1, content=content, salt=salt, digest=sealed, at=utcnow(), by_id=by.id)
        )
        self.record("sheets.seal", by=by, role=Role.MARKER, digest=sealed)


class Mark(Model):
    """The points for one criterion on one sheet."""

    __tablename__ = "marks"
    __table_args__ = (
        sa.UniqueConstraint("sheet_id", "criterion_id"),
        sa.CheckConstraint("points >= 0", name="points_not_negative"),
    )

    points: Mapped[Decimal]
    sheet_id: Mapped[int] = mapped_column(sa.ForeignKey("sheets.id"))
    criterion_id: Mapped[int] = mapped_column(sa.ForeignKey("criteria.id"), index=True)

    criterion: Mapped[Criterion] = relationship()


class Signing(Model):
    """A sheet as it was signed: its content, and the digest that stands in the history from that moment."""

    __tablename__ = "signings"
    __table_args__ = (sa.UniqueConstraint("sheet_id", "number"), sa.CheckConstraint("number > 0", name="number_from_1"))

    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    salt: Mapped[str] = mapped_column(sa.String(32))
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    at: Mapped[datetime]
    sheet_id: Mapped[int] = mapped_column(sa.ForeignKey("sheets.id"))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)

    @property
    def is_intact(self) -> bool:
        """Whether it still is what its digest was made of."""
        return self.digest == digest({"salt": self.salt, **self.content})

    @property
    def total(self) -> Decimal:
        """What its points add up to."""
        return sum(map(Decimal, self.content["marks"].values()), Decimal(0))
