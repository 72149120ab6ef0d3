"""The chain of the history, from which `tools/verify.py` recomputes everything."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.api.answers import address_after, answers, number_after
from app.api.shapes import ANYTHING, COUNT, HASH, MOMENT, TEXT, Part, Shape, many, maybe
from app.core import audit
from app.core.access import access, everyone
from app.core.db import db

ROWS = 1000
GROUP = _l("Kiểm chứng")
HEAD = Shape(
    "ChainHead",
    _l("Chỗ chuỗi kết thúc lúc này"),
    (
        Part("id", COUNT, _l("Số của dòng cuối")),
        Part("hash", HASH, _l("Mã băm của dòng cuối")),
        Part("at", maybe(MOMENT), _l("Dòng cuối ghi lúc nào")),
    ),
)
ROW = Shape(
    "ChainRow",
    _l("Một dòng của nhật ký"),
    (
        Part("id", COUNT, _l("Số dòng")),
        Part("at", MOMENT, _l("Lúc nào")),
        Part("name", TEXT, _l("Việc gì")),
        Part("subject", maybe(TEXT), _l("Về cái gì, nếu ai cũng được biết")),
        Part("role", TEXT, _l("Làm với vai trò gì")),
        Part("before", maybe(TEXT), _l("Từ bước")),
        Part("after", maybe(TEXT), _l("Sang bước")),
        Part("facts", ANYTHING, _l("Những điều ai cũng được biết về việc này")),
        Part("actor", HASH, _l("Dấu niêm của người làm")),
        Part("story", HASH, _l("Dấu niêm của lời đã nói")),
        Part("hash", HASH, _l("SHA-256 của nội dung dòng và mã băm của dòng trước")),
    ),
)
LEDGER = Shape(
    "Ledger",
    _l("Một trang của chuỗi nhật ký"),
    (
        Part("head", HEAD.ref, _l("Chỗ chuỗi kết thúc lúc này")),
        Part("rows", many(ROW.ref), _l("Các dòng, cũ trước")),
        Part("next", maybe(TEXT), _l("Đường dẫn của trang sau; null khi đã hết")),
    ),
)


@answers("/ledger", LEDGER, _l("Chuỗi nhật ký"), group=GROUP, after="number")
@access(everyone)
def ledger() -> Any:
    """The chain of the history, a thousand rows at a time; `tools/verify.py` recomputes it."""
    after = number_after()
    connection = db.session.connection()
    head = audit.head(connection)
    rows = [dict(row._mapping) for row in connection.execute(audit.published(after, head).limit(ROWS))]
    for row in rows:
        row |= {"at": row["at"].isoformat(timespec="microseconds")}
        row |= {"actor": row.pop("actor_seal"), "story": row.pop("story_seal")}
    is_last = not rows or rows[-1]["id"] == head.id
    return {
        "head": {"id": head.id, "hash": head.hash, "at": head.at.isoformat(timespec="microseconds") if head.at else None},
        "rows": rows,
        "next": None if is_last else address_after(rows[-1]["id"]),
    }
