"""What /kiem-chung says about the code of a published session."""

from flask import url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.core import audit
from app.core.audit import Event
from app.core.chain import digest
from app.core.checks import Finding, Line, checks
from app.core.db import db
from app.council import queries
from app.council.models import CouncilSession
from app.council.open_data import cases_of, computed_from


@checks
def _session(typed: str) -> Finding | None:
    """The published results must still be those whose digest stands in the chain."""
    session = db.session.scalars(queries.by_code(typed.strip().upper(), current_user)).unique().one_or_none()
    if session is None or not session.is_published:
        return None
    own = (Event.subject_type == CouncilSession.__tablename__, Event.subject_id == session.id)
    rows = [(row, wrong) for row, wrong in audit.looked_over(db.session.connection(), *own) if row.facts.get("results")]
    now = digest(computed_from(session, session.results or []))
    lines = [Line(row.id, row.at, _("Công bố kết quả"), row.hash, fits=not wrong) for row, wrong in rows]
    is_same = cases_of(session) == session.results  # what pages count now is what was published
    fits = is_same and bool(rows) and all(line.fits for line in lines) and rows[-1][0].facts["results"] == now
    text = (
        _("Kết quả đang công bố đúng là kết quả đã ghi vào chuỗi.")
        if fits
        else _("Kết quả đang công bố không khớp với chuỗi: đã bị sửa sau khi công bố.")
    )
    return Finding(f"{session.code}: {session.title}", fits, text, lines, url_for("council_results.show", code=session.code))
