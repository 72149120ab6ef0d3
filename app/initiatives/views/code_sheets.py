"""Sheets of codes: a village's team prints them, hands the codes out, and sees how many were used."""

import io
import secrets
from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.commune.queries import villages
from app.core.access import access
from app.core.clock import today
from app.core.db import db
from app.core.forms import options
from app.core.paging import by_id
from app.core.workflow import RuleBroken
from app.initiatives import policy
from app.initiatives.actions import code_sheets as actions
from app.initiatives.actions.looking_up import code_of
from app.initiatives.forms.paper import CodeSheetForm
from app.initiatives.models import CodeSheet, Initiative
from app.initiatives.models.code_sheet import MOST_TOPICS
from app.initiatives.queries import paper as queries
from app.initiatives.views.paper_codes import choices

bp = Blueprint("code_sheets", __name__)


@bp.get("/to-ma/")
@access(policy.see_codes)
def index() -> Any:
    return render_template("initiatives/code_sheets.html", page=by_id(queries.sheets(current_user), CodeSheet.id))


@bp.route("/to-ma/moi", methods=["GET", "POST"])
@access(policy.print_codes)
def new() -> Any:
    form = CodeSheetForm()
    places = {village.id: village for village in db.session.scalars(villages()) if village.id in current_user.teams}
    form.village_id.choices = options(places.values())
    form.topics.choices = choices(db.session.scalars(queries.topics_of(current_user.teams)).all())
    if request.method == "GET":
        form.sent_key.data, form.valid_until.data = secrets.token_urlsafe(12), today() + timedelta(days=14)
    topics = _topics(form) if form.validate_on_submit() else []
    if not form.is_submitted() or form.errors:
        return render_template("initiatives/code_sheet_new.html", form=form), 422 if form.errors else 200
    facts = {name: form[name].data for name in ("purpose", "how_many", "valid_until", "sent_key")}
    facts["occasion"] = form.occasion.data or ""
    try:
        sheet, codes = actions.print_sheet(
            village=places[form.village_id.data], topics=topics, by=current_user._get_current_object(), **facts
        )
    except RuleBroken as refused:
        form.refuse("purpose", str(refused))
        return render_template("initiatives/code_sheet_new.html", form=form), 422
    from app.initiatives.views.code_sheet_page import drawn  # the printer is large, and seldom asked for

    printed = drawn(sheet, codes, base_url=current_app.config["BASE_URL"])
    name = f"to-ma-{sheet.id}.pdf"
    answer = send_file(io.BytesIO(printed), mimetype="application/pdf", as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/to-ma/<int:id>")
@access(policy.see_codes, queries.sheet)
def show(sheet: CodeSheet) -> Any:
    return render_template("initiatives/code_sheet.html", sheet=sheet)


@bp.post("/to-ma/<int:id>/huy")
@access(policy.void_codes, queries.sheet)
def void(sheet: CodeSheet) -> Any:
    sheet.void(by=current_user)
    flash(_("Đã hủy tờ mã. Mã chưa dùng trên tờ này không dùng được nữa."), "success")
    return redirect(url_for(".show", id=sheet.id), 303)


def _topics(form: CodeSheetForm) -> list[Initiative]:
    """The ideas that were ticked and those named by code; a wrong code is said beside its field."""
    ticked = set(form.topics.data or ())
    found = [one for one in db.session.scalars(queries.topics_of(current_user.teams)) if one.id in ticked]
    named = [typed.strip() for typed in (form.others.data or "").replace(";", ",").split(",") if typed.strip()]
    codes = {code: typed for typed in named if (code := code_of(typed))}
    others = list(db.session.scalars(queries.topics_by_code(list(codes))))
    known = {one.code for one in others}
    wrong = [typed for typed in named if code_of(typed) not in known]
    if wrong:
        form.refuse("others", _("Không có ý tưởng đang lấy ý kiến mang mã %(codes)s.", codes=", ".join(wrong)))
    topics = list({one.id: one for one in (*found, *others)}.values())
    if len(topics) > MOST_TOPICS:
        form.refuse("others", _("Một cuộc họp hỏi nhiều nhất %(num)d ý tưởng.", num=MOST_TOPICS))
    return topics
