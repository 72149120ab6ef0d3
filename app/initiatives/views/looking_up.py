"""/tra-cuu: where an idea stands, for whoever has its code and the last digits of the phone; no account needed."""

import time
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import AnonymousUserMixin

from app.accounts.actions.people import TooManyTries
from app.core.access import access, everyone
from app.core.db import db
from app.core.i18n import bilingual
from app.core.login import Visitor
from app.initiatives.actions.looking_up import code_of, look_up
from app.initiatives.forms.looking_up import LookUpForm
from app.initiatives.queries import reading
from app.initiatives.views.showing import Shown

bp = Blueprint("looking_up", __name__)
SECONDS = 30 * 60  # so long a page that was looked up stays open on this device
KEPT, MOST = "looked_up", 5


@bilingual(bp, "/tra-cuu", methods=["GET", "POST"])
@access(everyone)
def ask() -> Any:
    form = LookUpForm(code=request.args.get("ma", ""))
    if not form.validate_on_submit():
        return render_template("initiatives/look_up.html", form=form), 422 if form.errors else 200
    try:
        found = look_up(form.code.data, form.digits.data, address=request.remote_addr or "")
    except TooManyTries:
        form.refuse("code", _("Thử quá nhiều lần. Hãy đợi một giờ, hoặc hỏi tổ của thôn."))
        return render_template("initiatives/look_up.html", form=form), 429
    if found is None:
        form.refuse("code", _("Mã và bốn số cuối không khớp. Hãy xem lại trên phiếu hoặc tin nhắn."))
        return render_template("initiatives/look_up.html", form=form), 422
    kept = {code: until for code, until in session.get(KEPT, {}).items() if until > time.time() and code != found.code}
    session[KEPT] = {**dict(list(kept.items())[1 - MOST :]), found.code: int(time.time()) + SECONDS}
    return redirect(url_for(".show", code=found.code), 303)


@bilingual(bp, "/tra-cuu/<code>")
@access(everyone)
def show(code: str) -> Any:
    """What the author would be told: the state, the reasons, the deadline. Nothing else of the person or the text."""
    known = code_of(code)
    if known is None or session.get(KEPT, {}).get(known, 0) < time.time():
        return redirect(url_for(".ask", ma=known), 303)
    found = db.one_or_404(reading.sent(known))
    stranger: AnonymousUserMixin = Visitor()
    page = render_template("initiatives/looked_up.html", initiative=found, shown=Shown(found, reader=stranger))
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer
