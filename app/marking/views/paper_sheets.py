"""Sheets filled in on paper: copied by a secretary with a picture, compared by a second person."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.core import files
from app.core.access import access
from app.core.asking import asked
from app.core.files import RefusedFile
from app.core.workflow import RuleBroken
from app.marking import actions, policy, queries
from app.marking.forms.sheets import SendBackForm, sheet_form, written
from app.marking.keepers import keeper_of, matter_of
from app.marking.models import Sheet

bp = Blueprint("paper_sheets", __name__, url_prefix="/cham/<int:id>")


@bp.route("/nhap", methods=["GET", "POST"])
@access(policy.copy_sheet, queries.sheet)
def copy(sheet: Sheet) -> Any:
    """The form begins empty: what the marker may have typed already is nobody else's."""
    matter = matter_of(sheet.docket)
    rubric = sheet.docket.rubric
    form = sheet_form(rubric, remarks=keeper_of(sheet.docket).remarks, from_paper=True)()
    if form.validate_on_submit():
        points, agrees, remark = written(form, rubric)
        missing = [one for one in rubric.criteria if points[one.code] is None]
        for one in missing:
            form.refuse(one.code, _("Trên giấy để trống thì trả lại người chấm; phiếu thiếu không được tính."))
        if not missing:
            try:
                who = current_user._get_current_object()
                actions.copy(sheet, points, agrees, form["scan"].data.stream, by=who, remark=remark)
            except RuleBroken as refused:
                form.form_errors.append(str(refused))
            except RefusedFile as refused:
                form.refuse("scan", str(refused))
            else:
                flash(_("Đã nhập. Một người khác sẽ đối chiếu với ảnh."), "success")
                return redirect(matter.page, 303)
    page = render_template("marking/copy.html", sheet=sheet, matter=matter, form=form)
    return page, 422 if form.errors else 200


@bp.get("/doi-chieu")
@access(policy.compare_sheet, queries.sheet)
def compare(sheet: Sheet) -> Any:
    return render_template("marking/compare.html", sheet=sheet, matter=matter_of(sheet.docket))


@bp.post("/dung")
@access(policy.compare_sheet, queries.sheet)
def confirm(sheet: Sheet) -> Any:
    matter = matter_of(sheet.docket)
    actions.compare(sheet, by=current_user._get_current_object(), about=matter.code)
    flash(_("Phiếu giấy được tính như đã ký."), "success")
    return redirect(url_for("desk.show"), 303)


@bp.route("/tra-lai", methods=["GET", "POST"])
@access(policy.compare_sheet, queries.sheet)
def send_back(sheet: Sheet) -> Any:
    form = SendBackForm()

    def act() -> None:
        actions.send_back(sheet, by=current_user, reason=form.reason.data)

    back = url_for(".compare", id=sheet.id)
    return asked(
        form,
        _("Trả lại để nhập lại"),
        act,
        back=back,
        back_label=_("Đối chiếu phiếu giấy"),
        onward=url_for("desk.show"),
        done=_("Đã trả lại cho người nhập."),
    )


@bp.get("/anh")
@access(policy.compare_sheet, queries.sheet)
def scan(sheet: Sheet) -> Any:
    """The picture of the paper, for those two who may compare it, until it is compared."""
    if sheet.scan is None:
        abort(404)
    answer = files.sent(sheet.scan.token, sheet.scan.mime, name=f"phieu-{sheet.id}")
    answer.headers["Cache-Control"] = "no-store"
    return answer
