"""Three kinds of trouble: refused input (the form says it), a broken rule (a sentence), and bugs (they rise)."""

import errno
import logging
import secrets
from typing import Any

from flask import Flask, Response, flash, g, json, make_response, redirect, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from app.core.db import db
from app.core.redirects import own_path
from app.core.workflow import RuleBroken

log = logging.getLogger("xa")
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)


def init_app(app: Flask) -> None:
    """Answer each trouble in words a person can act on."""
    app.register_error_handler(RuleBroken, _broken_rule)
    app.register_error_handler(StaleDataError, _came_second)
    app.register_error_handler(OperationalError, _database_trouble)
    app.register_error_handler(PoolTimeout, _database_trouble)
    app.register_error_handler(OSError, _disk_trouble)
    app.register_error_handler(DataError, _no_such_key)
    app.register_error_handler(OverflowError, _no_such_key)
    app.register_error_handler(CSRFError, lambda _: _page(400))
    app.register_error_handler(HTTPException, lambda error: error if (error.code or 500) < 400 else _page(error.code or 500))
    app.register_error_handler(MethodNotAllowed, _other_method)
    app.register_error_handler(500, _bug)


def _broken_rule(broken: RuleBroken) -> Any:
    """Say which rule, where the person was; nothing of the request is kept."""
    db.session.rollback()
    if request.accept_mimetypes.best == "application/json":
        return {"error": str(broken)}, 409
    back = own_path(request.referrer)
    if request.method == "GET" or back is None:
        return _page(409, str(broken))
    flash(str(broken), "error")
    return redirect(back, 303)


def _came_second(_: StaleDataError) -> Any:
    """Somebody else changed the same thing a moment ago; nothing of this request is kept."""
    db.session.rollback()
    return _page(409)


def _other_method(error: MethodNotAllowed) -> Any:
    """Say which methods there are (RFC 9110, 15.5.6)."""
    answer, code = _page(405)
    answer.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return answer, code


def _no_such_key(_: Exception) -> Any:
    """A number or text that no row can have, such as 2⁶⁴ or NUL: there is nothing at this address."""
    db.session.rollback()
    return _page(404)


def _database_trouble(error: Exception) -> Any:
    """A locked, full or absent database is no bug of the person's: ask to try again."""
    log.error("database: %s", error.__class__.__name__, extra={"cause": str(getattr(error, "orig", error))[:200]})
    db.session.rollback()
    g.in_trouble = True  # the page that says so asks the database nothing, not even who reads it
    g.pop("_login_user", None)  # whom Flask-Login had found: a row of the session that is over
    answer = _page(503)
    answer[0].headers["Retry-After"] = "5"
    return answer


def _disk_trouble(error: OSError) -> Any:
    """A disk that is full or cannot be written fails in the open; any other failure of a file is a bug."""
    return _database_trouble(error) if error.errno in FULL else _bug(error)


def _bug(error: Exception) -> Any:
    cause = getattr(error, "original_exception", None)
    if isinstance(cause, OperationalError):  # the commit itself failed, after the view had answered
        return _database_trouble(cause)
    if isinstance(cause, RuleBroken):  # found out at the commit: the clock was set back by another worker's row
        return _broken_rule(cause)
    db.session.rollback()
    g.pop("_login_user", None)  # the page that says so may ask who reads it; what failed must not be in its way
    number = secrets.token_hex(4)
    log.error("bug %s", number, exc_info=cause or error)
    return _page(500, number=number)


def _page(code: int, sentence: str | None = None, number: str | None = None) -> Any:
    if request.path.startswith("/api/"):
        return problem(code, sentence), code
    if request.accept_mimetypes.best == "application/json":
        return make_response({"error": sentence or str(words(code)[0])}, code), code
    title, text = words(code)
    return make_response(
        render_template("errors/error.html", title=title, text=sentence or text, code=code, number=number)
    ), code


def problem(code: int, sentence: str | None = None) -> Response:
    """Trouble as a program reads it (RFC 9457)."""
    known = {
        400: (_("Yêu cầu chưa đúng"), _("Có tham số chưa đúng.")),
        404: (_("Không có dữ liệu này"), _("Không có gì ở địa chỉ này, hoặc chưa công bố.")),
        405: (_("Chỉ để đọc"), _("Địa chỉ này chỉ nhận GET, HEAD và OPTIONS.")),
    }
    title, advice = known.get(code) or words(code)
    told = {"type": "about:blank", "title": title, "status": code, "detail": sentence or advice}
    return Response(json.dumps(told), code, mimetype="application/problem+json")


def words(code: int) -> tuple[str, str]:
    """Title and advice for an HTTP status."""
    known = {
        400: (_("Trang này đã mở quá lâu"), _("Hãy quay lại, tải lại trang rồi gửi lần nữa. Chữ đã viết vẫn còn trên máy.")),
        403: (_("Việc này cần người có phận sự"), _("Tài khoản đang dùng không được giao việc này. Cần thì hỏi cán bộ xã.")),
        404: (_("Không thấy trang này"), _("Có thể đường dẫn bị thiếu chữ, hoặc trang không dành cho tài khoản đang dùng.")),
        405: (_("Không thấy trang này"), _("Đường dẫn này chỉ dùng khi bấm nút gửi. Hãy quay lại trang trước.")),
        409: (_("Có người vừa sửa trước"), _("Trong lúc đó nội dung đã đổi. Hãy quay lại xem bản mới rồi sửa tiếp.")),
        413: (_("Gửi nhiều quá một lần"), _("Chữ hoặc ảnh gửi lên quá lớn. Mỗi ảnh tối đa 8 MB; hãy bớt ảnh rồi gửi lại.")),
        429: (_("Thử quá nhiều lần"), _("Để an toàn, hãy đợi ít phút rồi thử lại.")),
        503: (_("Máy đang bận"), _("Chưa lưu được lúc này. Hãy thử lại sau ít phút; những gì đã báo lưu xong thì vẫn còn.")),
    }
    fallback = (_("Trang đang trục trặc"), _("Lỗi ở phía xã. Bản nháp vẫn còn. Hãy thử lại sau ít phút."))
    return known.get(code, known[400] if code in (414, 431) else fallback if code >= 500 else known[404])
