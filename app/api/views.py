"""Initiatives, tallies, products, lots and what the council published as JSON."""

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, abort, jsonify, request, url_for
from sqlalchemy.orm import joinedload

from app.commune.settings import rules
from app.contests import open_data as contest_data
from app.contests import queries as contest_queries
from app.contests.models import Contest
from app.contests.policy import see_results
from app.core import audit
from app.core.access import access, everyone
from app.core.clock import today
from app.core.db import db
from app.core.paging import cursor, keys_after
from app.council import open_data
from app.council.models import CouncilSession, SessionState
from app.council.policy import see_published
from app.council.queries import published
from app.initiatives import policy
from app.initiatives.models import Initiative
from app.initiatives.queries import reading
from app.products import trace_code
from app.products.models import Product
from app.products.queries import showing
from app.scorecard.actions.reckoning import rows_of, scorecard_of
from app.scorecard.actions.tallying import tally_of
from app.tracing import open_data as trace_data
from app.tracing.page import TracePage
from app.tracing.reading import lot_of, read

bp = Blueprint("api", __name__, url_prefix="/api/v1")
PAGE, ROWS = 100, 1000


@bp.get("/initiatives")
@access(everyone)
def initiatives() -> Any:
    """Public initiatives, newest number first, a hundred at a time; `next` is the address of the following ones."""
    around = (*reading.around(), joinedload(Initiative.survivor))
    query = sa.select(Initiative).where(Initiative.published_at.is_not(None)).options(*around)
    if after := keys_after(request.args.get("after"), (int,)):
        query = query.where(Initiative.id < after[0])
    rows = list(db.session.scalars(query.order_by(Initiative.id.desc()).limit(PAGE + 1)))
    following = url_for(".initiatives", after=cursor([rows[PAGE - 1].id]), _external=False) if len(rows) > PAGE else None
    return {"items": [_summary(row) for row in rows[:PAGE]], "next": following}


@bp.get("/initiatives/<code>")
@access(policy.view, reading.by_code)
def initiative(initiative: Initiative) -> Any:
    """One public initiative with its history."""
    if not initiative.is_public:
        abort(404)
    moves = [
        {"at": event.at.isoformat(), "from": event.before, "to": event.after, "role": event.role, "reason": event.reason}
        for event in db.session.scalars(reading.timeline(initiative))
        if event.after
    ]
    return {**_summary(initiative), "problem": initiative.problem, "solution": initiative.solution, "history": moves}


@bp.get("/tally/<int:year>")
@access(everyone)
def tally(year: int) -> Any:
    """The tally of a year."""
    if not 2020 <= year <= 2100:
        abort(404)
    return tally_of(year, rules=rules()).as_json()


@bp.get("/scorecard/<int:year>")
@access(everyone)
def scorecard(year: int) -> Any:
    """The indicator set of a year."""
    card = scorecard_of(year, rules=rules())
    return abort(404) if card is None else card.as_json()


@bp.get("/scorecard/<int:year>/rows")
@access(everyone)
def scorecard_rows(year: int) -> Any:
    """The rows behind the computed indicators of a year, and the snapshot of a closed one."""
    card = scorecard_of(year, rules=rules())
    return abort(404) if card is None else rows_of(card, rules=rules())


@bp.get("/ledger")
@access(everyone)
def ledger() -> Any:
    """The chain of the history, a thousand rows at a time; `tools/verify.py` recomputes it."""
    connection = db.session.connection()
    head = audit.head(connection)
    after = min(max(request.args.get("after", 0, type=int), 0), 2**31 - 1)
    rows = [dict(row._mapping) for row in connection.execute(audit.published(after, head).limit(ROWS))]
    for row in rows:
        row |= {"at": row["at"].isoformat(timespec="microseconds")}
        row |= {"actor": row.pop("actor_seal"), "story": row.pop("story_seal")}
    is_last = not rows or rows[-1]["id"] == head.id
    answer = jsonify(
        head={"id": head.id, "hash": head.hash, "at": head.at.isoformat(timespec="microseconds") if head.at else None},
        rows=rows,
        next=None if is_last else url_for(".ledger", after=rows[-1]["id"], _external=False),
    )
    answer.set_etag(f"{head.mark}-{after}")
    return answer.make_conditional(request)


