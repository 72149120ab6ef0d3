"""Published sessions of the council, with everything their results are computed from."""

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.api.answers import answers, page_of
from app.api.shapes import COUNT, DAY, HASH, MOMENT, POINTS, TEXT, YES_NO, Part, Shape, by_key, listing, many, maybe, one_of
from app.core.access import access, everyone
from app.council import open_data
from app.council.models import CouncilSession, Outcome, SessionState
from app.council.models.session import QUORUMS
from app.council.policy import see_published
from app.council.queries import published

GROUP = _l("Hội đồng")
DECIDED = (
    Part("published_at", maybe(MOMENT), _l("Công bố lúc")),
    Part("decision_number", maybe(TEXT), _l("Số quyết định")),
    Part("decision_on", maybe(DAY), _l("Ngày quyết định")),
)
SESSION = Shape(
    "CouncilSession",
    _l("Một phiên họp đã công bố kết quả"),
    (Part("code", TEXT, _l("Mã của phiên họp")), Part("title", TEXT, _l("Tên")), *DECIDED),
)
CRITERION = Shape(
    "CouncilCriterion",
    _l("Một tiêu chí của mẫu chấm"),
    (
        Part("code", TEXT, _l("Mã của tiêu chí")),
        Part("name", TEXT, _l("Tên")),
        Part("max", POINTS, _l("Điểm cao nhất")),
        Part("minimum", maybe(POINTS), _l("Điểm tối thiểu")),
        Part("excludes", YES_NO, _l("Được 0 điểm thì không công nhận")),
    ),
)
CLASS = Shape(
    "AwardClass",
    _l("Một loại, và điểm cần có"),
    (
        Part("class", TEXT, _l("Loại")),
        Part("minimum", POINTS, _l("Điểm tối thiểu")),
        Part("criteria", by_key(POINTS), _l("Điểm tối thiểu của từng tiêu chí, theo mã")),
    ),
)
RUBRIC = Shape(
    "CouncilRubric",
    _l("Mẫu chấm đã dùng"),
    (
        Part("name", TEXT, _l("Tên")),
        Part("version", COUNT, _l("Bản thứ mấy")),
        Part("step", POINTS, _l("Bước điểm nhỏ nhất")),
        Part("criteria", many(CRITERION.ref), _l("Các tiêu chí")),
        Part("minimum", POINTS, _l("Điểm tối thiểu")),
        Part("classes", many(CLASS.ref), _l("Các loại")),
        Part(
            "agree_percent", maybe({"type": "integer", "minimum": 0, "maximum": 100}), _l("Cần bao nhiêu phần trăm đồng ý")
        ),
        Part("tie_criterion", TEXT, _l("Bằng điểm thì xét tiêu chí nào trước")),
    ),
)
SHEET = Shape(
    "CouncilSheet",
    _l("Một phiếu chấm, không có tên người chấm"),
    (
        Part("marks", by_key(POINTS), _l("Điểm theo mã tiêu chí")),
        Part("agrees", maybe(YES_NO), _l("Có đồng ý công nhận không")),
        Part("salt", TEXT, _l("Muối của dấu niêm")),
        Part("digest", HASH, _l("Dấu niêm của phiếu, có trong nhật ký")),
    ),
)
_FIGURES = (
    Part("mean", POINTS, _l("Điểm trung bình")),
    Part("median", POINTS, _l("Điểm trung vị")),
    Part("spread", POINTS, _l("Chênh lệch")),
)
OF_CRITERION = Shape(
    "CriterionResult", _l("Kết quả của một tiêu chí"), (Part("code", TEXT, _l("Mã của tiêu chí")), *_FIGURES)
)
CASE = Shape(
    "CouncilCase",
    _l("Một hồ sơ của phiên họp"),
    (
        Part("code", TEXT, _l("Mã của sáng kiến")),
        Part("title", TEXT, _l("Tên")),
        Part("recused", COUNT, _l("Số thành viên có liên quan, không chấm")),
        Part("sheets", many(SHEET.ref), _l("Các phiếu chấm")),
        Part("criteria", many(OF_CRITERION.ref), _l("Kết quả từng tiêu chí")),
        *(Part(one.name, maybe(one.holds), one.means) for one in _FIGURES),
        Part("agree", maybe(POINTS), _l("Bao nhiêu phần trăm đồng ý")),
        Part("class", maybe(TEXT), _l("Loại")),
        Part("rank", maybe(COUNT), _l("Thứ hạng")),
        Part("tie_order", maybe(COUNT), _l("Thứ tự Chủ tịch quyết định khi bằng điểm")),
        Part("outcome", one_of(Outcome), _l("Kết luận")),
    ),
)
IN_FULL = Shape(
    "CouncilSessionInFull",
    _l("Một phiên họp với mẫu chấm, các phiếu và kết quả"),
    (
        *SESSION.parts,
        Part("members", COUNT, _l("Số thành viên được chấm")),
        Part("quorum", {"type": "string", "enum": [*QUORUMS]}, _l("Cần bao nhiêu phần thành viên, như 2/3")),
        Part("rubric", RUBRIC.ref, _l("Mẫu chấm đã dùng")),
        Part("cases", many(CASE.ref), _l("Các hồ sơ")),
    ),
)
LIST = listing("CouncilSessions", SESSION, called="sessions")


@answers("/council", LIST, _l("Các phiên họp đã công bố kết quả"), group=GROUP, after="cursor")
@access(everyone)
def councils() -> Any:
    """Published sessions of the council, newest first, a hundred at a time."""
    query = sa.select(CouncilSession).where(CouncilSession.state == SessionState.PUBLISHED)
    rows, following = page_of(query, CouncilSession.id)
    return {"sessions": [open_data.summary(row) for row in rows], "next": following}


@answers("/council/<code>", IN_FULL, _l("Một phiên họp, tính lại được"), group=GROUP)
@access(see_published, published)
def council(session: CouncilSession) -> Any:
    """One published session with its rubric, its sheets without names, and what they come to."""
    return open_data.as_json(session)
