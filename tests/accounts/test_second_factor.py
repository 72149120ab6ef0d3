"""Two things at signing in: digits that work once, codes on paper, who must, who helps when a phone is lost."""

import re
from datetime import timedelta

import pyotp
import pytest
import sqlalchemy as sa

from app.accounts.actions import second_factor
from app.accounts.actions.people import TooManyTries, change_password
from app.accounts.models import LinkPurpose, MailLink, RecoveryCode, Role, SecondFactor
from app.accounts.models.mail_link import token_of
from app.accounts.models.second_factor import NEEDED_BY
from app.core.audit import Event
from app.core.clock import at, utcnow
from app.core.db import db
from app.core.workflow import RuleBroken
from tests.browser import Browser
from tests.factories.people import PASSWORD, PersonFactory, holder

HOUSE = "t" * 40


def digits(factor, *, steps=0):
    """What the app on the phone shows now, or shortly before or after."""
    return pyotp.TOTP(factor.secret(house=HOUSE)).at(int(utcnow().timestamp()) + 30 * steps)


def protected(person=None):
    """Somebody whose second factor is in use, with it and their codes. Its first digits were used a minute ago."""
    person = person or PersonFactory()
    with at(utcnow() - timedelta(minutes=2)):
        factor = second_factor.begin(person)
        codes = second_factor.confirm(person, digits(factor))
    db.session.commit()  # tries are counted apart from the rest
    return person, factor, codes


def knock(browser, person):
    """The right name and password."""
    return browser.post("/dang-nhap", {"identifier": person.name, "password": PASSWORD})


def test_the_digits_are_those_of_the_standard():
    """RFC 6238, appendix B: the secret “12345678901234567890” at 59 s shows …287082."""
    assert pyotp.TOTP("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").at(59) == "287082"
    factor = SecondFactor(seed="a", used_step=0)
    assert re.fullmatch(r"[A-Z2-7]{32}", factor.secret(house=HOUSE))
    assert factor.secret(house=HOUSE) != factor.secret(house="another")


def test_digits_work_once_and_within_a_step_of_now():
    _person, factor, _codes = protected()

    assert not factor.takes(digits(factor, steps=-2), house=HOUSE)
    assert not factor.takes(digits(factor, steps=2), house=HOUSE)
    shown = digits(factor)
    assert factor.takes(f" {shown[:3]} {shown[3:]}", house=HOUSE)
    assert not factor.takes(shown, house=HOUSE)
    assert not factor.takes(digits(factor, steps=-1), house=HOUSE)
    assert factor.takes(digits(factor, steps=1), house=HOUSE)
    assert not factor.takes("", house=HOUSE)


def test_signing_in_asks_for_it(browser):
    person, factor, _codes = protected()

    second = knock(browser, person).location
    assert second.startswith("/dang-nhap/ma")
    assert browser.get("/tai-khoan", expect=303).location.startswith("/dang-nhap")
    browser.post(second, {"code": ""}, expect=422)
    browser.post(second, {"code": "000000"}, expect=422)
    browser.post(second, {"code": digits(factor)})
    assert person.name in browser.get("/tai-khoan").text


def test_it_goes_on_where_somebody_wanted_to_go(browser):
    person, factor, _codes = protected()
    knocked = browser.post("/dang-nhap?next=/viec-can-lam", {"identifier": person.name, "password": PASSWORD})

    assert browser.post(knocked.location, {"code": digits(factor)}).location == "/viec-can-lam"


def test_the_second_step_alone_opens_nothing(browser):
    protected()

    assert browser.post("/dang-nhap/ma", {"code": "123456"}).location == "/dang-nhap"
    with browser.client.session_transaction() as session:
        session["half_way"] = (1, 0, "")
    assert browser.get("/dang-nhap/ma", expect=303).location == "/dang-nhap"


def test_a_code_from_paper_opens_once(browser):
    person, _factor, codes = protected()
    assert len(set(codes)) == 10

    browser.post(knock(browser, person).location, {"code": codes[3].upper().replace("-", " ")})
    browser.post("/dang-xuat")
    browser.post(knock(browser, person).location, {"code": codes[3]}, expect=422)
    browser.post("/dang-nhap/ma", {"code": codes[4]})

    used = db.session.scalars(sa.select(RecoveryCode.used_at).where(RecoveryCode.person_id == person.id)).all()
    assert sum(moment is not None for moment in used) == 2
    assert not {code[:5] for code in codes} & {row.code_hash for row in db.session.scalars(sa.select(RecoveryCode))}


def test_somebody_elses_code_opens_nothing():
    person, _factor, _codes = protected()
    _other, _theirs, codes = protected()

    assert not second_factor.opens(person, codes[0])


def test_after_five_wrong_ones_even_the_right_one_waits(browser):
    person, factor, _codes = protected()
    second = knock(browser, person).location
    for _ in range(5):
        browser.post(second, {"code": "000000"}, expect=422)

    browser.post(second, {"code": digits(factor)}, expect=429)
    with pytest.raises(TooManyTries):
        second_factor.opens(person, digits(factor))


