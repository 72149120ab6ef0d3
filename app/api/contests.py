"""Contests with published results, with everything these are computed from."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.api.answers import answers, page_of
from app.api.council import DECIDED
from app.api.shapes import COUNT, HASH, POINTS, TEXT, YES_NO, Part, Shape, by_key, listing, many, maybe
from app.contests import open_data, queries
from app.contests.models import Contest
from app.contests.policy import see_results
from app.core.access import access, everyone

GROUP = _l("Cuộc thi")
CONTEST = Shape(
    "Contest",
    _l("Một cuộc thi đã công bố kết quả"),
    (Part("code", TEXT, _l("Mã của cuộc thi")), Part("title", TEXT, _l("Tên")), *DECIDED),
)
PRIZE = Shape(
    "Prize",
    _l("Một giải"),
    (Part("name", TEXT, _l("Tên")), Part("quantity", COUNT, _l("Có mấy giải"))),
)
CRITERION = Shape(
    "ContestCriterion",
    _l("Một tiêu chí của mẫu chấm"),
    (
        Part("code", TEXT, _l("Mã của tiêu chí")),
        Part("name", TEXT, _l("Tên")),
        Part("max", POINTS, _l("Điểm cao nhất")),
    ),
)
RUBRIC = Shape(
    "ContestRubric",
    _l("Mẫu chấm đã dùng"),
    (
        Part("name", TEXT, _l("Tên")),
        Part("version", COUNT, _l("Bản thứ mấy")),
        Part("criteria", many(CRITERION.ref), _l("Các tiêu chí")),
        Part("minimum", POINTS, _l("Điểm tối thiểu")),
        Part("tie_criterion", TEXT, _l("Bằng điểm thì xét tiêu chí nào trước")),
    ),
)
SHEET = Shape(
    "ContestSheet",
    _l("Một phiếu chấm, không có tên người chấm"),
    (
        Part("judge", TEXT, _l("Số rút thăm của giám khảo")),
        Part("marks", by_key(POINTS), _l("Điểm theo mã tiêu chí")),
        Part("agrees", maybe(YES_NO), _l("Có đồng ý công nhận không")),
        Part("salt", TEXT, _l("Muối của dấu niêm")),
        Part("digest", HASH, _l("Dấu niêm của phiếu, có trong nhật ký")),
    ),
)
ENTRY = Shape(
    "ContestEntry",
    _l("Một bài dự thi"),
    (
        Part("code", TEXT, _l("Mã của bài")),
        Part("field", TEXT, _l("Bảng thi")),
        Part("sheets", many(SHEET.ref), _l("Các phiếu chấm")),
        Part("raw_mean", maybe(POINTS), _l("Điểm trung bình chưa điều chỉnh")),
        Part("mean", maybe(POINTS), _l("Điểm trung bình")),
        Part("spread", maybe(POINTS), _l("Chênh lệch")),
        Part("votes", maybe(COUNT), _l("Số phiếu bình chọn")),
        Part("vote_points", maybe(POINTS), _l("Điểm bình chọn")),
        Part("score", maybe(POINTS), _l("Tổng điểm")),
        Part("place", maybe(COUNT), _l("Thứ hạng")),
        Part("tie_order", maybe(COUNT), _l("Thứ tự Ban tổ chức quyết định khi bằng điểm")),
        Part("goes_on", YES_NO, _l("Có vào vòng sau không")),
        Part("prize", maybe(TEXT), _l("Giải")),
    ),
)
ROUND = Shape(
    "ContestRound",
    _l("Một vòng chấm"),
    (
        Part("number", COUNT, _l("Vòng thứ mấy")),
        Part("judges_per_entry", COUNT, _l("Mỗi bài có mấy giám khảo")),
        Part("fewest_sheets", COUNT, _l("Cần ít nhất mấy phiếu")),
        Part("drops", YES_NO, _l("Có bỏ phiếu cao nhất và thấp nhất không")),
        Part("normalises", YES_NO, _l("Có điều chỉnh độ chặt của giám khảo không")),
        Part("takes", maybe(COUNT), _l("Lấy mấy bài vào vòng sau")),
        Part("rubric", RUBRIC.ref, _l("Mẫu chấm đã dùng")),
        Part("entries", many(ENTRY.ref), _l("Các bài dự thi")),
    ),
)
RESULTS = Shape(
    "ContestResults",
    _l("Kết quả của một cuộc thi, và những gì dùng để tính"),
    (
        *CONTEST.parts,
        Part("ranks_by_field", YES_NO, _l("Có xếp hạng riêng từng bảng không")),
        Part("judge_points", POINTS, _l("Điểm của giám khảo, trên 100")),
        Part("vote_points", POINTS, _l("Điểm của bình chọn, trên 100")),
        Part("vote_step", POINTS, _l("Điểm bình chọn làm tròn đến")),
        Part("prizes", many(PRIZE.ref), _l("Cơ cấu giải")),
        Part("rounds", many(ROUND.ref), _l("Các vòng chấm")),
    ),
)
LIST = listing("Contests", CONTEST, called="contests")


@answers("/contests", LIST, _l("Các cuộc thi đã công bố kết quả"), group=GROUP, after="cursor")
@access(everyone)
def contests() -> Any:
    """Contests with published results, newest first, a hundred at a time."""
    rows, following = page_of(queries.published(), Contest.id)
    return {"contests": [open_data.summary(row) for row in rows], "next": following}


@answers("/contests/<code>/results", RESULTS, _l("Kết quả một cuộc thi, tính lại được"), group=GROUP)
@access(see_results, queries.results)
def contest_results(contest: Contest) -> Any:
    """One contest with its rounds, its sheets without names, and what they come to."""
    return {**open_data.summary(contest), **(contest.results or {})}
