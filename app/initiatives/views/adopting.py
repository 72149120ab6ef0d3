"""Putting into practice: proposing, completing, confirming, revoking, replicating."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.commune import queries as commune
from app.core.access import access
from app.core.db import db
from app.core.forms import options
from app.initiatives import policy
from app.initiatives.actions import adopting as actions
from app.initiatives.forms import office as forms
from app.initiatives.models import Adoption, Attachment, Initiative
from app.initiatives.queries import reading
from app.initiatives.views.deciding import asked, proofs_of

bp = Blueprint("adopting", __name__, url_prefix="/sang-kien")


@bp.route("/<code>/de-xuat-ap-dung", methods=["GET", "POST"])
@access(policy.coordinate, reading.by_code)
def propose(initiative: Initiative) -> Any:
    form, units = _form()

    def act() -> None:
        unit = units[form.unit_id.data]
        actions.propose_adoption(initiative, by=current_user, proofs=proofs_of(form), unit=unit, **form.facts)

    return asked(initiative, form, _("Đề xuất xác nhận áp dụng"), act, _("Đã gửi đề xuất tới lãnh đạo."))


@bp.get("/ap-dung/<int:id>")
@access(policy.oversee, reading.adoption)
def show(adoption: Adoption) -> Any:
    return render_template("initiatives/adoption.html", adoption=adoption, initiative=adoption.initiative)


@bp.route("/ap-dung/<int:id>/bo-sung", methods=["GET", "POST"])
@access(policy.complete_adoption, reading.adoption)
def complete(adoption: Adoption) -> Any:
    form, units = _form(adoption)

    def act() -> None:
        unit = units[form.unit_id.data]
        actions.complete_adoption(adoption, by=current_user, proofs=proofs_of(form), unit=unit, **form.facts)

    return asked(adoption.initiative, form, _("Bổ sung đề xuất áp dụng"), act, _("Đã bổ sung đề xuất."))


@bp.post("/ap-dung/<int:id>/xac-nhan")
@access(policy.confirm_adoption, reading.adoption)
def confirm(adoption: Adoption) -> Any:
    actions.confirm_adoption(adoption, by=current_user)
    flash(_("Đã xác nhận. Sáng kiến được tính vào năm %(year)d.", year=adoption.adopted_on.year), "success")
    return redirect(url_for("initiatives.show", code=adoption.initiative.code), 303)


@bp.route("/ap-dung/<int:id>/tra-lai", methods=["GET", "POST"])
@access(policy.confirm_adoption, reading.adoption)
def send_back(adoption: Adoption) -> Any:
    form = forms.ReasonForm()

    def act() -> None:
        adoption.send_back(by=current_user, reason=form.reason.data)

    return asked(adoption.initiative, form, _("Trả lại đề xuất áp dụng"), act, _("Đã trả lại để bổ sung."))


@bp.route("/ap-dung/<int:id>/thu-hoi", methods=["GET", "POST"])
@access(policy.confirm_adoption, reading.adoption)
def revoke(adoption: Adoption) -> Any:
    form = forms.ReasonForm()

    def act() -> None:
        actions.revoke_adoption(adoption, by=current_user, reason=form.reason.data)

    return asked(adoption.initiative, form, _("Thu hồi xác nhận áp dụng"), act, _("Đã thu hồi. Bảng đếm ghi rõ việc này."))


@bp.post("/minh-chung/<int:id>/xac-nhan")
@access(policy.confirm_proof, reading.attachment)
def confirm_proof(attachment: Attachment) -> Any:
    attachment.confirm(by=current_user)
    flash(_("Đã xác nhận minh chứng."), "success")
    return redirect(url_for("initiatives.show", code=attachment.initiative.code, _anchor=f"tep-{attachment.id}"), 303)


@bp.route("/<code>/nhan-rong", methods=["GET", "POST"])
@access(policy.coordinate, reading.by_code)
def replicate(initiative: Initiative) -> Any:
    form = forms.ReplicationForm()
    villages = {village.id: village for village in db.session.scalars(commune.villages())}
    form.village_id.choices = options(villages.values(), empty=_("Cả xã hoặc nơi khác"))

    def act() -> None:
        facts = {name: form[name].data for name in ("place", "on", "note")}
        village = villages.get(form.village_id.data) if form.village_id.data else None
        actions.replicate(initiative, by=current_user, village=village, proofs=proofs_of(form), **facts)

    return asked(initiative, form, _("Ghi nhân rộng"), act, _("Đã ghi nhân rộng."))


def _form(adoption: Adoption | None = None) -> tuple[forms.AdoptionForm, dict[int, Any]]:
    form = forms.AdoptionForm(obj=adoption)
    units = {unit.id: unit for unit in db.session.scalars(commune.units(offices=True))}
    form.unit_id.choices = options(units.values())
    return form, units
