"""A list of supporters signed on paper: typed line by line, counted when a second person has compared the lines."""

from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person, Role, Upload
from app.commune.models import Village
from app.core import text
from app.core.clock import utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.core.workflow import RuleBroken, Workflow, transition
from app.initiatives.models.initiative import Initiative

MOST_LINES, MOST_SCANS = 200, 10
TYPISTS = (Role.VILLAGE_TEAM, Role.COORDINATOR, Role.OFFICIAL)
COMPARERS = (*TYPISTS, Role.LEADER)


class ListState(Labelled):
    TYPING = "typing", _l("Đang nhập")
    COMPARING = "comparing", _l("Chờ người thứ hai đối chiếu")
    COUNTED = "counted", _l("Đã tính")


class Outcome(Labelled):
    """What became of a line."""

    COUNTED = "counted", _l("Được tính")
    BEFORE = "before", _l("Đã ủng hộ từ trước")
    AUTHOR = "author", _l("Chính tác giả")
    UNSIGNED = "unsigned", _l("Gạch: không có chữ ký")
    UNREADABLE = "unreadable", _l("Gạch: không đọc được")
    ELSEWHERE = "elsewhere", _l("Gạch: không phải người của thôn")

    @classmethod
    def strikes(cls) -> list["Outcome"]:
        """Why a line may be struck out."""
        return [cls.UNSIGNED, cls.UNREADABLE, cls.ELSEWHERE]


