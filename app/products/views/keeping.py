"""/so-sx/: a producer's own book, on a phone."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.models import Organisation
from app.commune.queries import villages
from app.core.access import access
from app.core.asking import asked
from app.core.db import db
from app.core.forms import options
from app.products import policy, vietqr
from app.products.actions import booking
from app.products.forms import AccountForm, PlaceForm, ProducerForm
from app.products.models import BankAccount, Producer
from app.products.queries import keeping as queries

bp = Blueprint("keeping", __name__, url_prefix="/so-sx")
IN_WORK = 12


@bp.get("/")
@access(policy.have_book)
def index() -> Any:
    """Whose book it is, the lots that were written of last, and what one does today."""
    producers = db.session.scalars(queries.producers_of(current_user)).unique().all()
    lots = db.session.scalars(queries.lots_in_work([producer.id for producer in producers]).limit(IN_WORK)).all()
    without = db.session.scalars(queries.without_book(current_user)).all()
    return render_template("products/books.html", producers=producers, lots=lots, without=without)


@bp.route("/mo/<int:id>", methods=["GET", "POST"])
@access(policy.begin_book, queries.organisation)
def begin(organisation: Organisation) -> Any:
    form = ProducerForm()
    del form.version, form.story, form.story_en, form.gln

    def act() -> None:
        facts = {name: form[name].data for name in ("address", "phone", "shows_phone")}
        booking.begin(organisation, by=current_user, **facts)

    lead = _("%(name)s làm ra sản phẩm để bán. Phòng Kinh tế xã xem rồi xác nhận.", name=organisation.name)
    words = {"back": url_for(".index"), "back_label": _("Sổ sản xuất"), "done": _("Đã mở sổ. Xã sẽ xác nhận cơ sở.")}
    return asked(form, _("Mở sổ sản xuất"), act, lead=lead, **words)


@bp.get("/<int:id>")
@access(policy.read_producer, queries.producer)
def producer(producer: Producer) -> Any:
    products = db.session.scalars(queries.products_of(producer)).all()
    return render_template("products/book.html", producer=producer, products=products, banks=vietqr.banks())


@bp.route("/<int:id>/sua", methods=["GET", "POST"])
@access(policy.keep, queries.producer)
def edit(producer: Producer) -> Any:
    form = ProducerForm(obj=producer)

    def act() -> None:
        form.must_be_fresh(producer.version)
        facts = {field.name: field.data for field in form if field.name not in ("csrf_token", "version")}
        booking.write(producer, by=current_user, **{**facts, "gln": form.gln.data or None})

    return asked(form, _("Sửa thông tin cơ sở"), act, done=_("Đã lưu."), button=_("Lưu"), **_words(producer))


@bp.route("/<int:id>/dia-diem", methods=["GET", "POST"])
@access(policy.keep, queries.producer)
def add_place(producer: Producer) -> Any:
    form = PlaceForm()
    places = {place.id: place for place in db.session.scalars(villages())}
    form.village_id.choices = options(places.values())

    def act() -> None:
        village = places[form.village_id.data]
        booking.add_place(producer, form.name.data, village, form.gln.data or None, by=current_user)

    return asked(form, _("Thêm nơi làm"), act, done=_("Đã thêm nơi làm."), **_words(producer))


@bp.route("/<int:id>/tai-khoan", methods=["GET", "POST"])
@access(policy.keep, queries.producer)
def propose_account(producer: Producer) -> Any:
    form = AccountForm()

    def act() -> None:
        booking.propose_account(producer, form.bin.data, form.number.data, form.holder.data, by=current_user)

    lead = _("Trang truy xuất hiện mã để người mua chuyển khoản thẳng cho cơ sở. Phải có người thứ hai xác nhận mới đổi.")
    return asked(
        form, _("Tài khoản nhận tiền"), act, done=_("Đã ghi, chờ người thứ hai xác nhận."), lead=lead, **_words(producer)
    )


@bp.post("/tai-khoan/<int:id>/xac-nhan")
@access(policy.confirm_account, queries.account)
def confirm_account(account: BankAccount) -> Any:
    booking.confirm_account(account, by=current_user)
    flash(_("Đã xác nhận tài khoản nhận tiền."), "success")
    return redirect(url_for(".producer", id=account.producer_id), 303)


@bp.post("/tai-khoan/<int:id>/thoi")
@access(policy.confirm_account, queries.account)
def end_account(account: BankAccount) -> Any:
    booking.end_account(account, by=current_user)
    flash(_("Tài khoản này không còn hiện nữa."), "success")
    return redirect(url_for(".producer", id=account.producer_id), 303)


def _words(producer: Producer) -> dict[str, str]:
    return {"back": url_for(".producer", id=producer.id), "back_label": producer.organisation.name}
