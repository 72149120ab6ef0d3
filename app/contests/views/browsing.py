"""What everybody reads: the contests, one call, its entries, its results."""

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, abort, render_template, request
from flask_login import current_user

from app.contests import policy, queries
from app.contests.formula import sentences
from app.contests.means import means_shown
from app.contests.models import Contest, Entry, EntryFile
from app.contests.open_data import table_of
from app.core import files
from app.core.access import access
from app.core.db import db
from app.core.i18n import bilingual
from app.core.paging import PAGE, Page, by_id, cursor, here_with, keys_after
from app.core.sheets import csv_file

bp = Blueprint("contests", __name__)
HERE = "/cuoc-thi"


@bilingual(bp, f"{HERE}/", methods=["GET"])
@access(policy.browse)
def index() -> Any:
    query = queries.contests(current_user).options(sa.orm.selectinload(Contest.rounds))
    return render_template("contests/index.html", page=by_id(query, Contest.id))


@bilingual(bp, f"{HERE}/<code>", methods=["GET"])
@access(policy.see_contest, queries.by_code)
def show(contest: Contest) -> Any:
    own = list(db.session.scalars(queries.entries_of(current_user, contest))) if current_user.is_authenticated else []
    won = list(db.session.scalars(queries.winners(contest))) if contest.is_published else []
    history = list(db.session.scalars(queries.changes(contest)))
    facts = {"own": own, "won": won, "formula": sentences(contest), "history": history}
    return render_template("contests/show.html", contest=contest, **facts)


@bilingual(bp, f"{HERE}/<code>/bai", methods=["GET"])
@access(policy.see_contest, queries.by_code)
def entries(contest: Contest) -> Any:
    page = by_id(queries.shown_with(queries.public_entries(contest)), Entry.id)
    return render_template("contests/entries.html", contest=contest, page=page)


@bilingual(bp, f"{HERE}/bai/<code>", methods=["GET"])
@access(policy.see_entry, queries.entry)
def entry(entry: Entry) -> Any:
    knows = policy.knows_everything(current_user, entry)
    facts = {
        "knows": knows,
        # What was sent is for those who may know whose it is; the others read the copy, or nothing.
        "title": entry.shown_title or (entry.title if knows else entry.code or ""),
        "text": entry.shown_text or (entry.text if knows else ""),
        "marks": means_shown(entry) if entry.contest.is_published and entry.place else None,
    }
    return render_template("contests/entry.html", entry=entry, contest=entry.contest, **facts)


@bilingual(bp, f"{HERE}/<code>/ket-qua", methods=["GET"])
@access(policy.see_results, queries.with_results)
def results(contest: Contest) -> Any:
    """The places, as they were published."""
    field = _field(contest)
    page = _by_place(queries.shown_with(queries.placed(contest, field)))
    facts = {"page": page, "field": field, "formula": sentences(contest)}
    return render_template("contests/results.html", contest=contest, **facts)


@bp.get(f"{HERE}/<code>/ket-qua.csv")
@access(policy.see_results, queries.results)
def as_csv(contest: Contest) -> Any:
    """The sheets and what they come to: enough to compute everything again."""
    return csv_file(f"cuoc-thi-{contest.code}", contest.title, table_of(contest))


@bp.get(f"{HERE}/tep/<token>")
@access(policy.see_file, queries.file)
def file(file: EntryFile) -> Any:
    upload = file.upload
    rendition = "-nho" if request.args.get("co") == "nho" and upload.is_picture else ""
    response = files.sent(upload.token, upload.mime, rendition, name=f"{file.entry.code or 'nhap'}-{file.position}")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _field(contest: Contest) -> Any:
    """The field whose places are asked for, where places are counted by field; else none."""
    if not contest.ranks_by_field:
        return None
    asked = request.args.get("bang", type=int)
    return next((one for one in contest.fields if one.id == asked), None) or next(iter(contest.fields), None) or abort(404)


def _by_place(query: sa.Select[Entry]) -> Page[Entry]:
    """Pages of the results, the best first."""
    after = keys_after(request.args.get("sau"), (int, int))
    key = sa.tuple_(Entry.place, Entry.id)
    if after:
        query = query.where(key > sa.tuple_(sa.literal(after[0]), sa.literal(after[1])))
    rows = list(db.session.scalars(query.order_by(Entry.place, Entry.id).limit(PAGE + 1)).unique())
    more = rows[PAGE - 1] if len(rows) > PAGE else None
    older = here_with(sau=cursor([more.place, more.id])) if more is not None else None
    return Page(rows[:PAGE], older, here_with(sau=None) if after else None)
