"""/dao-co/dieu-hanh/…: figures of a month, sentences of visitors, birds that were seen."""

import secrets
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from app.accounts.models import Upload
from app.core import files
from app.core.access import access
from app.core.asking import asked
from app.core.clock import local, today, utcnow
from app.core.db import db
from app.core.i18n import day as written
from app.core.paging import by_id
from app.core.sheets import csv_file, xlsx_file
from app.tourism import policy
from app.tourism.actions import counting as actions
from app.tourism.actions import watching
from app.tourism.actions.counting import Month, month_of
from app.tourism.forms.visiting import ObserverForm, ReasonForm, SightingForm
from app.tourism.models import Feedback, FeedbackState, Observer, Sighting, Species
from app.tourism.queries import counting as queries
from app.tourism.queries import reading

bp = Blueprint("tourism_figures", __name__, url_prefix="/dao-co")
MONTHS = 12


@bp.get("/thang/")
@access(policy.look_in)
def this_month() -> Any:
    return redirect(url_for(".month", year=today().year, number=today().month))


@bp.get("/thang/<int:year>/<int:number>")
@access(policy.look_in)
def month(year: int, number: int) -> Any:
    """One month in figures, and the way to the others."""
    counted = month_of(_first(year, number))
    words = db.session.scalar(queries.waiting_words())
    unchecked = db.session.scalar(queries.unchecked())
    before = counted.first - timedelta(days=1)
    after = counted.last + timedelta(days=1)
    shown = {"month": counted, "before": before, "after": after if after <= today() else None}
    return render_template("tourism/month.html", **shown, words=words, unchecked=unchecked)


@bp.get("/thang/<int:year>/<int:number>/so-lieu.<kind>")
@access(policy.look_in)
def month_file(year: int, number: int, kind: str) -> Any:
    """The monthly sheet, as a table to take away."""
    if kind not in ("csv", "xlsx"):
        abort(404)
    counted = month_of(_first(year, number))
    write = csv_file if kind == "csv" else xlsx_file
    return write(f"dao-co-{year}-{number:02d}", f"{number:02d}-{year}", _rows(counted))


def _rows(month: Month) -> list[list[Any]]:
    rows: list[list[Any]] = [[_("Số liệu"), _("Tháng %(month)s", month=f"{month.first:%m/%Y}")]]
    rows += [
        [_("Lượt quét biển"), month.opened],
        *([_("Lượt quét biển %(place)s", place=f"{number}. {name}"), count] for number, name, count in month.plaques),
        *([_("Lượt quét biển ngày %(day)s", day=written(on)), count] for on, count in sorted(month.days.items())),
        [_("Chuyến đã mở"), month.trips],
        [_("Số chỗ của các chuyến"), month.seats],
        [_("Yêu cầu đặt chỗ"), month.asked],
        [_("Khách được xác nhận"), month.people],
        [_("Khách đã đến"), month.came],
        *([_("Trả lời “%(mood)s”", mood=mood.label), count] for mood, count in month.moods.items()),
        [_("Lần ghi chim"), month.sightings],
        [_("Số chim, mỗi loài lấy lần đông nhất"), month.birds],
        [_("Số loài ghi được"), month.kinds],
    ]
    return rows


def _first(year: int, number: int) -> date:
    if not (2020 <= year <= 2100 and 1 <= number <= 12):
        abort(404)
    return date(year, number, 1)


@bp.get("/dieu-hanh/gop-y")
@access(policy.look_in)
def words() -> Any:
    """Sentences of visitors: those that wait, or those that were read."""
    waiting = request.args.get("xong") != "1"
    page = by_id(queries.feedback(waiting=waiting), Feedback.id)
    return render_template("tourism/words.html", page=page, waiting=waiting, FeedbackState=FeedbackState)


@bp.post("/dieu-hanh/gop-y/<int:id>")
@access(policy.edit, queries.one_feedback)
def moderate(feedback: Feedback) -> Any:
    state = FeedbackState.SHOWN if request.form.get("hien") == "1" else FeedbackState.HIDDEN
    actions.moderate(feedback, state, by=current_user)
    flash(_("Đã ghi: %(state)s.", state=state.label), "success")
    return redirect(url_for(".words"), 303)


