"""Every door that changes something, tried by somebody who has no key."""

import re

import pytest
import sqlalchemy as sa

from app.accounts.models import Role
from app.core.audit import Event
from app.core.db import Model, db
from app.core.limits import Attempt
from app.tourism.models import Slot
from tests.factories.initiatives import InitiativeFactory, adoption, attachment
from tests.factories.people import PersonFactory, holder, organisation, unit, village
from tests.factories.tourism import slot

# The display keeps its choice on the device, not here; links from mails have their key in the address.
OPEN_TO_ALL = {"/dang-nhap", "/dang-ky", "/giao-dien", "/quen-mat-khau", "/tra-cuu"}
OPEN_TO_ALL |= {"/t/<code>/bao", "/dao-co/dat-cho/<int:id>", "/dao-co/gop-y"}
# The key is in the link.
OPEN_TO_ALL |= {"/dao-co/phieu/<token>/huy", "/hoat-dong/cua/<token>", "/hai-long/<token>"}
OPEN_TO_ALL |= {"/ma-giay", "/nhan-phieu", "/dat-lai-mat-khau/<token>", "/xac-nhan-thu/<token>", "/dung-thu/<token>"}


def doors(app, initiative, method: str = "POST") -> dict[str, str]:
    """The address of every view that takes a POST, with ids and codes of things that exist, by its rule."""
    made = {"id": 1, "grant_id": 1, "attachment_id": 1, "person_id": 1, "year": 2026}
    made |= {"code": initiative.code, "step": "noi-dung", "kind": "csv", "token": "x", "number": 1, "purpose": "contact"}
    made |= {"paper": "bien-ban", "move": "dang", "line": "idea", "serial": "00001-AAAA", "rest": "09521234543213"}
    made |= {"slug": "ben-thuyen", "day": "2026-11-28"}
    trip = db.session.scalar(sa.select(sa.func.max(Slot.id)))
    with app.test_request_context():
        return {
            rule.rule: app.url_map.bind("localhost").build(
                rule.endpoint,
                {name: made[name] for name in rule.arguments - {"lang"}}
                | ({"id": trip} if rule.endpoint == "visits.ask" else {}),
            )
            for rule in app.url_map.iter_rules()
            if method in rule.methods and not rule.rule.startswith("/en/")
        }


def rows() -> dict[str, int]:
    """How many rows each table has; tries are noted on purpose."""
    tables = [table for table in Model.metadata.sorted_tables if table is not Attempt.__table__]
    return {table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table)) for table in tables}


@pytest.fixture
def world():
    """One of everything."""
    initiative = InitiativeFactory(opened=True)
    attachment(initiative)
    adoption(InitiativeFactory(recognised=True))
    organisation(initiative.author)
    holder(Role.ADMINISTRATOR)
    slot()
    db.session.flush()
    return initiative


FORM = {"name": "x", "reason": "x", "support": "1", "role": "leader", "target": "1", "title": "x", "problem": "x"}


def test_a_stranger_is_asked_in_at_every_door_and_changes_nothing(app, browser, world):
    before = rows()
    tried = doors(app, world)

    answers = {}
    for rule, address in tried.items():
        if rule not in OPEN_TO_ALL:
            with app.app_context():
                answer = browser.client.post(address, data=FORM)
            answers[rule] = (answer.status_code, (answer.location or "").split("?")[0].removeprefix("/en"))

    assert len(answers) > 30
    assert {rule: answer for rule, answer in answers.items() if answer != (303, "/dang-nhap")} == {}
    assert rows() == before


def test_doors_open_to_all_take_nothing_that_is_empty(app, browser, world):
    before = rows()

    for rule, address in doors(app, world).items():
        if rule in OPEN_TO_ALL:
            browser.post(address, expect=404 if "<token>" in rule else 303 if rule == "/giao-dien" else 422)

    assert rows() == before


def test_every_door_asks_for_its_token_and_for_this_sites_own_page(app, browser, world, monkeypatch):
    """Only a mail program stops mails without a token (RFC 8058): the address is its secret."""
    browser.sign_in(holder(Role.ADMINISTRATOR))
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    before, tried = rows(), doors(app, world)

    def answer(address: str, **headers: str) -> int:
        with app.app_context():
            return browser.client.post(address, data=FORM, headers=headers).status_code

    assert {rule for rule, address in tried.items() if answer(address) != 400} == {"/dung-thu/<token>"}
    assert {rule for rule, address in tried.items() if answer(address, Origin="https://evil.vn") != 403} == set()
    assert rows() == before


def test_a_neighbour_without_a_role_moves_nothing_of_the_office(app, browser, world):
    browser.sign_in(PersonFactory())
    before = rows()
    office = re.compile(
        r"^/(quan-tri|kinh-te|xac-nhan-nguoi-dan|bo-chi-so)|/(mo$|tra-ve|thi-diem|cong-nhan|chuyen-hoi-dong|de-xuat-)"
    )

    tried = {rule: address for rule, address in doors(app, world).items() if office.search(rule)}
    answers = {}
    for rule, address in tried.items():
        with app.app_context():
            answers[rule] = browser.client.post(address, data=FORM).status_code

    assert len(answers) > 18
    assert {rule: code for rule, code in answers.items() if code not in (403, 404)} == {}
    assert rows() == before


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COORDINATOR, Role.COUNCIL_SECRETARY, Role.VILLAGE_TEAM])
def test_reading_changes_nothing_whatever_is_read(app, browser, world, role, count_queries):
    browser.sign_in(world.author if role is Role.COORDINATOR else holder(role))
    opened = 0

    with count_queries() as asked:
        for address in doors(app, world, "GET").values():
            with app.app_context():
                answer = browser.client.get(address)
            opened += answer.status_code == 200
            answer.close()

    assert opened > 25
    assert [one for one in asked if re.match(r"\s*(INSERT|UPDATE|DELETE)\b", one)] == []


def test_no_page_that_is_read_writes_anything(app, browser, world):
    browser.sign_in(holder(Role.ADMINISTRATOR))
    before = rows()

    for address in (
        "/",
        "/quan-tri/",
        "/quan-tri/thiet-lap",
        f"/quan-tri/thon/{village().id}",
        f"/quan-tri/don-vi/{unit().id}",
    ):
        browser.get(address)
    for address in (
        "/viec-can-lam",
        "/tai-khoan",
        "/to-chuc/",
        f"/sang-kien/{world.code}",
        "/giao-dien",
        "/tai-khoan/mat-khau",
    ):
        browser.get(address)

    assert rows() == before
    assert db.session.scalar(sa.select(sa.func.count(Event.id))) == before["events"]
