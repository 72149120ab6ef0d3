"""/so-sx/san-pham/…: a product's own page for whoever makes it: words, pictures, papers, the dossier."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from app.core.access import access
from app.core.asking import asked
from app.core.db import db
from app.core.paging import by_id
from app.products import policy
from app.products.actions import offering, recalling
from app.products.forms import CertificateForm, DossierForm, LinkForm, PictureForm, ProductForm, ReasonForm, RecallForm
from app.products.models import Lot, OcopSet, Producer, Product, Recall
from app.products.programme import programme
from app.products.queries import keeping as queries

bp = Blueprint("keeping_products", __name__, url_prefix="/so-sx")
LOTS = 20
MOVES = {"dang": "publish", "ngung": "retire", "lam-lai": "resume"}


@bp.route("/<int:id>/san-pham/moi", methods=["GET", "POST"])
@access(policy.keep, queries.producer)
def new(producer: Producer) -> Any:
    form = ProductForm()
    form.offer(_sets())
    made: list[Product] = []
    back = url_for("keeping.producer", id=producer.id)

    def act() -> None:
        made.append(offering.begin(producer, by=current_user, **form.facts))

    answer = asked(form, _("Sản phẩm mới"), act, back=back, back_label=producer.name, done=_("Đã ghi. Giờ thêm ảnh."),
                   button=_("Lưu và thêm ảnh"))  # fmt: skip
    return redirect(url_for(".add_picture", id=made[0].id), 303) if made else answer


@bp.get("/san-pham/<int:id>")
@access(policy.read_product, queries.product)
def show(product: Product) -> Any:
    papers = db.session.scalars(queries.certificates_of(product)).all()
    recalls = db.session.scalars(queries.recalls_of(product)).all()
    page = by_id(queries.lots_of(product), Lot.id, LOTS)
    items = {item.code: item for item in db.session.scalars(queries.dossier_of(product))}
    shown = {"papers": papers, "recalls": recalls, "page": page, "items": items, "dossier": programme()["dossier"]}
    return render_template("products/product.html", product=product, **shown)


@bp.route("/san-pham/<int:id>/sua", methods=["GET", "POST"])
@access(policy.keep_product, queries.product)
def edit(product: Product) -> Any:
    form = ProductForm(obj=product, initiative_code=product.initiative.code if product.initiative else "")
    form.offer(_sets())

    def act() -> None:
        form.must_be_fresh(product.version)
        offering.write(product, by=current_user, **form.facts)

    return asked(form, _("Sửa sản phẩm"), act, done=_("Đã lưu."), button=_("Lưu"), **_words(product))


@bp.post("/san-pham/<int:id>/trang-thai/<move>")
@access(policy.keep_product, queries.product)
def move(product: Product, move: str) -> Any:
    if move not in MOVES:
        abort(404)
    if MOVES[move] == "publish":
        offering.publish(product, by=current_user)
        flash(_("Đã đăng “%(name)s”. Giờ ghi lô hàng đầu tiên.", name=product.name), "success")
    else:
        getattr(product, MOVES[move])(by=current_user)
        flash(_("Đã đổi: %(state)s.", state=product.state.label), "success")
    return redirect(url_for(".show", id=product.id), 303)


@bp.route("/san-pham/<int:id>/anh", methods=["GET", "POST"])
@access(policy.keep_product, queries.product)
def add_picture(product: Product) -> Any:
    form = PictureForm()

    def act() -> None:
        offering.add_picture(product, form.photo.stream, form.alt.data, form.children.data, by=current_user)

    return asked(form, _("Thêm ảnh sản phẩm"), act, done=_("Đã thêm ảnh."), button=_("Thêm ảnh"), **_words(product))


@bp.post("/san-pham/<int:id>/anh/<int:number>/bo")
@access(policy.keep_product, queries.product)
def remove_picture(product: Product, number: int) -> Any:
    picture = next((picture for picture in product.pictures if picture.position == number), None) or abort(404)
    offering.remove_picture(product, picture, by=current_user)
    flash(_("Đã bỏ ảnh."), "success")
    return redirect(url_for(".show", id=product.id), 303)


@bp.route("/san-pham/<int:id>/duong-dan", methods=["GET", "POST"])
@access(policy.keep_product, queries.product)
def add_link(product: Product) -> Any:
    form = LinkForm()

    def act() -> None:
        offering.add_link(product, form.kind.data, form.title.data, form.url.data, by=current_user)

    return asked(form, _("Thêm đường dẫn"), act, done=_("Đã thêm đường dẫn."), **_words(product))


@bp.post("/san-pham/<int:id>/duong-dan/<int:number>/bo")
@access(policy.keep_product, queries.product)
def remove_link(product: Product, number: int) -> Any:
    link = next((link for link in product.links if link.id == number), None) or abort(404)
    offering.remove_link(product, link, by=current_user)
    flash(_("Đã bỏ đường dẫn."), "success")
    return redirect(url_for(".show", id=product.id), 303)


@bp.route("/san-pham/<int:id>/giay", methods=["GET", "POST"])
@access(policy.keep_product, queries.product)
def add_certificate(product: Product) -> Any:
    form = CertificateForm()

    def act() -> None:
        offering.add_certificate(product, form.scan.data[0].stream, by=current_user, **form.facts)

    return asked(form, _("Thêm giấy chứng nhận"), act, done=_("Đã ghi giấy. Xã sẽ đối chiếu."), **_words(product))


@bp.route("/san-pham/<int:id>/ho-so/<line>", methods=["GET", "POST"])
@access(policy.keep_product, queries.product)
def dossier(product: Product, line: str) -> Any:
    name = next((one["name"] for one in programme()["dossier"] if one["code"] == line), None) or abort(404)
    item = next((item for item in db.session.scalars(queries.dossier_of(product)) if item.code == line), None)
    form = DossierForm(obj=item)

    def act() -> None:
        file = form.file.data[0].stream if form.file.data else None
        offering.write_dossier(product, line, form.status.data, form.note.data or "", file, by=current_user)

    return asked(form, name, act, done=_("Đã ghi hồ sơ."), button=_("Lưu"), **_words(product))


@bp.route("/san-pham/<int:id>/thu-hoi", methods=["GET", "POST"])
@access(policy.recall, queries.product)
def recall(product: Product) -> Any:
    form = RecallForm()
    del form.first, form.last

    def act() -> None:
        facts = {name: form[name].data for name in ("kind", "reason", "advice")}
        recalling.recall(product, by=current_user, **facts)

    lead = _("Mọi lô của %(name)s sẽ báo đỏ ngay trên trang truy xuất.", name=product.name)
    return asked(form, _("Thu hồi sản phẩm"), act, done=_("Đã báo thu hồi."), lead=lead, **_words(product))


@bp.route("/thu-hoi/<int:id>/go", methods=["GET", "POST"])
@access(policy.lift_recall, queries.recall)
def lift(recall: Recall) -> Any:
    form = ReasonForm()

    def act() -> None:
        recalling.lift(recall, form.reason.data, by=current_user)

    name = f"{recall.about.name}, {recall.lot.number}" if recall.lot else recall.about.name
    lead = _("%(name)s: %(reason)s", name=name, reason=recall.reason)
    onward = url_for("lots.show", id=recall.lot_id) if recall.lot else ""
    done = _("Đã gỡ lệnh thu hồi.")
    return asked(form, _("Gỡ lệnh thu hồi"), act, done=done, lead=lead, onward=onward, **_words(recall.about))


def _sets() -> list[OcopSet]:
    return list(db.session.scalars(select(OcopSet).order_by(OcopSet.number)))


def _words(product: Product) -> dict[str, str]:
    return {"back": url_for(".show", id=product.id), "back_label": product.name}
