"""Signing in and up, and one's own account."""

import hashlib
import time
from contextlib import suppress
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Flask, Request, Response, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import OperationalError

from app.accounts import policy, queries
from app.accounts.actions import people as actions
from app.accounts.forms import PasswordForm, SignInForm, SignUpForm
from app.accounts.models import Person, SignIn
from app.accounts.models import password as passwords
from app.accounts.models.sign_in import token_hash
from app.commune.queries import villages
from app.core.access import access
from app.core.clock import utcnow
from app.core.db import ahead, apart, db
from app.core.forms import options
from app.core.i18n import bilingual
from app.core.login import login_manager
from app.core.redirects import own_path
from app.core.workflow import RuleBroken

bp = Blueprint("accounts", __name__)
COOKIE_KEY, SECOND_STEP = "sign_in", "half_way"


@login_manager.request_loader
def person_of(_: Request) -> Person | None:
    """Whose session this request belongs to; a dead session is nobody's."""
    token = session.get(COOKIE_KEY)
    if not token or g.get("in_trouble"):
        return None
    with ahead():
        found = db.session.scalars(queries.alive_sign_in(), {"token_hash": token_hash(token)})
        sign_in = found.unique().one_or_none()
    if sign_in is None or not sign_in.is_alive:
        session.pop(COOKIE_KEY, None)
        return None
    if sign_in.wants_noting:
        g.used_sign_in = sign_in.id
    return sign_in.person


def note_use(response: Response) -> Response:
    """Write down that a session was used, seldom and in a transaction of its own, after the request's is over."""
    if (used := g.get("used_sign_in")) and COOKIE_KEY in session and not g.get("in_trouble"):
        with suppress(OperationalError), apart() as own:  # a busy database may skip a note, never the answer
            own.execute(sa.update(SignIn).where(SignIn.id == used).values(seen_at=utcnow()))
    return response


@bilingual(bp, "/dang-nhap", methods=["GET", "POST"])
@access(policy.sign_in)
def sign_in() -> Any:
    form = SignInForm()
    if current_user.is_authenticated and request.method == "GET":
        return redirect(next_page(), 303)
    if not form.validate_on_submit():
        return render_template("accounts/sign_in.html", form=form), 422 if form.errors else 200
    try:
        person = actions.authenticate(form.identifier.data, form.password.data, address=request.remote_addr or "")
    except actions.TooManyTries:
        form.refuse("identifier", _("Thử quá nhiều lần. Hãy đợi 5 phút rồi thử lại."))
        return render_template("accounts/sign_in.html", form=form), 429
    if person is None:
        form.refuse(
            "identifier",
            _("Tên hoặc mật khẩu chưa đúng. Gõ tên đủ dấu như lúc đăng ký. Nếu vừa thử sai nhiều lần, hãy đợi 15 phút."),
        )
        return render_template("accounts/sign_in.html", form=form), 422
    onward = next_page(person)
    if person.second_factor_at:
        session[SECOND_STEP] = (person.id, int(time.time()), password_mark(person))
        return redirect(url_for("second_factor.second_step", next=onward), 303)
    begin_session(person)
    return redirect(onward, 303)


@bp.post("/dang-xuat")
@access(policy.own_account)
def sign_out() -> Any:
    actions.end_sign_in(session[COOKIE_KEY])
    return farewell(_("Đã đăng xuất."), url_for("pages.home"))


