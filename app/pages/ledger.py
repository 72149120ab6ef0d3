"""/kiem-chung: what the chain of the history is, how anybody checks it, and what it says about a code."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request
from flask_babel import gettext as _

from app.core import audit, checks
from app.core.access import access, everyone
from app.core.audit import Event
from app.core.checks import Finding
from app.core.db import db
from app.core.i18n import bilingual

bp = Blueprint("ledger", __name__)
TOOLS = Path(__file__).parents[2] / "tools"
PARTS = ("exact.py", "verify_council.py", "verify_contests.py", "verify_scorecard.py")
_MARK = re.compile(r"^(\d{1,10})-([0-9a-f]{16,64})$")


@bilingual(bp, "/kiem-chung")
@access(everyone)
def show() -> Any:
    """The page, with what was found for `ma`."""
    typed = request.args.get("ma", "").strip()[:80]
    head = audit.head(db.session.connection())
    found = checks.find(typed) if typed else None
    base = current_app.config["BASE_URL"]
    return render_template("pages/ledger.html", head=head, typed=typed, found=found, base=base)


@bp.get("/kiem-chung/verify.pyz")
@access(everyone)
def tool() -> Any:
    """The script that checks everything without this house, with its parts: a .zip that Python runs as it is (PEP 441)."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, inside in (("verify.py", "__main__.py"), *((part, part) for part in PARTS)):
            archive.writestr(zipfile.ZipInfo(inside), (TOOLS / name).read_bytes())
    headers = {"Content-Disposition": "attachment; filename=verify.pyz"}
    return Response(packed.getvalue(), mimetype="application/zip", headers=headers)


@checks.checks
def _printed(typed: str) -> Finding | None:
    """A mark from minutes or a report: its row must still have the hash it was printed with."""
    if (printed := _MARK.match(typed.lower())) is None:
        return None
    number, hash = int(printed[1]), printed[2]
    found = list(audit.looked_over(db.session.connection(), Event.id == number)) if number < 2**31 else []
    fits = bool(found) and found[0][0].hash.startswith(hash) and not found[0][1]
    text = (
        _("Dòng này vẫn mang đúng dấu đã in và khớp với dòng trước nó.")
        if fits
        else _("Không khớp: không có dòng nào mang dấu đó. Nhật ký có thể đã bị sửa sau khi in, hoặc dấu gõ sai.")
    )
    return Finding(_("Dấu %(mark)s", mark=typed.lower()), fits, text)
