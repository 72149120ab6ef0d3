"""How work goes on: begun, counted, done, put off, added; and the list for the office."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.commune import queries as commune
from app.core.access import access
from app.core.asking import asked
from app.core.clock import today
from app.core.db import db
from app.core.i18n import day
from app.core.sheets import csv_file, xlsx_file
from app.roadmap import actions, policy, queries
from app.roadmap import forms as typed
from app.roadmap.models import ROMAN, Task, quarter_of

bp = Blueprint("roadmap_work", __name__, url_prefix="/lo-trinh")


@bp.get("/so-lieu.<kind>")
@access(policy.look_in)
def export(kind: str) -> Any:
    """Every task, as a table to take away."""
    if kind not in ("csv", "xlsx"):
        abort(404)
    head = [_("Mã"), _("Nhiệm vụ"), _("Quý"), _("Chủ trì"), _("Phối hợp"), _("Trạng thái"), _("Hạn"), _("Hoàn thành ngày")]
    rows = [
        [
            task.code,
            task.text,
            f"{ROMAN[task.quarter]}/{task.year}",
            "; ".join(unit.short_name for unit in task.leads),
            "; ".join(unit.short_name for unit in task.supports),
            _("Trễ hạn") if task.is_late else str(task.state.label),
            day(task.due),
            day(task.done_on),
        ]
        for task in db.session.scalars(queries.tasks())
    ]
    return (csv_file if kind == "csv" else xlsx_file)("lo-trinh", _("Lộ trình"), [head, *rows])


@bp.route("/them", methods=["GET", "POST"])
@access(policy.decide)
def add() -> Any:
    year, quarter = quarter_of(today())
    form = typed.TaskForm(year=year, quarter=quarter)
    units = {unit.id: unit for unit in db.session.scalars(commune.units())}
    form.offer(list(units.values()))
    made: list[Task] = []

    def act() -> None:
        leads, supports = ([units[id] for id in field.data or ()] for field in (form.leads, form.supports))
        made.append(actions.add_task(form.facts, leads=leads, supports=supports, by=current_user))

    back = {"back": url_for("roadmap.index"), "back_label": _("Lộ trình")}
    answer = asked(form, _("Thêm nhiệm vụ của xã"), act, done=_("Đã thêm nhiệm vụ."), **back)
    return redirect(url_for("roadmap.show", code=made[0].code), 303) if made else answer


@bp.post("/<code>/bat-dau")
@access(policy.work, queries.task)
def begin(task: Task) -> Any:
    task.begin(by=current_user)
    flash(_("Đã ghi: đang làm."), "success")
    return redirect(url_for("roadmap.show", code=task.code), 303)


@bp.route("/<code>/xong", methods=["GET", "POST"])
@access(policy.work, queries.task)
def finish(task: Task) -> Any:
    form = typed.FinishForm(on=today())

    def act() -> None:
        task.finish(by=current_user, on=form.on.data)

    lead = "" if task.folder.standing else _("Thêm minh chứng ở trang nhiệm vụ trước, rồi ghi hoàn thành.")
    return asked(form, _("Ghi hoàn thành"), act, done=_("Đã ghi hoàn thành."), lead=lead, **_back(task))


@bp.route("/<code>/mo-lai", methods=["GET", "POST"])
@access(policy.decide, queries.task)
def reopen(task: Task) -> Any:
    form = typed.ReasonForm()

    def act() -> None:
        task.reopen(by=current_user, reason=form.reason.data or "")

    return asked(form, _("Mở lại nhiệm vụ"), act, done=_("Đã mở lại."), **_back(task))


@bp.route("/<code>/dung", methods=["GET", "POST"])
@access(policy.decide, queries.task)
def stop(task: Task) -> Any:
    form = typed.ReasonForm()

    def act() -> None:
        task.stop(by=current_user, reason=form.reason.data or "")

    return asked(form, _("Dừng nhiệm vụ của xã"), act, done=_("Đã dừng. Nhiệm vụ vẫn còn trong lộ trình."), **_back(task))


@bp.route("/<code>/lui-han", methods=["GET", "POST"])
@access(policy.decide, queries.task)
def postpone(task: Task) -> Any:
    form = typed.PostponeForm(obj=task, data={"version": task.version})

    def act() -> None:
        form.must_be_fresh(task.version)
        task.postpone(**form.facts, by=current_user)

    lead = _("Hạn đang giao: quý %(quarter)s/%(year)d.", quarter=ROMAN[task.quarter], year=task.year)
    return asked(form, _("Lùi hạn theo quyết định"), act, done=_("Đã lùi hạn."), lead=lead, **_back(task))


@bp.route("/<code>/tien-do", methods=["GET", "POST"])
@access(policy.work, queries.task)
def count(task: Task) -> Any:
    form = typed.CountForm(obj=task)
    form.measured.description = _("Trên %(all)d %(what)s.", all=task.measured_of or 0, what=task.measure)

    def act() -> None:
        form.must_be_fresh(task.version)
        task.count(form.measured.data or 0, by=current_user)

    return asked(form, _("Ghi tiến độ"), act, done=_("Đã ghi tiến độ."), **_back(task))


@bp.route("/<code>/dem", methods=["GET", "POST"])
@access(policy.decide, queries.task)
def measure(task: Task) -> Any:
    form = typed.MeasureForm(obj=task, whole=task.measured_of)

    def act() -> None:
        form.must_be_fresh(task.version)
        actions.measure(task, form.measure.data or "", form.whole.data, by=current_user)

    lead = _("Chỉ đếm khi con số có nghĩa, ví dụ 12 trên 19 thôn đã có tổ. Để trống cả hai nếu không đếm.")
    return asked(form, _("Cách đo tiến độ"), act, done=_("Đã lưu."), button=_("Lưu"), lead=lead, **_back(task))


@bp.route("/<code>/ghi-chu", methods=["GET", "POST"])
@access(policy.help, queries.task)
def note(task: Task) -> Any:
    form = typed.NoteForm()

    def act() -> None:
        actions.note(task, form.text.data or "", by=current_user)

    return asked(form, _("Ghi chú"), act, done=_("Đã ghi."), button=_("Lưu"), **_back(task))


def _back(task: Task) -> dict[str, str]:
    return {"back": url_for("roadmap.show", code=task.code), "back_label": task.code}
