"""Printing codes: a village's team vouches by them for whoever it hands one to."""

from collections.abc import Sequence
from datetime import date, timedelta

from flask import current_app
from flask_babel import gettext as _

from app.accounts.models import Person, Role
from app.commune.models import Village
from app.core.clock import today
from app.core.workflow import RuleBroken, add_once
from app.initiatives.models import CodeSheet, Initiative, SheetPurpose

LONGEST = timedelta(days=60)


def print_sheet(
    *,
    village: Village,
    purpose: SheetPurpose,
    how_many: int,
    valid_until: date,
    occasion: str,
    topics: Sequence[Initiative],
    sent_key: str,
    by: Person,
) -> tuple[CodeSheet, list[str]]:
    """A new sheet and its codes, which nobody can read again after this. Raises `RuleBroken`."""
    if not by.has(Role.VILLAGE_TEAM, village_id=village.id):
        raise RuleBroken(_("Chỉ tổ của thôn in mã cho thôn mình."))
    if not today() <= valid_until <= today() + LONGEST:
        raise RuleBroken(_("Mã dùng được nhiều nhất 60 ngày, tính từ hôm nay."))
    if (purpose is SheetPurpose.VOTE) != bool(topics):
        raise RuleBroken(_("Mã để ủng hộ tại cuộc họp phải kèm ý tưởng; mã để xác nhận thì không."))
    facts = {"purpose": purpose, "valid_until": valid_until, "occasion": occasion, "sent_key": sent_key}
    sheet = CodeSheet(**facts, village_id=village.id, printed_by_id=by.id, topics=list(topics))
    codes = sheet.draw(how_many, secret=current_app.config["SECRET_KEY"])
    add_once(sheet, _("Tờ mã này đã in rồi. Chưa lưu được tệp thì hủy tờ đó và in tờ mới."))
    sheet.record("code_sheets.print", by=by, role=Role.VILLAGE_TEAM, codes=how_many)
    return sheet, codes
