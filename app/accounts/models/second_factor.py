"""A second factor: six digits from an app on the phone (RFC 6238), and codes on paper for the day the phone is lost."""

import base64
import hashlib
import hmac
import re
import secrets
from datetime import datetime

import pyotp
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models.grant import Role
from app.accounts.models.person import Person
from app.core.clock import utcnow
from app.core.db import Model

# Whoever decides, marks or administers signs in with two things (quality: second factor).
NEEDED_BY = (
    *(Role.COORDINATOR, Role.LEADER, Role.ADMINISTRATOR, Role.JUDGE),
    *(Role.COUNCIL_CHAIR, Role.COUNCIL_SECRETARY, Role.COUNCIL_MEMBER),
)
STEP, RECOVERY_CODES = 30, 10


class SecondFactor(Model):
    """One person's app, in use since `Person.second_factor_at`.

    Its secret is made of a seed and the secret of the house: the database alone opens nothing.
    """

    __tablename__ = "second_factors"

    seed: Mapped[str] = mapped_column(sa.String(40), default=lambda: secrets.token_urlsafe(18))
    begun_at: Mapped[datetime] = mapped_column(default=utcnow)
    # The 30 seconds whose digits were used last: no digits work twice.
    used_step: Mapped[int] = mapped_column(default=0)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), unique=True)

    person: Mapped[Person] = relationship()

    def secret(self, *, house: str) -> str:
        """What the app on the phone is told, in base32: 160 bits."""
        drawn = hmac.new(house.encode(), f"second-factor:{self.seed}".encode(), hashlib.sha256).digest()[:20]
        return base64.b32encode(drawn).decode()

    def address(self, *, house: str, issuer: str) -> str:
        """What the QR code says to the app."""
        return pyotp.TOTP(self.secret(house=house), interval=STEP).provisioning_uri(
            name=self.person.name, issuer_name=issuer
        )

    def takes(self, typed: str, *, house: str) -> bool:
        """Whether these are the digits of now, or of the step before or after; each step once."""
        digits = re.sub(r"\D", "", typed)
        totp, now = pyotp.TOTP(self.secret(house=house), interval=STEP), int(utcnow().timestamp()) // STEP
        for step in (now - 1, now, now + 1):
            if step > self.used_step and hmac.compare_digest(totp.at(step * STEP), digits):
                self.used_step = step
                return True
        return False


class RecoveryCode(Model):
    """One of ten codes on paper; each opens once. Only its hash is kept."""

    __tablename__ = "recovery_codes"
    __table_args__ = (sa.UniqueConstraint("person_id", "code_hash"),)

    code_hash: Mapped[str] = mapped_column(sa.String(64))
    used_at: Mapped[datetime | None]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"))


def drawn_codes() -> list[str]:
    """Ten new codes as they are printed: “k7m2p-q4txz”, 50 bits each."""
    letters = "0123456789abcdefghjkmnpqrstvwxyz"
    drawn = ["".join(secrets.choice(letters) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    return [f"{code[:5]}-{code[5:]}" for code in drawn]


def code_hash(typed: str, *, house: str) -> str:
    """What is stored of a code; gaps, case and the letters O, I and L for digits do not matter."""
    meant = re.sub(r"[^0-9a-z]", "", typed.casefold()).translate(str.maketrans("oil", "011"))
    return hmac.new(house.encode(), f"recovery:{meant}".encode(), hashlib.sha256).hexdigest()
