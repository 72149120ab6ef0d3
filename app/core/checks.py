"""What `/kiem-chung` can check: features add whoever knows what a code means."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Line:
    """One row of the chain in words, and whether it still fits."""

    number: int
    at: datetime
    what: str
    hash: str
    fits: bool


@dataclass(frozen=True)
class Finding:
    """What was found for a code: what it is, whether everything of it fits, and a sentence that says so."""

    title: str
    fits: bool
    text: str
    lines: list[Line] = field(default_factory=list)
    url: str | None = None


Checker = Callable[[str], Finding | None]
_checkers: list[Checker] = []


def checks(checker: Checker) -> Checker:
    """Add somebody who knows one kind of code; None means that it is no code of theirs, or not public."""
    _checkers.append(checker)
    return checker


def find(typed: str) -> Finding | None:
    """What is known of a code that somebody typed."""
    return next((found for checker in _checkers if (found := checker(typed)) is not None), None)
