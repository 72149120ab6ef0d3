"""The register: asking, and for the office acknowledging, extending, answering."""

import secrets
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.forms import PasswordAgainForm
from app.accounts.queries import on_paper_named
from app.accounts.views.account import knows_password
from app.accounts.views.own_data import copied
from app.commune.settings import rules
from app.core.access import access
from app.core.db import db
from app.core.i18n import day
from app.core.paging import by_id
from app.core.workflow import RuleBroken
from app.privacy import actions, policy, queries
from app.privacy.forms import AnswerForm, AskForm, ExtendForm, NoteForm
from app.privacy.models import HANDLERS, DataRequest

bp = Blueprint("privacy", __name__, url_prefix="/yeu-cau-du-lieu")


@bp.get("/")
@access(policy.ask)
def index() -> Any:
    page = by_id(queries.requests(current_user), DataRequest.id)
    return render_template("privacy/index.html", page=page, rules=rules())


@bp.route("/moi", methods=["GET", "POST"])
@access(policy.ask)
def new() -> Any:
    form = AskForm()
    if request.method == "GET":
        form.sent_key.data = secrets.token_urlsafe(12)
    if form.validate_on_submit():
        try:
            asked = actions.ask(form.kind.data, text=form.text.data or "", sent_key=form.key, by=current_user)
        except RuleBroken as refused:
            form.refuse("text", str(refused))
    if not form.is_submitted() or form.errors:
        return render_template("privacy/ask.html", form=form), 422 if form.errors else 200
    due = day(asked.seen_by_due(rules()))
    flash(_("Đã ghi yêu cầu. Chậm nhất %(day)s xã báo đã nhận.", day=due), "success")
    return redirect(url_for(".show", id=asked.id), 303)


@bp.route("/ghi-ho", methods=["GET", "POST"])
@access(policy.handle)
def note() -> Any:
    form = NoteForm()
    if request.method == "GET":
        form.sent_key.data = secrets.token_urlsafe(12)
    if not form.validate_on_submit():
        return render_template("privacy/note.html", form=form), 422 if form.errors else 200
    facts = {name: form[name].data for name in ("text", "name", "contact", "proved_by")}
    asked = actions.note(form.kind.data, sent_key=form.key, by=current_user._get_current_object(), **facts)
    flash(_("Đã ghi. Đọc số %(number)s cho người yêu cầu giữ.", number=asked.number), "success")
    return redirect(url_for(".show", id=asked.id), 303)


@bp.get("/<int:id>")
@access(policy.ask, queries.request_of)
def show(asked: DataRequest) -> Any:
    counter = asked.is_waiting and asked.person_id is None and current_user.has(*HANDLERS)
    people = db.session.scalars(on_paper_named(asked.name)).all() if counter else ()
    return render_template("privacy/show.html", asked=asked, rules=rules(), people=people)


@bp.post("/<int:id>/da-nhan")
@access(policy.handle_one, queries.request_of)
def acknowledge(asked: DataRequest) -> Any:
    asked.acknowledge(by=current_user)
    due = day(asked.due(rules()))
    actions.tell(asked, "seen", _("Xã đã nhận yêu cầu, trả lời chậm nhất %(day)s.", day=due))
    flash(_told(asked, _("Đã báo cho người yêu cầu.")), "success")
    return redirect(url_for(".show", id=asked.id), 303)


@bp.route("/<int:id>/gia-han", methods=["GET", "POST"])
@access(policy.handle_one, queries.request_of)
def extend(asked: DataRequest) -> Any:
    form = ExtendForm()
    if form.validate_on_submit():
        try:
            asked.extend(by=current_user, reason=form.reason.data, rules=rules())
        except RuleBroken as refused:
            form.refuse("reason", str(refused))
        else:
            due = day(asked.due(rules()))
            actions.tell(
                asked, "extended", _("Xã cần thêm thời gian, đến %(day)s: %(reason)s", day=due, reason=form.reason.data)
            )
            flash(_told(asked, _("Đã gia hạn và báo cho người yêu cầu.")), "success")
            return redirect(url_for(".show", id=asked.id), 303)
    return render_template("privacy/extend.html", form=form, asked=asked), 422 if form.errors else 200


@bp.post("/<int:id>/nguoi/<int:person_id>/du-lieu")
@access(policy.handle_one, queries.request_of)
def hand_over(asked: DataRequest, person_id: int) -> Any:
    """A copy for somebody who asked at the counter."""
    person = actions.meant(asked, person_id) or abort(404)
    return copied(actions.hand_over(asked, person, by=current_user), f"{asked.number}.json")


@bp.route("/<int:id>/nguoi/<int:person_id>/xoa", methods=["GET", "POST"])
@access(policy.handle_one, queries.request_of)
def erase(asked: DataRequest, person_id: int) -> Any:
    """Deleting somebody who asked at the counter."""
    person = actions.meant(asked, person_id) or abort(404)
    form, contact = PasswordAgainForm(), asked.contact
    if knows_password(form):
        try:
            actions.erase_for(asked, person, by=current_user._get_current_object())
        except RuleBroken as refused:
            form.refuse("current", str(refused))
    if not form.is_submitted() or form.errors:
        page = render_template("privacy/erase.html", form=form, asked=asked, person=person)
        return page, 422 if form.errors else 200
    flash(_("Đã xóa. Hãy báo lại cho người yêu cầu: %(contact)s", contact=contact), "success")
    return redirect(url_for(".show", id=asked.id), 303)


@bp.route("/<int:id>/tra-loi", methods=["GET", "POST"])
@access(policy.handle_one, queries.request_of)
def answer(asked: DataRequest) -> Any:
    form = AnswerForm()
    if not form.validate_on_submit():
        return render_template("privacy/answer.html", form=form, asked=asked), 422 if form.errors else 200
    try:
        if form.refused.data:
            asked.refuse(by=current_user, reason=form.answer.data)
        else:
            asked.answer_with(by=current_user, answer=form.answer.data)
    except RuleBroken as refused:
        form.refuse("answer", str(refused))
        return render_template("privacy/answer.html", form=form, asked=asked), 422
    actions.tell(asked, "answered", form.answer.data)
    flash(_told(asked, _("Đã trả lời.")), "success")
    return redirect(url_for(".show", id=asked.id), 303)


def _told(asked: DataRequest, done: str) -> str:
    """What was done; somebody without an account has still to be told."""
    return done if asked.person_id else _("Đã ghi. Hãy báo lại cho người yêu cầu: %(contact)s", contact=asked.contact)
