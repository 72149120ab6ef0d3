"""Keys of GS1: check digits, lengths, letters (GS1 General Specifications, sections 7.9 and 7.11)."""

import re

# The encodable character set 82, of which lots, serials and variants are made.
_LETTERS = r"!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z"
_SHORT = re.compile(rf"^[{_LETTERS}]+$")
GTIN_LENGTHS = (8, 12, 13, 14)


def check_digit(digits: str) -> str:
    """The last digit of a key, of the digits before it: weights 3 and 1 from the right, up to the next ten."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def is_key(digits: str, length: int) -> bool:
    """Whether these are so many digits, the last of which checks the others."""
    return len(digits) == length and digits.isascii() and digits.isdigit() and check_digit(digits[:-1]) == digits[-1]


def gtin14(typed: str) -> str | None:
    """A GTIN-8, -12, -13 or -14 as fourteen digits, or None when it is none."""
    digits = re.sub(r"[\s.-]", "", typed)
    return digits.zfill(14) if len(digits) in GTIN_LENGTHS and is_key(digits, len(digits)) else None


def is_text(value: str, longest: int) -> bool:
    """Whether a value is of the encodable letters, and not too long."""
    return 0 < len(value) <= longest and bool(_SHORT.match(value)) and not value.endswith("\n")