@bp.get("/council")
@access(everyone)
def councils() -> Any:
    """Published sessions of the council, newest first, a hundred at a time."""
    query = sa.select(CouncilSession).where(CouncilSession.state == SessionState.PUBLISHED)
    if after := keys_after(request.args.get("after"), (int,)):
        query = query.where(CouncilSession.id < after[0])
    rows = list(db.session.scalars(query.order_by(CouncilSession.id.desc()).limit(PAGE + 1)))
    following = url_for(".councils", after=cursor([rows[PAGE - 1].id]), _external=False) if len(rows) > PAGE else None
    return {"sessions": [open_data.summary(row) for row in rows[:PAGE]], "next": following}


@bp.get("/council/<code>")
@access(see_published, published)
def council(session: CouncilSession) -> Any:
    """One published session with its rubric, its sheets without names, and what they come to."""
    return open_data.as_json(session)


@bp.get("/contests")
@access(everyone)
def contests() -> Any:
    """Contests with published results, newest first, a hundred at a time."""
    query = contest_queries.published()
    if after := keys_after(request.args.get("after"), (int,)):
        query = query.where(Contest.id < after[0])
    rows = list(db.session.scalars(query.limit(PAGE + 1)))
    following = url_for(".contests", after=cursor([rows[PAGE - 1].id]), _external=False) if len(rows) > PAGE else None
    return {"contests": [contest_data.summary(row) for row in rows[:PAGE]], "next": following}


@bp.get("/contests/<code>/results")
@access(see_results, contest_queries.results)
def contest_results(contest: Contest) -> Any:
    """One contest with its rounds, its sheets without names, and what they come to."""
    return {**contest_data.summary(contest), **(contest.results or {})}


@bp.get("/products")
@access(everyone)
def products() -> Any:
    """Published products with the trace codes of their lots, newest first, a hundred at a time."""
    query = showing.catalogue()
    if after := keys_after(request.args.get("after"), (int,)):
        query = query.where(Product.id < after[0])
    rows = list(db.session.scalars(query.order_by(Product.id.desc()).limit(PAGE + 1)))
    following = url_for(".products", after=cursor([rows[PAGE - 1].id]), _external=False) if len(rows) > PAGE else None
    codes: dict[int, list[str]] = {row.id: [] for row in rows[:PAGE]}
    for product_id, code in db.session.execute(showing.codes_of(list(codes))):
        codes[product_id].append(code)
    stars: dict[int, int] = dict(db.session.execute(showing.stars_of(list(codes))).all())
    items = [
        {
            "id": row.id,
            "name": row.name,
            "producer": row.producer.name,
            "village": row.producer.organisation.village.name,
            "state": row.state.value,
            "gtin": row.gtin,
            "stars": stars.get(row.id),
            "lots": codes[row.id],
        }
        for row in rows[:PAGE]
    ]
    return {"items": items, "next": following}


@bp.get("/trace/<code>")
@access(everyone)
def trace(code: str) -> Any:
    """One published lot as its page tells it."""
    lot = lot_of(trace_code.read(code) or "")
    return abort(404) if lot is None else trace_data.as_json(TracePage(read(lot), language="vi", on=today(), unusual=None))


def _summary(initiative: Initiative) -> dict[str, Any]:
    author = initiative.organisation.name if initiative.organisation else initiative.author.name
    return {
        "code": initiative.code,
        "title": initiative.title,
        "state": initiative.state.value,
        "merged_into": initiative.survivor.code if initiative.survivor else None,
        "field": initiative.field.code if initiative.field else None,
        "village": initiative.village.name if initiative.village else None,
        "author": author if initiative.organisation or initiative.show_name else None,
        "votes": initiative.votes,
        "submitted_at": initiative.submitted_at.isoformat() if initiative.submitted_at else None,
        "published_at": initiative.published_at.isoformat() if initiative.published_at else None,
        "decision_number": initiative.decision_number,
    }
