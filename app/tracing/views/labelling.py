"""/so-sx/…: labels of a lot, codes for whoever draws the pack, and how often they were scanned."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.core import codes, files
from app.core.access import access
from app.core.asking import asked
from app.core.clock import today
from app.core.db import db
from app.labels.actions import new_key
from app.labels.models import LabelRun
from app.products.models import Lot
from app.products.queries import keeping
from app.tracing import policy, queries
from app.tracing.actions import address_of, order_labels
from app.tracing.forms import LabelsForm
from app.tracing.models import LabelPlace

bp = Blueprint("labels", __name__, url_prefix="/so-sx")
DAYS, PIECES, RUNS = 7, 10, 5


@bp.route("/lo/<int:id>/tem", methods=["GET", "POST"])
@access(policy.print_labels, keeping.lot)
def order(lot: Lot) -> Any:
    form = LabelsForm(key=new_key())
    if not lot.product.gtin:
        del form.as_link
    made: list[LabelRun] = []

    def act() -> None:
        as_link = form.as_link.data if form.as_link else False
        terms = {"by": current_user, "key": form.key.data or new_key(), "numbered": form.numbered.data, "as_link": as_link}
        made.append(order_labels(lot, form.count.data, form.chosen, form.place.data, **terms))

    runs = db.session.scalars(queries.runs_of(lot).limit(RUNS)).all()
    back = {"back": url_for("lots.show", id=lot.id), "back_label": _("Lô %(number)s", number=lot.number)}
    answer = asked(
        form, _("In tem"), act, done=_("Đang làm tem."), template="tracing/labels.html", lot=lot, runs=runs, **back
    )
    return redirect(url_for(".show", id=made[0].id), 303) if made else answer


@bp.get("/tem/<int:id>")
@access(policy.see_run, queries.run)
def show(run: LabelRun) -> Any:
    lot = db.session.scalars(keeping.lot_itself(run.subject_id)).unique().one()
    return render_template("tracing/run.html", run=run, lot=lot)


@bp.get("/tem/<int:id>/tep")
@access(policy.see_run, queries.run)
def file(run: LabelRun) -> Any:
    if run.token is None:
        abort(404)
    lot = db.session.scalars(keeping.lot_itself(run.subject_id)).unique().one()
    return files.sent(run.token, "application/pdf", name=f"tem-{lot.number}-{run.id}")


@bp.get("/lo/<int:id>/ma.<kind>")
@access(policy.print_labels, keeping.lot)
def code(lot: Lot, kind: str) -> Any:
    """The code alone, for whoever draws the pack: SVG to scale, PNG with whole pixels."""
    place = next((place for place in LabelPlace if place == request.args.get("o")), LabelPlace.PACK)
    text = address_of(lot, place=place, as_link=request.args.get("gs1") == "1")
    if kind == "svg":
        answer = Response(f'<?xml version="1.0"?>{codes.svg(text, words=text, alone=True)}', mimetype="image/svg+xml")
    elif kind == "png":
        answer = Response(codes.png(text, side=1000), mimetype="image/png")
    else:
        abort(404)
    answer.headers["Content-Disposition"] = f"attachment; filename=ma-{lot.trace_code}.{kind}"
    return answer


@bp.get("/lo/<int:id>/luot-quet")
@access(policy.see_scans, keeping.lot)
def scans(lot: Lot) -> Any:
    """Who scanned, in numbers: day by day, by place, and the numbered pieces that were opened most."""
    from sqlalchemy import select

    own, first = select(Lot.id).where(Lot.id == lot.id), today() - timedelta(days=DAYS - 1)
    counted = {day: (new, again) for day, new, again in db.session.execute(queries.scans_by_day(own, first))}
    days = [(first + timedelta(days=n), *counted.get(first + timedelta(days=n), (0, 0))) for n in range(DAYS)]
    places = [(LabelPlace(place).label, count) for place, count in db.session.execute(queries.scans_by_place(own))]
    pieces = db.session.scalars(queries.busiest_pieces(lot, PIECES)).all()
    return render_template("tracing/scans.html", lot=lot, days=days, places=places, pieces=pieces)