def test_setting_it_up_from_the_pages(browser):
    person = PersonFactory()
    browser.sign_in(person)
    browser.post("/tai-khoan/hai-buoc/bat-dau", {"current": "sai"}, expect=422)
    browser.post("/tai-khoan/hai-buoc/bat-dau", {"current": PASSWORD})
    page = browser.get("/tai-khoan/hai-buoc").text
    factor = second_factor.of(person)
    assert 'class="qr"' in page
    assert factor.secret(house=HOUSE)[:4] in page
    assert person.second_factor_at is None

    browser.post("/tai-khoan/hai-buoc/xac-nhan", {"code": "000000"}, expect=422)
    shown = browser.post("/tai-khoan/hai-buoc/xac-nhan", {"code": digits(factor)}, expect=200).text
    assert len(re.findall(r"<code>[0-9a-z]{5}-[0-9a-z]{5}</code>", shown)) == 10
    db.session.refresh(person)
    assert person.second_factor_at is not None
    assert factor.secret(house=HOUSE)[:4] not in browser.get("/tai-khoan/hai-buoc").text

    again = browser.post("/tai-khoan/hai-buoc/ma-moi", {"current": PASSWORD}, expect=200).text
    assert set(re.findall(r"<code>(.*?)</code>", again)).isdisjoint(re.findall(r"<code>(.*?)</code>", shown))
    browser.post("/tai-khoan/hai-buoc/ma-moi", {"current": "sai"}, expect=422)
    browser.post("/tai-khoan/hai-buoc/tat", {"current": "sai"}, expect=422)
    browser.post("/tai-khoan/hai-buoc/tat", {"current": PASSWORD})
    assert person.second_factor_at is None


@pytest.mark.parametrize("role", NEEDED_BY)
def test_whoever_decides_sets_it_up_before_anything_else(app, browser, role, monkeypatch):
    monkeypatch.setitem(app.config, "SECOND_FACTOR", True)
    person = holder(role)

    assert second_factor.is_missing(person)
    assert not second_factor.is_missing(PersonFactory())
    protected(person)
    assert not second_factor.is_missing(person)
    with pytest.raises(RuleBroken, match="không tắt"):
        second_factor.end(person, by=person, reason="")


def test_until_then_every_page_leads_there(app, browser, monkeypatch):
    from app.accounts.views.second_factor import demand

    monkeypatch.setitem(app.config, "SECOND_FACTOR", True)
    monkeypatch.setitem(app.before_request_funcs, None, [*app.before_request_funcs[None], demand])
    browser.sign_in(holder(Role.COORDINATOR))

    for address in ("/viec-can-lam", "/sang-kien/", "/"):
        assert browser.get(address, expect=303).location == "/tai-khoan/hai-buoc"
    browser.get("/tai-khoan/hai-buoc")
    browser.get("/tro-giup")
    browser.post("/dang-xuat")
    browser.get("/sang-kien/")


def test_the_administrator_helps_whoever_lost_their_phone(browser):
    person, _factor, _codes = protected(holder(Role.LEADER))
    browser.sign_in(holder(Role.ADMINISTRATOR))
    address = f"/quan-tri/nguoi/{person.id}/bo-hai-buoc"
    assert address in browser.get(f"/quan-tri/nguoi/{person.id}").text

    browser.post(address, {"reason": ""}, expect=422)
    browser.post(address, {"reason": "Mất máy, đã gặp trực tiếp"})

    db.session.refresh(person)
    assert person.second_factor_at is None
    assert db.session.scalar(sa.select(sa.func.count(RecoveryCode.id))) == 0
    told = sa.select(Event.reason).where(Event.name == "people.end_second_factor", Event.subject_id == person.id)
    assert db.session.scalars(told).all() == ["Mất máy, đã gặp trực tiếp"]
    browser.sign_in(PersonFactory())
    browser.get(address, expect=403)


def test_a_new_password_by_mail_does_not_go_around_it(browser):
    person, _factor, _codes = protected(PersonFactory(email="quen@vidu.vn"))
    link, seed = MailLink.begin(person, LinkPurpose.PASSWORD, secret=HOUSE)
    db.session.add(link)
    new = "gió mát trăng thanh bến nước cũ"

    browser.post(f"/dat-lai-mat-khau/{token_of(seed, secret=HOUSE)}", {"password": new})

    assert browser.get("/tai-khoan", expect=303).location.startswith("/dang-nhap")
    assert browser.post("/dang-nhap", {"identifier": person.name, "password": new}).location.startswith("/dang-nhap/ma")
    assert browser.get("/tai-khoan", expect=303).location.startswith("/dang-nhap")


def test_switching_it_on_or_off_signs_out_every_other_device(app, browser):
    person, elsewhere = PersonFactory(), Browser(app)
    browser.sign_in(person)
    elsewhere.sign_in(person)
    browser.post("/tai-khoan/hai-buoc/bat-dau", {"current": PASSWORD})
    elsewhere.get("/tai-khoan")

    browser.post("/tai-khoan/hai-buoc/xac-nhan", {"code": digits(second_factor.of(person))}, expect=200)
    elsewhere.get("/tai-khoan", expect=303)
    elsewhere.sign_in(person)
    browser.post("/tai-khoan/hai-buoc/tat", {"current": PASSWORD})

    elsewhere.get("/tai-khoan", expect=303)
    browser.get("/tai-khoan")


def test_a_password_changed_between_the_two_steps_ends_the_first(browser):
    person, _factor, codes = protected()
    address = knock(browser, person).location
    browser.get(address)

    change_password(person, password="mưa xuân ướt áo bà đi chợ")

    assert browser.post(address, {"code": codes[0]}).location == "/dang-nhap"
    assert browser.get("/tai-khoan", expect=303).location.startswith("/dang-nhap")
