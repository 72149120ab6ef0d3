"""Following, notices, and how somebody wants to be told."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model
from app.core.enums import Labelled


class Rhythm(Labelled):
    DAILY = "daily", _l("Mỗi ngày một thư, gom các tin lại")
    AT_ONCE = "at_once", _l("Có tin là gửi ngay")
    NEVER = "never", _l("Không gửi thư, chỉ báo trên trang này")


class Follow(Model):
    """A person follows a thing, or, muted, does not want to hear of it although they wrote it."""

    __tablename__ = "follows"
    __table_args__ = (
        sa.UniqueConstraint("subject_type", "subject_id", "person_id"),
        sa.Index(None, "person_id", "id"),
    )

    subject_type: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[int]
    since: Mapped[datetime]
    is_muted: Mapped[bool] = mapped_column(default=False)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"))


class Notice(Model):
    """One thing that one person is told: on screen always, by mail as they wish."""

    __tablename__ = "notices"
    __table_args__ = (
        # One happening tells one person once, however often the worker begins anew.
        sa.UniqueConstraint("person_id", "happening"),
        sa.Index(None, "person_id", "id"),
        sa.Index(
            "ix_notices_unmailed",
            "person_id",
            sqlite_where=sa.text("wants_mail AND mail_key IS NULL"),
            postgresql_where=sa.text("wants_mail AND mail_key IS NULL"),
        ),
    )

    happening: Mapped[str] = mapped_column(sa.String(60))
    at: Mapped[datetime]
    title: Mapped[str] = mapped_column(sa.String(200))
    text: Mapped[str] = mapped_column(sa.Text)
    # Where it leads: the name of a page and what it needs.
    endpoint: Mapped[str] = mapped_column(sa.String(60))
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    wants_mail: Mapped[bool] = mapped_column(default=False)
    read_at: Mapped[datetime | None]
    # The letter that carries it, from the moment that letter is planned.
    mail_key: Mapped[str | None] = mapped_column(sa.String(120), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"))


class Preference(Model):
    """How often a person wants mail; who never chose gets one mail a day."""

    __tablename__ = "notice_preferences"

    rhythm: Mapped[Rhythm]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), unique=True)
