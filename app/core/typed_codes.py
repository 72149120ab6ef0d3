"""Codes that people read from paper and type: Crockford's letters, none of which can be mistaken for another."""

import base64
import hashlib
import hmac
import re

from app.core.text import fold

_CROCKFORD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")


def spelled(drawn: bytes) -> str:
    """Bytes as letters and digits in two groups: 5 bytes as “7K2M-Q4TX”, 10 bytes as “7K2MQ4TX-9BD0HWZ3”."""
    letters = base64.b32encode(drawn).decode().rstrip("=").translate(_CROCKFORD)
    half = len(letters) // 2
    return f"{letters[:half]}-{letters[half:]}"


def meant(typed: str) -> str:
    """What was typed, as it was spelled but for the dash: case, gaps and O, I, L for digits do not matter."""
    return re.sub(r"[^0-9A-Z]", "", fold(typed).upper()).translate(str.maketrans("OIL", "011"))


def sealed(typed: str, *, secret: str, purpose: str) -> str:
    """What is stored of a code: 64 hexadecimal letters that only this house can make, and nobody can read back."""
    return hmac.new(secret.encode(), f"{purpose}:{meant(typed)}".encode(), hashlib.sha256).hexdigest()
