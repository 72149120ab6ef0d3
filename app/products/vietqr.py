"""VietQR: what a bank's app reads to pay (EMVCo merchant-presented mode, NAPAS 247). The house holds no money."""

import json
import re
from functools import cache
from pathlib import Path

from app.core.text import fold

NAPAS, TO_ACCOUNT = "A000000727", "QRIBFTTA"
PURPOSE_LETTERS = 25
_ACCOUNT = re.compile(r"^[0-9A-Z]{4,19}$")


@cache
def banks() -> dict[str, str]:
    """Names of the banks by their six digits (BIN)."""
    listed: dict[str, str] = json.loads((Path(__file__).parent / "data" / "banks.json").read_text(encoding="utf-8"))
    return listed


def account(typed: str) -> str | None:
    """An account number as the code holds it, or None when it is none."""
    letters = re.sub(r"[\s.\-]", "", typed).upper()
    return letters if _ACCOUNT.match(letters) else None


def payload(bin: str, number: str, *, amount: int | None = None, purpose: str = "") -> str:
    """The text of the code: static without an amount in đồng, dynamic with one; the purpose loses its tones.

    Raises `ValueError` for an unknown bank, an odd account number or an amount that is not 1 to 13 digits.
    """
    if bin not in banks() or account(number) != number:
        raise ValueError("no such bank or account")
    if amount is not None and not 0 < amount < 10**13:
        raise ValueError("no such amount")
    beneficiary = _field("00", bin) + _field("01", number)
    parts = [
        _field("00", "01"),
        _field("01", "11" if amount is None else "12"),
        _field("38", _field("00", NAPAS) + _field("01", beneficiary) + _field("02", TO_ACCOUNT)),
        _field("53", "704"),
        _field("54", str(amount)) if amount is not None else "",
        _field("58", "VN"),
        _field("62", _field("08", plain)) if (plain := _plain(purpose)) else "",
        "6304",
    ]
    text = "".join(parts)
    return f"{text}{crc(text):04X}"


def crc(text: str) -> int:
    """CRC-16/CCITT-FALSE: polynomial 0x1021, begins with 0xFFFF; of "123456789" it is 0x29B1."""
    value = 0xFFFF
    for byte in text.encode("ascii"):
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ 0x1021 if value & 0x8000 else value << 1) & 0xFFFF
    return value


def _field(id: str, value: str) -> str:
    return f"{id}{len(value):02d}{value}"


def _plain(purpose: str) -> str:
    return re.sub(r"[^A-Z0-9 ]+", " ", fold(purpose).upper()).strip()[:PURPOSE_LETTERS].strip()
