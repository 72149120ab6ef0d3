"""/hai-long/: the form behind a slip or an initiative, shares by month, slips to print, sentences to read."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.models import Role
from app.commune import queries as commune
from app.core import files
from app.core.access import access
from app.core.asking import asked
from app.core.clock import today
from app.core.db import db
from app.core.forms import options
from app.core.i18n import bilingual
from app.core.paging import by_id
from app.core.sheets import csv_file, xlsx_file
from app.initiatives.models import Initiative
from app.initiatives.queries import reading
from app.labels.actions import new_key
from app.labels.models import LabelRun
from app.labels.stocks import STOCKS
from app.satisfaction import actions, policy, queries
from app.satisfaction.forms import AnswerForm, SlipsForm
from app.satisfaction.models import Answer, Batch, Degree

bp = Blueprint("satisfaction", __name__)


@bilingual(bp, "/hai-long/")
@access(policy.read)
def index() -> Any:
    """The shares of a year, month by month, each with how many answered and how sure that is."""
    year, years = _years()
    return render_template("satisfaction/index.html", counted=actions.year_of(year), years=years, degrees=list(Degree))


@bilingual(bp, "/hai-long/<token>", methods=["GET", "POST"])
@access(policy.read)
def slip(token: str) -> Any:
    """What the code on a slip opens; its letters are forty bits, which nobody guesses."""
    found = actions.slip_of(token) or abort(404)
    batch, number = found
    form = AnswerForm()

    def act() -> None:
        actions.answer_slip(batch, number, form.degree.data, form.text.data or "")

    return _form(form, act, is_used=number in batch.used, about=batch.unit.name)


@bilingual(bp, "/sang-kien/<code>/hai-long", methods=["GET", "POST"])
@access(policy.answer, reading.by_code)
def of_initiative(initiative: Initiative) -> Any:
    form = AnswerForm()
    is_used = db.session.scalar(queries.has_answered(initiative.id)) is not None

    def act() -> None:
        actions.answer_of(initiative, form.degree.data, form.text.data or "")

    return _form(form, act, is_used=is_used, about=initiative.title)


def _form(form: AnswerForm, act: Any, *, is_used: bool, about: str) -> Any:
    words = {"lead": about, "button": _("Gửi"), "template": "satisfaction/answer.html", "is_used": is_used}
    back = {"back": url_for(".index"), "back_label": _("Mức độ hài lòng")}
    return asked(form, _("Có hài lòng không?"), act, done=_("Cảm ơn. Câu trả lời không kèm tên ai."), **words, **back)


@bp.get("/hai-long/so-lieu.<kind>")
@access(policy.read)
def export(kind: str) -> Any:
    """The months of a year as a table to take away."""
    if kind not in ("csv", "xlsx"):
        abort(404)
    counted = actions.year_of(_years()[0])
    head = [
        _("Tháng"),
        _("Số câu trả lời"),
        _("Hài lòng, rất hài lòng"),
        _("Tỷ lệ (%)"),
        _("Cận dưới khoảng tin cậy (%)"),
        _("Cận trên khoảng tin cậy (%)"),
    ]
    rows = [
        [f"{month:%m/%Y}", share.answers, share.satisfied, str(share.percent), *map(str, share.between or ())]
        for month, share in counted.months.items()
    ]
    return (csv_file if kind == "csv" else xlsx_file)(f"hai-long-{counted.year}", str(counted.year), [head, *rows])


@bp.get("/hai-long/loi")
@access(policy.read_words)
def words() -> Any:
    """Sentences, the newest first."""
    return render_template("satisfaction/words.html", page=by_id(queries.words(), Answer.id))


@bp.get("/hai-long/phieu/")
@access(policy.print_slips)
def batches() -> Any:
    page = by_id(queries.batches(None if current_user.has(Role.COORDINATOR) else current_user.units), Batch.id)
    return render_template("satisfaction/batches.html", page=page)


@bp.route("/hai-long/phieu/in", methods=["GET", "POST"])
@access(policy.print_slips)
def print_slips() -> Any:
    form = SlipsForm(key=new_key(), count=210)
    units = {unit.id: unit for unit in db.session.scalars(commune.units(offices=True))}
    if not current_user.has(Role.COORDINATOR):
        units = {id: unit for id, unit in units.items() if id in current_user.units}
    form.unit_id.choices = options(units.values())
    made: list[Batch] = []

    def act() -> None:
        stock, key = STOCKS[form.stock.data][1], form.key.data or new_key()
        made.append(actions.print_slips(units[form.unit_id.data], form.count.data or 0, stock, by=current_user, key=key))

    back = {"back": url_for(".batches"), "back_label": _("Phiếu khảo sát")}
    answer = asked(form, _("In phiếu khảo sát"), act, done=_("Đang làm phiếu."), **back)
    return redirect(url_for(".batch", id=made[0].id), 303) if made else answer


@bp.get("/hai-long/phieu/<int:id>")
@access(policy.hand_out, queries.batch)
def batch(batch: Batch) -> Any:
    run = db.session.get(LabelRun, batch.run_id) if batch.run_id else None
    return render_template("satisfaction/batch.html", batch=batch, run=run)


@bp.get("/hai-long/phieu/<int:id>/tep")
@access(policy.hand_out, queries.batch)
def batch_file(batch: Batch) -> Any:
    run = db.session.get(LabelRun, batch.run_id) if batch.run_id else None
    if run is None or not run.token:
        abort(404)
    return files.sent(run.token, "application/pdf", name=f"phieu-khao-sat-{batch.id}")


def _years() -> tuple[int, list[int]]:
    """The year that is asked for, or the last one with answers; and all that have any."""
    first, last = db.session.execute(queries.years()).one()
    years = list(range(last.year, first.year - 1, -1)) if first else []
    year = request.args.get("nam", type=int)
    return year if year in years else (years[0] if years else today().year), years
