"""/kinh-te/: what the economic office looks at: who waits, what ends, what was recalled."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.commune.settings import WARN_DAYS, rules
from app.core.access import access
from app.core.asking import asked
from app.core.db import db
from app.core.paging import by_id
from app.products import policy
from app.products.actions import booking, offering
from app.products.forms import ReasonForm
from app.products.models import Producer, ProductCertificate
from app.products.queries import keeping, overview

bp = Blueprint("office", __name__, url_prefix="/kinh-te")
MOST = 50


@bp.get("/")
@access(policy.see_office)
def show() -> Any:
    days = max(rules().numbers(WARN_DAYS))
    lists = {
        "waiting": overview.waiting(),
        "unchecked": overview.unchecked(),
        "ending": overview.ending(days),
        "ended": overview.ended(),
        "recalls": overview.standing_recalls(),
    }
    shown = {name: db.session.scalars(query.limit(MOST)).unique().all() for name, query in lists.items()}
    return render_template("products/office.html", figures=db.session.execute(overview.figures()).one(), days=days, **shown)


@bp.get("/so")
@access(policy.see_office)
def books() -> Any:
    return render_template("products/all_books.html", page=by_id(overview.books(), Producer.id))


@bp.post("/so/<int:id>/xac-nhan")
@access(policy.run_office, keeping.producer)
def confirm(producer: Producer) -> Any:
    booking.confirm(producer, by=current_user)
    flash(_("Đã xác nhận %(name)s.", name=producer.name), "success")
    return redirect(url_for(".show"), 303)


@bp.route("/so/<int:id>/chua-xac-nhan", methods=["GET", "POST"])
@access(policy.run_office, keeping.producer)
def decline(producer: Producer) -> Any:
    form = ReasonForm()
    words = {"back": url_for(".show"), "back_label": _("Phòng Kinh tế"), "done": _("Đã báo lại cho cơ sở.")}
    title = _("Chưa xác nhận %(name)s", name=producer.name)

    def act() -> None:
        booking.decline(producer, form.reason.data, by=current_user)

    return asked(form, title, act, button=_("Báo cho cơ sở"), **words)


@bp.post("/giay/<int:id>/doi-chieu")
@access(policy.run_office, keeping.certificate)
def check(certificate: ProductCertificate) -> Any:
    offering.check_certificate(certificate, by=current_user)
    flash(_("Đã ghi là khớp với giấy."), "success")
    return redirect(url_for(".show"), 303)
