"""What a year of the indicator set comes to: its lines, parts and points, on what was counted or frozen."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from sqlalchemy.inspection import inspect

from app.scorecard import scoring
from app.scorecard.models import Band, ClosedYear, Indicator, Mode, Shape, Source
from app.scorecard.scoring import Gap, cut

POINTS_IN_DATA = 4  # places of points in open data; pages show two


@dataclass(frozen=True)
class Line:
    """One indicator with its figure: both numbers, whether they were entered, how many proofs stand, what others found."""

    indicator: Indicator
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    is_entered: bool = False
    proofs: int = 0
    verified_numerator: Decimal | None = None
    verified_denominator: Decimal | None = None

    @property
    def code(self) -> str:
        """Its number in the plan, as 4.6."""
        return self.indicator.code

    @property
    def value(self) -> Fraction | None:
        """The figure, unrounded; None is “chưa có số liệu”."""
        return self._value(self.numerator, self.denominator)

    @property
    def told(self) -> str:
        """Both numbers as one text, to know the figure again."""
        return f"{_plain(self.numerator)}/{_plain(self.denominator)}"

    @property
    def lacks_proof(self) -> bool:
        """Whether it was entered and nothing proves it: then it has no points yet."""
        return self.is_entered and not self.proofs

    @property
    def points(self) -> Fraction | None:
        """Its points by the commune's own count, unrounded; None without data or without proof."""
        return None if self.lacks_proof else self.indicator.rule.points(self.value)

    @property
    def verified_points(self) -> Fraction | None:
        """Its points by what somebody else found; None while nobody looked at the present figure, or nothing proves it."""
        if self.lacks_proof:
            return None
        return self.indicator.rule.points(self._value(self.verified_numerator, self.verified_denominator))

    @property
    def gap(self) -> Gap:
        """What it still lacks."""
        value, rule = self.value or Fraction(0), self.indicator.rule
        missing = rule.most - (self.points or Fraction(0))
        return Gap(self.code, missing, value, rule.target, is_unknown=self.points is None)

    def _value(self, numerator: Decimal | None, denominator: Decimal | None) -> Fraction | None:
        return scoring.value_of(scoring.Shape(self.indicator.shape.value), numerator, denominator)

    def frozen(self) -> dict[str, Any]:
        """As a snapshot keeps it: plain values, decimals as texts."""
        numbers = ("numerator", "denominator", "verified_numerator", "verified_denominator")
        told = {column.key: getattr(self.indicator, column.key) for column in inspect(Indicator).column_attrs}
        kept = {name: _plain(value) for name, value in told.items() if name not in ("id", "edition_id")}
        figures = {name: _plain(getattr(self, name)) for name in numbers}
        points = {name: _plain(_cut(getattr(self, name))) for name in ("points", "verified_points")}
        return {"indicator": kept, **figures, **points, "is_entered": self.is_entered, "proofs": self.proofs}

    @classmethod
    def thawed(cls, kept: dict[str, Any]) -> "Line":
        """The line of a snapshot; its indicator belongs to no session."""
        told = dict(kept["indicator"])
        told |= {"target": Decimal(told["target"]), "max_points": Decimal(told["max_points"])}
        told |= {"shape": Shape(told["shape"]), "mode": Mode(told["mode"]), "source": Source(told["source"])}
        numbers = ("numerator", "denominator", "verified_numerator", "verified_denominator")
        figures = {name: None if kept[name] is None else Decimal(kept[name]) for name in numbers}
        return cls(Indicator(**told), **figures, is_entered=kept["is_entered"], proofs=kept["proofs"])

    def as_json(self) -> dict[str, Any]:
        """One of the indicators of `/api/v1/scorecard/<year>`; points are cut to four places."""
        target = self.indicator.target
        return {
            "code": self.code,
            "name": self.indicator.name,
            "max_points": _number(self.indicator.max_points),
            "target": bool(target) if self.indicator.shape is Shape.YES_NO else _number(target),
            "value": self._shown_value(),
            "points": _number(_cut(self.points)),
            "verified_points": _number(_cut(self.verified_points)),
            "source": self.indicator.source.value,
            "evidence": self.proofs,
            "shape": self.indicator.shape.value,
            "mode": self.indicator.mode.value,
            "steps": self.indicator.steps,
            "numerator": _number(self.numerator),
            "denominator": _number(self.denominator),
            "entered": self.is_entered,
        }

    def _shown_value(self) -> Any:
        if self.value is None:
            return None
        if self.indicator.shape is Shape.YES_NO:
            return bool(self.value)
        return _number(cut(self.value, 6))


