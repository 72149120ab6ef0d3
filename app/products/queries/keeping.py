"""Books as those who keep or oversee them read them: for everybody else nothing of them is there."""

from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.accounts.models import Membership, Organisation
from app.products.models import (
    BankAccount,
    DossierItem,
    Lot,
    LotInEvent,
    Picture,
    Place,
    Producer,
    Product,
    ProductCertificate,
    Recall,
    TraceEvent,
)
from app.products.policy import oversees
from app.products.queries.showing import kept_by

Thing = TypeVar("Thing")
_MEMBERS = joinedload(Producer.organisation).selectinload(Organisation.memberships).joinedload(Membership.person)
_KEPT = joinedload(Product.producer).options(_MEMBERS)


def organisation(id: int, seen_by: Any) -> sa.Select[Organisation]:
    """One organisation with its members, for them."""
    mine = sa.select(Membership.organisation_id).where(Membership.person_id == seen_by.id, Membership.until.is_(None))
    query = sa.select(Organisation).where(Organisation.id == id, Organisation.id.in_(mine))
    return query.options(selectinload(Organisation.memberships))


def producer(id: int, seen_by: Any) -> sa.Select[Producer]:
    """One book with its members, places and accounts."""
    whole = (_MEMBERS, selectinload(Producer.places).joinedload(Place.village), selectinload(Producer.accounts))
    return _for(seen_by, sa.select(Producer).where(Producer.id == id), Producer.id).options(*whole)


def producers_of(person: Any) -> sa.Select[Producer]:
    """The books somebody keeps."""
    mine = sa.select(Membership.organisation_id).where(Membership.person_id == person.id, Membership.until.is_(None))
    query = sa.select(Producer).join(Producer.organisation).where(Producer.organisation_id.in_(mine))
    return query.options(contains_eager(Producer.organisation), selectinload(Producer.places)).order_by(
        Organisation.sort_name
    )


def without_book(person: Any) -> sa.Select[Organisation]:
    """Organisations somebody answers for that keep no book yet."""
    owned = sa.select(Membership.organisation_id).where(
        Membership.person_id == person.id, Membership.until.is_(None), Membership.is_owner
    )
    kept = sa.select(Producer.organisation_id)
    query = sa.select(Organisation).where(Organisation.id.in_(owned), Organisation.id.not_in(kept))
    return query.order_by(Organisation.sort_name)


def product(id: int, seen_by: Any) -> sa.Select[Product]:
    """One product with everything on its own page."""
    return _for(seen_by, sa.select(Product).where(Product.id == id), Product.producer_id).options(
        _KEPT,
        joinedload(Product.producer).selectinload(Producer.places),
        joinedload(Product.ocop_set),
        joinedload(Product.initiative),
        selectinload(Product.pictures).joinedload(Picture.upload),
        selectinload(Product.links),
    )


def products_of(producer: Producer) -> sa.Select[Product]:
    """What a producer makes, newest first."""
    query = sa.select(Product).where(Product.producer_id == producer.id).order_by(Product.id.desc())
    return query.options(selectinload(Product.pictures).joinedload(Picture.upload))


def lots_of(product: Product) -> sa.Select[Lot]:
    """The lots of a product; the caller brings the order."""
    return sa.select(Lot).where(Lot.product_id == product.id)


def lots_in_work(producers: list[int]) -> sa.Select[Lot]:
    """The lots that these producers wrote of last, for whoever is about to write again."""
    last = sa.select(sa.func.max(LotInEvent.event_id)).where(LotInEvent.lot_id == Lot.id).scalar_subquery()
    query = sa.select(Lot).join(Lot.product).where(Product.producer_id.in_(producers)).options(contains_eager(Lot.product))
    return query.order_by(sa.func.coalesce(last, 0).desc(), Lot.id.desc())


def lot(id: int, seen_by: Any) -> sa.Select[Lot]:
    """One lot with what happened to it."""
    return _for(seen_by, lot_itself(id).join(Lot.product), Product.producer_id)


def lot_itself(id: int) -> sa.Select[Lot]:
    """The same for what the house does by itself."""
    return sa.select(Lot).where(Lot.id == id).options(*whole_lot())


