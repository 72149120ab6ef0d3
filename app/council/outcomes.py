"""What the sheets of a session come to: each case's result, outcome and place, computed from the sheets each time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from flask_babel import gettext as _

from app.core.workflow import RuleBroken
from app.council.models import Case, CouncilSession, Outcome
from app.marking.results import Result, needed, places, result_of, tied


@dataclass(frozen=True)
class Decided:
    """One case: how many should have marked, what their sheets say, what follows from it."""

    case: Case
    expected: int
    result: Result | None
    decided: Outcome | None
    place: int | None
    is_tied: bool

    @property
    def is_hidden(self) -> bool:
        """Whether this reader is told nothing of it."""
        return self.decided is None

    @property
    def outcome(self) -> Outcome:
        """What follows from the sheets. Raises `LookupError` for whoever is told nothing of it."""
        if self.decided is None:
            raise LookupError("hidden from this reader")
        return self.decided


class Outcomes:
    """All cases of a session, in the order of the agenda."""

    def __init__(self, session: CouncilSession, *, hidden: Callable[[Case], bool] = lambda case: False) -> None:
        """What a reader may see; a case that is `hidden` from them has no figures, no outcome, and shows no gap in places.

        Raises `RuleBroken` while the marks are sealed: whatever is shown is made from here.
        """
        if not session.is_unsealed:
            raise RuleBroken(_("Điểm vẫn đang niêm phong."))
        self.session = session
        self._hidden = {case.position for case in session.cases if hidden(case)}

    @cached_property
    def _results(self) -> Mapping[int, Result]:
        """The results of the cases that enough members marked, by position."""
        found = {}
        for case in self.session.cases:
            result = result_of([sheet.marked for sheet in case.docket.counted], self.session.rubric.scale)
            if result is not None and result.sheets >= needed(self._expected(case), self.session.quorum):
                found[case.position] = result
        return found

    @cached_property
    def rows(self) -> list[Decided]:
        """Each case with what came out, in the order of the agenda."""
        scale = self.session.rubric.scale
        order = {case.position: case.tie_order for case in self.session.cases if case.tie_order is not None}
        placed = places(self._results, scale, order)
        equal = {position for group in tied(self._results, scale) for position in group}
        return [
            Decided(case, self._expected(case), None, None, None, is_tied=False)
            if case.position in self._hidden
            else Decided(
                case=case,
                expected=self._expected(case),
                result=self._results.get(case.position),
                decided=self._outcome(case),
                place=None if self._hidden else placed.get(case.position),
                is_tied=case.position in equal and not self._hidden,
            )
            for case in self.session.cases
        ]

    @property
    def by_place(self) -> list[Decided]:
        """The best first; what was deferred at the end, in the order of the agenda."""
        return sorted(self.rows, key=lambda row: (row.place or len(self.rows) + 1, row.case.position))

    def _expected(self, case: Case) -> int:
        """Members who mark, less those with a stake: they leave the denominator."""
        aside = {conflict.person_id for conflict in case.docket.conflicts}
        return sum(member.person_id not in aside for member in self.session.markers)

    def _outcome(self, case: Case) -> Outcome:
        result = self._results.get(case.position)
        if result is None:
            return Outcome.DEFERRED
        return Outcome.RECOGNISED if result.passes else Outcome.DECLINED
