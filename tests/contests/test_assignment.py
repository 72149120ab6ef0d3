"""Who marks what: exactly so many, even, lawful, the same for a seed, and steady when something changes."""

from collections import deque
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.contests.assignment import Assignment, Wanted, assign, drawn_order

SEEDS = st.text("abc123", min_size=1, max_size=6)


@st.composite
def tasks(draw, *, most_entries: int = 14, most_judges: int = 8):
    """Entries, judges, and who may mark what; sometimes more is asked than can be had."""
    judges = draw(st.integers(1, most_judges))
    entries = draw(st.integers(1, most_entries))
    k = draw(st.integers(1, 4))
    everybody = list(range(100, 100 + judges))
    may = {entry: draw(st.lists(st.sampled_from(everybody), unique=True)) for entry in range(1, entries + 1)}
    if draw(st.booleans()):  # as mostly in life: few stakes
        may = {entry: [judge for judge in everybody if (entry * 7 + judge) % 9] for entry in may}
    return Wanted(draw(SEEDS), dict.fromkeys(may, k), may), everybody


def squares(found: Assignment) -> int:
    """What an even assignment makes least."""
    return sum(load * load for load in found.loads.values())


def best_squares(wanted: Wanted, judges: list[int]) -> int:
    """The least that any assignment can have, found another way: sheet by sheet to whoever ends with the least."""
    flow = dict.fromkeys(judges, 0)
    slots = [(entry, n) for entry, need in wanted.needs.items() for n in range(min(need, len(set(wanted.may[entry]))))]
    taken: dict[tuple[int, int], int] = {}
    for slot in slots:  # shortest augmenting ways by cost: each unit goes to the judge who ends with the least load
        reach: dict[int, tuple[tuple[int, int], int | None]] = {}
        waiting = deque([(slot, None)])
        seen = {slot}
        while waiting:
            (entry, n), via = waiting.popleft()
            used = {judge for (other, m), judge in taken.items() if other == entry and (other, m) != (entry, n)}
            for judge in wanted.may[entry]:
                if judge in reach or judge in used:
                    continue
                reach[judge] = ((entry, n), via)
                for other, holder in list(taken.items()):
                    if holder == judge and other not in seen:
                        seen.add(other)
                        waiting.append((other, judge))
        if not reach:
            continue
        end = min(reach, key=lambda judge: flow[judge])
        judge: int | None = end
        while judge is not None:
            at, via = reach[judge]
            taken[at] = judge
            judge = via
        flow[end] += 1
    return sum(load * load for load in flow.values())


@given(tasks())
def test_every_entry_gets_exactly_so_many_of_those_who_may(task):
    wanted, judges = task
    found = assign(wanted, judges)

    for entry, need in wanted.needs.items():
        able = set(wanted.may[entry])
        assert found.judges[entry] <= able
        assert len(found.judges[entry]) == min(need, len(able))
        assert found.short.get(entry, 0) == max(0, need - len(able))
    assert found.loads == {judge: sum(judge in own for own in found.judges.values()) for judge in judges}


@given(tasks(most_entries=9, most_judges=5))
def test_no_other_assignment_is_more_even(task):
    wanted, judges = task

    assert squares(assign(wanted, judges)) == best_squares(wanted, judges)


@given(st.integers(1, 30), st.integers(4, 9), st.integers(1, 4), SEEDS)
def test_loads_differ_by_one_at_most_where_everybody_may_mark_everything(entries, judges, k, seed):
    people = list(range(judges))
    may = dict.fromkeys(range(entries), people)

    found = assign(Wanted(seed, dict.fromkeys(may, k), may), people)

    assert found.is_even
    assert not found.short


