"""The ways out of the house, by name. What is not configured reaches nobody; the notice on screen stays.

E-mail is the one that exists. Web push, SMS and Zalo become channels when the commune has contracts for them: a class
with these three methods, one line in `CHANNELS`, and nothing else changes.
"""

from email.message import EmailMessage
from typing import Protocol

from flask import current_app
from flask_babel import ngettext
from itsdangerous import BadSignature, URLSafeSerializer

from app.accounts.models import Person
from app.core import mail
from app.notices.models import Notice


class Channel(Protocol):
    """One way to reach a person outside this site."""

    def is_configured(self) -> bool:
        """Whether this commune has it."""

    def reaches(self, person: Person) -> bool:
        """Whether the person can be told this way today."""

    def written(self, person: Person, notices: list[Notice], *, key: str) -> EmailMessage:
        """The message for these notices; the same key makes the same message."""


class Mail:
    """E-mail, one letter for all notices given to it."""

    def is_configured(self) -> bool:
        """Whether `MAIL_URL` says where mail goes."""
        return mail.is_configured()

    def reaches(self, person: Person) -> bool:
        """Whether the address was confirmed and has not bounced."""
        return person.is_active and person.is_reached_by_mail

    def written(self, person: Person, notices: list[Notice], *, key: str) -> EmailMessage:
        """A letter in text and HTML, with the way to stop it."""
        more = len(notices) - 1
        subject = notices[0].title
        if more:
            subject += " " + ngettext("và %(num)d tin khác", "và %(num)d tin khác", more)
        stop = {"endpoint": "notices.stop", "token": stop_token(person.id)}
        return mail.compose(
            "notices", to=person.email or "", name=person.name, subject=subject, key=key, stop=stop, notices=notices
        )


CHANNELS: dict[str, Channel] = {"mail": Mail()}


def stop_token(person_id: int) -> str:
    """What in a mail lets its reader stop the mails without signing in; it can do nothing else."""
    return str(_signer().dumps(person_id))


def stopped_by(token: str) -> int | None:
    """Whose mails a token stops; None for one this house did not make."""
    try:
        person_id = _signer().loads(token)
    except BadSignature:
        return None
    return person_id if isinstance(person_id, int) else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="stop-mail")
