"""Two coordinators say yes to the same rows at the same moment, on both databases: it happens once."""

import re

import pytest
import sqlalchemy as sa

from app.accounts.models import Role
from app.businesses.models import Business
from app.core import audit
from app.core.audit import Event
from app.core.db import db
from app.imports.queries import APPLIED
from tests.e2e.crowd import at_once, inside, phone_of
from tests.factories.people import holder

pytestmark = pytest.mark.real
HEAD = "Tên cơ sở\tLoại cơ sở\tThôn\tHoạt động từ ngày"
LINES = 200


def sent(phone, lines):
    """A draft of somebody's own, looked at: its address and what they saw."""
    table = "\n".join([HEAD, *(f"{name}\tHộ\tAn Dương\t1/7/2025" for name in lines)])
    address = phone.post("/nhap-lieu/moi", {"register": "co-so-kinh-doanh", "pasted": table}).location
    return address, re.search(r'name="digest"[^>]*value="(\w+)"', phone.get(address).text)[1]


def test_the_same_rows_by_two_people_twice_each(server):
    with inside(server.environment):
        two = [phone_of(holder(Role.COORDINATOR), server) for _ in range(2)]
    names = [f"Hộ {number}" for number in range(LINES)]
    # In another order: whoever writes row by row would wait for the other in a ring.
    drafts = [sent(two[0], names), sent(two[1], names[::-1])]
    acts = [
        lambda phone=phone, address=address, seen=seen: phone.post(address, {"digest": seen})
        for phone, (address, seen) in zip(two, drafts, strict=True)
        for _ in range(2)
    ]
    answers = at_once(acts)

    assert sorted(answer.status for answer in answers) == [303, 303, 422, 422]
    assert all("vừa thay đổi" in answer.text for answer in answers if answer.status == 422)
    with inside(server.environment):
        assert db.session.scalar(sa.select(sa.func.count(Business.id))) == LINES
        for name, times in ((APPLIED, 1), ("businesses.enter", LINES)):
            assert db.session.scalar(sa.select(sa.func.count(Event.id)).where(Event.name == name)) == times
        assert list(audit.verify(db.session.connection())) == []
