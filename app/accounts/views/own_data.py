"""One's own data: what one agrees to, taking everything along, leaving for good."""

import io
import json
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts import policy
from app.accounts.actions import own_data as actions
from app.accounts.forms import LeaveForm, PasswordAgainForm
from app.accounts.models import Purpose
from app.accounts.views.account import farewell, knows_password
from app.core.access import access
from app.core.workflow import RuleBroken

bp = Blueprint("own_data", __name__, url_prefix="/tai-khoan/du-lieu")


@bp.get("")
@access(policy.own_account)
def show() -> Any:
    return _page(PasswordAgainForm(formdata=None))


@bp.post("/dong-y/<purpose>")
@access(policy.own_account)
def agree(purpose: str) -> Any:
    if purpose not in list(Purpose):
        abort(404)
    if request.form.get("agree") == "1":
        actions.agree(current_user, Purpose(purpose))
        flash(_("Đã ghi lại sự đồng ý."), "success")
    else:
        actions.withdraw(current_user, Purpose(purpose))
        flash(_("Đã rút lại sự đồng ý."), "success")
    return redirect(url_for(".show"), 303)


@bp.post("/tai-ve")
@access(policy.own_account)
def take() -> Any:
    form = PasswordAgainForm()
    if not knows_password(form):
        return _page(form), 422
    return copied(actions.everything_about(current_user), "du-lieu-cua-toi.json")


@bp.route("/xoa", methods=["GET", "POST"])
@access(policy.own_account)
def leave() -> Any:
    form = LeaveForm()
    if knows_password(form):
        try:
            actions.erase(current_user._get_current_object(), by=current_user)
        except RuleBroken as refused:
            form.refuse("current", str(refused))
    if not form.is_submitted() or form.errors:
        return render_template("accounts/leave.html", form=form), 422 if form.errors else 200
    return farewell(_("Đã xóa tài khoản. Cảm ơn ông bà đã góp ý cho xã."), url_for("pages.home"))


def copied(told: dict[str, Any], name: str) -> Response:
    """What the house holds of somebody as a file of this name, kept nowhere on the way."""
    written = io.BytesIO(json.dumps(told, ensure_ascii=False, indent=1).encode())
    answer = send_file(written, "application/json", as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(form: PasswordAgainForm) -> str:
    given = actions.agreed(current_user)
    return render_template("accounts/own_data.html", form=form, given=given, purposes=list(Purpose))
