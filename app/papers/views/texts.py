"""How papers read: the texts of all kinds, one to edit and try out, its versions."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.core.access import access
from app.core.db import db
from app.core.paging import by_id
from app.core.sheets import docx_file
from app.core.workflow import RuleBroken
from app.papers import actions, kinds, policy, queries
from app.papers.faults import faults_of
from app.papers.forms import ShippedForm, TemplateForm
from app.papers.language import EXAMPLES
from app.papers.models import PaperTemplate

bp = Blueprint("papers", __name__, url_prefix="/mau-van-ban")


@bp.get("/")
@access(policy.write_templates)
def index() -> Any:
    written = {template.kind: template for template in db.session.scalars(queries.newest_of_each())}
    return render_template("papers/index.html", every_kind=kinds.every_kind(), written=written)


@bp.route("/<paper>", methods=["GET", "POST"])
@access(policy.write_templates)
def edit(paper: str) -> Any:
    kind = _kind(paper)
    text, version = actions.template_of(kind)
    form = TemplateForm(text=text, version=version)
    seen = form.version.data
    if form.is_submitted() and form.is_stale(version):
        return _editor(kind, form, stale=True), 409
    if form.validate_on_submit():
        try:
            actions.rewrite(kind, form.text.data or "", seen=seen or 0, by=current_user)
        except RuleBroken as broken:
            for sentence in str(broken).split("\n"):
                form.refuse("text", sentence)
        else:
            flash(_("Đã lưu mẫu. Văn bản lập từ bây giờ theo mẫu này."), "success")
            return redirect(url_for(".edit", paper=kind.slug), 303)
    return _editor(kind, form), 422 if form.errors else 200


@bp.get("/<paper>/xem-thu")
@access(policy.write_templates)
def preview(paper: str) -> Any:
    kind = _kind(paper)
    return docx_file(f"xem-thu-{kind.slug}", actions.preview(kind, actions.template_of(kind)[0]))


@bp.post("/<paper>/xem-thu")
@access(policy.write_templates)
def preview_typed(paper: str) -> Any:
    kind, form = _kind(paper), TemplateForm()
    if form.validate_on_submit():
        found = faults_of(kind, form.text.data or "")
        if not found:
            return docx_file(f"xem-thu-{kind.slug}", actions.preview(kind, form.text.data or ""))
        for sentence in found:
            form.refuse("text", sentence)
    return _editor(kind, form), 422


@bp.post("/<paper>/ban-goc")
@access(policy.write_templates)
def take_shipped(paper: str) -> Any:
    kind, form = _kind(paper), ShippedForm()
    actions.take_shipped(kind, seen=form.version.data or 0, by=current_user)
    flash(_("Đã dùng lại bản gốc. Các bản cũ vẫn còn."), "success")
    return redirect(url_for(".edit", paper=kind.slug), 303)


@bp.get("/<paper>/cac-ban")
@access(policy.write_templates)
def versions(paper: str) -> Any:
    kind = _kind(paper)
    page = by_id(queries.versions(kind.code), PaperTemplate.id)
    return render_template("papers/versions.html", kind=kind, page=page)


@bp.get("/<paper>/cac-ban/<int:number>")
@access(policy.write_templates)
def version(paper: str, number: int) -> Any:
    kind = _kind(paper)
    if number == 0:  # the text the house came with
        return render_template("papers/version.html", kind=kind, template=None, text=kind.shipped)
    template = db.one_or_404(queries.version(kind.code, number))
    return render_template("papers/version.html", kind=kind, template=template, text=template.text or kind.shipped)


def _kind(slug: str) -> kinds.Kind:
    return kinds.by_slug(slug) or abort(404)


def _editor(kind: kinds.Kind, form: TemplateForm, *, stale: bool = False) -> str:
    return render_template("papers/edit.html", kind=kind, form=form, stale=stale, examples=EXAMPLES)
