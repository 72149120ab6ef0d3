"""Words as people type them: with tones, without, with the wrong ones, or as a keyboard left them."""

import itertools
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from app.core import text

LONGEST = 40
_WORD = re.compile(r"[^\W_]+")
_PLAIN = re.compile(r"[^a-z0-9]")
_FOLDED_WORD = re.compile(r"[a-z0-9]+")
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_TELEX = {"aa": "â", "aw": "ă", "ee": "ê", "oo": "ô", "ow": "ơ", "uw": "ư", "dd": "đ"}
_TELEX_TONES = {"f": "\u0300", "r": "\u0309", "x": "\u0303", "s": "\u0301", "j": "\u0323"}
_SYLLABLE = re.compile(r"^([bcdđghklmnpqrstvx]*)([aăâeêioôơuưy]+)([cghmnpt]*)$")


class Word(NamedTuple):
    """One word as it was written, its folded letters, and where it stands."""

    written: str
    folded: str
    start: int = 0
    end: int = 0

    @property
    def toned(self) -> str:
        """Its letters with the tone at the end, wherever that was written: hòa and hoà are one."""
        return _toned(self.written)

    @property
    def has_marks(self) -> bool:
        """Whether anything but plain letters was typed."""
        return self.toned != self.folded


def words_of(written: str) -> list[Word]:
    """The words of a text in order; signs, emoji and letters of other scripts are no words."""
    found = []
    for match in _WORD.finditer(written):
        folded = _PLAIN.sub("", text.fold(match[0]))[:LONGEST]
        if folded:
            found.append(Word(match[0], folded, *match.span()))
    return found


def folded_words(written: str) -> list[str]:
    """The same words folded, when nothing else is asked of them."""
    return _FOLDED_WORD.findall(text.fold(written))


def places_of(words: frozenset[str], written: str) -> list[tuple[int, int]]:
    """Where these folded words stand in a text."""
    return [match.span() for match in _any_of(words).finditer(text.fold_evenly(written))] if words else []


@lru_cache(maxsize=64)
def _any_of(words: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(sorted(words))})(?![^\W_])")


def from_telex(folded: str) -> Word | None:
    """What a Vietnamese keyboard would have made of these keys (“nuwowcs” → “nước”), or None when it is no such word.

    The keys are those of Telex; one key for the tone, anywhere after the vowel, as people type it.
    """
    letters, tone, seen = "", "", False
    for key in folded:
        if seen and key in _TELEX_TONES and not tone:
            tone = _TELEX_TONES[key]
            continue
        letters += key
        seen = seen or key in "aeiouy"
    letters = letters.replace("uow", "ươ").replace("uwow", "ươ").replace("dd", "đ")
    for keys, letter in _TELEX.items():
        letters = letters.replace(keys, letter)
    # The mark may be typed last as well: “duongw”, “dand”.
    if letters.endswith("w"):
        letters = re.sub("uo|[uoa]", lambda m: {"uo": "ươ", "u": "ư", "o": "ơ", "a": "ă"}[m[0]], letters[:-1], count=1)
    elif letters.startswith("d") and letters.endswith("d") and len(letters) > 2:
        letters = "đ" + letters[1:-1]
    if not _SYLLABLE.match(letters) or (letters == folded and not tone):
        return None
    return words_of(unicodedata.normalize("NFC", _with_tone(letters, tone)))[0]


def neighbours(word: str, vocabulary: Sequence[str], most: int = 12) -> list[str]:
    """Words of a sorted vocabulary that differ in one letter, or in two that changed places; the same on every machine.

    A number is what it is: nothing is near it.
    """
    if len(word) < 2 or not word.isalpha():
        return []
    near = process.extract(word, vocabulary, scorer=OSA.distance, score_cutoff=1, limit=None)
    return [found for found, distance, _place in near if distance == 1][:most]


def pairs_of(words: list[Word]) -> list[str]:
    """Neighbouring words, each pair once, in order: what two texts that say the same share."""
    return list(dict.fromkeys(f"{a.folded}_{b.folded}" for a, b in itertools.pairwise(words)))


def _toned(word: str) -> str:
    """Letters with their hats and hooks, the tone apart at the end: wherever it is written, it is the same word."""
    letters, tone = "", ""
    for char in unicodedata.normalize("NFD", word.casefold()):
        if char in _TONES:
            tone = _TONES[char]
        else:
            letters += char
    return unicodedata.normalize("NFC", letters)[:LONGEST] + tone


def _with_tone(letters: str, tone: str) -> str:
    """Put the tone on some vowel; for comparing, which one does not matter."""
    place = next(i for i, c in enumerate(letters) if c in "aăâeêioôơuưy")
    return letters[: place + 1] + tone + letters[place + 1 :]
