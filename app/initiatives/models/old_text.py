"""What initiatives said before they were amended."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model


class OldText(Model):
    """What an initiative said before an amendment."""

    __tablename__ = "old_texts"
    __table_args__ = (sa.UniqueConstraint("initiative_id", "number"),)

    number: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(160))
    problem: Mapped[str] = mapped_column(sa.Text)
    solution: Mapped[str] = mapped_column(sa.Text)
    replaced_at: Mapped[datetime]
    initiative_id: Mapped[int] = mapped_column(sa.ForeignKey("initiatives.id"))
