"""What the commune tells everybody."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import ChildrenShown, Person, Role, Upload
from app.announcements.aloud import Reading, derived
from app.commune.models import Village
from app.core.clock import today, utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.core.markdown import plain, rendered
from app.core.search.index import Found, Named, Searchable
from app.core.workflow import RuleBroken, Workflow, transition

WRITERS = (Role.COORDINATOR,)


class AnnouncementKind(Labelled):
    NEWS = "news", _l("Tin")
    NOTICE = "notice", _l("Thông báo")


class AnnouncementState(Labelled):
    DRAFT = "draft", _l("Bản nháp")
    PUBLISHED = "published", _l("Đã đăng")
    WITHDRAWN = "withdrawn", _l("Đã rút")


class Announcement(Searchable, Workflow, Model):
    """Tin hoặc thông báo: for everybody or for one village, in Vietnamese and, where somebody wrote it, in English."""

    __tablename__ = "announcements"
    __table_args__ = (
        sa.CheckConstraint("state <> 'published' OR published_at IS NOT NULL", name="published_at_a_time"),
        sa.CheckConstraint("state <> 'withdrawn' OR reason <> ''", name="withdrawn_for_a_reason"),
        sa.CheckConstraint("valid_until IS NULL OR kind = 'notice'", name="only_notices_end"),
        sa.CheckConstraint("upload_id IS NULL OR (alt <> '' AND children IS NOT NULL)", name="picture_is_told"),
        sa.Index(None, "state", "published_at", "id"),
        sa.Index(None, "state", "id"),
    )

    kind: Mapped[AnnouncementKind]
    title: Mapped[str] = mapped_column(sa.String(160))
    summary: Mapped[str] = mapped_column(sa.String(300))
    # As typed, and as harmless HTML.
    text: Mapped[str] = mapped_column(sa.Text)
    html: Mapped[str] = mapped_column(sa.Text)
    title_en: Mapped[str] = mapped_column(sa.String(160), default="")
    summary_en: Mapped[str] = mapped_column(sa.String(300), default="")
    text_en: Mapped[str] = mapped_column(sa.Text, default="")
    html_en: Mapped[str] = mapped_column(sa.Text, default="")
    # What is read from the loudspeaker, when somebody wrote it: else it is made of the rest.
    spoken: Mapped[str] = mapped_column(sa.Text, default="")
    alt: Mapped[str] = mapped_column(sa.String(200), default="")
    children: Mapped[ChildrenShown | None]
    # It stands above all others to the end of that day.
    pinned_until: Mapped[date | None] = mapped_column(index=True)
    # The last day on which a notice matters.
    valid_until: Mapped[date | None]
    state: Mapped[AnnouncementState] = mapped_column(default=AnnouncementState.DRAFT)
    state_since: Mapped[datetime] = mapped_column(default=utcnow)
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    published_at: Mapped[datetime | None]
    # When what everybody reads was last changed after that.
    amended_at: Mapped[datetime | None]
    # Made by the form: sent twice it is one announcement.
    sent_key: Mapped[str] = mapped_column(sa.String(40), unique=True)
    version: Mapped[int] = mapped_column()
    is_sample: Mapped[bool] = mapped_column(default=False)
    village_id: Mapped[int | None] = mapped_column(sa.ForeignKey("villages.id"), index=True)
    upload_id: Mapped[int | None] = mapped_column(sa.ForeignKey("uploads.id"), unique=True)
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)

    village: Mapped[Village | None] = relationship(lazy="joined")
    upload: Mapped[Upload | None] = relationship(lazy="joined")

    searched_by = ("title", "summary", "text", "state", "village_id")
    __mapper_args__ = {"version_id_col": version}

    def search_entries(self) -> list[Found]:
        """Found by its words and its village while it is published."""
        texts = (self.summary, plain(self.text), Named(Village, self.village_id))
        return [Found("announcement", self.id, self.title, texts, is_public=self.is_published)]

    @transition(AnnouncementState.DRAFT, to=AnnouncementState.PUBLISHED, label=_l("Đăng"), who=WRITERS)
    def publish(self, *, by: Person) -> None:
        """Tell everybody. Raises `RuleBroken` for a notice whose day is over."""
        if self.is_over:
            raise RuleBroken(_("Thông báo này đã quá ngày hiệu lực. Hãy sửa ngày trước khi đăng."))
        self.published_at = self.state_since = utcnow()

    @transition(
        AnnouncementState.DRAFT,
        AnnouncementState.PUBLISHED,
        to=AnnouncementState.WITHDRAWN,
        label=_l("Rút"),
        who=WRITERS,
    )
    def withdraw(self, *, by: Person, reason: str) -> None:
        """Say it no longer; its address says why, if anybody has seen it."""
        self.reason, self.state_since = reason, utcnow()

    def told(self, move: str) -> dict[str, Any]:
        """What kind of thing was told."""
        return {"kind": self.kind.value} if self.is_public else {}

    def say(self, text: str, text_en: str) -> None:
        """Keep the words and what they look like."""
        self.text, self.html = text, str(rendered(text))
        self.text_en, self.html_en = text_en, str(rendered(text_en)) if text_en else ""

    def told_title(self, language: str) -> str:
        """Its title in the language of a page, if it has one there."""
        return self.title_en if language == "en" and self.has_english else self.title

    def told_summary(self, language: str) -> str:
        """What it says in short."""
        return self.summary_en if language == "en" and self.has_english else self.summary

    def told_html(self, language: str) -> Markup:
        """All it says, as it may be put into a page."""
        return Markup(self.html_en if language == "en" and self.has_english else self.html)

    @property
    def public_name(self) -> str | None:
        """Its number, once everybody could read it."""
        return f"TT-{self.id:04d}" if self.id and self.is_public else None

    @property
    def has_english(self) -> bool:
        """Whether somebody wrote it in English."""
        return bool(self.title_en)

    @property
    def is_public(self) -> bool:
        """Whether its address is there for everybody: withdrawn, it says so."""
        return self.published_at is not None

    @property
    def is_published(self) -> bool:
        """Whether its words are."""
        return self.state is AnnouncementState.PUBLISHED

    @property
    def is_over(self) -> bool:
        """Whether the last day on which it matters has passed."""
        return self.valid_until is not None and self.valid_until < today()

    @property
    def reading(self) -> Reading:
        """What is read from the loudspeaker."""
        return Reading(self.spoken or derived(self.title, self.summary, self.text))
