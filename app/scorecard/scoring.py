"""Points, bands and what is missing, on plain numbers: exact fractions, compared unrounded."""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum
from fractions import Fraction


class Shape(StrEnum):
    """How an indicator is measured."""

    YES_NO = "yes_no"
    COUNT = "count"
    RATIO = "ratio"
    REDUCTION = "reduction"


class Mode(StrEnum):
    """What a target that is met in part is worth."""

    PROPORTIONAL = "proportional"
    THRESHOLD = "threshold"
    STEPS = "steps"


def value_of(shape: Shape, numerator: Decimal | int | None, denominator: Decimal | int | None) -> Fraction | None:
    """The figure of an indicator from its two numbers, or None where there is no data: that is not nought.

    A reduction is what was saved of the base: of 20 hours that became 15 a quarter.
    """
    if numerator is None:
        return None
    if shape in (Shape.YES_NO, Shape.COUNT):
        return Fraction(numerator)
    if not denominator:
        return None
    ratio = Fraction(numerator) / Fraction(denominator)
    return 1 - ratio if shape is Shape.REDUCTION else ratio


@dataclass(frozen=True)
class Rule:
    """How a value becomes points: at the target all of them, below it as the mode says.

    `steps` are pairs of a value and the share of the points from that value on, for the mode of that name.
    """

    target: Fraction
    most: Fraction
    mode: Mode
    steps: tuple[tuple[Fraction, Fraction], ...] = ()

    def points(self, value: Fraction | None) -> Fraction | None:
        """The points of a value, never less than none nor more than all; None without data."""
        if value is None:
            return None
        if value >= self.target:
            return self.most
        if self.mode is Mode.PROPORTIONAL:
            return max(Fraction(0), self.most * value / self.target)
        shares = [share for least, share in self.steps if value >= least] if self.mode is Mode.STEPS else []
        return self.most * max(shares, default=Fraction(0))


class Band(StrEnum):
    """Xếp loại, as the plan's annex 2 has it."""

    EXCELLENT = "excellent"
    GOOD = "good"
    FAIR = "fair"
    AVERAGE = "average"
    NOT_MET = "not_met"


# From so many points on.
BANDS = {Band.EXCELLENT: 90, Band.GOOD: 75, Band.FAIR: 60, Band.AVERAGE: 50, Band.NOT_MET: 0}


def band_of(total: Fraction) -> Band:
    """The band of an unrounded total: 89,995 is not 90."""
    return next(band for band, least in BANDS.items() if total >= least)


def cut(value: Fraction, places: int = 2) -> Decimal:
    """A number as it is shown: cut, not rounded, so that nobody reads 90,00 where 90 was not reached."""
    whole = (value * 10**places).__floor__()
    return Decimal(whole).scaleb(-places).quantize(Decimal(1).scaleb(-places), ROUND_FLOOR)


@dataclass(frozen=True)
class Gap:
    """What an indicator still lacks: the points, and the least value that brings them."""

    code: str
    points: Fraction
    value: Fraction
    target: Fraction
    is_unknown: bool

    @property
    def effort(self) -> Fraction:
        """How far it is, as a share of the target: what nobody has counted yet is nearest, for counting may be all."""
        return Fraction(0) if self.is_unknown else (self.target - self.value) / self.target


def cheapest(gaps: list[Gap], wanted: Fraction) -> list[Gap]:
    """The gaps that together bring so many points, those that cost the least for each point first.

    Cost is the distance to the target divided by the points it brings; equal ones come in the order of their codes.
    """
    chosen: list[Gap] = []
    for gap in sorted((gap for gap in gaps if gap.points > 0), key=lambda gap: (gap.effort / gap.points, gap.code)):
        if wanted <= 0:
            break
        chosen.append(gap)
        wanted -= gap.points
    return chosen
