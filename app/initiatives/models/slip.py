"""A slip: what somebody without an account keeps of an idea that another typed in for them."""

import hashlib
import hmac
import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import utcnow
from app.core.db import Model
from app.core.typed_codes import meant, spelled
from app.initiatives.models.initiative import Initiative


class Slip(Model):
    """With the code and four digits one looks up; with the key on it besides, its owner takes the idea over.

    The key is made again from a seed and the secret of the house whenever the slip is printed: it is stored nowhere.
    """

    __tablename__ = "slips"

    seed: Mapped[str] = mapped_column(sa.String(40), default=lambda: secrets.token_urlsafe(18))
    # Four digits to look up with, where no phone number was given.
    digits: Mapped[str] = mapped_column(sa.String(4), default=lambda: f"{secrets.randbelow(10_000):04d}")
    at: Mapped[datetime] = mapped_column(default=utcnow)
    initiative_id: Mapped[int] = mapped_column(sa.ForeignKey("initiatives.id"), unique=True)

    initiative: Mapped[Initiative] = relationship(back_populates="slip")

    def key(self, *, secret: str) -> str:
        """Eight letters and digits that cannot be mistaken for each other, as “7K2M-Q4TX”: 40 bits."""
        return spelled(hmac.new(secret.encode(), f"slip:{self.seed}".encode(), hashlib.sha256).digest()[:5])

    def is_key(self, typed: str, *, secret: str) -> bool:
        """Whether this was typed from the slip, however it is written."""
        return hmac.compare_digest(meant(typed).encode(), meant(self.key(secret=secret)).encode())
