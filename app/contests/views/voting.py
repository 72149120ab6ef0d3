"""The public's vote. Nobody reads how many votes there are before the results come out."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.contests import policy, queries
from app.contests.actions import voting as actions
from app.contests.assignment import drawn_order
from app.contests.models import Contest, Entry
from app.contests.signals import FEWEST, signals_of
from app.core.access import access
from app.core.db import db
from app.core.i18n import bilingual
from app.core.paging import PAGE, Page, here_with

bp = Blueprint("contest_voting", __name__)


@bilingual(bp, "/cuoc-thi/<code>/binh-chon", methods=["GET"])
@access(policy.see_contest, queries.by_code)
def show(contest: Contest) -> Any:
    """The entries in an order of each voter's own, so that none is always first."""
    chosen = set(db.session.scalars(queries.vote_of(current_user, contest))) if current_user.is_authenticated else set()
    page = _page(contest) if contest.takes_votes() else Page([])
    return render_template("contests/vote.html", contest=contest, page=page, chosen=chosen)


@bilingual(bp, "/cuoc-thi/bai/<code>/binh-chon", methods=["POST"])
@access(policy.vote_for, queries.entry)
def vote(entry: Entry) -> Any:
    by = current_user._get_current_object()
    if request.form.get("chosen") == "0":
        actions.take_back(entry, by=by)
        flash(_("Đã rút lượt bình chọn."), "success")
    else:
        actions.cast(entry, by=by)
        later = _("Đã ghi. Lượt này được tính khi tổ của thôn xác nhận bà con trước khi hết hạn bình chọn.")
        counts = _("Đã bình chọn.") if by.is_confirmed else later
        flash(counts, "success")
    return redirect(url_for(".show", code=entry.contest.code, _anchor=f"bai-{entry.id}"), 303)


@bp.get("/cuoc-thi/<code>/dau-hieu")
@access(policy.oversee, queries.by_code)
def signals(contest: Contest) -> Any:
    """What looks odd among the votes, for people to look at; nothing is ever done about it by itself."""
    return render_template("contests/signals.html", contest=contest, rows=signals_of(contest), fewest=FEWEST)


def _page(contest: Contest) -> Page[Entry]:
    """So many entries from a place on the voter's own order, which is drawn from numbers."""
    begin = max(0, request.args.get("tu", 0, type=int))
    ids = list(db.session.scalars(queries.votable(contest)))
    ids.sort(key=lambda id: drawn_order(contest.code, current_user.id or 0, id))
    shown = ids[begin : begin + PAGE]
    query = queries.shown_with(queries.entries_by_id(shown))
    rows = {entry.id: entry for entry in db.session.scalars(query).unique()}
    older = here_with(tu=begin + PAGE) if begin + PAGE < len(ids) else None
    return Page([rows[id] for id in shown], older, here_with(tu=None) if begin else None)
