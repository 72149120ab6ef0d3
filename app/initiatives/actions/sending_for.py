"""Sending for somebody else: author, typist and channel are three things, and the author can take it over later."""

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _

from app.accounts.actions import people as accounts
from app.accounts.models import Person, Purpose
from app.core import text
from app.core.db import db
from app.core.search.index import rebuild
from app.core.workflow import RuleBroken
from app.initiatives.actions.looking_up import looked_up
from app.initiatives.actions.same_person import join
from app.initiatives.models import Channel, Initiative


def begin_for(author: Person, *, by: Person, channel: Channel, sent_key: str) -> Initiative:
    """A draft in the words of somebody without an account, kept by whoever types it. Raises `RuleBroken`."""
    if not author.is_on_paper:
        raise RuleBroken(_("Người này có tài khoản, nên tự gửi được."))
    known = sa.select(Initiative).where(Initiative.author_id == author.id, Initiative.sent_key == sent_key)
    if found := db.session.scalar(known):
        return found
    initiative = Initiative(author=author, typist_id=by.id, channel=channel, sent_key=sent_key, village_id=author.village_id)
    db.session.add(initiative)
    initiative.record("initiatives.begin", by=by)
    return initiative


def claimable(code: str, digits: str, key: str, *, address: str) -> Initiative | None:
    """The idea a slip belongs to, while nobody has taken it over; anything wrong looks the same.

    Tries count by address only: nobody guesses a key, and nobody else's tries keep an owner out. Raises `TooManyTries`.
    """
    found = looked_up(code, digits, address=address)
    if found is None or found.slip is None or not found.author.is_on_paper:
        return None
    return found if found.slip.is_key(key, secret=current_app.config["SECRET_KEY"]) else None


def take_over(author: Person, *, by: Person) -> None:
    """Somebody who has an account already takes over what was written down for them. Raises `RuleBroken`."""
    if text.fold(by.name) != text.fold(author.name):
        raise RuleBroken(_("Tên trên phiếu khác tên tài khoản này. Hãy nhờ tổ của thôn xem giúp."))
    typed = sa.select(Initiative.id).where(Initiative.author_id == author.id, Initiative.typist_id == by.id)
    if db.session.scalars(typed).first():
        raise RuleBroken(_("Người ghi hộ không nhận ý tưởng đó về mình được."))
    join(author, into=by, by=by)


def become_an_account(author: Person, *, name: str, password: str, purposes: list[Purpose]) -> None:
    """The author gets an account of their own; everything written down for them is theirs already. Raises `RuleBroken`."""
    if not f"{text.fold(name)} ".startswith(f"{text.fold(author.name)} "):
        raise RuleBroken(_("Ghi họ tên như trên phiếu. Trùng tên người khác thì thêm tên thường gọi vào sau."))
    accounts.open_account(author, name=name, password=password, purposes=purposes)
    written = db.session.scalars(sa.select(Initiative).where(Initiative.author_id == author.id)).all()
    for initiative in written:
        initiative.record("initiatives.claim", by=author)
    rebuild(written)  # found by the name they chose
