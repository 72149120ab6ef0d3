"""How sheets and votes become places: whole hundredths and exact fractions, never floats, no order of sheets.

Nothing is rounded before it is compared; what is shown is rounded half up. The rules stand once more in `tools/verify.py`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

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


@dataclass(frozen=True)
class Slip:
    """One signed sheet in hundredths: its total, its points for the criterion that parts equals; and how many are full."""

    judge: int
    total: int
    lead: int
    tops: int


@dataclass(frozen=True)
class Standing:
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


@dataclass(frozen=True)
class Leaning:
    """How much milder (above nought) or stricter a judge is than the others on the same entries, in hundredths."""

    common: int
    by: Fraction

    @property
    def shown(self) -> Decimal:
        """In points, half up."""
        return shown(self.by)


def leanings(slips: Mapping[int, Sequence[Slip]]) -> dict[int, Leaning]:
    """For each judge the mean of what they gave less the mean of what the others gave to the same entry."""
    sums: dict[int, dict[int, int]] = {}
    common: dict[int, int] = {}
    for own in slips.values():
        others = len(own) - 1
        whole = sum(slip.total for slip in own)
        for slip in own:
            common.setdefault(slip.judge, 0)
            if others:
                by_others = sums.setdefault(slip.judge, {})
                by_others[others] = by_others.get(others, 0) + slip.total * (others + 1) - whole
                common[slip.judge] += 1
    return {
        judge: Leaning(
            count,
            sum((Fraction(part, others) for others, part in sums.get(judge, {}).items()), Fraction(0)) / count
            if count
            else Fraction(0),
        )
        for judge, count in common.items()
    }


def can_normalise(slips: Mapping[int, Sequence[Slip]]) -> bool:
    """Whether every judge marked enough entries together with others for totals to be corrected."""
    known = leanings(slips)
    return bool(known) and all(one.common >= FEWEST_COMMON for one in known.values())


def standings(slips: Mapping[int, Sequence[Slip]], votes: Mapping[int, int], method: Method) -> dict[int, Standing]:
    """Count every entry that has enough signed sheets."""
    corrected = leanings(slips) if method.normalises and can_normalise(slips) else {}
    most = max((votes.get(entry, 0) for entry in slips), default=0)
    return {
        entry: _standing(own, votes.get(entry, 0), most, corrected, method)
        for entry, own in slips.items()
        if len(own) >= method.fewest
    }


def _standing(own: Sequence[Slip], votes: int, most: int, corrected: Mapping[int, Leaning], method: Method) -> Standing:
    totals = [slip.total for slip in own]
    counting: Iterable[int | Fraction] = totals
    if corrected:
        counting = [min(max(slip.total - corrected[slip.judge].by, Fraction(0)), Fraction(method.top)) for slip in own]
    kept = sorted(counting)
    if method.drops and len(kept) >= DROPS_FROM:
        kept = kept[1:-1]
    mean = Fraction(sum(kept), len(kept))
    given = vote_points(votes, most, method)
    return Standing(
        sheets=len(own),
        raw=Fraction(sum(totals), len(totals)),
        mean=mean,
        lead=Fraction(sum(slip.lead for slip in own), len(own)),
        tops=sum(slip.tops for slip in own),
        spread=max(totals) - min(totals),
        votes=votes,
        vote_points=given,
        score=mean * method.worth / method.top + given,
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


def chain(decided: Mapping[int, int]) -> Callable[[int, Standing], tuple[Fraction | int, ...]]:
    """What parts two entries, in order: score; the named criterion; more full marks; smaller spread; what was decided."""

    def standing(key: int, one: Standing) -> tuple[Fraction | int, ...]:
        return (-one.score, -one.lead, -one.tops, one.spread, key not in decided, decided.get(key, 0))

    return standing


def places(found: Mapping[int, Standing], decided: Mapping[int, int]) -> dict[int, int]:
    """The place of each entry, 1 the best; equal in everything means the same place, never the number of a row."""
    parts = chain(decided)
    return placed(found, lambda key: parts(key, found[key]))


def tied_at(found: Mapping[int, Standing], decided: Mapping[int, int], limits: Iterable[int]) -> list[set[int]]:
    """The groups of equals that lie across a limit: the first so many places get something that the next does not."""
    by_place: dict[int, set[int]] = {}
    for key, place in places(found, decided).items():
        by_place.setdefault(place, set()).add(key)
    ends = set(limits)
    return [
        group
        for place, group in sorted(by_place.items())
        if len(group) > 1 and any(place <= end < place + len(group) - 1 for end in ends)
    ]
