"""What the office does with an initiative: screening, answers, refusals, pilots."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.commune import queries as commune
from app.commune.settings import rules
from app.core.access import access
from app.core.asking import asked as ask
from app.core.db import db
from app.core.forms import options
from app.initiatives import policy
from app.initiatives.actions import deciding as actions
from app.initiatives.actions.attaching import Proof
from app.initiatives.forms import office as forms
from app.initiatives.models import Initiative, Refusal
from app.initiatives.queries import reading, waiting

bp = Blueprint("deciding", __name__, url_prefix="/sang-kien")


def asked(initiative: Initiative, form: Any, title: str, act: Callable[[], None], done: str) -> Any:
    """A page of the office about an initiative, which it comes from and leads back to."""
    here = url_for("initiatives.show", code=initiative.code)
    return ask(form, title, act, back=here, back_label=initiative.title, done=done)


@bp.route("/<code>/tra-ve", methods=["GET", "POST"])
@access(policy.coordinate, reading.by_code)
def return_to_author(initiative: Initiative) -> Any:
    form = forms.ReasonForm()

    def act() -> None:
        initiative.return_to_author(by=current_user, reason=form.reason.data)

    return asked(initiative, form, _("Đề nghị tác giả bổ sung"), act, _("Đã gửi lại cho tác giả."))


@bp.route("/<code>/mo", methods=["GET", "POST"])
@access(policy.coordinate, reading.by_code)
def open_to_public(initiative: Initiative) -> Any:
    form = forms.OpenForm()

    def act() -> None:
        checks = {name: form[name].data for name in ("lawful", "no_personal_data", "no_duplicate")}
        initiative.open_to_public(by=current_user, **checks)

    return asked(initiative, form, _("Đưa ra lấy ý kiến"), act, _("Sáng kiến đã hiện cho mọi người."))


@bp.route("/<code>/tra-loi", methods=["GET", "POST"])
@access(policy.answer, reading.by_code)
def answer(initiative: Initiative) -> Any:
    form = forms.AnswerForm()

    def act() -> None:
        initiative.answer(by=current_user, text=form.text.data)

    return asked(initiative, form, _("Trả lời người dân"), act, _("Đã đăng câu trả lời."))


@bp.route("/<code>/de-xuat-tu-choi", methods=["GET", "POST"])
@access(policy.coordinate, reading.by_code)
def propose_refusal(initiative: Initiative) -> Any:
    form = forms.ReasonForm()

    def act() -> None:
        actions.propose_refusal(initiative, by=current_user, reason=form.reason.data)

    return asked(initiative, form, _("Đề xuất từ chối"), act, _("Đã ghi đề xuất. Cần người thứ hai xác nhận."))


@bp.post("/tu-choi/<int:id>/dong-y")
@access(policy.second_refusal, reading.refusal)
def confirm_refusal(refusal: Refusal) -> Any:
    actions.confirm_refusal(refusal, by=current_user)
    flash(_("Đã xác nhận. Tác giả đọc được lý do."), "success")
    return redirect(url_for("initiatives.show", code=refusal.initiative.code), 303)


@bp.route("/tu-choi/<int:id>/khong-dong-y", methods=["GET", "POST"])
@access(policy.second_refusal, reading.refusal)
def dismiss_refusal(refusal: Refusal) -> Any:
    form = forms.ReasonForm()

    def act() -> None:
        refusal.dismiss(by=current_user, reason=form.reason.data)

    return asked(refusal.initiative, form, _("Không đồng ý từ chối"), act, _("Sáng kiến vẫn ở trạng thái cũ."))


@bp.route("/<code>/thi-diem", methods=["GET", "POST"])
@access(policy.coordinate, reading.by_code)
def start_pilot(initiative: Initiative) -> Any:
    form = forms.PilotForm()
    units = {unit.id: unit for unit in db.session.scalars(commune.units(offices=True))}
    form.unit_id.choices = options(units.values())

    def act() -> None:
        facts = {name: form[name].data for name in ("place", "starts_on", "ends_on", "measure")}
        actions.start_pilot(initiative, by=current_user, unit=units[form.unit_id.data], **facts)

    return asked(initiative, form, _("Bắt đầu thí điểm"), act, _("Đã bắt đầu thí điểm."))


@bp.route("/<code>/ket-qua-thi-diem", methods=["GET", "POST"])
@access(policy.coordinate, reading.by_code)
def end_pilot(initiative: Initiative) -> Any:
    form = forms.PilotResultForm()

    def act() -> None:
        facts = {"result": form.result.data, "figures": form.figures.data}
        actions.end_pilot(initiative, by=current_user, proofs=proofs_of(form), **facts)

    return asked(initiative, form, _("Ghi kết quả thí điểm"), act, _("Đã ghi kết quả thí điểm."))


@bp.get("/qua-han")
@access(policy.oversee)
def overdue() -> Any:
    rows = db.session.scalars(waiting.overdue(rules()).limit(200)).unique().all()
    due = {row.id: waiting.due_of(row, rules()) for row in rows}
    return render_template("initiatives/overdue.html", rows=rows, due=due)


def proofs_of(form: Any) -> list[Proof]:
    """The proofs of a form; what is said there is said of each."""
    return [Proof(file.stream, form.caption.data or "", form.children.data) for file in form.proofs.data]
