"""An entry: who sends it, what it says, the copy judges read, and its way to a prize."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import ChildrenShown, Person, Role, Upload
from app.commune.models import Village
from app.contests.models.contest import ORGANISERS, Contest, ContestField, ContestState, Prize, ShowsEntries
from app.core.clock import local, utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.core.i18n import moment
from app.core.search.index import Found, Searchable
from app.core.workflow import RuleBroken, Workflow, transition
from app.initiatives.models import Initiative
from app.papers.models import Certificate

AUTHORS = (Role.AUTHOR,)
ADULT = 18
MOST_FILES = 6


class EntryState(Labelled):
    DRAFT = "draft", _l("Bản nháp")
    SUBMITTED = "submitted", _l("Đã gửi, chờ xem xét")
    RETURNED = "returned", _l("Cần bổ sung")
    ACCEPTED = "accepted", _l("Hợp lệ, vào chấm")
    REJECTED = "rejected", _l("Không hợp lệ")
    WITHDRAWN = "withdrawn", _l("Người dự thi đã rút")
    DISQUALIFIED = "disqualified", _l("Bị loại")


class Entry(Searchable, Workflow, Model):
    """Sent by one person, for themselves or for a team."""

    __tablename__ = "entries"
    __table_args__ = (
        sa.UniqueConstraint("contest_id", "number"),
        sa.UniqueConstraint("author_id", "sent_key"),
        sa.Index(None, "contest_id", "state", "id"),
        sa.Index(None, "contest_id", "place", "id"),
        sa.CheckConstraint("state IN ('draft', 'withdrawn') OR submitted_at IS NOT NULL", name="sent_has_a_date"),
        sa.CheckConstraint("(number IS NULL) = (submitted_at IS NULL)", name="sent_has_a_number"),
        sa.CheckConstraint("state <> 'accepted' OR screened_at IS NOT NULL", name="accepted_was_screened"),
        sa.CheckConstraint("prize_id IS NULL OR place IS NOT NULL", name="prizes_have_a_place"),
    )

    # Its number in the contest, and its code, given when it is first sent.
    number: Mapped[int | None]
    code: Mapped[str | None] = mapped_column(sa.String(24), unique=True)
    title: Mapped[str] = mapped_column(sa.String(160), default="")
    summary: Mapped[str] = mapped_column(sa.String(500), default="")
    text: Mapped[str] = mapped_column(sa.Text, default="")
    team_name: Mapped[str] = mapped_column(sa.String(120), default="")
    # The copy without names and places, as whoever screened it read it.
    blind_title: Mapped[str] = mapped_column(sa.String(160), default="")
    blind_text: Mapped[str] = mapped_column(sa.Text, default="")
    state: Mapped[EntryState] = mapped_column(default=EntryState.DRAFT)
    state_since: Mapped[datetime] = mapped_column(default=utcnow)
    # The names may stand beside it once names are shown at all.
    shows_names: Mapped[bool] = mapped_column(default=True)
    # What whoever sends it says of children in its pictures; None while they have not, and after a new one came.
    children: Mapped[ChildrenShown | None]
    sent_key: Mapped[str] = mapped_column(sa.String(36))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    submitted_at: Mapped[datetime | None]
    screened_at: Mapped[datetime | None]
    # Written when the results are published; points of a hundred.
    place: Mapped[int | None]
    score: Mapped[Decimal | None]
    mean: Mapped[Decimal | None]
    vote_points: Mapped[Decimal | None]
    votes: Mapped[int | None]
    version: Mapped[int] = mapped_column()
    contest_id: Mapped[int] = mapped_column(sa.ForeignKey("contests.id"))
    field_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contest_fields.id"))
    village_id: Mapped[int | None] = mapped_column(sa.ForeignKey("villages.id"))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    # The initiative it began from, and the one it became.
    initiative_id: Mapped[int | None] = mapped_column(sa.ForeignKey("initiatives.id"), index=True)
    became_id: Mapped[int | None] = mapped_column(sa.ForeignKey("initiatives.id"))
    prize_id: Mapped[int | None] = mapped_column(sa.ForeignKey("prizes.id"), index=True)
    certificate_id: Mapped[int | None] = mapped_column(sa.ForeignKey("certificates.id"), unique=True)

    contest: Mapped[Contest] = relationship()
    field: Mapped[ContestField | None] = relationship()
    village: Mapped[Village | None] = relationship()
    author: Mapped[Person] = relationship()
    initiative: Mapped[Initiative | None] = relationship(foreign_keys=[initiative_id])
    became: Mapped[Initiative | None] = relationship(foreign_keys=[became_id])
    prize: Mapped[Prize | None] = relationship()
    certificate: Mapped[Certificate | None] = relationship()
    members: Mapped[list["EntryMember"]] = relationship(order_by="EntryMember.position", cascade="all, delete-orphan")
    files: Mapped[list["EntryFile"]] = relationship(
        back_populates="entry", order_by="EntryFile.position", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}

    searched_by = ("title", "summary", "text", "blind_title", "blind_text", "state", "place", "prize_id")

    @transition(EntryState.DRAFT, EntryState.RETURNED, to=EntryState.SUBMITTED, label=_l("Gửi bài dự thi"), who=AUTHORS)
    def submit(self, *, by: Person, number: int) -> None:
        """The number is given by `actions.entering.submit`, which holds the contest."""
        if by.id != self.author_id:
            raise RuleBroken(_("Chỉ người viết bài gửi được bài này."))
        if not self.contest.receives():
            until = moment(self.contest.receives_until)
            now = f"{local(utcnow()):%H:%M:%S}"
            raise RuleBroken(_("Cuộc thi nhận bài đến %(until)s; bài này gửi lúc %(now)s.", until=until, now=now))
        if missing := self.missing:
            raise RuleBroken(" ".join(missing))
        self.number, self.code = number, f"{self.contest.code}-{number:03d}"
        self.submitted_at = utcnow()

    @transition(EntryState.SUBMITTED, to=EntryState.RETURNED, label=_l("Đề nghị bổ sung"), who=ORGANISERS)
    def return_to_author(self, *, by: Person, reason: str) -> None:
        """While entries are received: afterwards there would be no time left to complete it."""
        if not self.contest.receives():
            raise RuleBroken(
                _("Đã hết hạn nhận bài nên không trả lại để bổ sung được; hãy nhận, hoặc không nhận kèm lý do.")
            )

    @transition(EntryState.SUBMITTED, to=EntryState.ACCEPTED, label=_l("Nhận bài vào chấm"), who=ORGANISERS)
    def accept(self, *, by: Person, blind_title: str, blind_text: str) -> None:
        self._must_be_before_results()
        if self.contest.is_blind and not (blind_title and blind_text):
            raise RuleBroken(_("Chưa có bản ẩn danh để giám khảo đọc."))
        self.blind_title, self.blind_text, self.screened_at = blind_title, blind_text, utcnow()

    @transition(EntryState.SUBMITTED, to=EntryState.REJECTED, label=_l("Không nhận bài"), who=ORGANISERS)
    def reject(self, *, by: Person, reason: str) -> None:
        self._must_be_before_results()

    @transition(
        *(EntryState.DRAFT, EntryState.SUBMITTED, EntryState.RETURNED, EntryState.ACCEPTED),
        to=EntryState.WITHDRAWN,
        label=_l("Rút bài"),
        who=AUTHORS,
    )
    def withdraw(self, *, by: Person) -> None:
        """Its sheets stay, and count for nothing."""
        self._must_be_before_results()

    @transition(EntryState.ACCEPTED, to=EntryState.DISQUALIFIED, label=_l("Loại bài"), who=ORGANISERS)
    def disqualify(self, *, by: Person, reason: str) -> None:
        """After the results too: what was published stays readable, the prize stays empty, nobody moves up by themselves."""

    @property
    def public_name(self) -> str | None:
        """Its code, once everybody may read of it."""
        return self.code if self.is_public else None

    def search_entries(self) -> list[Found]:
        """Found by what everybody may read of it: in a blind contest by the copy without names, until the results."""
        if self.screened_at is None:
            return []
        return [Found("entry", self.id, self.shown_title, (self.shown_text, self.code or ""), is_public=self.is_public)]

    @property
    def missing(self) -> list[str]:
        """What has to be there before it can be sent, one sentence each."""
        found = self.missing_besides_children
        if self.has_pictures and self.children is None:
            found.append(_("Hãy nói rõ trong ảnh có thấy rõ mặt trẻ em không."))
        return found

    @property
    def missing_besides_children(self) -> list[str]:
        """The same without what a form asks of children in pictures as it is sent."""
        found = []
        if not self.title:
            found.append(_("Chưa đặt tên bài dự thi."))
        if not self.summary:
            found.append(_("Chưa viết tóm tắt."))
        if not self.text:
            found.append(_("Chưa viết nội dung bài."))
        if self.field_id not in [one.id for one in self.contest.fields]:
            found.append(_("Chưa chọn bảng thi."))
        if self.village_id is None:
            found.append(_("Chưa chọn thôn."))
        if not self.members:
            found.append(_("Chưa ghi người dự thi."))
        if len(self.members) > self.contest.max_members:
            found.append(_("Mỗi bài có nhiều nhất %(num)d người dự thi.", num=self.contest.max_members))
        for member in self.members:
            if member.is_minor and not (member.guardian_name and member.guardian_phone and member.guardian_agrees):
                found.append(
                    _("%(name)s chưa hết năm 18 tuổi: cần tên, số điện thoại người giám hộ và người giám hộ đồng ý.",
                      name=member.name)
                )  # fmt: skip
        return found

    @property
    def shown_title(self) -> str:
        """Its title as everybody may read it now: in a blind contest that of the copy without names, until the results."""
        return self.blind_title if self.contest.hides_names else self.title

    @property
    def shown_text(self) -> str:
        """Its text as everybody may read it now."""
        return self.blind_text if self.contest.hides_names else self.text

    @property
    def shown_names(self) -> str:
        """Who made it, as everybody may read now; empty where names are not shown."""
        if self.contest.hides_names or not self.shows_names:
            return ""
        names = ", ".join(member.name for member in self.members if not member.is_minor or member.guardian_agrees)
        return f"{self.team_name}: {names}" if self.team_name and names else names or self.team_name

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it, by the rules of its contest."""
        if not (self.is_in or self.was_published):
            return False
        shows = self.contest.shows_entries
        if shows is ShowsEntries.SCREENED and self.contest.state is not ContestState.CANCELLED:
            return True
        return self.contest.is_published and (shows is not ShowsEntries.NEVER or self.prize_id is not None)

    @property
    def shows_files(self) -> bool:
        """Whether its files are for everybody: not before names are, nor a picture nobody spoke for."""
        return self.is_public and not self.contest.hides_names and (not self.has_pictures or self.children is not None)

    @property
    def has_pictures(self) -> bool:
        """Whether it shows any picture."""
        return any(file.upload.is_picture for file in self.files)

    @property
    def is_editable(self) -> bool:
        """Whether its words may change."""
        return self.state in (EntryState.DRAFT, EntryState.RETURNED)

    @property
    def was_published(self) -> bool:
        """Whether it was thrown out only after its place was public: what people read then stays readable."""
        return self.state is EntryState.DISQUALIFIED and self.place is not None

    @property
    def is_in(self) -> bool:
        """Whether it is marked and counted."""
        return self.state is EntryState.ACCEPTED

    def _must_be_before_results(self) -> None:
        if self.contest.state not in (ContestState.OPEN, ContestState.CANCELLED):
            raise RuleBroken(_("Cuộc thi đã kết luận."))


