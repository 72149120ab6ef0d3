"""Vietnamese text: cleaned at the door, folded for comparing, sorted as a reader expects."""

import re
import unicodedata

# Letters nobody sees: zero-width spaces, joiners' siblings, byte-order mark, soft hyphen.
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u2060\ufeff\u00ad\u180e"))
# Control characters other than tab and line feed, and the marks that turn the reading direction.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# Twelve digits, at one go or in threes or fours, as an identity card is written; sums of money have points.
_CARD = re.compile(r"(?<![\d.,])(?<!\d )(?:\d{12}|\d{3}(?: \d{3}){3}|\d{4}(?: \d{4}){2})(?! ?\d)")
_SPACES = re.compile(r"[^\S\n]+")
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = "\u0300\u0309\u0303\u0301\u0323"


def clean(text: str) -> str:
    """One way to write a text: NFC, line feeds, no invisible letters, single spaces, trimmed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_INVISIBLE)
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    return "\n".join(line.strip() for line in text.split("\n")).strip()


def hidden_letters(text: str) -> bool:
    """Whether a text carries control characters or marks that turn the reading direction."""
    return bool(_FORBIDDEN.search(text.replace("\r\n", "\n").replace("\r", "\n")))


def card_number(text: str) -> bool:
    """Whether a text holds what looks like the number of an identity card, which nobody here needs."""
    return bool(_CARD.search(text))


def fold(text: str) -> str:
    """Lower case without tones and with d for đ: for finding, never for keeping apart (trồng ≠ trống)."""
    folded = unicodedata.normalize("NFC", text).translate(_FOLDED)
    return folded if folded.isascii() else _fold(folded)


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.translate(_PLAIN_D))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def fold_evenly(text: str) -> str:
    """The same letter by letter, so that places in the text stay; what folds into two letters stays as it is."""
    return text.translate(_FOLDED_EVENLY)


_PLAIN_D = str.maketrans("đĐ", "dD")
# Each Latin letter as it folds, so that a Vietnamese text is folded letter by letter without being taken apart.
_FOLDED = {code: _fold(chr(code)) for code in (*range(0x41, 0x5B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00))}
_FOLDED_EVENLY = {code: folded for code, folded in _FOLDED.items() if len(folded) == 1}


def name_key(name: str) -> str:
    """What makes two names the same: compatibility forms and letter case do not count, tones do."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def one_script(name: str) -> bool:
    """Whether every letter of a name is Latin, so that no look-alike from another script can pose as it."""
    return all(unicodedata.name(c, "").startswith("LATIN") for c in name if c.isalpha())


def sort_key(text: str) -> str:
    """A key that sorts by code point as a Vietnamese dictionary does: letters first, then huyền, hỏi, ngã, sắc, nặng."""
    letters, tones = [], []
    for char in unicodedata.normalize("NFC", text).casefold():
        plain, tone = _tone_apart(char)
        place = _LETTERS.find(plain)
        letters.append(chr(0x100 + place) if place >= 0 else plain)
        tones.append(str(tone))
    return "".join(letters) + "\x01" + "".join(tones)


def person_key(full_name: str) -> str:
    """Sort people by given name (the last word), then family name, then the middle."""
    words = full_name.split()
    return sort_key(" ".join([*words[-1:], *words[:-1]]))


def _tone_apart(char: str) -> tuple[str, int]:
    decomposed = unicodedata.normalize("NFD", char)
    tone = next((_TONES.index(c) + 1 for c in decomposed if c in _TONES), 0)
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES)), tone
