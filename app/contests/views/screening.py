"""Looking through what was sent: the list, one entry with the copy for judges, sending back, turning away, throwing out."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.contests import policy, queries
from app.contests.actions import screening as actions
from app.contests.counting import counts_of
from app.contests.forms.entering import AcceptForm
from app.contests.forms.setting_up import ReasonForm
from app.contests.models import Contest, Entry, EntryState
from app.core.access import access
from app.core.asking import asked
from app.core.clock import today
from app.core.db import db
from app.core.i18n import moment
from app.core.paging import by_id
from app.core.sheets import xlsx_file
from app.core.workflow import RuleBroken

bp = Blueprint("screening", __name__, url_prefix="/cuoc-thi")


@bp.get("/<code>/xem-xet")
@access(policy.oversee, queries.by_code)
def index(contest: Contest) -> Any:
    asked_for = next((state for state in EntryState if state == request.args.get("trang-thai")), None)
    states = (asked_for,) if asked_for is not None and asked_for is not EntryState.DRAFT else ()
    page = by_id(queries.sent_to(contest, *states), Entry.id)
    counts = counts_of(contest)
    facts = {"page": page, "counts": counts, "wanted": asked_for, "states": list(EntryState)[1:]}
    return render_template("contests/screening.html", contest=contest, **facts)


@bp.get("/<code>/bai.xlsx")
@access(policy.oversee, queries.by_code)
def as_xlsx(contest: Contest) -> Any:
    """Everything that was sent, for the organisers' own lists; in a blind contest by the copy without names."""
    blind = contest.hides_names
    head = [_("Mã"), _("Tên bài"), _("Bảng thi"), _("Trạng thái"), _("Gửi lúc")]
    head += [] if blind else [_("Thôn"), _("Người gửi")]
    rows = [
        [
            entry.code,
            (entry.blind_title or _("chưa có bản ẩn danh")) if blind else entry.title,
            entry.field.name if entry.field else "",
            str(entry.state.label),
            moment(entry.submitted_at),
            *([] if blind else [entry.village.name if entry.village else "", entry.author.name]),
        ]
        for entry in db.session.scalars(queries.sent_to(contest).order_by(Entry.number))
    ]
    return xlsx_file(f"bai-du-thi-{contest.code}-{today():%Y-%m-%d}", contest.code, [head, *rows])


@bp.route("/bai/<code>/xem-xet", methods=["GET", "POST"])
@access(policy.screen, queries.entry)
def show(entry: Entry) -> Any:
    """The entry beside the copy for judges; taking it in keeps that copy."""
    form = AcceptForm()
    if request.method == "GET":
        title, text = actions.proposed_copy(entry)
        form.blind_title.data, form.blind_text.data = entry.blind_title or title, entry.blind_text or text
    if entry.state is EntryState.SUBMITTED and form.validate_on_submit():
        copy = {name: form[name].data or "" for name in ("blind_title", "blind_text")}
        try:
            actions.accept(entry, by=current_user._get_current_object(), **copy)
        except RuleBroken as refused:
            form.form_errors.append(str(refused))
        else:
            flash(_("Đã nhận bài %(code)s vào chấm.", code=entry.code), "success")
            return redirect(_next(entry), 303)
    page = render_template("contests/screen_entry.html", entry=entry, contest=entry.contest, form=form)
    return page, 422 if form.errors else 200


@bp.route("/bai/<code>/tra-lai", methods=["GET", "POST"])
@access(policy.screen, queries.entry)
def return_to_author(entry: Entry) -> Any:
    return _with_reason(entry, _("Đề nghị bổ sung"), actions.return_to_author, _("Đã đề nghị bổ sung."))


@bp.route("/bai/<code>/khong-nhan", methods=["GET", "POST"])
@access(policy.screen, queries.entry)
def reject(entry: Entry) -> Any:
    return _with_reason(entry, _("Không nhận bài"), actions.reject, _("Đã ghi. Người dự thi được báo lý do."))


@bp.route("/bai/<code>/loai", methods=["GET", "POST"])
@access(policy.screen, queries.entry)
def disqualify(entry: Entry) -> Any:
    lead = _("Sau khi có kết quả: bảng điểm giữ nguyên, bài ghi là bị loại, giải để trống, không bài nào tự lên hạng.")
    return _with_reason(entry, _("Loại bài"), actions.disqualify, _("Đã loại bài."), lead=lead)


def _with_reason(entry: Entry, title: str, act: Any, done: str, lead: str = "") -> Any:
    form = ReasonForm()

    def do() -> None:
        act(entry, by=current_user._get_current_object(), reason=form.reason.data)

    back = url_for("screening.show", code=entry.code)
    onward = url_for("screening.index", code=entry.contest.code)
    label = _("Bài %(code)s", code=entry.code)
    return asked(form, title, do, back=back, back_label=label, onward=onward, lead=lead, done=done)


def _next(entry: Entry) -> str:
    """The next entry that waits to be looked through, or the list."""
    waiting = (
        queries.sent_to(entry.contest, EntryState.SUBMITTED).where(Entry.id != entry.id).order_by(Entry.number).limit(1)
    )
    following = db.session.scalars(waiting).first()
    if following is not None:
        return url_for("screening.show", code=following.code)
    return url_for("screening.index", code=entry.contest.code)
