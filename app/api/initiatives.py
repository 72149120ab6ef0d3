"""Public initiatives and what became of each."""

from typing import Any

import sqlalchemy as sa
from flask import abort
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload

from app.api.answers import answers, page_of
from app.api.shapes import COUNT, MOMENT, TEXT, Part, Shape, listing, many, maybe, one_of
from app.core.access import access, everyone
from app.core.db import db
from app.initiatives import policy
from app.initiatives.models import Initiative, State
from app.initiatives.queries import reading
from app.initiatives.queries.listing import PUBLIC_STATES

GROUP = _l("Sáng kiến")
INITIATIVE = Shape(
    "Initiative",
    _l("Một sáng kiến đã đưa ra lấy ý kiến"),
    (
        Part("code", TEXT, _l("Mã của sáng kiến")),
        Part("title", TEXT, _l("Tên")),
        Part("state", one_of((*PUBLIC_STATES, State.MERGED)), _l("Đang ở bước nào")),
        Part("merged_into", maybe(TEXT), _l("Mã của sáng kiến mà nó được gộp vào")),
        Part("field", maybe(TEXT), _l("Mã lĩnh vực")),
        Part("village", maybe(TEXT), _l("Thôn")),
        Part("author", maybe(TEXT), _l("Tên tác giả nếu tác giả muốn hiện tên, hoặc tên tổ chức")),
        Part("votes", COUNT, _l("Số người ủng hộ")),
        Part("submitted_at", maybe(MOMENT), _l("Gửi lúc")),
        Part("published_at", maybe(MOMENT), _l("Công bố lúc")),
        Part("decision_number", maybe(TEXT), _l("Số quyết định")),
    ),
)
MOVE = Shape(
    "Move",
    _l("Một lần chuyển bước"),
    (
        Part("at", MOMENT, _l("Lúc nào")),
        Part("from", maybe(one_of(State)), _l("Từ bước")),
        Part("to", one_of(State), _l("Sang bước")),
        Part("role", TEXT, _l("Làm với vai trò gì")),
        Part("reason", maybe(TEXT), _l("Lý do công khai")),
    ),
)
IN_FULL = Shape(
    "InitiativeInFull",
    _l("Một sáng kiến với nội dung và những bước đã qua"),
    (
        *INITIATIVE.parts,
        Part("problem", TEXT, _l("Chuyện đang vướng")),
        Part("solution", TEXT, _l("Muốn làm gì")),
        Part("history", many(MOVE.ref), _l("Những bước đã qua, cũ trước")),
    ),
)


@answers("/initiatives", listing("Initiatives", INITIATIVE), _l("Mọi sáng kiến công khai"), group=GROUP, after="cursor")
@access(everyone)
def initiatives() -> Any:
    """Public initiatives, newest number first, a hundred at a time; `next` is the address of the following ones."""
    rows, following = page_of(public(), Initiative.id)
    return {"items": [summary(row) for row in rows], "next": following}


@answers("/initiatives/<code>", IN_FULL, _l("Một sáng kiến và những bước đã qua"), group=GROUP)
@access(policy.view, reading.by_code)
def initiative(initiative: Initiative) -> Any:
    """One public initiative with its history."""
    if not initiative.is_public:
        abort(404)
    moves = [
        {"at": event.at.isoformat(), "from": event.before, "to": event.after, "role": event.role, "reason": event.reason}
        for event in db.session.scalars(reading.timeline(initiative))
        if event.after
    ]
    return {**summary(initiative), "problem": initiative.problem, "solution": initiative.solution, "history": moves}


def public() -> sa.Select[Initiative]:
    """Public initiatives with what a line of the list tells of each."""
    around = (*reading.around(), joinedload(Initiative.survivor))
    return sa.select(Initiative).where(Initiative.published_at.is_not(None)).options(*around)


def summary(initiative: Initiative) -> dict[str, Any]:
    """One line of `/api/v1/initiatives`."""
    author = initiative.organisation.name if initiative.organisation else initiative.author.name
    return {
        "code": initiative.code,
        "title": initiative.title,
        "state": initiative.state.value,
        "merged_into": initiative.survivor.code if initiative.survivor else None,
        "field": initiative.field.code if initiative.field else None,
        "village": initiative.village.name if initiative.village else None,
        "author": author if initiative.organisation or initiative.show_name else None,
        "votes": initiative.votes,
        "submitted_at": initiative.submitted_at.isoformat() if initiative.submitted_at else None,
        "published_at": initiative.published_at.isoformat() if initiative.published_at else None,
        "decision_number": initiative.decision_number,
    }
