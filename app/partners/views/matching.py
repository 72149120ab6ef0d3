"""For the office: matches of offers and needs, accepted, done, dropped."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.core.access import access
from app.core.asking import asked
from app.core.paging import by_id
from app.partners import forms as typed
from app.partners import policy
from app.partners.actions import matching as actions
from app.partners.models import Match, MatchState
from app.partners.queries import needing as queries

bp = Blueprint("matches", __name__, url_prefix="/ket-noi")


@bp.get("/")
@access(policy.oversee)
def index() -> Any:
    """Every match, the newest first, or those in one state."""
    state = next((state for state in MatchState if state == request.args.get("trang-thai")), None)
    page = by_id(queries.matches(state=state), Match.id)
    return render_template("partners/matches.html", page=page, state=state, choices=list(MatchState))


@bp.post("/<int:id>/dong-y")
@access(policy.keep, queries.match)
def accept(match: Match) -> Any:
    actions.accept(match, by=current_user)
    flash(_("Đã đồng ý kết nối."), "success")
    return redirect(url_for("partners.need", id=match.need_id), 303)


@bp.route("/<int:id>/khong-hop", methods=["GET", "POST"])
@access(policy.keep, queries.match)
def refuse(match: Match) -> Any:
    form = typed.ReasonForm()

    def act() -> None:
        match.decline(by=current_user, reason=form.reason.data or "")

    return asked(form, _("Không phù hợp"), act, done=_("Đã ghi."), lead=match.offer.title, **_back(match))


@bp.route("/<int:id>/ket-qua", methods=["GET", "POST"])
@access(policy.keep, queries.match)
def finish(match: Match) -> Any:
    form = typed.ResultForm()

    def act() -> None:
        actions.finish(match, form.result.data or "", by=current_user)

    return asked(form, _("Ghi kết quả"), act, done=_("Đã ghi kết quả."), lead=match.offer.title, **_back(match))


@bp.route("/<int:id>/thoi", methods=["GET", "POST"])
@access(policy.keep, queries.match)
def drop(match: Match) -> Any:
    form = typed.ReasonForm()

    def act() -> None:
        actions.drop(match, form.reason.data or "", by=current_user)

    return asked(form, _("Thôi kết nối"), act, done=_("Đã ghi."), lead=match.offer.title, **_back(match))


def _back(match: Match) -> dict[str, str]:
    return {"back": url_for("partners.need", id=match.need_id), "back_label": match.need.title}
