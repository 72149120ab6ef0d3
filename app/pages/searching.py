"""/tim-kiem: one search over everything that can be found."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from markupsafe import Markup, escape

from app.contests.queries import entries_by_id, shown_with
from app.core.access import access, everyone
from app.core.db import db
from app.core.i18n import bilingual
from app.core.paging import PAGE, Page, here_with
from app.core.remembered import remembered
from app.core.search.query import Hit, Why, find
from app.core.search.words import places_of
from app.core.text import fold
from app.initiatives.policy import READERS
from app.initiatives.queries import reading

bp = Blueprint("search", __name__)
KINDS = {
    "initiative": _l("Ý tưởng"),
    "entry": _l("Bài dự thi"),
    "product": _l("Sản phẩm"),
    "announcement": _l("Tin tức, thông báo"),
    "partner": _l("Đối tác, chuyên gia"),
    "need": _l("Nhu cầu cần hỗ trợ"),
    "attraction": _l("Điểm ở Đảo Cò"),
    "species": _l("Chim ở Đảo Cò"),
    "village": _l("Thôn"),
    "author": _l("Người gửi"),
    "organisation": _l("Tổ chức"),
}
SHOWN = 160


@dataclass(frozen=True)
class Result:
    """One thing found, as the page shows it."""

    kind: Any
    title: Markup
    url: str
    why: Why
    excerpt: str = ""
    state: Any = None
    meta: str = ""


@bilingual(bp, "/tim-kiem")
@access(everyone)
def show() -> Any:
    """Results for `q`, twenty a page from `tu` on."""
    typed = request.args.get("q", "")
    answer = find(typed, everything=current_user.has(*READERS))
    first = max(0, request.args.get("tu", 0, type=int) or 0) // PAGE * PAGE
    hits = answer.hits[first : first + PAGE]
    older = here_with(tu=first + PAGE) if len(answer.hits) > first + PAGE else None
    wanted = [hit.subject_id for hit in hits if hit.kind == "initiative"]
    rows = db.session.execute(reading.told_of(wanted, seen_by=current_user)).all() if wanted else []
    sent = [hit.subject_id for hit in hits if hit.kind == "entry"]
    entries = list(db.session.scalars(shown_with(entries_by_id(sent))).unique()) if sent else []
    told = [(one.id, one.code, one.shown_title, one.shown_text, one.contest.title) for one in entries if one.is_public]

    def make() -> str:
        page = Page(list(_results(hits, rows, told)), older, here_with(tu=None) if first else None)
        return render_template("pages/search.html", typed=typed[:200], answer=answer, page=page)

    return remembered(make, hits, rows, told, older, answer.asked, answer.cut)


def _results(hits: list[Hit], rows: Iterable[Any], entries: Iterable[Any]) -> Iterable[Result]:
    told, sent = {row.id: row for row in rows}, {entry[0]: entry for entry in entries}
    for hit in hits:
        if hit.kind == "entry":
            if hit.subject_id in sent:
                _id, code, title, text, contest = sent[hit.subject_id]
                url, excerpt = url_for("contests.entry", code=code), excerpt_of((text,), hit.words)
                yield Result(KINDS[hit.kind], marked(title, hit.words), url, hit.why, excerpt, meta=contest)
        elif hit.kind != "initiative":
            yield Result(KINDS[hit.kind], marked(hit.title, hit.words), _address(hit), hit.why)
        elif row := told.get(hit.subject_id):
            place = _("Thôn %(village)s", village=row.village)
            title, excerpt = marked(row.title, hit.words), excerpt_of((row.problem, row.solution), hit.words)
            url = url_for("initiatives.show", code=row.code)
            yield Result(KINDS[hit.kind], title, url, hit.why, excerpt, row.state, place)


def _address(hit: Hit) -> str:
    if hit.kind == "organisation":
        return url_for("organisations.show", id=hit.subject_id)
    if hit.kind == "product":
        return url_for("products.show", id=hit.subject_id)
    if hit.kind == "announcement":
        return url_for("announcements.show", id=hit.subject_id)
    if hit.kind == "partner":
        return url_for("partners.partner", id=hit.subject_id)
    if hit.kind == "need":
        return url_for("partners.need", id=hit.subject_id)
    if hit.kind == "attraction":
        return url_for("tourism.numbered", id=hit.subject_id)
    if hit.kind == "species":
        return url_for("tourism.birds", _anchor=f"chim-{hit.subject_id}")
    filtered = "thon" if hit.kind == "village" else "nguoi-gui"
    return f"{url_for('initiatives.index')}?{filtered}={hit.subject_id}"


def excerpt_of(texts: Iterable[str], words: frozenset[str]) -> Markup:
    """The part of the texts that holds the most of these words, with the words marked."""
    best, text, places = -1, "", list[tuple[int, int]]()
    for written in texts:
        found = places_of(words, written)
        held = len({fold(written[start:end]) for start, end in found})
        if held > best:
            best, text, places = held, written, found
    start = max(0, places[0][0] - 40) if places and len(text) > SHOWN else 0
    start = text.find(" ", start) + 1 if start else 0
    cut = text[start : start + SHOWN]
    if start + SHOWN < len(text):
        cut = re.sub(r"\s+\S*$", "", cut) + "…"
    return Markup("…" if start else "") + marked(cut, words)


def marked(written: str, words: frozenset[str]) -> Markup:
    """A text with the words that were found set off."""
    parts, last = list[str](), 0
    for start, end in places_of(words, written):
        parts += (escape(written[last:start]), "<mark>", escape(written[start:end]), "</mark>")
        last = end
    return Markup("".join([*parts, escape(written[last:])]))
