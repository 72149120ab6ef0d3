"""Photos and documents, for those who may see what they belong to; lists for the office."""

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, abort, request
from flask_babel import gettext as _

from app.commune.models import Field, Village
from app.core import files
from app.core.access import access
from app.core.clock import today
from app.core.db import db
from app.core.i18n import day
from app.core.sheets import csv_file, xlsx_file
from app.initiatives import policy
from app.initiatives.models import Attachment, Initiative
from app.initiatives.queries import reading

bp = Blueprint("files", __name__)


@bp.get("/tep/<token>")
@access(policy.view, reading.file)
def file(attachment: Attachment) -> Any:
    upload = attachment.upload
    rendition = "-nho" if request.args.get("co") == "nho" and upload.is_picture else ""
    name = f"{attachment.initiative.code or 'nhap'}-{attachment.id}"
    response = files.sent(upload.token, upload.mime, rendition, name=name)
    if attachment.initiative.is_public:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@bp.get("/sang-kien/so-lieu.<kind>")
@access(policy.oversee)
def export(kind: str) -> Any:
    """Every initiative that was sent, for the office's own spreadsheets."""
    if kind not in ("csv", "xlsx"):
        abort(404)
    query = (
        sa.select(Initiative, Field.name, Village.name)
        .join(Field, Field.id == Initiative.field_id)
        .join(Village, Village.id == Initiative.village_id)
        .where(Initiative.submitted_at.is_not(None))
        .order_by(Initiative.id)
    )
    head = [
        _("Mã"),
        _("Tên"),
        _("Lĩnh vực"),
        _("Thôn"),
        _("Trạng thái"),
        _("Ngày gửi"),
        _("Lượt ủng hộ"),
        _("Số quyết định"),
    ]
    rows = (
        [i.code, i.title, field, village, str(i.state.label), day(i.submitted_at), i.votes, i.decision_number or ""]
        for i, field, village in db.session.execute(query)
    )
    name = f"sang-kien-{today():%Y-%m-%d}"
    return (csv_file if kind == "csv" else xlsx_file)(name, _("Sáng kiến"), [head, *rows])
