"""Addresses in the form of GS1 Digital Link (URI Syntax 1.7.0): read from the raw path, written, checked to the last digit.

`/01/{gtin}[/22/{variant}][/10/{lot}][/21/{serial}]`, `/01/{gtin}/235/{serial of a third party}`,
`/414/{gln}[/254/{extension}]`, `/417/{gln}`, `/00/{sscc}`: one primary key, then its qualifiers in exactly this order;
everything else is an attribute and stands behind the question mark.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import quote, unquote_to_bytes

from app.products import gs1

# Key: the qualifiers it may have, in the order in which they must come.
QUALIFIERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "01": (("22", "10", "21"), ("235",)),
    "414": (("254",),),
    "417": ((),),
    "00": ((),),
}
_LONGEST = {"22": 20, "10": 20, "21": 20, "235": 28, "254": 20}
LONGEST_PATH = 500
_ESCAPED = re.compile(r"%(?![0-9A-Fa-f]{2})")
# Everything of the encodable letters that has another meaning in a path is percent-encoded when written.
_PLAIN = "-._~!'()*,:"


class NotConformant(Exception):
    """No address of this form; the message says what is wrong, in English as the standard is."""


@dataclass(frozen=True)
class DigitalLink:
    """A key with its value (a GTIN has fourteen digits) and its qualifiers."""

    key: str
    value: str
    qualifiers: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The address, without host."""
        parts = [self.key, self.value, *(part for pair in self.qualifiers.items() for part in pair)]
        return "/" + "/".join(quote(part, safe=_PLAIN) for part in parts)


def read(path: str) -> DigitalLink:
    """What a raw path says; one slash at its end does not matter. Raises `NotConformant`."""
    if len(path) > LONGEST_PATH:
        raise NotConformant("The path is too long.")
    parts = [_decoded(part) for part in path.removeprefix("/").removesuffix("/").split("/")]
    if len(parts) % 2 or not all(parts):
        raise NotConformant("Every key needs exactly one value.")
    (key, value), *rest = zip(parts[::2], parts[1::2], strict=True)
    if key not in QUALIFIERS:
        raise NotConformant("This primary key is not supported.")
    given = dict(rest)
    if len(given) < len(rest) or not any(_is_in_order(list(given), order) for order in QUALIFIERS[key]):
        raise NotConformant("These qualifiers do not belong to this key, or not in this order.")
    for qualifier, text in given.items():
        if not gs1.is_text(text, _LONGEST[qualifier]):
            raise NotConformant(f"The value of {qualifier} is too long or has letters that cannot be encoded.")
    return DigitalLink(key, _key(key, value), given)


def _key(key: str, value: str) -> str:
    if key == "01":
        if len(value) in gs1.GTIN_LENGTHS and gs1.is_key(value, len(value)):
            return value.zfill(14)
    elif gs1.is_key(value, 18 if key == "00" else 13):
        return value
    raise NotConformant(f"The value of {key} has a wrong length or check digit.")


def _is_in_order(given: list[str], order: tuple[str, ...]) -> bool:
    return given == [qualifier for qualifier in order if qualifier in given]


def _decoded(part: str) -> str:
    if _ESCAPED.search(part):
        raise NotConformant("A percent sign must be followed by two hexadecimal digits.")
    try:
        return unquote_to_bytes(part).decode("ascii")
    except UnicodeDecodeError:
        raise NotConformant("Only letters of the encodable set are allowed.") from None
