"""/dao-co/dat-cho: seats asked for without an account, looked at and given back by a link; and one question on leaving."""

import secrets
from itertools import groupby
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.core import limits
from app.core.access import access
from app.core.clock import local, utcnow
from app.core.db import db
from app.core.i18n import bilingual, language
from app.core.workflow import RuleBroken
from app.tourism import policy
from app.tourism.actions import counting, visiting
from app.tourism.forms.visiting import AskForm, FeedbackForm
from app.tourism.models import Guest, Slot, Visit, VisitState
from app.tourism.queries import reading
from app.tourism.queries import visiting as queries

bp = Blueprint("visits", __name__)
# From one address: a bus full of people behind one phone may ask, a machine may not.
TIMES, MINUTES = 30, 60


@bilingual(bp, "/dao-co/dat-cho")
@access(policy.visit)
def index() -> Any:
    """Every trip ahead with its free seats."""
    slots = list(db.session.scalars(queries.open_slots(utcnow(), utcnow() + visiting.AHEAD)))
    days = [(day, list(of)) for day, of in groupby(slots, lambda slot: local(slot.starts_at).date())]
    return render_template("tourism/slots.html", days=days)


@bilingual(bp, "/dao-co/dat-cho/<int:id>", methods=["GET", "POST"])
@access(policy.visit, queries.slot)
def ask(slot: Slot) -> Any:
    form = AskForm(key=secrets.token_urlsafe(16))
    status = 200
    if form.validate_on_submit():
        facts = {"name": form.name.data, "phone": form.reached_at, "email": (form.email.data or "").casefold() or None}
        facts |= {"people": form.people.data, "note": form.note.data or "", "language": language()}
        try:
            _not_too_often("visit")
            asked = visiting.ask(slot, key=(form.key.data or secrets.token_urlsafe(16))[:40], **facts)
        except TooOften as often:
            status = 429
            form.form_errors.append(str(often))
        except RuleBroken as refused:
            form.form_errors.append(str(refused))
        else:
            return redirect(url_for(".show", token=queries.token_of(asked)), 303)
    return render_template("tourism/ask.html", form=form, slot=slot), 422 if form.errors and status == 200 else status


class TooOften(RuleBroken):
    """More forms came from one address than people behind it can have filled in."""


def _not_too_often(what: str) -> None:
    here = request.remote_addr or ""
    if limits.exceeded(what, here, times=TIMES, minutes=MINUTES):
        raise TooOften(_("Từ mạng này đã gửi quá nhiều lần. Chữ vừa gõ vẫn còn: đợi một lúc rồi gửi lại, hoặc gọi điện."))
    limits.attempt(what, here)


@bilingual(bp, "/dao-co/phieu/<token>")
@access(policy.visit, queries.by_token)
def show(visit: Visit) -> Any:
    before = db.session.scalar(queries.before_in_line(visit)) if visit.state is VisitState.WAITING else None
    shown = {"visit": visit, "before": before, "token": queries.token_of(visit), "VisitState": VisitState}
    return render_template("tourism/ticket.html", **shown)


@bilingual(bp, "/dao-co/phieu/<token>/huy", methods=["POST"])
@access(policy.visit, queries.by_token)
def cancel(visit: Visit) -> Any:
    visiting.cancel(visit, by=Guest())
    flash(_("Đã hủy. Cảm ơn đã báo, chỗ được nhường cho người khác."), "success")
    return redirect(url_for(".show", token=queries.token_of(visit)), 303)


@bilingual(bp, "/dao-co/gop-y", methods=["GET", "POST"])
@access(policy.visit)
def feedback() -> Any:
    """One question; a sentence if they like. At a plaque it knows the place."""
    form = FeedbackForm(key=secrets.token_urlsafe(16))
    places = {place.slug: place for place in db.session.scalars(reading.attractions())}
    place = places.get(request.args.get("diem", ""))
    status = 200
    if form.validate_on_submit():
        key = (form.key.data or secrets.token_urlsafe(16))[:40]
        try:
            _not_too_often("feedback")
        except TooOften as often:
            status = 429
            form.form_errors.append(str(often))
        else:
            where = place.id if place else None
            counting.say(form.mood.data, form.text.data or "", language(), key=key, attraction_id=where)
            flash(_("Cảm ơn! Ban quản lý đọc từng câu."), "success")
            return redirect(url_for("tourism.index"), 303)
    shown = {"form": form, "place": place}
    return render_template("tourism/feedback.html", **shown), 422 if form.errors and status == 200 else status
