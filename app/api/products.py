"""Published products, and each published lot as its page tells it."""

from typing import Any

from flask import abort
from flask_babel import lazy_gettext as _l

from app.api.answers import answers, page_of
from app.api.shapes import COUNT, DAY, MOMENT, TEXT, YES_NO, Part, Shape, listing, many, maybe, one_of
from app.core.access import access, everyone
from app.core.clock import today
from app.core.db import db
from app.products import trace_code
from app.products.models import Measure, Product, ProductState, RecallKind, Step
from app.products.queries import showing
from app.tracing import open_data
from app.tracing.page import TracePage
from app.tracing.reading import lot_of, read

GROUP = _l("Sản phẩm")
_DECIMAL = {"type": "string", "pattern": r"^\d+(\.\d+)?$"}
_STARS = {"type": "integer", "minimum": 1, "maximum": 5}
PRODUCT = Shape(
    "Product",
    _l("Một sản phẩm đã đăng"),
    (
        Part("id", COUNT, _l("Số của sản phẩm, cũng là số ở đường dẫn của trang")),
        Part("name", TEXT, _l("Tên")),
        Part("producer", TEXT, _l("Cơ sở sản xuất")),
        Part("village", TEXT, _l("Thôn")),
        Part("state", one_of((ProductState.PUBLISHED, ProductState.RETIRED)), _l("Đang bán hay đã ngừng làm")),
        Part("gtin", maybe(TEXT), _l("Mã GTIN")),
        Part("stars", maybe(_STARS), _l("Số sao OCOP còn hiệu lực")),
        Part("lots", many(TEXT), _l("Mã truy xuất của các lô đã công bố, lô mới trước")),
    ),
)
EVENT = Shape(
    "TraceStep",
    _l("Một công đoạn"),
    (
        Part("step", one_of(Step), _l("Việc gì")),
        Part("event_time", MOMENT, _l("Lúc nào")),
        Part("place_code", maybe(TEXT), _l("Mã địa điểm")),
        Part("place", maybe(TEXT), _l("Địa điểm")),
        Part("quantity", maybe(_DECIMAL), _l("Số lượng")),
    ),
)
MATERIAL = Shape(
    "TraceMaterial",
    _l("Một lô nguyên liệu"),
    (
        Part("lot", maybe(TEXT), _l("Số lô của cơ sở")),
        Part("product", maybe(TEXT), _l("Tên sản phẩm")),
        Part("trace_code", maybe(TEXT), _l("Mã truy xuất")),
    ),
)
RECALL = Shape(
    "TraceRecall",
    _l("Một lệnh thu hồi đang có hiệu lực"),
    (
        Part("kind", one_of(RecallKind), _l("Thu hồi hay rút khỏi chỗ bán")),
        Part("at", MOMENT, _l("Lúc nào")),
        Part("reason", TEXT, _l("Lý do công khai")),
        Part("from", maybe(COUNT), _l("Từ chiếc số")),
        Part("to", maybe(COUNT), _l("Đến chiếc số")),
    ),
)
TRACE = Shape(
    "Trace",
    _l("Một lô đã công bố"),
    (
        Part("trace_code", TEXT, _l("Mã truy xuất")),
        Part("product_name", TEXT, _l("Tên sản phẩm")),
        Part("operator_name", TEXT, _l("Cơ sở sản xuất")),
        Part("operator_address", TEXT, _l("Địa chỉ cơ sở")),
        Part("production_time", DAY, _l("Ngày sản xuất hoặc thu hoạch")),
        Part("expiry", maybe(DAY), _l("Hạn sử dụng")),
        Part("brand", maybe(TEXT), _l("Nhãn hiệu")),
        Part("gtin", maybe(TEXT), _l("Mã GTIN")),
        Part("lot", TEXT, _l("Số lô của cơ sở")),
        Part("quantity", maybe(_DECIMAL), _l("Số lượng")),
        Part("measure", one_of(Measure), _l("Đơn vị đo, mã của UN/ECE Rec 20")),
        Part("standards", TEXT, _l("Tiêu chuẩn áp dụng")),
        Part("images", many(TEXT), _l("Tên tệp của các ảnh")),
        Part("events", many(EVENT.ref), _l("Các công đoạn, cũ trước")),
        Part("made_of", many(MATERIAL.ref), _l("Làm ra từ những lô nào")),
        Part("recalls", many(RECALL.ref), _l("Các lệnh thu hồi đang có hiệu lực")),
        Part("stars", maybe(_STARS), _l("Số sao OCOP còn hiệu lực")),
        Part("is_sample", YES_NO, _l("Có phải dữ liệu mẫu không")),
    ),
)


@answers("/products", listing("Products", PRODUCT), _l("Mọi sản phẩm đã đăng"), group=GROUP, after="cursor")
@access(everyone)
def products() -> Any:
    """Published products with the trace codes of their lots, newest first, a hundred at a time."""
    rows, following = page_of(showing.catalogue(), Product.id)
    return {"items": lines(rows), "next": following}


@answers("/trace/<code>", TRACE, _l("Một lô hàng từ đâu đến"), group=GROUP)
@access(everyone)
def trace(code: str) -> Any:
    """One published lot as its page tells it."""
    lot = lot_of(trace_code.read(code) or "")
    return abort(404) if lot is None else open_data.as_json(TracePage(read(lot), language="vi", on=today(), unusual=None))


def lines(rows: list[Product]) -> list[dict[str, Any]]:
    """Lines of `/api/v1/products`, with what two statements more tell of all of them."""
    codes: dict[int, list[str]] = {row.id: [] for row in rows}
    for product_id, code in db.session.execute(showing.codes_of(list(codes))):
        codes[product_id].append(code)
    stars: dict[int, int] = dict(db.session.execute(showing.stars_of(list(codes))).all())
    return [
        {
            "id": row.id,
            "name": row.name,
            "producer": row.producer.name,
            "village": row.producer.organisation.village.name,
            "state": row.state.value,
            "gtin": row.gtin,
            "stars": stars.get(row.id),
            "lots": codes[row.id],
        }
        for row in rows
    ]
