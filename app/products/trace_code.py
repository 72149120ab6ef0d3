"""Trace codes: `NTM-` and eleven letters of Crockford's base 32, random, without meaning (TCVN 13274:2020), used once.

The last letter checks the ten before it: a parity over GF(2⁵) with a weight of its own for every place, so that no
letter can be replaced by another, and no two can change places, without being noticed.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterator

from app.core.typed_codes import meant

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX, DRAWN = "NTM", 10
_VALUES = {letter: value for value, letter in enumerate(LETTERS)}
_WHOLE = re.compile(f"^{PREFIX}[{LETTERS}]{{{DRAWN + 1}}}$")
_FIELD = 0b100101  # x⁵ + x² + 1, primitive over GF(2)
_SERIAL = re.compile(r"^(\d{5,7})-[0-9A-Z]{4}$", re.ASCII)


def new() -> str:
    """A code nobody has had: 50 random bits."""
    body = "".join(secrets.choice(LETTERS) for _ in range(DRAWN))
    return f"{PREFIX}-{body}{_check(body)}"


def read(typed: str) -> str | None:
    """The code that was typed, however it was spaced and with O, I, L for digits; None when it is no code."""
    letters = meant(typed)
    if not _WHOLE.match(letters) or _check(letters[len(PREFIX) : -1]) != letters[-1]:
        return None
    return f"{PREFIX}-{letters[len(PREFIX) :]}"


def is_whole(typed: str) -> bool:
    """Whether it has as many letters as a code has: a wrong one, and not a part of one or something else."""
    return bool(_WHOLE.match(meant(typed)))


def near(typed: str) -> list[str]:
    """Valid codes that differ from what was typed in one letter or by two neighbours changed: what may have been meant."""
    letters = meant(typed).removeprefix(PREFIX)
    if len(letters) != DRAWN + 1 or set(letters) - set(LETTERS):
        return []
    found = {tried for tried in _slips(letters) if tried != letters and _check(tried[:-1]) == tried[-1]}
    return [f"{PREFIX}-{code}" for code in sorted(found)]


def _slips(letters: str) -> Iterator[str]:
    for place in range(len(letters)):
        yield from (letters[:place] + letter + letters[place + 1 :] for letter in LETTERS)
        yield letters[:place] + letters[place : place + 2][::-1] + letters[place + 2 :]


def serial(number: int, *, salt: str) -> str:
    """What the label of one numbered piece carries: its number, and four letters that only who knows the salt can make."""
    made = hmac.new(bytes.fromhex(salt), str(number).encode(), hashlib.sha256).digest()
    return f"{number:05d}-{''.join(LETTERS[byte % 32] for byte in made[:4])}"


def is_serial(typed: str) -> bool:
    """Whether it is written as serials of ours are."""
    return bool(_SERIAL.match(typed))


def number_of(typed: str, *, salt: str) -> int | None:
    """The number of a piece, or None for a serial that was never made."""
    written = typed.strip().upper()
    if not (match := _SERIAL.match(written)):
        return None
    number = int(match[1])
    return number if number and hmac.compare_digest(serial(number, salt=salt), written) else None


def _check(body: str) -> str:
    total = 0
    for letter in body:
        total = _doubled(total ^ _VALUES[letter])
    return LETTERS[total]


def _doubled(value: int) -> int:
    """The element times x; so the first letter weighs x¹⁰, the last x¹, the check letter 1."""
    value <<= 1
    return value ^ _FIELD if value & 32 else value
