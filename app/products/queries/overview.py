"""What the economic office looks at, and who is told of it."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.models import Grant, Membership, Organisation, Person, Role
from app.commune.models import Unit
from app.core.clock import start_of, today
from app.products.models import (
    BankAccount,
    CertificateKind,
    Lot,
    LotState,
    Producer,
    ProducerState,
    Product,
    ProductCertificate,
    ProductState,
    Recall,
)
from app.products.policy import ECONOMIC_OFFICE
from app.products.queries.showing import valid_stars

_WHOSE = joinedload(ProductCertificate.product).joinedload(Product.producer).joinedload(Producer.organisation)


def members(producer: Producer) -> sa.Select[int]:
    """Who keeps a book, by number."""
    return sa.select(Membership.person_id).where(
        Membership.organisation_id == producer.organisation_id, Membership.until.is_(None)
    )


def office() -> sa.Select[int]:
    """Who serves in the economic office today, by number."""
    held = sa.select(Grant.person_id).join(Grant.unit).where(Unit.code == ECONOMIC_OFFICE, Grant.role == Role.OFFICIAL)
    day = today()
    lasting = sa.or_(Grant.valid_to.is_(None), Grant.valid_to >= day)
    return (
        held.where(~Grant.is_ended, Grant.valid_from <= day, lasting).join(Person, Person.id == Grant.person_id).distinct()
    )


def accounts_for(person: Any) -> sa.Select[BankAccount]:
    """Accounts that wait for a second person, of the books somebody keeps, but for those they proposed themselves."""
    mine = sa.select(Membership.organisation_id).where(Membership.person_id == person.id, Membership.until.is_(None))
    query = sa.select(BankAccount).join(BankAccount.producer).where(Producer.organisation_id.in_(mine))
    query = query.where(BankAccount.confirmed_at.is_(None), BankAccount.ended_at.is_(None))
    around = contains_eager(BankAccount.producer).joinedload(Producer.organisation)
    return query.where(BankAccount.proposed_by_id != person.id).options(around).order_by(BankAccount.id)


def waiting() -> sa.Select[Producer]:
    """Producers that the office has to look at, those who wait longest first."""
    query = sa.select(Producer).where(Producer.state == ProducerState.REGISTERED).order_by(Producer.state_since)
    return query.options(joinedload(Producer.organisation).joinedload(Organisation.village))


def unchecked() -> sa.Select[ProductCertificate]:
    """Papers that nobody held against the original, those who wait longest first; what is over needs it no more."""
    current = sa.or_(ProductCertificate.valid_to.is_(None), ProductCertificate.valid_to >= today())
    query = (
        sa.select(ProductCertificate)
        .where(ProductCertificate.checked_at.is_(None), current)
        .order_by(ProductCertificate.added_at)
    )
    return query.options(_WHOSE, joinedload(ProductCertificate.upload))


def ending(within: int) -> sa.Select[ProductCertificate]:
    """Papers that end within so many days, soonest first."""
    until = today() + timedelta(days=within)
    query = sa.select(ProductCertificate).where(ProductCertificate.valid_to >= today(), ProductCertificate.valid_to <= until)
    return query.options(_WHOSE).order_by(ProductCertificate.valid_to, ProductCertificate.id)


def ended() -> sa.Select[ProductCertificate]:
    """Papers that are over, the latest first; the public sees nothing of them."""
    query = (
        sa.select(ProductCertificate)
        .where(ProductCertificate.valid_to < today())
        .order_by(ProductCertificate.valid_to.desc())
    )
    return query.options(_WHOSE)


def standing_recalls() -> sa.Select[Recall]:
    """What must not be sold now, newest first."""
    query = sa.select(Recall).where(Recall.lifted_at.is_(None)).order_by(Recall.id.desc())
    return query.options(joinedload(Recall.product), joinedload(Recall.lot).joinedload(Lot.product))


def recalled() -> sa.Select[int]:
    """How many recalls stand."""
    return sa.select(sa.func.count(Recall.id)).where(Recall.lifted_at.is_(None))


def figures() -> sa.Select[int, int, int, int]:
    """How many producers are confirmed, products and lots published, products with valid stars: one row."""
    parts = (
        sa.select(sa.func.count(Producer.id)).where(Producer.state == ProducerState.CONFIRMED),
        sa.select(sa.func.count(Product.id)).where(Product.state == ProductState.PUBLISHED),
        sa.select(sa.func.count(Lot.id)).where(Lot.state == LotState.PUBLISHED),
        sa.select(sa.func.count(sa.distinct(ProductCertificate.product_id))).where(valid_stars()),
    )
    return sa.select(*(part.scalar_subquery() for part in parts))


def books() -> sa.Select[Producer]:
    """All producers; the caller brings the order."""
    query = sa.select(Producer).join(Producer.organisation).join(Organisation.village)
    return query.options(contains_eager(Producer.organisation).contains_eager(Organisation.village))


def digital(on: date) -> sa.Select[Product]:
    """Products that were published by the end of a day with a digital page: a public lot whose code leads to it, and no
    recall of the whole product standing that day.

    What indicator 4.2 is counted from (the plan, “Sản phẩm OCOP ứng dụng số”).
    """
    over = start_of(on + timedelta(days=1))
    lot = sa.select(Lot.id).where(Lot.product_id == Product.id, Lot.published_at < over).exists()
    stands = (Recall.at < over, sa.or_(Recall.lifted_at.is_(None), Recall.lifted_at >= over))
    recalled = sa.select(Recall.id).where(Recall.product_id == Product.id, *stands).exists()
    query = sa.select(Product).join(Product.producer).join(Producer.organisation)
    query = query.where(Product.published_at < over, Producer.state == ProducerState.CONFIRMED, lot, ~recalled)
    return query.options(contains_eager(Product.producer).contains_eager(Producer.organisation)).order_by(Product.id)


def certified(on: date) -> sa.Select[int]:
    """The numbers of products whose stars, compared by the office, hold on a day."""
    return sa.select(ProductCertificate.product_id).where(
        ProductCertificate.kind == CertificateKind.OCOP,
        ProductCertificate.checked_at < start_of(on + timedelta(days=1)),
        ProductCertificate.valid_from <= on,
        ProductCertificate.valid_to >= on,
    )
