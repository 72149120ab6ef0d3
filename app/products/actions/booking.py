"""Books of producers: begun, confirmed, their places and accounts."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Organisation, Person, Role
from app.commune.models import Village
from app.core.clock import utcnow
from app.core.db import db
from app.core.workflow import RuleBroken, add_once
from app.products import gs1, vietqr
from app.products.actions.telling import tell_members, tell_office
from app.products.models import BankAccount, Place, Producer, ProducerState


def begin(organisation: Organisation, *, by: Person, **facts: Any) -> Producer:
    """An organisation says that it makes things; the office is told. Raises `RuleBroken` when it said so before."""
    producer = Producer(organisation=organisation, is_sample=organisation.is_sample, **facts)
    add_once(producer, _("Tổ chức này đã có sổ sản xuất."))
    place = Place(producer=producer, name=_("Cơ sở chính"), village_id=organisation.village_id)
    db.session.add(place)
    producer.record("producers.begin", by=by, role=by.acts_as(Role.PRODUCER), after=ProducerState.REGISTERED)
    tell_office(producer.name, f"book-{producer.id}", _("Cơ sở mới chờ xác nhận."))
    return producer


def write(producer: Producer, *, by: Person, **facts: Any) -> None:
    """Change what a book says of its producer. Raises `RuleBroken` for a party number that is none."""
    if facts.get("gln") and not gs1.is_key(facts["gln"], 13):
        raise RuleBroken(_("Mã GLN gồm 13 chữ số, và chữ số cuối phải khớp."))
    changed = {name: value for name, value in facts.items() if getattr(producer, name) != value}
    try:
        with db.session.begin_nested():
            for name, value in changed.items():
                setattr(producer, name, value)
    except IntegrityError:
        raise RuleBroken(_("Mã GLN này đã thuộc về một cơ sở khác. Hãy xem lại số.")) from None
    if changed:
        producer.record("producers.write", by=by, role=by.acts_as(Role.PRODUCER), changed=sorted(changed))
    if producer.state is ProducerState.DECLINED:
        producer.ask_again(by=by)
        tell_office(producer.name, f"book-{producer.id}-{producer.version}", _("Cơ sở đã sửa và gửi lại, chờ xác nhận."))


def confirm(producer: Producer, *, by: Person) -> None:
    """The office vouches for it; its people are told."""
    producer.confirm(by=by)
    text = _("Xã đã xác nhận cơ sở. Giờ có thể đăng sản phẩm và in tem.")
    tell_members(producer, f"book-{producer.id}-{producer.version}", text)


def decline(producer: Producer, reason: str, *, by: Person) -> None:
    """The office says what has to be mended."""
    producer.decline(by=by, reason=reason)
    text = _("Xã chưa xác nhận cơ sở: %(reason)s", reason=reason)
    tell_members(producer, f"book-{producer.id}-{producer.version}", text)


def add_place(producer: Producer, name: str, village: Village, gln: str | None, *, by: Person) -> Place:
    """A further place where it works. Raises `RuleBroken` for a name twice or a number that is none."""
    if gln and not gs1.is_key(gln, 13):
        raise RuleBroken(_("Mã GLN gồm 13 chữ số, và chữ số cuối phải khớp."))
    place = Place(producer_id=producer.id, name=name, village_id=village.id, gln=gln or None)
    add_once(place, _("Tên địa điểm hoặc mã GLN này đã có trong sổ."))
    producer.record("producers.add_place", by=by, role=by.acts_as(Role.PRODUCER), place=place.code)
    return place


def propose_account(producer: Producer, bin: str, number: str, holder: str, *, by: Person) -> BankAccount:
    """Say where buyers may send money from now on; nothing changes until a second person confirms. Raises `RuleBroken`."""
    if bin not in vietqr.banks() or vietqr.account(number) is None:
        raise RuleBroken(_("Số tài khoản gồm 4 đến 19 chữ số hoặc chữ cái."))
    account = BankAccount(producer_id=producer.id, bin=bin, number=vietqr.account(number), holder=holder)
    account.proposed_by_id = by.id
    add_once(account, _("Đã có một tài khoản chờ người thứ hai xác nhận."))
    producer.record("producers.propose_account", by=by, role=by.acts_as(Role.PRODUCER), account=account.tail)
    text = _("Có tài khoản nhận tiền mới chờ xác nhận. Hãy gọi hỏi lại người ghi trước khi xác nhận.")
    tell_members(producer, f"account-{account.id}", text, but=by)
    return account


def confirm_account(account: BankAccount, *, by: Person) -> None:
    """A second person has looked at it: from here on it is shown, and the one before it is over."""
    before = account.producer.live_account
    if before is not None:
        _end(before)
    account.confirm(by=by)
    change: dict[str, Any] = {"old": before.tail if before else None, "new": account.tail}
    account.producer.record("producers.confirm_account", by=by, role=account.producer.role_of(by), **change)
    text = _("Tài khoản nhận tiền đã đổi thành %(account)s.", account=account.tail)
    tell_members(account.producer, f"account-{account.id}-confirmed", text)


def end_account(account: BankAccount, *, by: Person) -> None:
    """Show it no longer, or drop what waits. Raises `RuleBroken` when it is over."""
    if account.ended_at:
        raise RuleBroken(_("Tài khoản này không còn dùng."))
    _end(account)
    account.producer.record("producers.end_account", by=by, role=account.producer.role_of(by), account=account.tail)


def _end(account: BankAccount) -> None:
    account.ended_at = utcnow()
    db.session.flush()