@bilingual(bp, "/dang-ky", methods=["GET", "POST"])
@access(policy.sign_in)
def sign_up() -> Any:
    form = SignUpForm()
    places = list(db.session.scalars(villages()))
    form.village_id.choices = options(places, empty=_("Chọn thôn"))
    offered = passwords.passphrase()
    if not form.validate_on_submit():
        return render_template("accounts/sign_up.html", form=form, offered=offered), 422 if form.errors else 200
    try:
        actions.try_to_sign_up(address=request.remote_addr or "")
    except actions.TooManyTries:
        form.refuse("name", _("Nơi này vừa lập quá nhiều tài khoản. Hãy đợi một giờ rồi thử lại."))
        return render_template("accounts/sign_up.html", form=form, offered=offered), 429
    village = next((place for place in places if place.id == form.village_id.data), None)
    try:
        person = actions.sign_up(
            name=form.name.data,
            password=form.password.data,
            village=village,
            phone=form.phone.data,
            email=form.email.data or None,
            purposes=form.purposes,
        )
    except RuleBroken as broken:
        form.refuse("name", str(broken))
        return render_template("accounts/sign_up.html", form=form, offered=offered), 422
    if person.email:
        actions.ask_to_confirm_address(person)
    onward = next_page()
    begin_session(person)
    flash(_("Đã có tài khoản. Khi tổ của thôn xác nhận, lượt ủng hộ sẽ được tính."), "success")
    return redirect(onward, 303)


@bp.get("/tai-khoan")
@access(policy.own_account)
def me() -> Any:
    organisations = db.session.scalars(queries.organisations_of(current_user)).unique().all()
    return render_template("accounts/me.html", organisations=organisations)


@bp.route("/tai-khoan/mat-khau", methods=["GET", "POST"])
@access(policy.own_account)
def change_password() -> Any:
    form = PasswordForm()
    if form.validate_on_submit():
        ask_password_again(form)
        if said := passwords.objection(form.password.data, name=current_user.name):
            form.refuse("password", said)
    if not form.is_submitted() or form.errors:
        return render_template(
            "accounts/password.html", form=form, offered=passwords.passphrase()
        ), 422 if form.errors else 200
    actions.change_password(current_user, password=form.password.data)
    person = current_user._get_current_object()
    begin_session(person)
    flash(_("Đã đổi mật khẩu. Các máy khác đã bị đăng xuất."), "success")
    return redirect(url_for("accounts.me"), 303)


def knows_password(form: Any) -> bool:
    """Whether a form was sent, whole and with the right password; what is wrong is said beside its fields."""
    if form.validate_on_submit():
        ask_password_again(form)
    return bool(form.is_submitted() and not form.errors)


def ask_password_again(form: Any) -> None:
    """Refuse the form unless whoever sends it knows the password, said beside its field `current`."""
    try:
        if not actions.proves_itself(current_user, form.current.data):
            form.refuse("current", _("Mật khẩu đang dùng chưa đúng."))
    except actions.TooManyTries:
        form.refuse("current", _("Thử quá nhiều lần. Hãy đợi 5 phút rồi thử lại."))


def farewell(said: str, onward: str) -> Any:
    """Nothing of a person stays on the device they leave, drafts kept by the browser included; how it looks does."""
    session.clear()
    flash(said, "success")
    answer = redirect(onward, 303)
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer


def begin_session(person: Person) -> None:
    """A new session, with a new identity: nothing of the old cookie is kept, and its session is over."""
    if before := session.get(COOKIE_KEY):
        actions.end_sign_in(before)
    session.clear()
    session.permanent = True
    session[COOKIE_KEY] = actions.begin_sign_in(person, device=request.user_agent.string)
    told = {"people": [str(person.id)], "address": request.remote_addr, "steps": 2 if person.second_factor_at else 1}
    actions.log.info("signed in", extra=told)


def password_mark(person: Person) -> str:
    """Something of the password somebody has now, by which a half-done sign-in knows that it is still the same."""
    return hashlib.sha256((person.password_hash or "").encode()).hexdigest()[:16]


def next_page(person: Person | None = None) -> str:
    """Where somebody wanted to go before they were asked to sign in, on this site; else home, in office to what waits."""
    return own_path(request.values.get("next")) or url_for("desk.show" if person and person.is_staff else "pages.home")


def init_app(app: Flask) -> None:
    """Note the use of sessions after each request."""
    app.after_request(note_use)