@bp.get("/ghi-nhan/")
@access(policy.log_birds)
def birds() -> Any:
    """What was seen, the newest first; those who note birds see all, editors check."""
    _must_watch()
    page = by_id(queries.sightings(), Sighting.id)
    can_edit = policy.edit(current_user)
    observers = db.session.scalars(queries.observers()).unique().all() if can_edit else []
    return render_template("tourism/sightings.html", page=page, observers=observers, can_edit=can_edit)


@bp.route("/ghi-nhan/moi", methods=["GET", "POST"])
@access(policy.log_birds)
def note() -> Any:
    _must_watch()
    form = SightingForm(key=secrets.token_urlsafe(16), day=today(), clock=f"{local(utcnow()):%H:%M}")
    kinds = {one.id: one for one in db.session.scalars(reading.shown(Species))}
    places = {one.id: one for one in db.session.scalars(reading.attractions())}
    form.species_id.choices = [SelectChoice(one.id, one.name) for one in kinds.values()]
    form.attraction_id.choices = [SelectChoice("", _("Không rõ, quanh hồ"))]
    form.attraction_id.choices += [SelectChoice(one.id, one.told_name) for one in places.values()]

    def act() -> None:
        told = {"is_estimate": form.is_estimate.data, "note": form.note.data or "", "alt": form.alt.data or ""}
        told["children"] = form.children.data
        where = places.get(form.attraction_id.data)
        key = (form.key.data or secrets.token_urlsafe(16))[:40]
        seen = {"photo": form.photo.stream, "attraction": where, "key": key, "by": current_user, **told}
        watching.note(kinds[form.species_id.data], form.count.data or 0, form.seen_at, **seen)

    back = {"back": url_for(".birds"), "back_label": _("Sổ ghi chim")}
    return asked(form, _("Ghi chim vừa thấy"), act, done=_("Đã ghi."), button=_("Lưu"), **back)


@bp.get("/ghi-nhan/<int:id>/anh")
@access(policy.log_birds, queries.sighting_photo)
def photo(upload: Upload) -> Any:
    _must_watch()
    return files.sent(upload.token, upload.mime, "-nho", name=f"chim-{upload.id}")


@bp.post("/ghi-nhan/<int:id>/dung")
@access(policy.edit, queries.one_sighting)
def check(sighting: Sighting) -> Any:
    watching.check(sighting, by=current_user)
    flash(_("Đã kiểm tra, vào dữ liệu mở."), "success")
    return redirect(url_for(".birds"), 303)


@bp.route("/ghi-nhan/<int:id>/bo", methods=["GET", "POST"])
@access(policy.edit, queries.one_sighting)
def drop(sighting: Sighting) -> Any:
    form = ReasonForm()
    form.reason.label.text = _("Sai ở chỗ nào?")

    def act() -> None:
        watching.drop(sighting, form.reason.data or "", by=current_user)

    lead = _("%(name)s, %(num)d con.", name=sighting.species.name, num=sighting.count)
    back = {"back": url_for(".birds"), "back_label": _("Sổ ghi chim")}
    return asked(form, _("Bỏ ghi nhận này"), act, done=_("Đã bỏ. Lịch sử còn giữ lý do."), lead=lead, **back)


@bp.route("/ghi-nhan/nguoi-ghi", methods=["GET", "POST"])
@access(policy.edit)
def observers() -> Any:
    form = ObserverForm()

    def act() -> None:
        watching.ask_to_watch(form.name.data or "", by=current_user)

    back = {"back": url_for(".birds"), "back_label": _("Sổ ghi chim")}
    return asked(form, _("Thêm người ghi chim"), act, done=_("Người này ghi chim được rồi."), **back)


@bp.post("/ghi-nhan/nguoi-ghi/<int:id>/thoi")
@access(policy.edit, queries.one_observer)
def end_observer(observer: Observer) -> Any:
    watching.end_watching(observer, by=current_user)
    flash(_("Người này thôi ghi chim."), "success")
    return redirect(url_for(".birds"), 303)


def _must_watch() -> None:
    """Editors and those who oversee, and whoever was asked to note birds; for others there is nothing here."""
    if not policy.look_in(current_user) and db.session.scalar(queries.observer(current_user)) is None:
        abort(404)
