"""Taking a snapshot of everything a report says, and merging what places sent in."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.accounts.models import Person
from app.commune.settings import Rules
from app.core import audit, chain
from app.core.clock import utcnow
from app.core.db import db
from app.core.i18n import day
from app.core.workflow import RuleBroken, add_once
from app.folders import queries as folders
from app.folders.models import FundSource
from app.reports import queries
from app.reports.models import WRITERS, CommuneReport, ReportState
from app.returns.actions.prefilling import WORDS
from app.returns.models import Period, ReturnState
from app.roadmap import queries as roadmap
from app.roadmap.models import ROMAN, Task
from app.scorecard.actions.reckoning import scorecard_of
from app.scorecard.actions.tallying import tally_of
from app.scorecard.words import table_of

# What places wrote becomes the beginning of the same part of the commune's report.
MERGED = ("results", "problems", "plans", "requests")


def take(period: Period, *, by: Person, rules: Rules) -> CommuneReport:
    """Make a draft on the figures of this moment; a draft that stands is dropped. Raises `RuleBroken` after the issue."""
    before = list(db.session.scalars(queries.drafts(period.id)))
    if any(one.state is ReportState.ISSUED for one in before):
        raise RuleBroken(_("Báo cáo kỳ này đã ban hành."))
    for one in before:
        if one.state is ReportState.DRAFT:
            one.drop(by=by)
    snapshot = snapshot_of(period, rules=rules)
    earlier = before[-1] if before else None
    words = {part: merged(period, part, since=earlier.taken_at if earlier else None) for part in MERGED}
    if earlier:
        kept = {part: getattr(earlier, part) for part in (*MERGED, "direction")}
        words = kept | {part: "\n".join(filter(None, (kept[part], words[part]))) for part in MERGED}
    made = CommuneReport(
        number=len(before) + 1, snapshot=snapshot, digest=chain.digest(snapshot), taken_by_id=by.id, **words
    )
    made.period = period
    add_once(made, _("Có người vừa lập dự thảo của kỳ này. Hãy xem lại."))
    facts = {"period": period.public_name, "draft": made.number, "digest": made.digest}
    made.record("commune_reports.take", by=by, role=by.acts_as(*WRITERS), facts=facts)
    return made


def snapshot_of(period: Period, *, rules: Rules) -> dict[str, Any]:
    """Everything the report counts, as plain values: what it says never drifts afterwards."""
    year, card = period.year, scorecard_of(period.year, rules=rules)
    tally = tally_of(year, rules=rules)
    returned = [one for one in period.returns if one.state is ReturnState.ACCEPTED]
    return {
        "period": period.phrase,
        "from": day(period.starts_on),
        "until": day(period.ends_on),
        "taken_at": utcnow().isoformat(timespec="seconds"),
        "mark": audit.head(db.session.connection()).mark,
        "scorecard": card.frozen() if card else None,
        "indicators": _plain(table_of(card)) if card else [],
        "roadmap": [_task(task) for task in db.session.scalars(roadmap.tasks(year=year))],
        "target": tally.target,
        "initiatives": tally.items,
        "money": _money(year),
        "places": [[one.name, str(one.state.label), day(one.submitted_at)] for one in period.returns],
        "sent_in": sum(not one.is_owed for one in period.returns),
        "figures": [[one.name, *_figure(pair)] for one in returned for pair in one.figures],
    }


def merged(period: Period, part: str, *, since: datetime | None = None) -> str:
    """What places wrote in a part of their reports, each under its name; after a moment only what was accepted since."""
    taken = [one for one in period.returns if one.state is ReturnState.ACCEPTED]
    said = [(one.name, getattr(one, part)) for one in taken if since is None or one.state_since > since]
    return "\n".join(f"{name}: {text}" for name, text in said if text)


def _task(task: Task) -> list[str]:
    due = _("Quý %(num)s/%(year)d", num=ROMAN[task.quarter], year=task.year)
    state = _("%(state)s, trễ hạn", state=task.state.label) if task.is_late else str(task.state.label)
    leads = ", ".join(unit.name for unit in task.leads)
    return [task.code, task.text, due, leads, state, day(task.done_on)]


def _money(year: int) -> list[list[Any]]:
    sums = list(db.session.execute(folders.sums_of(year)))
    return [
        [
            str(source.label),
            *(int(sum(getattr(row, name) for row in sums if row.source == source)) for name in ("planned", "spent")),
        ]
        for source in FundSource
    ]


def _figure(pair: list[Any]) -> list[Any]:
    name, value = pair
    return [str(WORDS[name]), value]


def _plain(rows: list[list[Any]]) -> list[list[Any]]:
    """Cells as they are shown: decimals as texts, so that they can be written down in one way only."""
    return [[str(cell) if isinstance(cell, Decimal) else cell for cell in row] for row in rows]
