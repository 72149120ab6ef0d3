"""For the office: figures entered, verified and checked on the spot, the set changed by a decision, the year closed."""

import secrets
from decimal import Decimal
from typing import Any

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from app.commune.settings import rules
from app.core.access import access
from app.core.asking import asked
from app.core.clock import today
from app.core.db import db
from app.core.forms import Form
from app.folders.actions import add_proofs
from app.folders.keepers import Keeper, Work, keeps
from app.scorecard import forms as typed
from app.scorecard import policy, queries
from app.scorecard.actions import closing, editions
from app.scorecard.actions import reading as actions
from app.scorecard.actions.reckoning import scorecard_of
from app.scorecard.actions.tallying import tally_of
from app.scorecard.models import Edition, Indicator, Reading, SiteCheck
from app.scorecard.outcomes import Line

bp = Blueprint("scorecard_office", __name__)


@bp.route("/bo-chi-so/<int:year>/chi-so/<code>/nhap", methods=["GET", "POST"])
@access(policy.enter, queries.indicator)
def enter(indicator: Indicator) -> Any:
    year = indicator.edition.year
    before = db.session.scalars(queries.reading(year, indicator.code)).unique().one_or_none()
    form = typed.ReadingForm(obj=before, note=before.note if before else "")
    form.suit(indicator)
    if before is None and request.method == "GET":
        form.version.data = 0
    if "answer" in form and request.method == "GET":
        form.answer.data = "" if before is None or before.numerator is None else str(int(before.numerator))
    if not db.session.scalar(queries.closed(year)):
        del form.reason

    def act() -> None:
        form.must_be_fresh(before.version if before else 0)
        reading = actions.reading_of(year, indicator)
        reason = form.reason.data if "reason" in form else ""
        reading.enter(indicator, *form.numbers, by=current_user, note=form.note.data or "", reason=reason or "")
        if form.proof is not None:
            streams = [file.stream for file in form.files.data]
            add_proofs(reading.folder, streams, by=current_user, **form.proof)

    lead = f"{indicator.name} ({indicator.method})"
    return asked(
        form, _("Nhập số liệu %(code)s", code=indicator.code), act, done=_("Đã lưu số liệu."), lead=lead, **_to(indicator)
    )


@bp.route("/bo-chi-so/<int:year>/chi-so/<code>/tham-dinh", methods=["GET", "POST"])
@access(policy.verify, queries.indicator)
def review(indicator: Indicator) -> Any:
    year, line = indicator.edition.year, _line(indicator)
    form = typed.ReviewForm(numerator=line.numerator, denominator=line.denominator, saw=line.told)
    form.suit(indicator)
    if "answer" in form and request.method == "GET" and line.numerator is not None:
        form.answer.data = str(int(line.numerator))
    reading = db.session.scalars(queries.reading(year, indicator.code)).unique().one_or_none()

    def act() -> None:
        form.must_have_seen(line.told)
        entered_by = reading.entered_by_id if reading else None
        actions.review(year, line, *form.numbers, by=current_user, note=form.note.data or "", entered_by=entered_by)

    lead = _("Số tự chấm đã điền sẵn. Sửa nếu thấy khác, và ghi vì sao.")
    title = _("Thẩm định chỉ số %(code)s", code=indicator.code)
    return asked(form, title, act, done=_("Đã ghi kết quả thẩm định."), lead=lead, **_to(indicator))


@bp.route("/bo-chi-so/<int:year>/chi-so/<code>/kiem-tra", methods=["GET", "POST"])
@access(policy.verify, queries.indicator)
def check(indicator: Indicator) -> Any:
    form = typed.SiteCheckForm(on=today(), key=secrets.token_urlsafe(16))

    def act() -> None:
        year = indicator.edition.year
        actions.check_on_site(year, indicator.code, form.facts, key=form.key.data or "", by=current_user)

    title = _("Kiểm tra thực tế chỉ số %(code)s", code=indicator.code)
    return asked(form, title, act, done=_("Đã ghi lần kiểm tra."), lead=indicator.name, **_to(indicator))


@bp.route("/bo-chi-so/<int:year>/chi-so/<code>/dieu-chinh", methods=["GET", "POST"])
@access(policy.adjust, queries.indicator)
def adjust(indicator: Indicator) -> Any:
    edition = indicator.edition
    target = typed.typed_target(indicator)
    steps = "; ".join(f"{_percent(least)}={_percent(share)}" for least, share in indicator.steps)
    form = typed.AdjustForm(target=target, method=indicator.method, mode=indicator.mode, steps=steps, version=edition.number)

    def act() -> None:
        facts = {"target": typed.stored_target(form.target.data, indicator.shape), "method": form.method.data}
        facts |= {"mode": form.mode.data, "steps": editions.steps_of(form.steps.data or "", indicator.shape)}
        facts |= {"method_en": indicator.method_en if form.method.data == indicator.method else ""}
        form.must_be_fresh(edition.number)
        editions.adjust(edition, indicator.code, facts, by=current_user, **form.decision)

    lead = _("%(name)s. Bản cũ của bộ chỉ số vẫn xem được.", name=indicator.name)
    title = _("Điều chỉnh chỉ số %(code)s theo quyết định", code=indicator.code)
    return asked(form, title, act, done=_("Đã điều chỉnh bộ chỉ số."), lead=lead, button=_("Lưu"), **_to(indicator))


