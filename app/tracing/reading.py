"""What a trace page shows, in two statements however long the lot's way was: the lot with what stands around it, and
everything there is several of, laid under each other in one shape."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from app.accounts.models import Organisation, Upload
from app.commune.models import Village
from app.core.db import UTCDateTime, db
from app.initiatives.models import Initiative
from app.products.models import (
    TURNS,
    BankAccount,
    Lot,
    LotInEvent,
    LotState,
    OcopSet,
    Part,
    Picture,
    Place,
    Producer,
    Product,
    ProductCertificate,
    ProductLink,
    Recall,
    Step,
    TraceEvent,
)
from app.tracing.models import ScanCount, SerialScan

# The one shape of everything there is several of.
_SHAPE: dict[str, Any] = {
    "id": sa.Integer(),
    "at": UTCDateTime(),
    "first_on": sa.Date(),
    "last_on": sa.Date(),
    "word": sa.Text(),
    "name": sa.Text(),
    "code": sa.Text(),
    "text": sa.Text(),
    "token": sa.Text(),
    "number": sa.Integer(),
    "amount": sa.Integer(),
}


@dataclass(frozen=True)
class Read:
    """The lot's row, and the others by kind."""

    lot: Any
    rows: dict[str, list[Any]]


def lot_of(trace_code: str) -> Any:
    """The row of a published lot with what stands around it, or None: the first statement."""
    return db.session.connection().execute(_lot(), {"code": trace_code}).one_or_none()


def read(lot: Any, number: int | None = None) -> Read:
    """What belongs to a lot, and to one numbered piece of it when a number is given: the second statement."""
    asked = {"lot": lot.id, "product": lot.product_id, "number": number or 0}
    rows: dict[str, list[Any]] = {}
    for row in db.session.connection().execute(_belongings(), asked):
        rows.setdefault(row.kind, []).append(row)
    for several in rows.values():  # a database owes a union no order, and the page is to be the same in every process
        several.sort(key=lambda row: row.id)
    return Read(lot, rows)


@cache
def _lot() -> sa.Select[Any]:
    lot, product, producer, place = Lot.__table__.c, Product.__table__.c, Producer.__table__.c, Place.__table__.c
    organisation, village, set_ = Organisation.__table__.c, Village.__table__.c, OcopSet.__table__.c
    initiative, scan, account = Initiative.__table__.c, ScanCount.__table__.c, BankAccount.__table__.c
    scans = sa.select(sa.func.coalesce(sa.func.sum(scan.first + scan.again), 0)).where(scan.lot_id == lot.id)
    paid = sa.select(account.id).where(
        account.producer_id == producer.id, account.confirmed_at.is_not(None), account.ended_at.is_(None)
    )
    of_product = (
        "name",
        "name_en",
        "brand",
        "story",
        "story_en",
        "ingredients",
        "net_content",
        "storage",
        "standards",
        "shelf_life_days",
    )
    columns = (
        *(lot.id, lot.trace_code, lot.number, lot.quantity, lot.measure, lot.made_on, lot.expires_on, lot.published_at),
        *(lot.serials, lot.salt, lot.product_id, product.price, product.gtin, product.state, product.is_sample),
        *(product[name] for name in of_product),
        *(product.updated_at, producer.id.label("producer_id"), producer.address, producer.phone, producer.shows_phone),
        *(producer.story.label("producer_story"), producer.story_en.label("producer_story_en")),
        *(organisation.name.label("producer"), village.name.label("village"), place.name.label("place")),
        *(place.code.label("place_code"), set_.name.label("set_name"), set_.name_en.label("set_name_en")),
        *(initiative.code.label("initiative_code"), initiative.title.label("initiative"), initiative.state.label("adopted")),
        scans.scalar_subquery().label("scans"),
        paid.exists().label("takes_money"),
    )
    joined = (
        Lot.__table__.join(Product.__table__, product.id == lot.product_id)
        .join(Producer.__table__, producer.id == product.producer_id)
        .join(Organisation.__table__, organisation.id == producer.organisation_id)
        .join(Place.__table__, place.id == lot.place_id)
        .join(Village.__table__, village.id == place.village_id)
        .outerjoin(OcopSet.__table__, set_.id == product.ocop_set_id)
        .outerjoin(Initiative.__table__, initiative.id == product.initiative_id)
    )
    public = (lot.trace_code == sa.bindparam("code"), lot.state == LotState.PUBLISHED)
    return sa.select(*columns).select_from(joined).where(*public)


@cache
def _belongings() -> sa.CompoundSelect[Any]:
    """Steps, lots it was made of, papers, pictures, links, recalls, and what is known of the numbered piece."""
    lot, product = sa.bindparam("lot", type_=sa.Integer()), sa.bindparam("product", type_=sa.Integer())
    return sa.union_all(
        _steps(lot, product),
        _sources(lot),
        _papers(product),
        _pictures(product),
        _links(product),
        _recalls(lot, product),
        _piece(lot),
    )


