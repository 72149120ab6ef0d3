"""Questions about needs and matches. Each returns a Select."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.models import Membership, Organisation, Person
from app.folders.policy import READERS
from app.partners.models import HELPING, Match, MatchState, Need, NeedState, Offer, Partner
from app.partners.models.need import SOUGHT


def needs(*, state: NeedState | None = None, field_id: int | None = None, everything: bool = False) -> sa.Select[Need]:
    """What everybody may read of what is or was needed, or everything; the page brings the order."""
    query = sa.select(Need) if everything else sa.select(Need).where(Need.published_at.is_not(None))
    if state is not None:
        query = query.where(Need.state == state)
    if field_id is not None:
        query = query.where(Need.field_id == field_id)
    return query


def need(id: int, seen_by: Any) -> sa.Select[Need]:
    """One need with whoever may speak for it; until it is published only for them and the office."""
    people = joinedload(Need.organisation).selectinload(Organisation.memberships)
    query = sa.select(Need).where(Need.id == id).options(people)
    if seen_by.has(*READERS):
        return query
    return query.where(sa.or_(Need.published_at.is_not(None), _spoken_for_by(seen_by)))


def own_needs(person: Person) -> sa.Select[Need]:
    """What somebody posted, and what was posted in the names they may speak in; the page brings the order."""
    return sa.select(Need).where(sa.or_(Need.posted_by_id == person.id, _spoken_for_by(person)))


def matches_of(need: Need, seen_by: Any) -> sa.Select[Match]:
    """Who helps with a need, in their order; the office and whoever proposed one see the others as well."""
    query = _around(sa.select(Match).where(Match.need_id == need.id)).order_by(Match.id)
    if seen_by.has(*READERS):
        return query
    own = Match.proposed_by_id == seen_by.id if seen_by.is_authenticated else sa.false()
    return query.where(sa.or_(Match.state.in_(HELPING), own))


def helped_by(partner: Partner) -> sa.Select[Match]:
    """Needs that a partner helps with or helped, the newest first, as everybody may read it."""
    both = (contains_eager(Match.offer), contains_eager(Match.need))
    query = sa.select(Match).join(Match.offer).join(Match.need).options(*both)
    return query.where(Offer.partner_id == partner.id, Match.state.in_(HELPING)).order_by(Match.id.desc())


def match(id: int) -> sa.Select[Match]:
    """One match with both sides and the partner's people."""
    people = joinedload(Match.offer).joinedload(Offer.partner).joinedload(Partner.organisation)
    around = (people.selectinload(Organisation.memberships), joinedload(Match.need))
    return sa.select(Match).where(Match.id == id).options(*around)


def matches(*, state: MatchState | None = None) -> sa.Select[Match]:
    """All of them, or those in one state; the page brings the order."""
    query = _around(sa.select(Match))
    return query if state is None else query.where(Match.state == state)


def standing_but(match: Match) -> sa.Select[Match]:
    """Other accepted matches of the same need."""
    others = (Match.need_id == match.need_id, Match.id != match.id, Match.state == MatchState.ACCEPTED)
    return sa.select(Match).where(*others)


def open_of(need: Need) -> sa.Select[Match]:
    """Matches of a need that are not over."""
    goes_on = Match.state.in_((MatchState.PROPOSED, MatchState.ACCEPTED))
    return sa.select(Match).where(Match.need_id == need.id, goes_on).order_by(Match.id)


def to_publish() -> sa.Select[Need]:
    """What waits for a coordinator, the oldest first."""
    return sa.select(Need).where(Need.state == NeedState.WAITING).order_by(Need.state_since, Need.id)


def to_accept() -> sa.Select[Match]:
    """Matches that wait for a coordinator, while help is looked for still; the oldest first."""
    query = sa.select(Match).join(Match.need).options(contains_eager(Match.need))
    waits = (Match.state == MatchState.PROPOSED, Need.state.in_(SOUGHT))
    return query.where(*waits).order_by(Match.state_since, Match.id)


def declined_of(person: Person) -> sa.Select[Need]:
    """What somebody posted and has to mend."""
    mine = (Need.posted_by_id == person.id, Need.state == NeedState.DECLINED)
    return sa.select(Need).where(*mine).order_by(Need.state_since, Need.id)


def _around(query: sa.Select[Match]) -> sa.Select[Match]:
    return query.options(joinedload(Match.offer).joinedload(Offer.partner), joinedload(Match.need))


def _spoken_for_by(person: Any) -> sa.ColumnElement[bool]:
    """Needs of the villages, units and organisations in whose name somebody may speak."""
    if not person.is_authenticated:
        return sa.false()
    own = sa.select(Membership.organisation_id).where(Membership.person_id == person.id, Membership.until.is_(None))
    return sa.or_(Need.village_id.in_(person.teams), Need.unit_id.in_(person.units), Need.organisation_id.in_(own))
