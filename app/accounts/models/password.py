"""Passwords: long, in any script, never one that everybody tries; kept as Argon2id hashes."""

import secrets
import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _

from app.core import text

SHORTEST, LONGEST = 15, 128
# OWASP Password Storage Cheat Sheet: Argon2id, 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_WORDS = Path(__file__).with_name("passphrase_words.txt")
_COMMON = Path(__file__).with_name("common_passwords.txt")


def hashed(password: str) -> str:
    """The hash of a password, which is first brought to NFC: a phone and a computer may write “ấ” differently."""
    return _hasher.hash(unicodedata.normalize("NFC", password))


def matches(password: str, stored: str | None) -> bool:
    """Whether a password is the one behind a hash; takes as long when there is no hash at all."""
    try:
        return _hasher.verify(stored or _nobodys_hash(), unicodedata.normalize("NFC", password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def is_weaker(stored: str) -> bool:
    """Whether a hash was made when less work was thought enough; whoever signs in brings the password to make it anew."""
    return _hasher.check_needs_rehash(stored)


def objection(password: str, *, name: str = "") -> str | None:
    """Why a password cannot be used, in a sentence; None when it can.

    At least 15 letters of any kind (NIST SP 800-63B-4 §3.1.1.2 for a password alone), at most 128, and enough
    left of it after the words that everybody here would try are taken away.
    """
    password = unicodedata.normalize("NFC", password)
    if len(password) < SHORTEST:
        return _("Mật khẩu cần ít nhất %(num)d chữ. Ghép bốn năm từ cho dễ nhớ là được.", num=SHORTEST)
    if len(password) > LONGEST:
        return _("Mật khẩu dài quá %(num)d chữ.", num=LONGEST)
    if _easy(password, name):
        return _("Mật khẩu này dễ đoán: gồm tên, chữ lặp lại hoặc cụm hay dùng. Hãy thêm vài từ khác.")
    return None


def passphrase() -> str:
    """Six Vietnamese syllables drawn by chance: easy to say, some 46 bits to guess, never one we would refuse."""
    words = _lines(_WORDS)
    while True:
        drawn = " ".join(secrets.choice(words) for _ in range(6))
        if len(drawn) >= SHORTEST and not _easy(drawn):
            return drawn


def _easy(password: str, name: str = "") -> bool:
    left = text.fold(password)
    for word in [*text.fold(name).split(), *_lines(_COMMON)]:
        left = left.replace(word, "")
    return len({letter for letter in left if not letter.isspace()}) < 6


@cache
def _lines(path: Path) -> tuple[str, ...]:
    return tuple(sorted(path.read_text(encoding="utf-8").split("\n")[:-1], key=len, reverse=True))


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_urlsafe(32))
