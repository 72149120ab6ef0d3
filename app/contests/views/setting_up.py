"""The organisers' page of a contest, and everything that is set up before and while it runs."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from app.contests import policy, queries
from app.contests.actions import concluding
from app.contests.actions import setting_up as actions
from app.contests.counting import counts_of
from app.contests.forms.setting_up import (
    BeginForm,
    ContestForm,
    ExtendForm,
    FieldsForm,
    PrizesForm,
    ReasonForm,
    RoundForm,
)
from app.contests.models import Contest, EntryState, Round
from app.core.access import access
from app.core.asking import asked
from app.core.clock import start_of, today
from app.core.db import db
from app.core.workflow import RuleBroken
from app.marking.models import Rubric
from app.marking.queries import newest

bp = Blueprint("contest_setup", __name__, url_prefix="/cuoc-thi")


@bp.route("/moi", methods=["GET", "POST"])
@access(policy.organise)
def new() -> Any:
    """A contest in a minute: a template, a name, a term, whom to ask."""
    form = BeginForm()
    form.template.choices = [SelectChoice(one["key"], f"{one['name']}. {one['about']}") for one in actions.TEMPLATES]
    if request.method == "GET":
        begins = start_of(today() + timedelta(days=1)) + timedelta(hours=8)
        form.receives_from.data, form.receives_until.data = begins, begins + timedelta(days=30, hours=9)
    if form.validate_on_submit():
        template = next(one for one in actions.TEMPLATES if one["key"] == form.template.data)
        facts = {name: form[name].data for name in ("title", "contacts", "receives_from", "receives_until")}
        try:
            made = actions.begin(template, by=current_user._get_current_object(), **facts)
        except RuleBroken as refused:
            form.form_errors.append(str(refused))
        else:
            flash(_("Đã lập cuộc thi. Xem lại từng phần rồi công bố thể lệ."), "success")
            return redirect(url_for(".show", code=made.code), 303)
    page = render_template("contests/new.html", form=form)
    return page, 422 if form.errors else 200


@bp.get("/<code>/to-chuc")
@access(policy.oversee, queries.by_code)
def show(contest: Contest) -> Any:
    counts = counts_of(contest)
    return render_template("contests/organise.html", contest=contest, counts=counts, EntryState=EntryState)


@bp.route("/<code>/sua", methods=["GET", "POST"])
@access(policy.organise, queries.by_code)
def edit(contest: Contest) -> Any:
    form = ContestForm(obj=contest)
    stale = form.is_submitted() and form.is_stale(contest.version)
    form.version.data = contest.version

    def act() -> None:
        if stale:
            raise RuleBroken(_("Có người vừa sửa trước. Hãy xem lại rồi lưu lần nữa."))
        actions.change(contest, form.facts, by=current_user)

    return asked(form, _("Sửa thể lệ"), act, **_back(contest), button=_("Lưu"), done=_("Đã lưu."))


@bp.route("/<code>/bang", methods=["GET", "POST"])
@access(policy.organise, queries.by_code)
def edit_fields(contest: Contest) -> Any:
    form = FieldsForm(names="\n".join(one.name for one in contest.fields), version=contest.version)
    stale = form.is_submitted() and form.is_stale(contest.version)

    def act() -> None:
        if stale:
            raise RuleBroken(_("Có người vừa sửa trước. Hãy xem lại rồi lưu lần nữa."))
        actions.write_fields(contest, form.lines, by=current_user)

    return asked(form, _("Các bảng thi"), act, **_back(contest), button=_("Lưu"), done=_("Đã lưu các bảng thi."))


@bp.route("/<code>/giai", methods=["GET", "POST"])
@access(policy.organise, queries.by_code)
def edit_prizes(contest: Contest) -> Any:
    known = [{"name": one.name, "quantity": one.quantity, "value": one.value} for one in contest.prizes]
    form = PrizesForm(prizes=known, version=contest.version)
    stale = form.is_submitted() and form.is_stale(contest.version)

    def act() -> None:
        if stale:
            raise RuleBroken(_("Có người vừa sửa trước. Hãy xem lại rồi lưu lần nữa."))
        actions.write_prizes(contest, form.lines, by=current_user)

    said = {"button": _("Lưu"), "done": _("Đã lưu các giải."), "template": "contests/prizes.html"}
    return asked(form, _("Giải thưởng"), act, **_back(contest), **said)


@bp.route("/<code>/vong/moi", methods=["GET", "POST"])
@access(policy.organise, queries.by_code)
def new_round(contest: Contest) -> Any:
    form, rubrics = _round_form()
    if request.method == "GET" and contest.rounds:
        last = contest.rounds[-1]
        form.marks_from.data = last.marks_until + timedelta(days=1)
        form.marks_until.data = last.marks_until + timedelta(days=8)

    def act() -> None:
        actions.add_round(contest, form.facts | {"rubric": rubrics[form.rubric_id.data]}, by=current_user)

    return asked(form, _("Thêm vòng chấm"), act, **_back(contest), done=_("Đã thêm vòng chấm."))


@bp.route("/<code>/vong/<int:number>/sua", methods=["GET", "POST"])
@access(policy.organise, queries.round_of)
def edit_round(round: Round) -> Any:
    form, rubrics = _round_form(round)
    stale = form.is_submitted() and form.is_stale(round.version)
    form.version.data = round.version

    def act() -> None:
        if stale:
            raise RuleBroken(_("Có người vừa sửa trước. Hãy xem lại rồi lưu lần nữa."))
        actions.change_round(round, form.facts | {"rubric": rubrics[form.rubric_id.data]}, by=current_user)

    return asked(form, _("Sửa vòng chấm"), act, **_back(round.contest), button=_("Lưu"), done=_("Đã lưu vòng chấm."))


@bp.post("/<code>/vong/<int:number>/bo")
@access(policy.organise, queries.round_of)
def drop_round(round: Round) -> Any:
    contest = round.contest
    actions.drop_round(round, by=current_user)
    return redirect(url_for(".show", code=contest.code), 303)


@bp.post("/<code>/cong-bo-the-le")
@access(policy.organise, queries.by_code)
def announce(contest: Contest) -> Any:
    actions.announce(contest, by=current_user)
    flash(_("Đã công bố thể lệ. Bà con đọc được ở trang cuộc thi."), "success")
    return redirect(url_for(".show", code=contest.code), 303)


@bp.route("/<code>/gia-han", methods=["GET", "POST"])
@access(policy.organise, queries.by_code)
def extend(contest: Contest) -> Any:
    form = ExtendForm(until=contest.receives_until)

    def act() -> None:
        actions.extend(contest, form.until.data, by=current_user, reason=form.reason.data)

    return asked(form, _("Gia hạn nhận bài"), act, **_back(contest), done=_("Đã gia hạn. Người dự thi được báo."))


@bp.route("/<code>/huy", methods=["GET", "POST"])
@access(policy.organise, queries.by_code)
def cancel(contest: Contest) -> Any:
    form = ReasonForm()

    def act() -> None:
        concluding.cancel(contest, by=current_user, reason=form.reason.data)

    lead = _("Bài đã gửi vẫn còn ở trang của người gửi. Bà con đọc được lý do.")
    return asked(form, _("Hủy cuộc thi"), act, **_back(contest), lead=lead, done=_("Đã hủy cuộc thi."))


def _round_form(round: Round | None = None) -> tuple[RoundForm, dict[int, Rubric]]:
    form = RoundForm(obj=round)
    if round is None and not form.is_submitted():
        form.judges_per_entry.data, form.gap.data = 3, 30
    elif round is not None and not form.is_submitted():
        form.gap.data = int(round.gap)
    rubrics = {one.id: one for one in db.session.scalars(newest()) if one.is_plain}
    if round is not None:
        rubrics.setdefault(round.rubric_id, round.rubric)
    form.rubric_id.choices = [SelectChoice(one.id, one.words) for one in rubrics.values()]
    return form, rubrics


def _back(contest: Contest) -> dict[str, str]:
    return {"back": url_for("contest_setup.show", code=contest.code), "back_label": contest.title}
