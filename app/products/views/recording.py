"""/so-sx/lo/…: lots, and what happens to them, noted in the field in seconds."""

import secrets
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.core import i18n
from app.core.access import access
from app.core.asking import asked
from app.core.clock import local, today, utcnow
from app.core.db import db
from app.core.forms import options
from app.core.rules import RuleBroken
from app.products import policy, trace_code
from app.products.actions import recalling, recording, turning
from app.products.actions.recording import Happening
from app.products.actions.turning import Share
from app.products.forms import CorrectionForm, LotForm, MergeForm, RecallForm, SplitForm, StepForm, TransformForm
from app.products.models import TURNS, Lot, Product, Step, TraceEvent
from app.products.queries import keeping as queries
from app.products.queries.showing import lots_by_code

bp = Blueprint("lots", __name__, url_prefix="/so-sx")
ICONS = {step.value: step.icon for step in Step}


@bp.route("/san-pham/<int:id>/lo/moi", methods=["GET", "POST"])
@access(policy.keep_product, queries.product)
def new(product: Product) -> Any:
    form = LotForm(began_on=today())
    form.place_id.choices = options(product.producer.places)
    made: list[Lot] = []

    def act() -> None:
        made.append(recording.begin_lot(product, by=current_user, **form.facts))

    back = {"back": url_for("keeping_products.show", id=product.id), "back_label": product.name}
    answer = asked(form, _("Lô hàng mới"), act, done=_("Đã mở lô. Giờ ghi việc đầu tiên."), button=_("Mở lô"), **back)
    return redirect(url_for(".note", id=made[0].id), 303) if made else answer


@bp.get("/lo/<int:id>")
@access(policy.read_lot, queries.lot)
def show(lot: Lot) -> Any:
    recalls = db.session.scalars(queries.recalls_of(lot.product, lot)).all()
    events = sorted((link.event for link in lot.in_events), key=lambda event: (event.at, event.id))
    left = turning.left_of([lot], lot.product.producer)[lot.id]
    return render_template("products/lot.html", lot=lot, events=events, recalls=recalls, left=left, turns=TURNS)


@bp.route("/lo/<int:id>/sua", methods=["GET", "POST"])
@access(policy.keep_lot, queries.lot)
def edit(lot: Lot) -> Any:
    form = LotForm(obj=lot)
    form.place_id.choices = options(lot.product.producer.places)

    def act() -> None:
        form.must_be_fresh(lot.version)
        recording.write_lot(lot, by=current_user, **form.facts)

    return asked(form, _("Sửa lô %(number)s", number=lot.number), act, done=_("Đã lưu."), button=_("Lưu"), **_words(lot))


@bp.post("/lo/<int:id>/cong-bo")
@access(policy.keep_lot, queries.lot)
def publish(lot: Lot) -> Any:
    lot.publish(by=current_user)
    flash(_("Đã công bố lô %(number)s. Giờ in tem được rồi.", number=lot.number), "success")
    return redirect(url_for(".show", id=lot.id), 303)


@bp.route("/lo/<int:id>/ghi", methods=["GET", "POST"])
@access(policy.keep_lot, queries.lot)
def note(lot: Lot) -> Any:
    form = _set_up(StepForm(**_now()), lot)
    form.quantity.description = _("Tính bằng %(measure)s; không rõ thì bỏ trống.", measure=lot.measure.label)

    def act() -> None:
        recording.note_step(lot, form.step.data, _happening(form, lot), form.quantity.data, by=current_user)

    lead = f"{lot.product.name}, {lot.number}"
    words = {"done": _("Đã ghi."), "button": _("Lưu"), "lead": lead, **_words(lot)}
    return asked(form, _("Ghi việc"), act, template="products/note.html", icons=ICONS, **words)


@bp.route("/su-kien/<int:id>/dinh-chinh", methods=["GET", "POST"])
@access(policy.correct, queries.event)
def correct(event: TraceEvent) -> Any:
    lot = event.own_lots[0]
    then = local(event.at)
    given = {"day": then.date(), "clock": f"{then:%H:%M}", "note": event.note, "place_id": event.place_id}
    form = _set_up(CorrectionForm(**given, quantity=event.lots[0].quantity, key=secrets.token_urlsafe(16)), lot)
    if event.step in TURNS:
        del form.quantity

    def act() -> None:
        quantity = form.quantity.data if form.quantity else None
        void = form.is_void.data
        recording.correct(event, _happening(form, lot), quantity, form.reason.data, by=current_user, is_void=void)

    lead = _("Dòng cũ không mất: dòng mới chỉ vào dòng cũ và nói sai ở đâu.")
    title = _("Đính chính: %(step)s", step=event.step.label)
    return asked(form, title, act, done=_("Đã đính chính."), button=_("Lưu đính chính"), lead=lead, **_words(lot))


