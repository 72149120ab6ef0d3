"""What an organiser sees of a round at a glance: what is late, who is late, where judges disagree.

While marks are sealed nobody reads a mark here, nor a mean of an entry: only how far apart its sheets lie once all of them
are signed, and how much milder or stricter a judge is than the others on the same entries.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from app.contests.counting import SheetLine, sheets_of, slips
from app.contests.models import Entry, EntryState, Juror, Round, RoundEntry
from app.contests.scoring import FEWEST_COMMON, Leaning, leanings, shown
from app.core.clock import utcnow
from app.core.db import db
from app.marking.models import SheetState

SOON = timedelta(days=2)


@dataclass(frozen=True)
class JudgeLine:
    """A judge of the round: how many sheets they have and signed, when they last wrote, and how they lean."""

    juror: Juror
    given: int
    signed: int
    aside: int
    last: datetime | None
    leaning: Leaning | None

    @property
    def left(self) -> int:
        """How many sheets are waited for."""
        return self.given - self.signed


@dataclass(frozen=True)
class EntryLine:
    """An entry that needs somebody's attention."""

    code: str
    signed: int
    wanted: int
    given: int
    spread: int

    @property
    def apart(self) -> Decimal:
        """How far apart its totals lie, in points."""
        return shown(self.spread)

    @property
    def lacks(self) -> int:
        """How many judges it still has to be given."""
        return max(0, self.wanted - self.given)


class Board:
    """A round as it stands now, counted from its sheets in a constant number of statements."""

    def __init__(self, round: Round) -> None:
        self.round = round
        self._lines = sheets_of(round)

    @cached_property
    def _by_entry(self) -> dict[int, list[SheetLine]]:
        found: dict[int, list[SheetLine]] = {}
        for line in self._lines:
            if line.state != SheetState.RECUSED:
                found.setdefault(line.entry, []).append(line)
        return found

    @cached_property
    def _entries(self) -> list[tuple[int, str, int]]:
        query = (
            sa.select(Entry.id, Entry.code, RoundEntry.wanted)
            .join(RoundEntry, RoundEntry.entry_id == Entry.id)
            .where(RoundEntry.round_id == self.round.id, Entry.state == EntryState.ACCEPTED)
            .order_by(Entry.number)
        )
        rows: Any = db.session.execute(query)
        return [tuple(row) for row in rows]

    @cached_property
    def entries(self) -> list[EntryLine]:
        """Every entry of the round, in the order of their numbers."""
        return [self._line(id, code, wanted) for id, code, wanted in self._entries]

    @cached_property
    def short(self) -> list[EntryLine]:
        """Entries that have too few judges."""
        return [one for one in self.entries if one.lacks]

    @cached_property
    def disputed(self) -> list[EntryLine]:
        """Entries all of whose sheets are signed and lie further apart than the rules bear, the widest first."""
        gap = int(self.round.gap * 100)
        found = [one for one in self.entries if one.signed == one.given >= 2 and not one.lacks and one.spread > gap]
        return sorted(found, key=lambda one: (-one.spread, one.code))

    @cached_property
    def judges(self) -> list[JudgeLine]:
        """Every judge of the round, those with most left first."""
        by_judge: dict[int, list[SheetLine]] = {}
        for line in self._lines:
            by_judge.setdefault(line.judge, []).append(line)
        lean = leanings(slips(self._lines))
        told = [self._judge(juror, by_judge.get(juror.person_id, []), lean) for juror in self.round.jurors]
        return sorted(told, key=lambda one: (-one.left, one.juror.person.sort_name, one.juror.id))

    @property
    def each(self) -> int:
        """How many entries a judge is to expect at most, before they are shared out; 0 while nobody is seated."""
        seated = len(self.round.seated)
        return -(-len(self.entries) * self.round.judges_per_entry // seated) if seated else 0

    @property
    def late(self) -> list[JudgeLine]:
        """Judges with sheets left when the time is over, or nearly."""
        return [one for one in self.judges if one.left] if self.is_nearly_over else []

    @property
    def given(self) -> int:
        """How many sheets there are."""
        return sum(one.given for one in self.entries)

    @property
    def signed(self) -> int:
        """How many of them are signed."""
        return sum(one.signed for one in self.entries)

    @property
    def left(self) -> int:
        """How many are waited for."""
        return self.given - self.signed

    @property
    def is_over(self) -> bool:
        """Whether the time of marking has passed."""
        return utcnow() > self.round.marks_until

    @property
    def is_nearly_over(self) -> bool:
        """Whether it has passed, or will within two days."""
        return utcnow() > self.round.marks_until - SOON

    def _line(self, id: int, code: str, wanted: int) -> EntryLine:
        own = self._by_entry.get(id, [])
        totals = [line.total for line in own if line.state == SheetState.SIGNED]
        spread = max(totals) - min(totals) if totals and len(totals) == len(own) else 0
        return EntryLine(code, len(totals), wanted, len(own), spread)

    def _judge(self, juror: Juror, own: list[SheetLine], lean: dict[int, Leaning]) -> JudgeLine:
        known = lean.get(juror.person_id)
        kept = [line for line in own if line.state != SheetState.RECUSED]
        return JudgeLine(
            juror=juror,
            given=len(kept),
            signed=len([line for line in kept if line.state == SheetState.SIGNED]),
            aside=len(own) - len(kept),
            last=_latest(own),
            leaning=known if known is not None and known.common >= FEWEST_COMMON else None,
        )


def _latest(own: Iterable[SheetLine]) -> datetime | None:
    """When somebody last wrote on one of these sheets."""
    last = max((line.saved_at for line in own if line.saved_at is not None), default=None)
    return last if last is None or last.tzinfo else last.replace(tzinfo=UTC)
