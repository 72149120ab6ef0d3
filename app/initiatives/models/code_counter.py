"""The numbers of the codes of initiatives."""

from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model


class CodeCounter(Model):
    """The last running number given out in a year; numbers are never used again."""

    __tablename__ = "code_counters"

    year: Mapped[int] = mapped_column(unique=True)
    last: Mapped[int]
