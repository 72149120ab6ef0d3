"""Questions about people and organisations. Each returns a Select."""

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Grant, Membership, Organisation, Person, Role, SignIn
from app.core import text
from app.core.clock import today
from app.core.fields import phone


@cache
def alive_sign_in() -> sa.Select[SignIn]:
    """The session behind a cookie (`token_hash`), with its person and their grants, in one question; made once."""
    person = joinedload(SignIn.person, innerjoin=True)
    return sa.select(SignIn).where(SignIn.token_hash == sa.bindparam("token_hash")).options(person.joinedload(Person.grants))


def sign_ins_of(person: Person) -> sa.Select[SignIn]:
    """A person's sessions, the one used last first; some may have ended by themselves."""
    return sa.select(SignIn).where(SignIn.person_id == person.id).order_by(SignIn.seen_at.desc(), SignIn.id.desc())


def own_sign_in(id: int, seen_by: Any) -> sa.Select[SignIn]:
    """One of the reader's own sessions."""
    return sa.select(SignIn).where(SignIn.id == id, SignIn.person_id == seen_by.id)


def by_identifier(identifier: str) -> sa.Select[Person]:
    """Whom a name, phone number or e-mail address may mean. Several people may share a phone; five at most are tried."""
    cleaned = text.clean(identifier)
    means = [Person.name_key == text.name_key(cleaned), Person.email == cleaned.casefold()]
    if number := phone(cleaned):
        means.append(Person.phone == number)
    account = (sa.or_(*means), Person.password_hash.is_not(None))
    return sa.select(Person).where(*account).order_by(Person.id).limit(5).options(selectinload(Person.grants))


def known_on_paper(name: str, village_id: int) -> sa.Select[Person]:
    """People of a village without an account, by name: whose words others wrote down, who signed or voted on paper."""
    return on_paper_named(name).where(Person.village_id == village_id)


def on_paper_named(name: str) -> sa.Select[Person]:
    """The same in the whole commune."""
    named = (Person.name_folded == text.fold(name), Person.register_key.is_not(None))
    return sa.select(Person).where(*named).options(joinedload(Person.village)).order_by(Person.id)


def doubles_of(people: list[Person]) -> sa.Select[Person]:
    """Who is known on paper only, under the name and in the village of one of these people."""
    named = sa.tuple_(Person.name_folded, Person.village_id).in_([(one.name_folded, one.village_id) for one in people])
    return sa.select(Person).where(named, Person.register_key.is_not(None)).order_by(Person.id)


def accounts_named(names: list[str], village_id: int) -> sa.Select[Person]:
    """Accounts of a village with one of these names, tones aside."""
    named = (Person.name_folded.in_([text.fold(name) for name in names]), Person.village_id == village_id)
    return sa.select(Person).where(*named, Person.password_hash.is_not(None)).order_by(Person.id)


def people(*, search: str = "", role: str = "") -> sa.Select[Person]:
    """Everybody with an account, for the administrator; found by folded name or by phone."""
    query = sa.select(Person).options(selectinload(Person.grants).joinedload(Grant.unit), joinedload(Person.village))
    if search:
        number = phone(search)
        found = Person.phone == number if number else Person.name_folded.contains(text.fold(search), autoescape=True)
        query = query.where(found)
    if role:
        query = query.where(Person.grants.any(Grant.role == role))
    return query


def person(id: int) -> sa.Select[Person]:
    """One person with everything the administrator looks at."""
    grants = selectinload(Person.grants)
    return (
        sa.select(Person)
        .where(Person.id == id)
        .options(grants.joinedload(Grant.unit), grants.joinedload(Grant.village), joinedload(Person.village))
    )


def waiting_residents(villages: list[int]) -> sa.Select[Person]:
    """People of these villages whom nobody has vouched for yet."""
    return (
        sa.select(Person)
        .where(Person.village_id.in_(villages), Person.confirmed_at.is_(None), Person.locked_at.is_(None))
        .where(Person.password_hash.is_not(None))
        .options(joinedload(Person.village))
    )


def resident(id: int, seen_by: Any) -> sa.Select[Person]:
    """A person of the villages whose team the reader belongs to."""
    return sa.select(Person).where(Person.id == id, Person.village_id.in_(getattr(seen_by, "teams", [])))


def organisations() -> sa.Select[Organisation]:
    """All of them, as a reader sorts names."""
    return sa.select(Organisation).options(joinedload(Organisation.village)).order_by(Organisation.sort_name)


def organisation(id: int) -> sa.Select[Organisation]:
    """One with its members."""
    members = selectinload(Organisation.memberships).joinedload(Membership.person)
    return sa.select(Organisation).where(Organisation.id == id).options(members, joinedload(Organisation.village))


def organisations_of(person: Person) -> sa.Select[Organisation]:
    """Those in whose name a person may write."""
    return (
        sa.select(Organisation)
        .join(Organisation.memberships)
        .where(Membership.person_id == person.id, Membership.until.is_(None))
        .order_by(Organisation.sort_name)
    )


def holders(*roles: Role) -> sa.Select[Person]:
    """Everybody who holds one of these roles today, with their grants."""
    held = (
        sa.select(Grant.person_id)
        .where(Grant.role.in_(roles), Grant.is_ended.is_(False), Grant.valid_from <= today())
        .where(sa.or_(Grant.valid_to.is_(None), Grant.valid_to >= today()))
    )
    return (
        sa.select(Person)
        .where(Person.id.in_(held), Person.locked_at.is_(None))
        .options(selectinload(Person.grants))
        .order_by(Person.sort_name, Person.id)
    )
