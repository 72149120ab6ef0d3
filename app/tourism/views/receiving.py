"""/dao-co/dieu-hanh: who asked for seats, the word they get, the sheet for the boatmen."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from app.core.access import access
from app.core.asking import asked
from app.core.clock import local, today, utcnow
from app.core.db import db
from app.core.i18n import day as written
from app.core.workflow import RuleBroken
from app.tourism import policy
from app.tourism.actions import visiting
from app.tourism.forms.visiting import ArrivedForm, ReasonForm, SlotsForm
from app.tourism.models import SEATED, Slot, Visit, VisitState
from app.tourism.queries import visiting as queries

bp = Blueprint("visits_office", __name__, url_prefix="/dao-co/dieu-hanh")


@bp.get("/")
@access(policy.look_in)
def index() -> Any:
    """What waits for a word, and the days ahead with their seats."""
    waiting = db.session.scalars(queries.to_answer(utcnow())).all()
    days: dict[date, list[int]] = {}
    for starts_at, seats, taken in db.session.execute(queries.days_with_slots(today(), today() + visiting.AHEAD)):
        counted = days.setdefault(local(starts_at).date(), [0, 0, 0])
        days[local(starts_at).date()] = [counted[0] + 1, counted[1] + seats, counted[2] + taken]
    return render_template("tourism/office.html", waiting=waiting, days=days)


@bp.get("/<day>")
@access(policy.look_in)
def day(day: str) -> Any:
    """One day: every trip with who comes, to be printed for the boatmen."""
    try:
        chosen = date.fromisoformat(day)
    except ValueError:
        abort(404)
    slots = db.session.scalars(queries.slots_of(chosen)).all()
    visits = db.session.scalars(queries.expected([slot.id for slot in slots])).all()
    shown = {"day": chosen, "slots": slots, "visits": visits, "VisitState": VisitState, "SEATED": SEATED}
    return render_template("tourism/day.html", **shown)


@bp.route("/mo-suat", methods=["GET", "POST"])
@access(policy.receive)
def open_slots() -> Any:
    form = SlotsForm(first=today() + timedelta(days=1))
    tours = {tour.id: tour for tour in db.session.scalars(queries.tours()) if tour.is_offered}
    form.tour_id.choices = [
        SelectChoice(tour.id, _("%(name)s, %(num)d chỗ", name=tour.name, num=tour.seats)) for tour in tours.values()
    ]

    def act() -> None:
        tour = tours[form.tour_id.data]
        seats = form.seats.data or tour.seats
        visiting.open_slots(tour, form.starts, minutes=tour.minutes, seats=seats, by=current_user)

    lead = "" if tours else _("Chưa có chuyến nào đang nhận khách. Hãy thêm thuyền hoặc người dẫn trước.")
    return asked(form, _("Mở suất"), act, done=_("Đã mở suất, khách đặt chỗ được ngay."), lead=lead, **_back())


@bp.route("/suat/<int:id>/huy", methods=["GET", "POST"])
@access(policy.receive, queries.slot)
def call_off(slot: Slot) -> Any:
    form = ReasonForm()

    def act() -> None:
        visiting.call_off(slot, form.reason.data or "", by=current_user)

    lead = _("%(tour)s. Ai đã đặt đều được báo lý do.", tour=slot.tour.name)
    done = _("Đã hủy suất và báo cho khách.")
    return asked(form, _("Hủy suất"), act, done=done, lead=lead, **_of_day(slot))


@bp.post("/phieu/<int:id>/xac-nhan")
@access(policy.receive, queries.visit)
def confirm(visit: Visit) -> Any:
    visiting.confirm(visit, by=current_user)
    flash(_("Đã xác nhận phiếu %(code)s.", code=visit.code), "success")
    return redirect(_of_day(visit.slot)["back"], 303)


@bp.route("/phieu/<int:id>/khong-nhan", methods=["GET", "POST"])
@access(policy.receive, queries.visit)
def decline(visit: Visit) -> Any:
    form = ReasonForm()

    def act() -> None:
        visiting.decline(visit, form.reason.data or "", by=current_user)

    return asked(
        form, _("Không nhận phiếu %(code)s", code=visit.code), act, done=_("Đã báo cho khách."), **_of_day(visit.slot)
    )


@bp.post("/phieu/<int:id>/huy")
@access(policy.receive, queries.visit)
def cancel(visit: Visit) -> Any:
    """The visitor called and does not come."""
    visiting.cancel(visit, by=current_user)
    flash(_("Đã hủy phiếu %(code)s.", code=visit.code), "success")
    return redirect(_of_day(visit.slot)["back"], 303)


@bp.post("/phieu/<int:id>/den")
@access(policy.receive, queries.visit)
def arrive(visit: Visit) -> Any:
    form = ArrivedForm()
    if not form.validate_on_submit():
        raise RuleBroken(_("Số khách đến từ 1 đến %(num)d, như đã giữ chỗ.", num=visit.people))
    visiting.arrive(visit, form.people.data or 0, by=current_user)
    return redirect(_of_day(visit.slot)["back"], 303)


@bp.post("/phieu/<int:id>/khong-den")
@access(policy.receive, queries.visit)
def miss(visit: Visit) -> Any:
    visiting.miss(visit, by=current_user)
    return redirect(_of_day(visit.slot)["back"], 303)


def _back() -> dict[str, str]:
    return {"back": url_for(".index"), "back_label": _("Đón khách Đảo Cò")}


def _of_day(slot: Slot) -> dict[str, str]:
    on = local(slot.starts_at).date()
    return {"back": url_for(".day", day=on.isoformat()), "back_label": _("Ngày %(day)s", day=written(on))}
