"""/ho-so/…: proofs and money of one piece of work; /kinh-phi/<year>: what all of it comes to."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.core import files
from app.core.access import access
from app.core.asking import asked
from app.core.clock import today
from app.core.db import db
from app.core.i18n import bilingual
from app.core.sheets import csv_file, xlsx_file
from app.folders import actions, policy, queries
from app.folders.forms import FundForm, ProofForm, ReasonForm
from app.folders.keepers import Work, words_of, work_of, works
from app.folders.models import Folder, Fund, FundSource, Proof

bp = Blueprint("folders", __name__)


@bp.get("/ho-so/tep/<token>")
@access(policy.see, queries.file)
def file(proof: Proof) -> Any:
    upload = proof.upload or abort(404)
    small = request.args.get("co") == "nho" and upload.is_picture
    return files.sent(upload.token, upload.mime, "-nho" if small else "", name=f"minh-chung-{proof.id}")


@bp.route("/ho-so/<int:id>/minh-chung", methods=["GET", "POST"])
@access(policy.add, queries.folder)
def prove(folder: Folder) -> Any:
    form, work = ProofForm(), work_of(folder)

    def act() -> None:
        actions.add_proofs(folder, [file.stream for file in form.files.data], by=current_user, **form.facts)

    return asked(form, _("Thêm minh chứng"), act, done=_("Đã thêm minh chứng."), lead=work.title, **_back(work))


@bp.post("/ho-so/minh-chung/<int:id>/xac-nhan")
@access(policy.confirm, queries.proof)
def confirm(proof: Proof) -> Any:
    proof.confirm(by=current_user)
    flash(_("Đã xác nhận minh chứng."), "success")
    return redirect(_back(work_of(proof.folder))["back"], 303)


@bp.route("/ho-so/minh-chung/<int:id>/rut", methods=["GET", "POST"])
@access(policy.withdraw, queries.proof)
def withdraw(proof: Proof) -> Any:
    form, work = ReasonForm(), work_of(proof.folder)

    def act() -> None:
        proof.withdraw(by=current_user, reason=form.reason.data or "")

    done = _("Đã rút. Tệp và lý do còn trong hồ sơ.")
    return asked(form, _("Rút minh chứng"), act, done=done, lead=proof.caption, **_back(work))


@bp.route("/ho-so/<int:id>/kinh-phi", methods=["GET", "POST"])
@access(policy.plan_money, queries.folder)
def plan_money(folder: Folder) -> Any:
    form, work = FundForm(year=today().year), work_of(folder)

    def act() -> None:
        actions.plan_money(folder, form.facts, by=current_user)

    return asked(form, _("Thêm dòng kinh phí"), act, done=_("Đã ghi kinh phí."), lead=work.title, **_back(work))


@bp.route("/ho-so/kinh-phi/<int:id>", methods=["GET", "POST"])
@access(policy.change_money, queries.fund)
def change_money(fund: Fund) -> Any:
    form, work = FundForm(obj=fund), work_of(fund.folder)

    def act() -> None:
        form.must_be_fresh(fund.version)
        actions.change_money(fund, form.facts, by=current_user)

    return asked(form, _("Sửa dòng kinh phí"), act, done=_("Đã lưu."), button=_("Lưu"), lead=work.title, **_back(work))


@bp.route("/ho-so/kinh-phi/<int:id>/bo", methods=["GET", "POST"])
@access(policy.change_money, queries.fund)
def drop_money(fund: Fund) -> Any:
    form, work = ReasonForm(), work_of(fund.folder)

    def act() -> None:
        actions.drop_money(fund, form.reason.data or "", by=current_user)

    return asked(form, _("Bỏ dòng kinh phí"), act, done=_("Đã bỏ. Lịch sử còn giữ."), lead=fund.output, **_back(work))


@bilingual(bp, "/kinh-phi/<int:year>")
@access(policy.see)
def money(year: int) -> Any:
    """What was planned and spent in a year, by source; for the office each line of it."""
    _known(year)
    sums = list(db.session.execute(queries.sums_of(year)))
    lines, about = _lines(year) if policy.see_money(current_user) else ([], {})
    by_source = {one: _sum(row for row in sums if row.source == one) for one in FundSource}
    by_kind = {kind: _sum(row for row in sums if row.kept_by == kind) for kind in sorted({row.kept_by for row in sums})}
    shown = {"by_source": by_source, "by_kind": by_kind, "lines": lines, "about": about, "words_of": words_of}
    return render_template("folders/money.html", year=year, years=list(db.session.scalars(queries.years())), **shown)


@bp.get("/kinh-phi/<int:year>/so-lieu.<kind>")
@access(policy.see_money)
def money_file(year: int, kind: str) -> Any:
    """Each line of a year, as a table to take away."""
    _known(year)
    if kind not in ("csv", "xlsx"):
        abort(404)
    lines, about = _lines(year)
    head = [_("Loại việc"), _("Việc"), _("Nguồn kinh phí"), _("Chi cho kết quả nào"), _("Quyết định, hợp đồng")]
    rows = [
        [
            str(words_of(f.folder.kept_by)),
            about[f.folder_id].title,
            str(f.source.label),
            f.output,
            f.number,
            f.planned,
            f.spent,
        ]
        for f in lines
    ]
    write = csv_file if kind == "csv" else xlsx_file
    return write(f"kinh-phi-{year}", str(year), [[*head, _("Dự kiến (đồng)"), _("Đã chi (đồng)")], *rows])


def _sum(rows: Iterable[Any]) -> tuple[int, int]:
    """What is planned and what was spent."""
    found = list(rows)
    return sum(row.planned for row in found), sum(row.spent for row in found)


def _lines(year: int) -> tuple[list[Fund], dict[int, Work]]:
    lines = list(db.session.scalars(queries.funds_of(year)))
    return lines, works({(fund.folder.kept_by, fund.folder_id) for fund in lines})


def _back(work: Work) -> dict[str, str]:
    return {"back": url_for(work.endpoint, **work.values), "back_label": work.title}


def _known(year: int) -> None:
    if not 2020 <= year <= 2100:
        abort(404)
