"""How sheets become a result: exact decimals, no floats, no order of sheets.

Mean over the signed sheets, half up to 0,01, with median and spread beside it; minima and classes on the rounded means;
whoever did not sign is missing, never nought. The rules stand once more, apart from the app, in `tools/verify.py`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil
from typing import Any

CENT = Decimal("0.01")
FEWEST = 2


@dataclass(frozen=True)
class ScaledCriterion:
    """A criterion as it is counted."""

    code: str
    max_points: Decimal
    min_points: Decimal | None = None
    excludes: bool = False


@dataclass(frozen=True)
class ScaledClass:
    """A class with the least total, and the least mean of some criteria."""

    name: str
    minimum: Decimal
    criteria: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Scale:
    """What a result is computed by; classes stand best first."""

    criteria: tuple[ScaledCriterion, ...]
    minimum: Decimal
    classes: tuple[ScaledClass, ...]
    agree_percent: int | None
    tie_code: str


@dataclass(frozen=True)
class Marked:
    """One signed sheet: points by criterion, and whether its marker agrees, where that is asked for."""

    marks: Mapping[str, Decimal]
    agrees: bool | None = None

    @property
    def total(self) -> Decimal:
        """The sum of its marks."""
        return sum(self.marks.values(), Decimal(0))


@dataclass(frozen=True)
class Figures:
    """Of one criterion, or of the totals: mean and median half up to 0,01; spread is the highest less the lowest."""

    mean: Decimal
    median: Decimal
    spread: Decimal

    @classmethod
    def of(cls, points: Iterable[Decimal]) -> "Figures":
        """Count some points; there is at least one."""
        ordered = sorted(points)
        half, is_odd = divmod(len(ordered), 2)
        middle = ordered[half] if is_odd else (ordered[half - 1] + ordered[half]) / 2
        mean = sum(ordered, Decimal(0)) / len(ordered)
        return cls(rounded(mean), rounded(middle), rounded(ordered[-1] - ordered[0]))


@dataclass(frozen=True)
class Result:
    """What the sheets of one docket say together."""

    sheets: int
    total: Figures
    criteria: Mapping[str, Figures]
    # How many of a hundred sheets agree; None where agreement is not asked for.
    agreed: Decimal | None
    # How many marks reach the most of their criterion.
    tops: int
    passes: bool
    award: str | None


def rounded(points: Decimal) -> Decimal:
    """Half up to 0,01: 69,995 is 70,00."""
    return points.quantize(CENT, ROUND_HALF_UP)


def result_of(sheets: Sequence[Marked], scale: Scale) -> Result | None:
    """Count the signed sheets of a docket; None when there is none, for nobody is nought."""
    if not sheets:
        return None
    criteria = {one.code: Figures.of(sheet.marks[one.code] for sheet in sheets) for one in scale.criteria}
    total = Figures.of(sheet.total for sheet in sheets)
    yes = sum(sheet.agrees is True for sheet in sheets)
    agreed = rounded(Decimal(100 * yes) / len(sheets)) if scale.agree_percent is not None else None
    passes = (
        total.mean >= scale.minimum
        and all(criteria[one.code].mean >= (one.min_points or 0) for one in scale.criteria)
        and not any(one.excludes and criteria[one.code].mean == 0 for one in scale.criteria)
        and 100 * yes >= (scale.agree_percent or 0) * len(sheets)
    )
    award = next((one.name for one in scale.classes if _reaches(one, total, criteria)), None) if passes else None
    tops = sum(sheet.marks[one.code] == one.max_points for sheet in sheets for one in scale.criteria)
    return Result(len(sheets), total, criteria, agreed, tops, passes and (award is not None or not scale.classes), award)


def _reaches(one: ScaledClass, total: Figures, criteria: Mapping[str, Figures]) -> bool:
    return total.mean >= one.minimum and all(criteria[code].mean >= least for code, least in one.criteria.items())


def needed(members: int, quorum: str) -> int:
    """How many of so many make a quorum, which is a share such as “2/3”, rounded up; one alone never is a council."""
    return max(FEWEST, ceil(Fraction(quorum) * members))


def places(results: Mapping[int, Result], scale: Scale, decided: Mapping[int, int]) -> dict[int, int]:
    """The place of each result by its key, 1 the best; equal in everything means the same place.

    Ties are parted by the mean of the named criterion, then by more marks at the most, then by the lower spread, then by
    what the chair decided in writing (`decided`: lower first); never by a number of a row.
    """

    def standing(key: int) -> tuple[Decimal | int, ...]:
        one = results[key]
        return (
            -one.total.mean,
            -one.criteria[scale.tie_code].mean,
            -one.tops,
            one.total.spread,
            key not in decided,
            decided.get(key, 0),
        )

    return placed(results, standing)


def tied(results: Mapping[int, Result], scale: Scale) -> list[set[int]]:
    """The groups that only a decision in writing can part."""
    by_place: dict[int, set[int]] = {}
    for key, place in places(results, scale, {}).items():
        by_place.setdefault(place, set()).add(key)
    return [group for _place, group in sorted(by_place.items()) if len(group) > 1]


def placed(keys: Iterable[int], standing: Callable[[int], tuple[Any, ...]]) -> dict[int, int]:
    """The place of each key by where it stands, 1 the lowest tuple; equal tuples mean the same place."""
    ordered = sorted(keys, key=standing)
    found: dict[int, int] = {}
    for number, key in enumerate(ordered, 1):
        before = ordered[number - 2] if number > 1 else None
        same = before is not None and standing(before) == standing(key)
        found[key] = found[before] if same and before is not None else number
    return found
