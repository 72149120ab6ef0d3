"""The sample people, their villages, roles and organisations."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.accounts.actions import people as accounts
from app.accounts.models import ConfirmedHow, Grant, OrganisationKind, Person, Purpose, Role
from app.commune.models import Unit, Village
from app.core import clock
from app.core.clock import ZONE
from app.core.db import db
from app.core.fields import phone

DATA = Path(__file__).with_name("data")
# Every sample account has this one; a production start refuses a database that holds sample accounts.
PASSWORD = "đò ngang lúa mới khói bếp"
BEGINS = datetime(2025, 1, 2, 8, tzinfo=ZONE)


def read(name: str) -> Any:
    """One file of the sample data."""
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def load_villages() -> dict[str, Village]:
    """The known villages stay flagged for confirmation; the others are flagged as samples."""
    villages = {village.name: village for village in db.session.scalars(sa.select(Village))}
    for row in read("villages.json"):
        if row["name"] not in villages:
            village = Village(valid_from=date(2025, 1, 1), is_sample=True, needs_confirmation=True)
            village.rename(row["name"])
            db.session.add(village)
            villages[row["name"]] = village
    db.session.flush()
    return villages


def load_people(villages: dict[str, Village]) -> dict[str, Person]:
    """Everybody signs up, is confirmed by a village's team, and is granted their roles by the administrator."""
    rows = read("people.json")
    with clock.at(BEGINS):
        people = {row["key"]: _signed_up(row, villages) for row in rows}
        administrator = next(people[row["key"]] for row in rows if _holds(row, Role.ADMINISTRATOR))
        administrator.grants.append(Grant(role=Role.ADMINISTRATOR, valid_from=date(2025, 1, 1)))
        for row in rows:
            for given in row["roles"]:
                if given["role"] != Role.ADMINISTRATOR:
                    scope = _scope(given, villages)
                    people[row["key"]].grant(Role(given["role"]), by=administrator, valid_from=date(2025, 1, 1), **scope)
        teams = [people[row["key"]] for row in rows if _holds(row, Role.VILLAGE_TEAM)]
        for row in rows:
            if row["confirmed"]:
                person = people[row["key"]]
                others = [member for member in teams if member is not person]
                vouching = next((m for m in others if m.has(Role.VILLAGE_TEAM, village_id=person.village_id)), others[0])
                db.session.add(person.confirm(by=vouching, how=ConfirmedHow.IN_PERSON))
    return people


def load_organisations(people: dict[str, Person], villages: dict[str, Village]) -> dict[str, Any]:
    """Fictional enterprises, cooperatives and household businesses."""
    made = {}
    with clock.at(BEGINS):
        for row in read("organisations.json"):
            owner, *others = row["members"]
            organisation = accounts.found_organisation(
                name=row["name"],
                kind=OrganisationKind(row["kind"]),
                village=villages[row["village"]],
                by=people[owner["person"]],
            )
            organisation.is_sample = True
            for member in others:
                organisation.admit(people[member["person"]], by=people[owner["person"]], is_owner=member["owner"])
            made[row["key"]] = organisation
    return made


def accounts_of(people: dict[str, Person]) -> list[dict[str, str]]:
    """Who may sign in as what, for people who try the sample commune out and for tests."""
    listed = []
    for row in read("people.json"):
        roles = [given["role"] for given in row["roles"]] or (["resident"] if row["confirmed"] else ["visitor"])
        name = people[row["key"]].name
        listed += [{"role": role, "identifier": name, "password": PASSWORD, "name": name} for role in roles]
    for row in read("organisations.json"):
        name = people[row["members"][0]["person"]].name
        listed.append({"role": "organisation_member", "identifier": name, "password": PASSWORD, "name": name})
    return [account for account in listed if account["role"] != "visitor"]


def _signed_up(row: dict[str, Any], villages: dict[str, Village]) -> Person:
    purposes = [Purpose.ACCOUNT, Purpose.PUBLIC_NAME] + ([Purpose.CONTACT] if row["phone"] else [])
    person = accounts.sign_up(
        name=row["name"],
        password=PASSWORD,
        village=villages[row["village"]],
        phone=phone(row["phone"]) if row["phone"] else None,
        email=row["email"],
        purposes=purposes,
    )
    person.is_sample = True
    return person


def _holds(row: dict[str, Any], role: Role) -> bool:
    return any(given["role"] == role for given in row["roles"])


def _scope(given: dict[str, Any], villages: dict[str, Village]) -> dict[str, int]:
    if given["role"] == Role.OFFICIAL:
        return {"unit_id": db.session.scalars(sa.select(Unit.id).where(Unit.code == given["scope"])).one()}
    if given["role"] == Role.VILLAGE_TEAM:
        return {"village_id": villages[given["scope"]].id}
    return {}
