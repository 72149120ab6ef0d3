"""Villages, units, fields and settings."""

import secrets
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts import policy
from app.administration.forms import FieldForm, MergeForm, UnitForm, VillageForm, dates_of, settings_form
from app.commune import queries
from app.commune.models import Field, Setting, Unit, Village
from app.commune.settings import (
    CALENDAR_DAYS,
    COMMENTS_HOLD_AT,
    DAYS,
    DAYS_OFF,
    DOUBLE_USE,
    PRIVACY_CONTACT,
    REPORT_DAYS,
    REPORT_HALF,
    REPORT_YEAR,
    TEAMS_ENOUGH,
    UNUSUAL_SCANS,
    WARN_DAYS,
    WORKED,
    rules,
)
from app.core.access import access
from app.core.clock import today
from app.core.db import db
from app.core.forms import options
from app.core.workflow import RuleBroken

bp = Blueprint("places", __name__, url_prefix="/quan-tri")


@bp.get("/noi-chon")
@access(policy.see_administration)
def index() -> Any:
    return render_template(
        "administration/places.html",
        villages=db.session.scalars(queries.villages(current=False)).all(),
        units=db.session.scalars(queries.units(current=False)).all(),
        fields=db.session.scalars(queries.fields()).all(),
    )


@bp.route("/thon/moi", methods=["GET", "POST"])
@access(policy.administer)
def new_village() -> Any:
    form = VillageForm(valid_from=today())
    if not form.validate_on_submit():
        return _form(form, _("Thêm thôn"))
    village = Village(valid_from=form.valid_from.data, needs_confirmation=form.needs_confirmation.data)
    village.rename(form.name.data)
    village.record("villages.create", by=current_user)
    return _done(_("Đã thêm thôn."))


@bp.route("/thon/<int:id>", methods=["GET", "POST"])
@access(policy.administer, Village)
def village(village: Village) -> Any:
    form = VillageForm(obj=village)
    if not form.validate_on_submit():
        return _form(form, _("Sửa thôn"), merge=url_for(".merge_village", id=village.id) if village.is_current else None)
    village.record("villages.edit", by=current_user, before=village.name[:32], after=form.name.data[:32])
    village.valid_from, village.needs_confirmation = form.valid_from.data, form.needs_confirmation.data
    village.rename(form.name.data)
    return _done(_("Đã lưu thôn."))


@bp.route("/thon/<int:id>/sap-nhap", methods=["GET", "POST"])
@access(policy.administer, Village)
def merge_village(village: Village) -> Any:
    return _merge(village, list(db.session.scalars(queries.villages())))


@bp.route("/don-vi/moi", methods=["GET", "POST"])
@access(policy.administer)
def new_unit() -> Any:
    form = UnitForm(valid_from=today())
    if not form.validate_on_submit():
        return _form(form, _("Thêm đơn vị"))
    unit = Unit(
        code=f"them_{secrets.token_hex(4)}",
        short_name=form.short_name.data,
        kind=form.kind.data,
        valid_from=form.valid_from.data,
    )
    unit.rename(form.name.data)
    unit.record("units.create", by=current_user)
    return _done(_("Đã thêm đơn vị."))


@bp.route("/don-vi/<int:id>", methods=["GET", "POST"])
@access(policy.administer, Unit)
def unit(unit: Unit) -> Any:
    form = UnitForm(obj=unit)
    if not form.validate_on_submit():
        return _form(form, _("Sửa đơn vị"), merge=url_for(".merge_unit", id=unit.id) if unit.is_current else None)
    unit.record("units.edit", by=current_user, before=unit.short_name[:32], after=form.short_name.data[:32])
    unit.short_name, unit.kind, unit.valid_from = form.short_name.data, form.kind.data, form.valid_from.data
    unit.rename(form.name.data)
    return _done(_("Đã lưu đơn vị."))


@bp.route("/don-vi/<int:id>/sap-nhap", methods=["GET", "POST"])
@access(policy.administer, Unit)
def merge_unit(unit: Unit) -> Any:
    return _merge(unit, list(db.session.scalars(queries.units())))


