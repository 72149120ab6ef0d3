"""Filling in the application for recognition, step by step."""

from typing import Any

from flask_babel import gettext as _

from app.accounts.models import Person
from app.core.db import db
from app.core.workflow import RuleBroken
from app.initiatives.models import Application, CoAuthor, FirstApplier, Initiative


def application_of(initiative: Initiative) -> Application:
    """The application; while no step is filled, a blank one with the author as its only author. Raises `RuleBroken`."""
    if not initiative.takes_application:
        raise RuleBroken(_("Đơn chỉ điền khi sáng kiến đang lấy ý kiến, thí điểm hoặc chờ Hội đồng."))
    blank = [CoAuthor(position=1, name=initiative.author.name, percent=100)]
    return initiative.application or Application(authors=blank)


def fill(initiative: Initiative, *, by: Person, **answers: Any) -> None:
    """Keep one step; what was signed before has to be signed again. Raises `RuleBroken` once the council marks it."""
    db.session.refresh(initiative, ["state", "marked_since", "version"], with_for_update={"of": Initiative})
    application = initiative.application = application_of(initiative)
    authors, first_appliers = answers.pop("authors", None), answers.pop("first_appliers", None)
    for name, value in answers.items():
        setattr(application, name, value)
    if authors is not None:
        _replace(application.authors, CoAuthor, authors)
    if first_appliers is not None:
        _replace(application.first_appliers, FirstApplier, first_appliers)
    application.unsign()
    initiative.record("initiatives.fill_application", by=by, fields=sorted(answers))


def _replace(rows: list[Any], kind: type[CoAuthor] | type[FirstApplier], wanted: list[dict[str, Any]]) -> None:
    """Make the table what the form shows: lines are changed in place, added or dropped at the end."""
    for place, line in enumerate(wanted):
        if place < len(rows):
            for name, value in line.items():
                setattr(rows[place], name, value)
        else:
            rows.append(kind(position=place + 1, **line))
    del rows[len(wanted) :]
