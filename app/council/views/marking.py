"""Marking on a phone: what waits for me, the case file with its sheet, signing, standing aside, a sheet on paper."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.views.account import knows_password
from app.core.access import access
from app.core.asking import asked
from app.core.clock import local, utcnow
from app.core.db import db
from app.core.forms import first_errors
from app.core.workflow import RuleBroken
from app.council import policy, queries
from app.council.models import Case
from app.initiatives.queries import reading
from app.marking import actions
from app.marking.forms.sheets import ConflictForm, SignForm, filled, sheet_form, written
from app.marking.models import Sheet, SheetState

bp = Blueprint("council_marking", __name__, url_prefix="/cham")


@bp.get("/")
@access(policy.see_markings)
def index() -> Any:
    rows = db.session.execute(queries.markings_of(current_user)).unique().all()
    return render_template("council/markings.html", rows=[(sheet, case) for sheet, case in rows])


@bp.route("/<int:id>", methods=["GET", "POST"])
@access(policy.mark, queries.sheet)
def fill(sheet: Sheet) -> Any:
    """The case file and the sheet under it; what is typed is kept by every sending, whole or not."""
    if sheet.state is SheetState.RECUSED:
        return render_template("council/recused.html"), 403
    case = _case(sheet)
    form = sheet_form(sheet.docket.rubric)()
    wants_json = request.accept_mimetypes.best == "application/json"
    if not form.is_submitted():
        filled(form, sheet)
        return _sheet_page(sheet, case, form)
    stale = form.is_stale(sheet.version)
    if not stale and form.validate():
        try:
            actions.write(sheet, *written(form, sheet.docket.rubric), by=current_user)
        except RuleBroken as refused:
            form.form_errors.append(str(refused))
    if stale or form.errors:
        said = _("Phiếu vừa được sửa ở máy khác.") if stale else next(iter(first_errors(form.errors)))
        return {"error": said} if wants_json else _sheet_page(sheet, case, form, stale=stale), 409 if stale else 422
    if wants_json:
        return {"saved": f"{local(utcnow()):%H:%M}", "version": sheet.version, "total": f"{sheet.total:.2f}"}
    return redirect(url_for(".sign", id=sheet.id), 303)


@bp.route("/<int:id>/ky", methods=["GET", "POST"])
@access(policy.mark, queries.sheet)
def sign(sheet: Sheet) -> Any:
    if sheet.state is SheetState.RECUSED:
        return render_template("council/recused.html"), 403
    case = _case(sheet)
    form = SignForm()
    stale = form.is_submitted() and form.is_stale(sheet.version)
    if not stale and knows_password(form):
        try:
            actions.sign(sheet, by=current_user._get_current_object(), about=str(case.initiative.code))
        except RuleBroken as refused:
            form.form_errors.append(str(refused))
        else:
            flash(_("Đã ký phiếu %(code)s.", code=case.initiative.code), "success")
            return redirect(_next(sheet), 303)
    form.version.data = sheet.version
    page = render_template("council/sign.html", sheet=sheet, case=case, form=form, stale=stale)
    return page, 409 if stale else 422 if form.errors else 200


@bp.route("/<int:id>/lien-quan", methods=["GET", "POST"])
@access(policy.mark, queries.sheet)
def stand_aside(sheet: Sheet) -> Any:
    form = ConflictForm()

    def act() -> None:
        actions.stand_aside(sheet, form.kind.data, form.words.data, by=current_user._get_current_object())

    lead = _(
        "Người có liên quan không chấm, không xem điểm và không tính vào số người chấm hồ sơ này. Biên bản ghi lại điều đó."
    )
    title = _("Tôi có liên quan, xin không chấm")
    back = url_for(".fill", id=sheet.id)
    label = _case(sheet).initiative.title
    return asked(
        form,
        title,
        act,
        back=back,
        back_label=label,
        onward=url_for(".index"),
        lead=lead,
        done=_("Đã ghi. Hồ sơ này không cần chấm nữa."),
    )


@bp.get("/<int:id>/in")
@access(policy.print_sheet, queries.sheet)
def on_paper(sheet: Sheet) -> Any:
    """An empty sheet to print: for a room without a signal, or somebody who prefers a pen."""
    return render_template("council/paper_sheet.html", sheet=sheet, case=_case(sheet))


def _case(sheet: Sheet) -> Case:
    return db.one_or_404(queries.case_of(sheet.docket_id))


def _sheet_page(sheet: Sheet, case: Case, form: Any, *, stale: bool = False) -> str:
    files = db.session.scalars(reading.attachments(case.initiative)).all()
    return render_template("council/sheet.html", sheet=sheet, case=case, form=form, stale=stale, files=files)


def _next(sheet: Sheet) -> str:
    """The next sheet that waits for the same marker, or their list."""
    rows = db.session.execute(queries.markings_of(current_user)).unique().all()
    open_ones = [one.id for one, _case in rows if one.is_awaited and one.id != sheet.id]
    return url_for(".fill", id=open_ones[0]) if open_ones else url_for(".index")