@bp.route("/bo-chi-so/<int:year>/them-chi-so", methods=["GET", "POST"])
@access(policy.adjust, queries.in_force)
def add_local(edition: Edition) -> Any:
    form = typed.LocalForm(version=edition.number)

    def act() -> None:
        form.must_be_fresh(edition.number)
        editions.add_local(edition, form.facts, by=current_user, **form.decision)

    lead = _("Chỉ số riêng của xã đứng ngoài 100 điểm của kế hoạch.")
    return asked(form, _("Thêm chỉ số riêng của xã"), act, done=_("Đã thêm chỉ số."), lead=lead, **_to_year(edition.year))


@bp.route("/bo-chi-so/<int:year>/lap", methods=["GET", "POST"])
@access(policy.adjust)
def adopt_set(year: int) -> Any:
    """Give a year outside the plan a set."""
    if not 2020 <= year <= 2100:
        abort(404)
    form = typed.DecisionForm()

    def act() -> None:
        editions.adopt_set(year, by=current_user, **form.decision)

    title = _("Lập bộ chỉ số năm %(year)d", year=year)
    return asked(form, title, act, done=_("Đã lập bộ chỉ số."), lead=_("Theo 23 chỉ số của kế hoạch."), **_to_year(year))


@bp.route("/bo-chi-so/<int:year>/chot", methods=["GET", "POST"])
@access(policy.close)
def close(year: int) -> Any:
    if not 2020 <= year <= 2100:
        abort(404)
    form = Form()
    card, tally = scorecard_of(year, rules=rules()), tally_of(year, rules=rules())

    def act() -> None:
        closing.close_year(year, by=current_user, rules=rules())

    done = _("Đã chốt năm %(year)d. Thay đổi sau này ghi thành điều chỉnh.", year=year)
    title, template = _("Chốt năm %(year)d", year=year), "scorecard/close.html"
    return asked(form, title, act, done=done, template=template, card=card, tally=tally, **_to_year(year))


@bp.route("/bo-chi-so/<int:year>/mo-lai", methods=["GET", "POST"])
@access(policy.close, queries.closed)
def reopen(closed: Any) -> Any:
    form = typed.ReopenForm()

    def act() -> None:
        closing.reopen_year(closed.year, by=current_user, reason=form.reason.data or "")

    title, done = _("Mở lại năm %(year)d", year=closed.year), _("Đã mở lại. Bản đã chốt vẫn xem được.")
    return asked(form, title, act, done=done, **_to_year(closed.year))


def _line(indicator: Indicator) -> Line:
    """The figure as it is today, whether or not the year is closed."""
    card = scorecard_of(indicator.edition.year, rules=rules()) or abort(404)
    return next(line for line in card.live if line.code == indicator.code)


def _percent(share: str) -> str:
    return f"{(Decimal(share) * 100).normalize():f}"


def _to(indicator: Indicator) -> dict[str, str]:
    page = url_for("indicators.indicator", year=indicator.edition.year, code=indicator.code)
    return {"back": page, "back_label": _("Chỉ số %(code)s", code=indicator.code)}


def _to_year(year: int) -> dict[str, str]:
    return {"back": url_for("indicators.show", year=year), "back_label": _("Bộ chỉ số %(year)d", year=year)}


def _readings(folders: Any) -> dict[int, Work]:
    return {one.folder_id: _work(one) for one in db.session.scalars(queries.in_folders(folders))}


def _visits(folders: Any) -> dict[int, Work]:
    return {one.folder_id: _work(one) for one in db.session.scalars(queries.checks_in_folders(folders))}


def _editions(folders: Any) -> dict[int, Work]:
    return {one.folder_id: _work_of(one) for one in db.session.scalars(queries.edition_in_folders(folders))}


def _work_of(one: Edition) -> Work:
    title = _("Bộ chỉ số %(year)d, phiên bản %(number)d", year=one.year, number=one.number)
    return Work(title, "indicators.editions", {"year": one.year}, lambda person: policy.adjust(person, one), lambda _: False)


def _work(one: Reading | SiteCheck) -> Work:
    indicator = db.session.scalars(queries.indicator(one.year, one.code)).unique().one()
    page = ("indicators.indicator", {"year": one.year, "code": one.code})
    title = _("Chỉ số %(code)s năm %(year)d", code=one.code, year=one.year)
    may = policy.enter if isinstance(one, Reading) else policy.verify
    return Work(title, *page, lambda person: may(person, indicator), lambda person: False)


keeps(Keeper(Reading.__tablename__, _l("Số liệu chỉ số"), _readings))
keeps(Keeper(Edition.__tablename__, _l("Quyết định về bộ chỉ số"), _editions))
keeps(Keeper(SiteCheck.__tablename__, _l("Kiểm tra thực tế"), _visits))
