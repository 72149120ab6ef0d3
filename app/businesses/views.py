"""/ho-kinh-doanh/: the register of businesses, for the office."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts import queries as accounts
from app.businesses import actions, policy, queries
from app.businesses.forms import BusinessForm, CheckForm, EndForm
from app.businesses.importing import COLUMNS, cells_of
from app.businesses.models import Business, BusinessKind
from app.businesses.queries import Online
from app.commune import queries as commune
from app.core.access import access
from app.core.asking import asked
from app.core.clock import today
from app.core.db import db
from app.core.forms import options
from app.core.paging import by_name
from app.core.sheets import csv_file, xlsx_file

bp = Blueprint("businesses", __name__, url_prefix="/ho-kinh-doanh")


@bp.get("/")
@access(policy.see)
def index() -> Any:
    """Who does business in the commune, or did: by kind, village and what was found online."""
    filters, villages = _filters(), list(db.session.scalars(commune.villages()))
    figures = db.session.execute(queries.figures(today())).one()
    shown = {"kinds_of_business": list(BusinessKind), "choices": list(Online), "villages": villages, "figures": figures}
    page = by_name(queries.register(**filters), Business)
    return render_template("businesses/index.html", page=page, filters=filters, **shown)


@bp.get("/so-lieu.<kind>")
@access(policy.see)
def table(kind: str) -> Any:
    """The same list as a table to take away; it can be brought back as an import."""
    if kind not in ("csv", "xlsx"):
        abort(404)
    listed = db.session.scalars(queries.register(**_filters()).order_by(Business.sort_name, Business.id))
    rows = [[str(column.words) for column in COLUMNS], *(cells_of(one) for one in listed)]
    return (csv_file if kind == "csv" else xlsx_file)("co-so-kinh-doanh", _("Cơ sở kinh doanh"), rows)


@bp.route("/moi", methods=["GET", "POST"])
@access(policy.keep)
def enter() -> Any:
    form = BusinessForm(since=today())
    _offer(form)
    made: list[Business] = []

    def act() -> None:
        made.append(actions.enter(form.facts, by=current_user))

    answer = asked(form, _("Ghi cơ sở kinh doanh"), act, done=_("Đã ghi vào sổ."), button=_("Lưu"), **_to_register())
    return redirect(url_for(".show", id=made[0].id), 303) if made else answer


@bp.get("/<int:id>")
@access(policy.see, queries.business)
def show(business: Business) -> Any:
    return render_template("businesses/show.html", business=business)


@bp.route("/<int:id>/sua", methods=["GET", "POST"])
@access(policy.keep, queries.business)
def change(business: Business) -> Any:
    form = BusinessForm(obj=business)
    _offer(form, business)

    def act() -> None:
        form.must_be_fresh(business.version)
        actions.change(business, form.facts, by=current_user)

    return asked(form, _("Sửa cơ sở kinh doanh"), act, done=_("Đã lưu."), button=_("Lưu"), **_to(business))


@bp.route("/<int:id>/kiem-tra", methods=["GET", "POST"])
@access(policy.keep, queries.business)
def check(business: Business) -> Any:
    form = CheckForm(on=today(), channel=business.channel, version=business.version)

    def act() -> None:
        form.must_be_fresh(business.version)
        actions.check(business, on=form.on.data, channel=form.channel.data, by=current_user)

    lead = _("%(name)s. Ghi điều đã thấy, vào ngày đã xem.", name=business.name)
    done = _("Đã ghi lần kiểm tra.")
    return asked(
        form, _("Ghi lần kiểm tra bán hàng trực tuyến"), act, done=done, button=_("Lưu"), lead=lead, **_to(business)
    )


@bp.route("/<int:id>/ngung", methods=["GET", "POST"])
@access(policy.keep, queries.business)
def end(business: Business) -> Any:
    form = EndForm(on=max(business.since, today() - timedelta(days=1)))

    def act() -> None:
        business.end(on=form.on.data, by=current_user, reason=form.reason.data or "")

    lead = _("%(name)s. Những năm cơ sở còn hoạt động vẫn tính cơ sở này.", name=business.name)
    return asked(form, _("Ghi ngừng hoạt động"), act, done=_("Đã ghi."), lead=lead, **_to(business))


def _filters() -> dict[str, Any]:
    """What the address asks of the register; what it cannot mean asks for nothing."""
    given = request.args
    return {
        "kind": next((one for one in BusinessKind if one == given.get("loai")), None),
        "village_id": given.get("thon", type=int),
        "online": next((one for one in Online if one == given.get("truc-tuyen")), None),
        "ended": given.get("da-ngung") == "1",
    }


def _offer(form: BusinessForm, business: Business | None = None) -> None:
    """Villages of today, and the one it is in, though it may have gone on in another."""
    villages = list(db.session.scalars(commune.villages()))
    if business is not None and business.village not in villages:
        villages.append(business.village)
    form.village_id.choices = options(villages)
    form.organisation_id.choices = options(db.session.scalars(accounts.organisations()), empty=_("Không"))


def _to_register() -> dict[str, str]:
    return {"back": url_for(".index"), "back_label": _("Sổ cơ sở kinh doanh")}


def _to(business: Business) -> dict[str, str]:
    return {"back": url_for(".show", id=business.id), "back_label": business.name}
