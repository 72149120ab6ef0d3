"""/san-pham/: what is made here, for everybody."""

from typing import Any

from flask import Blueprint, render_template, request
from flask_login import current_user

from app.accounts.models import Upload
from app.core import files
from app.core.access import access
from app.core.db import db
from app.core.i18n import bilingual
from app.core.paging import by_id
from app.products import policy
from app.products.models import Lot, OcopGroup, Place, Producer, Product
from app.products.queries import keeping, showing

bp = Blueprint("products", __name__)
LOTS = 10


@bilingual(bp, "/san-pham/")
@access(policy.browse)
def index() -> Any:
    group = next((group for group in OcopGroup if group == request.args.get("nhom")), None)
    village = request.args.get("thon", type=int)
    page = by_id(showing.catalogue(group=group, village_id=village), Product.id)
    shown = {"stars": _stars([row.id for row in page.rows]), "villages": db.session.execute(showing.villages()).all()}
    return render_template("products/index.html", page=page, group=group, village=village, groups=list(OcopGroup), **shown)


@bilingual(bp, "/san-pham/<int:id>")
@access(policy.browse, showing.product)
def show(product: Product) -> Any:
    papers = [paper for paper in db.session.scalars(keeping.certificates_of(product)) if paper.is_public]
    recalls = [one for one in db.session.scalars(keeping.recalls_of(product)) if not one.lifted_at and one.product_id]
    lots = by_id(showing.public_lots(product), Lot.id, LOTS)
    stars = next((paper for paper in papers if paper.stars), None)
    recalled = {one.lot_id for one in db.session.scalars(keeping.recalled(lots.rows))} if lots.rows else set()
    shown = {"papers": papers, "recalls": recalls, "page": lots, "stars": stars, "recalled": recalled}
    return render_template("products/show.html", product=product, strange=request.args.get("lo-la", "")[:20], **shown)


@bilingual(bp, "/nha-san-xuat/<int:id>")
@access(policy.browse, showing.producer)
def producer(producer: Producer) -> Any:
    page = by_id(showing.catalogue(producer_id=producer.id), Product.id)
    return render_template("products/producer.html", producer=producer, page=page, stars=_stars([r.id for r in page.rows]))


@bilingual(bp, "/dia-diem/<code>")
@access(policy.browse, showing.place)
def place(place: Place) -> Any:
    return render_template("products/place.html", place=place)


@bp.get("/san-pham/tep/<token>")
@access(policy.browse, showing.picture)
def file(upload: Upload) -> Any:
    rendition = "-nho" if request.args.get("co") == "nho" and upload.is_picture else ""
    answer = files.sent(upload.token, upload.mime, rendition, name=f"san-pham-{upload.id}")
    if not current_user.is_authenticated:
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer


def _stars(ids: list[int]) -> dict[int, int]:
    return dict(db.session.execute(showing.stars_of(ids)).all()) if ids else {}
