"""Links by e-mail: a forgotten password, an address that is confirmed; and one's phone number and address."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts import policy
from app.accounts.actions import people as actions
from app.accounts.forms import ContactForm, ForgottenForm, NewPasswordForm
from app.accounts.models import LinkPurpose
from app.accounts.models import password as passwords
from app.accounts.views.account import knows_password
from app.core import mail
from app.core.access import access
from app.core.i18n import bilingual
from app.core.workflow import RuleBroken

bp = Blueprint("contacts", __name__)


@bilingual(bp, "/quen-mat-khau", methods=["GET", "POST"])
@access(policy.sign_in)
def forgotten() -> Any:
    form = ForgottenForm()
    if form.validate_on_submit():
        try:
            actions.ask_for_password_link(form.identifier.data, address=request.remote_addr or "")
        except actions.TooManyTries:
            form.refuse("identifier", _("Xin quá nhiều lần. Hãy đợi một giờ rồi thử lại."))
            return _forgotten_page(form), 429
        flash(_("Nếu tài khoản có địa chỉ thư, đường dẫn đặt lại mật khẩu sẽ đến trong vài phút."), "success")
        return redirect(url_for("accounts.sign_in"), 303)
    return _forgotten_page(form), 422 if form.errors else 200


@bp.route("/dat-lai-mat-khau/<token>", methods=["GET", "POST"])
@access(policy.sign_in)
def new_password(token: str) -> Any:
    link = actions.open_link(token, LinkPurpose.PASSWORD)
    if link is None:
        return render_template("accounts/link_over.html", again=url_for(".forgotten")), 404
    form = NewPasswordForm()
    if form.validate_on_submit() and (said := passwords.objection(form.password.data, name=link.person.name)):
        form.refuse("password", said)
    if not form.is_submitted() or form.errors:
        page = render_template("accounts/new_password.html", form=form, offered=passwords.passphrase())
        return page, 422 if form.errors else 200
    person = actions.use_link(token, LinkPurpose.PASSWORD)
    actions.change_password(person, password=form.password.data)
    flash(_("Đã đặt mật khẩu mới. Mọi máy khác đã bị đăng xuất. Hãy đăng nhập."), "success")
    return redirect(url_for("accounts.sign_in"), 303)


@bp.route("/xac-nhan-thu/<token>", methods=["GET", "POST"])
@access(policy.sign_in)
def confirm_address(token: str) -> Any:
    """Opening the link changes nothing yet: mail programs open links by themselves."""
    link = actions.open_link(token, LinkPurpose.ADDRESS)
    if link is None:
        return render_template("accounts/link_over.html", again=url_for(".show")), 404
    if request.method == "GET":
        return render_template("accounts/confirm_address.html", email=link.email)
    actions.use_link(token, LinkPurpose.ADDRESS)
    flash(_("Đã xác nhận địa chỉ thư."), "success")
    return redirect(url_for("pages.home"), 303)


@bp.route("/tai-khoan/lien-he", methods=["GET", "POST"])
@access(policy.own_account)
def show() -> Any:
    form = ContactForm(obj=current_user)
    if not knows_password(form):
        return render_template("accounts/contacts.html", form=form, sends=mail.is_configured()), 422 if form.errors else 200
    current_user.write_contacts(phone=form.phone.data, email=form.email.data or None)
    flash(_("Đã lưu cách liên hệ."), "success")
    return _ask_to_confirm() if current_user.email and not current_user.email_confirmed_at else _back()


@bp.post("/tai-khoan/lien-he/gui-lai")
@access(policy.own_account)
def send_again() -> Any:
    if not current_user.email:
        raise RuleBroken(_("Chưa có địa chỉ thư."))
    return _ask_to_confirm()


def _ask_to_confirm() -> Any:
    try:
        actions.ask_to_confirm_address(current_user)
    except actions.TooManyTries:
        raise RuleBroken(_("Xin quá nhiều lần. Hãy đợi một giờ rồi thử lại.")) from None
    flash(_("Đã gửi thư xác nhận. Mở thư và bấm đường dẫn trong 30 phút."), "success")
    return _back()


def _back() -> Any:
    return redirect(url_for(".show"), 303)


def _forgotten_page(form: ForgottenForm) -> str:
    return render_template("accounts/forgotten.html", form=form, sends=mail.is_configured())
