"""Runs of labels."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.labels.stocks import Stock

MOST = 5_000


class RunState(Labelled):
    WAITING = "waiting", _l("Đang làm")
    DONE = "done", _l("Đã xong")
    FAILED = "failed", _l("Không làm được")


class LabelRun(Model):
    """An order of labels: of what, how many, on which stock, and how many are drawn by now."""

    __tablename__ = "label_runs"
    __table_args__ = (
        sa.Index(None, "kind", "subject_id", "id"),
        sa.CheckConstraint(f"count BETWEEN 1 AND {MOST}", name="not_too_many"),
        sa.CheckConstraint("made BETWEEN 0 AND count", name="made_of_them"),
        sa.CheckConstraint("state <> 'done' OR (token IS NOT NULL AND made = count)", name="done_with_a_file"),
    )

    kind: Mapped[str] = mapped_column(sa.String(20))
    subject_id: Mapped[int]
    state: Mapped[RunState] = mapped_column(default=RunState.WAITING)
    count: Mapped[int]
    made: Mapped[int] = mapped_column(default=0)
    stock: Mapped[dict[str, Any]]
    # What else whoever tells the labels needs: numbers, the place they are for.
    terms: Mapped[dict[str, Any]] = mapped_column(default=dict)
    token: Mapped[str | None] = mapped_column(sa.String(40), unique=True)
    at: Mapped[datetime] = mapped_column(default=utcnow)
    done_at: Mapped[datetime | None]
    # Made by the form: sent twice it is one order.
    key: Mapped[str] = mapped_column(sa.String(40), unique=True)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)

    @property
    def on(self) -> Stock:
        """The stock it is printed on."""
        return Stock.of_json(self.stock)

    @property
    def is_done(self) -> bool:
        return self.state is RunState.DONE
