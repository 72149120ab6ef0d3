"""What a slip looks like: A6, black on white, for a wallet or a kitchen wall."""

import io

from flask_babel import gettext as _
from reportlab.lib.pagesizes import A6
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.core.i18n import day
from app.core.paper import letters, qr, written
from app.initiatives.models import Slip

MARGIN, CODE = 8 * mm, 42 * mm


def drawn(slip: Slip, *, base_url: str, secret: str) -> bytes:
    """The slip as a PDF of one page: what was sent, how to look it up, and the key to take it over."""
    one, author = slip.initiative, slip.initiative.author
    page = io.BytesIO()
    canvas = Canvas(page, pagesize=A6, lang="vi")
    canvas.setTitle(one.code or "")
    letters()
    width, height = A6
    across = width - 2 * MARGIN
    top = written(canvas, _("Ủy ban nhân dân xã Nam Thanh Miện"), x=MARGIN, top=height - MARGIN, width=across, size=9)
    top = written(canvas, _("Phiếu gửi sáng kiến"), x=MARGIN, top=top - 2, width=across, size=14, bold=True)
    top = written(canvas, one.code or "", x=MARGIN, top=top - 4, width=across, size=20, bold=True)
    title = one.title if len(one.title) <= 90 else one.title[:90].rsplit(" ", 1)[0] + "…"
    top = written(canvas, title, x=MARGIN, top=top - 4, width=across, size=11)
    told = _("Người gửi: %(name)s, ngày %(day)s.", name=author.name, day=day(one.submitted_at))
    top = written(canvas, told, x=MARGIN, top=top - 3, width=across, size=10)
    address = f"{base_url}/tra-cuu"
    code_top = top - 4
    qr(canvas, f"{address}?ma={one.code}", x=MARGIN - 4, y=code_top - CODE, side=CODE)
    beside, room = MARGIN + CODE + 2, across - CODE - 2
    right = written(canvas, _("Xem đã làm đến đâu"), x=beside, top=code_top - 6, width=room, size=10, bold=True)
    right = written(canvas, _("Quét mã bên trái, hoặc vào"), x=beside, top=right - 2, width=room, size=9)
    right = written(canvas, address.partition("://")[2], x=beside, top=right - 1, width=room, size=9, bold=True)
    right = written(canvas, _("Bốn số khi hỏi:"), x=beside, top=right - 4, width=room, size=9)
    digits = _("4 số cuối điện thoại, …%(end)s", end=author.phone[-2:]) if author.phone else slip.digits
    written(canvas, digits, x=beside, top=right - 1, width=room, size=9 if author.phone else 16, bold=True)
    top = code_top - CODE - 4
    canvas.setDash(2, 2)
    canvas.line(MARGIN, top, width - MARGIN, top)
    top = written(canvas, _("Giữ kín phần này. Khi có điện thoại, vào"), x=MARGIN, top=top - 4, width=across, size=9)
    claim = f"{base_url.partition('://')[2]}/nhan-phieu"
    top = written(canvas, _("%(address)s để nhận ý tưởng về mình.", address=claim), x=MARGIN, top=top, width=across, size=9)
    key = _("Mã nhận: %(key)s", key=slip.key(secret=secret))
    written(canvas, key, x=MARGIN, top=top - 3, width=across, size=15, bold=True)
    canvas.save()
    return page.getvalue()
