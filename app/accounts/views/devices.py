"""Where one is signed in, and signing out from afar."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts import policy, queries
from app.accounts.actions import people as actions
from app.accounts.models import SignIn
from app.accounts.models.sign_in import token_hash
from app.accounts.views.account import COOKIE_KEY, farewell
from app.core.access import access
from app.core.db import db

bp = Blueprint("devices", __name__, url_prefix="/tai-khoan")


@bp.get("/thiet-bi")
@access(policy.own_account)
def index() -> Any:
    sign_ins = [one for one in db.session.scalars(queries.sign_ins_of(current_user)) if one.is_alive]
    return render_template("accounts/devices.html", sign_ins=sign_ins, here=token_hash(session[COOKIE_KEY]))


@bp.post("/thiet-bi/<int:id>/dang-xuat")
@access(policy.own_account, queries.own_sign_in)
def sign_out(sign_in: SignIn) -> Any:
    db.session.delete(sign_in)
    flash(_("Đã đăng xuất khỏi máy đó."), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/dang-xuat-moi-noi")
@access(policy.own_account)
def sign_out_everywhere() -> Any:
    actions.end_sign_ins(current_user)
    return farewell(_("Đã đăng xuất khỏi mọi máy."), url_for("accounts.sign_in"))
