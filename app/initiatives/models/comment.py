"""Remarks under an initiative, and what becomes of those that somebody reports."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person, Role
from app.core.clock import utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.core.markdown import rendered
from app.core.workflow import RuleBroken, Workflow, transition
from app.initiatives.models.initiative import Initiative

MODERATORS = (Role.COORDINATOR, Role.LEADER)


class CommentState(Labelled):
    SHOWN = "shown", _l("Đang hiện")
    HELD = "held", _l("Tạm ẩn, chờ người xem")
    REMOVED = "removed", _l("Đã gỡ")


class Objection(Labelled):
    """What somebody may have against a remark; the same words on the report and on the button that removes it."""

    ABUSE = "abuse", _l("Xúc phạm người khác")
    PRIVATE = "private", _l("Lộ thông tin riêng của người khác")
    SPAM = "spam", _l("Quảng cáo, lặp đi lặp lại")
    OFF_TOPIC = "off_topic", _l("Không liên quan đến ý tưởng")


class Comment(Workflow, Model):
    """A remark or, with a parent, an answer to one: one level, so that a phone can show it.

    shown → held (enough people reported it) → shown or removed by a person, with a reason; removed → shown again.
    """

    __tablename__ = "comments"
    __table_args__ = (
        sa.UniqueConstraint("author_id", "sent_key"),
        sa.Index(None, "initiative_id", "parent_id", "id"),
        sa.Index(None, "state", "reported_at"),
        sa.Index(None, "author_id", "at"),
    )

    text: Mapped[str] = mapped_column(sa.Text)
    html: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(default=utcnow)
    state: Mapped[CommentState] = mapped_column(default=CommentState.SHOWN)
    # As whom it was said: the author of the initiative, somebody in office, or a resident.
    said_as: Mapped[Role]
    show_name: Mapped[bool] = mapped_column(default=False)
    sent_key: Mapped[str | None] = mapped_column(sa.String(40))
    # Since when a report waits for a person; None when there is none, or a person decided.
    reported_at: Mapped[datetime | None]
    removed_for: Mapped[Objection | None]
    version: Mapped[int] = mapped_column()
    initiative_id: Mapped[int] = mapped_column(sa.ForeignKey("initiatives.id"))
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("comments.id"))

    initiative: Mapped[Initiative] = relationship()
    author: Mapped[Person | None] = relationship()
    reports: Mapped[list["Report"]] = relationship(order_by="Report.id")

    __mapper_args__ = {"version_id_col": version}

    def write(self, text: str) -> None:
        """Keep the words and what they look like."""
        self.text, self.html = text, str(rendered(text))

    @transition(CommentState.SHOWN, to=CommentState.HELD, label=_l("Tạm ẩn"), who=(Role.RESIDENT,))
    def hold(self, *, by: Person) -> None:
        """Enough people reported it; see `actions.discussing.report`. A person decides next."""

    @transition(CommentState.HELD, CommentState.REMOVED, to=CommentState.SHOWN, label=_l("Để lại"), who=MODERATORS)
    def restore(self, *, by: Person) -> None:
        self._not_own(by)
        self.reported_at = self.removed_for = None

    @transition(CommentState.SHOWN, CommentState.HELD, to=CommentState.REMOVED, label=_l("Gỡ"), who=MODERATORS)
    def remove(self, *, by: Person, reason: Objection) -> None:
        self._not_own(by)
        self.reported_at, self.removed_for = None, reason

    def leave(self, *, by: Person) -> None:
        """A person looked at the reports and leaves the remark where it is."""
        if self.state is CommentState.SHOWN:
            self._not_own(by)
            self.reported_at = None
            self.record("comments.leave", by=by, role=by.acts_as(*MODERATORS))
        else:
            self.restore(by=by)

    @property
    def is_official(self) -> bool:
        """Whether it was said in office."""
        return self.said_as not in (Role.RESIDENT, Role.AUTHOR)

    @property
    def shown_html(self) -> Markup:
        """The remark as it may be put into a page."""
        return Markup(self.html)

    def _not_own(self, by: Person) -> None:
        if by.id == self.author_id:
            raise RuleBroken(_("Không ai tự duyệt góp ý của chính mình."))


class Report(Model):
    """One person objects to a remark, once."""

    __tablename__ = "reports"
    __table_args__ = (sa.UniqueConstraint("comment_id", "person_id"),)

    at: Mapped[datetime] = mapped_column(default=utcnow)
    objection: Mapped[Objection]
    comment_id: Mapped[int] = mapped_column(sa.ForeignKey("comments.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), index=True)