@dataclass(frozen=True)
class Part:
    """One of the five parts of the set."""

    number: int
    lines: list[Line]

    @property
    def points(self) -> Fraction:
        """Its points, unrounded."""
        return sum((line.points for line in self.lines if line.points is not None), Fraction(0))

    @property
    def max_points(self) -> Decimal:
        """Its weight."""
        return sum((line.indicator.max_points for line in self.lines), Decimal(0))

    @property
    def percent(self) -> int:
        """How much of its weight it has, in whole percent, cut."""
        return int(100 * self.points / Fraction(self.max_points))


@dataclass(frozen=True)
class Scorecard:
    """A year of the indicator set."""

    year: int
    version: str
    decision: str
    live: list[Line]
    closed: ClosedYear | None
    is_over: bool

    @cached_property
    def all_lines(self) -> list[Line]:
        """Every indicator: the frozen ones of a closed year, else those of today."""
        return [Line.thawed(kept) for kept in self.closed.scorecard["lines"]] if self.closed else self.live

    @property
    def lines(self) -> list[Line]:
        """Those of the plan."""
        return [line for line in self.all_lines if not line.indicator.is_local]

    @property
    def local(self) -> list[Line]:
        """Those the commune added for itself; they stand apart from the hundred points."""
        return [line for line in self.all_lines if line.indicator.is_local]

    @cached_property
    def total(self) -> Fraction:
        """All points, unrounded."""
        return sum((line.points for line in self.lines if line.points is not None), Fraction(0))

    @property
    def verified_total(self) -> Fraction | None:
        """The points that others found, or None while nobody looked at any figure."""
        found = [line.verified_points for line in self.verified if line.verified_points is not None]
        return sum(found, Fraction(0)) if found else None

    @property
    def verified(self) -> list[Line]:
        """Those that somebody else looked at."""
        return [line for line in self.lines if line.verified_points is not None]

    @property
    def band(self) -> Band:
        """Xếp loại by the unrounded total."""
        return Band(scoring.band_of(self.total).value)

    @property
    def unknown(self) -> list[Line]:
        """Those without points for want of data or of a proof."""
        return [line for line in self.lines if line.points is None]

    @property
    def is_provisional(self) -> bool:
        """“Tạm tính”: something has no data yet, or the year is not over."""
        return bool(self.unknown) or not self.is_over

    @property
    def parts(self) -> list[Part]:
        """The five parts, in the order of the plan."""
        numbers = sorted({line.indicator.part for line in self.lines if line.indicator.part})
        return [Part(number, [line for line in self.lines if line.indicator.part == number]) for number in numbers]

    def line(self, code: str) -> Line | None:
        """The one of a code."""
        return next((line for line in self.all_lines if line.code == code), None)

    def missing_for(self, band: Band) -> Fraction:
        """How many points a band still lacks; none when it is reached."""
        return max(Fraction(0), scoring.BANDS[scoring.Band(band.value)] - self.total)

    def nearest_to(self, band: Band) -> list[Gap]:
        """What would reach a band at the least cost (`scoring.cheapest`)."""
        return scoring.cheapest([line.gap for line in self.lines], self.missing_for(band))

    @cached_property
    def amendments(self) -> list[dict[str, Any]]:
        """What is different now from what was frozen, derived from the records, so that none can be forgotten."""
        if not self.closed:
            return []
        then = {line.code: line for line in self.all_lines}
        return [
            {"code": line.code, "before": _told(then[line.code]), "after": _told(line)}
            for line in self.live
            if line.code in then and _told(then[line.code]) != _told(line)
        ]

    def frozen(self) -> dict[str, Any]:
        """What closing the year keeps."""
        return {
            "version": self.version,
            "decision": self.decision,
            "total": str(_cut(self.total)),
            "band": self.band.value,
            "provisional": self.is_provisional,
            "unknown": [line.code for line in self.unknown],
            "lines": [line.frozen() for line in self.all_lines],
        }

    def as_json(self) -> dict[str, Any]:
        """The contract of `/api/v1/scorecard/<year>` and of `flask scorecard --json`."""
        return {
            "year": self.year,
            "version": self.version,
            "decision": self.decision,
            "total": _number(_cut(self.total)),
            "band": self.band.value,
            "provisional": self.is_provisional,
            "closed": self.closed is not None,
            "indicators": [line.as_json() for line in self.lines],
            "local": [line.as_json() for line in self.local],
            "amendments": self.amendments,
        }


def _told(line: Line) -> dict[str, Any]:
    """What an amendment compares: figure, points, what others found."""
    kept = line.frozen()
    return {name: kept[name] for name in ("numerator", "denominator", "points", "verified_points", "proofs")}


def _cut(value: Fraction | None) -> Decimal | None:
    return None if value is None else cut(value, POINTS_IN_DATA)


def _plain(value: Any) -> Any:
    """A value as a snapshot and its digest hold it."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else getattr(value, "value", value)


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
