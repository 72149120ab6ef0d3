"""Questions about businesses: the register as the office reads it, and what indicators ask."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Membership
from app.businesses.models import Business, BusinessKind, EarlierCheck
from app.commune.queries import merged_into
from app.community.models import Exemplar
from app.contests.models import Entry, EntryState
from app.core import text
from app.core.clock import start_of
from app.core.enums import Labelled
from app.initiatives.models import Initiative


class Online(Labelled):
    """What the register can be asked about selling online."""

    YES = "co", _l("Có bán hàng trực tuyến")
    NO = "khong", _l("Không bán hàng trực tuyến")
    UNCHECKED = "chua", _l("Chưa kiểm tra")


def register(
    *, kind: BusinessKind | None = None, village_id: int | None = None, online: Online | None = None, ended: bool = False
) -> sa.Select[Business]:
    """The register, of a kind, of a village with those that went on in it, by what was found online: active, or ended."""
    query = sa.select(Business).where(Business.until.is_not(None) if ended else Business.until.is_(None))
    if kind is not None:
        query = query.where(Business.kind == kind)
    if village_id is not None:
        query = query.where(Business.village_id.in_(merged_into(village_id)))
    if online is not None:
        query = query.where(Business.sells_online.is_({Online.YES: True, Online.NO: False}.get(online)))
    return query


def business(id: int) -> sa.Select[Business]:
    """One with all of its page."""
    around = (selectinload(Business.earlier), joinedload(Business.organisation))
    return sa.select(Business).where(Business.id == id).options(*around)


def standing() -> sa.Select[Business]:
    """All that stand in the register, as an import needs them."""
    return register().options(selectinload(Business.earlier)).order_by(Business.id)


def in_the_way(facts: Mapping[str, Any], village_id: int, *, but: int | None) -> sa.Select[Business]:
    """Others of the same name and kind in the same place, however it was called, or with the same number or organisation."""
    same_place = Business.village_id.in_(merged_into(village_id))
    same = sa.and_(Business.name_key == text.name_key(facts["name"]), Business.kind == facts["kind"], same_place)
    keys = [getattr(Business, name) == facts[name] for name in ("number", "organisation_id") if facts.get(name)]
    return register().where(sa.or_(same, *keys), Business.id != (but or 0)).order_by(Business.id)


def figures(on: date) -> sa.Select[Any]:
    """How many of each kind are active on a day, then how many households sold online by then."""
    kinds: Any = (sa.func.count().filter(Business.kind == kind) for kind in BusinessKind)
    online = sa.select(sa.func.count()).select_from(selling_online(on).order_by(None).subquery()).scalar_subquery()
    return sa.select(*kinds, online).select_from(Business).where(*_active(on))


def current(on: date) -> sa.Select[Business]:
    """Who is active on a day."""
    return sa.select(Business).where(*_active(on)).order_by(Business.id)


def selling_online(on: date) -> sa.Select[Business]:
    """Household businesses active on a day that sold online by what was known then: indicator 4.4, among such households."""
    held = (EarlierCheck.checked_on <= on, EarlierCheck.until > on, EarlierCheck.sells_online)
    earlier = sa.exists().where(EarlierCheck.business_id == Business.id, *held)
    known = sa.or_(sa.and_(Business.checked_on <= on, Business.sells_online.is_(True)), earlier)
    return current(on).where(Business.kind == BusinessKind.HOUSEHOLD, known)


def innovating(first: date, until: date) -> sa.Select[Business]:
    """Businesses active on the last day of a time that took part in innovating within it: indicator 5.4.

    Its organisation put an initiative forward that became public, or had a model at work; or it sent a contest an entry that
    passed screening: one that began from an initiative of it, or one of somebody who answered for it as they sent it.
    """
    begins, ends = start_of(first), start_of(until + timedelta(days=1))
    own = Business.organisation_id
    idea = (Initiative.organisation_id == own, Initiative.published_at >= begins, Initiative.published_at < ends)
    proven = (Exemplar.organisation_id == own, Exemplar.proven_on <= until)
    goes_on = sa.or_(Exemplar.ended_on.is_(None), sa.and_(Exemplar.ended_on > first, Exemplar.ended_on > Exemplar.proven_on))
    sent = (Entry.state == EntryState.ACCEPTED, Entry.submitted_at >= begins, Entry.submitted_at < ends)
    answers = (Membership.organisation_id == own, Membership.is_owner, Membership.since <= Entry.submitted_at)
    still = sa.or_(Membership.until.is_(None), Membership.until > Entry.submitted_at)
    took_part = (
        sa.exists().where(*idea),
        sa.exists().where(*proven, goes_on),
        sa.exists().where(Entry.initiative_id == Initiative.id, Initiative.organisation_id == own, *sent),
        sa.exists().where(Entry.author_id == Membership.person_id, *answers, still, *sent),
    )
    return current(until).where(own.is_not(None), sa.or_(*took_part))


def _active(on: date) -> tuple[sa.ColumnElement[bool], ...]:
    return Business.since <= on, sa.or_(Business.until.is_(None), Business.until >= on)
