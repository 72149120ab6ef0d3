"""The tally of a year, what stands behind indicators 4.2 and 4.3, and the tally's spreadsheet."""

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext as _

from app.commune.settings import rules
from app.core.access import access
from app.core.clock import today
from app.core.db import db
from app.core.i18n import bilingual, day
from app.core.sheets import csv_file, xlsx_file
from app.initiatives.models import Sphere
from app.initiatives.queries.tally import proposed_in
from app.scorecard import policy
from app.scorecard.actions import tallying as actions

bp = Blueprint("scorecard", __name__)


@bilingual(bp, "/bo-chi-so/<int:year>/sang-kien")
@access(policy.read)
def tally(year: int) -> Any:
    _known(year)
    counted = actions.tally_of(year, rules=rules())
    month = request.args.get("thang", type=int)
    sphere = next((s for s in Sphere if s == request.args.get("linh-vuc")), None)
    items = [
        item
        for item in counted.items
        if (not month or int(item["adopted_on"][5:7]) == month) and (not sphere or item["sphere"] == sphere)
    ]
    return render_template(
        "scorecard/tally.html",
        tally=counted,
        items=items,
        month=month,
        sphere=sphere,
        spheres=list(Sphere),
        words={s.value: s.label for s in Sphere},
        told=_told,
        waiting=db.session.scalar(proposed_in(year)),
        this_year=today().year,
    )


@bilingual(bp, "/bo-chi-so/<int:year>/san-pham")
@access(policy.read)
def digital_products(year: int) -> Any:
    """Indicator 4.2, with the products that make it."""
    _known(year)
    return render_template("scorecard/digital_products.html", counted=actions.digital_products(year), year=year)


@bilingual(bp, "/bo-chi-so/<int:year>/du-lich")
@access(policy.read)
def smart_tourism(year: int) -> Any:
    """Indicator 4.3, with the months that make it."""
    _known(year)
    return render_template("scorecard/smart_tourism.html", counted=actions.smart_tourism(year, rules=rules()), year=year)


@bp.get("/bo-chi-so/<int:year>/sang-kien.<kind>")
@access(policy.export)
def export(year: int, kind: str) -> Any:
    _known(year)
    if kind not in ("csv", "xlsx"):
        abort(404)
    head = [_("Mã"), _("Tên"), _("Lĩnh vực tính chỉ tiêu"), _("Áp dụng từ"), _("Số quyết định"), _("Ngày quyết định")]
    head += [_("Đơn vị áp dụng"), _("Minh chứng")]
    keys = ("code", "title", "sphere", "adopted_on", "decision_number", "decision_on", "unit", "proofs")
    items = actions.tally_of(year, rules=rules()).items
    rows = [[str(Sphere(item[k]).label) if k == "sphere" else item[k] for k in keys] for item in items]
    write = csv_file if kind == "csv" else xlsx_file
    return write(f"sang-kien-ap-dung-{year}", str(year), [head, *rows])


def _told(change: dict[str, Any]) -> str:
    """An amendment as a sentence."""
    facts = {"code": change["code"], "when": day(datetime.fromisoformat(change["at"])) if change["at"] else ""}
    if change["change"] == "removed":
        return _("%(code)s không còn được tính từ %(when)s. %(reason)s", **facts, reason=change["reason"] or "")
    if change["change"] == "added":
        return _("%(code)s được tính thêm từ %(when)s.", **facts)
    return _("%(code)s có số liệu đã đổi sau khi chốt năm.", **facts)


def _known(year: int) -> None:
    if not 2020 <= year <= 2100:
        abort(404)
