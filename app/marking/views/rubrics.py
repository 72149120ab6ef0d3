"""Rubrics: reading them, and writing new ones."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.core.access import access
from app.core.db import db
from app.core.workflow import RuleBroken
from app.marking import actions, policy, queries
from app.marking.forms.rubrics import CLASSES, RubricForm, shown
from app.marking.keepers import home_of
from app.marking.models import Rubric
from app.marking.words import classes, conditions

bp = Blueprint("marking", __name__, url_prefix="/mau-cham")


@bp.get("/")
@access(policy.see_rubrics)
def index() -> Any:
    rubrics = db.session.scalars(queries.rubrics()).all()
    home, words = home_of(current_user)
    return render_template("marking/rubrics.html", rubrics=rubrics, home=home, home_words=words)


@bp.get("/<int:id>")
@access(policy.see_rubrics, Rubric)
def show(rubric: Rubric) -> Any:
    return render_template("marking/rubric.html", rubric=rubric, told=[conditions(rubric), *classes(rubric)])


@bp.route("/moi", methods=["GET", "POST"])
@access(policy.write_rubric)
def new() -> Any:
    return _written(RubricForm(), None)


@bp.route("/<int:id>/sua", methods=["GET", "POST"])
@access(policy.write_rubric, Rubric)
def edit(rubric: Rubric) -> Any:
    return _written(RubricForm(data=shown(rubric)), rubric)


def _written(form: RubricForm, rubric: Rubric | None) -> Any:
    if rubric is not None:
        del form.name  # by which its versions belong together
    known = {one.code for one in rubric.criteria} if rubric else set()
    if form.validate_on_submit():
        try:
            kept = actions.write_rubric(form.facts(known), by=current_user._get_current_object(), rubric=rubric)
        except RuleBroken as refused:
            form.form_errors.append(str(refused))
        else:
            flash(_("Đã lưu mẫu chấm, bản %(number)d.", number=kept.number), "success")
            return redirect(url_for(".show", id=kept.id), 303)
    status = 422 if form.errors else 200
    return render_template("marking/rubric_edit.html", form=form, rubric=rubric, classes=CLASSES), status
