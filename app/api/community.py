"""What happens in the villages: teams, activities, models of work."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload, selectinload

from app.api.answers import answers, counted, page_of
from app.api.shapes import COUNT, DAY, MOMENT, TEXT, YES_NO, Part, Shape, listing, many, maybe, one_of
from app.community import open_data
from app.community.models import (
    Activity,
    ActivityKind,
    Exemplar,
    ExemplarKind,
    ExemplarState,
    Subject,
    Team,
    TeamKind,
)
from app.community.models.activity import PUBLIC
from app.community.queries.activities import activities as held
from app.community.queries.exemplars import exemplars
from app.community.queries.teams import teams as standing
from app.core.access import access, everyone
from app.folders.queries import proofs_shown

GROUP = _l("Ở thôn")
_NUMBER = Part("id", COUNT, _l("Số ở đường dẫn của trang"))
_SAMPLE = Part("is_sample", YES_NO, _l("Có phải dữ liệu mẫu không"))
_PROOFS = Part("proofs", COUNT, _l("Số minh chứng công khai"))
TEAM = Shape(
    "Team",
    _l("Một tổ đang hoạt động ở thôn"),
    (
        _NUMBER,
        Part("name", TEXT, _l("Tên")),
        Part("kind", one_of(TeamKind), _l("Loại tổ")),
        Part("village", TEXT, _l("Thôn")),
        Part("founded_on", DAY, _l("Thành lập ngày")),
        Part("decision_number", TEXT, _l("Số quyết định")),
        Part("members", COUNT, _l("Số thành viên")),
        _SAMPLE,
    ),
)
ACTIVITY = Shape(
    "Activity",
    _l("Một hoạt động sắp diễn ra, đã xác nhận hoặc đã hủy"),
    (
        _NUMBER,
        Part("kind", one_of(ActivityKind), _l("Loại hoạt động")),
        Part("subject", maybe(one_of(Subject)), _l("Nội dung tập huấn")),
        Part("title", TEXT, _l("Tên")),
        Part("text", TEXT, _l("Làm những gì")),
        Part("place", TEXT, _l("Địa điểm")),
        Part("village", maybe(TEXT), _l("Thôn")),
        Part("held_by", TEXT, _l("Tổ hoặc đơn vị tổ chức")),
        Part("starts_at", MOMENT, _l("Bắt đầu lúc")),
        Part("ends_at", maybe(MOMENT), _l("Kết thúc lúc")),
        Part("state", one_of(PUBLIC), _l("Đang ở bước nào")),
        Part("people", maybe(COUNT), _l("Số người dự hoặc được giúp")),
        _PROOFS,
        _SAMPLE,
    ),
)
REPLICA = Shape(
    "Replica",
    _l("Một nơi làm theo"),
    (
        Part("place", TEXT, _l("Địa điểm")),
        Part("on", DAY, _l("Từ ngày")),
        Part("note", TEXT, _l("Ghi chú")),
    ),
)
EXEMPLAR = Shape(
    "Model",
    _l("Một mô hình đang làm thử, đã có hiệu quả hoặc đã nhân rộng"),
    (
        _NUMBER,
        Part("name", TEXT, _l("Tên")),
        Part("kind", one_of(ExemplarKind), _l("Lĩnh vực")),
        Part("state", one_of(ExemplarState), _l("Đang ở bước nào")),
        Part("place", TEXT, _l("Địa điểm")),
        Part("village", maybe(TEXT), _l("Thôn")),
        Part("unit", TEXT, _l("Đơn vị chủ trì")),
        Part("organisation", maybe(TEXT), _l("Hợp tác xã, doanh nghiệp, hộ cùng làm")),
        Part("started_on", DAY, _l("Bắt đầu từ ngày")),
        Part("proven_on", maybe(DAY), _l("Có hiệu quả từ ngày")),
        Part("ended_on", maybe(DAY), _l("Dừng từ ngày")),
        Part("cost", maybe(COUNT), _l("Chi phí ban đầu, đồng")),
        Part("text", TEXT, _l("Làm như thế nào")),
        Part("benefit", TEXT, _l("Lợi ích, bằng lời và bằng số")),
        Part("initiative", maybe(TEXT), _l("Mã của sáng kiến mà mô hình bắt nguồn")),
        Part("replicas", many(REPLICA.ref), _l("Những nơi làm theo")),
        _PROOFS,
        _SAMPLE,
    ),
)


@answers("/teams", listing("Teams", TEAM), _l("Các tổ ở thôn"), group=GROUP, after="cursor")
@access(everyone)
def teams() -> Any:
    """Teams that stand, the last founded first, a hundred at a time."""
    rows, following = page_of(standing(), Team.id)
    return {"items": [open_data.team_as_json(row) for row in rows], "next": following}


@answers("/activities", listing("Activities", ACTIVITY), _l("Các hoạt động"), group=GROUP, after="cursor")
@access(everyone)
def activities() -> Any:
    """What is planned, was confirmed or cancelled, the last noted first, a hundred at a time."""
    rows, following = page_of(held(), Activity.id)
    return {"items": activity_lines(rows), "next": following}


@answers("/models", listing("Models", EXEMPLAR), _l("Các mô hình"), group=GROUP, after="cursor")
@access(everyone)
def models() -> Any:
    """Models of work, the last noted first, a hundred at a time."""
    rows, following = page_of(models_around(), Exemplar.id)
    return {"items": model_lines(rows), "next": following}


def activity_lines(rows: list[Activity]) -> list[dict[str, Any]]:
    """Lines of `/api/v1/activities`, with what one statement more tells of all of them."""
    proofs = counted(proofs_shown([row.folder_id for row in rows]))
    return [open_data.activity_as_json(row, proofs.get(row.folder_id, 0)) for row in rows]


def models_around() -> Any:
    """Models with what their lines name."""
    return exemplars().options(
        joinedload(Exemplar.organisation), joinedload(Exemplar.initiative), selectinload(Exemplar.replicas)
    )


def model_lines(rows: list[Exemplar]) -> list[dict[str, Any]]:
    """Lines of `/api/v1/models`, with what one statement more tells of all of them."""
    proofs = counted(proofs_shown([row.folder_id for row in rows]))
    return [open_data.exemplar_as_json(row, proofs.get(row.folder_id, 0)) for row in rows]
