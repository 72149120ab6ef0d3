"""A year of the roadmap as a drawing: a row for each unit that leads, a column for each quarter, a square for each task."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.commune.models import Unit
from app.roadmap.models import Task

# In the units of the drawing, which is as wide as the narrowest screen: a square is a target for a finger.
WIDTH, SIDE, GAP, TITLE, ROW_GAP, HEAD = 320, 26, 4, 22, 12, 24
COLUMN = WIDTH // 4
IN_A_LINE = (COLUMN - GAP) // (SIDE + GAP)


@dataclass(frozen=True)
class Square:
    """A task at its place."""

    task: Task
    x: int
    y: int


@dataclass(frozen=True)
class Row:
    """What one unit leads: where its name stands, and its squares."""

    unit: Unit
    y: int
    high: int
    squares: list[Square]


@dataclass(frozen=True)
class Drawing:
    """One year."""

    year: int
    rows: list[Row]
    high: int


def drawn(year: int, tasks: Iterable[Task]) -> Drawing:
    """Lay a year's tasks out by their first leading unit, in the order they come."""
    by_unit: dict[int, tuple[Unit, list[Task]]] = {}
    for task in tasks:
        unit = task.leads[0]
        by_unit.setdefault(unit.id, (unit, []))[1].append(task)
    rows, y = [], HEAD
    for _id, (unit, led) in sorted(by_unit.items()):
        squares, most = [], 0
        for quarter in range(1, 5):
            here = [task for task in led if task.quarter == quarter]
            for place, task in enumerate(here):
                line, column = divmod(place, IN_A_LINE)
                left = (quarter - 1) * COLUMN + GAP + column * (SIDE + GAP)
                squares.append(Square(task, left, y + TITLE + line * (SIDE + GAP)))
            most = max(most, -(-len(here) // IN_A_LINE))
        high = TITLE + most * (SIDE + GAP)
        rows.append(Row(unit, y, high, squares))
        y += high + ROW_GAP
    return Drawing(year, rows, y)
