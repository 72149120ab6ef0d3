"""How sheets and votes become places: exact, without order, and a better mark never costs a place."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.contests.scoring import (
    Method,
    Slip,
    corrections,
    equals,
    half_up,
    leanings,
    places,
    shown,
    standings,
    tied_at,
    vote_points,
)

PLAIN = Method(top=8000, worth=8000, vote_points=2000, vote_step=10, drops=False, normalises=False, fewest=2)
JUDGES = range(1, 7)


def counted(table, cast, method):
    """What everything comes to, corrected as the rules say."""
    return standings(table, cast, method, corrections(table, method))


def slip(judge: int, total: int, lead: int = 0, tops: int = 0) -> Slip:
    return Slip(judge, total * 100, lead * 100, tops)


@st.composite
def tables(draw, *, least: int = 2):
    """Entries with sheets of some judges: three criteria, the first of which parts equals."""
    found: dict[int, list[Slip]] = {}
    for entry in range(1, draw(st.integers(2, 7)) + 1):
        judges = draw(st.lists(st.sampled_from(JUDGES), unique=True, min_size=least))
        found[entry] = []
        for judge in judges:
            lead, rest = draw(st.integers(0, 20)), draw(st.integers(0, 60))
            found[entry].append(slip(judge, lead + rest, lead, int(lead == 20)))
    return found


votes = st.dictionaries(st.integers(1, 7), st.integers(0, 400))


@given(tables(), votes, st.randoms())
def test_the_order_of_sheets_and_entries_does_not_matter(table, cast, random):
    method = Method(8000, 8000, 2000, 10, drops=True, normalises=True, fewest=2)
    shuffled = {entry: random.sample(table[entry], len(table[entry])) for entry in random.sample(list(table), len(table))}

    assert counted(shuffled, cast, method) == counted(table, cast, method)
    assert places(counted(shuffled, cast, method), {}) == places(counted(table, cast, method), {})


@given(tables(), votes, st.data())
def test_a_better_mark_never_costs_a_place(table, cast, data):
    entry = data.draw(st.sampled_from(sorted(table)))
    number = data.draw(st.integers(0, len(table[entry]) - 1))
    old = table[entry][number]
    more = data.draw(st.integers(1, 2000))
    lead = data.draw(st.integers(0, more))
    better = [*table[entry]]
    better[number] = Slip(old.judge, old.total + more, old.lead + lead, old.tops)

    before = places(counted(table, cast, PLAIN), {})
    after = places(counted({**table, entry: better}, cast, PLAIN), {})

    assert after[entry] <= before[entry]
    others = set(table) - {entry}
    assert all(after[one] >= before[one] for one in others)


@given(tables(), votes)
def test_places_begin_at_one_and_leave_room_for_equals(table, cast):
    placed = places(counted(table, cast, PLAIN), {})

    assert all(place == 1 + sum(other < place for other in placed.values()) for place in placed.values())


@given(tables(least=3))
def test_dropping_keeps_the_mean_between_the_lowest_and_the_highest(table):
    method = Method(8000, 8000, 0, 10, drops=True, normalises=False, fewest=2)
    for entry, one in counted(table, {}, method).items():
        totals = sorted(slip.total for slip in table[entry])
        kept = totals[1:-1] if len(totals) >= 5 else totals
        assert one.mean == Fraction(sum(kept), len(kept))
        assert one.raw == Fraction(sum(totals), len(totals))


def test_the_public_s_points_are_those_of_the_rules():
    # domain.md 1.6: 20 × votes / most votes, rounded to 0,1
    assert [shown(vote_points(n, 7, PLAIN)) for n in (7, 3, 1, 0)] == [Decimal("20"), Decimal("8.6"), Decimal("2.9"), 0]
    assert vote_points(0, 0, PLAIN) == 0
    assert shown(vote_points(1, 16, PLAIN)) == Decimal("1.3")  # 1.25: halves go up
    assert shown(vote_points(1, 3, Method(8000, 8000, 2000, 100, False, False, 2))) == Decimal("7")


def test_nothing_is_rounded_before_it_is_compared():
    table = {1: [slip(1, 50), slip(2, 50), slip(3, 51)], 2: [Slip(1, 5000, 0, 9), Slip(2, 5033, 0, 9), Slip(3, 5066, 0, 9)]}
    found = counted(table, {}, PLAIN)

    assert (shown(found[1].mean), shown(found[2].mean)) == (Decimal("50.33"), Decimal("50.33"))
    assert places(found, {}) == {1: 1, 2: 2}  # a third of a hundredth decides, not the full marks of the other


def test_equals_are_parted_by_the_named_criterion_full_marks_spread_and_then_in_writing():
    table = {
        1: [slip(1, 60, 15), slip(2, 60, 15)],
        2: [slip(1, 60, 16), slip(2, 60, 15)],
        3: [slip(1, 60, 15, 1), slip(2, 60, 15)],
        4: [slip(1, 61, 15), slip(2, 59, 15)],
        5: [slip(1, 60, 15), slip(2, 60, 15)],
    }
    found = counted(table, {}, PLAIN)

    assert places(found, {}) == {2: 1, 3: 2, 1: 3, 5: 3, 4: 5}
    assert places(found, {5: 1, 1: 2}) == {2: 1, 3: 2, 5: 3, 1: 4, 4: 5}
    assert equals(found) == {1, 5}
    assert tied_at(places(found, {}), [3]) == [{1, 5}]
    assert tied_at(places(found, {}), [2]) == tied_at(places(found, {}), [4]) == []
    assert tied_at(places(found, {5: 1, 1: 2}), [3]) == []


def test_too_few_sheets_are_no_result_and_never_nought():
    found = counted({1: [slip(1, 70)], 2: [slip(1, 10), slip(2, 10)]}, {1: 90}, PLAIN)

    assert set(found) == {2}


def test_how_a_judge_leans_is_what_they_give_more_than_others_on_the_same_entries():
    table = {entry: [slip(1, 50 + entry), slip(2, 40 + entry), slip(3, 45 + entry)] for entry in range(5)}

    found = leanings(table)

    assert {judge: (one.common, one.by) for judge, one in found.items()} == {
        1: (5, Fraction(750)),
        2: (5, Fraction(-750)),
        3: (5, Fraction(0)),
    }
    assert found[2].shown == Decimal("-7.50")
    assert leanings({1: [slip(9, 50)]})[9].common == 0


@pytest.mark.parametrize(("entries", "is_done"), [(5, True), (4, False)])
def test_totals_are_corrected_only_when_every_judge_has_enough_in_common(entries, is_done):
    table = {entry: [slip(1, 60), slip(2, 40 + 2 * entry)] for entry in range(entries)}
    method = Method(8000, 8000, 0, 10, drops=False, normalises=True, fewest=2)

    found = counted(table, {}, method)

    assert bool(corrections(table, method)) == is_done
    assert (found[0].mean != found[0].raw or entries == 1) == (is_done and leanings(table)[1].by != -leanings(table)[2].by)
    assert found[0].raw == 5000


def test_a_correction_stays_on_the_scale():
    table = {entry: [slip(1, 80), slip(2, 0), slip(3, 80 if entry else 0)] for entry in range(6)}
    method = Method(8000, 8000, 0, 10, drops=False, normalises=True, fewest=2)

    assert all(0 <= one.mean <= 8000 for one in counted(table, {}, method).values())


def test_halves_go_up():
    assert [half_up(Fraction(n, 2)) for n in (1, 3, 5, -1)] == [1, 2, 3, 0]
