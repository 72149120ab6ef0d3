"""A link sent by e-mail: it works once, for half an hour, and only its hash is kept."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models.person import Person
from app.core.clock import utcnow
from app.core.db import Model
from app.core.enums import Labelled

LASTS = timedelta(minutes=30)


class LinkPurpose(Labelled):
    PASSWORD = "password"
    ADDRESS = "address"


class MailLink(Model):
    """Whoever opens it reads the mailbox of `email`: enough for a new password, or to know that the address is theirs."""

    __tablename__ = "mail_links"

    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    purpose: Mapped[LinkPurpose]
    email: Mapped[str] = mapped_column(sa.String(254))
    sent_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), index=True)

    person: Mapped[Person] = relationship()

    @classmethod
    def begin(cls, person: Person, purpose: LinkPurpose, *, secret: str) -> tuple["MailLink", str]:
        """A new link and the seed its token is made of again when the mail is written: the token itself is never stored."""
        seed = secrets.token_urlsafe(18)
        link = cls(purpose=purpose, email=person.email or "", sent_at=utcnow(), person_id=person.id)
        link.token_hash = hashed(token_of(seed, secret=secret))
        return link, seed

    @property
    def is_open(self) -> bool:
        """Whether it may still be used, and the address is still the person's."""
        in_time = utcnow() - self.sent_at < LASTS
        return in_time and self.used_at is None and self.person.is_active and self.email == self.person.email


def token_of(seed: str, *, secret: str) -> str:
    """The token of a link: only who knows this house's secret can make it of the seed."""
    return hmac.new(secret.encode(), f"mail-link:{seed}".encode(), hashlib.sha256).hexdigest()


def hashed(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
