"""/nhap-lieu/: tables sent, looked at row by row, and applied."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from app.core.access import access
from app.core.asking import asked
from app.core.audit import Event
from app.core.db import db
from app.core.paging import PAGE, Page, here_with
from app.core.sheets import csv_file
from app.core.workflow import RuleBroken
from app.imports import actions, policy, queries
from app.imports.comparing import Comparison, Fate, Row, compare
from app.imports.forms import ConfirmForm, TakeForm
from app.imports.headings import laid
from app.imports.models import ImportDraft
from app.imports.reading import MOST_BYTES, grids, separated
from app.imports.registers import register_named, registers

bp = Blueprint("imports", __name__, url_prefix="/nhap-lieu")
ROWS = 100  # of a draft on one page


@bp.get("/")
@access(policy.take)
def index() -> Any:
    """What waits to be said yes to, and every import that was made."""
    made = queries.applied().order_by(Event.id.desc()).limit(PAGE + 1)
    before = request.args.get("sau", type=int)
    rows = db.session.execute(made.where(Event.id < before) if before else made).all()
    older = here_with(sau=rows[PAGE - 1][0].id) if len(rows) > PAGE else None
    page = Page(list(rows[:PAGE]), older, here_with(sau=None) if before else None)
    waiting = db.session.scalars(queries.waiting(current_user)).all()
    return render_template("imports/index.html", waiting=waiting, page=page, named=_names())


@bp.route("/moi", methods=["GET", "POST"])
@access(policy.take)
def take() -> Any:
    form = TakeForm(register=request.args.get("danh_sach"))
    form.register.choices = [SelectChoice(one.name, one.words) for one in registers()]
    made: list[ImportDraft] = []

    def act() -> None:
        register = register_named(form.register.data) or abort(404)
        file = form.file.data[0] if form.file.data else None
        read = grids(file.stream.read(MOST_BYTES + 1)) if file else separated(form.pasted.data)
        table = laid(read, register.columns, register.key)
        called = ", ".join(filter(None, (file.filename if file else "", table.title)))
        source = "".join(letter for letter in called if letter.isprintable())
        made.append(actions.take(table, register, source=source, by=current_user))

    words = {
        "back": url_for(".index"),
        "back_label": _("Nhập từ bảng tính"),
        "button": _("Xem trước"),
        "done": _("Đã đọc bảng."),
    }
    answer = asked(form, _("Nhập một bảng"), act, template="imports/new.html", registers=registers(), **words)
    return redirect(url_for(".show", id=made[0].id), 303) if made else answer


@bp.get("/<code>/mau.csv")
@access(policy.take)
def sample(code: str) -> Any:
    """A table with the headings of a register and one row to go by, which an import leaves out."""
    register = register_named(code) or abort(404)
    rows = [[str(column.words) for column in register.columns], [column.example for column in register.columns]]
    return csv_file(f"mau-{code}", str(register.words), rows)


@bp.route("/<int:id>", methods=["GET", "POST"])
@access(policy.take, queries.draft)
def show(draft: ImportDraft) -> Any:
    """Every row with what becomes of it; said yes to, all of it happens at once."""
    register = register_named(draft.register) or abort(404)
    form = ConfirmForm()
    if form.validate_on_submit():
        try:
            done = actions.apply(draft, register, seen=form.digest.data or "", skip=form.skip.data, by=current_user)
        except RuleBroken as broken:
            form.form_errors.append(str(broken))
        else:
            flash(_told(done) if done else _("Bảng này đã nhập rồi."), "success")
            return redirect(url_for(".index"), 303)
    if draft.applied_at is not None:
        return redirect(url_for(".index"), 303)
    comparison = compare(draft, register)
    form.digest.data = comparison.digest
    form.skip.label.text = _("Bỏ qua %(num)d dòng lỗi", num=comparison.counts[Fate.WRONG])
    fate = next((fate for fate in Fate if fate == request.args.get("muc")), None)
    shown = {"counts": comparison.counts, "total": len(comparison.rows), "fate": fate, "fates": list(Fate)}
    words = {"draft": draft, "register": register, "page": _page(comparison, fate)}
    return render_template("imports/show.html", form=form, **words, **shown), 422 if form.errors else 200


@bp.post("/<int:id>/bo")
@access(policy.take, queries.draft)
def drop(draft: ImportDraft) -> Any:
    actions.drop(draft)
    flash(_("Đã bỏ bảng này. Danh sách không thay đổi."), "success")
    return redirect(url_for(".index"), 303)


@bp.get("/da-nhap/<int:number>")
@access(policy.take, queries.one_applied)
def applied(event: Event) -> Any:
    """What one import did, and the rows it left out."""
    register = register_named(event.details.get("register", ""))
    return render_template("imports/applied.html", event=event, register=register)


def _names() -> dict[str, Any]:
    return {one.name: one.words for one in registers()}


def _page(comparison: Comparison, fate: Fate | None) -> Page[Row]:
    after = request.args.get("sau", 0, type=int)
    rows = [row for row in comparison.rows if row.line > after and fate in (None, row.fate)]
    older = here_with(sau=rows[ROWS - 1].line) if len(rows) > ROWS else None
    return Page(rows[:ROWS], older, here_with(sau=None) if after else None)


def _told(done: Comparison) -> str:
    counts = done.counts
    told = {"new": counts[Fate.NEW], "changed": counts[Fate.CHANGED], "wrong": counts[Fate.WRONG]}
    return _("Đã nhập: %(new)d dòng mới, %(changed)d dòng đổi, bỏ qua %(wrong)d dòng lỗi.", **told)
