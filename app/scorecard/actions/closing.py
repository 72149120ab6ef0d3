"""The close of a year, and opening it again."""

from flask_babel import gettext as _

from app.accounts.models import Person
from app.commune.settings import Rules
from app.core.clock import today
from app.core.db import db
from app.core.workflow import RuleBroken, add_once
from app.scorecard import queries
from app.scorecard.actions.reckoning import scorecard_of
from app.scorecard.actions.tallying import tally_of
from app.scorecard.models import ClosedYear


def close_year(year: int, *, by: Person, rules: Rules) -> ClosedYear:
    """Freeze a year that is over: tally and indicator set. Raises `RuleBroken` for one that is not, or is closed."""
    if year >= today().year:
        raise RuleBroken(_("Năm %(year)d chưa hết, chưa chốt được.", year=year))
    if db.session.scalar(queries.closed(year)):
        raise RuleBroken(_("Năm %(year)d đã chốt rồi.", year=year))
    tally, scorecard = tally_of(year, rules=rules), scorecard_of(year, rules=rules)
    kept = scorecard.frozen() if scorecard else {}
    closed = ClosedYear.freeze(year, target=tally.target, items=tally.live, scorecard=kept, by=by)
    add_once(closed, _("Năm %(year)d đã chốt rồi.", year=year))
    facts = {"year": year, "target": closed.target, "adopted": tally.adopted, "digest": closed.digest}
    if scorecard:
        facts |= {"scorecard": closed.scorecard_digest, "total": kept["total"], "band": kept["band"]}
    closed.record("closed_years.close", by=by, facts=facts, year=year, adopted=tally.adopted)
    return closed


def reopen_year(year: int, *, by: Person, reason: str) -> ClosedYear:
    """Open a closed year again; what was closed stays readable. Raises `RuleBroken` for one that is open."""
    closed = db.session.scalar(queries.closed(year).with_for_update().execution_options(populate_existing=True))
    if closed is None:
        raise RuleBroken(_("Năm %(year)d đang mở.", year=year))
    closed.reopen(by=by, reason=reason)
    return closed
