"""Merging: choosing the idea that stands, taking one out again within a day, reading what went in."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.core.access import access
from app.core.db import db
from app.core.i18n import bilingual, moment
from app.core.search.query import similar
from app.core.workflow import RuleBroken
from app.initiatives import policy
from app.initiatives.actions import merging as actions
from app.initiatives.actions.looking_up import code_of
from app.initiatives.forms.office import MergeForm
from app.initiatives.models import TAKES_IN, Initiative, Merge
from app.initiatives.queries import merging, reading
from app.initiatives.views.showing import Shown

bp = Blueprint("merging", __name__)


@bp.route("/sang-kien/<code>/gop", methods=["GET", "POST"])
@access(policy.coordinate, reading.by_code)
def merge(initiative: Initiative) -> Any:
    form = MergeForm(survivor=request.args.get("vao", ""))
    known = code_of(form.survivor.data or "")
    survivor = db.session.scalar(reading.by_code(known, seen_by=current_user)) if known else None
    if not form.validate_on_submit():
        return _page(initiative, form, survivor)
    if survivor is None:
        form.refuse("survivor", _("Không có ý tưởng nào mang mã này."))
    if survivor is None or form.seen.data != survivor.code:
        return _page(initiative, form, survivor)
    try:
        done = actions.merge(initiative, survivor, by=current_user, reason=form.reason.data)
    except RuleBroken as refused:
        form.refuse("survivor", str(refused))
        return _page(initiative, form, survivor)
    until = moment(done.may_be_undone_until)
    flash(_("Đã gộp. Muốn tách ra thì làm ở trang này trước %(until)s.", until=until), "success")
    return redirect(url_for("initiatives.show", code=survivor.code), 303)


@bp.post("/sang-kien/<code>/tach")
@access(policy.coordinate, merging.standing)
def undo(merge: Merge) -> Any:
    actions.undo(merge, by=current_user)
    flash(_("Đã tách ra. Lượt ủng hộ đã trở về như trước."), "success")
    return redirect(url_for("initiatives.show", code=merge.initiative.code), 303)


@bilingual(bp, "/sang-kien/<code>/ban-goc")
@access(policy.view, reading.by_code)
def original(initiative: Initiative) -> Any:
    """What an idea said before it went into another; one that stands for itself has its own page."""
    if initiative.merged_into_id is None:
        return redirect(url_for("initiatives.show", code=initiative.code))
    survivor = db.session.get(Initiative, initiative.merged_into_id)
    shown = Shown(initiative, reader=current_user)
    return render_template("initiatives/original.html", initiative=initiative, survivor=survivor, shown=shown)


def _page(initiative: Initiative, form: MergeForm, survivor: Initiative | None) -> Any:
    """The form, with the idea that was chosen, or those that say nearly the same to choose from."""
    form.seen.data = survivor.code if survivor else ""
    hits = similar(f"{initiative.title} {initiative.problem}", kind="initiative", everything=True, but=initiative.id, most=5)
    found = db.session.execute(reading.told_of([hit.subject_id for hit in hits], seen_by=current_user)) if hits else ()
    rows = [row for row in found if row.state in TAKES_IN]
    status = 422 if form.errors else 200
    page = render_template("initiatives/merge.html", initiative=initiative, form=form, survivor=survivor, rows=rows)
    return page, status
