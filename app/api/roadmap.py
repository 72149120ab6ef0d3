"""The tasks of the plan."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.api.answers import answers, counted, known
from app.api.shapes import COUNT, DAY, PERCENT, QUARTER, TEXT, YEAR, YES_NO, Part, Shape, many, maybe, one_of
from app.core.access import access, everyone
from app.core.db import db
from app.folders.queries import proofs_shown
from app.roadmap import open_data, queries
from app.roadmap.models import TaskState

GROUP = _l("Lộ trình")
UNIT = Shape(
    "Unit",
    _l("Một đơn vị"),
    (Part("code", TEXT, _l("Mã đơn vị")), Part("name", TEXT, _l("Tên"))),
)
TASK = Shape(
    "Task",
    _l("Một nhiệm vụ của lộ trình"),
    (
        Part("code", TEXT, _l("Mã nhiệm vụ")),
        Part("text", TEXT, _l("Phải làm gì")),
        Part("text_en", maybe(TEXT), _l("Phải làm gì, bằng tiếng Anh")),
        Part("year", YEAR, _l("Năm")),
        Part("quarter", QUARTER, _l("Hạn là cuối quý nào")),
        Part("planned_year", YEAR, _l("Năm kế hoạch giao lúc đầu")),
        Part("planned_quarter", QUARTER, _l("Quý kế hoạch giao lúc đầu")),
        Part("is_own", YES_NO, _l("Có phải nhiệm vụ xã thêm ngoài kế hoạch không")),
        Part("state", one_of(TaskState), _l("Đang ở bước nào")),
        Part("late", YES_NO, _l("Đã quá hạn mà chưa xong")),
        Part("done_on", maybe(DAY), _l("Hoàn thành ngày")),
        Part("percent", maybe(PERCENT), _l("Được bao nhiêu phần trăm, nếu đếm được")),
        Part("leads", many(UNIT.ref), _l("Đơn vị chủ trì")),
        Part("supports", many(UNIT.ref), _l("Đơn vị phối hợp")),
        Part("proofs", COUNT, _l("Số minh chứng công khai")),
    ),
)
ROADMAP = Shape(
    "Roadmap",
    _l("Lộ trình của một năm"),
    (Part("year", YEAR, _l("Năm")), Part("tasks", many(TASK.ref), _l("Các nhiệm vụ, theo quý"))),
)


@answers("/roadmap/<int:year>", ROADMAP, _l("Các nhiệm vụ của một năm"), group=GROUP)
@access(everyone)
def roadmap(year: int) -> Any:
    """The tasks of a year in the order of the plan."""
    return {"year": year, "tasks": tasks_of(known(year))}


def tasks_of(year: int) -> list[dict[str, Any]]:
    """The tasks of a year as lines. Three statements, however many there are."""
    tasks = list(db.session.scalars(queries.tasks(year=year)))
    proofs = counted(proofs_shown([task.folder_id for task in tasks]))
    return [open_data.as_json(task, proofs.get(task.folder_id, 0)) for task in tasks]