@bp.route("/linh-vuc/moi", methods=["GET", "POST"])
@access(policy.administer)
def new_field() -> Any:
    form = FieldForm(is_open=True)
    if not form.validate_on_submit():
        return _form(form, _("Thêm lĩnh vực"))
    position = (db.session.scalar(sa.select(sa.func.max(Field.position))) or 0) + 1
    field = Field(code=f"them_{secrets.token_hex(4)}", position=position)
    form.populate_obj(field)
    field.record("fields.create", by=current_user)
    return _done(_("Đã thêm lĩnh vực."))


@bp.route("/linh-vuc/<int:id>", methods=["GET", "POST"])
@access(policy.administer, Field)
def field(field: Field) -> Any:
    form = FieldForm(obj=field)
    if not form.validate_on_submit():
        return _form(form, _("Sửa lĩnh vực"))
    field.record("fields.edit", by=current_user, before=field.name[:32], after=form.name.data[:32])
    form.populate_obj(field)
    return _done(_("Đã lưu lĩnh vực."))


@bp.route("/thiet-lap", methods=["GET", "POST"])
@access(policy.administer)
def settings() -> Any:
    now = rules()
    periods = {key.replace(".", "_"): int(now.text(key)) for key in DAYS | CALENDAR_DAYS}
    shown = {key: _shown(now.text(key)) for key in (DAYS_OFF, WORKED)}
    form = settings_form()(
        **periods,
        teams_enough=now.number(TEAMS_ENOUGH),
        hold_at=now.number(COMMENTS_HOLD_AT),
        unusual_scans=now.number(UNUSUAL_SCANS),
        warn_days=now.text(WARN_DAYS),
        report_half=now.text(REPORT_HALF),
        report_year=now.text(REPORT_YEAR),
        report_days=now.number(REPORT_DAYS),
        privacy_contact=now.text(PRIVACY_CONTACT),
        double_use=now.allows_double_use,
        days_off=shown[DAYS_OFF],
        days_worked=shown[WORKED],
    )
    if not form.validate_on_submit():
        return _form(form, _("Thiết lập"))
    wanted = {key: str(form[key.replace(".", "_")].data) for key in DAYS | CALENDAR_DAYS}
    wanted |= {TEAMS_ENOUGH: str(form.teams_enough.data), DOUBLE_USE: "yes" if form.double_use.data else "no"}
    wanted |= {COMMENTS_HOLD_AT: str(form.hold_at.data), PRIVACY_CONTACT: form.privacy_contact.data}
    wanted |= {UNUSUAL_SCANS: str(form.unusual_scans.data), WARN_DAYS: form.warn_days.data}
    wanted |= {
        REPORT_HALF: form.report_half.data,
        REPORT_YEAR: form.report_year.data,
        REPORT_DAYS: str(form.report_days.data),
    }
    wanted |= {DAYS_OFF: _stored(form.days_off), WORKED: _stored(form.days_worked)}
    stored = {setting.key: setting for setting in db.session.scalars(sa.select(Setting))}
    for key, value in wanted.items():
        if value != now.text(key):
            setting = stored.get(key) or Setting(key=key, value="")
            before, setting.value = now.text(key), value
            setting.record("settings.change", by=current_user, before=before[:32], after=value[:32], key=key)
    flash(_("Đã lưu thiết lập."), "success")
    return redirect(url_for(".settings"), 303)


def _merge(place: Village | Unit, others: list[Any]) -> Any:
    form = MergeForm(on=today())
    choices = {other.id: other for other in others if other.id != place.id}
    form.successor_id.choices = options(choices.values())
    if form.validate_on_submit():
        try:
            place.merge_into(choices[form.successor_id.data], by=current_user, on=form.on.data, reason=form.reason.data)
        except RuleBroken as broken:
            form.refuse("on", str(broken))
        else:
            return _done(_("Đã ghi sáp nhập. Hồ sơ cũ giữ nguyên tên cũ."))
    return _form(form, _("Sáp nhập %(name)s", name=place.name))


def _form(form: Any, title: str, *, merge: str | None = None) -> Any:
    return render_template("administration/form.html", form=form, title=title, merge=merge), 422 if form.errors else 200


def _done(sentence: str) -> Any:
    flash(sentence, "success")
    return redirect(url_for(".index"), 303)


def _shown(stored: str) -> str:
    return "\n".join(f"{date.fromisoformat(word):%d/%m/%Y}" for word in stored.split())


def _stored(field: Any) -> str:
    return " ".join(sorted(day.isoformat() for day in dates_of(field)))
