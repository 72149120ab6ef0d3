"""The application for recognition, one step a page."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from app.core.access import access
from app.core.sheets import docx_file
from app.core.workflow import RuleBroken
from app.initiatives import policy
from app.initiatives.actions import applying as actions
from app.initiatives.application_paper import on_paper
from app.initiatives.forms import writing as forms
from app.initiatives.models import Initiative
from app.initiatives.queries import reading

bp = Blueprint("applying", __name__, url_prefix="/sang-kien/<code>/don")

# The steps in their order: address, title, form, what of the application it fills.
STEPS: dict[str, tuple[Any, type[Any]]] = {
    "tac-gia": (_l("Tác giả"), forms.AuthorsForm),
    "noi-dung": (_l("Nội dung"), forms.DescriptionForm),
    "loi-ich": (_l("Lợi ích"), forms.BenefitForm),
    "nguoi-ap-dung": (_l("Người áp dụng thử"), forms.AppliersForm),
}


@bp.get("/")
@access(policy.see_application, reading.with_application)
def show(initiative: Initiative) -> Any:
    form = forms.SignForm(signed_place="Nam Thanh Miện")
    return render_template("initiatives/application.html", initiative=initiative, steps=STEPS, form=form)


@bp.get("/van-ban")
@access(policy.see_application, reading.with_application)
def paper(initiative: Initiative) -> Any:
    return docx_file(f"don-{initiative.code}", on_paper(initiative.application or abort(404)))


@bp.route("/<step>", methods=["GET", "POST"])
@access(policy.apply, reading.own)
def fill(initiative: Initiative, step: str) -> Any:
    if step not in STEPS:
        abort(404)
    application = actions.application_of(initiative)
    title, kind = STEPS[step]
    form = kind(obj=application)
    stale = form.is_submitted() and form.is_stale(application.version or 0)
    if stale or not form.validate_on_submit():
        if not form.is_submitted():
            form.version.data = application.version or 0
        status = 409 if stale else 422 if form.errors else 200
        page = render_template(
            "initiatives/application_step.html",
            initiative=initiative,
            form=form,
            step=step,
            title=title,
            steps=STEPS,
            stale=stale,
        )
        return page, status
    answers = {name: field.data for name, field in form._fields.items() if name not in ("version", "csrf_token")}
    actions.fill(initiative, by=current_user, **{**answers, **getattr(form, "lines", {})})
    names = list(STEPS)
    following = names[names.index(step) + 1 : names.index(step) + 2]
    if following:
        return redirect(url_for(".fill", code=initiative.code, step=following[0]), 303)
    return redirect(url_for(".show", code=initiative.code), 303)


@bp.post("/ky")
@access(policy.apply, reading.own)
def sign(initiative: Initiative) -> Any:
    form = forms.SignForm()
    application = actions.application_of(initiative)
    if form.validate_on_submit():
        try:
            application.sign(by=current_user, declaration=str(forms.DECLARATION), place=form.signed_place.data)
        except RuleBroken as broken:
            form.refuse("declared", str(broken))
        else:
            flash(_("Đã ký đơn. Hội đồng sẽ đọc đơn này."), "success")
            return redirect(url_for("initiatives.show", code=initiative.code), 303)
    return render_template("initiatives/application.html", initiative=initiative, steps=STEPS, form=form), 422
