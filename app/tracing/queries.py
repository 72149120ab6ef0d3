"""What one may ask about codes, scans and reports."""

from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from app.accounts.models import Upload
from app.labels.models import LabelRun
from app.products.models import (
    BankAccount,
    LinkKind,
    Lot,
    LotInEvent,
    LotState,
    Part,
    Picture,
    Place,
    Producer,
    ProducerState,
    Product,
    ProductLink,
    ProductState,
    Recall,
    TraceEvent,
)
from app.products.queries.showing import kept_by
from app.tracing.models import ScanCount, SerialScan, Trouble

LOT = "lot"


def account_of(producer_id: int) -> sa.Select[BankAccount]:
    """Where buyers may send money to a producer."""
    live = (BankAccount.confirmed_at.is_not(None), BankAccount.ended_at.is_(None))
    return sa.select(BankAccount).where(BankAccount.producer_id == producer_id, *live)


def whole_event() -> tuple[Any, ...]:
    """What an event says of itself: its place, its lots, what corrects it."""
    lots = selectinload(TraceEvent.lots).joinedload(LotInEvent.lot).joinedload(Lot.product)
    return joinedload(TraceEvent.place), joinedload(TraceEvent.corrected_by), lots


def told_of(lot_ids: list[int]) -> sa.ColumnElement[bool]:
    """Events that tell of these lots: not that somebody else used one, which is told by the lot it went into, nor into
    which lots one went before these are published."""
    maker = sa.select(Product.producer_id).where(Product.id == Lot.product_id, Lot.id == LotInEvent.lot_id)
    made, of = aliased(LotInEvent), aliased(Lot)
    hidden = sa.select(made.id).join(of, of.id == made.lot_id)
    hidden = hidden.where(made.event_id == LotInEvent.event_id, made.part == Part.OUTPUT, of.state != LotState.PUBLISHED)
    own = sa.and_(Place.producer_id == maker.scalar_subquery(), ~hidden.exists())
    links = sa.select(LotInEvent.event_id).join(LotInEvent.event).join(TraceEvent.place)
    return TraceEvent.id.in_(links.where(LotInEvent.lot_id.in_(lot_ids), sa.or_(LotInEvent.part != Part.INPUT, own)))


def first_picture(product_id: int) -> sa.Select[Upload]:
    """The picture that stands first on a product's page."""
    query = sa.select(Upload).join(Picture, Picture.upload_id == Upload.id).where(Picture.product_id == product_id)
    return query.order_by(Picture.position).limit(1)


@cache
def traded() -> sa.Select[int, str, str, int, bool]:
    """One row by `gtin`, the producer's own `number` of a lot and `today`: number and name of a published product, code and
    numbered pieces of that lot once it is published (null before), and whether the producer takes money for it by code: not
    while it is recalled or once it has expired."""
    account = sa.select(BankAccount.id).where(BankAccount.producer_id == Product.producer_id)
    paid = account.where(BankAccount.confirmed_at.is_not(None), BankAccount.ended_at.is_(None)).exists()
    meant = sa.or_(Recall.product_id == Product.id, Recall.lot_id == Lot.id)
    recalled = sa.select(Recall.id).where(meant, Recall.lifted_at.is_(None)).exists()
    fresh = sa.or_(Lot.expires_on.is_(None), Lot.expires_on >= sa.bindparam("today", type_=sa.Date()))
    takes_money = sa.and_(Lot.id.is_not(None), paid, fresh, ~recalled).label("takes_money")
    lot = sa.and_(
        Lot.product_id == Product.id,
        Lot.number == sa.bindparam("number", type_=sa.String()),
        Lot.state == LotState.PUBLISHED,
    )
    query = sa.select(Product.id, Product.name, Lot.trace_code, Lot.serials, takes_money).select_from(Product)
    return query.outerjoin(Lot, lot).where(Product.gtin == sa.bindparam("gtin"), Product.state != ProductState.DRAFT)


@cache
def recorded_links() -> sa.Select[LinkKind, str, str]:
    """Where a `product` leads outside this site, as its record says."""
    query = sa.select(ProductLink.kind, ProductLink.url, ProductLink.title)
    return query.where(ProductLink.product_id == sa.bindparam("product", type_=sa.Integer())).order_by(ProductLink.id)


def place_of_gln(gln: str) -> sa.Select[Place]:
    """A place of a confirmed producer by its number."""
    query = sa.select(Place).join(Place.producer).join(Producer.organisation)
    around = contains_eager(Place.producer).contains_eager(Producer.organisation)
    return query.where(Place.gln == gln, Producer.state == ProducerState.CONFIRMED).options(around)


def producer_of_gln(gln: str) -> sa.Select[Producer]:
    """A confirmed producer by its number as a party."""
    query = sa.select(Producer).join(Producer.organisation).options(contains_eager(Producer.organisation))
    return query.where(Producer.gln == gln, Producer.state == ProducerState.CONFIRMED)


def run(id: int, seen_by: Any) -> sa.Select[LabelRun]:
    """One order of labels, for whoever keeps the lot."""
    kept = sa.select(Lot.id).join(Lot.product).where(Product.producer_id.in_(kept_by(seen_by)))
    return sa.select(LabelRun).where(LabelRun.id == id, LabelRun.kind == LOT, LabelRun.subject_id.in_(kept))


def runs_of(lot: Lot) -> sa.Select[LabelRun]:
    """The orders of labels of a lot, newest first."""
    return sa.select(LabelRun).where(LabelRun.kind == LOT, LabelRun.subject_id == lot.id).order_by(LabelRun.id.desc())


def scans_by_day(lots: sa.Select[int], since: date) -> sa.Select[date, int, int]:
    """New and returning readers of these lots, day by day."""
    query = sa.select(ScanCount.day, sa.func.sum(ScanCount.first), sa.func.sum(ScanCount.again))
    return query.where(ScanCount.lot_id.in_(lots), ScanCount.day >= since).group_by(ScanCount.day).order_by(ScanCount.day)


def scans_by_place(lots: sa.Select[int]) -> sa.Select[str, int]:
    """All scans of these lots by where the label hangs."""
    whole = sa.func.sum(ScanCount.first + ScanCount.again)
    return (
        sa.select(ScanCount.place, whole).where(ScanCount.lot_id.in_(lots)).group_by(ScanCount.place).order_by(whole.desc())
    )


def busiest_pieces(lot: Lot, most: int) -> sa.Select[SerialScan]:
    """The numbered pieces scanned most often."""
    query = sa.select(SerialScan).where(SerialScan.lot_id == lot.id).order_by(SerialScan.count.desc(), SerialScan.number)
    return query.limit(most)


def troubles(*, seen: bool) -> sa.Select[Trouble]:
    """What buyers reported; the caller brings the order."""
    known = Trouble.seen_at.is_not(None) if seen else Trouble.seen_at.is_(None)
    return sa.select(Trouble).where(known).options(joinedload(Trouble.lot).joinedload(Lot.product))


def one_trouble(id: int) -> sa.Select[Trouble]:
    """One of them."""
    return sa.select(Trouble).where(Trouble.id == id)
