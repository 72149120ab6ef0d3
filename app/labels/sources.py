"""Who knows what stands on the labels of a kind of thing."""

from collections.abc import Callable, Iterable

from app.labels.models import LabelRun
from app.labels.sheet import Label

Teller = Callable[[LabelRun, range], Iterable[Label]]
_tellers: dict[str, Teller] = {}


def tells(kind: str) -> Callable[[Teller], Teller]:
    """Make a function the one that tells the labels of a kind: of a run, those from a number up to another, from 0."""

    def decorate(teller: Teller) -> Teller:
        _tellers[kind] = teller
        return teller

    return decorate


def labels_of(run: LabelRun, numbers: range) -> Iterable[Label]:
    """These labels of a run."""
    return _tellers[run.kind](run, numbers)
