"""Following without an account: the code of an initiative and the last four digits of its author's phone."""

import re

from app.accounts.actions.people import TooManyTries
from app.core import limits
from app.core.db import db
from app.initiatives.models import Initiative
from app.initiatives.queries import reading

_CODE = re.compile(r"^\s*s?k?[\s\-–.]*(\d{4})[\s\-–.]*(\d{1,7})\s*$", re.IGNORECASE)
PERIOD, OF_A_CODE, OF_AN_ADDRESS = 60, 10, 60


def code_of(typed: str) -> str | None:
    """The code that somebody meant: “sk 2026 12” and “2026-0012” are SK-2026-0012; None when it cannot be one."""
    found = _CODE.match(typed)
    return f"SK-{found[1]}-{int(found[2]):04d}" if found else None


def look_up(typed: str, digits: str, *, address: str) -> Initiative | None:
    """The initiative these two belong to, or None: a wrong code, wrong digits and no phone look the same.

    Raises `TooManyTries` after 10 tries in an hour for one code, or 60 from one address: a code has 10,000 endings.
    """
    code = code_of(typed)
    of_code, of_address = ("look-up", code or "-"), ("look-up-address", address)
    if limits.exceeded(*of_address, times=OF_AN_ADDRESS, minutes=PERIOD):
        raise TooManyTries
    if code and limits.exceeded(*of_code, times=OF_A_CODE, minutes=PERIOD):
        raise TooManyTries
    limits.attempt(*of_code)
    limits.attempt(*of_address)
    found = db.session.scalar(reading.sent(code)) if code else None
    return found if found is not None and digits == _digits_of(found) else None


def _digits_of(initiative: Initiative) -> str | None:
    if initiative.author.phone:
        return initiative.author.phone[-4:]
    return initiative.slip.digits if initiative.slip else None
