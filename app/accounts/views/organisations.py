"""Organisations: the list, one with its members, and who runs it."""

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts import policy, queries
from app.accounts.actions import people as actions
from app.accounts.forms import MemberForm, OrganisationForm
from app.accounts.models import Organisation, Person
from app.commune.queries import villages
from app.core import text
from app.core.access import access, everyone
from app.core.db import db
from app.core.forms import options
from app.core.i18n import bilingual
from app.core.workflow import RuleBroken

bp = Blueprint("organisations", __name__)


@bilingual(bp, "/to-chuc/")
@access(everyone)
def index() -> Any:
    return render_template("organisations/index.html", organisations=db.session.scalars(queries.organisations()).all())


@bp.route("/to-chuc/moi", methods=["GET", "POST"])
@access(policy.found_organisation)
def new() -> Any:
    form = OrganisationForm()
    places = {place.id: place for place in db.session.scalars(villages())}
    form.village_id.choices = options(places.values())
    if form.validate_on_submit():
        try:
            organisation = actions.found_organisation(
                name=form.name.data, kind=form.kind.data, village=places[form.village_id.data], by=current_user
            )
        except RuleBroken as broken:
            form.refuse("name", str(broken))
        else:
            flash(_("Đã ghi tổ chức. Giờ có thể thêm thành viên."), "success")
            return redirect(url_for(".show", id=organisation.id), 303)
    return render_template("organisations/new.html", form=form), 422 if form.errors else 200


@bilingual(bp, "/to-chuc/<int:id>")
@access(policy.see_organisation, queries.organisation)
def show(organisation: Organisation) -> Any:
    return render_template("organisations/show.html", organisation=organisation, form=MemberForm())


@bp.post("/to-chuc/<int:id>/thanh-vien")
@access(policy.run_organisation, queries.organisation)
def admit(organisation: Organisation) -> Any:
    form = MemberForm()
    if form.validate_on_submit():
        person = db.session.scalar(sa.select(Person).where(Person.name_key == text.name_key(form.name.data)))
        try:
            if person is None:
                raise RuleBroken(_("Không thấy ai tên như vậy có tài khoản. Tên phải viết đúng dấu."))
            organisation.admit(person, by=current_user, is_owner=form.is_owner.data)
        except RuleBroken as broken:
            form.refuse("name", str(broken))
        else:
            flash(_("Đã thêm %(name)s.", name=person.name), "success")
            return redirect(url_for(".show", id=organisation.id), 303)
    return render_template("organisations/show.html", organisation=organisation, form=form), 422


@bp.post("/to-chuc/<int:id>/thanh-vien/<int:person_id>/thoi")
@access(policy.run_organisation, queries.organisation)
def release(organisation: Organisation, person_id: int) -> Any:
    person = db.one_or_404(sa.select(Person).where(Person.id == person_id))
    organisation.release(person, by=current_user)
    flash(_("%(name)s không còn là thành viên.", name=person.name), "success")
    return redirect(url_for(".show", id=organisation.id), 303)
