"""A lot's history for machines, and what buyers report for the office."""

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, abort, flash, json, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.core.access import access
from app.core.db import db
from app.core.paging import by_id
from app.products import trace_code
from app.products.models import Lot, LotState, TraceEvent
from app.products.queries import lineage
from app.products.queries.keeping import recalled, whole_lot
from app.tracing import epcis as standard
from app.tracing import picture as drawing
from app.tracing import policy, queries
from app.tracing.actions import close
from app.tracing.models import Trouble
from app.tracing.reading import lot_of

bp = Blueprint("tracing_data", __name__)


@bp.get("/t/<code>/epcis.jsonld")
@access(policy.scan)
def epcis(code: str) -> Any:
    """Everything that happened to a lot and to all it was made of, as far as it is published."""
    query = sa.select(Lot).where(Lot.trace_code == (trace_code.read(code) or ""), Lot.state == LotState.PUBLISHED)
    lot = db.one_or_404(query.options(*whole_lot()))
    known = sa.select(Lot.id).where(Lot.id.in_(lineage.sources([lot.id])), Lot.state == LotState.PUBLISHED)
    before = db.session.scalars(known).all()
    events = sa.select(TraceEvent).where(queries.told_of([lot.id, *before])).options(*queries.whole_event())
    told = standard.document(lot, db.session.scalars(events).unique(), db.session.scalars(recalled([lot])))
    answer = Response(json.dumps(told, ensure_ascii=False, indent=1), mimetype="application/ld+json")
    answer.headers["Content-Disposition"] = f"inline; filename={lot.trace_code}.jsonld"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


@bp.get("/t/<code>/anh-chia-se.jpg")
@access(policy.scan)
def share_picture(code: str) -> Any:
    """What a shared link shows: 1200 × 630, with the product's name and first picture."""
    lot = lot_of(trace_code.read(code) or "") or abort(404)
    first = db.session.scalar(queries.first_picture(lot.product_id))
    answer = Response(drawing.drawn(lot, first), mimetype="image/jpeg")
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer


@bp.get("/kinh-te/tin-bao")
@access(policy.see_troubles)
def troubles() -> Any:
    seen = request.args.get("xong") == "1"
    page = by_id(queries.troubles(seen=seen), Trouble.id)
    return render_template("tracing/troubles.html", page=page, seen=seen)


@bp.post("/kinh-te/tin-bao/<int:id>/xong")
@access(policy.close_trouble, queries.one_trouble)
def close_trouble(trouble: Trouble) -> Any:
    close(trouble, by=current_user)
    flash(_("Đã ghi là xem rồi."), "success")
    return redirect(url_for(".troubles"), 303)
