"""/lo-trinh/: the tasks by quarter, each with its page; boards of units, the drawing, the calendar."""

from itertools import groupby
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.commune.models import Unit
from app.core.access import access
from app.core.audit import history_of
from app.core.calendars import Entry, calendar_file
from app.core.clock import today
from app.core.db import db
from app.core.i18n import bilingual, language
from app.roadmap import policy, queries
from app.roadmap.models import OWED, ROMAN, Task, TaskState, quarter_of
from app.roadmap.timeline import drawn

bp = Blueprint("roadmap", __name__)
LATE = "tre"


@bilingual(bp, "/lo-trinh/")
@access(policy.browse)
def index() -> Any:
    """The tasks of a year by quarter, or of all years in one state."""
    years = list(db.session.scalars(queries.years()))
    year = request.args.get("nam", type=int)
    if year not in years:
        year = min(max(today().year, years[0]), years[-1])
    all_of_year = list(db.session.scalars(queries.tasks(year=year)))
    wanted = request.args.get("trang-thai", "")
    tasks = [task for task in all_of_year if _is(task, wanted)]
    quarters = [(quarter, list(group)) for quarter, group in groupby(tasks, key=lambda task: task.quarter)]
    counts = {"": len(all_of_year), LATE: sum(task.is_late for task in all_of_year)}
    counts |= {state.value: sum(task.state is state for task in all_of_year) for state in TaskState}
    shown = {"years": years, "year": year, "wanted": wanted, "counts": counts, "states": list(TaskState), "LATE": LATE}
    return render_template("roadmap/index.html", quarters=quarters, roman=ROMAN, now=quarter_of(today()), **shown)


@bilingual(bp, "/lo-trinh/so-do")
@access(policy.browse)
def timeline() -> Any:
    """All years as drawings; the plain list holds the same."""
    tasks = list(db.session.scalars(queries.tasks()))
    drawings = [drawn(year, group) for year, group in groupby(tasks, key=lambda task: task.year)]
    return render_template("roadmap/timeline.html", drawings=drawings, roman=ROMAN, now=quarter_of(today()))


@bilingual(bp, "/lo-trinh/don-vi/")
@access(policy.browse)
def boards() -> Any:
    return render_template("roadmap/boards.html", boards=list(db.session.execute(queries.boards())))


@bilingual(bp, "/lo-trinh/don-vi/<code>")
@access(policy.browse, lambda code: queries.board(code))
def board(unit: Unit) -> Any:
    """What one unit leads and supports: late first, then what is due now, what comes, what is done."""
    tasks = list(db.session.scalars(queries.tasks(unit=unit)))
    now = quarter_of(today())
    lanes = {
        _("Trễ hạn"): [task for task in tasks if task.is_late],
        _("Phải xong trong quý này"): [task for task in tasks if task.state in OWED and (task.year, task.quarter) == now],
        _("Sắp tới"): [task for task in tasks if task.state in OWED and (task.year, task.quarter) > now],
        _("Đã xong hoặc dừng"): [task for task in tasks if task.state not in OWED],
    }
    return render_template("roadmap/board.html", unit=unit, lanes=lanes)


@bilingual(bp, "/lo-trinh/lich.ics")
@access(policy.browse)
def feed() -> Any:
    """Deadlines of what is still owed, of one unit or of all, for a calendar that asks again and again."""
    unit = db.session.scalar(queries.board(code)) or abort(404) if (code := request.args.get("don-vi")) else None
    owed = [task for task in db.session.scalars(queries.tasks(unit=unit)) if task.state in OWED]
    entries = [
        Entry(
            f"nhiem-vu-{task.code}",
            f"{task.code} {task.said(language())}",
            ", ".join(lead.name for lead in task.leads),
            task.due,
            None,
            url_for(".show", code=task.code, _external=True),
            version=task.version,
        )
        for task in owed
    ]
    return calendar_file("lo-trinh", _("Hạn của lộ trình"), entries)


@bilingual(bp, "/lo-trinh/<code>")
@access(policy.browse, queries.task)
def show(task: Task) -> Any:
    """One task: how far it is, its proofs, how it was put off; for those who work on it what they can do."""
    office = policy.look_in(current_user)
    happened = [event for event in db.session.scalars(history_of(task)) if event.after or event.name == "tasks.postpone"]
    states = {state.value: state.label for state in TaskState}
    return render_template("roadmap/show.html", task=task, office=office, happened=happened, states=states, roman=ROMAN)


def _is(task: Task, wanted: str) -> bool:
    if wanted == LATE:
        return task.is_late
    return wanted not in set(TaskState) or task.state == wanted
