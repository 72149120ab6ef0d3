"""What one was told, what one follows, how often mail comes, and stopping it without signing in."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import RadioField

from app.accounts import policy
from app.core import mail
from app.core.access import access, everyone
from app.core.clock import utcnow
from app.core.db import db
from app.core.forms import Form
from app.core.paging import by_id
from app.notices import actions, queries
from app.notices.channels import stopped_by
from app.notices.models import Notice, Rhythm

bp = Blueprint("notices", __name__)


class RhythmForm(Form):
    rhythm = RadioField(_l("Gửi thư cho tôi"), choices=Rhythm.choices(), coerce=Rhythm)


@bp.get("/tai-khoan/thong-bao")
@access(policy.own_account)
def index() -> Any:
    page = by_id(queries.notices_of(current_user), Notice.id)
    return render_template("notices/index.html", page=page, unread=db.session.scalar(queries.unread(current_user)))


@bp.post("/tai-khoan/thong-bao/da-doc")
@access(policy.own_account)
def read_all() -> Any:
    actions.read_all(current_user)
    return redirect(url_for(".index"), 303)


@bp.post("/tai-khoan/thong-bao/<int:id>")
@access(policy.own_account, queries.own_notice)
def follow_to(notice: Notice) -> Any:
    """Read one: it is no longer new, and leads where it happened."""
    notice.read_at = notice.read_at or utcnow()
    return redirect(url_for(notice.endpoint, **notice.values), 303)


@bp.route("/tai-khoan/thong-bao/cach-nhan", methods=["GET", "POST"])
@access(policy.own_account)
def rhythm() -> Any:
    form = RhythmForm(rhythm=actions.rhythm_of(current_user))
    if not form.validate_on_submit():
        return render_template("notices/rhythm.html", form=form, sends=mail.is_configured()), 422 if form.errors else 200
    actions.prefer(current_user.id, form.rhythm.data)
    flash(_("Đã lưu cách nhận tin."), "success")
    return redirect(url_for(".index"), 303)


@bp.route("/dung-thu/<token>", methods=["GET", "POST"])
@access(everyone)
def stop(token: str) -> Any:
    """Opened from a mail by its reader, or sent by a mail program (RFC 8058): no account, no token of a form."""
    person_id = stopped_by(token)
    if person_id is None:
        abort(404)
    if request.method == "POST":
        actions.prefer(person_id, Rhythm.NEVER)
    return render_template("notices/stop.html", stopped=request.method == "POST")
