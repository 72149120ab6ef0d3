"""Villages and units in order (kế hoạch, phần V): what each has of what it could have, by a formula that is printed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from app.commune.settings import Rules
from app.core.db import db
from app.reports import queries
from app.returns import queries as returns
from app.returns.models import Return
from app.roadmap import queries as roadmap
from app.roadmap.models import Task, TaskState
from app.scorecard.actions.tallying import tally_of
from app.scorecard.queries.records import Span, held_by_teams

# Parts of the hundred points; what a place cannot have is left out, and the rest counts for the whole.
HELD, ADOPTED, REPORTED, TASKS = "held", "adopted", "reported", "tasks"
VILLAGES = {HELD: 50, ADOPTED: 30, REPORTED: 20}
UNITS = {TASKS: 60, ADOPTED: 20, REPORTED: 20}
EACH_ADOPTED = Fraction(1, 2)  # two initiatives put into practice are all of that part


@dataclass(frozen=True)
class Place:
    """A village or unit: by part the share of it that was reached, of what it could reach."""

    name: str
    weights: dict[str, int]
    shares: dict[str, Fraction] = field(default_factory=dict)

    @property
    def points(self) -> Fraction:
        """Of a hundred, unrounded; parts that do not concern it are left out of both sides."""
        whole = sum(self.weights[part] for part in self.shares)
        got = sum((self.weights[part] * share for part, share in self.shares.items()), Fraction(0))
        return 100 * got / whole if whole else Fraction(0)


def ranked(places: Iterable[Place]) -> list[tuple[int, Place]]:
    """In order, with their ranks; equal points have an equal rank, in the order they came in."""
    order = sorted(places, key=lambda place: -place.points)
    return [(1 + sum(other.points > place.points for other in order), place) for place in order]


def villages(year: int, *, rules: Rules) -> list[tuple[int, Place]]:
    """The villages of a year. Four statements."""
    span = Span.of(year, rules)
    by_village: dict[int, int] = dict(db.session.execute(held_by_teams(span)).all())
    adopted: dict[int, int] = dict(db.session.execute(queries.adopted_by_village(span.first, span.on)).all())
    sent = _sent(db.session.scalars(returns.sent_in(year)), "village_id")
    places = []
    for village in db.session.scalars(returns.reporting_villages(span.on)):
        shares = {HELD: min(Fraction(1), Fraction(by_village.get(village.id, 0), span.enough))}
        shares[ADOPTED] = min(Fraction(1), EACH_ADOPTED * adopted.get(village.id, 0))
        places.append(Place(_("Thôn %(name)s", name=village.name), VILLAGES, shares | sent.get(village.id, {})))
    return ranked(places)


def units(year: int, *, rules: Rules) -> list[tuple[int, Place]]:
    """The units of a year. Five statements."""
    span = Span.of(year, rules)
    tasks = [task for task in db.session.scalars(roadmap.tasks(year=year)) if task.due <= span.on or task.done_on]
    adopted = Counter(item["unit"] for item in tally_of(year, rules=rules).items)
    sent = _sent(db.session.scalars(returns.sent_in(year)), "unit_id")
    places = []
    for unit in db.session.scalars(returns.reporting_units(span.on)):
        led = [task for task in tasks if unit in task.leads]
        shares = {TASKS: sum((_worth(task) for task in led), Fraction(0)) / len(led)} if led else {}
        shares[ADOPTED] = min(Fraction(1), EACH_ADOPTED * adopted[unit.name])
        places.append(Place(unit.name, UNITS, shares | sent.get(unit.id, {})))
    return ranked(places)


def _worth(task: Task) -> Fraction:
    """All of a task done in time, half of one done late, nothing of one that is owed."""
    if task.state is not TaskState.DONE:
        return Fraction(0)
    return Fraction(1, 2) if task.was_late else Fraction(1)


def _sent(found: Iterable[Return], whose: str) -> dict[int, dict[str, Fraction]]:
    """By place the share of reports due that were sent in: in time all of one, late half."""
    worth: dict[int, list[Fraction]] = {}
    for one in found:
        id: Any = getattr(one, whose)
        if id is not None and (one.period.is_over or not one.is_owed):
            value = Fraction(0) if one.is_owed else Fraction(1, 2) if one.was_late else Fraction(1)
            worth.setdefault(id, []).append(value)
    return {id: {REPORTED: sum(values, Fraction(0)) / len(values)} for id, values in worth.items()}
