"""Writing an idea: three boxes, the check page, the receipt; taking it back or amending it."""

import secrets
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.queries import organisations_of
from app.commune import queries as commune
from app.commune.settings import rules
from app.core.access import access
from app.core.clock import local, utcnow
from app.core.db import db
from app.core.files import RefusedFile
from app.core.forms import options
from app.core.paging import by_id
from app.core.search.query import similar
from app.core.text import card_number
from app.initiatives import policy
from app.initiatives.actions import attaching
from app.initiatives.actions import writing as actions
from app.initiatives.forms.writing import AmendForm, IdeaForm, SendForm
from app.initiatives.models import Attachment, Initiative
from app.initiatives.queries import reading, waiting

bp = Blueprint("writing", __name__, url_prefix="/sang-kien")


@bp.route("/moi", methods=["GET", "POST"])
@access(policy.create)
def new() -> Any:
    form = _idea_form()
    if request.method == "GET":
        form.sent_key.data = secrets.token_urlsafe(12)
        form.village_id.data = current_user.village_id
    if not form.validate_on_submit():
        return _idea_page(form, None)
    draft = actions.begin_draft(by=current_user, sent_key=form.sent_key.data or secrets.token_urlsafe(12))
    return _kept(draft, form, shown=None)


@bp.route("/nhap/<int:id>", methods=["GET", "POST"])
@access(policy.edit, reading.draft)
def edit(initiative: Initiative) -> Any:
    form = _idea_form(initiative)
    if not form.validate_on_submit():
        form.version.data = form.version.data or initiative.version
        return _idea_page(form, initiative)
    if form.is_stale(initiative.version):
        return _idea_page(form, initiative, stale=True)
    return _kept(initiative, form, shown=initiative)


@bp.get("/nhap/<int:id>/xem-lai")
@access(policy.edit, reading.draft)
def check(initiative: Initiative) -> Any:
    return _check_page(initiative, _send_form(initiative, version=initiative.version))


@bp.get("/gan-giong")
@access(policy.create)
def alike() -> Any:
    """A part of a page, for what is being typed."""
    typed, but = request.args.get("noi-dung", ""), request.args.get("tru", 0, type=int)
    return render_template("initiatives/alike.html", **_alike(typed, but=but))


@bp.post("/nhap/<int:id>/gui")
@access(policy.submit, reading.draft)
def send(initiative: Initiative) -> Any:
    if initiative.code and not initiative.is_editable:  # the button was pressed twice: the receipt is the answer
        return redirect(url_for(".receipt", code=initiative.code), 303)
    form = _send_form(initiative)
    if not form.validate_on_submit() or form.is_stale(initiative.version) or initiative.missing:
        return _check_page(initiative, form), 422
    children = form.children.data if form.children else None
    actions.submit(initiative, by=current_user, children=children)
    return redirect(url_for(".receipt", code=initiative.code), 303)


@bp.get("/<code>/da-gui")
@access(policy.submit, reading.own)
def receipt(initiative: Initiative) -> Any:
    return render_template("initiatives/receipt.html", initiative=initiative, due=waiting.due_of(initiative, rules()))


@bp.post("/nhap/<int:id>/bo-anh/<int:attachment_id>")
@access(policy.edit, reading.draft)
def detach(initiative: Initiative, attachment_id: int) -> Any:
    attachment = next((a for a in initiative.attachments if a.id == attachment_id), None)
    if isinstance(attachment, Attachment):
        attaching.detach(attachment, by=current_user)
        flash(_("Đã bỏ ảnh."), "success")
    return redirect(url_for(".edit", id=initiative.id), 303)


@bp.route("/nhap/<int:id>/rut", methods=["GET", "POST"])
@access(policy.withdraw, reading.draft)
def withdraw(initiative: Initiative) -> Any:
    if request.method == "GET":
        return render_template("initiatives/withdraw.html", initiative=initiative)
    initiative.withdraw(by=current_user)
    flash(_("Đã rút “%(title)s”.", title=initiative.title), "success")
    return redirect(url_for(".mine"), 303)


