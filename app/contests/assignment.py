"""Who marks what: every entry gets so many judges, loads as even as can be, the same for the same seed.

Loads cannot make an assignment impossible, only an entry with too few judges who may mark it can. Among all assignments that
keep the sheets begun already, the one whose loads have the least sum of squares is found: wherever loads within one of each
other are possible, that is them. It is reached by moves along chains of judges, and optimal when no chain is left that leads
from a judge to another with two entries less (Ahuja, Magnanti, Orlin: Network Flows, 1993, 14.5, on convex costs).
"""

import hashlib
from collections import deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Wanted:
    """What is asked for: how many judges each entry needs, and who may mark it."""

    seed: str
    needs: Mapping[int, int]
    may: Mapping[int, Collection[int]]
    # Sheets that were begun or signed: they stay. And those given out untouched: they stay where they can.
    kept: Mapping[int, Collection[int]] = field(default_factory=dict)
    given: Mapping[int, Collection[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Assignment:
    """The judges of each entry, and how many each judge has; `short` says which entries lack how many."""

    judges: Mapping[int, frozenset[int]]
    loads: Mapping[int, int]
    short: Mapping[int, int]

    @property
    def is_even(self) -> bool:
        """Whether loads are within one of each other."""
        return not self.loads or max(self.loads.values()) - min(self.loads.values()) <= 1


def assign(wanted: Wanted, judges: Collection[int]) -> Assignment:
    """Give every entry the judges it needs; entries that cannot have them are told in `short` and get whom they can.

    The order in which entries and judges are named does not matter.
    """
    loads = dict.fromkeys(sorted(judges), 0)
    chosen: dict[int, set[int]] = {}
    short: dict[int, int] = {}
    fixed = {entry: set(wanted.kept.get(entry, ())) for entry in wanted.needs}
    # What is there already stays, so far as it is still wanted.
    for entry in sorted(wanted.needs):
        may, needs = set(wanted.may[entry]), wanted.needs[entry]
        own = set(fixed[entry])
        spare = sorted(set(wanted.given.get(entry, ())) & may - own, key=lambda judge: _drawn(wanted.seed, entry, judge))
        own |= set(spare[: max(0, needs - len(own))])
        chosen[entry] = own
        for judge in own:
            loads[judge] = loads.get(judge, 0) + 1
    for entry in sorted(wanted.needs, key=lambda entry: (len(wanted.may[entry]), _drawn(wanted.seed, entry, 0))):
        own, lacks = chosen[entry], wanted.needs[entry] - len(chosen[entry])
        free = sorted(set(wanted.may[entry]) - own, key=lambda judge: (loads[judge], _drawn(wanted.seed, entry, judge)))
        for judge in free[: max(0, lacks)]:
            own.add(judge)
            loads[judge] += 1
        if lacks > len(free):
            short[entry] = lacks - len(free)
    _even_out(wanted, chosen, fixed, loads)
    seated = {judge: loads[judge] for judge in judges}
    return Assignment({entry: frozenset(own) for entry, own in chosen.items()}, seated, short)


def _even_out(
    wanted: Wanted, chosen: dict[int, set[int]], fixed: Mapping[int, Collection[int]], loads: dict[int, int]
) -> None:
    """Move entries along chains of judges until nobody has two more than somebody their entries could reach."""
    by_judge: dict[int, set[int]] = {judge: set() for judge in loads}
    for entry, own in chosen.items():
        for judge in own - set(fixed[entry]):
            by_judge[judge].add(entry)
    while True:
        for heavy in sorted(loads, key=lambda judge: (-loads[judge], judge)):
            chain = _chain(heavy, wanted, chosen, by_judge, loads)
            if chain:
                for giver, entry, taker in chain:
                    chosen[entry].remove(giver)
                    chosen[entry].add(taker)
                    by_judge[giver].remove(entry)
                    by_judge[taker].add(entry)
                loads[heavy] -= 1
                loads[chain[-1][2]] += 1
                break
        else:
            return


def _chain(
    heavy: int,
    wanted: Wanted,
    chosen: Mapping[int, set[int]],
    by_judge: Mapping[int, set[int]],
    loads: Mapping[int, int],
) -> list[tuple[int, int, int]]:
    """The shortest way to hand one entry on from a judge to another with two less; empty where there is none.

    No entry moves twice on a shortest way: it would be handed on at once to the last who takes it.
    """
    least = min(loads.values())
    if loads[heavy] - least < 2:
        return []
    reached: dict[int, tuple[int, int]] = {heavy: (0, 0)}
    waiting = deque([heavy])
    while waiting:
        giver = waiting.popleft()
        for entry in sorted(by_judge[giver], key=lambda entry: _drawn(wanted.seed, entry, giver)):
            for taker in sorted(set(wanted.may[entry]) - chosen[entry] - reached.keys()):
                reached[taker] = (giver, entry)
                if loads[taker] <= loads[heavy] - 2:
                    return _way(taker, heavy, reached)
                waiting.append(taker)
    return []


def _way(taker: int, heavy: int, reached: Mapping[int, tuple[int, int]]) -> list[tuple[int, int, int]]:
    steps = []
    while taker != heavy:
        giver, entry = reached[taker]
        steps.append((giver, entry, taker))
        taker = giver
    return steps[::-1]


def _drawn(seed: str, entry: int, judge: int) -> bytes:
    """A number for an entry and a judge that follows from the seed alone."""
    return hashlib.blake2b(f"{seed}|{entry}|{judge}".encode(), digest_size=8).digest()


def drawn_order(seed: str, judge: int, entry: int) -> bytes:
    """Where an entry stands on a judge's list: another order for each judge, always the same for one of them."""
    return _drawn(f"{seed}|order", entry, judge)
