"""Sending for somebody else: whose words, what was sent so far, the slip to hand over, and taking it over with it."""

import io
import secrets
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.actions import people as accounts
from app.accounts.models import password as passwords
from app.accounts.views.account import begin_session
from app.commune import queries as commune
from app.core.access import access, everyone
from app.core.db import db
from app.core.forms import options
from app.core.i18n import bilingual
from app.core.paging import by_id
from app.core.workflow import RuleBroken
from app.initiatives import policy
from app.initiatives.actions import sending_for as actions
from app.initiatives.forms.sending_for import ClaimAnewForm, ClaimForm, SendForForm
from app.initiatives.models import Initiative
from app.initiatives.queries import reading

bp = Blueprint("sending_for", __name__)


@bp.get("/gui-ho/")
@access(policy.send_for)
def index() -> Any:
    page = by_id(reading.typed_by(current_user), Initiative.id)
    return render_template("initiatives/sent_for.html", page=page)


@bp.route("/gui-ho/moi", methods=["GET", "POST"])
@access(policy.send_for)
def new() -> Any:
    form = SendForForm()
    places = {village.id: village for village in db.session.scalars(commune.villages())}
    if not current_user.has(*policy.CHECKERS):
        places = {id: village for id, village in places.items() if id in current_user.teams}
    form.village_id.choices = options(places.values())
    if request.method == "GET":
        form.sent_key.data = secrets.token_urlsafe(12)
    if not form.validate_on_submit():
        return render_template("initiatives/send_for.html", form=form), 422 if form.errors else 200
    facts = {"name": form.name.data, "phone": form.phone.data, "birth_year": form.birth_year.data}
    author = accounts.somebody(**facts, village=places[form.village_id.data], purposes=form.purposes, by=current_user)
    key = form.sent_key.data or secrets.token_urlsafe(12)
    draft = actions.begin_for(author, by=current_user, channel=form.channel.data, sent_key=key)
    db.session.flush()
    return redirect(url_for("writing.edit", id=draft.id), 303)


@bp.get("/sang-kien/<code>/phieu.pdf")
@access(policy.print_slip, reading.by_code)
def slip(initiative: Initiative) -> Any:
    from app.initiatives.views.slip_page import drawn  # the printer is large, and seldom asked for

    if initiative.slip is None:
        return redirect(url_for("initiatives.show", code=initiative.code))
    sheet = drawn(initiative.slip, base_url=current_app.config["BASE_URL"], secret=current_app.config["SECRET_KEY"])
    answer = send_file(io.BytesIO(sheet), mimetype="application/pdf", download_name=f"phieu-{initiative.code}.pdf")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bilingual(bp, "/nhan-phieu", methods=["GET", "POST"])
@access(everyone)
def claim() -> Any:
    form = (ClaimForm if current_user.is_authenticated else ClaimAnewForm)(code=request.args.get("ma", ""))
    if not form.validate_on_submit():
        return _claim_page(form, 422 if form.errors else 200)
    try:
        found = actions.claimable(form.code.data, form.digits.data, form.key.data, address=request.remote_addr or "")
    except accounts.TooManyTries:
        form.refuse("code", _("Thử quá nhiều lần. Hãy đợi một giờ, hoặc hỏi tổ của thôn."))
        return _claim_page(form, 429)
    if found is None:
        form.refuse("code", _("Mã, bốn số và mã nhận không khớp, hoặc phiếu này đã có người nhận."))
        return _claim_page(form, 422)
    try:
        if isinstance(form, ClaimAnewForm):
            given = {"password": form.password.data, "purposes": form.purposes}
            actions.become_an_account(found.author, name=form.name.data or found.author.name, **given)
            begin_session(found.author)
        else:
            actions.take_over(found.author, by=current_user)
    except RuleBroken as refused:
        form.refuse("name" if isinstance(form, ClaimAnewForm) else "code", str(refused))
        return _claim_page(form, 422)
    flash(_("Đã nhận. Mọi ý tưởng đã gửi hộ nay ở đây."), "success")
    return redirect(url_for("writing.mine"), 303)


def _claim_page(form: ClaimForm, status: int) -> Any:
    return render_template("initiatives/claim.html", form=form, offered=passwords.passphrase()), status
