"""Following without an account: the code of an initiative and the last four digits of its author's phone."""

import re

from app.accounts.actions.people import TooManyTries
from app.core import limits
from app.core.db import db
from app.initiatives.models import Initiative
from app.initiatives.queries import reading

_CODE = re.compile(r"^\s*s?k?[\s\-–.]*(\d{4})[\s\-–.]*(\d{1,7})\s*$", re.IGNORECASE)
PERIOD, OF_A_CODE, OF_AN_ADDRESS, OF_A_CODE_IN_ALL = 60, 10, 60, 40


def code_of(typed: str) -> str | None:
    """The code that somebody meant: “sk 2026 12” and “2026-0012” are SK-2026-0012; None when it cannot be one."""
    found = _CODE.match(typed)
    return f"SK-{found[1]}-{int(found[2]):04d}" if found else None


def look_up(typed: str, digits: str, *, address: str) -> Initiative | None:
    """The initiative these two belong to, or None: a wrong code, wrong digits and no phone look the same.

    Raises `TooManyTries` after 10 tries in an hour for one code from one address or 40 from all, since a code has 10,000
    endings and one stranger should keep no owner out; and after 60 from one address.
    """
    code = code_of(typed)
    if code:
        near, in_all = ("look-up", f"{code} {address}"), ("look-up-code", code)
        if limits.exceeded(*near, times=OF_A_CODE, minutes=PERIOD):
            raise TooManyTries
        if limits.exceeded(*in_all, times=OF_A_CODE_IN_ALL, minutes=PERIOD):
            raise TooManyTries
        limits.attempt(*near)
        limits.attempt(*in_all)
    return looked_up(typed, digits, address=address)


def looked_up(typed: str, digits: str, *, address: str) -> Initiative | None:
    """The same for who proves it by more than digits. Raises `TooManyTries` after 60 tries in an hour from one address."""
    if limits.exceeded("look-up-address", address, times=OF_AN_ADDRESS, minutes=PERIOD):
        raise TooManyTries
    limits.attempt("look-up-address", address)
    code = code_of(typed)
    found = db.session.scalar(reading.sent(code)) if code else None
    return found if found is not None and digits in _digits_of(found) else None


def _digits_of(initiative: Initiative) -> set[str]:
    """The end of the author's phone, and what is printed on the slip: paper stays good when a phone comes later."""
    phone, slip = initiative.author.phone, initiative.slip
    return {*([phone[-4:]] if phone else []), *([slip.digits] if slip else [])}
