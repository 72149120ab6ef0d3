"""What the commune may set by itself, with the proposal that holds until it does."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

import holidays
import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.commune.models import Setting
from app.core.clock import local, utcnow
from app.core.db import db

# Key: words on screen, proposal. Days are working days; the periods are proposals until the commune decides.
DAYS: dict[str, tuple[Any, int]] = {
    "days.submitted": (_l("Xã xem xét sáng kiến mới"), 7),
    "days.returned": (_l("Tác giả bổ sung"), 22),
    "days.open": (_l("Quyết định bước tiếp theo sau khi lấy ý kiến"), 44),
    "days.evaluating": (_l("Hội đồng đánh giá"), 66),
    "days.recognised": (_l("Đưa vào thí điểm hoặc áp dụng sau khi công nhận"), 44),
    "days.pilot_result": (_l("Ghi kết quả sau khi thí điểm hết hạn"), 10),
    "days.confirm": (_l("Người thứ hai xác nhận (từ chối, minh chứng, áp dụng)"), 5),
    "days.resident": (_l("Tổ của thôn xác nhận người dân"), 10),
    "days.request_seen": (_l("Báo đã nhận yêu cầu về dữ liệu cá nhân"), 2),
}
# Calendar days, NĐ 356/2025/NĐ-CP as read in public sources: the commune checks them against the decree.
CALENDAR_DAYS: dict[str, tuple[Any, int]] = {
    "calendar_days.withdraw": (_l("Trả lời yêu cầu rút đồng ý, hạn chế, phản đối"), 15),
    "calendar_days.view": (_l("Trả lời yêu cầu xem, sửa, nhận bản sao dữ liệu"), 10),
    "calendar_days.delete": (_l("Trả lời yêu cầu xóa dữ liệu"), 20),
}
PRIVACY_CONTACT = "privacy.contact"
TEAMS_ENOUGH = "teams.enough"
DOUBLE_USE = "tally.double_use"
COMMENTS_HOLD_AT = "comments.hold_at"
WARN_DAYS = "certificates.warn_days"
UNUSUAL_SCANS = "scans.unusual"
REPORT_HALF = "reports.half_cut_off"
REPORT_YEAR = "reports.year_cut_off"
REPORT_DAYS = "reports.days"
DAYS_OFF = "calendar.days_off"
WORKED = "calendar.days_worked"
DEFAULTS = {key: str(days) for key, (_words, days) in (DAYS | CALENDAR_DAYS).items()} | {
    PRIVACY_CONTACT: "Bộ phận một cửa, Ủy ban nhân dân xã Nam Thanh Miện",
    TEAMS_ENOUGH: "4",  # indicator 5.2: so many confirmed activities a year make a team effective; the plan is silent
    DOUBLE_USE: "yes",  # whether one initiative may count for 1.4 and 4.6; the plan is silent
    COMMENTS_HOLD_AT: "3",  # so many reports hide a remark until a person decides
    WARN_DAYS: "180 90 30",  # so many days before a product's paper ends its producer and the office are told
    UNUSUAL_SCANS: "30",  # so often one numbered label is scanned before buyer and producer are warned
    REPORT_HALF: "14/06",  # NĐ 09/2019/NĐ-CP, điều 12, as read in public sources
    REPORT_YEAR: "14/12",
    REPORT_DAYS: "5",  # working days from the cut-off to the day by which places send in
    DAYS_OFF: "",  # further days off, as 2026-01-02 2026-08-31
    WORKED: "",  # weekend days worked in exchange
}


@cache
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("VN", years=year))


@dataclass(frozen=True)
class Calendar:
    """Working days: not weekends, not public holidays (Bộ luật Lao động 2019, điều 112), not the commune's own days off."""

    days_off: frozenset[date] = field(default_factory=frozenset)
    days_worked: frozenset[date] = field(default_factory=frozenset)

    def is_working(self, day: date) -> bool:
        """Whether offices are open on a day."""
        if day in self.days_worked:
            return True
        return day.weekday() < 5 and day not in self.days_off and day not in _public_holidays(day.year)

    def after(self, day: date, working_days: int) -> date:
        """The day that is so many working days later; the first day does not count."""
        while working_days > 0:
            day += timedelta(days=1)
            working_days -= self.is_working(day)
        return day

    def before(self, day: date, working_days: int) -> date:
        """The latest day from which so many working days have passed in full by the end of the day before `day`."""
        start = day
        while self.after(start, working_days) >= day:
            start -= timedelta(days=1)
        return start


class Rules:
    """The settings in force, read once a request."""

    def __init__(self, stored: dict[str, str]) -> None:
        self._values = {**DEFAULTS, **stored}
        self.calendar = Calendar(_days(self._values[DAYS_OFF]), _days(self._values[WORKED]))

    def text(self, key: str) -> str:
        """A setting as it is stored."""
        return self._values[key]

    def number(self, key: str) -> int:
        """A setting that is a whole number."""
        return int(self._values[key])

    def numbers(self, key: str) -> list[int]:
        """A setting that is several whole numbers."""
        return [int(word) for word in self._values[key].split()]

    def days(self, what: str) -> int:
        """A period in working days."""
        return int(self._values[f"days.{what}"])

    def calendar_days(self, what: str) -> int:
        """A period in calendar days."""
        return int(self._values[f"calendar_days.{what}"])

    def due(self, since: Any, what: str) -> date:
        """The last day of a period that began at a moment."""
        return self.calendar.after(local(since).date(), self.days(what))

    def overdue_since(self, what: str) -> date:
        """What began on this day or earlier is overdue today."""
        return self.calendar.before(local(utcnow()).date(), self.days(what))

    @property
    def allows_double_use(self) -> bool:
        """Whether an initiative of management may count for indicators 1.4 and 4.6 both."""
        return self._values[DOUBLE_USE] == "yes"


def rules() -> Rules:
    """The settings of this request, one question to the database."""
    known = db.session.info
    if "rules" not in known:
        stored = db.session.execute(sa.select(Setting.key, Setting.value))
        known["rules"] = Rules(dict(stored.all()))
    found: Rules = known["rules"]
    return found


def _days(text: str) -> frozenset[date]:
    return frozenset(date.fromisoformat(word) for word in text.split())
