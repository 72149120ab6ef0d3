"""People: found by name or phone, granted roles for a time, locked and unlocked."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from app.accounts import policy, queries
from app.accounts.actions import people as actions
from app.accounts.actions import second_factor
from app.accounts.forms import GrantForm, ReasonForm
from app.accounts.models import Person, Role
from app.commune import queries as commune
from app.core.access import access
from app.core.audit import history_of
from app.core.clock import today
from app.core.db import db
from app.core.forms import options
from app.core.paging import by_id
from app.core.workflow import RuleBroken

_ACTS = {
    "people.sign_up": _l("Lập tài khoản"),
    "people.confirm": _l("Tổ của thôn xác nhận"),
    "people.grant": _l("Giao vai trò"),
    "people.end_grant": _l("Thôi giao vai trò"),
    "people.lock": _l("Khóa tài khoản"),
    "people.unlock": _l("Mở khóa tài khoản"),
    "people.change_password": _l("Đổi mật khẩu"),
    "people.begin_second_factor": _l("Bật xác nhận hai bước"),
    "people.end_second_factor": _l("Bỏ xác nhận hai bước"),
    "people.draw_recovery_codes": _l("Lấy mã giấy"),
    "people.use_recovery_code": _l("Dùng mã giấy"),
    "people.write_down": _l("Được ghi hộ lần đầu"),
    "people.open_account": _l("Nhận phiếu, lập tài khoản"),
}
bp = Blueprint("people", __name__, url_prefix="/quan-tri")


@bp.get("/")
@access(policy.see_administration)
def index() -> Any:
    search, role = request.args.get("tim", "")[:80], request.args.get("vai-tro", "")
    page = by_id(queries.people(search=search, role=role), Person.id)
    return render_template("administration/people.html", page=page, search=search, role=role, roles=Role.granted())


@bp.get("/nguoi/<int:id>")
@access(policy.see_administration, queries.person)
def show(person: Person) -> Any:
    return _page(person, _grant_form())


@bp.post("/nguoi/<int:id>/giao-vai-tro")
@access(policy.administer, queries.person)
def grant(person: Person) -> Any:
    form = _grant_form()
    if form.validate_on_submit():
        terms = {name: form[name].data for name in ("unit_id", "village_id", "valid_from", "valid_to")}
        try:
            person.grant(form.role.data, by=current_user, **terms)
        except RuleBroken as broken:
            form.refuse("role", str(broken))
        else:
            flash(_("Đã giao vai trò."), "success")
            return redirect(url_for(".show", id=person.id), 303)
    return _page(person, form), 422


@bp.post("/nguoi/<int:id>/thoi-vai-tro/<int:grant_id>")
@access(policy.administer, queries.person)
def end_grant(person: Person, grant_id: int) -> Any:
    person.end_grant(grant_id, by=current_user)
    actions.end_sign_ins(person)
    flash(_("Đã thôi giao vai trò. Người này phải đăng nhập lại."), "success")
    return redirect(url_for(".show", id=person.id), 303)


@bp.route("/nguoi/<int:id>/khoa", methods=["GET", "POST"])
@access(policy.administer, queries.person)
def lock(person: Person) -> Any:
    form = ReasonForm()
    if form.validate_on_submit():
        if person.locked_at:
            person.unlock(by=current_user, reason=form.reason.data)
            flash(_("Đã mở khóa tài khoản."), "success")
        else:
            actions.lock(person, by=current_user, reason=form.reason.data)
            flash(_("Đã khóa tài khoản."), "success")
        return redirect(url_for(".show", id=person.id), 303)
    title = _("Mở khóa tài khoản") if person.locked_at else _("Khóa tài khoản")
    return render_template("administration/reason.html", person=person, form=form, title=title), 422 if form.errors else 200


@bp.route("/nguoi/<int:id>/bo-hai-buoc", methods=["GET", "POST"])
@access(policy.administer, queries.person)
def end_second_factor(person: Person) -> Any:
    """For somebody who stands here without their phone and without their codes."""
    form = ReasonForm()
    if form.validate_on_submit():
        second_factor.end(person, by=current_user, reason=form.reason.data)
        actions.end_sign_ins(person)
        flash(_("Đã bỏ. Người này đặt lại xác nhận hai bước khi đăng nhập."), "success")
        return redirect(url_for(".show", id=person.id), 303)
    title = _("Bỏ xác nhận hai bước")
    return render_template("administration/reason.html", person=person, form=form, title=title), 422 if form.errors else 200


def _grant_form() -> GrantForm:
    form = GrantForm(valid_from=today())
    form.unit_id.choices = options(db.session.scalars(commune.units(offices=True)), empty=_("Không"))
    form.village_id.choices = options(db.session.scalars(commune.villages()), empty=_("Không"))
    return form


def _page(person: Person, form: GrantForm) -> str:
    events = db.session.scalars(history_of(person)).all()
    return render_template("administration/person.html", person=person, form=form, events=events, acts=_ACTS)
