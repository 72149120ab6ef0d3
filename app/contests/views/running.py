"""A round for those who run it: the board, its judges, opening, a further judge, unsealing, equals, who goes on."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.contests import policy, queries
from app.contests.actions import concluding, judging, setting_up
from app.contests.board import Board
from app.contests.counting import counts_of
from app.contests.forms.entering import ties_form
from app.contests.forms.setting_up import JurorForm, MarkingTimeForm, ReasonForm
from app.contests.models import Contest, EntryState, Juror, Round, RoundEntry
from app.contests.outcomes import Outcomes, Placed
from app.contests.scoring import FEWEST_COMMON
from app.core.access import access
from app.core.asking import asked
from app.core.clock import utcnow
from app.core.db import db
from app.core.forms import options
from app.core.paging import PAGE, Page, here_with
from app.marking import actions as marking
from app.marking.models import SheetState

bp = Blueprint("rounds", __name__, url_prefix="/cuoc-thi")
ROUND = "/<code>/vong/<int:number>"


@bp.get(ROUND)
@access(policy.oversee, queries.round_with_judges)
def show(round: Round) -> Any:
    waiting = counts_of(round.contest).get(EntryState.SUBMITTED, 0)
    facts = {"board": Board(round), "unscreened": waiting, "fewest": FEWEST_COMMON}
    return render_template("contests/board.html", round=round, contest=round.contest, **facts)


@bp.get(f"{ROUND}/bai")
@access(policy.oversee, queries.round_of)
def entries(round: Round) -> Any:
    """Every entry of the round with its number of sheets, a page at a time."""
    lines = Board(round).entries
    begin = max(0, request.args.get("tu", 0, type=int))
    older = here_with(tu=begin + PAGE) if begin + PAGE < len(lines) else None
    page = Page(lines[begin : begin + PAGE], older, here_with(tu=None) if begin else None)
    return render_template("contests/round_entries.html", round=round, contest=round.contest, page=page)


@bp.get("/bai/<code>/vong/<int:number>")
@access(policy.run_round, queries.case)
def case(case: RoundEntry) -> Any:
    """Whose sheet is where; points are on no page that lists sheets."""
    return render_template("contests/case.html", case=case, entry=case.entry, contest=case.entry.contest, round=case.round)


@bp.route(f"{ROUND}/giam-khao", methods=["GET", "POST"])
@access(policy.run_round, queries.round_with_judges)
def seat(round: Round) -> Any:
    form = JurorForm()
    taken = {one.person_id for one in round.seated}
    people = {one.id: one for one in db.session.scalars(queries.judges()) if one.id not in taken}
    form.person_id.choices = options(people.values())
    form.fields_judged.choices = [(field.id, field.name) for field in round.contest.fields]

    def act() -> None:
        by = current_user._get_current_object()
        setting_up.seat(round, people[form.person_id.data], set(form.fields_judged.data or ()), by=by)

    return asked(
        form, _("Mời giám khảo"), act, **_back(round), done=_("Đã thêm giám khảo. Chia bài lại để người này có bài.")
    )


@bp.post("/giam-khao/<int:id>/thoi")
@access(policy.run_round, queries.juror)
def release(juror: Juror) -> Any:
    round, name = juror.round, juror.person.name
    stays = setting_up.release(juror, by=current_user)
    said = _("%(name)s thôi chấm; phiếu đã ký vẫn tính. Chia bài lại để người khác chấm phần còn lại.", name=name)
    flash(said if stays else _("%(name)s không còn trong vòng này. Chia bài lại.", name=name), "success")
    return redirect(_page(round), 303)


@bp.post("/giam-khao/<int:id>/nhac")
@access(policy.run_round, queries.juror)
def remind(juror: Juror) -> Any:
    judging.remind(juror, by=current_user)
    flash(_("Đã nhắc %(name)s.", name=juror.person.name), "success")
    return redirect(_page(juror.round), 303)


@bp.post(f"{ROUND}/chia-bai")
@access(policy.run_round, queries.round_of)
def share_out(round: Round) -> Any:
    _say(judging.share_out(round, by=current_user), _("Đã chia bài: mỗi bài đủ giám khảo."))
    return redirect(_page(round), 303)


@bp.post(f"{ROUND}/mo-cham")
@access(policy.run_round, queries.round_of)
def open_marking(round: Round) -> Any:
    judging.open_marking(round, by=current_user)
    flash(_("Đã mở chấm. Mỗi giám khảo thấy phiếu của mình ở mục Chấm điểm."), "success")
    return redirect(_page(round), 303)


@bp.route(f"{ROUND}/thoi-gian", methods=["GET", "POST"])
@access(policy.run_round, queries.round_of)
def move(round: Round) -> Any:
    form = MarkingTimeForm(since=round.marks_from, until=round.marks_until)

    def act() -> None:
        since, until = form.since.data, form.until.data
        setting_up.extend_marking(round, since, until, by=current_user, reason=form.reason.data)

    return asked(form, _("Đổi thời gian chấm"), act, **_back(round), done=_("Đã đổi thời gian chấm."))


@bp.post("/bai/<code>/vong/<int:number>/them-giam-khao")
@access(policy.run_round, queries.case)
def add_judge(case: RoundEntry) -> Any:
    done = _("Đã giao bài %(code)s cho thêm một giám khảo.", code=case.entry.code)
    round = case.round
    _say(judging.add_judge(case, by=current_user), done)
    return redirect(_page(round), 303)


@bp.route("/bai/<code>/vong/<int:number>/phieu/<int:id>/mo-lai", methods=["GET", "POST"])
@access(policy.run_round, queries.case)
def reopen_sheet(case: RoundEntry, id: int) -> Any:
    """Let a judge change what they signed."""
    one = next((one for one in case.docket.sheets if one.id == id), None) or abort(404)
    if case.docket.conflict_of(current_user) is not None or one.state is not SheetState.SIGNED:
        abort(403)
    form = ReasonForm()

    def act() -> None:
        marking.reopen(one, by=current_user, reason=form.reason.data)

    back = url_for(".case", code=case.entry.code, number=case.round.number)
    label = _("Bài %(code)s", code=case.entry.code)
    return asked(form, _("Mở lại phiếu đã ký"), act, back=back, back_label=label, done=_("Đã mở lại phiếu."))


@bp.post(f"{ROUND}/mo-niem-phong")
@access(policy.run_round, queries.round_of)
def complete(round: Round) -> Any:
    judging.unseal(round, by=current_user)
    flash(_("Đã đủ phiếu và mở niêm phong điểm."), "success")
    return redirect(url_for(".results", code=round.contest.code, number=round.number), 303)


@bp.route(f"{ROUND}/mo-niem-phong-som", methods=["GET", "POST"])
@access(policy.run_round, queries.round_of)
def unseal(round: Round) -> Any:
    form = ReasonForm()

    def act() -> None:
        judging.unseal(round, by=current_user, reason=form.reason.data)

    lead = _("Phiếu chưa ký không tính, và không tính là 0. Bài không đủ phiếu thì không xếp hạng.")
    onward = url_for(".results", code=round.contest.code, number=round.number)
    title = _("Kết thúc vòng khi còn thiếu phiếu")
    return asked(form, title, act, **_back(round), onward=onward, lead=lead, done=_("Đã mở niêm phong điểm."))


@bp.route(f"{ROUND}/mo-lai", methods=["GET", "POST"])
@access(policy.run_round, queries.round_of)
def reopen(round: Round) -> Any:
    form = ReasonForm()

    def act() -> None:
        judging.reopen(round, by=current_user, reason=form.reason.data)
        if utcnow() > round.marks_until:
            flash(_("Hạn chấm đã qua: hãy đổi thời gian chấm để giám khảo ký được."), "warning")

    return asked(form, _("Mở lại việc chấm"), act, **_back(round), done=_("Đã mở lại việc chấm."))


@bp.get(f"{ROUND}/ket-qua")
@access(policy.oversee, queries.round_of)
def results(round: Round) -> Any:
    """What the round comes to, before anybody outside reads it."""
    outcomes = Outcomes(round)
    tables = outcomes.groups
    field = request.args.get("bang", type=int)
    shown = next((one for one in tables if one[0] is not None and one[0].id == field), tables[0] if tables else (None, []))
    begin = max(0, request.args.get("tu", 0, type=int))
    older = here_with(tu=begin + PAGE) if begin + PAGE < len(shown[1]) else None
    page: Page[Placed] = Page(shown[1][begin : begin + PAGE], older, here_with(tu=None) if begin else None)
    facts = {"outcomes": outcomes, "field": shown[0], "page": page, "fewest": FEWEST_COMMON}
    return render_template("contests/round_results.html", round=round, contest=round.contest, **facts)


@bp.route(f"{ROUND}/bang-diem", methods=["GET", "POST"])
@access(policy.run_round, queries.round_of)
def decide_ties(round: Round) -> Any:
    """The organisers' decision about equals that lie across a limit."""
    outcomes = Outcomes(round)
    named = {code for group in outcomes.undecided for code in group}
    rows = [row for _field, table in outcomes.groups for row in table if row.code in named or row.tie_order is not None]
    if not rows:
        flash(_("Không có bài bằng nhau nào cần quyết định."), "info")
        return redirect(url_for(".results", code=round.contest.code, number=round.number), 303)
    known: dict[str, Any] = {f"order_{row.entry}": row.tie_order for row in rows}
    form = ties_form(rows)(data={**known, "reason": round.tie_reason})

    def act() -> None:
        orders = {row.entry: form[f"order_{row.entry}"].data for row in rows}
        concluding.decide_ties(round, orders, by=current_user, reason=form["reason"].data)

    lead = _("Số nhỏ đứng trước. Chỉ xét giữa các bài bằng nhau; điểm không đổi.")
    onward = url_for(".results", code=round.contest.code, number=round.number)
    title = _("Thứ tự các bài bằng nhau")
    return asked(form, title, act, **_back(round), onward=onward, lead=lead, button=_("Lưu"), done=_("Đã ghi quyết định."))


@bp.post(f"{ROUND}/vao-vong-sau")
@access(policy.run_round, queries.round_of)
def send_on(round: Round) -> Any:
    many = judging.send_on(round, by=current_user)
    flash(_("%(num)d bài vào vòng sau.", num=many), "success")
    return redirect(url_for(".show", code=round.contest.code, number=round.number + 1), 303)


def _say(lacking: list[str], done: str) -> None:
    for sentence in lacking:
        flash(sentence, "warning")
    if not lacking:
        flash(done, "success")


def _page(round: Round) -> str:
    return url_for("rounds.show", code=round.contest.code, number=round.number)


def _back(round: Round) -> dict[str, str]:
    return {"back": _page(round), "back_label": _label(round.contest, round)}


def _label(contest: Contest, round: Round) -> str:
    return f"{contest.title}, {round.name}"
