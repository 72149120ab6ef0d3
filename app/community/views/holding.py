"""How an activity goes: planned, held, confirmed; who came, from a list or by themselves at the door."""

import secrets
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from app.accounts.models import Role
from app.commune import queries as commune
from app.commune.models import Unit, Village
from app.community import forms as typed
from app.community import policy
from app.community.actions import holding as actions
from app.community.models import Activity, Attendance, Team
from app.community.queries import activities as queries
from app.community.queries import teams as team_queries
from app.core import codes, limits
from app.core.access import access
from app.core.asking import asked
from app.core.clock import local, today, utcnow
from app.core.db import db
from app.core.forms import options
from app.core.paging import by_id
from app.core.workflow import RuleBroken
from app.folders.actions import add_proofs

bp = Blueprint("activities", __name__, url_prefix="/hoat-dong")
AN_HOUR = 300


@bp.get("/cua-toi")
@access(policy.log)
def mine() -> Any:
    """What I noted, in every state."""
    return render_template("community/mine.html", page=by_id(queries.logged_by(current_user), Activity.id))


@bp.route("/moi", methods=["GET", "POST"])
@access(policy.log)
def plan() -> Any:
    now = local(utcnow())
    form = typed.ActivityForm(key=secrets.token_urlsafe(16), day=today(), clock=f"{now:%H}:00")
    teams, units, villages = _offer(form)
    if not teams and not units:
        flash(_("Thôn hoặc đơn vị của tài khoản này chưa có tổ nào. Hãy báo cán bộ điều phối."), "warning")
        return redirect(url_for("community.index"), 303)
    made: list[Activity] = []

    def act() -> None:
        key = (form.key.data or secrets.token_urlsafe(16))[:40]
        made.append(actions.plan(_facts(form, teams, villages), key=key, by=current_user))

    back = {"back": url_for("community.activities"), "back_label": _("Hoạt động")}
    answer = asked(form, _("Ghi hoạt động"), act, done=_("Đã ghi hoạt động."), button=_("Lưu"), **back)
    return redirect(url_for("community.activity", id=made[0].id), 303) if made else answer


@bp.route("/<int:id>/sua", methods=["GET", "POST"])
@access(policy.work_on, queries.activity)
def change(activity: Activity) -> Any:
    starts = local(activity.starts_at)
    holder = f"team-{activity.team_id}" if activity.team_id else f"unit-{activity.unit_id}"
    form = typed.ActivityForm(obj=activity, day=starts.date(), clock=f"{starts:%H:%M}", holder=holder)
    if activity.ends_at and not form.is_submitted():
        form.until.data = f"{local(activity.ends_at):%H:%M}"
    teams, _units, villages = _offer(form)

    def act() -> None:
        form.must_be_fresh(activity.version)
        actions.change(activity, _facts(form, teams, villages), by=current_user)

    return asked(form, _("Sửa hoạt động"), act, done=_("Đã lưu."), button=_("Lưu"), **_back(activity))


@bp.route("/<int:id>/dien-ra", methods=["GET", "POST"])
@access(policy.work_on, queries.activity)
def hold(activity: Activity) -> Any:
    form = typed.HoldForm(people=activity.people or len(activity.attendances) or None)

    def act() -> None:
        streams = [file.stream for file in form.files.data]
        told = {"caption": form.caption.data or "", "number": "", "url": "", "children": form.children.data}
        activity.hold(by=current_user, people=form.people.data or 0)
        if streams:
            add_proofs(activity.folder, streams, by=current_user, is_public=True, **told)

    done = _("Đã ghi. Cán bộ điều phối của xã sẽ xác nhận.")
    return asked(form, _("Ghi đã diễn ra"), act, done=done, button=_("Gửi xã xác nhận"), **_back(activity))


@bp.post("/<int:id>/xac-nhan")
@access(policy.confirm, queries.activity)
def confirm(activity: Activity) -> Any:
    activity.confirm(by=current_user)
    flash(_("Đã xác nhận. Hoạt động được tính vào chỉ số."), "success")
    return redirect(url_for("community.activity", id=activity.id), 303)


@bp.route("/<int:id>/tra-lai", methods=["GET", "POST"])
@access(policy.confirm, queries.activity)
def send_back(activity: Activity) -> Any:
    form = typed.ReasonForm()

    def act() -> None:
        move = activity.send_back if activity.allows("send_back") else activity.take_back
        move(by=current_user, reason=form.reason.data or "")

    return asked(form, _("Trả lại để bổ sung"), act, done=_("Đã trả lại."), **_back(activity))


@bp.route("/<int:id>/huy", methods=["GET", "POST"])
@access(policy.work_on, queries.activity)
def cancel(activity: Activity) -> Any:
    form = typed.ReasonForm()

    def act() -> None:
        activity.cancel(by=current_user, reason=form.reason.data or "")

    return asked(form, _("Hủy hoạt động"), act, done=_("Đã hủy. Trang hoạt động ghi rõ lý do."), **_back(activity))


@bp.route("/<int:id>/diem-danh", methods=["GET", "POST"])
@access(policy.work_on, queries.activity)
def roll(activity: Activity) -> Any:
    """Who came, from the list on paper; and the sheet for the door."""
    form = typed.ComeForm()
    villages = _offer_people(form)

    def act() -> None:
        _come(activity, form, villages, at_the_door=False)

    back = {"back": url_for("community.activity", id=activity.id), "back_label": activity.title}
    again = {
        "onward": url_for(".roll", id=activity.id),
        "button": _("Thêm vào danh sách"),
        "template": "community/roll.html",
    }
    return asked(form, _("Điểm danh"), act, done=_("Đã thêm."), activity=activity, **again, **back)


