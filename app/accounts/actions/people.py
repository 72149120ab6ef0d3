"""What touches more than one thing: signing in and up, new passwords, given files."""

import logging
import secrets
from datetime import timedelta
from typing import IO, Any

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _

from app.accounts import queries
from app.accounts.models import (
    Consent,
    LinkPurpose,
    MailLink,
    Organisation,
    OrganisationKind,
    Person,
    Purpose,
    SignIn,
    Upload,
)
from app.accounts.models import password as passwords
from app.accounts.models.consent import TEXT_VERSION
from app.accounts.models.mail_link import hashed, token_of
from app.accounts.models.sign_in import RESIDENT, token_hash
from app.accounts.models.upload import MAX_BYTES_A_PERSON
from app.commune.models import Village
from app.core import files, limits, mail, outbox, text
from app.core.clock import utcnow
from app.core.db import db
from app.core.fields import phone as phone_number
from app.core.workflow import RuleBroken, add_once

log = logging.getLogger("xa.sign_in")


class TooManyTries(Exception):
    """Somebody tries too often; waiting is the only remedy, for the owner of the account as well."""


def authenticate(identifier: str, password: str, *, address: str) -> Person | None:
    """The person who signs in, or None: wrong name, wrong password and locked account look the same.

    Raises `TooManyTries` after 10 tries in 5 minutes for one identifier, or 100 from one address.
    """
    meant = [str(person.id) for person in db.session.scalars(queries.by_identifier(identifier))]
    nobody = (phone_number(identifier) or text.name_key(identifier))[:200]  # however it is written, as for somebody
    accounts = meant or [nobody]  # a person's name, phone and e-mail share one count
    tried = any(limits.exceeded("sign-in", account, times=10, minutes=5) for account in accounts)
    if tried or limits.exceeded("address", address, times=100, minutes=5):
        log.warning("held back", extra={"people": meant, "address": address})
        raise TooManyTries
    for account in accounts:
        limits.attempt("sign-in", account)
    limits.attempt("address", address)
    found = list(db.session.scalars(queries.by_identifier(identifier)))
    if not found:
        passwords.matches(password, None)
    # Everybody is tried, so that the time does not tell which of several people on a phone it was.
    right = [person for person in found if passwords.matches(password, person.password_hash)]
    open_now = [person for person in found if person.is_active and not _is_held(person)]
    chosen = next((person for person in right if person in open_now), None)
    if chosen is None:
        log.warning("refused", extra={"people": meant, "address": address})  # never the name that was typed
        for person in found:
            if person.is_staff:
                limits.attempt("wrong", str(person.id))
        return None
    limits.forget("sign-in", str(chosen.id))
    limits.forget("wrong", str(chosen.id))
    if chosen.password_hash and passwords.is_weaker(chosen.password_hash):
        chosen.set_password(password)
    return chosen


def _is_held(person: Person) -> bool:
    """A member of staff is kept out for 15 minutes after five wrong passwords in a row."""
    return person.is_staff and limits.exceeded("wrong", str(person.id), times=5, minutes=15)


def proves_itself(person: Person, password: str) -> bool:
    """Whether whoever holds this session knows the password: asked before what a lent or stolen phone must not do.

    Tries count together with those at signing in. Raises `TooManyTries`.
    """
    if limits.exceeded("sign-in", str(person.id), times=10, minutes=5):
        raise TooManyTries
    limits.attempt("sign-in", str(person.id))
    if not passwords.matches(password, person.password_hash):
        log.warning("password refused again", extra={"people": [str(person.id)]})
        return False
    limits.forget("sign-in", str(person.id))
    return True


def begin_sign_in(person: Person, *, device: str) -> str:
    """A new session; returns the secret for the cookie. Sessions of this person that lie dead are cleared away."""
    lasting, idle, _noted = RESIDENT
    dead = sa.or_(SignIn.created_at < utcnow() - lasting, SignIn.seen_at < utcnow() - idle)
    db.session.execute(sa.delete(SignIn).where(SignIn.person_id == person.id, dead))
    sign_in, token = SignIn.begin(person, device)
    db.session.add(sign_in)
    return token


def end_sign_in(token: str) -> None:
    """End the session a cookie stands for, if there is one."""
    db.session.execute(sa.delete(SignIn).where(SignIn.token_hash == token_hash(token)))


def end_sign_ins(person: Person) -> None:
    """Sign a person out everywhere."""
    db.session.execute(sa.delete(SignIn).where(SignIn.person_id == person.id))


