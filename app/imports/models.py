"""What was read and waits for somebody to say yes."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.audit import Recorded
from app.core.clock import utcnow
from app.core.db import Model


class ImportDraft(Recorded, Model):
    """Bản nhập: the rows of one table, under the names of the columns they go into; empty once they were applied."""

    __tablename__ = "import_drafts"
    __table_args__ = (
        # The same table sent twice by one person is one draft.
        sa.Index(
            "uq_import_drafts_waiting",
            "by_id",
            "digest",
            unique=True,
            sqlite_where=sa.text("applied_at IS NULL"),
            postgresql_where=sa.text("applied_at IS NULL"),
        ),
    )

    register: Mapped[str] = mapped_column(sa.String(40))
    # The name of the file and of its sheet; empty for rows that were pasted.
    source: Mapped[str] = mapped_column(sa.String(200), default="")
    # Names of the columns it has, then headings that meant nothing, and lines below them that were no data.
    names: Mapped[list[Any]]
    ignored: Mapped[list[Any]]
    left_out: Mapped[list[Any]]
    rows: Mapped[list[Any]]
    digest: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime] = mapped_column(default=utcnow, index=True)
    applied_at: Mapped[datetime | None]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))

    by: Mapped[Person] = relationship()