@bp.post("/diem-danh/<int:id>/bo")
@access(policy.correct_list, queries.attendance)
def strike(attendance: Attendance) -> Any:
    actions.strike(attendance, by=current_user)
    flash(_("Đã bỏ khỏi danh sách."), "success")
    return redirect(url_for(".roll", id=attendance.activity_id), 303)


@bp.get("/<int:id>/to-diem-danh")
@access(policy.work_on, queries.activity)
def sheet(activity: Activity) -> Any:
    """What hangs at the door, to print; a page of nothing while no code was made."""
    address = url_for(".door", token=activity.door or abort(404), _external=True)
    code = codes.svg(address, words=_("Mã điểm danh"))
    return render_template("community/door_sheet.html", activity=activity, code=code, address=address)


@bp.post("/<int:id>/mo-cua")
@access(policy.work_on, queries.activity)
def open_door(activity: Activity) -> Any:
    actions.open_door(activity, by=current_user)
    return redirect(url_for(".sheet", id=activity.id), 303)


@bp.route("/cua/<token>", methods=["GET", "POST"])
@access(policy.browse, queries.by_door)
def door(activity: Activity) -> Any:
    """Where the code at the door leads: whoever came notes themselves, with one tap for who is signed in."""
    form = typed.ComeForm(name=current_user.name if current_user.is_authenticated else "")
    villages = _offer_people(form)
    if request.method == "GET" and current_user.is_authenticated:
        form.village_id.data = current_user.village_id

    def act() -> None:
        _not_too_often()
        _come(activity, form, villages, at_the_door=True)

    words = {"lead": activity.title, "button": _("Tôi có mặt"), "template": "community/door.html"}
    back = {"back": url_for("community.activities"), "back_label": _("Hoạt động"), "onward": request.path}
    open_now = actions.is_door_open(activity)
    return asked(form, _("Điểm danh"), act, done=_("Đã điểm danh. Cảm ơn đã đến."), is_open=open_now, **words, **back)


def _not_too_often() -> None:
    """A hall full of people shares one address; more than they are is somebody's program. Raises `RuleBroken`."""
    here = request.remote_addr or ""
    if limits.exceeded("door", here, times=AN_HOUR, minutes=60):
        raise RuleBroken(_("Từ mạng này đã điểm danh quá nhiều lần. Nhờ người tổ chức ghi tên giúp."))
    limits.attempt("door", here)


def _come(activity: Activity, form: typed.ComeForm, villages: dict[int, Village], *, at_the_door: bool) -> None:
    """Note whoever was typed. Raises `RuleBroken` as `come`, and for a name that the unit does not have."""
    name, staff = form.name.data or "", None
    if form.unit_id.data:
        staff = db.session.scalar(team_queries.named(name, form.unit_id.data, today()))
        if staff is None:
            raise RuleBroken(_("Đơn vị này không có ai tên như thế. Ghi đủ họ và tên, hoặc nhờ người tổ chức."))
    where = villages.get(form.village_id.data or 0)
    actions.come(activity, name=name, staff=staff, village=where, at_the_door=at_the_door)


def _offer_people(form: typed.ComeForm) -> dict[int, Village]:
    villages = {one.id: one for one in db.session.scalars(commune.villages())}
    form.village_id.choices = [SelectChoice("", _("Nơi khác"))]
    form.village_id.choices += [SelectChoice(one.id, one.name) for one in villages.values()]
    form.unit_id.choices = options(db.session.scalars(commune.units(offices=True)), empty=_("Không phải cán bộ xã"))
    return villages


def _offer(form: typed.ActivityForm) -> tuple[dict[int, Team], dict[int, Unit], dict[int, Village]]:
    """The teams and units somebody may speak for, and the villages."""
    all_units = {unit.id: unit for unit in db.session.scalars(commune.units(offices=True))}
    villages = {one.id: one for one in db.session.scalars(commune.villages())}
    if current_user.has(Role.COORDINATOR):
        teams, units = list(db.session.scalars(team_queries.teams())), all_units
    else:
        teams = list(db.session.scalars(team_queries.teams_of(current_user.teams)))
        units = {id: unit for id, unit in all_units.items() if id in current_user.units}
    form.holder.choices = [SelectChoice(f"team-{team.id}", team.name) for team in teams]
    form.holder.choices += [SelectChoice(f"unit-{unit.id}", unit.name) for unit in units.values()]
    form.village_id.choices = [SelectChoice("", _("Cả xã"))]
    form.village_id.choices += [SelectChoice(one.id, one.name) for one in villages.values()]
    return {team.id: team for team in teams}, units, villages


def _facts(form: typed.ActivityForm, teams: dict[int, Team], villages: dict[int, Village]) -> dict[str, Any]:
    """What was typed; a team works in its own village unless another is named."""
    facts = form.facts
    if facts["village_id"] is None and facts["team_id"]:
        facts["village_id"] = teams[facts["team_id"]].village_id
    return facts


def _back(activity: Activity) -> dict[str, str]:
    return {"back": url_for("community.activity", id=activity.id), "back_label": activity.title}
