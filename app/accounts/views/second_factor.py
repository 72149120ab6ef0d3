"""Two steps at signing in: setting it up on one's own account, and the second step itself."""

import time
from typing import Any

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts import policy
from app.accounts.actions import second_factor as actions
from app.accounts.actions.people import TooManyTries, end_sign_ins
from app.accounts.forms import CodeForm, PasswordAgainForm
from app.accounts.models import Person
from app.accounts.views.account import SECOND_STEP, begin_session, knows_password, next_page, password_mark
from app.core.access import access
from app.core.codes import svg
from app.core.db import db
from app.core.i18n import bilingual

bp = Blueprint("second_factor", __name__)
SECONDS = 10 * 60  # so long the right password waits for the second step
# What one may do while a role demands a second factor that is not there yet.
MEANWHILE = ("second_factor.", "accounts.sign_out", "pages.display", "pages.help", "health.")


@bp.get("/tai-khoan/hai-buoc")
@access(policy.own_account)
def show() -> Any:
    return _page(PasswordAgainForm())


@bp.post("/tai-khoan/hai-buoc/bat-dau")
@access(policy.own_account)
def begin() -> Any:
    form = PasswordAgainForm()
    if not knows_password(form):
        return _page(form), 422
    actions.begin(current_user)
    return redirect(url_for(".show"), 303)


@bp.post("/tai-khoan/hai-buoc/xac-nhan")
@access(policy.own_account)
def confirm() -> Any:
    form = CodeForm()
    if not form.validate_on_submit():
        return _page(form), 422
    codes = actions.confirm(current_user, form.code.data)
    if codes is None:
        form.refuse("code", _("Sáu số chưa đúng. Chờ máy hiện sáu số mới rồi điền lại."))
        return _page(form), 422
    _only_here()
    return render_template("accounts/recovery_codes.html", codes=codes)


@bp.post("/tai-khoan/hai-buoc/ma-moi")
@access(policy.own_account)
def new_codes() -> Any:
    form = PasswordAgainForm()
    if not knows_password(form) or not current_user.second_factor_at:
        return _page(form), 422
    return render_template("accounts/recovery_codes.html", codes=actions.new_codes(current_user))


@bp.post("/tai-khoan/hai-buoc/tat")
@access(policy.own_account)
def end() -> Any:
    form = PasswordAgainForm()
    if not knows_password(form):
        return _page(form), 422
    actions.end(current_user, by=current_user, reason="")
    _only_here()
    flash(_("Đã tắt xác nhận hai bước. Các máy khác đã bị đăng xuất."), "success")
    return redirect(url_for(".show"), 303)


@bilingual(bp, "/dang-nhap/ma", methods=["GET", "POST"])
@access(policy.sign_in)
def second_step() -> Any:
    number, since, mark = session.get(SECOND_STEP, (None, 0, ""))
    person = db.session.get(Person, number) if number and time.time() - since < SECONDS else None
    if person is None or not person.is_active or password_mark(person) != mark:
        session.pop(SECOND_STEP, None)
        return redirect(url_for("accounts.sign_in"), 303)
    form = CodeForm()
    if not form.validate_on_submit():
        return render_template("accounts/second_step.html", form=form), 422 if form.errors else 200
    try:
        right = actions.opens(person, form.code.data)
    except TooManyTries:
        form.refuse("code", _("Thử quá nhiều lần. Hãy đợi 15 phút rồi thử lại."))
        return render_template("accounts/second_step.html", form=form), 429
    if not right:
        form.refuse("code", _("Mã chưa đúng. Xem lại sáu số đang hiện, hoặc dùng một mã giấy chưa gạch."))
        return render_template("accounts/second_step.html", form=form), 422
    onward = next_page()
    begin_session(person)
    return redirect(onward, 303)


def demand() -> Any:
    """Whoever decides, marks or administers sets the second factor up before anything else."""
    if request.endpoint is None or request.endpoint.startswith(MEANWHILE):
        return None
    if current_user.is_authenticated and actions.is_missing(current_user):
        flash(_("Vai trò của bác cần xác nhận hai bước. Làm một lần, khoảng hai phút."), "info")
        return redirect(url_for("second_factor.show"), 303)
    return None


def init_app(app: Flask) -> None:
    """Ask before each request, where the settings demand it."""
    if app.config["SECOND_FACTOR"]:
        app.before_request(demand)


def _only_here() -> None:
    """What opens the account has changed: every other device signs in anew."""
    end_sign_ins(current_user)
    begin_session(current_user._get_current_object())


def _page(form: Any) -> str:
    factor = None if current_user.second_factor_at else actions.of(current_user)
    house, issuer = current_app.config["SECRET_KEY"], _("Sáng kiến Nam Thanh Miện")
    code = svg(factor.address(house=house, issuer=issuer), words=_("Mã QR để ứng dụng đọc")) if factor else None
    secret = factor.secret(house=house) if factor else ""
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    asks = {"again": form if isinstance(form, PasswordAgainForm) else PasswordAgainForm(formdata=None)}
    asks["code_form"] = form if isinstance(form, CodeForm) else CodeForm(formdata=None)
    is_needed = current_user.has(*actions.NEEDED_BY)
    return render_template(
        "accounts/second_factor.html", form=form, factor=factor, qr=code, secret=grouped, is_needed=is_needed, **asks
    )