def whole_lot() -> tuple[Any, ...]:
    """What a lot's own page shows, in a constant number of statements."""
    product, events = joinedload(Lot.product), selectinload(Lot.in_events).joinedload(LotInEvent.event)
    return (
        product.options(_KEPT, joinedload(Product.producer).selectinload(Producer.places)),
        product.selectinload(Product.pictures),
        joinedload(Lot.place),
        events.options(
            joinedload(TraceEvent.place),
            joinedload(TraceEvent.upload),
            joinedload(TraceEvent.by),
            joinedload(TraceEvent.corrected_by),
            selectinload(TraceEvent.lots).joinedload(LotInEvent.lot).joinedload(Lot.product).options(_KEPT),
        ),
    )


def event(id: int, seen_by: Any) -> sa.Select[TraceEvent]:
    """One step with its lots and who keeps them, for whoever keeps one of them."""
    lots = selectinload(TraceEvent.lots).joinedload(LotInEvent.lot).joinedload(Lot.product)
    about = sa.select(LotInEvent.event_id).join(LotInEvent.lot).join(Lot.product).where(LotInEvent.event_id == id)
    query = sa.select(TraceEvent).where(TraceEvent.id.in_(_for(seen_by, about, Product.producer_id)))
    return query.options(lots.options(_KEPT), joinedload(TraceEvent.corrected_by))


def certificates_of(product: Product) -> sa.Select[ProductCertificate]:
    """Its papers, those that end last first."""
    query = (
        sa.select(ProductCertificate)
        .where(ProductCertificate.product_id == product.id)
        .options(joinedload(ProductCertificate.upload))
    )
    return query.order_by(ProductCertificate.valid_to.desc().nulls_first(), ProductCertificate.id.desc())


def certificate(id: int, seen_by: Any) -> sa.Select[ProductCertificate]:
    """One paper with whose it is."""
    return _for(seen_by, certificate_itself(id).join(ProductCertificate.product), Product.producer_id)


def certificate_itself(id: int) -> sa.Select[ProductCertificate]:
    """The same for what the house does by itself."""
    return (
        sa.select(ProductCertificate)
        .where(ProductCertificate.id == id)
        .options(joinedload(ProductCertificate.product).options(_KEPT))
    )


def dossier_of(product: Product) -> sa.Select[DossierItem]:
    """What of its dossier has been noted."""
    return sa.select(DossierItem).where(DossierItem.product_id == product.id).options(joinedload(DossierItem.upload))


def recalls_of(product: Product, lot: Lot | None = None) -> sa.Select[Recall]:
    """Everything ever recalled of a product, or what concerns one lot of it; newest first."""
    lots = sa.select(Lot.id).where(Lot.product_id == product.id)
    concerned = Recall.lot_id == lot.id if lot else Recall.lot_id.in_(lots)
    query = sa.select(Recall).where(sa.or_(Recall.product_id == product.id, concerned)).order_by(Recall.id.desc())
    return query.options(joinedload(Recall.lot))


def recalled(lots: list[Lot]) -> sa.Select[Recall]:
    """What stands against any of these lots, or against a piece of one."""
    meant = sa.or_(Recall.lot_id.in_([lot.id for lot in lots]), Recall.product_id.in_([lot.product_id for lot in lots]))
    return sa.select(Recall).where(meant, Recall.lifted_at.is_(None)).order_by(Recall.id)


def recall(id: int, seen_by: Any) -> sa.Select[Recall]:
    """One recall."""
    query = sa.select(Recall).where(Recall.id == id).outerjoin(Recall.lot)
    query = query.join(Product, Product.id == sa.func.coalesce(Recall.product_id, Lot.product_id))
    return _for(seen_by, query, Product.producer_id).options(joinedload(Recall.lot).joinedload(Lot.product))


def account(id: int, seen_by: Any) -> sa.Select[BankAccount]:
    """One account with who keeps the book."""
    query = _for(seen_by, sa.select(BankAccount).where(BankAccount.id == id), BankAccount.producer_id)
    return query.options(joinedload(BankAccount.producer).options(_MEMBERS))


def _for(person: Any, query: sa.Select[Thing], producer_id: Any) -> sa.Select[Thing]:
    """Only what is of a book that this person keeps, or oversees as all others."""
    return query if oversees(person) else query.where(producer_id.in_(kept_by(person)))
