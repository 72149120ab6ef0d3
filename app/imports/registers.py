"""Registers that take imports: whoever keeps one says what its columns are and what a row becomes."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.imports.columns import Column

Told = dict[str, Any]


def _nothing_more(_told: Told, _thing: Any, _known: Any) -> Iterator[tuple[str, str]]:
    return iter(())


@dataclass(frozen=True)
class Register:
    """A list that an office keeps, as an import sees it.

    An entry is recognised by the columns of `key`, which a row must have and never changes; `key_of` makes of them what is
    compared. `facts` says of an entry what its columns hold. `unique` are columns of which no two entries hold the same.
    `settle` puts the cells of one row together, and yields each column that does not fit with a sentence.
    """

    name: str
    words: Any
    endpoint: str
    columns: Sequence[Column]
    key: Sequence[str]
    known: Callable[[], Any]
    standing: Callable[[], sa.Select[Any]]
    facts: Callable[[Any, Any], Mapping[str, Any]]
    key_of: Callable[[Mapping[str, Any]], Hashable]
    make: Callable[[], Any]
    write: Callable[[Any, Told], None]
    entered: str
    changed: str
    unique: Sequence[str] = ()
    settle: Callable[[Told, Any, Any], Iterator[tuple[str, str]]] = _nothing_more

    def column(self, name: str) -> Column:
        """One of its columns."""
        return next(column for column in self.columns if column.name == name)


_registers: dict[str, Register] = {}


def takes(register: Register) -> Register:
    """Add a register that imports may go into."""
    _registers[register.name] = register
    return register


def registers() -> list[Register]:
    """All of them, in the order of their names."""
    return [_registers[name] for name in sorted(_registers)]


def register_named(name: str) -> Register | None:
    """One of them, or None."""
    return _registers.get(name)