class PaperList(Workflow, Model):
    """Signatures of one village for one idea, with pictures of the paper. Its number is that of its lines, never typed.

    typing → comparing → counted; comparing → typing with a reason.
    """

    __tablename__ = "paper_lists"
    __table_args__ = (
        sa.Index(None, "state", "state_since"),
        sa.Index(None, "typed_by_id", "id"),
        sa.UniqueConstraint("typed_by_id", "sent_key"),
        sa.CheckConstraint("compared_by_id IS NULL OR compared_by_id <> typed_by_id", name="four_eyes"),
        sa.CheckConstraint("(state = 'counted') = (compared_by_id IS NOT NULL)", name="counted_by_a_second_person"),
    )

    state: Mapped[ListState] = mapped_column(default=ListState.TYPING)
    state_since: Mapped[datetime] = mapped_column(default=utcnow)
    collected_on: Mapped[date]
    # Made with the form: the same form sent twice begins one list.
    sent_key: Mapped[str | None] = mapped_column(sa.String(40))
    version: Mapped[int] = mapped_column()
    initiative_id: Mapped[int] = mapped_column(sa.ForeignKey("initiatives.id"), index=True)
    village_id: Mapped[int] = mapped_column(sa.ForeignKey("villages.id"), index=True)
    typed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    compared_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    initiative: Mapped[Initiative] = relationship()
    village: Mapped[Village] = relationship()
    typed_by: Mapped[Person] = relationship(foreign_keys=[typed_by_id])
    scans: Mapped[list["PaperScan"]] = relationship(order_by="PaperScan.id", cascade="all, delete-orphan")
    lines: Mapped[list["PaperLine"]] = relationship(order_by="PaperLine.number", cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}

    @transition(ListState.TYPING, to=ListState.COMPARING, label=_l("Chuyển người thứ hai đối chiếu"), who=TYPISTS)
    def hand_over(self, *, by: Person) -> None:
        if not self.scans:
            raise RuleBroken(_("Cần ảnh chụp tờ giấy có chữ ký trước khi chuyển đối chiếu."))
        if not self.lines:
            raise RuleBroken(_("Chưa nhập dòng nào."))
        self.state_since = utcnow()

    @transition(ListState.COMPARING, to=ListState.TYPING, label=_l("Trả lại để nhập lại"), who=COMPARERS)
    def send_back(self, *, by: Person, reason: str) -> None:
        self._second_person(by)
        self.state_since = utcnow()

    @transition(ListState.COMPARING, to=ListState.COUNTED, label=_l("Đối chiếu xong"), who=COMPARERS)
    def count(self, *, by: Person) -> None:
        """What goes with it is in `actions.paper_lists.count`."""
        self._second_person(by)
        if self.voucher(by) is None:
            raise RuleBroken(_("Một trong hai người phải thuộc tổ của thôn, vì tổ biết người của thôn."))
        self.state_since, self.compared_by_id = utcnow(), by.id

    def voucher(self, by: Person) -> Person | None:
        """Which of the two knows the people of the village, and still may speak for it."""
        two = (by, self.typed_by)
        return next((one for one in two if one.is_active and one.has(Role.VILLAGE_TEAM, village_id=self.village_id)), None)

    def must_be_typing(self) -> None:
        """Raises `RuleBroken` once the list was handed over."""
        if self.state is not ListState.TYPING:
            raise RuleBroken(_("Danh sách này đã chuyển đi, không sửa được nữa."))

    def add(self, number: int, name: str, birth_year: int | None) -> "PaperLine":
        """Type one line. Raises `RuleBroken` for one that stands there already."""
        self.must_be_typing()
        if len(self.lines) >= MOST_LINES:
            raise RuleBroken(_("Một danh sách có nhiều nhất %(num)d dòng. Hãy lập danh sách nữa.", num=MOST_LINES))
        line = PaperLine(number=number, name=name, birth_year=birth_year, same_key=f"{text.fold(name)}|{birth_year or ''}")
        for other in self.lines:
            if other.number == number:
                raise RuleBroken(_("Dòng số %(number)d đã nhập rồi.", number=number))
            if other.same_key == line.same_key:
                raise RuleBroken(_("Trùng với dòng số %(number)d. Khác người thì ghi thêm năm sinh.", number=other.number))
        self.lines.append(line)
        return line

    def must_be(self, version: int) -> None:
        """Raises `RuleBroken` when the list is no longer the one that was looked at."""
        if self.version != version:
            raise RuleBroken(_("Danh sách vừa thay đổi. Hãy mở lại và đối chiếu từng dòng."))

    def strike_off(self, number: int) -> None:
        """Take back a line that was typed wrongly. Raises `RuleBroken` once the list was handed over."""
        self.must_be_typing()
        self.lines = [line for line in self.lines if line.number != number]

    @property
    def counted(self) -> int:
        """How many lines became votes."""
        return sum(line.outcome is Outcome.COUNTED for line in self.lines)

    @property
    def authors(self) -> set[int]:
        """Who wrote the idea, or what it went into, or anything else that did."""
        stands = self.initiative.standing
        return {self.initiative.author_id, stands.author_id, *(one.author_id for one in stands.merged)}

    def _second_person(self, by: Person) -> None:
        if by.id == self.typed_by_id:
            raise RuleBroken(_("Người nhập không tự đối chiếu được. Cần một người khác."))
        if by.id in self.authors:
            raise RuleBroken(_("Tác giả không đối chiếu danh sách ủng hộ của chính mình."))


class PaperLine(Model):
    """One line of the paper: its number there, who signed, and what became of it."""

    __tablename__ = "paper_lines"
    __table_args__ = (
        sa.UniqueConstraint("list_id", "number"),
        sa.UniqueConstraint("list_id", "same_key"),
        sa.CheckConstraint("outcome IS NULL OR outcome <> 'counted' OR person_id IS NOT NULL", name="counted_is_somebody"),
    )

    number: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(80))
    birth_year: Mapped[int | None]
    # Name and year without tones: the same person signs once. None when the person was erased.
    same_key: Mapped[str | None] = mapped_column(sa.String(300))
    outcome: Mapped[Outcome | None]
    list_id: Mapped[int] = mapped_column(sa.ForeignKey("paper_lists.id"))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)


class PaperScan(Model):
    """A picture of the signed paper, for those who type and compare."""

    __tablename__ = "paper_scans"

    list_id: Mapped[int] = mapped_column(sa.ForeignKey("paper_lists.id"), index=True)
    upload_id: Mapped[int] = mapped_column(sa.ForeignKey("uploads.id"), unique=True)

    upload: Mapped[Upload] = relationship()
