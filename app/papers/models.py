"""The texts of papers as the commune wrote them, every version kept; certificates that were given out."""

import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.audit import Recorded
from app.core.clock import utcnow
from app.core.db import Model
from app.core.typed_codes import spelled


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


class Certificate(Model):
    """A certificate that was given out; whoever holds it can have it checked by its code. Who gave it out points at it."""

    __tablename__ = "certificates"

    code: Mapped[str] = mapped_column(sa.String(24), unique=True)
    issued_at: Mapped[datetime] = mapped_column(default=utcnow)

    @classmethod
    def new(cls) -> "Certificate":
        """One with a code that nobody can guess."""
        return cls(code=f"GCN-{spelled(secrets.token_bytes(10))}", issued_at=utcnow())
