"""Supporting an initiative, and the village team's vouching that makes votes count."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts import policy as accounts
from app.accounts import queries as people
from app.accounts.models import Person
from app.core.access import access
from app.core.db import db
from app.core.i18n import bilingual
from app.core.paging import by_id
from app.core.redirects import own_path
from app.initiatives import policy
from app.initiatives.actions import following, same_person
from app.initiatives.actions import voting as actions
from app.initiatives.models import Initiative
from app.initiatives.queries import reading

bp = Blueprint("voting", __name__)


@bilingual(bp, "/sang-kien/<code>/ung-ho", methods=["POST"])
@access(policy.vote, reading.votable)
def vote(initiative: Initiative) -> Any:
    supports = request.form.get("support") != "0"
    act = actions.cast_vote if supports else actions.take_back_vote
    act(initiative, by=current_user)
    said = _said(supports)
    if request.accept_mimetypes.best == "application/json":
        label = _("Đã ủng hộ · %(num)s", num=initiative.votes) if supports else _("Ủng hộ · %(num)s", num=initiative.votes)
        return {"pressed": supports, "label": label, "say": said, "value": "0" if supports else "1"}
    flash(said, "success")
    back = own_path(request.referrer)
    return redirect(back or url_for("initiatives.show", code=initiative.code), 303)


@bilingual(bp, "/sang-kien/<code>/theo-doi", methods=["POST"])
@access(policy.follow, reading.votable)
def follow(initiative: Initiative) -> Any:
    follows = request.form.get("follow") != "0"
    (following.follow if follows else following.mute)(initiative, by=current_user)
    flash(_("Đang theo dõi. Có tin mới sẽ báo.") if follows else _("Đã thôi theo dõi."), "success")
    return redirect(url_for("initiatives.show", code=initiative.code), 303)


@bp.get("/xac-nhan-nguoi-dan")
@access(accounts.confirm_residents)
def residents() -> Any:
    page = by_id(people.waiting_residents(current_user.teams), Person.id)
    doubles: dict[tuple[str, int | None], list[Person]] = {}
    for one in db.session.scalars(people.doubles_of(page.rows)) if page.rows else ():
        doubles.setdefault((one.name_folded, one.village_id), []).append(one)
    return render_template("accounts/residents.html", page=page, doubles=doubles)


@bp.post("/xac-nhan-nguoi-dan/<int:id>")
@access(accounts.confirm_resident, people.resident)
def confirm(person: Person) -> Any:
    doubles = db.session.scalars(people.doubles_of([person]))
    same = next((one for one in doubles if str(one.id) == request.form.get("same")), None)
    counted = same_person.vouch(person, by=current_user._get_current_object(), same=same)
    flash(_("Đã xác nhận %(name)s. %(num)d lượt ủng hộ được tính thêm.", name=person.name, num=counted), "success")
    return redirect(url_for(".residents"), 303)


def _said(supports: bool) -> str:
    if not supports:
        return _("Đã rút lượt ủng hộ.")
    if current_user.is_confirmed:
        return _("Đã ủng hộ. Bấm lần nữa để rút lại.")
    return _("Đã ghi lượt ủng hộ. Lượt này được tính khi tổ của thôn xác nhận.")
