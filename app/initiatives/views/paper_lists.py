"""Lists of supporters on paper: begun, typed line by line, compared by a second person."""

import secrets
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app.accounts.queries import accounts_named
from app.commune.queries import villages
from app.core import files, text
from app.core.access import access
from app.core.db import db
from app.core.files import RefusedFile
from app.core.forms import options
from app.core.paging import by_id
from app.core.workflow import RuleBroken
from app.initiatives import policy
from app.initiatives.actions import paper_lists as actions
from app.initiatives.forms.office import ReasonForm
from app.initiatives.forms.paper import LineForm, PaperListForm, ScansForm
from app.initiatives.models import Initiative, ListState, Outcome, PaperList
from app.initiatives.queries import paper as queries
from app.initiatives.queries import reading

bp = Blueprint("paper_lists", __name__)
LINE = "/danh-sach-giay/<int:id>"


@bp.get("/danh-sach-giay/")
@access(policy.see_paper_lists)
def index() -> Any:
    return render_template("initiatives/paper_lists.html", page=by_id(queries.paper_lists(current_user), PaperList.id))


@bp.route("/sang-kien/<code>/danh-sach-giay", methods=["GET", "POST"])
@access(policy.type_paper_lists, reading.by_code)
def new(initiative: Initiative) -> Any:
    form = PaperListForm()
    if request.method == "GET":
        form.sent_key.data = secrets.token_urlsafe(12)
    places = {village.id: village for village in db.session.scalars(villages())}
    if not current_user.has(*policy.CHECKERS):
        places = {id: village for id, village in places.items() if id in current_user.teams}
    form.village_id.choices = options(places.values())
    if form.validate_on_submit():
        if not form.scans.data:
            form.refuse("scans", _("Cần ít nhất một ảnh chụp tờ giấy."))
        else:
            try:
                begun = actions.begin(
                    initiative,
                    village=places[form.village_id.data],
                    collected_on=form.collected_on.data,
                    scans=[scan.stream for scan in form.scans.data],
                    by=current_user._get_current_object(),
                    sent_key=form.sent_key.data or None,
                )
            except RuleBroken as refused:
                form.refuse("collected_on", str(refused))
            except RefusedFile as refused:
                form.refuse("scans", str(refused))
            else:
                return redirect(url_for(".show", id=begun.id), 303)
    page = render_template("initiatives/paper_list_new.html", form=form, initiative=initiative)
    return page, 422 if form.errors else 200


@bp.get(LINE)
@access(policy.see_paper_lists, queries.paper_list)
def show(paper: PaperList) -> Any:
    return _page(paper, LineForm(formdata=None, number=_next_number(paper)))


@bp.post(f"{LINE}/dong")
@access(policy.type_paper_list, queries.paper_list)
def add(paper: PaperList) -> Any:
    form = LineForm()
    if form.validate_on_submit():
        try:
            facts = {name: form[name].data for name in ("number", "name", "birth_year")}
            actions.add_line(paper, **facts)
        except RuleBroken as refused:
            form.refuse("name", str(refused))
    if form.errors:
        return _page(paper, form), 422
    return redirect(url_for(".show", id=paper.id, _anchor="dong-moi"), 303)


@bp.post(f"{LINE}/dong/<int:number>/bo")
@access(policy.type_paper_list, queries.paper_list)
def strike_off(paper: PaperList, number: int) -> Any:
    actions.strike_off(paper, number)
    return redirect(url_for(".show", id=paper.id, _anchor="dong-moi"), 303)


@bp.post(f"{LINE}/anh")
@access(policy.type_paper_list, queries.paper_list)
def add_scans(paper: PaperList) -> Any:
    form = ScansForm()
    given = [scan.stream for scan in form.scans.data] if form.validate_on_submit() else []
    if not given:
        flash(_("Chưa chọn ảnh nào."), "error")
        return _page(paper, LineForm(formdata=None, number=_next_number(paper))), 422
    try:
        actions.add_scans(paper, given, by=current_user._get_current_object())
    except RefusedFile as refused:
        raise RuleBroken(str(refused)) from None
    return redirect(url_for(".show", id=paper.id), 303)


