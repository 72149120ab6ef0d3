"""Points, bands and what is missing: plain arithmetic that anybody can do again."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scorecard.scoring import Band, Gap, Mode, Rule, Shape, band_of, cheapest, cut, value_of

EIGHT = Rule(Fraction(8), Fraction(5), Mode.PROPORTIONAL)
numbers = st.fractions(min_value=0, max_value=1000, max_denominator=1000)


@pytest.mark.parametrize(
    ("shape", "numerator", "denominator", "value"),
    [
        (Shape.COUNT, 6, None, 6),
        (Shape.COUNT, 0, None, 0),
        (Shape.YES_NO, 1, None, 1),
        (Shape.RATIO, 1, 3, Fraction(1, 3)),
        (Shape.RATIO, 0, 3, 0),
        (Shape.RATIO, 3, 0, None),
        (Shape.RATIO, 3, None, None),
        (Shape.REDUCTION, Decimal("8.4"), Decimal(10), Fraction(4, 25)),
        (Shape.REDUCTION, 12, 10, Fraction(-1, 5)),
        *((shape, None, None, None) for shape in Shape),
    ],
)
def test_no_data_is_not_nought_and_a_share_of_nothing_is_no_data(shape, numerator, denominator, value):
    assert value_of(shape, numerator, denominator) == value


@pytest.mark.parametrize(
    ("mode", "value", "points"),
    [
        (Mode.PROPORTIONAL, 6, Fraction(15, 4)),
        (Mode.PROPORTIONAL, 8, 5),
        (Mode.PROPORTIONAL, 80, 5),
        (Mode.PROPORTIONAL, -1, 0),
        (Mode.THRESHOLD, Fraction(799, 100), 0),
        (Mode.THRESHOLD, 8, 5),
        (Mode.STEPS, 3, 0),
        (Mode.STEPS, 4, 2),
        (Mode.STEPS, 6, 3),
        (Mode.STEPS, 7, 3),
        (Mode.STEPS, 8, 5),
        (Mode.STEPS, None, None),
    ],
)
def test_what_is_met_in_part_is_worth_what_the_mode_says(mode, value, points):
    steps = ((Fraction(4), Fraction(2, 5)), (Fraction(6), Fraction(3, 5)))
    rule = Rule(Fraction(8), Fraction(5), mode, steps)

    assert rule.points(None if value is None else Fraction(value)) == points


@given(numbers, numbers, st.sampled_from(Mode))
def test_more_never_brings_less_and_points_stay_within_all(one, other, mode):
    rule = Rule(Fraction(8), Fraction(5), mode, ((Fraction(4), Fraction(2, 5)),))
    less, more = sorted((rule.points(one), rule.points(other))) if one <= other else (rule.points(other), rule.points(one))

    assert rule.points(min(one, other)) == less
    assert 0 <= less <= more <= rule.most


@pytest.mark.parametrize(
    ("total", "band"),
    [
        ("100", Band.EXCELLENT),
        ("90.00", Band.EXCELLENT),
        ("89.995", Band.GOOD),
        ("89.999999999999999", Band.GOOD),
        ("75", Band.GOOD),
        ("74.995", Band.FAIR),
        ("60", Band.FAIR),
        ("59.995", Band.AVERAGE),
        ("50", Band.AVERAGE),
        ("49.995", Band.NOT_MET),
        ("0", Band.NOT_MET),
    ],
)
def test_a_band_is_reached_unrounded_and_what_is_shown_never_says_otherwise(total, band):
    assert band_of(Fraction(total)) is band
    assert band_of(Fraction(cut(Fraction(total)))) is band


def test_thirds_add_up_to_the_whole_band():
    assert band_of(sum([Fraction(100, 3)] * 3, Fraction(-10))) is Band.EXCELLENT


@given(numbers)
def test_a_shown_number_is_cut_by_less_than_its_last_place(value):
    assert 0 <= value - Fraction(cut(value)) < Fraction(1, 100)
    assert -cut(-value) >= value


def gap(code, points, value, target=10, *, is_unknown=False):
    return Gap(code, Fraction(points), Fraction(value), Fraction(target), is_unknown)


def test_what_costs_least_for_each_point_comes_first_and_no_more_than_is_wanted():
    near, far, uncounted, done = gap("1.1", 1, 9), gap("1.2", 4, 0), gap("2.1", 3, 0, is_unknown=True), gap("3.1", 0, 10)

    assert [one.code for one in cheapest([far, near, uncounted, done], Fraction(100))] == ["2.1", "1.1", "1.2"]
    assert [one.code for one in cheapest([far, near, uncounted, done], Fraction(3))] == ["2.1"]
    assert cheapest([far], Fraction(0)) == []


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 10)), max_size=8), st.integers(0, 40))
def test_the_gaps_named_bring_what_is_wanted_whenever_all_of_them_do(rows, wanted):
    gaps = [gap(f"1.{number}", points, value) for number, (points, value) in enumerate(rows)]
    chosen = cheapest(gaps, Fraction(wanted))

    assert sum(one.points for one in chosen) >= min(wanted, sum(one.points for one in gaps))
    assert not chosen or sum(one.points for one in chosen[:-1]) < wanted