@given(st.integers(3, 25), st.integers(5, 9), SEEDS, st.data())
def test_loads_differ_by_one_at_most_with_one_stake_an_entry(entries, judges, seed, data):
    people = list(range(judges))
    stakes = data.draw(st.lists(st.sampled_from(people), min_size=entries, max_size=entries, unique=entries <= judges))
    may = {entry: [judge for judge in people if judge != stakes[entry]] for entry in range(entries)}
    even_possible = max(stakes.count(judge) for judge in people) <= entries - -(-3 * entries // judges)

    found = assign(Wanted(seed, dict.fromkeys(may, 3), may), people)

    assert found.is_even or not even_possible


@given(tasks(), st.randoms())
def test_the_same_seed_gives_the_same_whatever_the_order(task, random):
    wanted, judges = task
    shuffled = {entry: random.sample(list(own), len(own)) for entry, own in wanted.may.items()}
    entries = random.sample(list(wanted.needs), len(wanted.needs))
    again = Wanted(wanted.seed, {entry: wanted.needs[entry] for entry in entries}, shuffled)

    assert assign(again, random.sample(judges, len(judges))).judges == assign(wanted, judges).judges


@given(tasks())
def test_doing_it_again_changes_nothing(task):
    wanted, judges = task
    first = assign(wanted, judges)

    again = assign(Wanted(wanted.seed, wanted.needs, wanted.may, given=first.judges), judges)

    assert again.judges == first.judges


@given(tasks(), st.data())
def test_what_was_begun_stays_when_judges_and_entries_change(task, data):
    wanted, judges = task
    first = assign(wanted, judges)
    kept = {entry: data.draw(st.sets(st.sampled_from(sorted(own)))) if own else set() for entry, own in first.judges.items()}
    leaves = data.draw(st.sampled_from(judges))
    staying = [judge for judge in judges if judge != leaves] + [999]
    may = {entry: [judge for judge in own if judge != leaves] + [999] for entry, own in wanted.may.items()}
    gone = data.draw(st.sampled_from(sorted(wanted.needs)))
    needs = {entry: need for entry, need in wanted.needs.items() if entry != gone} | {77: 2}
    may[77] = staying

    found = assign(Wanted(wanted.seed, needs, may, kept=kept, given=first.judges), staying)

    assert gone not in found.judges
    for entry, need in needs.items():
        begun = kept.get(entry, set())
        assert begun <= found.judges[entry]
        assert leaves not in found.judges[entry] - begun
        possible = begun | set(may[entry])
        assert len(found.judges[entry]) == max(len(begun), min(need, len(possible)))


def test_one_more_judge_takes_untouched_sheets_only_until_loads_are_even():
    people, entries = list(range(6)), range(40)
    may = dict.fromkeys(entries, people)
    first = assign(Wanted("s", dict.fromkeys(entries, 3), may), people)
    more = [*people, 6]

    found = assign(Wanted("s", dict.fromkeys(entries, 3), dict.fromkeys(entries, more), given=first.judges), more)

    moved = sum(len(first.judges[entry] - found.judges[entry]) for entry in entries)
    assert found.is_even
    assert moved == found.loads[6] == 17  # 120 sheets among seven: no other sheet changed hands


def test_tables_of_unequal_size_are_even_within_themselves():
    may = {entry: [1, 2, 3] if entry < 10 else [4, 5, 6] for entry in range(40)}

    found = assign(Wanted("s", dict.fromkeys(may, 2), may), [1, 2, 3, 4, 5, 6])

    assert not found.is_even
    assert sorted(found.loads.values()) == [6, 7, 7, 20, 20, 20]


def test_each_judge_has_an_order_of_their_own():
    orders = [sorted(range(12), key=lambda entry: drawn_order("s", judge, entry)) for judge in range(8)]

    assert all(one != other for one, other in pairwise(orders))
    assert orders[0] == sorted(range(12), key=lambda entry: drawn_order("s", 0, entry))


def test_a_thousand_entries_and_thirty_judges_are_shared_out_evenly():
    judges, entries = list(range(30)), range(1000)
    may = {entry: [judge for judge in judges if judge != entry % 31 and judge != entry % 17] for entry in entries}

    found = assign(Wanted("s", dict.fromkeys(entries, 5), may), judges)

    assert found.is_even
    assert not found.short
    assert all(len(own) == 5 for own in found.judges.values())