@bp.route("/<code>/sua", methods=["GET", "POST"])
@access(policy.amend, reading.by_code)
def amend(initiative: Initiative) -> Any:
    form = AmendForm(obj=initiative)
    stale = form.is_submitted() and form.is_stale(initiative.version)
    if stale or not form.validate_on_submit():
        status = 409 if stale else 422 if form.errors else 200
        return render_template("initiatives/amend.html", initiative=initiative, form=form, stale=stale), status
    texts = {name: form[name].data for name in ("title", "problem", "solution", "note")}
    initiative.amend(by=current_user, **texts)
    warn_of_numbers(*texts.values())
    flash(_("Đã sửa. Bản cũ vẫn xem được ở mục tiến độ."), "success")
    return redirect(url_for("initiatives.show", code=initiative.code), 303)


@bp.get("/cua-toi")
@access(policy.create)
def mine() -> Any:
    page = by_id(reading.written_by(current_user), Initiative.id)
    return render_template("initiatives/mine.html", page=page)


def _send_form(initiative: Initiative, **values: Any) -> SendForm:
    """What is declared at sending; of children only where there are pictures."""
    form = SendForm(**values)
    if not initiative.has_pictures:
        del form.children
    return form


def warn_of_numbers(*written: str | None) -> None:
    """A gentle word before everybody can read it: what looks like an identity card is nothing for a public page."""
    if any(card_number(one or "") for one in written):
        flash(_("Trong bài có dãy 12 chữ số, giống số căn cước. Nếu đúng vậy thì nên bỏ đi, vì ai cũng đọc được."), "info")


def _check_page(initiative: Initiative, form: SendForm) -> str:
    warn_of_numbers(initiative.title, initiative.problem, initiative.solution)
    same = _alike(f"{initiative.title} {initiative.problem}", but=initiative.id)
    return render_template("initiatives/check.html", initiative=initiative, form=form, **same)


def _alike(typed: str, *, but: int | None) -> dict[str, Any]:
    """Public ideas that say nearly the same, most alike first, and which of them the writer supports."""
    ids = [hit.subject_id for hit in similar(typed, kind="initiative", but=but)]
    rows = db.session.execute(reading.told_of(ids, seen_by=current_user)).all() if ids else []
    supported = set(db.session.scalars(reading.supported_by(current_user, ids))) if ids else set()
    return {"rows": sorted(rows, key=lambda row: ids.index(row.id)), "supported": supported}


def _kept(initiative: Initiative, form: IdeaForm, *, shown: Initiative | None) -> Any:
    """Keep what was typed. A photo that cannot be taken is said beside its field, with the words still in the form."""
    try:
        photos = [photo.stream for photo in form.photos.data]
        actions.write(initiative, by=current_user, texts=form.texts, photos=photos)
    except RefusedFile as refused:
        form.refuse("photos", str(refused))
        return _idea_page(form, shown)
    db.session.flush()
    if request.accept_mimetypes.best == "application/json":
        address = url_for(".edit", id=initiative.id)
        return {"saved": f"{local(utcnow()):%H:%M}", "version": initiative.version, "url": address}
    return redirect(url_for(".check", id=initiative.id), 303)


def _idea_form(initiative: Initiative | None = None) -> IdeaForm:
    form = IdeaForm(obj=initiative)
    form.field_id.choices = options(db.session.scalars(commune.fields(open_only=True)))
    form.village_id.choices = options(db.session.scalars(commune.villages()), empty=_("Chọn thôn"))
    organisations = db.session.scalars(organisations_of(current_user)).unique()
    form.organisation_id.choices = options(organisations, empty=_("Cá nhân"))
    return form


def _idea_page(form: IdeaForm, initiative: Initiative | None, *, stale: bool = False) -> Any:
    status = 409 if stale else 422 if form.errors else 200
    return render_template("initiatives/write.html", form=form, initiative=initiative, stale=stale), status