def _row(kind: str, **given: Any) -> sa.Select[Any]:
    """One kind of row in the shape of all; what it has not is null, of the right type for either database."""
    columns = [
        sa.type_coerce(given[name], type_).label(name) if name in given else sa.cast(sa.null(), type_).label(name)
        for name, type_ in _SHAPE.items()
    ]
    return sa.select(sa.literal(kind, sa.Text()).label("kind"), *columns)


def _stands(event: Any) -> sa.ColumnElement[bool]:
    later = TraceEvent.__table__.alias()
    return sa.and_(~event.is_void, ~sa.select(later.c.id).where(later.c.corrects_id == event.id).exists())


def _steps(lot: Any, product: Any) -> sa.Select[Any]:
    """What happened to it; that somebody else used it is told on their page, in their words, not on this one."""
    event, place = TraceEvent.__table__.c, Place.__table__.c
    maker = sa.select(Product.__table__.c.producer_id).where(Product.__table__.c.id == product).scalar_subquery()
    own = sa.or_(LotInEvent.__table__.c.part != Part.INPUT, place.producer_id == maker)
    shown = {"id": event.id, "at": event.at, "word": event.step, "name": place.name, "code": place.code}
    shown |= {"text": event.note, "token": Upload.__table__.c.token, "amount": LotInEvent.__table__.c.quantity}
    joined = (
        LotInEvent.__table__.join(TraceEvent.__table__, event.id == LotInEvent.__table__.c.event_id)
        .join(Place.__table__, place.id == event.place_id)
        .outerjoin(Upload.__table__, Upload.__table__.c.id == event.upload_id)
    )
    corrected = sa.case((event.corrects_id.is_not(None), 1), else_=0)
    query = _row("step", number=corrected, **shown).select_from(joined)
    return query.where(LotInEvent.__table__.c.lot_id == lot, own, _stands(event))


def _sources(lot: Any) -> sa.Select[Any]:
    """One step back: the lots that went into it, by the code that leads to their own pages."""
    into, of = LotInEvent.__table__.alias("into"), LotInEvent.__table__.alias("of")
    event, before, product = TraceEvent.__table__.c, Lot.__table__.c, Product.__table__.c
    joined = (
        into.join(TraceEvent.__table__, event.id == into.c.event_id)
        .join(of, of.c.event_id == into.c.event_id)
        .join(Lot.__table__, before.id == of.c.lot_id)
        .join(Product.__table__, product.id == before.product_id)
    )
    public = sa.case((before.state == LotState.PUBLISHED, before.trace_code))
    recall = Recall.__table__.c
    meant = sa.or_(recall.lot_id == before.id, recall.product_id == product.id)
    recalled = sa.case((sa.select(recall.id).where(meant, recall.lifted_at.is_(None)).exists(), 1), else_=0)
    shown = {"id": before.id, "name": product.name, "code": public, "text": before.number, "token": event.step}
    # Of a lot that was parted this one holds what came out; of material, what went in.
    shown["amount"] = sa.case((event.step == Step.SPLIT, into.c.quantity), else_=of.c.quantity)
    query = _row("source", word=before.measure, number=recalled, **shown).select_from(joined)
    turned = (event.step.in_(TURNS), into.c.part == Part.OUTPUT, of.c.part == Part.INPUT)
    return query.where(into.c.lot_id == lot, *turned, _stands(event))


def _papers(product: Any) -> sa.Select[Any]:
    paper = ProductCertificate.__table__.c
    shown = {"id": paper.id, "at": paper.checked_at, "first_on": paper.valid_from, "last_on": paper.valid_to}
    shown |= {"word": paper.kind, "name": paper.authority, "code": paper.number, "text": paper.decision_number}
    joined = ProductCertificate.__table__.join(Upload.__table__, Upload.__table__.c.id == paper.upload_id)
    query = _row("paper", token=Upload.__table__.c.token, number=paper.stars, **shown).select_from(joined)
    return query.where(paper.product_id == product)


def _pictures(product: Any) -> sa.Select[Any]:
    picture, upload = Picture.__table__.c, Upload.__table__.c
    shown = {
        "id": picture.position,
        "text": picture.alt,
        "token": upload.token,
        "number": upload.width,
        "amount": upload.height,
    }
    joined = Picture.__table__.join(Upload.__table__, upload.id == picture.upload_id)
    return _row("picture", **shown).select_from(joined).where(picture.product_id == product)


def _links(product: Any) -> sa.Select[Any]:
    link = ProductLink.__table__.c
    return _row("link", id=link.id, word=link.kind, name=link.title, text=link.url).where(link.product_id == product)


def _recalls(lot: Any, product: Any) -> sa.Select[Any]:
    recall = Recall.__table__.c
    shown = {"id": recall.id, "at": recall.at, "word": recall.kind, "text": recall.reason, "name": recall.advice}
    query = _row("recall", number=recall.first_number, amount=recall.last_number, **shown)
    return query.where(recall.lifted_at.is_(None), sa.or_(recall.lot_id == lot, recall.product_id == product))


def _piece(lot: Any) -> sa.Select[Any]:
    scan = SerialScan.__table__.c
    number = sa.bindparam("number", type_=sa.Integer())
    return _row("piece", id=scan.number, number=scan.count).where(scan.lot_id == lot, scan.number == number)
