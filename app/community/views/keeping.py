"""For the office: teams and their members, the register of staff, models begun, proven, replicated, ended."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from app.accounts import queries as accounts
from app.accounts.models import Role
from app.commune import queries as commune
from app.commune.models import Unit
from app.community import forms as typed
from app.community import policy
from app.community.actions import keeping as actions
from app.community.models import Activity, Exemplar, Staff, Team
from app.community.queries import activities as activity_queries
from app.community.queries import exemplars as exemplar_queries
from app.community.queries import teams as queries
from app.core.access import access
from app.core.asking import asked
from app.core.clock import today
from app.core.db import db
from app.core.forms import options
from app.core.sheets import csv_file, xlsx_file
from app.folders.keepers import Keeper, Work, keeps

bp = Blueprint("community_office", __name__)


@bp.route("/to-doi-moi/lap", methods=["GET", "POST"])
@access(policy.keep)
def found_team() -> Any:
    form = typed.TeamForm(founded_on=today())
    villages = {village.id: village for village in db.session.scalars(commune.villages())}
    form.village_id.choices = options(villages.values())
    made: list[Team] = []

    def act() -> None:
        village = villages[form.village_id.data]
        terms = {"founded_on": form.founded_on.data, "decision_number": form.decision_number.data or ""}
        made.append(actions.found_team(form.kind.data, village, by=current_user, **terms))

    back = {"back": url_for("community.index"), "back_label": _("Tổ đổi mới ở thôn")}
    answer = asked(form, _("Lập tổ"), act, done=_("Đã lập tổ."), **back)
    return redirect(url_for("community.team", id=made[0].id), 303) if made else answer


@bp.route("/to-doi-moi/<int:id>/them", methods=["GET", "POST"])
@access(policy.keep, queries.team)
def admit(team: Team) -> Any:
    form = typed.MemberForm(since=max(today(), team.founded_on))

    def act() -> None:
        actions.admit(team, form.name.data or "", form.duty.data, since=form.since.data, by=current_user)

    return asked(form, _("Thêm thành viên"), act, done=_("Đã thêm thành viên."), **_to_team(team))


@bp.route("/to-doi-moi/<int:id>/thoi/<int:number>", methods=["GET", "POST"])
@access(policy.keep, queries.team)
def release(team: Team, number: int) -> Any:
    member = next((one for one in team.members if one.id == number), None) or abort(404)
    form = typed.DayForm(on=today())

    def act() -> None:
        team.release(member, on=form.on.data, by=current_user)

    return asked(form, _("Thôi tham gia tổ"), act, done=_("Đã ghi."), lead=member.name, **_to_team(team))


@bp.route("/to-doi-moi/<int:id>/giai-the", methods=["GET", "POST"])
@access(policy.keep, queries.team)
def end_team(team: Team) -> Any:
    form = typed.EndForm(on=today())

    def act() -> None:
        team.end(on=form.on.data, by=current_user, reason=form.reason.data or "")

    return asked(form, _("Giải thể tổ"), act, done=_("Đã giải thể. Việc tổ đã làm vẫn còn."), **_to_team(team))


@bp.get("/can-bo/")
@access(policy.see_staff)
def staff() -> Any:
    """Who serves the commune today, by unit."""
    listed = list(db.session.scalars(queries.staff(today())))
    return render_template("community/staff.html", staff=listed, signed=sum(one.has_signature for one in listed))


@bp.get("/can-bo/so-lieu.<kind>")
@access(policy.see_staff)
def staff_file(kind: str) -> Any:
    """The register as a table to take away."""
    if kind not in ("csv", "xlsx"):
        abort(404)
    head = [_("Họ và tên"), _("Đơn vị"), _("Chức danh"), _("Chữ ký số")]
    rows = [
        [one.name, one.unit.name, one.post, _("Có") if one.has_signature else _("Chưa")]
        for one in db.session.scalars(queries.staff(today()))
    ]
    return (csv_file if kind == "csv" else xlsx_file)("can-bo", _("Cán bộ"), [head, *rows])


@bp.route("/can-bo/moi", methods=["GET", "POST"])
@access(policy.keep)
def employ() -> Any:
    form, units = typed.StaffForm(since=today()), _units()
    form.unit_id.choices = options(units.values())

    def act() -> None:
        told = {"since": form.since.data, "post": form.post.data or "", "has_signature": form.has_signature.data}
        actions.employ(form.name.data or "", units[form.unit_id.data], by=current_user, **told)

    return asked(form, _("Thêm cán bộ, công chức"), act, done=_("Đã thêm."), **_to_staff())


@bp.route("/can-bo/<int:id>", methods=["GET", "POST"])
@access(policy.keep, queries.one_of_staff)
def change_staff(staff: Staff) -> Any:
    form, units = typed.StaffForm(obj=staff), _units()
    form.unit_id.choices = options(units.values())

    def act() -> None:
        form.must_be_fresh(staff.version)
        told = {"since": form.since.data, "post": form.post.data or "", "has_signature": form.has_signature.data}
        actions.change_staff(staff, form.name.data or "", units[form.unit_id.data], by=current_user, **told)

    return asked(form, _("Sửa thông tin cán bộ"), act, done=_("Đã lưu."), button=_("Lưu"), **_to_staff())


@bp.route("/can-bo/<int:id>/thoi-viec", methods=["GET", "POST"])
@access(policy.keep, queries.one_of_staff)
def leave(staff: Staff) -> Any:
    form = typed.DayForm(on=today() - timedelta(days=1))

    def act() -> None:
        staff.leave(on=form.on.data, by=current_user)

    lead = _("%(name)s. Ngày cuối cùng làm việc ở xã:", name=staff.name)
    return asked(form, _("Thôi việc ở xã"), act, done=_("Đã ghi."), lead=lead, **_to_staff())


@bp.route("/mo-hinh/moi", methods=["GET", "POST"])
@access(policy.build)
def begin() -> Any:
    form = typed.ExemplarForm(started_on=today())
    _offer(form)
    made: list[Exemplar] = []

    def act() -> None:
        made.append(actions.begin_exemplar(form.facts, by=current_user))

    back = {"back": url_for("community.exemplars"), "back_label": _("Mô hình")}
    answer = asked(form, _("Ghi mô hình làm thử"), act, done=_("Đã ghi mô hình."), button=_("Lưu"), **back)
    return redirect(url_for("community.exemplar", id=made[0].id), 303) if made else answer


@bp.route("/mo-hinh/<int:id>/sua", methods=["GET", "POST"])
@access(policy.build_on, exemplar_queries.exemplar)
def write(exemplar: Exemplar) -> Any:
    form = typed.ExemplarForm(obj=exemplar)
    _offer(form)

    def act() -> None:
        form.must_be_fresh(exemplar.version)
        actions.write_exemplar(exemplar, form.facts, by=current_user)

    return asked(form, _("Sửa mô hình"), act, done=_("Đã lưu."), button=_("Lưu"), **_to_exemplar(exemplar))


@bp.route("/mo-hinh/<int:id>/hieu-qua", methods=["GET", "POST"])
@access(policy.keep, exemplar_queries.exemplar)
def prove(exemplar: Exemplar) -> Any:
    form = typed.DayForm(on=today())

    def act() -> None:
        exemplar.prove(by=current_user, on=form.on.data)

    lead = _("Từ ngày này mô hình được tính vào chỉ số. Cần lợi ích bằng lời, bằng số và một minh chứng đã xác nhận.")
    return asked(form, _("Ghi đã có hiệu quả"), act, done=_("Đã ghi."), lead=lead, **_to_exemplar(exemplar))


@bp.route("/mo-hinh/<int:id>/nhan-rong", methods=["GET", "POST"])
@access(policy.keep, exemplar_queries.exemplar)
def replicate(exemplar: Exemplar) -> Any:
    form = typed.ReplicaForm(on=today())
    villages = {village.id: village for village in db.session.scalars(commune.villages())}
    form.village_id.choices = options(villages.values(), empty=_("Cả xã hoặc nơi khác"))

    def act() -> None:
        village, told = (
            villages.get(form.village_id.data or 0),
            {"note": form.note.data or "", "place": form.place.data or ""},
        )
        actions.replicate(exemplar, on=form.on.data, village=village, by=current_user, **told)

    return asked(form, _("Ghi nhân rộng"), act, done=_("Đã ghi nhân rộng."), **_to_exemplar(exemplar))


@bp.route("/mo-hinh/<int:id>/dung", methods=["GET", "POST"])
@access(policy.keep, exemplar_queries.exemplar)
def end(exemplar: Exemplar) -> Any:
    form = typed.EndForm(on=today())

    def act() -> None:
        exemplar.end(by=current_user, on=form.on.data, reason=form.reason.data or "")

    return asked(form, _("Dừng mô hình"), act, done=_("Đã dừng. Trang mô hình vẫn còn."), **_to_exemplar(exemplar))


def _units() -> dict[int, Unit]:
    return {unit.id: unit for unit in db.session.scalars(commune.units(offices=True))}


def _offer(form: typed.ExemplarForm) -> None:
    """Officials note models of their own unit."""
    own = None if current_user.has(Role.COORDINATOR) else current_user.units
    form.unit_id.choices = options(unit for unit in _units().values() if own is None or unit.id in own)
    form.village_id.choices = options(db.session.scalars(commune.villages()), empty=_("Cả xã"))
    form.organisation_id.choices = options(db.session.scalars(accounts.organisations()), empty=_("Không"))
    used = db.session.execute(exemplar_queries.initiatives_in_use()).all()
    form.initiative_id.choices = [
        SelectChoice("", _("Không")),
        *(SelectChoice(row.id, f"{row.code} {row.title}") for row in used),
    ]


def _to_team(team: Team) -> dict[str, str]:
    return {"back": url_for("community.team", id=team.id), "back_label": team.name}


def _to_staff() -> dict[str, str]:
    return {"back": url_for("community_office.staff"), "back_label": _("Cán bộ, công chức")}


def _to_exemplar(exemplar: Exemplar) -> dict[str, str]:
    return {"back": url_for("community.exemplar", id=exemplar.id), "back_label": exemplar.name}


def _activities(folders: Collection[int]) -> dict[int, Work]:
    def work(one: Activity) -> Work:
        page = (one.title, "community.activity", {"id": one.id})
        return Work(*page, *[lambda person: policy.work_on(person, one)] * 2)

    return {one.folder_id: work(one) for one in db.session.scalars(activity_queries.in_folders(folders))}


def _exemplars(folders: Collection[int]) -> dict[int, Work]:
    def work(one: Exemplar) -> Work:
        page = (one.name, "community.exemplar", {"id": one.id})
        return Work(*page, *[lambda person: policy.build_on(person, one)] * 2)

    return {one.folder_id: work(one) for one in db.session.scalars(exemplar_queries.in_folders(folders))}


keeps(Keeper(Activity.__tablename__, _l("Hoạt động"), _activities))
keeps(Keeper(Exemplar.__tablename__, _l("Mô hình"), _exemplars))
