"""Marking on a phone: what waits for me, what is to be marked with its sheet, signing, standing aside, a sheet on paper."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.views.account import knows_password
from app.core.access import access
from app.core.asking import asked
from app.core.clock import local, utcnow
from app.core.forms import first_errors
from app.core.workflow import RuleBroken
from app.marking import actions, policy, queries
from app.marking.forms.sheets import ConflictForm, SignForm, filled, sheet_form, written
from app.marking.keepers import home_of, keeper_of, markings_of, matter_of
from app.marking.models import Sheet, SheetState

bp = Blueprint("sheets", __name__, url_prefix="/cham")


@bp.get("/")
@access(policy.see_markings)
def index() -> Any:
    home, words = home_of(current_user)
    return render_template("marking/markings.html", rows=markings_of(current_user), home=home, home_words=words)


@bp.route("/<int:id>", methods=["GET", "POST"])
@access(policy.mark, queries.sheet)
def fill(sheet: Sheet) -> Any:
    """What is marked and the sheet under it; what is typed is kept by every sending, whole or not."""
    if sheet.state is SheetState.RECUSED:
        return render_template("marking/recused.html"), 403
    form = sheet_form(sheet.docket.rubric, remarks=keeper_of(sheet.docket).remarks)()
    wants_json = request.accept_mimetypes.best == "application/json"
    if not form.is_submitted():
        filled(form, sheet)
        return _sheet_page(sheet, form)
    stale = form.is_stale(sheet.version)
    if not stale and form.validate():
        try:
            actions.write(sheet, *written(form, sheet.docket.rubric), by=current_user)
        except RuleBroken as refused:
            form.form_errors.append(str(refused))
    if stale or form.errors:
        said = _("Phiếu vừa được sửa ở máy khác.") if stale else next(iter(first_errors(form.errors)))
        return {"error": said} if wants_json else _sheet_page(sheet, form, stale=stale), 409 if stale else 422
    if wants_json:
        return {"saved": f"{local(utcnow()):%H:%M}", "version": sheet.version, "total": f"{sheet.total:.2f}"}
    return redirect(url_for(".sign", id=sheet.id), 303)


@bp.route("/<int:id>/ky", methods=["GET", "POST"])
@access(policy.mark, queries.sheet)
def sign(sheet: Sheet) -> Any:
    if sheet.state is SheetState.RECUSED:
        return render_template("marking/recused.html"), 403
    matter = matter_of(sheet.docket)
    form = SignForm()
    stale = form.is_submitted() and form.is_stale(sheet.version)
    if not stale and knows_password(form):
        try:
            actions.sign(sheet, by=current_user._get_current_object(), about=matter.code)
        except RuleBroken as refused:
            form.form_errors.append(str(refused))
        else:
            flash(_("Đã ký phiếu %(code)s.", code=matter.code), "success")
            return redirect(_next(sheet), 303)
    form.version.data = sheet.version
    lead = keeper_of(sheet.docket).lead
    page = render_template("marking/sign.html", sheet=sheet, matter=matter, form=form, stale=stale, lead=lead)
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
    label = matter_of(sheet.docket).title
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
    facts = {"matter": matter_of(sheet.docket), "secretary": keeper_of(sheet.docket).secretary}
    return render_template("marking/paper_sheet.html", sheet=sheet, **facts)


def _sheet_page(sheet: Sheet, form: Any, *, stale: bool = False) -> str:
    matter, file = matter_of(sheet.docket), keeper_of(sheet.docket).file(sheet)
    return render_template("marking/sheet.html", sheet=sheet, matter=matter, file=file, form=form, stale=stale)


def _next(sheet: Sheet) -> str:
    """The next sheet that waits for the same marker, or their list."""
    open_ones = [row.id for row in markings_of(current_user) if row.is_awaited and row.id != sheet.id]
    return url_for(".fill", id=open_ones[0]) if open_ones else url_for(".index")
