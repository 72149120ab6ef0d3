"""What codes look like on paper: A4, ten to a page, to be cut along the lines."""

import io

from flask_babel import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.core.i18n import day
from app.core.paper import letters, qr, written
from app.initiatives.models import CodeSheet, SheetPurpose

ACROSS, DOWN, MARGIN, SIDE = 2, 5, 5 * mm, 30 * mm


def drawn(sheet: CodeSheet, codes: list[str], *, base_url: str) -> bytes:
    """The codes as a PDF; each carries what it is for, until when, and a QR that fills it in."""
    page = io.BytesIO()
    canvas = Canvas(page, pagesize=A4, lang="vi")
    canvas.setTitle(_("Mã dùng một lần, thôn %(village)s", village=sheet.village.name))
    letters()
    wide, high = A4[0] / ACROSS, A4[1] / DOWN
    for place, code in enumerate(codes):
        on_page = place % (ACROSS * DOWN)
        if place and not on_page:
            canvas.showPage()
        left, top = (on_page % ACROSS) * wide, A4[1] - (on_page // ACROSS) * high
        canvas.setDash(2, 2)
        canvas.rect(left, top - high, wide, high)
        _one(canvas, sheet, code, f"{place + 1}/{len(codes)}", base_url, left=left + MARGIN, top=top - MARGIN, wide=wide)
    canvas.save()
    return page.getvalue()


def _one(
    canvas: Canvas, sheet: CodeSheet, code: str, place: str, base_url: str, *, left: float, top: float, wide: float
) -> None:
    across = wide - 2 * MARGIN
    is_vote = sheet.purpose is SheetPurpose.VOTE
    title = _("Mã ủng hộ ý tưởng") if is_vote else _("Mã xác nhận tài khoản")
    at = written(canvas, title, x=left, top=top, width=across, size=11, bold=True)
    where = _("Thôn %(village)s", village=sheet.village.name)
    at = written(canvas, f"{where}. {sheet.occasion}".rstrip(". "), x=left, top=at - 1, width=across, size=9)
    at = written(canvas, code, x=left, top=at - 3, width=across, size=18, bold=True)
    qr(canvas, f"{base_url}/ma-giay?ma={code}", x=left - 3, y=at - SIDE - 2, side=SIDE)
    beside, room = left + SIDE + 4, across - SIDE - 4
    address = f"{base_url.partition('://')[2]}/ma-giay"
    at = written(canvas, _("Quét mã bên trái, hoặc vào"), x=beside, top=at - 4, width=room, size=9)
    at = written(canvas, address, x=beside, top=at - 1, width=room, size=9, bold=True)
    once = _("Dùng một lần, cho một người, đến hết %(day)s.", day=day(sheet.valid_until))
    at = written(canvas, once, x=beside, top=at - 4, width=room, size=9)
    written(
        canvas, _("Tờ số %(sheet)s, mã %(place)s", sheet=sheet.id, place=place), x=beside, top=at - 4, width=room, size=8
    )
