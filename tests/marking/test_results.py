"""How points become a result: exact, whatever the order, and the same by another hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.marking.results import Marked, Scale, ScaledClass, ScaledCriterion, needed, places, result_of, tied

MAXIMA = {"novelty": 40, "applicability": 30, "benefit": 30}
SCALE = Scale(
    criteria=tuple(ScaledCriterion(code, Decimal(most), Decimal(10)) for code, most in MAXIMA.items()),
    minimum=Decimal(50),
    classes=(
        ScaledClass("A", Decimal(85), {"novelty": Decimal(30)}),
        ScaledClass("B", Decimal(70), {"novelty": Decimal(20)}),
        ScaledClass("C", Decimal(50), {"novelty": Decimal(10)}),
    ),
    agree_percent=None,
    tie_code="novelty",
)


def marked(*points, agrees=None):
    return Marked(dict(zip(MAXIMA, map(Decimal, points), strict=True)), agrees)


hundredths = {code: st.integers(0, most * 100).map(lambda n: Decimal(n) / 100) for code, most in MAXIMA.items()}
sheets = st.lists(st.fixed_dictionaries(hundredths).map(Marked), min_size=1, max_size=9)


@given(sheets, st.randoms())
def test_the_order_of_sheets_does_not_matter(rows, chance):
    shuffled = list(rows)
    chance.shuffle(shuffled)

    assert result_of(shuffled, SCALE) == result_of(rows, SCALE)


@given(sheets)
def test_mean_median_and_spread_are_exact(rows):
    result = result_of(rows, SCALE)

    totals = sorted(int(row.total * 100) for row in rows)
    n = len(totals)
    assert result.total.mean * 100 == (2 * sum(totals) + n) // (2 * n)  # half up, in whole numbers
    assert result.total.median * 100 == (totals[(n - 1) // 2] + totals[n // 2] + 1) // 2
    assert result.total.spread * 100 == totals[-1] - totals[0]
    for code in MAXIMA:
        points = [int(row.marks[code] * 100) for row in rows]
        assert result.criteria[code].mean * 100 == (2 * sum(points) + n) // (2 * n)


@given(sheets, st.sampled_from(list(MAXIMA)))
def test_a_higher_mark_never_lowers_the_mean(rows, code):
    first = rows[0]
    raised = Marked({**first.marks, code: Decimal(MAXIMA[code])})

    assert result_of([raised, *rows[1:]], SCALE).total.mean >= result_of(rows, SCALE).total.mean


@pytest.mark.parametrize(
    ("lower", "higher", "mean", "award"),
    [
        ("29.99", "30.00", "70.00", "B"),  # 69,995 is 70,00
        ("29.98", "30.00", "69.99", "C"),
        ("29.99", "29.99", "69.99", "C"),
        ("30.00", "30.00", "70.00", "B"),
    ],
)
def test_the_boundary_of_a_class_is_where_the_rounded_mean_reaches_it(lower, higher, mean, award):
    result = result_of([marked(20, 20, lower), marked(20, 20, higher)], SCALE)

    assert (result.total.mean, result.award, result.passes) == (Decimal(mean), award, True)


@pytest.mark.parametrize(
    ("points", "award", "passes"),
    [
        ((30, 28, 27), "A", True),
        ((29, 29, 29), "B", True),  # 87, but novelty is below 30
        ((19, 27, 27), "C", True),  # 73, but novelty is below 20
        ((40, 30, 9), None, False),  # a criterion below its minimum
        ((9, 30, 30), None, False),
        ((20, 15, 14), None, False),  # 49
        ((20, 15, 15), "C", True),
        ((40, 30, 10), "B", True),  # a criterion at its minimum
    ],
)
def test_minima_and_classes(points, award, passes):
    result = result_of([marked(*points)], SCALE)

    assert (result.award, result.passes) == (award, passes)


def test_nobody_signed_is_no_result_and_never_nought():
    assert result_of([], SCALE) is None


VOTING = Scale(
    criteria=(
        ScaledCriterion("novelty", Decimal(40), excludes=True),
        ScaledCriterion("applicability", Decimal(30)),
        ScaledCriterion("benefit", Decimal(30)),
    ),
    minimum=Decimal(50),
    classes=(),
    agree_percent=70,
    tie_code="novelty",
)


@pytest.mark.parametrize(("yes", "passes"), [(7, True), (6, False), (10, True), (0, False)])
def test_where_agreement_is_asked_for_seventy_of_a_hundred_must_agree(yes, passes):
    rows = [marked(30, 20, 20, agrees=number < yes) for number in range(10)]

    result = result_of(rows, VOTING)

    assert (result.agreed, result.passes, result.award) == (Decimal(yes * 10), passes, None)


def test_a_share_just_below_seventy_is_not_rounded_up_to_it():
    result = result_of([marked(30, 20, 20, agrees=number < 69) for number in range(99)], VOTING)

    assert (result.agreed, result.passes) == (Decimal("69.70"), False)


def test_a_mean_of_nought_where_that_excludes_is_a_no_whatever_the_total_is():
    assert result_of([marked(0, 30, 30, agrees=True)], VOTING).passes is False
    assert result_of([marked("0.01", 30, 30, agrees=True)], VOTING).passes is True


@pytest.mark.parametrize(
    ("members", "quorum", "enough"),
    [(5, "2/3", 4), (4, "2/3", 3), (3, "2/3", 2), (6, "1/2", 3), (5, "3/4", 4), (1, "2/3", 2), (0, "2/3", 2)],
)
def test_a_quorum_is_rounded_up(members, quorum, enough):
    assert needed(members, quorum) == enough


def test_ties_are_parted_step_by_step_and_never_by_a_number():
    results = {
        9: result_of([marked(30, 20, 20)], SCALE),  # the same total, more novelty
        8: result_of([marked(20, 30, 20)], SCALE),  # less novelty, a mark at the top
        7: result_of([marked(20, 25, 25)], SCALE),
        6: result_of([marked(20, 25, 25)], SCALE),
        5: result_of([marked(20, 20, 25), marked(20, 30, 25)], SCALE),  # a top mark, but a spread
        4: result_of([marked(40, 30, 30)], SCALE),
    }

    assert places(results, SCALE, {}) == {4: 1, 9: 2, 8: 3, 5: 4, 7: 5, 6: 5}
    assert tied(results, SCALE) == [{6, 7}]
    assert places(results, SCALE, {7: 1, 6: 2}) == {4: 1, 9: 2, 8: 3, 5: 4, 7: 5, 6: 6}
    assert places(results, SCALE, {7: 2, 6: 1}) == {4: 1, 9: 2, 8: 3, 5: 4, 6: 5, 7: 6}
    assert places(results, SCALE, {7: 1}) == {4: 1, 9: 2, 8: 3, 5: 4, 7: 5, 6: 6}


@given(st.dictionaries(st.integers(1, 50), sheets, min_size=1, max_size=6), st.randoms())
def test_places_depend_on_results_alone(cases, chance):
    results = {key: result_of(rows, SCALE) for key, rows in cases.items()}
    keys = list(results)
    chance.shuffle(keys)

    placed = places({key: results[key] for key in keys}, SCALE, {})

    assert placed == places(results, SCALE, {})
    best = max(result.total.mean for result in results.values())
    assert all(results[key].total.mean == best for key, place in placed.items() if place == 1)
