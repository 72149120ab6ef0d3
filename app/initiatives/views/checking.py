"""What the chain of the history says about the code of an initiative."""

from flask import url_for
from flask_babel import gettext as _

from app.core import audit
from app.core.audit import Event
from app.core.checks import Finding, Line, checks
from app.core.db import db
from app.initiatives.actions.looking_up import code_of
from app.initiatives.models import Initiative
from app.initiatives.queries import reading
from app.initiatives.views.showing import is_told, what_happened


@checks
def _public_history(typed: str) -> Finding | None:
    code = code_of(typed)
    initiative = db.session.scalar(reading.sent(code)) if code else None
    if initiative is None or not initiative.is_public:
        return None
    own = (Event.subject_type == Initiative.__tablename__, Event.subject_id == initiative.id)
    told = [(row, wrong) for row, wrong in audit.looked_over(db.session.connection(), *own) if is_told(row)]
    lines = [Line(row.id, row.at, what_happened(row), row.hash, fits=not wrong) for row, wrong in told]
    fits = all(line.fits for line in lines)
    text = _("Mọi dòng dưới đây khớp với chuỗi.") if fits else _("Có dòng không khớp: nhật ký đã bị sửa sau khi ghi.")
    url = url_for("initiatives.show", code=code)
    return Finding(f"{code}: {initiative.title}", fits, text, lines, url)
