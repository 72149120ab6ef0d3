"""What a round comes to: places among those that are counted together, who goes on, who wins what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask_babel import gettext as _

from app.contests.counting import method_of, sheets_of, slips, votes_of
from app.contests.models import Contest, ContestField, Entry, Prize, Round, RoundEntry
from app.contests.scoring import Standing, corrections, equals, places, shown, standings, tied_at
from app.core.db import db
from app.core.workflow import RuleBroken


@dataclass(frozen=True)
class Placed:
    """An entry of a round: what its sheets come to, its place, and what follows; no standing where it has too few sheets."""

    entry: int
    code: str
    title: str
    field: int
    tie_order: int | None
    standing: Standing | None
    place: int | None
    is_tied: bool
    prize: Prize | None

    @property
    def shown(self) -> "Figures | None":
        """What people read of its standing: points with two places."""
        one = self.standing
        if one is None:
            return None
        return Figures(
            one.sheets,
            shown(one.raw),
            shown(one.mean),
            shown(one.spread),
            one.votes,
            shown(one.vote_points),
            shown(one.score),
        )


class Figures(NamedTuple):
    """A standing as it is shown."""

    sheets: int
    raw: Decimal
    mean: Decimal
    spread: Decimal
    votes: int
    vote_points: Decimal
    score: Decimal


class Outcomes:
    """All entries of a round, computed from the sheets each time."""

    def __init__(self, round: Round) -> None:
        """Raises `RuleBroken` while the marks are sealed: whatever is shown is made from here."""
        if not round.is_complete:
            raise RuleBroken(_("Điểm vẫn đang niêm phong."))
        self.round, self.contest = round, round.contest
        self.method = method_of(round)
        self._slips = slips(sheets_of(round))
        self._corrected = corrections(self._slips, self.method)

    @cached_property
    def _entries(self) -> Sequence[tuple[int, str, str, int, int | None]]:
        query = (
            sa.select(Entry.id, Entry.code, Entry.title, Entry.field_id, RoundEntry.tie_order)
            .join(RoundEntry, RoundEntry.entry_id == Entry.id)
            .where(RoundEntry.round_id == self.round.id, RoundEntry.is_out.is_(False))
            .order_by(Entry.number)
        )
        rows: Any = db.session.execute(query)
        return [tuple(row) for row in rows]

    @cached_property
    def standings(self) -> Mapping[int, Standing]:
        """What counts for each entry that has enough sheets."""
        votes = votes_of(self.contest) if self.round.is_last and self.contest.votes_are_in else {}
        return standings(self._slips, votes, self.method, self._corrected)

    @property
    def is_normalised(self) -> bool:
        """Whether totals were corrected by how judges lean."""
        return bool(self._corrected)

    @cached_property
    def _deserving(self) -> set[int]:
        return {id for id, one in self.standings.items() if deserves_prize(one, self.round)}

    @cached_property
    def groups(self) -> list[tuple[ContestField | None, list[Placed]]]:
        """The tables of places, the best first and what is not counted at the end: one for each field, or one for all."""
        fields = self.contest.fields if self.contest.ranks_by_field else [None]
        grouped = zip(fields, self._grouped(), self._placed, strict=True)
        return [(field, self._table(ids, *placed)) for field, ids, placed in grouped]

    @cached_property
    def undecided(self) -> list[list[str]]:
        """The codes of equals that lie across a limit: only the organisers' decision in writing parts them."""
        if self.round.is_last and not self.contest.votes_are_in:
            return []  # votes may part them yet
        codes = {row[0]: row[1] for row in self._entries}
        tied = [group for known, placed in self._placed for group in self._tied(known, placed)]
        return [sorted(codes[id] for id in group) for group in tied]

    @cached_property
    def _placed(self) -> list[tuple[dict[int, Standing], dict[int, int]]]:
        """What counts in each group, and the places in it."""
        found = []
        for ids in self._grouped():
            known = {id: self.standings[id] for id in ids if id in self.standings}
            found.append((known, places(known, self._decided)))
        return found

    def _grouped(self) -> list[list[int]]:
        if not self.contest.ranks_by_field:
            return [[row[0] for row in self._entries]]
        return [[row[0] for row in self._entries if row[3] == field.id] for field in self.contest.fields]

    @cached_property
    def _decided(self) -> dict[int, int]:
        return {row[0]: row[4] for row in self._entries if row[4] is not None}

    def _tied(self, known: Mapping[int, Standing], placed: Mapping[int, int]) -> list[set[int]]:
        """Equals across the end of what is given: of those that go on, or of each prize among those that deserve one."""
        if not self.round.is_last:
            return tied_at(placed, [self.round.takes or 0])
        deserving = {id: one for id, one in known.items() if id in self._deserving}
        ends = accumulate(prize.quantity for prize in self.contest.prizes)
        return tied_at(places(deserving, self._decided), ends)

    def _table(self, ids: list[int], known: dict[int, Standing], placed: dict[int, int]) -> list[Placed]:
        rows, equal = {row[0]: row for row in self._entries}, equals(known)
        won: dict[int, Prize] = {}
        if self.round.is_last:
            won = prizes_of(self.contest, placed, self._deserving & known.keys())
        table = [Placed(*rows[id], known.get(id), placed.get(id), id in equal, won.get(id)) for id in ids]
        return sorted(table, key=lambda row: (row.place or len(table) + 1, row.code))


def deserves_prize(one: Standing, round: Round) -> bool:
    """Whether an entry may win anything: its mean reaches the least of the rubric, and is not nought."""
    mean, least = one.mean, int(round.rubric.minimum * 100)
    return mean > 0 and 2 * mean.numerator >= (2 * least - 1) * mean.denominator  # half up, as it is shown


def prizes_of(contest: Contest, placed: Mapping[int, int], good: set[int]) -> dict[int, Prize]:
    """Who wins what: prizes go down the places, so many of each, to those who deserve one.

    Equals that lie across the end of a prize get none here: somebody has to decide first.
    """
    ordered = sorted((id for id in placed if id in good), key=lambda id: placed[id])
    won: dict[int, Prize] = {}
    begin = 0
    for prize in contest.prizes:
        for id in ordered[begin : begin + prize.quantity]:
            equals = [other for other in ordered if placed[other] == placed[id]]
            first = ordered.index(equals[0])
            if begin <= first and first + len(equals) <= begin + prize.quantity:
                won[id] = prize
        begin += prize.quantity
    return won


def going_on(outcomes: Outcomes) -> set[int]:
    """The entries that go on to the next round. Raises `RuleBroken` while equals lie across the limit."""
    if outcomes.undecided:
        codes = "; ".join(", ".join(group) for group in outcomes.undecided)
        raise RuleBroken(_("Các bài bằng điểm ở ranh giới vào vòng sau: %(codes)s. Hãy quyết định thứ tự.", codes=codes))
    takes = outcomes.round.takes or 0
    return {row.entry for _field, table in outcomes.groups for row in table if row.place and row.place <= takes}
