"""Making a paper, and changing how papers of a kind read."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from app.accounts.actions.own_data import rows_of, tells
from app.accounts.models import Person
from app.core.clock import today
from app.core.db import db
from app.core.workflow import RuleBroken, add_once
from app.papers import queries
from app.papers.faults import faults_of
from app.papers.kinds import Kind, Rows
from app.papers.models import PaperTemplate
from app.papers.policy import WRITERS


def compose(kind: Kind, values: Mapping[str, str], tables: Mapping[str, Rows] | None = None) -> bytes:
    """A paper by the text that holds now, as a .docx.

    Everything the kind declares is handed over; an empty value leaves room for a pen. Raises `ValueError` for a
    value or table that is missing or unknown, or a row that does not fit its columns: the caller's mistake.
    """
    tables = tables or {}
    if set(values) != set(kind.places) or set(tables) != set(kind.tables):
        odd = set(values) ^ set(kind.places) | set(tables) ^ set(kind.tables)
        raise ValueError(f"{kind.code} wants its own places and tables: {sorted(odd)}")
    for name, rows in tables.items():
        if any(len(row) != len(kind.tables[name].columns) for row in rows):
            raise ValueError(f"{kind.code}: a row of “{name}” does not fit its columns")
    return _written(kind, template_of(kind)[0], values, tables)


def preview(kind: Kind, text: str) -> bytes:
    """The same with made-up facts, by a text that need not be kept."""
    return _written(kind, text, *kind.example)


def template_of(kind: Kind) -> tuple[str, int]:
    """The text that holds now and the number of its version; 0 while the commune has never written one."""
    newest = db.session.scalars(queries.newest(kind.code)).one_or_none()
    if newest is None:
        return kind.shipped, 0
    return newest.text or kind.shipped, newest.version


def rewrite(kind: Kind, text: str, *, seen: int, by: Person) -> None:
    """Let papers of a kind read so from now on; the same text again changes nothing.

    `seen` is the version whoever writes had before them. Raises `RuleBroken` with one sentence a line for what the text
    lacks, and when somebody else was faster.
    """
    if found := faults_of(kind, text):
        raise RuleBroken("\n".join(found))
    if text != template_of(kind)[0]:
        _keep(kind, text, seen=seen, by=by)


def take_shipped(kind: Kind, *, seen: int, by: Person) -> None:
    """Let the shipped text hold again; what was written stays among the versions. Raises `RuleBroken` as `rewrite`."""
    newest = db.session.scalars(queries.newest(kind.code)).one_or_none()
    if newest is not None and newest.text is not None:
        _keep(kind, None, seen=seen, by=by)


def _keep(kind: Kind, text: str | None, *, seen: int, by: Person) -> None:
    taken = _("Mẫu này vừa được người khác lưu. Hãy xem bản mới trước khi lưu.")
    if seen != template_of(kind)[1]:
        raise RuleBroken(taken)
    made = PaperTemplate(kind=kind.code, version=seen + 1, text=text, written_by_id=by.id)
    add_once(made, taken)
    name = "paper_templates.rewrite" if text is not None else "paper_templates.take_shipped"
    made.record(name, by=by, role=by.acts_as(*WRITERS), kind=kind.code, version=made.version)


def _written(kind: Kind, text: str, values: Mapping[str, str], tables: Mapping[str, Rows]) -> bytes:
    from app.papers.layout import written  # seldom asked for, and not small

    return written(kind, text, {**values, "năm": str(today().year)}, tables)


@tells("paper_templates")
def _templates(person: Person) -> list[dict[str, Any]]:
    return rows_of(PaperTemplate, PaperTemplate.written_by_id == person.id, but=("written_by_id",))
