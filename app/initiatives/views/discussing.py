"""Remarks: reading and writing them, objecting to one, and the desk where a person decides."""

import secrets
from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app.core.access import access, everyone
from app.core.clock import start_of, today
from app.core.db import db
from app.core.i18n import bilingual
from app.core.markdown import rendered
from app.core.paging import by_id
from app.core.workflow import RuleBroken
from app.initiatives import policy
from app.initiatives.actions import discussing as actions
from app.initiatives.forms.talking import RemarkForm, ReportForm
from app.initiatives.models import Comment, Initiative, Objection
from app.initiatives.queries import reading, talking
from app.initiatives.views.showing import Remark, remarks_of
from app.initiatives.views.writing import warn_of_numbers

bp = Blueprint("discussing", __name__)


@bilingual(bp, "/sang-kien/<code>/gop-y")
@access(policy.view, reading.by_code)
def index(initiative: Initiative) -> Any:
    form = RemarkForm(sent_key=secrets.token_urlsafe(12))
    return _page(initiative, form)


@bilingual(bp, "/sang-kien/<code>/gop-y", methods=["POST"])
@access(policy.discuss, reading.by_code)
def write(initiative: Initiative) -> Any:
    form = RemarkForm()
    if not form.validate_on_submit():
        return _page(initiative, form), 422
    warn_of_numbers(form.text.data)
    if "preview" in request.form:
        return _page(initiative, form, preview=rendered(form.text.data))
    try:
        comment = actions.remark(
            initiative,
            by=current_user,
            text=form.text.data,
            sent_key=form.sent_key.data or secrets.token_urlsafe(12),
            show_name=form.show_name.data,
            parent=_parent(initiative),
        )
    except RuleBroken as refused:
        form.refuse("text", str(refused))
        return _page(initiative, form), 422
    flash(_("Đã gửi góp ý. Bấm “Theo dõi” ở trang của ý tưởng để biết khi có tin."), "success")
    return redirect(url_for(".index", code=initiative.code, _anchor=f"gop-y-{comment.id}"), 303)


@bilingual(bp, "/gop-y/<int:id>/bao", methods=["GET", "POST"])
@access(policy.discuss, talking.comment)
def report(comment: Comment) -> Any:
    form = ReportForm()
    if not form.validate_on_submit():
        page = render_template(
            "initiatives/report.html", form=form, comment=comment, remark=Remark.of(comment, current_user)
        )
        return page, 422 if form.errors else 200
    actions.report(comment, by=current_user, objection=form.objection.data)
    flash(_("Đã báo. Cán bộ xã sẽ xem."), "success")
    return redirect(url_for(".index", code=comment.initiative.code), 303)


@bp.get("/gop-y/kiem-duyet")
@access(policy.moderate)
def desk() -> Any:
    waiting = db.session.scalars(talking.reported().limit(100)).unique().all()
    remarks = [(comment, Remark.of(comment, current_user)) for comment in waiting]
    page = by_id(talking.removed(), Comment.id)
    gone = [(comment, Remark.of(comment, current_user)) for comment in page.rows]
    shown = {"remarks": remarks, "gone": gone, "page": page, "objections": list(Objection)}
    return render_template("initiatives/moderation.html", **shown)


@bp.post("/gop-y/kiem-duyet")
@access(policy.moderate)
def decide() -> Any:
    chosen = [int(id) for id in request.form.getlist("comment") if id.isdecimal() and len(id) < 10]
    said = request.form.get("decision", "")
    if not chosen or (said != "leave" and said not in list(Objection)):
        flash(_("Đánh dấu góp ý rồi bấm một nút."), "error")
        return desk(), 422
    objection = None if said == "leave" else Objection(said)
    decided = actions.decide(chosen, by=current_user, objection=objection)
    flash(ngettext("Đã duyệt %(num)d góp ý.", "Đã duyệt %(num)d góp ý.", decided), "success")
    return redirect(url_for(".desk"), 303)


@bp.post("/gop-y/<int:id>/hien-lai")
@access(policy.moderate, talking.removed_one)
def put_back(comment: Comment) -> Any:
    actions.put_back(comment, by=current_user)
    flash(_("Góp ý đã hiện lại trên trang."), "success")
    return redirect(url_for(".desk"), 303)


@bilingual(bp, "/gop-y/so-lieu")
@access(everyone)
def figures() -> Any:
    """What moderation did, year by year: in numbers, for everybody."""
    years = {}
    for year in range(today().year, 2024, -1):
        begins, ends = start_of(date(year, 1, 1)), start_of(date(year + 1, 1, 1))
        asked = talking.moderation(begins, ends)
        years[year] = {name: db.session.scalar(query) or 0 for name, query in asked.items()}
    return render_template("initiatives/moderation_figures.html", years=years, objections=list(Objection))


def _parent(initiative: Initiative) -> Comment | None:
    given = request.values.get("tra-loi", "")
    if not given:
        return None
    parent = db.session.get(Comment, int(given)) if given.isdecimal() and len(given) < 10 else None
    return parent if parent is not None and parent.initiative_id == initiative.id else abort(404)


def _page(initiative: Initiative, form: RemarkForm, *, preview: Any = None) -> str:
    parent = _parent(initiative)
    page = by_id(talking.threads(initiative), Comment.id)
    answers = db.session.scalars(talking.answers([thread.id for thread in page.rows])).all() if page.rows else ()
    return render_template(
        "initiatives/remarks.html",
        initiative=initiative,
        form=form,
        preview=preview,
        parent=Remark.of(parent, current_user) if parent else None,
        page=page,
        remarks=remarks_of([*page.rows, *answers], reader=current_user),
    )