@bp.route("/lo/<int:id>/che-bien", methods=["GET", "POST"])
@access(policy.keep_lot, queries.lot)
def transform(lot: Lot) -> Any:
    form = _set_up(TransformForm(**_now()), lot)
    form.made.description = _("Tính bằng %(measure)s.", measure=lot.measure.label)

    def act() -> None:
        taken = [Share(_lot_meant(form.taken_code.data, lot), form.taken.data)]
        if form.other_code.data:
            taken.append(Share(_lot_meant(form.other_code.data, lot), form.other.data or Decimal(0)))
        made = [Share(lot, form.made.data)]
        turning.turn(Step.TRANSFORM, taken, made, _happening(form, lot), by=current_user)

    lead = _("Lô này làm từ lô nào? Ghi số lô của nhà mình, hoặc mã NTM trên tem của người bán nguyên liệu.")
    return asked(form, _("Ghi nguyên liệu"), act, done=_("Đã ghi nguyên liệu."), button=_("Lưu"), lead=lead, **_words(lot))


@bp.route("/lo/<int:id>/tach", methods=["GET", "POST"])
@access(policy.keep_lot, queries.lot)
def split(lot: Lot) -> Any:
    form = _set_up(SplitForm(**_now()), lot)

    def act() -> None:
        parts = {form.first_number.data: form.first.data, form.second_number.data: form.second.data}
        turning.split(lot, parts, _happening(form, lot), by=current_user)

    return asked(form, _("Tách lô"), act, done=_("Đã tách thành hai lô mới."), lead=_rest(lot), **_words(lot))


@bp.route("/lo/<int:id>/gop", methods=["GET", "POST"])
@access(policy.keep_lot, queries.lot)
def merge(lot: Lot) -> Any:
    others = {one.id: one for one in db.session.scalars(queries.lots_of(lot.product)) if one.id != lot.id}
    if not others:
        flash(_("Chưa có lô nào khác của sản phẩm này để gộp."), "warning")
        return redirect(url_for(".show", id=lot.id), 303)
    form = _set_up(MergeForm(**_now()), lot)
    form.with_id.choices = [(one.id, one.number) for one in others.values()]

    def act() -> None:
        turning.merge([lot, others[form.with_id.data]], form.number.data, _happening(form, lot), by=current_user)

    lead = _("Tất cả phần còn lại của hai lô vào một lô mới.")
    return asked(form, _("Gộp lô"), act, done=_("Đã gộp vào lô mới."), lead=lead, **_words(lot))


@bp.route("/lo/<int:id>/thu-hoi", methods=["GET", "POST"])
@access(policy.recall, queries.lot)
def recall(lot: Lot) -> Any:
    form = RecallForm()
    if not lot.serials:
        del form.first, form.last

    def act() -> None:
        facts = {name: form[name].data for name in ("kind", "reason", "advice")}
        numbers = {"first": form.first.data, "last": form.last.data} if form.first else {}
        recalling.recall(lot, by=current_user, **numbers, **facts)

    lead = _("Trang truy xuất của lô %(number)s báo đỏ ngay khi gửi.", number=lot.number)
    return asked(form, _("Thu hồi lô"), act, done=_("Đã báo thu hồi. Trang của lô đã báo đỏ."), lead=lead, **_words(lot))


def _now() -> dict[str, Any]:
    """What a form about this moment begins with."""
    now = local(utcnow())
    return {"day": now.date(), "clock": f"{now:%H:%M}", "key": secrets.token_urlsafe(16)}


def _set_up(form: Any, lot: Lot) -> Any:
    form.place_id.choices = options(lot.product.producer.places)
    if not form.is_submitted() and not form.place_id.data:
        form.place_id.data = lot.place_id
    return form


def _happening(form: Any, lot: Lot) -> Happening:
    place = next(place for place in lot.product.producer.places if place.id == form.place_id.data)
    return Happening(
        place, form.at, form.note.data or "", form.photo.stream, form.children.data or None, form.key.data or None
    )


def _rest(lot: Lot) -> str:
    left = turning.left_of([lot], lot.product.producer)[lot.id]
    if left is None:
        return _("Lô này chưa ghi số lượng; hãy ghi trước rồi mới tách được.")
    return _("Lô này còn %(left)s %(measure)s.", left=i18n.quantity(left), measure=lot.measure.label)


def _lot_meant(typed: str, near: Lot) -> Lot:
    """A lot of the same producer by its number, or anybody's published one by its code. Raises `RuleBroken`."""
    if code := trace_code.read(typed):
        found = db.session.scalars(lots_by_code([code])).first()
    else:
        own = sa.select(Lot).join(Lot.product).where(Product.producer_id == near.product.producer_id)
        same = db.session.scalars(own.where(sa.func.lower(Lot.number) == typed.strip().lower())).all()
        found = same[0] if len(same) == 1 else None
    if found is None:
        raise RuleBroken(_("Không thấy lô “%(typed)s”. Ghi đúng số lô của nhà mình, hoặc mã NTM trên tem.", typed=typed))
    return found


def _words(lot: Lot) -> dict[str, str]:
    return {"back": url_for(".show", id=lot.id), "back_label": _("Lô %(number)s", number=lot.number)}
