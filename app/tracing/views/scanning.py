"""/t/…: the page a code on a label opens, and what somebody does who has a code in hand."""

import re
from base64 import b64encode
from functools import partial
from typing import Any

from flask import Blueprint, Flask, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.commune.settings import UNUSUAL_SCANS, rules
from app.core import batches, codes, fixed_words, limits, ready
from app.core.access import access
from app.core.clock import today
from app.core.db import db
from app.core.display import Display
from app.core.i18n import bilingual, language, with_query
from app.products import trace_code, vietqr
from app.products.queries.showing import lots_by_code
from app.tracing import policy, scans, structured
from app.tracing.actions import report
from app.tracing.forms import FindForm, PayForm, TroubleForm
from app.tracing.models import PLACE, LabelPlace
from app.tracing.page import TracePage
from app.tracing.queries import account_of
from app.tracing.reading import lot_of, read

_ROBOT = re.compile(r"bot|crawl|spider|preview|facebookexternalhit|slurp|curl|wget|python|headless", re.IGNORECASE)
bp = Blueprint("tracing", __name__)
SUGGESTED = 3  # more would only confuse


@bilingual(bp, "/t/<code>")
@access(policy.scan)
def show(code: str) -> Any:
    return _shown(code, None)


@bilingual(bp, "/t/<code>/<serial>")
@access(policy.scan)
def show_piece(code: str, serial: str) -> Any:
    return _shown(code, serial)


def _shown(typed: str, serial: str | None) -> Any:
    """The page, ready for the next reader; the two statements behind it are `reading.read`'s."""
    code = trace_code.read(typed)
    if code is None:
        return _unknown(typed)
    if code != typed:
        right = url_for(".show_piece", code=code, serial=serial) if serial else url_for(".show", code=code)
        return redirect(with_query(right, request.args), 301)
    lot = lot_of(code)
    if lot is None:
        return _unknown(typed)
    number = None if serial is None else trace_code.number_of(serial, salt=lot.salt)
    if serial is not None and (number is None or number > lot.serials):
        return _unknown(f"{code}/{serial}", lot=lot)
    page = _page(lot, number)
    place = next((place for place in LabelPlace if place == request.args.get(PLACE)), LabelPlace.PACK)
    heard = partial(_visited, batches.here(), lot.id, place, number)
    counted = f"<p>{page.scanned}</p>" if page.scanned else ""
    return ready.offered(Response(_rendered(page)), heard=heard, but=counted)


def _visited(app: Flask, lot_id: int, place: LabelPlace, number: int | None, environ: dict[str, Any]) -> None:
    """Count a visit, but of no program that fetches pages for previews and search engines, and of nobody who saw no page."""
    if environ["REQUEST_METHOD"] == "GET" and not _ROBOT.search(environ.get("HTTP_USER_AGENT", "")):
        scans.seen(app, lot_id, place, number, "HTTP_IF_NONE_MATCH" in environ)


def _page(lot: Any, number: int | None = None) -> TracePage:
    """How often is too often is asked for numbered pieces alone."""
    unusual = None if number is None else rules().number(UNUSUAL_SCANS)
    return TracePage(read(lot, number), language=language(), on=today(), unusual=unusual, number=number)


def _rendered(page: TracePage) -> str:
    """Past what other pages have around them: it is the same for everybody, whoever they are."""
    shown = {"page": page, "lot": page.lot, "lang": page.language, "structured": structured.product(page)}
    return fixed_words.template("tracing/page.html", page.language).render(display=Display.of(request.cookies), **shown)


def _unknown(typed: str, lot: Any = None) -> Any:
    """Not in the book; if one letter is wrong, which code was probably meant: it is offered, never opened by itself."""
    near = [] if lot else db.session.scalars(lots_by_code(trace_code.near(typed))).all()[:SUGGESTED]
    verdict = _page(lot).verdict if lot else None
    shown = {"near": near, "lot": lot, "verdict": verdict, "is_whole": bool(lot) or trace_code.is_whole(typed)}
    return render_template("tracing/unknown.html", typed=typed[:60], **shown), 404


@bilingual(bp, "/quet")
@access(policy.scan)
def find() -> Any:
    form = FindForm(request.args, meta={"csrf": False})
    if not form.code.data:
        form.code.data = request.args.get("sua", "")[:60]  # typed before, and to be mended
        return render_template("tracing/find.html", form=form)
    typed, _slash, serial = form.code.data.strip().rpartition("/t/")[2].partition("/")
    code = trace_code.read(typed) or trace_code.read(f"{trace_code.PREFIX}{typed}")
    if code is None:
        return _unknown(form.code.data)
    return redirect(url_for(".show_piece", code=code, serial=serial) if serial else url_for(".show", code=code))


@bilingual(bp, "/t/<code>/chuyen-khoan")
@access(policy.scan)
def pay(code: str) -> Any:
    lot = lot_of(trace_code.read(code) or "")
    account = db.session.scalar(account_of(lot.producer_id)) if lot else None
    if lot is None or account is None:
        abort(404)
    page = _page(lot)
    if not page.takes_money:  # recalled, expired or destroyed: nobody should pay for it
        return redirect(url_for(".show", code=lot.trace_code))
    form = PayForm(request.args, meta={"csrf": False})
    amount = form.amount.data if form.validate() else None
    purpose = f"{lot.trace_code} {lot.number}"
    text = vietqr.payload(account.bin, account.number, amount=amount, purpose=purpose)
    picture = codes.svg(text, words=_("Mã VietQR để chuyển tiền"))
    image = f"data:image/png;base64,{b64encode(codes.png(text, side=600)).decode()}"  # to be kept by the phone
    return render_template(
        "tracing/pay.html",
        page=page,
        account=account,
        bank=vietqr.banks()[account.bin],
        picture=picture,
        image=image,
        form=form,
        amount=amount,
    )


@bilingual(bp, "/t/<code>/bao", methods=["GET", "POST"])
@access(policy.scan)
def trouble(code: str) -> Any:
    form = TroubleForm()
    back = url_for(".show", code=code)
    about = f"{code}/{serial}" if (serial := request.args.get("tem", "")) else code
    if form.validate_on_submit():
        address = request.remote_addr or ""
        if limits.exceeded("trouble", address, times=10, minutes=60):
            form.form_errors.append(_("Máy này vừa gửi nhiều tin báo. Hãy đợi một giờ, hoặc gọi cho xã."))
            return render_template("tracing/trouble.html", form=form, code=about[:40], back_url=back), 422
        limits.attempt("trouble", address)
        report(about, form.kind.data, form.text.data or "", form.phone.data)
        flash(_("Đã báo cho Phòng Kinh tế xã. Có để số điện thoại thì cán bộ sẽ gọi lại."), "success")
        return redirect(url_for(".find"), 303)
    return render_template("tracing/trouble.html", form=form, code=about[:40], back_url=back), 422 if form.errors else 200
