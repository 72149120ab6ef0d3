"""Labels ordered, trouble reported."""

from collections.abc import Iterable

import sqlalchemy as sa
from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from app.accounts.actions.own_data import forgets, rows_of, tells
from app.accounts.models import Person, Role
from app.core.clock import utcnow
from app.core.db import db
from app.core.i18n import day
from app.core.workflow import RuleBroken
from app.labels import actions as labels
from app.labels.models import LabelRun
from app.labels.sheet import Label, check
from app.labels.sources import tells as tells_labels
from app.labels.stocks import Stock
from app.products import trace_code
from app.products.actions.telling import tell_members, tell_office
from app.products.models import Lot
from app.products.queries.keeping import lot_itself, recalled
from app.products.queries.showing import lots_by_code
from app.tracing.digital_link import DigitalLink
from app.tracing.models import PLACE, LabelPlace, Trouble, TroubleKind
from app.tracing.queries import LOT


def address_of(lot: Lot, serial: str | None = None, *, place: LabelPlace = LabelPlace.PACK, as_link: bool = False) -> str:
    """What a code of a lot says: our own short address, or GS1 Digital Link for a product with a GTIN."""
    base, asked = current_app.config["BASE_URL"], "" if place is LabelPlace.PACK else f"?{PLACE}={place}"
    if as_link and lot.product.gtin:
        qualifiers = {"10": lot.number} | ({"21": serial} if serial else {})
        return f"{base}{DigitalLink('01', lot.product.gtin, qualifiers).path}{asked}"
    return f"{base}/t/{lot.trace_code}{f'/{serial}' if serial else ''}{asked}"


def order_labels(
    lot: Lot,
    count: int,
    stock: Stock,
    place: LabelPlace,
    *,
    by: Person,
    key: str,
    numbered: bool = False,
    as_link: bool = False,
) -> LabelRun:
    """Have labels of a published lot made, each with a number of its own when wanted. Raises `RuleBroken`."""
    if not lot.is_public:
        raise RuleBroken(_("Hãy công bố lô trước khi in tem: mã của lô chưa công bố quét không ra."))
    if any(one.first_number is None for one in db.session.scalars(recalled([lot]))):
        raise RuleBroken(_("Lô đang bị thu hồi: không in thêm tem."))
    if as_link and not lot.product.gtin:
        raise RuleBroken(_("Sản phẩm chưa có mã GTIN, nên tem dùng mã của xã."))
    longest = lot.serial(lot.serials + count) if numbered else None
    check(label_of(lot, longest, place=place, as_link=as_link), stock)
    if before := labels.sent_before(LOT, lot.id, key, by=by):
        return before
    first = lot.number_serials(count).start if numbered else None
    terms = {"first": first, "place": place.value, "as_link": as_link}
    run = labels.order(LOT, lot.id, count, stock, by=by, key=key, **terms)
    lot.record("lots.print_labels", by=by, role=by.acts_as(Role.PRODUCER), count=count, first=first)
    return run


@tells_labels(LOT)
def _labels(run: LabelRun, numbers: range) -> Iterable[Label]:
    lot = db.session.scalars(lot_itself(run.subject_id)).unique().one()
    first, place = run.terms["first"], LabelPlace(run.terms["place"])
    for number in numbers:
        yield label_of(lot, lot.serial(first + number) if first else None, place=place, as_link=run.terms["as_link"])


def label_of(lot: Lot, serial: str | None, *, place: LabelPlace, as_link: bool) -> Label:
    """What a label of a lot, or of one numbered piece, says."""
    number = [_("Số: %(serial)s", serial=serial)] if serial else []
    until = [_("HSD: %(day)s", day=day(lot.expires_on))] if lot.expires_on else []
    here = f"{current_app.config['BASE_URL'].partition('://')[2]}/quet"
    lines = (_("Lô: %(lot)s", lot=lot.number), *number, _("SX: %(day)s", day=day(lot.made_on)), *until)
    lines += (lot.product.producer.name, _("Thu hồi, báo lỗi: %(url)s", url=here))
    return Label(
        address_of(lot, serial, place=place, as_link=as_link),
        lot.product.name,
        lot.trace_code,
        lines,
        _("Quét để xem nơi làm ra"),
    )


def report(typed: str, kind: TroubleKind, text: str, phone: str | None) -> Trouble:
    """Note what a buyer says about a code; the office is told, and who made it when the code is in the book."""
    whole, _slash, serial = typed.partition("/")
    code = trace_code.read(whole)
    lot = db.session.scalars(lots_by_code([code])).first() if code else None
    about = f"{code}/{serial}".rstrip("/") if code else typed
    trouble = Trouble(kind=kind, code=about[:40], text=text, phone=phone, lot_id=lot.id if lot else None)
    db.session.add(trouble)
    db.session.flush()
    happening = f"trouble-{trouble.id}"
    with force_locale("vi"):  # those who are told read Vietnamese, whatever page the buyer wrote on
        if lot is None:
            said = _("Người mua báo về mã %(code)s: %(kind)s.", code=trouble.code, kind=kind.label)
            tell_office(_("Tin báo của người mua"), happening, said, endpoint="tracing_data.troubles")
            return trouble
        producer = lot.product.producer
        said = _("Người mua báo về lô %(lot)s: %(kind)s.", lot=lot.number, kind=kind.label)
        tell_office(producer.name, happening, said, endpoint="tracing_data.troubles")
        tell_members(producer, happening, said, leads={"endpoint": "lots.show", "id": lot.id})
    return trouble


def close(trouble: Trouble, *, by: Person) -> None:
    """Somebody of the office has looked at it."""
    if trouble.seen_at is None:
        trouble.seen_at, trouble.seen_by_id = utcnow(), by.id


@tells("troubles")
def _seen(person: Person) -> list[dict[str, object]]:
    return rows_of(Trouble, Trouble.seen_by_id == person.id, but=("seen_by_id", "phone"))


@forgets
def _forget(person: Person) -> None:
    db.session.execute(sa.update(Trouble).where(Trouble.seen_by_id == person.id).values(seen_by_id=None))
