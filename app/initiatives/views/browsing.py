"""The public list and the page of one initiative."""

import secrets
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user

from app.commune.queries import merged_into
from app.core.access import access
from app.core.clock import today, utcnow
from app.core.db import db
from app.core.i18n import bilingual, language
from app.core.paging import PAGE, Page, cursor, here_with, keys_after
from app.core.remembered import remembered, remembered_while_same
from app.initiatives import policy
from app.initiatives.models import Initiative
from app.initiatives.queries import listing, reading, stamp
from app.initiatives.queries.listing import Order, Wanted
from app.initiatives.views.showing import Shown

bp = Blueprint("initiatives", __name__)


@bilingual(bp, "/sang-kien/")
@access(policy.browse)
def index() -> Any:
    fields = db.session.execute(listing.fields()).all()
    villages = tuple(db.session.execute(listing.villages(today())).all())
    wanted = _wanted()
    page = _page(wanted)
    supported = _supported([row.id for row in page.rows])
    names = {field.id: field.name_en if language() == "en" else field.name for field in fields}

    def make() -> str:
        return render_template(
            "initiatives/index.html",
            page=page,
            wanted=replace(wanted, start=0),  # where the circle begins is seen in the rows alone
            supported=supported,
            names=names,
            fields=tuple(names.items()),
            villages=villages,
            orders=list(Order),
            states=listing.PUBLIC_STATES,
        )

    return remembered(make, page, names, villages, today())


@bilingual(bp, "/sang-kien/<code>")
@remembered_while_same(stamp.strangers_page)
@access(policy.view, reading.by_code)
def show(initiative: Initiative) -> Any:
    if initiative.merged_into_id and (survivor := db.session.get(Initiative, initiative.merged_into_id)):
        address = "initiatives.show" if survivor.is_public else "merging.original"
        return redirect(url_for(address, code=survivor.code if survivor.is_public else initiative.code))
    return render_template("initiatives/show.html", initiative=initiative, shown=Shown(initiative, reader=current_user))


@bilingual(bp, "/sang-kien/<code>/ban-cu/<int:number>")
@access(policy.view, reading.by_code)
def old_text(initiative: Initiative, number: int) -> Any:
    old = next((text for text in initiative.old_texts if text.number == number), None)
    if old is None:
        return render_template("initiatives/old_text.html", initiative=initiative, old=None), 404
    return render_template("initiatives/old_text.html", initiative=initiative, old=old)


def _wanted() -> Wanted:
    """What the address asks for; anything it cannot mean is left out."""
    asked = request.args
    order = next((order for order in Order if order == asked.get("xep")), Order.NEWEST)
    state = next((state for state in listing.PUBLIC_STATES if state == asked.get("trang-thai")), None)
    year, village_id = asked.get("nam", type=int), asked.get("thon", type=int)
    return Wanted(
        order=order,
        field_id=asked.get("linh-vuc", type=int),
        village_id=village_id,
        line=tuple(sorted(db.session.scalars(merged_into(village_id)))) if village_id else (),
        author_id=asked.get("nguoi-gui", type=int),
        state=state,
        year=year if year and 2020 <= year <= 2100 else None,
        start=_start() if order is Order.SHUFFLED else 0,
    )


def _start() -> int:
    return listing.start_for(current_user.id, secrets.randbelow(listing.STARTS), utcnow())


def _page(wanted: Wanted) -> Page[Any]:
    """One page of the list; the shuffled order goes round its circle once."""
    if wanted.order is Order.SHUFFLED:
        return _shuffled_page(wanted)
    dated = wanted.order is Order.NEWEST
    after = keys_after(request.args.get("sau"), (str, int) if dated else (int, int))
    bound = (_moment(after[0]) if dated else after[0], after[1]) if after else None
    rows = list(db.session.execute(listing.page(wanted, bound, most=PAGE + 1)).all())
    older = None
    if len(rows) > PAGE:
        last = rows[PAGE - 1]
        older = here_with(sau=cursor([last.published_at.isoformat() if dated else last.votes, last.id]))
    return Page(rows[:PAGE], older, here_with(sau=None) if after else None)


def _shuffled_page(wanted: Wanted) -> Page[Any]:
    after = keys_after(request.args.get("sau"), (int, int, int, int))
    start, wrapped, bound = (after[0], bool(after[1]), (after[2], after[3])) if after else (wanted.start, False, None)
    wanted = replace(wanted, start=start)
    rows: list[Any] = []
    for part in (False, True):
        if part < wrapped:
            continue
        seen = bound if part == wrapped else None
        query = listing.page(wanted, seen, most=PAGE + 1 - len(rows), wrapped=part)
        rows += [(row, part) for row in db.session.execute(query)]
        if len(rows) > PAGE:
            break
    older = None
    if len(rows) > PAGE:
        last, part = rows[PAGE - 1]
        older = here_with(sau=cursor([start, int(part), last.shuffle, last.id]))
    return Page([row for row, _part in rows[:PAGE]], older, here_with(sau=None) if after else None)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # a time of the year 1 may lie before it in another zone
        return datetime(2000, 1, 1, tzinfo=UTC)


def _supported(ids: list[int]) -> set[int]:
    if not current_user.is_authenticated or not ids:
        return set()
    return set(db.session.scalars(reading.supported_by(current_user, ids)))
