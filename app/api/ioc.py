"""What the city's operations centre (IOC) may ask for: a few figures that are public already, in one small answer.

Pull only: nothing is sent anywhere. The city's own format is not known yet; `docs/ioc.md` has the table to map it.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from app.api.answers import answers
from app.api.shapes import MOMENT, TEXT, Part, Shape, many, maybe
from app.commune.settings import rules
from app.community.queries.activities import reached
from app.core.access import access, everyone
from app.core.clock import local, today, utcnow
from app.core.db import db
from app.initiatives.queries import waiting
from app.products.queries import overview
from app.roadmap import queries as roadmap
from app.roadmap.models import TaskState
from app.satisfaction.actions import year_of
from app.scorecard.actions.reckoning import scorecard_of
from app.scorecard.actions.tallying import tally_of
from app.scorecard.scoring import cut
from app.tourism.queries import counting as island

FIGURE = Shape(
    "Figure",
    _l("Một con số, tính đến một lúc"),
    (
        Part("code", TEXT, _l("Mã của con số, không đổi")),
        Part("name", TEXT, _l("Tên")),
        Part("value", maybe({"type": "number"}), _l("Giá trị; để trống khi chưa có số liệu")),
        Part("unit", TEXT, _l("Đơn vị tính")),
        Part("period", {"type": "string", "pattern": r"^\d{4}(-\d{2}){0,2}$"}, _l("Của năm, tháng hay ngày nào")),
        Part("updated_at", MOMENT, _l("Đếm lúc nào, tròn phút")),
    ),
)
FIGURES = Shape(
    "Figures",
    _l("Các con số cho trung tâm điều hành thông minh (IOC)"),
    (
        Part("updated_at", MOMENT, _l("Đếm lúc nào, tròn phút")),
        Part("figures", many(FIGURE.ref), _l("Các con số")),
    ),
)
TASKS = {
    TaskState.WAITING: _l("Nhiệm vụ chưa bắt đầu"),
    TaskState.DOING: _l("Nhiệm vụ đang làm"),
    TaskState.DONE: _l("Nhiệm vụ đã hoàn thành"),
    TaskState.STOPPED: _l("Nhiệm vụ dừng thực hiện"),
}
Row = tuple[str, Any, int | float | None, Any, str]


@answers("/ioc", FIGURES, _l("Các con số để trung tâm điều hành thông minh (IOC) của thành phố tự lấy"), group="IOC")
@access(everyone)
def ioc() -> Any:
    """Every figure as it stands this minute. Twenty-one statements at the most, however much there is."""
    at = utcnow().replace(second=0, microsecond=0).isoformat()
    day = today()
    rows = (*_initiatives(day), *_scorecard(day), *_tasks(day), *_activities(day), *_products(day))
    rows = (*rows, *_island(day), *_satisfaction(day))
    names = ("code", "name", "value", "unit", "period")
    told = [{**dict(zip(names, row, strict=True)), "updated_at": at} for row in rows]
    return {"updated_at": at, "figures": [{**one, "name": str(one["name"]), "unit": str(one["unit"])} for one in told]}


def _initiatives(day: date) -> Iterator[Row]:
    tally, year, unit = tally_of(day.year, rules=rules()), f"{day:%Y}", _l("sáng kiến")
    open_, late = db.session.execute(waiting.in_public(rules())).one()
    yield "initiatives.adopted", _l("Sáng kiến đã áp dụng trong năm"), tally.adopted, unit, year
    yield "initiatives.target", _l("Chỉ tiêu sáng kiến áp dụng trong năm"), tally.target, unit, year
    yield "initiatives.waiting", _l("Sáng kiến công khai đang chờ xã"), open_, unit, day.isoformat()
    yield "initiatives.overdue", _l("Sáng kiến công khai đã quá hẹn"), int(late), unit, day.isoformat()


def _scorecard(day: date) -> Iterator[Row]:
    card, year = scorecard_of(day.year, rules=rules()), f"{day:%Y}"
    if card:
        total = float(cut(card.total, 4))
        yield "scorecard.total", _l("Tổng điểm bộ chỉ số, tạm tính đến hết năm"), total, _l("điểm"), year
        yield "scorecard.unknown", _l("Chỉ số chưa có số liệu hoặc minh chứng"), len(card.unknown), _l("chỉ số"), year


def _tasks(day: date) -> Iterator[Row]:
    tasks, year, unit = list(db.session.scalars(roadmap.tasks(year=day.year))), f"{day:%Y}", _l("nhiệm vụ")
    for state, name in TASKS.items():
        yield f"tasks.{state.value}", name, sum(task.state is state for task in tasks), unit, year
    yield "tasks.late", _l("Nhiệm vụ trễ hạn"), sum(task.is_late for task in tasks), unit, year


def _activities(day: date) -> Iterator[Row]:
    held, people = db.session.execute(reached(*_year(day))).one()
    yield "activities.held", _l("Hoạt động đã xác nhận trong năm"), held, _l("hoạt động"), f"{day:%Y}"
    yield "activities.people", _l("Lượt người dự hoặc được giúp trong năm"), int(people), _l("lượt người"), f"{day:%Y}"


def _products(day: date) -> Iterator[Row]:
    _producers, products, lots, starred = db.session.execute(overview.figures()).one()
    recalls = db.session.scalar(overview.recalled())
    yield "products.published", _l("Sản phẩm đang bán"), products, _l("sản phẩm"), day.isoformat()
    yield "products.starred", _l("Sản phẩm có sao OCOP còn hiệu lực"), starred, _l("sản phẩm"), day.isoformat()
    yield "products.lots", _l("Lô hàng đã công bố"), lots, _l("lô"), day.isoformat()
    yield "recalls.standing", _l("Lệnh thu hồi đang có hiệu lực"), recalls, _l("lệnh"), day.isoformat()


def _island(day: date) -> Iterator[Row]:
    """Visits by month: plaques that were opened, and people whose seats were confirmed or who came."""
    opened: Counter[int] = Counter()
    people: Counter[int] = Counter()
    for row in db.session.execute(island.plaque_days(*_year(day))):
        opened[row.day.month] += int(row.opened)
    for row in db.session.execute(island.people_by_trip(*_year(day))):
        people[local(row.starts_at).month] += int(row.people)
    for month in range(1, day.month + 1):
        period = f"{day.year}-{month:02d}"
        yield "island.scans", _l("Lượt quét biển ở Đảo Cò trong tháng"), opened[month], _l("lượt"), period
        yield "island.people", _l("Khách đặt chỗ ở Đảo Cò được xác nhận trong tháng"), people[month], _l("người"), period


def _satisfaction(day: date) -> Iterator[Row]:
    whole, year = year_of(day.year).whole, f"{day:%Y}"
    percent = None if whole.percent is None else float(whole.percent)
    yield "satisfaction.answers", _l("Câu trả lời khảo sát hài lòng trong năm"), whole.answers, _l("câu trả lời"), year
    yield "satisfaction.percent", _l("Tỷ lệ hài lòng trong năm"), percent, "%", year


def _year(day: date) -> tuple[date, date]:
    return date(day.year, 1, 1), date(day.year + 1, 1, 1)
