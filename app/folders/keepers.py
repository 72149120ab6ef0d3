"""Whose folder one is: the feature that keeps it says what it is about, where its page is, and who works on it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from app.folders.models import Folder


@dataclass(frozen=True)
class Work:
    """What a folder is about: its name, its page, who may add proofs to it, and who writes down its money."""

    title: str
    endpoint: str
    values: Mapping[str, Any]
    may_add: Callable[[Any], bool]
    may_pay: Callable[[Any], bool]


@dataclass(frozen=True)
class Keeper:
    """One kind of work, what people call it, and what folders of it are about."""

    name: str
    words: Any
    about: Callable[[Collection[int]], Mapping[int, Work]]


_keepers: dict[str, Keeper] = {}


def keeps(keeper: Keeper) -> None:
    """Add a kind of work; its name is that of its table."""
    _keepers[keeper.name] = keeper


def words_of(kept_by: str) -> Any:
    """What people call a kind of work."""
    return _keepers[kept_by].words


def works(folders: Collection[tuple[str, int]]) -> dict[int, Work]:
    """What folders are about, by number, from who keeps each: one statement for each kind."""
    found: dict[int, Work] = {}
    for name, keeper in _keepers.items():
        if own := [id for kept_by, id in folders if kept_by == name]:
            found |= keeper.about(own)
    return found


def work_of(folder: Folder) -> Work:
    """What one folder is about."""
    return works([(folder.kept_by, folder.id)])[folder.id]
