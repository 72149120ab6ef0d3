"""Row by row: what an import would change, and what of it cannot be."""

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core import chain
from app.core.db import db
from app.core.enums import Labelled
from app.core.workflow import RuleBroken
from app.imports.columns import shown
from app.imports.models import ImportDraft
from app.imports.registers import Register, Told


class Fate(Labelled):
    """What becomes of a row."""

    WRONG = "wrong", _l("Lỗi")
    NEW = "new", _l("Mới")
    CHANGED = "changed", _l("Đổi")
    SAME = "same", _l("Giữ nguyên")


@dataclass(frozen=True)
class Change:
    """What a column holds and what it would hold, as people read it."""

    words: str
    before: str
    after: str


@dataclass(frozen=True)
class Fault:
    """What is wrong in a column, and what was read there."""

    words: str
    sentence: str
    read: str


@dataclass
class Row:
    """A line of the table: what it says, and of which entry."""

    line: int
    name: str
    told: Told
    thing: Any = None
    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def shown(self, register: Register) -> list[tuple[str, str]]:
        """What it says beside its name, as people read it."""
        told = ((column, self.told.get(column.name)) for column in register.columns if column.name != register.key[0])
        return [(str(column.words), shown(value)) for column, value in told if value not in (None, "")]

    @property
    def fate(self) -> Fate:
        """What becomes of it."""
        if self.faults:
            return Fate.WRONG
        if self.thing is None:
            return Fate.NEW
        return Fate.CHANGED if self.changes else Fate.SAME


@dataclass(frozen=True)
class Comparison:
    """All rows of a draft beside the register as it stands; `digest` is another whenever either is another."""

    rows: list[Row]
    digest: str

    @property
    def wrong(self) -> list[Row]:
        """The rows that cannot be taken."""
        return [row for row in self.rows if row.faults]

    @property
    def counts(self) -> Counter[Fate]:
        """How many rows there are of each fate."""
        return Counter(row.fate for row in self.rows)


def compare(draft: ImportDraft, register: Register) -> Comparison:
    """Look at every row; three statements, however many there are."""
    known = register.known()
    fresh = register.standing().execution_options(populate_existing=True)
    things = list(db.session.scalars(fresh).unique())
    facts = {thing.id: register.facts(thing, known) for thing in things}
    standing = _Standing(register, {thing.id: thing for thing in things}, facts)
    rows = [_row(register, standing, draft.names, line, cells, known) for line, cells in draft.rows]
    told = [
        [
            *(row.line, row.fate.value, row.thing.id if row.thing else None),
            *([name, shown(value)] for name, value in sorted(row.told.items())),
            *([change.words, change.before, change.after] for change in row.changes),
            *([fault.words, fault.sentence] for fault in row.faults),
        ]
        for row in rows
    ]
    return Comparison(rows, chain.digest([register.name, [[thing.id, thing.version] for thing in things], told]))


class _Standing:
    """The register as it stands, and what earlier rows of the table have taken."""

    def __init__(self, register: Register, things: Mapping[int, Any], facts: Mapping[int, Mapping[str, Any]]) -> None:
        self.things, self.facts = things, facts
        self.by_key = {register.key_of(told): id for id, told in facts.items()}
        self.lines: dict[Hashable, int] = {}
        self.owners = {(name, told[name]): id for id, told in facts.items() for name in register.unique if told.get(name)}
        self.claimed: dict[tuple[str, Any], int] = {}


def _row(register: Register, standing: _Standing, names: list[str], line: int, cells: Mapping[str, str], known: Any) -> Row:
    row = Row(line, cells.get(register.key[0], ""), {})

    def wrong(name: str, sentence: str) -> None:
        row.faults.append(Fault(str(register.column(name).words), sentence, cells.get(name, "")))

    for column in register.columns:
        if typed := cells.get(column.name):
            try:
                row.told[column.name] = column.read(typed, known)
            except RuleBroken as broken:
                wrong(column.name, str(broken))
        elif column.name in register.key:
            wrong(column.name, _("Chưa ghi."))
        elif column.name in names and column.blank is not None:
            row.told[column.name] = column.blank
    if any(name not in row.told for name in register.key):
        return row
    key = register.key_of(row.told)
    if (first := standing.lines.setdefault(key, line)) != line:
        wrong(register.key[0], _("Trùng với dòng %(num)d của bảng.", num=first))
        return row
    id = standing.by_key.get(key)
    row.thing = None if id is None else standing.things[id]
    for column in register.columns:
        if row.thing is None and column.needed and column.name not in row.told and column.name not in cells:
            wrong(column.name, _("Chưa ghi."))
    for name in register.unique:
        _claim(register, standing, row, name, wrong)
    if not row.faults:
        for name, sentence in register.settle(row.told, row.thing, known):
            wrong(name, sentence)
    if row.thing is not None and id is not None:
        _find_changes(register, row, standing.facts[id])
    return row


def _claim(register: Register, standing: _Standing, row: Row, name: str, wrong: Any) -> None:
    """Nobody else holds this, in the register or in an earlier row."""
    if (value := row.told.get(name)) is None:
        return
    owner = standing.owners.get((name, value))
    if owner is not None and (row.thing is None or owner != row.thing.id):
        wrong(name, _("Đã ghi cho %(name)s.", name=shown(standing.facts[owner][register.key[0]])))
    elif (first := standing.claimed.setdefault((name, value), row.line)) != row.line:
        wrong(name, _("Trùng với dòng %(num)d của bảng.", num=first))


def _find_changes(register: Register, row: Row, facts: Mapping[str, Any]) -> None:
    for column in register.columns:
        name = column.name
        if name in row.told and name not in register.key and row.told[name] != facts.get(name):
            row.changes.append(Change(str(column.words), shown(facts.get(name)), shown(row.told[name])))
