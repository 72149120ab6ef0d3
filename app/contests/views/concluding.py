"""The end of a contest: concluding, publishing, papers to take away, winners for the council."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.commune import queries as commune
from app.contests import on_paper, policy, queries
from app.contests.actions import concluding as actions
from app.contests.forms.entering import ReferForm
from app.contests.forms.setting_up import ReasonForm
from app.contests.models import Contest, Entry
from app.contests.outcomes import Outcomes
from app.core.access import access
from app.core.asking import asked
from app.core.db import db
from app.core.forms import options
from app.core.sheets import docx_file
from app.papers.forms import DecisionForm

bp = Blueprint("contest_end", __name__, url_prefix="/cuoc-thi")


@bp.post("/<code>/ket-luan")
@access(policy.organise, queries.by_code)
def conclude(contest: Contest) -> Any:
    actions.conclude(contest, by=current_user)
    flash(_("Đã kết luận. Kết quả còn nội bộ đến khi công bố."), "success")
    return redirect(_page(contest), 303)


@bp.route("/<code>/sua-ket-luan", methods=["GET", "POST"])
@access(policy.organise, queries.by_code)
def reopen(contest: Contest) -> Any:
    form = ReasonForm()

    def act() -> None:
        actions.reopen(contest, by=current_user, reason=form.reason.data)

    done = _("Đã mở lại để sửa kết luận.")
    return asked(form, _("Mở lại để sửa kết luận"), act, back=_page(contest), back_label=contest.title, done=done)


@bp.route("/<code>/cong-bo-ket-qua", methods=["GET", "POST"])
@access(policy.organise, queries.by_code)
def publish(contest: Contest) -> Any:
    form = DecisionForm()

    def act() -> None:
        facts = {name: form[name].data for name in ("decision_number", "decision_on", "signer")}
        actions.publish(contest, by=current_user, **facts)

    lead = _(
        "Mọi kết quả hiện ra cùng một lúc: thứ hạng, giải, giấy chứng nhận, số lượt bình chọn, bảng điểm không kèm tên."
    )
    onward = url_for("contests.results", code=contest.code)
    done = _("Đã công bố. Người dự thi và giám khảo được báo.")
    title = _("Công bố kết quả")
    return asked(form, title, act, back=_page(contest), back_label=contest.title, onward=onward, lead=lead, done=done)


@bp.get("/<code>/bien-ban")
@access(policy.organise, queries.by_code)
def minutes(contest: Contest) -> Any:
    """Raises `RuleBroken` while the marks of the last round are sealed."""
    if not contest.rounds:
        abort(404)
    tables = [(round, Outcomes(round)) for round in contest.rounds if round.is_complete or round.is_last]
    history = db.session.scalars(queries.reasons_in(contest)).all()
    seats = list(db.session.scalars(queries.jurors_of(contest)))
    stakes = list(db.session.execute(queries.stakes_of(contest)).all())
    return docx_file(f"bien-ban-{contest.code}", on_paper.minutes(contest, tables, seats, stakes, history))


@bp.get("/bai/<code>/thong-bao")
@access(policy.screen, queries.entry)
def notice(entry: Entry) -> Any:
    """What the entry came to, for whoever sent it, once the results are public."""
    if not entry.contest.is_published:
        abort(404)
    remarks = list(db.session.scalars(queries.remarks_on(entry)))
    return docx_file(f"thong-bao-{entry.code}", on_paper.notice(entry, remarks))


@bp.get("/bai/<code>/giay-chung-nhan")
@access(policy.screen, queries.entry)
def certificate(entry: Entry) -> Any:
    if entry.certificate is None or not entry.is_in:
        abort(404)
    return docx_file(f"giay-chung-nhan-{entry.certificate.code}", on_paper.certificate(entry))


@bp.route("/bai/<code>/chuyen-hoi-dong", methods=["GET", "POST"])
@access(policy.refer, queries.entry)
def refer(entry: Entry) -> Any:
    """A coordinator brings what won before the council."""
    form = ReferForm()
    fields = {field.id: field for field in db.session.scalars(commune.fields(open_only=True))}
    form.field_id.choices = options(fields.values())

    def act() -> None:
        made = actions.refer(entry, fields[form.field_id.data], by=current_user._get_current_object())
        flash(_("Sáng kiến %(code)s chờ xếp vào một phiên của Hội đồng.", code=made.code), "info")

    back = url_for("contests.entry", code=entry.code)
    lead = _("Bài có giải thành sáng kiến mang tên người dự thi và chờ một phiên của Hội đồng.")
    return asked(
        form, _("Chuyển Hội đồng xem xét"), act, back=back, back_label=entry.title, lead=lead, done=_("Đã chuyển Hội đồng.")
    )


def _page(contest: Contest) -> str:
    return url_for("contest_setup.show", code=contest.code)
