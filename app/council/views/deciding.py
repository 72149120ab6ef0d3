"""The way of a session: opening the marking, unsealing, concluding, publishing."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.core.access import access
from app.core.asking import asked
from app.core.workflow import RuleBroken
from app.council import policy, queries
from app.council.actions import deciding as actions
from app.council.actions.deciding import Conclusion
from app.council.actions.marking import open_marking as begin_marking
from app.council.actions.marking import unseal as unseal_marks
from app.council.forms import ChairForm, conclusions_form
from app.council.models import CouncilSession
from app.council.outcomes import Outcomes
from app.marking import actions as marking
from app.papers.forms import DecisionForm

bp = Blueprint("council_deciding", __name__, url_prefix="/hoi-dong/<code>/phien")


@bp.post("/mo-cham")
@access(policy.open_marking, queries.by_code)
def open_marking(session: CouncilSession) -> Any:
    begin_marking(session, by=current_user)
    flash(_("Đã mở chấm điểm. Mỗi người chấm thấy phiếu của mình ở mục Chấm điểm."), "success")
    return redirect(_page(session), 303)


@bp.post("/mo-niem-phong")
@access(policy.open_marking, queries.by_code)
def complete(session: CouncilSession) -> Any:
    unseal_marks(session, by=current_user)
    flash(_("Đã đủ phiếu và mở niêm phong điểm."), "success")
    return redirect(url_for("council_results.show", code=session.code), 303)


@bp.route("/mo-niem-phong-som", methods=["GET", "POST"])
@access(policy.lead, queries.by_code)
def unseal(session: CouncilSession) -> Any:
    form = ChairForm()

    def act() -> None:
        unseal_marks(session, by=current_user, reason=form.reason.data)

    lead = _("Phiếu chưa ký sẽ không được tính, và không được tính là 0 điểm.")
    return asked(
        form,
        _("Mở niêm phong khi còn thiếu phiếu"),
        act,
        back=_page(session),
        lead=lead,
        done=_("Đã mở niêm phong điểm."),
        back_label=_("Phiên họp"),
    )


@bp.route("/mo-lai", methods=["GET", "POST"])
@access(policy.lead, queries.by_code)
def reopen(session: CouncilSession) -> Any:
    form = ChairForm()

    def act() -> None:
        session.reopen(by=current_user, reason=form.reason.data)

    return asked(
        form, _("Mở lại việc chấm"), act, back=_page(session), done=_("Đã mở lại việc chấm."), back_label=_("Phiên họp")
    )


@bp.route("/ket-luan", methods=["GET", "POST"])
@access(policy.prepare, queries.by_code)
def write_conclusions(session: CouncilSession) -> Any:
    session.must_be_nobody_s_stake(current_user)
    known: dict[str, Any] = {f"reason_{case.id}": case.reason for case in session.cases}
    known |= {f"order_{case.id}": case.tie_order for case in session.cases}
    form = conclusions_form(session.cases)(data=known)
    stale = form.is_submitted() and form.is_stale(session.version)
    if not stale and form.validate_on_submit():
        given = {
            case.id: Conclusion(form[f"reason_{case.id}"].data, form[f"order_{case.id}"].data) for case in session.cases
        }
        try:
            actions.write_conclusions(session, given, by=current_user)
        except RuleBroken as refused:
            form.form_errors.append(str(refused))
        else:
            flash(_("Đã lưu kết luận."), "success")
            return redirect(_page(session), 303)
    form.version.data = session.version
    page = render_template(
        "council/conclusions.html",
        session=session,
        form=form,
        outcomes=Outcomes(session),
        stale=stale,
    )
    return page, 409 if stale else 422 if form.errors else 200


@bp.post("/ket-luan-phien")
@access(policy.lead, queries.by_code)
def conclude(session: CouncilSession) -> Any:
    actions.conclude(session, by=current_user)
    flash(_("Phiên đã kết luận. Thư ký công bố khi có số quyết định."), "success")
    return redirect(_page(session), 303)


@bp.route("/cong-bo", methods=["GET", "POST"])
@access(policy.prepare, queries.by_code)
def publish(session: CouncilSession) -> Any:
    form = DecisionForm()

    def act() -> None:
        facts = {name: form[name].data for name in ("decision_number", "decision_on", "signer")}
        actions.publish(session, by=current_user, **facts)

    done = _("Đã công bố. Tác giả và người theo dõi được báo.")
    lead = _("Mọi kết quả của phiên hiện ra cùng một lúc: trạng thái, lý do, giấy chứng nhận và bảng điểm không kèm tên.")
    onward = url_for("council_results.show", code=session.code)
    return asked(
        form, _("Công bố kết quả"), act, back=_page(session), onward=onward, lead=lead, done=done, back_label=_("Phiên họp")
    )


@bp.route("/phieu/<int:id>/mo-lai", methods=["GET", "POST"])
@access(policy.lead, queries.by_code)
def reopen_sheet(session: CouncilSession, id: int) -> Any:
    """Whoever leads lets a marker change what they signed."""
    sheets = (sheet for case in session.cases for sheet in case.docket.sheets)
    sheet = next((sheet for sheet in sheets if sheet.id == id), None) or abort(404)
    if sheet.docket.conflict_of(current_user) is not None:
        abort(403)
    form = ChairForm()

    def act() -> None:
        marking.reopen(sheet, by=current_user, reason=form.reason.data)

    return asked(
        form, _("Mở lại phiếu đã ký"), act, back=_page(session), done=_("Đã mở lại phiếu."), back_label=_("Phiên họp")
    )


def _page(session: CouncilSession) -> str:
    return url_for("council.show", code=session.code)
