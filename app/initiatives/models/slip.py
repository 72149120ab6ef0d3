"""A slip: what somebody without an account keeps of an idea that another typed in for them."""

import base64
import hashlib
import hmac
import re
import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import utcnow
from app.core.db import Model
from app.core.text import fold
from app.initiatives.models.initiative import Initiative

_CROCKFORD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")


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
        drawn = hmac.new(secret.encode(), f"slip:{self.seed}".encode(), hashlib.sha256).digest()[:5]
        letters = base64.b32encode(drawn).decode().translate(_CROCKFORD)
        return f"{letters[:4]}-{letters[4:]}"

    def is_key(self, typed: str, *, secret: str) -> bool:
        """Whether this was typed from the slip; case, gaps and the letters O, I and L for digits do not matter."""
        meant = re.sub(r"[^0-9A-Z]", "", fold(typed).upper()).translate(str.maketrans("OIL", "011"))
        return hmac.compare_digest(meant.encode(), self.key(secret=secret).replace("-", "").encode())
