"""What the house holds about one person: told to them as a file, agreed to or not, and forgotten when they wish.

Features above add what they know with `tells` and `forgets`; a test holds every table that names a person against them.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts.actions.people import end_sign_ins
from app.accounts.models import (
    Confirmation,
    Consent,
    Grant,
    MailLink,
    Membership,
    Organisation,
    Person,
    Purpose,
    RecoveryCode,
    SecondFactor,
    SignIn,
    Upload,
)
from app.accounts.models.consent import TEXT_VERSION
from app.core import files, outbox
from app.core.audit import Event, forget_actor, forget_stories
from app.core.clock import utcnow
from app.core.db import Model, db
from app.core.workflow import RuleBroken

Teller = Callable[[Person], list[dict[str, Any]]]
_tellers: dict[str, Teller] = {}
_forgetters: list[Callable[[Person], None]] = []
_withdrawn: dict[Purpose, list[Callable[[Person], None]]] = {purpose: [] for purpose in Purpose}


def tells(name: str) -> Callable[[Teller], Teller]:
    """Add rows to the file a person may take, under this name."""

    def decorate(teller: Teller) -> Teller:
        _tellers[name] = teller
        return teller

    return decorate


def forgets(forgetter: Callable[[Person], None]) -> Callable[[Person], None]:
    """Add what is to be done when a person leaves, while they still have their name."""
    _forgetters.append(forgetter)
    return forgetter


def when_withdrawn(purpose: Purpose) -> Callable[[Callable[[Person], None]], Callable[[Person], None]]:
    """Add what is to be done when a person no longer agrees to something."""

    def decorate(act: Callable[[Person], None]) -> Callable[[Person], None]:
        _withdrawn[purpose].append(act)
        return act

    return decorate


def everything_about(person: Person) -> dict[str, Any]:
    """Everything held about a person, by subject, in plain values (Luật 91/2025/QH15: to view and be provided)."""
    return {name: teller(person) for name, teller in sorted(_tellers.items())}


def rows_of(model: type[Model], *where: Any, but: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Rows as plain values, without their numbers and what only the house needs."""
    columns = [column for column in model.__table__.columns if column.name not in ("id", "version", *but)]
    found = db.session.execute(sa.select(*columns).where(*where).order_by(model.id))
    return [{name: _plain(value) for name, value in row._mapping.items() if value is not None} for row in found]


def agreed(person: Person) -> dict[Purpose, Consent]:
    """What a person agrees to now."""
    query = sa.select(Consent).where(Consent.person_id == person.id, Consent.withdrawn_at.is_(None)).order_by(Consent.id)
    return {consent.purpose: consent for consent in db.session.scalars(query)}


def agree(person: Person, purpose: Purpose) -> None:
    """Agree to one purpose, in the words of today. Agreeing again changes nothing."""
    if purpose not in agreed(person):
        db.session.add(Consent(person_id=person.id, purpose=purpose, text_version=TEXT_VERSION, given_at=utcnow()))
        person.record("people.agree", by=person, purpose=purpose.value)


def withdraw(person: Person, purpose: Purpose) -> None:
    """No longer agree; it stays written down that it once held. Raises `RuleBroken` for what the account stands on."""
    if purpose is Purpose.ACCOUNT:
        raise RuleBroken(_("Không còn điều này thì không giữ được tài khoản. Muốn vậy, hãy xóa tài khoản."))
    given = (Consent.person_id == person.id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None))
    if db.session.scalars(sa.update(Consent).where(*given).values(withdrawn_at=utcnow()).returning(Consent.id)).all():
        for act in _withdrawn[purpose]:
            act(person)
        person.record("people.withdraw_consent", by=person, purpose=purpose.value)


def erase(person: Person, *, by: Person) -> None:
    """Forget who somebody was; totals, decisions and the history stay. Raises `RuleBroken` while others rely on them.

    Rows of the history lose who acted and what was said of this person together with the salts: the chain still fits.
    """
    held = [str(grant.role.label) for grant in person.grants if grant.is_current]
    if held:
        raise RuleBroken(_("Đang giữ vai trò: %(roles)s. Hãy nhờ quản trị cho thôi vai trò trước.", roles=", ".join(held)))
    if alone := _answered_for_alone(person):
        raise RuleBroken(_("Đang một mình phụ trách %(name)s. Hãy thêm người phụ trách khác trước.", name=alone))
    for forgetter in _forgetters:
        forgetter(person)
    person.record("people.erase", by=by)
    person.forget()
    end_sign_ins(person)
    db.session.flush()
    forget_stories(Event.subject_type == Person.__tablename__, Event.subject_id == person.id)
    named = Event.details["person"].as_integer() == person.id  # who let them in, and who let them go
    forget_stories(Event.subject_type == Organisation.__tablename__, named)
    forget_actor(person.id)


def drop_upload(upload: Upload) -> None:
    """Forget a file nobody has seen; it leaves the disk once this is kept."""
    outbox.post("accounts.drop_file", f"drop-{upload.token}", token=upload.token, mime=upload.mime)
    db.session.delete(upload)


@outbox.handles("accounts.drop_file")
def _drop_file(key: str, *, token: str, mime: str) -> None:
    files.drop(token, mime)


def _answered_for_alone(person: Person) -> str | None:
    current = (Membership.until.is_(None), Membership.is_owner)
    own = sa.select(Membership).where(Membership.person_id == person.id, *current)
    for membership in db.session.scalars(own).unique():
        others = sa.select(Membership.id).where(Membership.organisation_id == membership.organisation_id, *current)
        if db.session.scalar(others.where(Membership.person_id != person.id)) is None:
            return membership.organisation.name
    return None


@tells("account")
def _account(person: Person) -> list[dict[str, Any]]:
    return rows_of(
        Person, Person.id == person.id, but=("password_hash", "name_key", "name_folded", "sort_name", "register_key")
    )


@tells("consents")
def _consents(person: Person) -> list[dict[str, Any]]:
    return rows_of(Consent, Consent.person_id == person.id, but=("person_id", "noted_by_id"))


@tells("devices")
def _devices(person: Person) -> list[dict[str, Any]]:
    return rows_of(SignIn, SignIn.person_id == person.id, but=("person_id", "token_hash"))


@tells("roles")
def _roles(person: Person) -> list[dict[str, Any]]:
    return rows_of(Grant, Grant.person_id == person.id, but=("person_id", "granted_by_id"))


@tells("memberships")
def _memberships(person: Person) -> list[dict[str, Any]]:
    return rows_of(Membership, Membership.person_id == person.id, but=("person_id",))


@tells("confirmation")
def _confirmation(person: Person) -> list[dict[str, Any]]:
    return rows_of(Confirmation, Confirmation.person_id == person.id, but=("person_id", "by_id"))


@tells("files")
def _files(person: Person) -> list[dict[str, Any]]:
    return rows_of(Upload, Upload.uploader_id == person.id, but=("uploader_id", "digest"))


@forgets
def _forget_account(person: Person) -> None:
    for table in (MailLink, SecondFactor, RecoveryCode, Confirmation):
        db.session.execute(sa.delete(table).where(table.person_id == person.id))
    now = utcnow()
    given = (Consent.person_id == person.id, Consent.withdrawn_at.is_(None))
    db.session.execute(sa.update(Consent).where(*given).values(withdrawn_at=now))
    db.session.execute(sa.update(Upload).where(Upload.uploader_id == person.id).values(uploader_id=None))
    current = (Membership.person_id == person.id, Membership.until.is_(None))
    db.session.execute(sa.update(Membership).where(*current).values(until=now))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value if isinstance(value, bool | int | dict) else str(value)
