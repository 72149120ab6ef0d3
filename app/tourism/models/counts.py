"""How many stood at which plaque, and what they say of their visit; nothing of who they were."""

from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.audit import Recorded
from app.core.clock import utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.core.news import Shown
from app.tourism.models.places import Attraction

# What the address on a plaque carries, so that a visit at the place is told from one at home.
PLAQUE = "bien"
# What orders of plaques are known by among the orders of labels.
PLAQUES = "plaques"


class PlaqueCount(Model):
    """How often the code on a plaque was opened on a day."""

    __tablename__ = "plaque_counts"
    __table_args__ = (sa.UniqueConstraint("attraction_id", "day"), sa.Index(None, "day"))

    day: Mapped[date]
    count: Mapped[int] = mapped_column(default=0)
    attraction_id: Mapped[int] = mapped_column(sa.ForeignKey("attractions.id"))


class Mood(Labelled):
    GOOD = "good", _l("Hài lòng")
    FAIR = "fair", _l("Tạm được")
    POOR = "poor", _l("Chưa hài lòng")


class FeedbackState(Labelled):
    NEW = "new", _l("Chờ xem")
    SHOWN = "shown", _l("Đang hiện")
    HIDDEN = "hidden", _l("Không hiện")


class Feedback(Shown, Recorded, Model):
    """One answer to one question, with a sentence if they like; the sentence is shown when an editor has read it."""

    __tablename__ = "feedback"
    __table_args__ = (
        sa.Index(None, "state", "id"),
        sa.Index(None, "at"),
        # A mood alone needs nobody's eye.
        sa.CheckConstraint("text <> '' OR state = 'hidden'", name="only_words_are_shown"),
    )

    mood: Mapped[Mood]
    text: Mapped[str] = mapped_column(sa.String(300), default="")
    language: Mapped[str] = mapped_column(sa.String(2))
    state: Mapped[FeedbackState]
    at: Mapped[datetime] = mapped_column(default=utcnow)
    is_sample: Mapped[bool] = mapped_column(default=False)
    key: Mapped[str] = mapped_column(sa.String(40), unique=True)
    attraction_id: Mapped[int | None] = mapped_column(sa.ForeignKey("attractions.id"), index=True)

    attraction: Mapped[Attraction | None] = relationship(lazy="joined")
