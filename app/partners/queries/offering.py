"""Questions about partners and what they offer. Each returns a Select."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.accounts.models import Membership, Organisation
from app.partners.models import STANDING, Match, Need, Offer, OfferState, Partner, PartnerKind


def partners(
    on: date, *, kind: PartnerKind | None = None, field_id: int | None = None, ended: bool = False
) -> sa.Select[Partner]:
    """Partners with what they offer: of one kind, or with something on offer about one field; the page brings the order."""
    query = sa.select(Partner).options(selectinload(Partner.offers))
    query = query.where(Partner.until.is_not(None) if ended else Partner.until.is_(None))
    if kind is not None:
        query = query.where(Partner.kind == kind)
    if field_id is not None:
        query = query.where(Partner.offers.any(sa.and_(_is_open(on), Offer.field_id == field_id)))
    return query


def partner(id: int) -> sa.Select[Partner]:
    """One partner with all of its page."""
    people = selectinload(Organisation.memberships)
    around = (selectinload(Partner.offers), selectinload(Partner.consents), joinedload(Partner.organisation).options(people))
    return sa.select(Partner).where(Partner.id == id).options(*around)


def offer(id: int) -> sa.Select[Offer]:
    """One offer with its partner."""
    return sa.select(Offer).where(Offer.id == id).options(joinedload(Offer.partner))


def open_offers(on: date, *, of: Any = None) -> sa.Select[Offer]:
    """What is offered on a day, by everybody or by the partners that somebody belongs to, by partner and age."""
    query = sa.select(Offer).join(Offer.partner).options(contains_eager(Offer.partner))
    query = query.where(_is_open(on), Partner.until.is_(None))
    if of is not None:
        own = sa.select(Membership.organisation_id).where(Membership.person_id == of.id, Membership.until.is_(None))
        query = query.where(Partner.organisation_id.in_(own))
    return query.order_by(Partner.sort_name, Offer.id)


def fitting(need: Need, on: date) -> sa.Select[Offer]:
    """What is offered on a day about the field of a need or in its form, both first, and is not matched with it."""
    same_field, same_help = Offer.field_id == need.field_id, Offer.help == need.help
    matched = sa.select(Match.offer_id).where(Match.need_id == need.id, Match.state.in_(STANDING))
    query = open_offers(on).where(sa.or_(same_field, same_help), Offer.id.not_in(matched))
    return query.order_by(None).order_by(sa.and_(same_field, same_help).desc(), same_field.desc(), Offer.id.desc())


def count_fitting(need: Need, on: date) -> sa.Select[int]:
    """How many there are."""
    return sa.select(sa.func.count()).select_from(fitting(need, on).order_by(None).subquery())


def _is_open(on: date) -> sa.ColumnElement[bool]:
    goes_on = sa.or_(Offer.valid_until.is_(None), Offer.valid_until >= on)
    return sa.and_(Offer.state == OfferState.STANDING, Offer.valid_from <= on, goes_on)
