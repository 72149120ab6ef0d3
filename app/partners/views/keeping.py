"""For coordinators: partners, what they agreed to, what they offer."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from app.accounts import queries as accounts
from app.commune import queries as commune
from app.core.access import access
from app.core.asking import asked
from app.core.clock import today
from app.core.db import db
from app.core.forms import options
from app.core.i18n import language
from app.partners import forms as typed
from app.partners import policy
from app.partners.actions import keeping as actions
from app.partners.models import Offer, Partner
from app.partners.queries import offering as queries

bp = Blueprint("partners_office", __name__)


@bp.route("/doi-tac/moi", methods=["GET", "POST"])
@access(policy.keep)
def begin() -> Any:
    form = typed.PartnerForm(since=today())
    _offer_organisations(form)
    made: list[Partner] = []

    def act() -> None:
        made.append(actions.begin(form.facts, by=current_user))

    back = {"back": url_for("partners.index"), "back_label": _("Đối tác, chuyên gia")}
    lead = _("Tên và việc đối tác làm được hiện cho mọi người: với một cá nhân, hãy hỏi người ấy trước.")
    answer = asked(form, _("Thêm đối tác"), act, done=_("Đã thêm đối tác."), lead=lead, **back)
    return redirect(url_for("partners.partner", id=made[0].id), 303) if made else answer


@bp.route("/doi-tac/<int:id>/sua", methods=["GET", "POST"])
@access(policy.keep, queries.partner)
def write(partner: Partner) -> Any:
    form = typed.PartnerForm(obj=partner)
    _offer_organisations(form)

    def act() -> None:
        form.must_be_fresh(partner.version)
        actions.write(partner, form.facts, by=current_user)

    words = {"button": _("Lưu"), "lead": ""}
    if partner.shows_contact:
        words["lead"] = _("Đổi số điện thoại hay địa chỉ thư thì phải hỏi lại đối tác có cho hiện không.")
    return asked(form, _("Sửa đối tác"), act, done=_("Đã lưu."), **words, **_back(partner))


@bp.route("/doi-tac/<int:id>/dong-y", methods=["GET", "POST"])
@access(policy.keep, queries.partner)
def agree(partner: Partner) -> Any:
    form = typed.ConsentForm(given_on=today())

    def act() -> None:
        partner.agree(on=form.given_on.data, how=form.how.data or "", by=current_user)

    lead = _("Đối tác đồng ý để mọi người thấy số điện thoại, địa chỉ thư của mình trên trang này.")
    done = _("Đã ghi. Cách liên hệ hiện cho mọi người.")
    return asked(
        form, _("Ghi đối tác đồng ý hiện cách liên hệ"), act, done=done, button=_("Ghi"), lead=lead, **_back(partner)
    )


@bp.post("/doi-tac/<int:id>/thoi-dong-y")
@access(policy.keep, queries.partner)
def disagree(partner: Partner) -> Any:
    partner.disagree(by=current_user)
    flash(_("Đã ghi. Từ giờ chỉ cán bộ thấy cách liên hệ."), "success")
    return redirect(url_for("partners.partner", id=partner.id), 303)


@bp.route("/doi-tac/<int:id>/thoi", methods=["GET", "POST"])
@access(policy.keep, queries.partner)
def end(partner: Partner) -> Any:
    form = typed.EndForm(on=today())

    def act() -> None:
        partner.end(on=form.on.data, by=current_user, reason=form.reason.data or "")

    done = _("Đã ghi. Trang đối tác và việc đã giúp vẫn còn.")
    return asked(form, _("Thôi hợp tác"), act, done=done, **_back(partner))


@bp.route("/doi-tac/<int:id>/noi-dung/moi", methods=["GET", "POST"])
@access(policy.keep, queries.partner)
def offer(partner: Partner) -> Any:
    form = typed.OfferForm(valid_from=today())
    _offer_fields(form)

    def act() -> None:
        actions.offer(partner, form.facts, by=current_user)

    return asked(form, _("Thêm nội dung hỗ trợ"), act, done=_("Đã thêm."), lead=partner.name, **_back(partner))


@bp.route("/noi-dung-ho-tro/<int:id>/sua", methods=["GET", "POST"])
@access(policy.keep, queries.offer)
def change_offer(offer: Offer) -> Any:
    form = typed.OfferForm(obj=offer)
    _offer_fields(form)

    def act() -> None:
        form.must_be_fresh(offer.version)
        actions.change_offer(offer, form.facts, by=current_user)

    back = _back(offer.partner)
    return asked(form, _("Sửa nội dung hỗ trợ"), act, done=_("Đã lưu."), button=_("Lưu"), lead=offer.partner.name, **back)


@bp.route("/noi-dung-ho-tro/<int:id>/rut", methods=["GET", "POST"])
@access(policy.keep, queries.offer)
def withdraw_offer(offer: Offer) -> Any:
    form = typed.ReasonForm()

    def act() -> None:
        offer.withdraw(by=current_user, reason=form.reason.data or "")

    done = _("Đã rút. Việc đang giúp vẫn tiếp tục.")
    return asked(form, _("Rút nội dung hỗ trợ"), act, done=done, lead=offer.title, **_back(offer.partner))


def _offer_organisations(form: typed.PartnerForm) -> None:
    form.organisation_id.choices = options(db.session.scalars(accounts.organisations()), empty=_("Không"))


def _offer_fields(form: typed.OfferForm) -> None:
    form.field_id.choices = [SelectChoice(one.id, one.label(language())) for one in db.session.scalars(commune.fields())]


def _back(partner: Partner) -> dict[str, str]:
    return {"back": url_for("partners.partner", id=partner.id), "back_label": partner.name}
