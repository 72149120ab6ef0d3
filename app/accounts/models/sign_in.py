"""Sessions as rows: a row that is gone signs out at once, on every worker."""

import hashlib
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models.person import Person
from app.core.clock import utcnow
from app.core.db import Model

# For staff and for everybody else: how long a session lasts, how long it may lie idle, how often use is noted.
STAFF = (timedelta(hours=12), timedelta(minutes=30), timedelta(minutes=1))
RESIDENT = (timedelta(days=30), timedelta(days=7), timedelta(hours=1))


# How a browser names itself, the telling word first: apps that open pages pose as the browser they are built on.
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("Zalo", "Zalo"),
    ("FBAN", "Facebook"),
    ("FBAV", "Facebook"),
    ("coc_coc", "Cốc Cốc"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)


class SignIn(Model):
    """One person on one device, since one moment. Only a hash of the secret in the cookie is kept."""

    __tablename__ = "sign_ins"

    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    device: Mapped[str] = mapped_column(sa.String(200))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), index=True)

    person: Mapped[Person] = relationship()

    @classmethod
    def begin(cls, person: Person, device: str) -> tuple["SignIn", str]:
        """A new session and the secret that belongs into the cookie."""
        token, now = secrets.token_urlsafe(32), utcnow()
        return cls(person=person, token_hash=token_hash(token), created_at=now, seen_at=now, device=device[:200]), token

    @property
    def device_name(self) -> str:
        """What a person calls the device: its system and browser, as far as it tells them."""
        told = [next((name for word, name in words if word in self.device), "") for words in (_SYSTEMS, _BROWSERS)]
        return ", ".join(filter(None, told)) or _("Máy không rõ loại")

    @property
    def is_alive(self) -> bool:
        """Whether it may still be used."""
        lasting, idle, _noted = STAFF if self.person.is_staff else RESIDENT
        now = utcnow()
        return self.person.is_active and now - self.created_at < lasting and now - self.seen_at < idle

    @property
    def wants_noting(self) -> bool:
        """Whether its last use was noted long enough ago to note it again."""
        return utcnow() - self.seen_at > (STAFF if self.person.is_staff else RESIDENT)[2]


def token_hash(token: str) -> str:
    """What is stored of a cookie's secret."""
    return hashlib.sha256(token.encode()).hexdigest()
