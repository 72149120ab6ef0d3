"""Places that owe a report are told by themselves: some days before its day, and on the day after."""

from datetime import timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app.core import outbox
from app.core.clock import today
from app.core.db import db
from app.core.i18n import day
from app.returns.actions.periods import tell_reporters
from app.returns.models import Period

BEFORE = timedelta(days=3)
AFTER = timedelta(days=1)
_LOOK = "returns.look_at_periods"


@outbox.every_minute
def _plan() -> None:
    """A day's look at the periods, once a day."""
    outbox.post(_LOOK, f"periods-{today()}")


@outbox.handles(_LOOK)
def _remind(_key: str) -> None:
    """Tell whoever reports for a place that owes something; the same day tells nobody twice."""
    for period in db.session.scalars(sa.select(Period).where(Period.due_on.in_((today() + BEFORE, today() - AFTER)))):
        if period.is_over:
            text = _("Báo cáo đã quá hạn ngày %(day)s.", day=day(period.due_on))
        else:
            text = _("Báo cáo chưa nộp, hạn %(day)s.", day=day(period.due_on))
        tell_reporters(period.missing, f"due-{period.id}-{today()}", text)
