"""Writing an entry, checking and sending it, following what becomes of it, taking it back."""

import secrets
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.commune import queries as commune
from app.contests import policy, queries
from app.contests.actions import entering as actions
from app.contests.forms.entering import EntryForm, SendForm
from app.contests.means import means_shown
from app.contests.models import Contest, Entry, EntryState
from app.core.access import access
from app.core.audit import history_of
from app.core.clock import local, utcnow
from app.core.db import db
from app.core.files import RefusedFile
from app.core.forms import options
from app.core.workflow import RuleBroken
from app.initiatives.models import Initiative
from app.initiatives.queries import reading

bp = Blueprint("entering", __name__, url_prefix="/cuoc-thi")
MINE = "/bai-cua-toi"
IDEAS = 5  # ideas of one's own that are offered to begin from


@bp.route("/<code>/nop", methods=["GET", "POST"])
@access(policy.enter, queries.by_code)
def new(contest: Contest) -> Any:
    initiative = _begun_from()
    form = _entry_form(contest)
    if request.method == "GET":
        form.sent_key.data = secrets.token_urlsafe(12)
        form.village_id.data = current_user.village_id
        form.members[0]["name"].data, form.members[0].birth_year.data = current_user.name, current_user.birth_year
        if initiative is not None:
            form.title.data, form.summary.data = initiative.title, initiative.problem[:500]
            form.text.data = initiative.solution
    if not contest.receives() or not form.validate_on_submit():
        return _entry_page(form, contest, None)
    by = current_user._get_current_object()
    try:
        key = form.sent_key.data or secrets.token_urlsafe(12)
        entry = actions.begin(contest, by=by, sent_key=key, initiative=initiative)
    except RuleBroken as refused:
        form.form_errors.append(str(refused))
        return _entry_page(form, contest, None)
    db.session.flush()
    return _kept(entry, form)


@bp.get(f"{MINE}/")
@access(policy.own_entries)
def mine() -> Any:
    return render_template("contests/mine.html", entries=db.session.scalars(queries.entries_of(current_user)).all())


@bp.get(f"{MINE}/<int:id>")
@access(policy.write_entry, queries.own_entry)
def show(entry: Entry) -> Any:
    remarks = list(db.session.scalars(queries.remarks_on(entry))) if entry.contest.is_published else []
    marks = means_shown(entry) if entry.contest.is_published and entry.place else None
    history = [event for event in db.session.scalars(history_of(entry)) if event.after]
    words = {state.value: state.label for state in EntryState}
    facts = {"history": history, "remarks": remarks, "marks": marks, "words": words}
    return render_template("contests/own_entry.html", entry=entry, contest=entry.contest, **facts)


@bp.route(f"{MINE}/<int:id>/sua", methods=["GET", "POST"])
@access(policy.write_entry, queries.own_entry)
def edit(entry: Entry) -> Any:
    if not entry.is_editable:
        return redirect(url_for(".show", id=entry.id), 303)
    form = _entry_form(entry.contest, entry)
    if not form.validate_on_submit():
        form.version.data = form.version.data or entry.version
        return _entry_page(form, entry.contest, entry)
    if form.is_stale(entry.version):
        return _entry_page(form, entry.contest, entry, stale=True)
    return _kept(entry, form)


@bp.get(f"{MINE}/<int:id>/xem-lai")
@access(policy.write_entry, queries.own_entry)
def check(entry: Entry) -> Any:
    if not entry.is_editable:
        return redirect(url_for(".show", id=entry.id), 303)
    return render_template("contests/check.html", entry=entry, contest=entry.contest, form=_send_form(entry))


@bp.post(f"{MINE}/<int:id>/gui")
@access(policy.write_entry, queries.own_entry)
def send(entry: Entry) -> Any:
    if not entry.is_editable:  # the button was pressed twice: where it stands is the answer
        return redirect(url_for(".show", id=entry.id), 303)
    form = _send_form(entry)
    stale = form.is_submitted() and form.is_stale(entry.version)
    if not stale and form.validate():
        try:
            children = form.children.data if form.children else None
            actions.submit(entry, by=current_user._get_current_object(), children=children)
        except RuleBroken as refused:
            form.form_errors.append(str(refused))
        else:
            flash(_("Đã gửi bài dự thi, mã %(code)s.", code=entry.code), "success")
            return redirect(url_for(".show", id=entry.id), 303)
    status = 409 if stale else 422
    return render_template("contests/check.html", entry=entry, contest=entry.contest, form=form), status


@bp.post(f"{MINE}/<int:id>/bo-tep/<int:number>")
@access(policy.write_entry, queries.own_entry)
def detach(entry: Entry, number: int) -> Any:
    file = next((file for file in entry.files if file.id == number), None) or abort(404)
    actions.detach(file, by=current_user)
    flash(_("Đã bỏ tệp."), "success")
    return redirect(url_for(".edit", id=entry.id), 303)


@bp.route(f"{MINE}/<int:id>/rut", methods=["GET", "POST"])
@access(policy.write_entry, queries.own_entry)
def withdraw(entry: Entry) -> Any:
    if request.method == "GET":
        return render_template("contests/withdraw.html", entry=entry, contest=entry.contest)
    actions.withdraw(entry, by=current_user._get_current_object())
    flash(_("Đã rút bài “%(title)s”.", title=entry.title or _("chưa có tên")), "success")
    return redirect(url_for(".mine"), 303)


def _begun_from() -> Initiative | None:
    """The initiative of one's own that an entry begins from, by its code in the address."""
    code = request.args.get("tu")
    if not code:
        return None
    return db.one_or_404(reading.own(code, current_user))


def _send_form(entry: Entry) -> SendForm:
    form = SendForm(version=entry.version)
    if not entry.has_pictures:
        del form.children
    return form


def _entry_form(contest: Contest, entry: Entry | None = None) -> EntryForm:
    form = EntryForm(obj=entry)
    form.field_id.choices = options(contest.fields, empty=_("Chọn bảng thi"))
    form.village_id.choices = options(db.session.scalars(commune.villages()), empty=_("Chọn thôn"))
    wanted = 1 if contest.max_members == 1 else min(contest.max_members, max(len(form.members), 1) + 2)
    while not form.is_submitted() and len(form.members) < wanted:
        form.members.append_entry()
    return form


def _kept(entry: Entry, form: EntryForm) -> Any:
    """Keep what was typed; a file that cannot be taken is said beside its field, with the words still in the form."""
    try:
        actions.write(entry, form.facts, form.lines, [photo.stream for photo in form.photos.data])
    except RefusedFile as refused:
        form.refuse("photos", str(refused))
        return _entry_page(form, entry.contest, entry)
    except RuleBroken as refused:
        form.form_errors.append(str(refused))
        return _entry_page(form, entry.contest, entry)
    db.session.flush()
    if request.accept_mimetypes.best == "application/json":
        address = url_for(".edit", id=entry.id)
        return {"saved": f"{local(utcnow()):%H:%M}", "version": entry.version, "url": address}
    return redirect(url_for(".check", id=entry.id), 303)


def _entry_page(form: EntryForm, contest: Contest, entry: Entry | None, *, stale: bool = False) -> Any:
    status = 409 if stale else 422 if form.errors else 200
    ideas: list[Initiative] = []
    if entry is None and not form.is_submitted() and not request.args.get("tu"):
        ideas = [one for one in db.session.scalars(reading.written_by(current_user).limit(IDEAS)) if one.code]
    page = render_template("contests/write.html", form=form, contest=contest, entry=entry, stale=stale, ideas=ideas)
    return page, status
