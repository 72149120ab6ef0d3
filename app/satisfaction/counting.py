"""Shares and how sure they are, on plain numbers."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

# So many deviations from the middle hold 95 of 100 cases of a normal distribution.
_Z = Decimal("1.959963984540054")
_PLACES = Decimal("0.1")


@dataclass(frozen=True)
class Share:
    """So many of so many; what that is in percent, and between which percentages the true share lies 95 times in 100."""

    satisfied: int
    answers: int

    @property
    def ratio(self) -> Fraction | None:
        """Unrounded, or None without answers: no data is not nought."""
        return Fraction(self.satisfied, self.answers) if self.answers else None

    @property
    def percent(self) -> Decimal | None:
        """For a page: to a tenth, half up."""
        return None if self.ratio is None else _rounded(Decimal(100 * self.satisfied) / self.answers)

    @property
    def between(self) -> tuple[Decimal, Decimal] | None:
        """Wilson's interval (E. B. Wilson, JASA 22, 1927), in percent to a tenth; it keeps within 0 and 100."""
        if not self.answers:
            return None
        with localcontext() as context:
            context.prec = 28
            n, p, z2 = Decimal(self.answers), Decimal(self.satisfied) / self.answers, _Z * _Z
            middle = (p + z2 / (2 * n)) / (1 + z2 / n)
            half = _Z / (1 + z2 / n) * (p * (1 - p) / n + z2 / (4 * n * n)).sqrt()
            low, high = max(middle - half, Decimal(0)), min(middle + half, Decimal(1))
        return _rounded(100 * low), _rounded(100 * high)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_PLACES, ROUND_HALF_UP)