@bp.post(f"{LINE}/chuyen")
@access(policy.type_paper_list, queries.paper_list)
def hand_over(paper: PaperList) -> Any:
    paper.hand_over(by=current_user)
    flash(_("Đã chuyển. Một người khác sẽ đối chiếu từng dòng với ảnh."), "success")
    return redirect(url_for(".show", id=paper.id), 303)


@bp.route(f"{LINE}/doi-chieu", methods=["GET", "POST"])
@access(policy.compare_paper_list, queries.paper_list)
def compare(paper: PaperList) -> Any:
    if paper.state is not ListState.COMPARING or paper.typed_by_id == current_user.id:
        return redirect(url_for(".show", id=paper.id), 303)
    namesakes = _namesakes(paper)
    if request.method == "GET":
        return _comparing(paper, namesakes, {}, set())
    seen = request.form.get("version", 0, type=int)
    paper.must_be(seen)
    allowed = {Outcome.COUNTED.value, *(strike.value for strike in Outcome.strikes())}
    said = {line.number: request.form.get(f"line-{line.number}", "") for line in paper.lines}
    accounts = {
        line.number: {f"account-{one.id}": one for one in namesakes.get(text.fold(line.name), ())} for line in paper.lines
    }
    missing = {number for number, verdict in said.items() if verdict not in allowed | set(accounts[number])}
    if missing:
        return _comparing(paper, namesakes, said, missing), 422
    verdicts: dict[int, actions.Verdict] = {
        number: accounts[number].get(verdict) or (None if verdict == Outcome.COUNTED else Outcome(verdict))
        for number, verdict in said.items()
    }
    try:
        counted = actions.count(paper, by=current_user._get_current_object(), verdicts=verdicts, seen=seen)
    except RuleBroken as refused:
        paper.must_be(seen)
        return _comparing(paper, namesakes, said, set(), str(refused)), 422
    flash(ngettext("Đã tính %(num)d lượt ủng hộ.", "Đã tính %(num)d lượt ủng hộ.", counted), "success")
    return redirect(url_for(".show", id=paper.id), 303)


@bp.route(f"{LINE}/tra-lai", methods=["GET", "POST"])
@access(policy.compare_paper_list, queries.paper_list)
def send_back(paper: PaperList) -> Any:
    form = ReasonForm()
    if not form.validate_on_submit():
        return render_template("initiatives/paper_list_back.html", form=form, paper=paper), 422 if form.errors else 200
    paper.send_back(by=current_user, reason=form.reason.data)
    flash(_("Đã trả lại cho người nhập."), "success")
    return redirect(url_for(".show", id=paper.id), 303)


@bp.get(f"{LINE}/anh/<int:number>")
@access(policy.see_paper_lists, queries.paper_list)
def scan(paper: PaperList, number: int) -> Any:
    """A picture of the paper: names and signatures, for those who may see the list."""
    upload = next((scan.upload for scan in paper.scans if scan.id == number), None) or abort(404)
    response = files.sent(upload.token, upload.mime, name=f"danh-sach-{paper.id}-{number}")
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(paper: PaperList, form: LineForm) -> str:
    reason = db.session.scalar(queries.last_reason(paper))
    return render_template(
        "initiatives/paper_list.html", paper=paper, form=form, scans=ScansForm(formdata=None), reason=reason
    )


def _comparing(paper: PaperList, namesakes: Any, said: dict[int, str], missing: set[int], refused: str = "") -> Any:
    return render_template(
        "initiatives/paper_list_compare.html",
        paper=paper,
        namesakes=namesakes,
        said=said,
        missing=missing,
        refused=refused,
        strikes=Outcome.strikes(),
        fold=text.fold,
    )


def _namesakes(paper: PaperList) -> dict[str, list[Any]]:
    """Accounts of the village that carry the name of a line, by folded name: perhaps the same person, perhaps not."""
    found: dict[str, list[Any]] = {}
    for one in db.session.scalars(accounts_named([line.name for line in paper.lines], paper.village_id)):
        found.setdefault(one.name_folded, []).append(one)
    return found


def _next_number(paper: PaperList) -> int:
    return max((line.number for line in paper.lines), default=0) + 1
