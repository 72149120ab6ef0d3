"""Codes on paper, as people use them: with an account or without one."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from app.accounts.actions.people import TooManyTries
from app.core.access import access, everyone
from app.core.i18n import bilingual
from app.core.workflow import RuleBroken
from app.initiatives.actions import paper_codes as actions
from app.initiatives.forms.paper_code import AttendeeForm, BallotForm, PaperCodeForm
from app.initiatives.models import PaperCode, SheetPurpose

bp = Blueprint("paper_codes", __name__)


@bilingual(bp, "/ma-giay", methods=["GET", "POST"])
@access(everyone)
def use() -> Any:
    form = PaperCodeForm(code=request.args.get("ma", ""))
    if not form.validate_on_submit():
        return _asked(form, 422 if form.errors else 200)
    try:
        code = actions.known(form.code.data, address=request.remote_addr or "")
    except TooManyTries:
        form.refuse("code", _("Thử quá nhiều lần. Hãy đợi một giờ, hoặc hỏi tổ của thôn."))
        return _asked(form, 429)
    if code is None:
        form.refuse("code", _("Không có mã này. Hãy xem lại từng chữ trên giấy."))
        return _asked(form, 422)
    if not code.may_be_used:
        form.refuse("code", _("Mã này đã dùng hoặc hết hạn. Hãy hỏi tổ của thôn."))
        return _asked(form, 422)
    return _ballot(code) if code.sheet.purpose is SheetPurpose.VOTE else _confirmed(code, form)


def _confirmed(code: PaperCode, form: PaperCodeForm) -> Any:
    """The account of whoever typed it is confirmed; a stranger signs in first."""
    if not current_user.is_authenticated:
        flash(_("Mã này xác nhận tài khoản. Đăng nhập hoặc lập tài khoản, rồi nhập lại mã."), "info")
        return redirect(url_for("accounts.sign_in", next=url_for(".use", ma=form.code.data)), 303)
    try:
        counted = actions.confirm_with(code, by=current_user._get_current_object())
    except RuleBroken as refused:
        form.refuse("code", str(refused))
        return _asked(form, 422)
    done = _("Đã xác nhận. Từ nay lượt ủng hộ được tính.")
    more = ngettext("%(num)d lượt đang chờ đã được tính.", "%(num)d lượt đang chờ đã được tính.", counted)
    flash(f"{done} {more}" if counted else done, "success")
    return redirect(url_for("accounts.me"), 303)


def _ballot(code: PaperCode) -> Any:
    """What the meeting is asked; the second time it comes it carries the answers."""
    for_another = current_user.is_authenticated and ("switch" in request.form or "other" in request.form)
    form = BallotForm() if current_user.is_authenticated and not for_another else AttendeeForm()
    topics = {one.id: one for one in code.sheet.ideas}
    form.topics.choices = choices(topics.values())
    answered = "ballot" in request.form and "switch" not in request.form
    if answered and form.validate():
        chosen = [topics[id] for id in form.topics.data]
        try:
            actions.note_ballot(code)
            if isinstance(form, AttendeeForm):
                voter = actions.attendee(code, name=form.name.data, birth_year=form.birth_year.data)
            else:
                voter = current_user._get_current_object()
            new = actions.vote_with(code, by=voter, topics=chosen)
        except TooManyTries:
            form.refuse("topics", _("Mã này vừa dùng thử nhiều lần quá. Hãy đợi một giờ, hoặc hỏi tổ của thôn."))
        except RuleBroken as refused:
            form.refuse("topics", str(refused))
        else:
            done = ngettext("Đã ghi %(num)d lượt ủng hộ.", "Đã ghi %(num)d lượt ủng hộ.", new)
            flash(done if new else _("Đã xác nhận. Từ nay lượt ủng hộ được tính."), "success")
            return redirect(url_for(".use"), 303)
    elif not answered:
        ticked = request.form.getlist("topics", type=int)  # before they said that it is for somebody else
        form = type(form)(formdata=None, code=form.code.data, topics=ticked)
        form.topics.choices = choices(topics.values())
    told = {"form": form, "sheet": code.sheet, "topics": topics.values(), "for_another": for_another}
    return render_template("initiatives/ballot.html", **told), 422 if form.errors else 200


def _asked(form: PaperCodeForm, status: int) -> Any:
    return render_template("initiatives/paper_code.html", form=form), status


def choices(topics: Any) -> list[SelectChoice]:
    return [SelectChoice(one.id, f"{one.title} ({one.code})") for one in topics]