def try_to_sign_up(*, address: str) -> None:
    """Note that somebody makes an account. A meeting shares one address: 100 an hour, then raises `TooManyTries`."""
    if limits.exceeded("sign-up", address, times=100, minutes=60):
        raise TooManyTries
    limits.attempt("sign-up", address)


def sign_up(
    *, name: str, password: str, village: Village | None, phone: str | None, email: str | None, purposes: list[Purpose]
) -> Person:
    """A new person with what they agreed to. Raises `RuleBroken` when the name is taken."""
    person = Person(phone=phone, email=email.casefold() if email else None, village_id=village.id if village else None)
    person.rename(name)
    person.set_password(password)
    add_once(person, _("Tên này đã có người dùng. Hãy thêm tên thôn hoặc tên thường gọi vào sau."))
    person.record("people.sign_up", by=person)
    _note_consent(person, purposes)
    return person


def somebody(
    *, name: str, village: Village, phone: str | None, birth_year: int | None, purposes: list[Purpose], by: Person
) -> Person:
    """A person without an account, with what they agreed to before `by`; the same facts find the same person."""
    person = Person.without_account(name, village=village, phone=phone, birth_year=birth_year)
    known = sa.select(Person).where(Person.register_key == person.register_key)
    try:
        with db.session.begin_nested():
            db.session.add(person)
    except sa.exc.IntegrityError:
        return db.session.scalars(known).one()
    person.record("people.write_down", by=by)
    _note_consent(person, purposes, noted_by_id=by.id)
    return person


def on_paper(*, name: str, village: Village, birth_year: int | None, by: Person) -> Person:
    """Whoever signed or voted on paper: somebody known by name, village and year already, else written down anew.

    Where one of the two has no year, it is the one person of that name in the village, if there is just one.
    """
    known = list(db.session.scalars(queries.known_on_paper(name, village.id)))
    if birth_year is not None and (same := [person for person in known if person.birth_year == birth_year]):
        return same[0]
    alike = [person for person in known if birth_year is None or person.birth_year is None]
    if len(alike) == 1:
        alike[0].know_birth_year(birth_year)
        return alike[0]
    return somebody(name=name, village=village, phone=None, birth_year=birth_year, purposes=[Purpose.ACCOUNT], by=by)


def open_account(person: Person, *, name: str, password: str, purposes: list[Purpose]) -> None:
    """Give an account to somebody who had none, with what they agree to now. Raises `RuleBroken` when the name is taken."""
    try:
        with db.session.begin_nested():
            person.open_account(name, password=password)
    except sa.exc.IntegrityError:
        raise RuleBroken(_("Tên này đã có người dùng. Hãy thêm tên thôn hoặc tên thường gọi vào sau.")) from None
    _note_consent(person, purposes)


def _note_consent(person: Person, purposes: list[Purpose], **noted: int) -> None:
    for purpose in purposes:
        given = Consent(person_id=person.id, purpose=purpose, text_version=TEXT_VERSION, given_at=utcnow(), **noted)
        db.session.add(given)


def change_password(person: Person, *, password: str) -> None:
    """Take a new password and sign out every device."""
    person.set_password(password)
    person.record("people.change_password", by=person)
    end_sign_ins(person)


def ask_for_password_link(identifier: str, *, address: str) -> None:
    """Have a link for a new password sent to whom this means, if a mailbox is known. Nobody is told whether one is.

    Raises `TooManyTries` after 5 in an hour for one account, or 30 from one address.
    """
    people = list(db.session.scalars(queries.by_identifier(identifier)))
    accounts = [str(person.id) for person in people] or [text.name_key(identifier)[:200]]
    asked = any(limits.exceeded("password-link", account, times=5, minutes=60) for account in accounts)
    if asked or limits.exceeded("password-link-address", address, times=30, minutes=60):
        raise TooManyTries
    for account in accounts:
        limits.attempt("password-link", account)
    limits.attempt("password-link-address", address)
    for person in db.session.scalars(queries.by_identifier(identifier)):
        if person.email and person.is_active:
            _send_link(person, LinkPurpose.PASSWORD)


def ask_to_confirm_address(person: Person) -> None:
    """Send a link to a person's address, to see that they read it. Raises `TooManyTries` after 5 in an hour."""
    lately = (MailLink.person_id == person.id, MailLink.sent_at > utcnow() - timedelta(hours=1))
    if (db.session.scalar(sa.select(sa.func.count()).where(*lately)) or 0) >= 5:
        raise TooManyTries
    _send_link(person, LinkPurpose.ADDRESS)


