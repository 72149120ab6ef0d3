"""Needs: posted in somebody's name, mended, published, answered with an offer."""

import secrets
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from app.accounts import queries as accounts
from app.accounts.models import Role
from app.commune import queries as commune
from app.core.access import access
from app.core.asking import asked
from app.core.clock import today
from app.core.db import db
from app.core.i18n import language
from app.core.paging import by_id
from app.partners import forms as typed
from app.partners import policy
from app.partners.actions import matching, needing
from app.partners.models import Need
from app.partners.queries import needing as queries
from app.partners.queries import offering

bp = Blueprint("needs", __name__)


@bp.get("/nhu-cau/cua-toi")
@access(policy.post)
def mine() -> Any:
    """What I posted, and what was posted in the names I may speak in, in every state."""
    return render_template("partners/mine.html", page=by_id(queries.own_needs(current_user), Need.id))


@bp.route("/nhu-cau/moi", methods=["GET", "POST"])
@access(policy.post)
def post() -> Any:
    form = typed.NeedForm(key=secrets.token_urlsafe(16))
    if not _offer(form):
        flash(_("Nhu cầu được đăng thay mặt một thôn, đơn vị hoặc tổ chức. Tài khoản này chưa thuộc nơi nào."), "warning")
        return redirect(url_for("partners.needs"), 303)
    made: list[Need] = []

    def act() -> None:
        key = (form.key.data or secrets.token_urlsafe(16))[:40]
        made.append(needing.post(form.facts, key=key, by=current_user))

    back = {"back": url_for("partners.needs"), "back_label": _("Nhu cầu cần hỗ trợ")}
    words = {"button": _("Gửi nhu cầu"), "lead": _("Nói rõ cần gì thì người giúp được mới biết mà nhận.")}
    done = _("Đã đăng nhu cầu.") if current_user.has(Role.COORDINATOR) else _("Đã gửi. Cán bộ điều phối xem rồi đăng.")
    answer = asked(form, _("Đăng nhu cầu"), act, done=done, **words, **back)
    return redirect(url_for("partners.need", id=made[0].id), 303) if made else answer


@bp.route("/nhu-cau/<int:id>/sua", methods=["GET", "POST"])
@access(policy.write, queries.need)
def write(need: Need) -> Any:
    kind = "village" if need.village_id else "unit" if need.unit_id else "organisation"
    whose = f"{kind}-{need.village_id or need.unit_id or need.organisation_id}"
    form = typed.NeedForm(obj=need, whose=whose)
    _offer(form)
    for field, value, label in (
        (form.whose, whose, need.whose),
        (form.field_id, need.field_id, need.field.label(language())),
    ):
        if value not in [choice.value for choice in field.choices]:  # a village that ended, a field that was closed
            field.choices.append(SelectChoice(value, label))

    def act() -> None:
        form.must_be_fresh(need.version)
        needing.write(need, form.facts, by=current_user)

    lead = need.reason if need.allows("send_again") else ""
    button = _("Gửi lại") if need.allows("send_again") else _("Lưu")
    return asked(form, _("Sửa nhu cầu"), act, done=_("Đã lưu."), button=button, lead=lead, **_back(need))


@bp.post("/nhu-cau/<int:id>/dang")
@access(policy.keep, queries.need)
def publish(need: Need) -> Any:
    need.publish(by=current_user)
    flash(_("Đã đăng nhu cầu."), "success")
    return redirect(url_for("partners.need", id=need.id), 303)


@bp.route("/nhu-cau/<int:id>/chua-dang", methods=["GET", "POST"])
@access(policy.keep, queries.need)
def decline(need: Need) -> Any:
    form = typed.ReasonForm()

    def act() -> None:
        need.decline(by=current_user, reason=form.reason.data or "")

    lead = _("Người gửi đọc lý do này, sửa rồi gửi lại được.")
    return asked(form, _("Chưa đăng nhu cầu này"), act, done=_("Đã trả lại kèm lý do."), lead=lead, **_back(need))


@bp.route("/nhu-cau/<int:id>/rut", methods=["GET", "POST"])
@access(policy.speak_for, queries.need)
def withdraw(need: Need) -> Any:
    form = typed.ReasonForm()

    def act() -> None:
        needing.withdraw(need, form.reason.data or "", by=current_user)

    return asked(form, _("Rút nhu cầu"), act, done=_("Đã rút. Trang nhu cầu ghi rõ lý do."), **_back(need))


@bp.route("/nhu-cau/<int:id>/ket-noi", methods=["GET", "POST"])
@access(policy.post, queries.need)
def propose(need: Need) -> Any:
    """A coordinator proposes any offer, a partner's own people theirs."""
    if not need.is_public:
        abort(404)
    of = None if current_user.has(Role.COORDINATOR) else current_user
    offers = {one.id: one for one in db.session.scalars(offering.open_offers(today(), of=of))}
    if not offers and of is not None:
        abort(403)
    if not offers:
        flash(_("Chưa có nội dung hỗ trợ nào còn nhận. Hãy ghi đối tác và nội dung trước."), "warning")
        return redirect(url_for("partners.index"), 303)
    form = typed.ProposeForm(offer_id=request.args.get("noi-dung", type=int))
    form.offer_id.choices = [SelectChoice(one.id, f"{one.title} – {one.partner.name}") for one in offers.values()]

    def act() -> None:
        matching.propose(offers[form.offer_id.data], need, by=current_user, note=form.note.data or "")

    done = _("Đã đề nghị kết nối. Cán bộ điều phối hỏi hai bên rồi đồng ý.")
    return asked(form, _("Đề nghị kết nối"), act, done=done, lead=need.title, **_back(need))


def _offer(form: typed.NeedForm) -> bool:
    """In whose name somebody may speak; whether there is anybody."""
    villages, units = list(db.session.scalars(commune.villages())), list(db.session.scalars(commune.units(offices=True)))
    if current_user.has(Role.COORDINATOR):
        held = list(db.session.scalars(accounts.organisations()))
    else:
        villages = [one for one in villages if one.id in current_user.teams]
        units = [one for one in units if one.id in current_user.units]
        held = list(db.session.scalars(accounts.organisations_of(current_user)))
    form.whose.choices = [SelectChoice(f"village-{one.id}", _("Thôn %(village)s", village=one.name)) for one in villages]
    form.whose.choices += [SelectChoice(f"unit-{one.id}", one.name) for one in units]
    form.whose.choices += [SelectChoice(f"organisation-{one.id}", one.name) for one in held]
    fields = db.session.scalars(commune.fields(open_only=True))
    form.field_id.choices = [SelectChoice(one.id, one.label(language())) for one in fields]
    if len(form.whose.choices) > 1:  # nobody's name is taken by not looking
        form.whose.choices.insert(0, SelectChoice("", _("Chọn một nơi")))
    return bool(form.whose.choices)


def _back(need: Need) -> dict[str, str]:
    return {"back": url_for("partners.need", id=need.id), "back_label": need.title}
