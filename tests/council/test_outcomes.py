"""What a session comes to: how many sheets are enough, who stands where, and what a reader is not told."""

import pytest

from app.core.workflow import RuleBroken
from app.council.models import Outcome
from app.council.outcomes import Outcomes
from tests.factories.council import chair_of, evaluating, opened, sheet_of, signed

GOOD, FAIR = (35, 27, 26), (30, 20, 20)


def unsealed(*cases):
    """A session of four who mark, each case with as many sheets as marks are given for it."""
    made = opened(*(evaluating() for _ in cases))
    for number, rows in enumerate(cases):
        for marker, marks in enumerate(rows):
            signed(sheet_of(made, marker, number), *marks)
    made.unseal(by=chair_of(made), reason="Hết thời gian.")
    return made


def test_while_the_marks_are_sealed_nothing_comes_out():
    with pytest.raises(RuleBroken, match="Điểm vẫn đang niêm phong"):
        Outcomes(opened())


def test_as_many_sheets_as_the_quorum_are_enough_and_one_less_is_not():
    made = unsealed([FAIR] * 3, [FAIR] * 2)

    assert [row.outcome for row in Outcomes(made).rows] == [Outcome.RECOGNISED, Outcome.DEFERRED]


def test_whoever_may_not_see_a_case_is_told_nothing_of_it_nor_of_places_it_leaves_a_gap_in():
    made = unsealed([FAIR] * 4, [FAIR] * 4, [GOOD] * 4)

    hidden, *shown = Outcomes(made, hidden=lambda case: case is made.cases[0]).rows

    assert (hidden.is_hidden, hidden.expected, hidden.result, hidden.place, hidden.is_tied) == (True, 4, None, None, False)
    with pytest.raises(LookupError, match="hidden from this reader"):
        _ = hidden.outcome
    assert [(row.is_hidden, row.outcome, row.place, row.is_tied) for row in shown] == [
        (False, Outcome.RECOGNISED, None, False)
    ] * 2


def test_equals_share_a_place_until_the_chair_says_which_comes_first():
    made = unsealed([FAIR] * 4, [FAIR] * 4, [GOOD] * 4)
    assert [(row.place, row.is_tied) for row in Outcomes(made).rows] == [(2, True), (2, True), (1, False)]

    made.cases[1].tie_order = 1

    assert [(row.place, row.is_tied) for row in Outcomes(made).rows] == [(3, True), (2, True), (1, False)]


def test_the_best_stand_first_and_what_was_deferred_last():
    made = unsealed([], [FAIR] * 4, [GOOD] * 4)

    assert [row.case for row in Outcomes(made).by_place] == made.cases[::-1]
