"""Products as everybody may see them."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from app.accounts.models import Membership, Organisation, Upload
from app.commune.models import Village
from app.core.clock import today
from app.products.models import (
    CertificateKind,
    DossierItem,
    Lot,
    LotInEvent,
    LotState,
    OcopSet,
    Picture,
    Place,
    Producer,
    ProducerState,
    Product,
    ProductCertificate,
    ProductState,
    TraceEvent,
)
from app.products.policy import oversees


def valid_stars() -> sa.ColumnElement[bool]:
    """Stars that are shown today: compared by the office, and not over."""
    day = today()
    return sa.and_(
        ProductCertificate.kind == CertificateKind.OCOP,
        ProductCertificate.checked_at.is_not(None),
        ProductCertificate.valid_from <= day,
        ProductCertificate.valid_to >= day,
    )


def not_over() -> sa.ColumnElement[bool]:
    """Papers that hold today."""
    day = today()
    return sa.and_(
        ProductCertificate.valid_from <= day,
        sa.or_(ProductCertificate.valid_to.is_(None), ProductCertificate.valid_to >= day),
    )


def catalogue(
    *, group: str | None = None, village_id: int | None = None, producer_id: int | None = None
) -> sa.Select[Product]:
    """Published products with who makes them and their first picture; the caller brings the order."""
    query = sa.select(Product).join(Product.producer).join(Producer.organisation).join(Organisation.village)
    query = query.where(Product.state != ProductState.DRAFT, Producer.state == ProducerState.CONFIRMED)
    if group:
        query = query.join(Product.ocop_set).where(OcopSet.group == group)
    if village_id:
        query = query.where(Organisation.village_id == village_id)
    if producer_id:
        query = query.where(Product.producer_id == producer_id)
    around = contains_eager(Product.producer).contains_eager(Producer.organisation).contains_eager(Organisation.village)
    return query.options(around, selectinload(Product.pictures).joinedload(Picture.upload))


def addresses() -> Any:
    """Numbers of published products, the newest first, with when they last changed."""
    query = sa.select(Product.id, Product.updated_at).join(Product.producer)
    return query.where(_is_public(), Producer.state == ProducerState.CONFIRMED).order_by(Product.id.desc())


def stars_of(ids: list[int]) -> Any:
    """The stars of these products, by their number."""
    query = sa.select(ProductCertificate.product_id, sa.func.max(ProductCertificate.stars)).where(
        ProductCertificate.product_id.in_(ids)
    )
    return query.where(valid_stars()).group_by(ProductCertificate.product_id)


def product(id: int, seen_by: Any) -> sa.Select[Product]:
    """One product for whoever may see it."""
    query = (
        sa.select(Product)
        .where(Product.id == id)
        .options(
            joinedload(Product.producer).joinedload(Producer.organisation).joinedload(Organisation.village),
            joinedload(Product.ocop_set),
            joinedload(Product.initiative),
            selectinload(Product.pictures).joinedload(Picture.upload),
            selectinload(Product.links),
        )
    )
    return query if oversees(seen_by) else query.where(sa.or_(_is_public(), Product.producer_id.in_(kept_by(seen_by))))


def producer(id: int) -> sa.Select[Producer]:
    """One confirmed producer."""
    query = sa.select(Producer).where(Producer.id == id, Producer.state == ProducerState.CONFIRMED)
    place = selectinload(Producer.places).joinedload(Place.village)
    return query.options(joinedload(Producer.organisation).joinedload(Organisation.village), place)


def place(code: str) -> sa.Select[Place]:
    """The place of a code, of a confirmed producer."""
    query = sa.select(Place).join(Place.producer).where(Place.code == code, Producer.state == ProducerState.CONFIRMED)
    return query.options(contains_eager(Place.producer))


def public_lots(product: Product) -> sa.Select[Lot]:
    """Its published lots; the caller brings the order."""
    return sa.select(Lot).where(Lot.product_id == product.id, Lot.state == LotState.PUBLISHED)


def lots_by_code(codes: list[str]) -> sa.Select[Lot]:
    """Published lots of these codes, with their products."""
    query = sa.select(Lot).join(Lot.product).where(Lot.trace_code.in_(codes), Lot.state == LotState.PUBLISHED)
    return query.options(contains_eager(Lot.product))


def codes_of(ids: list[int]) -> sa.Select[int, str]:
    """The trace codes of the published lots of these products, newest first."""
    query = sa.select(Lot.product_id, Lot.trace_code).where(Lot.product_id.in_(ids), Lot.state == LotState.PUBLISHED)
    return query.order_by(Lot.product_id, Lot.id.desc())


def picture(token: str, seen_by: Any) -> sa.Select[Upload]:
    """A file of a product, a step or a paper, for whoever may see what it belongs to."""
    sees = sa.true() if oversees(seen_by) else Product.producer_id.in_(kept_by(seen_by))
    shown = sa.and_(_is_public(), sa.or_(ProductCertificate.kind != CertificateKind.OCOP, valid_stars()), not_over())
    later = aliased(TraceEvent)
    corrected = sa.select(later.id).where(later.corrects_id == TraceEvent.id).exists()
    step = sa.select(TraceEvent.id).join(TraceEvent.lots).join(LotInEvent.lot).join(Lot.product)
    holders = (
        sa.select(Picture.id).join(Picture.product).where(Picture.upload_id == Upload.id, sa.or_(_is_public(), sees)),
        sa.select(ProductCertificate.id)
        .join(ProductCertificate.product)
        .where(ProductCertificate.upload_id == Upload.id, sa.or_(shown, sees)),
        step.where(TraceEvent.upload_id == Upload.id, sa.or_(sa.and_(Lot.state == LotState.PUBLISHED, ~corrected), sees)),
        sa.select(DossierItem.id)
        .join(Product, Product.id == DossierItem.product_id)
        .where(DossierItem.upload_id == Upload.id, sees),
    )
    return sa.select(Upload).where(Upload.token == token, sa.or_(*(one.exists() for one in holders)))


def villages() -> sa.Select[int, str]:
    """Where published products come from."""
    query = sa.select(Village.id, Village.name).join(Organisation, Organisation.village_id == Village.id)
    query = query.join(Producer, Producer.organisation_id == Organisation.id).join(
        Product, Product.producer_id == Producer.id
    )
    return query.where(_is_public()).distinct().order_by(Village.name)


def _is_public() -> sa.ColumnElement[bool]:
    return Product.state != ProductState.DRAFT


def kept_by(person: Any) -> sa.Select[int]:
    """The numbers of the producers whose book somebody keeps."""
    mine = sa.select(Membership.organisation_id).where(Membership.person_id == person.id, Membership.until.is_(None))
    return sa.select(Producer.id).where(Producer.organisation_id.in_(mine))
