"""/bao-cao/ky/<id>: who has sent in; /bao-cao/ban/<id>: the report of one place."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app.commune.settings import rules
from app.core.access import access
from app.core.asking import asked
from app.core.clock import today
from app.returns import policy, queries
from app.returns.actions import periods
from app.returns.actions.prefilling import WORDS, figures_of
from app.returns.forms import PeriodForm, ReturnForm, SendBackForm
from app.returns.models import Period, PeriodKind, Return

bp = Blueprint("returns", __name__, url_prefix="/bao-cao")


@bp.route("/mo-ky", methods=["GET", "POST"])
@access(policy.run)
def open_period() -> Any:
    nearest = PeriodKind.HALF_YEAR if today().month <= 8 else PeriodKind.YEAR
    kind = next((one for one in PeriodKind if one.value == request.args.get("ky")), nearest)
    form = PeriodForm(kind=kind, **periods.proposed(kind, today().year, rules()))
    made: list[Period] = []

    def act() -> None:
        subject = form.subject.data or ""
        made.append(periods.open_period(form.kind.data, form.days, subject=subject, by=current_user))

    back = {"back": url_for("reports.index"), "back_label": _("Báo cáo")}
    answer = asked(form, _("Mở kỳ báo cáo"), act, done=_("Đã mở kỳ và báo các đơn vị, các thôn."), **back)
    return redirect(url_for(".period", id=made[0].id), 303) if made else answer


@bp.get("/ky/<int:id>")
@access(policy.follow, queries.period)
def period(period: Period) -> Any:
    """Who has sent in, who is late, what waits."""
    order = sorted(period.returns, key=lambda one: (one.village_id is not None, one.id))
    return render_template("returns/period.html", period=period, returns=order)


@bp.post("/ky/<int:id>/nhac")
@access(policy.run, queries.period)
def remind(period: Period) -> Any:
    places = periods.remind(period, by=current_user)
    flash(ngettext("Đã nhắc %(num)d nơi.", "Đã nhắc %(num)d nơi.", places), "success")
    return redirect(url_for(".period", id=period.id), 303)


@bp.route("/ky/<int:id>/bo", methods=["GET", "POST"])
@access(policy.run, queries.period)
def drop_period(period: Period) -> Any:
    form = SendBackForm()
    form.reason.label.text = _("Vì sao bỏ kỳ này?")

    def act() -> None:
        periods.drop_period(period, by=current_user, reason=form.reason.data or "")

    words = {"back": url_for(".period", id=period.id), "back_label": period.title, "onward": url_for("reports.index")}
    return asked(form, _("Bỏ kỳ báo cáo"), act, done=_("Đã bỏ kỳ báo cáo."), lead=period.title, **words)


@bp.get("/ban/<int:id>")
@access(policy.read, queries.one)
def show(one: Return) -> Any:
    """The report of a place."""
    return render_template("returns/show.html", one=one, figures=_figures(one), words=WORDS)


@bp.route("/ban/<int:id>/viet", methods=["GET", "POST"])
@access(policy.write, queries.one)
def write(one: Return) -> Any:
    form = ReturnForm(obj=one)
    sends = "nop" in request.form

    def act() -> None:
        form.must_be_fresh(one.version)
        one.write(form.words)
        if sends:
            one.submit(by=current_user, figures=figures_of(one))

    done = _("Đã nộp báo cáo.") if sends else _("Đã lưu, chưa nộp.")
    shown: dict[str, Any] = {"one": one, "figures": _figures(one), "words": WORDS}
    return asked(form, one.name, act, done=done, template="returns/write.html", **shown, **_to(one))


@bp.post("/ban/<int:id>/nhan")
@access(policy.run, queries.one)
def accept(one: Return) -> Any:
    one.accept(by=current_user)
    flash(_("Đã nhận báo cáo."), "success")
    return redirect(url_for(".period", id=one.period_id), 303)


@bp.route("/ban/<int:id>/tra-lai", methods=["GET", "POST"])
@access(policy.run, queries.one)
def send_back(one: Return) -> Any:
    form = SendBackForm()

    def act() -> None:
        periods.send_back(one, by=current_user, reason=form.reason.data or "")

    return asked(form, _("Trả lại báo cáo"), act, done=_("Đã trả lại."), lead=one.name, **_to(one))


def _figures(one: Return) -> list[tuple[str, int]]:
    """Those of now while it is owed, later those that were sent in."""
    return figures_of(one) if one.is_owed else [(name, value) for name, value in one.figures]


def _to(one: Return) -> dict[str, str]:
    return {"back": url_for(".show", id=one.id), "back_label": one.period.title}
