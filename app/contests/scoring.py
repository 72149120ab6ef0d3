"""How sheets and votes become places: whole hundredths and exact fractions, never floats, no order of sheets.

Nothing is rounded before it is compared; what is shown is rounded half up. The rules stand once more in `tools/verify.py`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from app.marking.results import placed

DROPS_FROM = 5  # sheets, from which on the highest and the lowest are left out
FEWEST_COMMON = 5  # entries that a judge must have marked together with others before totals are corrected


@dataclass(frozen=True)
class Method:
    """What a round counts by; points in hundredths."""

    # The most a sheet can reach, and what a full mean is worth in the contest.
    top: int
    worth: int
    # What the public can give at most, and in which steps.
    vote_points: int
    vote_step: int
    drops: bool
    normalises: bool
    # How many sheets an entry needs to be counted.
    fewest: int


class Slip(NamedTuple):
    """One signed sheet in hundredths: its total, its points for the criterion that parts equals; and how many are full."""

    judge: int
    total: int
    lead: int
    tops: int


class Standing(NamedTuple):
    """What the sheets and the votes of one entry come to; None of it where it has too few sheets."""

    sheets: int
    # The mean as it was marked, and the mean that counts, both on the scale of the sheets.
    raw: Fraction
    mean: Fraction
    lead: Fraction
    tops: int
    spread: int
    votes: int
    vote_points: int
    # Of the hundred points, in hundredths.
    score: Fraction


class Leaning(NamedTuple):
    """How much milder (above nought) or stricter a judge is than the others on the same entries, in hundredths."""

    common: int
    by: Fraction

    @property
    def shown(self) -> Decimal:
        """In points, half up."""
        return shown(self.by)


def leanings(slips: Mapping[int, Sequence[Slip]]) -> dict[int, Leaning]:
    """For each judge the mean of what they gave less the mean of what the others gave to the same entry."""
    # By judge, and by how many others marked: differences times that number, so that they stay whole.
    sums: dict[int, dict[int, int]] = {}
    common: dict[int, int] = {}
    for own in slips.values():
        marked = len(own)
        whole = sum([slip.total for slip in own])
        for judge, total, _lead, _tops in own:
            by_others = sums.setdefault(judge, {})
            if marked > 1:
                by_others[marked - 1] = by_others.get(marked - 1, 0) + total * marked - whole
            common[judge] = common.get(judge, 0) + (marked > 1)
    return {judge: Leaning(count, _mean_of(sums[judge], count)) for judge, count in common.items()}


def _mean_of(by_others: Mapping[int, int], count: int) -> Fraction:
    whole = sum((Fraction(part, others) for others, part in by_others.items()), Fraction(0))
    return whole / count if count else whole


def corrections(slips: Mapping[int, Sequence[Slip]], method: Method) -> dict[int, Fraction]:
    """By how much the totals of each judge are corrected, in hundredths; nothing unless the rules say so.

    Nothing either when some judge marked too few entries together with others: nobody knows then how they lean.
    """
    known = leanings(slips) if method.normalises else {}
    if any(one.common < FEWEST_COMMON for one in known.values()):
        return {}
    return {judge: one.by for judge, one in known.items()}


def standings(
    slips: Mapping[int, Sequence[Slip]], votes: Mapping[int, int], method: Method, corrected: Mapping[int, Fraction]
) -> dict[int, Standing]:
    """Count every entry that has enough signed sheets; `corrected` is what `corrections` says of them."""
    # Everything is counted in this part of a hundredth, so that corrected totals stay whole.
    unit = lcm(*(by.denominator for by in corrected.values()))
    whole = {judge: by.numerator * (unit // by.denominator) for judge, by in corrected.items()}
    counted = {entry: own for entry, own in slips.items() if len(own) >= method.fewest}
    most = max((votes.get(entry, 0) for entry in counted), default=0)
    return {entry: _standing(own, votes.get(entry, 0), most, whole, unit, method) for entry, own in counted.items()}


def _standing(
    own: Sequence[Slip], votes: int, most: int, corrected: Mapping[int, int], unit: int, method: Method
) -> Standing:
    totals = [slip.total for slip in own]
    kept = sorted(totals)
    if corrected:
        highest = method.top * unit
        kept = sorted(min(max(slip.total * unit - corrected[slip.judge], 0), highest) for slip in own)
    if method.drops and len(kept) >= DROPS_FROM:
        kept = kept[1:-1]
    counted, parts = sum(kept), len(kept) * unit
    given = vote_points(votes, most, method)
    return Standing(
        sheets=len(own),
        raw=Fraction(sum(totals), len(totals)),
        mean=Fraction(counted, parts),
        lead=Fraction(sum([slip.lead for slip in own]), len(own)),
        tops=sum([slip.tops for slip in own]),
        spread=max(totals) - min(totals),
        votes=votes,
        vote_points=given,
        score=Fraction(counted * method.worth + given * parts * method.top, parts * method.top),
    )


def vote_points(votes: int, most: int, method: Method) -> int:
    """The public's points: its share times votes over the most votes, half up to the step of the rules; in hundredths."""
    if not most or not method.vote_points:
        return 0
    return half_up(Fraction(method.vote_points * votes, most * method.vote_step)) * method.vote_step


def half_up(exact: Fraction | int) -> int:
    """Rounded to a whole number, halves upwards."""
    return int((2 * Fraction(exact) + 1) // 2)


def shown(hundredths: Fraction | int) -> Decimal:
    """Hundredths as points with two places, half up."""
    return Decimal(half_up(hundredths)).scaleb(-2)


def chain(found: Mapping[int, Standing]) -> dict[int, tuple[int, ...]]:
    """What parts entries, the better the lower: score; the named criterion; more full marks; smaller spread.

    Fractions are brought to one denominator, since whole numbers are compared many times as fast.
    """
    unit = lcm(*{part.denominator for one in found.values() for part in (one.score, one.lead)})

    def whole(exact: Fraction) -> int:
        return exact.numerator * (unit // exact.denominator)

    return {key: (-whole(one.score), -whole(one.lead), -one.tops, one.spread) for key, one in found.items()}


def places(found: Mapping[int, Standing], decided: Mapping[int, int]) -> dict[int, int]:
    """The place of each entry, 1 the best; equal in everything means the same place, never the number of a row.

    What the chain does not part, a decision in writing does (`decided`: the lower first).
    """
    parts = chain(found)
    return placed(found, lambda key: (*parts[key], key not in decided, decided.get(key, 0)))


def equals(found: Mapping[int, Standing]) -> set[int]:
    """The entries that only a decision in writing could part from another."""
    groups = Counter(parts := chain(found).values())
    return {key for key, part in zip(found, parts, strict=True) if groups[part] > 1}


def tied_at(placed: Mapping[int, int], limits: Iterable[int]) -> list[set[int]]:
    """The groups of equals that lie across a limit: the first so many places get something that the next does not."""
    by_place: dict[int, set[int]] = {}
    for key, place in placed.items():
        by_place.setdefault(place, set()).add(key)
    ends = set(limits)
    return [
        group
        for place, group in sorted(by_place.items())
        if len(group) > 1 and any(place <= end < place + len(group) - 1 for end in ends)
    ]
