"""Periods opened, places reminded."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts.models import Person, Role
from app.commune.settings import REPORT_DAYS, REPORT_HALF, REPORT_YEAR, Rules
from app.core.clock import today, utcnow
from app.core.db import db
from app.core.workflow import RuleBroken, add_once
from app.notices import actions as notices
from app.returns import queries
from app.returns.models import Period, PeriodKind, Return

LONGEST = 731  # days
_OPENING = 7_310_203  # a number of our own among PostgreSQL's advisory locks


def proposed(kind: PeriodKind, year: int, rules: Rules) -> dict[str, date]:
    """The days of a period by the settings: it begins where the year before was cut off (NĐ 09/2019/NĐ-CP, điều 12)."""
    half, whole = (_day(rules.text(key), year) for key in (REPORT_HALF, REPORT_YEAR))
    starts_on = _day(rules.text(REPORT_YEAR), year - 1) + timedelta(days=1)
    ends_on = half if kind is PeriodKind.HALF_YEAR else whole
    return {"starts_on": starts_on, "ends_on": ends_on, "due_on": rules.calendar.after(ends_on, rules.number(REPORT_DAYS))}


def open_period(kind: PeriodKind, facts: Mapping[str, Any], *, by: Person, subject: str = "") -> Period:
    """Ask every unit and village for a report. Raises `RuleBroken` for days that make no sense or are taken.

    A regular period shares no day with another of its kind; what is asked for besides them has a subject instead.
    """
    starts_on, ends_on, due_on = (facts[name] for name in ("starts_on", "ends_on", "due_on"))
    if ends_on < starts_on or due_on < ends_on:
        raise RuleBroken(_("Ngày chốt số liệu phải sau ngày bắt đầu, hạn nộp không được trước ngày chốt."))
    if due_on < today() or (due_on - starts_on).days > LONGEST:
        raise RuleBroken(_("Hạn nộp phải từ hôm nay trở đi, và kỳ báo cáo không dài quá hai năm."))
    if (kind is PeriodKind.AD_HOC) != bool(subject):
        raise RuleBroken(_("Báo cáo đột xuất phải ghi về việc gì; báo cáo định kỳ thì không ghi."))
    taken = _("Đã có kỳ báo cáo cùng loại trùng thời gian này.")
    _one_at_a_time()
    if kind is not PeriodKind.AD_HOC and db.session.scalars(queries.overlapping(kind, starts_on, ends_on)).first():
        raise RuleBroken(taken)
    period = Period(kind=kind, year=ends_on.year, subject=subject, **facts)
    add_once(period, taken)
    period.returns = [Return(unit=unit) for unit in db.session.scalars(queries.reporting_units(ends_on))]
    period.returns += [Return(village=village) for village in db.session.scalars(queries.reporting_villages(ends_on))]
    period.record("periods.open", by=by, role=by.acts_as(Role.COORDINATOR), facts={"kind": kind.value, "year": period.year})
    db.session.flush()
    tell_reporters(period.returns, f"period-{period.id}", _("Hạn nộp %(day)s.", day=f"{due_on:%d/%m/%Y}"))
    return period


def drop_period(period: Period, *, by: Person, reason: str) -> None:
    """Take back a period opened by mistake. Raises `RuleBroken` once a place sent something in."""
    if not period.is_untouched:
        raise RuleBroken(_("Đã có nơi viết hoặc nộp báo cáo kỳ này, nên không bỏ được nữa."))
    facts = {"kind": period.kind.value, "year": period.year}
    period.record("periods.drop", by=by, role=by.acts_as(Role.COORDINATOR), reason=reason, facts=facts)
    for one in period.returns:
        db.session.delete(one)
    db.session.flush()
    db.session.delete(period)


def send_back(one: Return, *, by: Person, reason: str) -> None:
    """Ask a place for more, and tell whoever reports for it. Raises `RuleBroken`."""
    one.send_back(by=by, reason=reason)
    tell_reporters([one], f"back-{one.id}-{one.version}", _("Xã trả lại: %(reason)s", reason=reason))


def remind(period: Period, *, by: Person) -> int:
    """Tell those who have not sent in; once a day is enough. Returns how many places. Raises `RuleBroken`."""
    if period.reminded_at is not None and (utcnow() - period.reminded_at).days < 1:
        raise RuleBroken(_("Đã nhắc trong 24 giờ qua."))
    missing = period.missing
    if not missing:
        raise RuleBroken(_("Nơi nào cũng đã nộp."))
    period.reminded_at = utcnow()
    event = period.record("periods.remind", by=by, role=by.acts_as(Role.COORDINATOR), facts={"places": len(missing)})
    text = _("Báo cáo chưa nộp, hạn %(day)s.", day=f"{period.due_on:%d/%m/%Y}")
    tell_reporters(missing, f"remind-{period.id}-{event.at:%Y%m%d%H%M}", text)
    return len(missing)


def tell_reporters(returns: list[Return], happening: str, text: str) -> None:
    """Put a notice before whoever reports for these places."""
    held = db.session.execute(queries.reporters(returns)).all()
    for one in returns:
        of = (("unit_id", one.unit_id), ("village_id", one.village_id))
        people = sorted({row.person_id for row in held for name, id in of if id is not None and getattr(row, name) == id})
        title = _("Báo cáo %(period)s: %(name)s", period=one.period.phrase, name=one.name)
        notices.tell(
            people,
            happening=f"{happening}-{one.id}",
            at=utcnow(),
            title=title,
            text=text,
            endpoint="returns.show",
            id=one.id,
        )


def _one_at_a_time() -> None:
    """Whoever opens a period sees those that were opened before; SQLite lets one at a time write anyhow."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(_OPENING)))


def _day(text: str, year: int) -> date:
    """A day of the year as the settings write it: 14/06."""
    day, month = text.split("/")
    return date(year, int(month), int(day))
