"""People, places, organisations."""

from datetime import date
from typing import Any

import factory
import sqlalchemy as sa

from app.accounts.models import Grant, Membership, Organisation, OrganisationKind, Person, Role
from app.accounts.models import password as passwords
from app.commune.models import Field, Unit, Village
from app.core.clock import utcnow
from app.core.db import db
from tests.factories.base import Factory

PASSWORD = "lúa vàng cò trắng ao sen"
_HASH = passwords.hashed(PASSWORD)


def village(name: str = "An Dương") -> Village:
    """One of the villages every commune here starts with."""
    return db.session.scalars(sa.select(Village).where(Village.name == name)).one()


def unit(code: str = "vhxh") -> Unit:
    """A unit of the plan."""
    return db.session.scalars(sa.select(Unit).where(Unit.code == code)).one()


def field(code: str = "agriculture") -> Field:
    """A field of the plan."""
    return db.session.scalars(sa.select(Field).where(Field.code == code)).one()


class PersonFactory(Factory):
    """A confirmed resident of An Dương."""

    class Meta:
        model = Person

    class Params:
        unconfirmed = factory.Trait(confirmed_at=None)

    name = factory.Sequence(lambda n: f"Nguyễn Văn Thử {n}")
    password_hash = _HASH
    confirmed_at = factory.LazyFunction(utcnow)
    village = factory.LazyFunction(village)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Person:
        person = Person(**{name: value for name, value in kwargs.items() if name != "name"})
        person.rename(kwargs["name"])
        db.session.add(person)
        db.session.flush()
        return person


def holder(role: Role, **scope: Any) -> Person:
    """Somebody who holds a role."""
    person = PersonFactory()
    if role is Role.OFFICIAL:
        scope.setdefault("unit_id", unit().id)
    if role is Role.VILLAGE_TEAM:
        scope.setdefault("village_id", village().id)
    person.grants.append(Grant(role=role, valid_from=date(2026, 1, 1), **scope))
    db.session.flush()
    return person


def organisation(owner: Person, name: str = "HTX Thử Nghiệm") -> Organisation:
    """A cooperative with one owner."""
    made = Organisation(kind=OrganisationKind.COOPERATIVE, village=village())
    made.rename(name)
    made.memberships.append(Membership(person=owner, is_owner=True, since=utcnow()))
    db.session.add(made)
    db.session.flush()
    return made
