"""The texts of papers as the commune wrote them, every version kept."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.audit import Recorded
from app.core.clock import utcnow
from app.core.db import Model


class PaperTemplate(Recorded, Model):
    """One version of the text of a kind; without a text it says that the shipped one holds again."""

    __tablename__ = "paper_templates"
    __table_args__ = (
        sa.UniqueConstraint("kind", "version"),
        sa.CheckConstraint("version > 0", name="counted_from_one"),
    )

    kind: Mapped[str] = mapped_column(sa.String(40))
    version: Mapped[int]
    text: Mapped[str | None] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(default=utcnow)
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)

    written_by: Mapped[Person] = relationship()
