"""Ways to write values down and to round them that every check agrees on. Python 3.11 or later, nothing else."""

import hashlib
import json
import unicodedata
from decimal import Decimal
from fractions import Fraction
from statistics import median


def canonical(value):
    """The one way to write a value down: keys sorted, no spaces, UTF-8, texts in Unicode's form NFC, no floats."""
    return json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def plain(value):
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {plain(key): plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    if value is None or isinstance(value, int):
        return value
    raise ValueError(f"{value} cannot be written in one way only")


def digest(value):
    return hashlib.sha256(canonical(value)).hexdigest()


def written(value):
    """Two places, as on the screen."""
    return None if value is None else str(half_up(value))


def half_up(value):
    """Rounded to hundredths, halves upwards, from the exact fraction (points are never negative)."""
    return Decimal(int(Fraction(value) * 100 + Fraction(1, 2))).scaleb(-2)


def figures(points):
    """Mean, median and spread of exact points; the first two rounded to hundredths. None of nothing."""
    if not points:
        return {"mean": None, "median": None, "spread": None}
    exact = [Fraction(point) for point in points]
    mean, middle = sum(exact) / len(exact), median(exact)
    return {"mean": half_up(mean), "median": half_up(middle), "spread": half_up(max(exact) - min(exact))}
