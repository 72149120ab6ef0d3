"""The indicator set of a year, and the rows behind its computed figures."""

from typing import Any

from flask import abort
from flask_babel import lazy_gettext as _l

from app.api.answers import answers, known
from app.api.figures import GROUP
from app.api.shapes import ANYTHING, COUNT, TEXT, YEAR, YES_NO, Part, Schema, Shape, by_key, many, maybe, one_of
from app.commune.settings import rules
from app.core.access import access, everyone
from app.scorecard.actions.reckoning import rows_of, scorecard_of
from app.scorecard.models import Band, Mode, Source
from app.scorecard.models import Shape as Measured
from app.scorecard.outcomes import Scorecard

NUMBER: Schema = {"type": "number"}
WANTED: Schema = {"anyOf": [NUMBER, YES_NO]}
FIGURE: Schema = {"anyOf": [NUMBER, YES_NO, {"type": "null"}]}
LINE = Shape(
    "Indicator",
    _l("Một chỉ số trong năm"),
    (
        Part("code", TEXT, _l("Mã chỉ số, như trong kế hoạch")),
        Part("name", TEXT, _l("Tên")),
        Part("max_points", NUMBER, _l("Điểm tối đa")),
        Part("target", WANTED, _l("Chỉ tiêu; tỷ lệ 90 % viết là 0.9")),
        Part("value", FIGURE, _l("Kết quả; để trống khi chưa có số liệu")),
        Part("points", maybe(NUMBER), _l("Điểm tự chấm, cắt đến bốn chữ số lẻ")),
        Part("verified_points", maybe(NUMBER), _l("Điểm thẩm định")),
        Part("source", one_of(Source), _l("Nguồn số liệu")),
        Part("evidence", COUNT, _l("Số minh chứng của số đã nhập")),
        Part("shape", one_of(Measured), _l("Đo bằng gì")),
        Part("mode", one_of(Mode), _l("Đạt một phần thì tính điểm thế nào")),
        Part("steps", many({"type": "array", "items": TEXT}), _l("Các mức và phần điểm, nếu tính theo mức")),
        Part("numerator", maybe(NUMBER), _l("Tử số")),
        Part("denominator", maybe(NUMBER), _l("Mẫu số")),
        Part("entered", YES_NO, _l("Số đã nhập, không phải số đếm")),
    ),
)
_FROZEN = (
    Part("numerator", maybe(TEXT), _l("Tử số")),
    Part("denominator", maybe(TEXT), _l("Mẫu số")),
    Part("points", maybe(TEXT), _l("Điểm tự chấm")),
    Part("verified_points", maybe(TEXT), _l("Điểm thẩm định")),
    Part("proofs", COUNT, _l("Số minh chứng")),
)
FROZEN = Shape("IndicatorThenOrNow", _l("Số liệu của một chỉ số lúc chốt hoặc nay"), _FROZEN)
CHANGE = Shape(
    "IndicatorAmendment",
    _l("Một chỉ số khác đi sau khi chốt năm"),
    (
        Part("code", TEXT, _l("Mã chỉ số, như trong kế hoạch")),
        Part("before", FROZEN.ref, _l("Lúc chốt")),
        Part("after", FROZEN.ref, _l("Nay")),
    ),
)
CARD = Shape(
    "Scorecard",
    _l("Bộ chỉ số của một năm"),
    (
        Part("year", YEAR, _l("Năm")),
        Part("version", TEXT, _l("Phiên bản bộ chỉ số: năm và số")),
        Part("decision", TEXT, _l("Theo quyết định nào")),
        Part("total", NUMBER, _l("Tổng điểm tự chấm, cắt đến bốn chữ số lẻ")),
        Part("band", one_of(Band), _l("Xếp loại, so trên tổng chưa làm tròn")),
        Part("provisional", YES_NO, _l("Tạm tính: còn chỉ số chưa có số liệu, hoặc năm chưa hết")),
        Part("closed", YES_NO, _l("Năm đã chốt chưa")),
        Part("indicators", many(LINE.ref), _l("23 chỉ số của kế hoạch")),
        Part("local", many(LINE.ref), _l("Chỉ số riêng của xã, ngoài 100 điểm")),
        Part("amendments", many(CHANGE.ref), _l("Những gì khác đi sau khi chốt năm")),
    ),
)
ROW = Shape(
    "IndicatorRow",
    _l("Một hồ sơ đứng sau một chỉ số"),
    (
        Part("ref", COUNT, _l("Số của hồ sơ")),
        Part("label", maybe(TEXT), _l("Tên hồ sơ; để trống khi là tên người")),
        Part("counts", COUNT, _l("Cộng vào tử số")),
        Part("of", COUNT, _l("Cộng vào mẫu số")),
    ),
)
ROWS = Shape(
    "ScorecardRows",
    _l("Hồ sơ đứng sau các chỉ số hệ thống đếm, để ai cũng đếm lại được"),
    (
        Part("year", YEAR, _l("Năm")),
        Part("double_use", YES_NO, _l("Một sáng kiến quản lý được tính cho cả chỉ số 1.4 và 4.6")),
        Part("rows", by_key(many(ROW.ref)), _l("Theo mã chỉ số")),
        Part("snapshot", maybe(ANYTHING), _l("Bản đóng băng của năm đã chốt, đúng như khi tính mã kiểm chứng")),
    ),
)


@answers("/scorecard/<int:year>", CARD, _l("Bộ chỉ số đổi mới sáng tạo"), group=GROUP)
@access(everyone)
def scorecard(year: int) -> Any:
    """The indicator set of a year."""
    return _card(year).as_json()


@answers("/scorecard/<int:year>/rows", ROWS, _l("Hồ sơ đứng sau bộ chỉ số"), group=GROUP)
@access(everyone)
def scorecard_rows(year: int) -> Any:
    """The rows behind the computed indicators of a year, and the snapshot of a closed one."""
    return rows_of(_card(year), rules=rules())


def _card(year: int) -> Scorecard:
    return scorecard_of(known(year), rules=rules()) or abort(404)