class EntryMember(Model):
    """Somebody who made it. Whoever may be under 18 has a guardian who agrees (Luật 91/2025/QH15, điều 24)."""

    __tablename__ = "entry_members"
    __table_args__ = (sa.UniqueConstraint("entry_id", "position"),)

    position: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(80))
    birth_year: Mapped[int]
    guardian_name: Mapped[str] = mapped_column(sa.String(80), default="")
    guardian_phone: Mapped[str | None] = mapped_column(sa.String(20))
    guardian_agrees: Mapped[bool] = mapped_column(default=False)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("entries.id"))

    @property
    def is_minor(self) -> bool:
        """Whether they may still be under 18: only the year is asked, so all of the eighteenth year counts."""
        return local(utcnow()).year - self.birth_year <= ADULT


class EntryFile(Model):
    """A picture or document of an entry."""

    __tablename__ = "entry_files"
    __table_args__ = (sa.UniqueConstraint("entry_id", "position"),)

    position: Mapped[int]
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("entries.id"))
    upload_id: Mapped[int] = mapped_column(sa.ForeignKey("uploads.id"), unique=True)

    entry: Mapped[Entry] = relationship(back_populates="files")
    upload: Mapped[Upload] = relationship(lazy="joined")


class EntryVote(Model):
    """One person, one vote for an entry; it may be taken back while voting is open.

    Whether it counts follows from when its voter was confirmed. An erased voter leaves the row without a name, and in it
    whether it counted.
    """

    __tablename__ = "entry_votes"
    __table_args__ = (sa.UniqueConstraint("entry_id", "voter_id"), sa.Index(None, "voter_id", "entry_id"))

    cast_at: Mapped[datetime]
    counted: Mapped[bool | None]
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("entries.id"))
    voter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))


@sa.event.listens_for(Entry.state, "set")
def _note_since(entry: Entry, value: EntryState, before: Any, _initiator: Any) -> None:
    """The clock of a state starts when the state does."""
    if value is not before:
        entry.state_since = utcnow()