def _send_link(person: Person, purpose: LinkPurpose) -> None:
    link, seed = MailLink.begin(person, purpose, secret=current_app.config["SECRET_KEY"])
    db.session.add(link)
    db.session.flush()
    outbox.post("accounts.link", f"link-{link.id}-{secrets.token_hex(4)}", link=link.id, seed=seed)


def use_link(token: str, purpose: LinkPurpose) -> Person:
    """The person whose mailbox the link went to; it works once. Raises `RuleBroken` for one that is over."""
    link = open_link(token, purpose)
    unused = (MailLink.id == (link.id if link else None), MailLink.used_at.is_(None))
    used = db.session.scalar(sa.update(MailLink).where(*unused).values(used_at=utcnow()).returning(MailLink.id))
    if link is None or used is None:
        raise RuleBroken(_("Đường dẫn này đã dùng rồi hoặc quá 30 phút. Hãy xin đường dẫn mới."))
    person = link.person
    person.email_confirmed_at, person.email_bounced_at = utcnow(), None
    person.record("people.use_link", by=person, purpose=purpose)
    return person


def open_link(token: str, purpose: LinkPurpose) -> MailLink | None:
    """A link that may still be used."""
    link = db.session.scalar(sa.select(MailLink).where(MailLink.token_hash == hashed(token), MailLink.purpose == purpose))
    return link if link is not None and link.is_open else None


@outbox.handles("accounts.link")
def _mail_link(key: str, *, link: int, seed: str) -> outbox.Leaving | None:
    found = db.session.get(MailLink, link)
    if found is None or not found.is_open or not mail.is_configured():
        return None
    subject = {
        LinkPurpose.PASSWORD: _("Đặt lại mật khẩu"),
        LinkPurpose.ADDRESS: _("Xác nhận địa chỉ thư"),
    }[found.purpose]
    token = token_of(seed, secret=current_app.config["SECRET_KEY"])
    message = mail.compose(
        f"link_{found.purpose.value}", to=found.email, name=found.person.name, subject=subject, key=key, token=token
    )
    return lambda: mail.send(message)


@outbox.when_given_up("accounts.link")
def _link_bounced(error: Exception, *, link: int, **_seed: Any) -> None:
    found = db.session.get(MailLink, link)
    if found is not None and isinstance(error, mail.Bounced) and found.person.email == found.email:
        found.person.email_bounced_at = utcnow()


def lock(person: Person, *, by: Person, reason: str) -> None:
    """Close an account and end its sessions at once."""
    person.lock(by=by, reason=reason)
    end_sign_ins(person)


def found_organisation(*, name: str, kind: OrganisationKind, village: Village, by: Person) -> Organisation:
    """Enter an organisation; whoever enters it answers for it. Raises `RuleBroken` when the name is taken."""
    organisation = Organisation(kind=kind, village_id=village.id)
    organisation.rename(name)
    add_once(organisation, _("Đã có tổ chức mang tên này. Hãy hỏi người phụ trách để được thêm vào."))
    organisation.record("organisations.found", by=by)
    organisation.admit(by, by=by, is_owner=True)
    return organisation


def keep_upload(stream: IO[bytes], *, by: Person) -> Upload:
    """Check and keep a file for a person, within 200 MB each. Raises `files.RefusedFile`."""
    given = db.session.scalar(sa.select(sa.func.coalesce(sa.func.sum(Upload.size), 0)).where(Upload.uploader_id == by.id))
    if (given or 0) >= MAX_BYTES_A_PERSON:
        raise files.RefusedFile(_("Tài khoản này đã gửi hết 200 MB ảnh và tệp. Hãy liên hệ cán bộ xã."))
    digest = files.digest(stream)
    kept = files.keep(stream)
    facts = {"token": kept.token, "mime": kept.mime, "size": kept.size, "width": kept.width, "height": kept.height}
    upload = Upload(**facts, digest=digest, uploader_id=by.id)
    db.session.add(upload)
    return upload


def keep_picture(stream: IO[bytes], *, by: Person) -> Upload:
    """The same for what must be a photo. Raises `files.RefusedFile` for a document."""
    upload = keep_upload(stream, by=by)
    if not upload.is_picture:
        db.session.expunge(upload)
        files.drop(upload.token, upload.mime)
        raise files.RefusedFile(_("Chỗ này cần một tấm ảnh."))
    return upload
