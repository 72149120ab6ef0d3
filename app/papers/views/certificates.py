"""A certificate in somebody's hand: the page its code leads to, and what /kiem-chung says of the code."""

from typing import Any

from flask import Blueprint, abort, render_template, url_for
from flask_babel import gettext as _

from app.core.access import access
from app.core.checks import Finding, checks
from app.core.db import db
from app.core.i18n import bilingual
from app.core.typed_codes import meant
from app.papers import policy, queries
from app.papers.certificates import certified
from app.papers.models import Certificate

bp = Blueprint("certificates", __name__)


@bilingual(bp, "/giay-chung-nhan/<code>", methods=["GET"])
@access(policy.check_certificate, queries.certificate)
def show(certificate: Certificate) -> Any:
    known = certified(certificate) or abort(404)
    return render_template("papers/certificate.html", certificate=certificate, known=known)


@checks
def _certificate(typed: str) -> Finding | None:
    code = meant(typed)
    if not code.startswith("GCN") or len(code) != 19:
        return None
    found = db.session.scalar(queries.certificate(f"GCN-{code[3:11]}-{code[11:]}"))
    if found is None:
        return Finding(
            _("Giấy chứng nhận"), False, _("Xã không cấp giấy chứng nhận nào mang mã này. Hãy xem lại từng ký tự.")
        )
    return Finding(
        found.code, True, _("Mã này khớp với giấy chứng nhận xã đã cấp."), url=url_for("certificates.show", code=found.code)
    )
