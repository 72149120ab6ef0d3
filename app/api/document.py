"""/api/v1/openapi.json: what every address answers, made of the list in `answers` and the shapes beside the views."""

import re
from typing import Any

from flask import current_app, url_for
from flask_babel import lazy_gettext as _l

from app.api.answers import FIRST_YEAR, LAST_YEAR, OPERATIONS, Operation, answers
from app.api.shapes import ANYTHING, SHAPES, TEXT, Part, Shape, many, said
from app.core.access import access, everyone

LICENCE, LICENCE_URL = "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"
ABOUT = _l("Dữ liệu mở của xã Nam Thanh Miện: chỉ để đọc, không cần khóa.")
READING = (
    _l("Danh sách dài thì “next” là đường dẫn của trang sau; ở trang cuối “next” để trống."),
    _l("Mỗi câu trả lời có ETag. Hỏi lại có điều kiện (RFC 9110): chưa có gì đổi thì được 304, không tốn mạng."),
    _l("Hỏi sai thì được lỗi theo RFC 9457, trong đó “detail” nói phải sửa gì."),
    _l("Tên các trường không đổi trong /api/v1. Trang web khác đọc thẳng được (CORS)."),
)
PROBLEM = Shape(
    "Problem",
    _l("Điều không đúng của một yêu cầu (RFC 9457)"),
    (
        Part("type", {"type": "string", "const": "about:blank"}, _l("Loại lỗi")),
        Part("title", TEXT, _l("Lỗi gì")),
        Part("status", {"type": "integer", "minimum": 400, "maximum": 599}, _l("Mã trạng thái HTTP")),
        Part("detail", TEXT, _l("Phải làm gì")),
    ),
)
DOCUMENT = Shape(
    "Document",
    _l("Tài liệu OpenAPI này"),
    (
        Part("openapi", TEXT, _l("Bản OpenAPI")),
        Part("info", ANYTHING, _l("Giới thiệu")),
        Part("servers", many(ANYTHING), _l("Địa chỉ gốc")),
        Part("tags", many(ANYTHING), _l("Các nhóm")),
        Part("paths", ANYTHING, _l("Các địa chỉ")),
        Part("components", ANYTHING, _l("Các khuôn dùng chung")),
    ),
)
_WRONG = {
    "400": _l("Tham số chưa đúng"),
    "404": _l("Không có, hoặc chưa công bố"),
    "503": _l("Máy đang bận, thử lại sau"),
}
_PARAMETERS = {
    "year": ({"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR}, _l("Năm")),
    "code": ({"type": "string", "minLength": 1, "maxLength": 40}, _l("Mã, như ở danh sách")),
    "cursor": (
        {"type": "string", "format": "cursor", "minLength": 1},
        _l("Lấy từ “next” của trang trước; bỏ trống là trang đầu"),
    ),
    "number": ({"type": "integer", "minimum": 0, "maximum": 2**31 - 1}, _l("Số dòng cuối đã có; bỏ trống là từ đầu")),
}


@answers("/openapi.json", DOCUMENT, _l("Tài liệu OpenAPI 3.1 của mọi địa chỉ"), group=_l("Về dữ liệu"))
@access(everyone)
def openapi() -> Any:
    """The document."""
    operations = sorted(OPERATIONS, key=lambda one: one.rule)
    groups = dict.fromkeys(said("vi", one.group) for one in operations)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{said('vi', ABOUT)} {said('en', ABOUT)}",
            "description": "\n\n".join(" ".join(said(language, one) for one in READING) for language in ("vi", "en")),
            "version": "1.0.0",
            "license": {"name": LICENCE, "url": LICENCE_URL},
        },
        "servers": [{"url": current_app.config["BASE_URL"] + url_for(".openapi", _external=False).rpartition("/")[0]}],
        "tags": [{"name": group} for group in groups],
        "paths": {path_of(one): {"get": _operation(one)} for one in operations},
        "components": {
            "schemas": {name: shape.schema for name, shape in sorted(SHAPES.items())},
            "responses": {f"Problem{code}": _problem(code) for code in _WRONG},
        },
    }


def path_of(one: Operation) -> str:
    """Its address as OpenAPI writes it."""
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", one.rule)


def _operation(one: Operation) -> dict[str, Any]:
    places = re.findall(r"{(\w+)}", path_of(one))
    asked = [_parameter(name, name, "path") for name in places]
    asked += [_parameter("after", one.after, "query")] if one.after else []
    wrong = [*(["400"] if one.after else []), *(["404"] if places else []), "503"]
    return {
        "operationId": one.name,
        "tags": [said("vi", one.group)],
        "summary": said("vi", one.means),
        "description": said("en", one.means),
        "parameters": asked,
        "responses": {
            "200": {
                "description": said("vi", one.shape.means),
                "headers": {"ETag": {"schema": TEXT}},
                "content": {"application/json": {"schema": one.shape.ref}},
            },
            "304": {"description": said("vi", _l("Chưa có gì đổi"))},
            **{code: {"$ref": f"#/components/responses/Problem{code}"} for code in wrong},
        },
    }


def _parameter(name: str, kind: str, where: str) -> dict[str, Any]:
    schema, means = _PARAMETERS[kind]
    words = {"description": f"{said('vi', means)} · {said('en', means)}"}
    return {"name": name, "in": where, "required": where == "path", "schema": schema, **words}


def _problem(code: str) -> dict[str, Any]:
    return {"description": said("vi", _WRONG[code]), "content": {"application/problem+json": {"schema": PROBLEM.ref}}}
