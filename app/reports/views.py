"""/bao-cao/: periods, the commune's report from draft to issue, rankings and drafts of commendation."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.commune.settings import rules
from app.core.access import access
from app.core.asking import asked
from app.core.clock import today
from app.core.db import db
from app.core.i18n import bilingual
from app.core.sheets import docx_file, xlsx_book
from app.papers.actions import compose
from app.reports import on_paper, paper_kinds, policy, queries
from app.reports.actions import drafting, ranking
from app.reports.forms import IssueForm, WordsForm
from app.reports.models import CommuneReport, ReportState
from app.returns import queries as returns
from app.returns.models import Period
from app.returns.policy import follow
from app.scorecard.outcomes import Line
from app.scorecard.words import score

bp = Blueprint("reports", __name__)


@bilingual(bp, "/bao-cao/")
@access(policy.browse)
def index() -> Any:
    """Issued reports for everybody; for the office periods and drafts, for whoever reports what they owe."""
    owed = list(db.session.scalars(returns.owed_by(current_user))) if current_user.is_authenticated else []
    periods = list(db.session.scalars(returns.periods().order_by(Period.starts_on.desc()))) if follow(current_user) else []
    shown = queries.reports(current_user).where(CommuneReport.state != ReportState.DROPPED).order_by(CommuneReport.id.desc())
    found = list(db.session.scalars(shown))
    issued = {report.period_id for report in found if report.issued_on}
    page = {"reports": found, "issued": issued, "periods": periods, "owed": owed, "year": today().year}
    return render_template("reports/index.html", **page)


@bp.post("/bao-cao/ky/<int:id>/du-thao")
@access(policy.write, returns.period)
def take(period: Period) -> Any:
    made = drafting.take(period, by=current_user, rules=rules())
    flash(_("Đã lập dự thảo. Số liệu của dự thảo này không đổi nữa."), "success")
    return redirect(url_for(".show", id=made.id), 303)


@bilingual(bp, "/bao-cao/xa/<int:id>")
@access(policy.read, queries.report)
def show(report: CommuneReport) -> Any:
    """One report with the figures it was made of."""
    card = report.snapshot["scorecard"]
    lines = [Line.thawed(kept) for kept in card["lines"] if not kept["indicator"]["is_local"]] if card else []
    return render_template("reports/show.html", report=report, snapshot=report.snapshot, lines=lines)


@bp.route("/bao-cao/xa/<int:id>/sua", methods=["GET", "POST"])
@access(policy.write, queries.report)
def write(report: CommuneReport) -> Any:
    if report.state is not ReportState.DRAFT:
        abort(404)
    form = WordsForm(obj=report)

    def act() -> None:
        form.must_be_fresh(report.version)
        report.write(form.words, by=current_user)

    lead = _("Lời của các nơi đã gộp sẵn. Số liệu lấy từ bản đã đóng băng, không sửa ở đây.")
    return asked(form, _("Viết báo cáo của xã"), act, done=_("Đã lưu."), button=_("Lưu"), lead=lead, **_to(report))


@bp.route("/bao-cao/xa/<int:id>/ban-hanh", methods=["GET", "POST"])
@access(policy.issue, queries.report)
def issue(report: CommuneReport) -> Any:
    form = IssueForm(on=today(), version=report.version)

    def act() -> None:
        form.must_be_fresh(report.version)
        report.issue(by=current_user, number=form.number.data or "", on=form.on.data)

    lead = _("Ghi sau khi văn thư đã cấp số và lãnh đạo đã ký bản giấy.")
    return asked(form, _("Ghi đã ban hành"), act, done=_("Đã ghi. Ai cũng xem được báo cáo này."), lead=lead, **_to(report))


@bp.get("/bao-cao/xa/<int:id>/so-lieu.<kind>")
@access(policy.read, queries.report)
def file(report: CommuneReport, kind: str) -> Any:
    """The report as .docx, or every table of it as .xlsx."""
    name = f"bao-cao-{report.period.public_name}-{report.number}"
    if kind == "docx":
        return docx_file(name, on_paper.docx(report))
    return xlsx_book(name, on_paper.sheets(report)) if kind == "xlsx" else abort(404)


@bp.get("/bao-cao/xep-hang/<int:year>")
@access(policy.rank)
def rankings(year: int) -> Any:
    """Villages and units in order, with the formula."""
    _known(year)
    shown = {"villages": ranking.villages(year, rules=rules()), "units": ranking.units(year, rules=rules())}
    formula = {"of_villages": ranking.VILLAGES, "of_units": ranking.UNITS, "words": _part_words()}
    return render_template("reports/rankings.html", year=year, **shown, **formula)


@bp.get("/bao-cao/xep-hang/<int:year>/khen-thuong.docx")
@access(policy.rank)
def commendation(year: int) -> Any:
    """A draft of who might be commended: the first three places of each list, authors of what was put into practice."""
    _known(year)
    lists = (ranking.villages(year, rules=rules()), ranking.units(year, rules=rules()))
    best = [(rank, place) for found in lists for rank, place in found if rank <= 3 and place.points > 0]
    places = [
        [str(number), place.name, score(place.points), _("Hạng %(num)d", num=rank)]
        for number, (rank, place) in enumerate(best, 1)
    ]
    authors = db.session.execute(queries.authors_adopted(year)).all()
    people = [[str(number), row.name, f"{row.code} {row.title}"] for number, row in enumerate(authors, 1)]
    how = _("Điểm xếp hạng của từng nơi theo công thức in trên trang xếp hạng năm %(year)d.", year=year)
    paper = compose(
        paper_kinds.commendation, {"năm xét": str(year), "cách xếp": how}, {"tập thể": places, "cá nhân": people}
    )
    return docx_file(f"de-nghi-khen-thuong-{year}", paper)


def _part_words() -> dict[str, str]:
    return {
        ranking.HELD: _("Hoạt động đã xác nhận, so với số đủ để tính là hiệu quả"),
        ranking.ADOPTED: _("Sáng kiến được áp dụng, hai sáng kiến là đủ điểm phần này"),
        ranking.REPORTED: _("Báo cáo đến hạn đã nộp; nộp muộn tính một nửa"),
        ranking.TASKS: _("Nhiệm vụ chủ trì đến hạn đã hoàn thành; hoàn thành muộn tính một nửa"),
    }


def _known(year: int) -> None:
    if not 2020 <= year <= 2100:
        abort(404)


def _to(report: CommuneReport) -> dict[str, str]:
    return {"back": url_for(".show", id=report.id), "back_label": report.title}
