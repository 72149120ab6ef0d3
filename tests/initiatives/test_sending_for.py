"""Sending for somebody else: whose words, who typed, how they came, the slip, and taking it over."""

import io

import pypdfium2
import pytest
import sqlalchemy as sa
import zxingcpp

from app.accounts.actions import people as accounts
from app.accounts.models import Consent, Person, Purpose, Role
from app.core.clock import at, utcnow
from app.core.db import db
from app.core.limits import Attempt
from app.core.workflow import RuleBroken
from app.initiatives.actions import sending_for, writing
from app.initiatives.models import Channel, Initiative, Slip, State
from app.notices.models import Notice
from tests.factories.initiatives import InitiativeFactory
from tests.factories.people import PASSWORD, PersonFactory, field, holder, village
from tests.notices.conftest import work

__all__ = ["work"]

SECRET = "t" * 40
NEW = "mưa xuân ướt áo bà đi chợ"


@pytest.fixture
def team():
    return holder(Role.VILLAGE_TEAM, village_id=village().id)


def grandmother(team, **facts):
    given = {"name": "Vũ Thị Nhài", "phone": None, "birth_year": 1941, **facts}
    return accounts.somebody(**given, village=village(), purposes=[Purpose.ACCOUNT], by=team)


def sent_for(team, author=None, key="k"):
    author = author or grandmother(team)
    draft = sending_for.begin_for(author, by=team, channel=Channel.IN_PERSON, sent_key=key)
    texts = {"title": "Ghế ở trạm xá", "problem": "Chờ khám phải đứng.", "solution": "Đóng ghế dài.", "field_id": field().id}
    writing.write(draft, by=team, texts={**texts, "village_id": village().id})
    writing.submit(draft, by=team)
    db.session.commit()  # tries are counted apart from the rest
    return draft


def typed(initiative, **wrong):
    """What stands on the slip, or something else."""
    key = initiative.slip.key(secret=SECRET)
    digits = (initiative.author.phone or "")[-4:] or initiative.slip.digits
    return {"code": initiative.code, "digits": digits, "key": key, **wrong}


def claimable(initiative, **wrong):
    return sending_for.claimable(**typed(initiative, **wrong), address="10.0.0.1")


def test_author_typist_and_channel_are_three_things(team):
    one = sent_for(team)

    assert (one.author.name, one.typist_id, one.channel) == ("Vũ Thị Nhài", team.id, Channel.IN_PERSON)
    consent = db.session.scalars(sa.select(Consent).where(Consent.person_id == one.author_id)).one()
    assert (consent.purpose, consent.noted_by_id) == (Purpose.ACCOUNT, team.id)
    assert not one.author.has_account
    assert not one.author.is_confirmed


def test_the_same_facts_are_the_same_person_and_another_year_another(team):
    first, again, other = grandmother(team), grandmother(team, name="vũ thị NHÀI"), grandmother(team, birth_year=1950)

    assert (again.id == first.id, other.id == first.id) == (True, False)
    assert sent_for(team, first, "k").id == sending_for.begin_for(again, by=team, channel=Channel.PAPER, sent_key="k").id


def test_nobody_sends_for_somebody_with_an_account(team):
    with pytest.raises(RuleBroken):
        sending_for.begin_for(PersonFactory(), by=team, channel=Channel.PHONE, sent_key="k")


def test_somebody_without_an_account_cannot_sign_in(browser, team):
    person = grandmother(team, phone="+84912345678").id
    db.session.commit()

    for identifier in ("Vũ Thị Nhài", "0912345678"):
        browser.post("/dang-nhap", {"identifier": identifier, "password": ""}, expect=422)
        assert accounts.authenticate(identifier, "", address="10.0.0.1") is None
    assert db.session.get(Person, person).password_hash is None


def test_the_typist_hears_of_it_and_may_complete_it(browser, work, team):
    one = sent_for(team)
    one.return_to_author(by=holder(Role.COORDINATOR), reason="Trạm xá nào?")
    work()
    assert "Trạm xá nào?" in db.session.scalars(sa.select(Notice.text).where(Notice.person_id == team.id)).all()[-1]

    browser.sign_in(team)
    assert "Gửi hộ Vũ Thị Nhài" in browser.get(f"/sang-kien/nhap/{one.id}").text
    assert one.title in browser.get("/viec-can-lam").text
    browser.sign_in(holder(Role.VILLAGE_TEAM, village_id=village().id))
    browser.get(f"/sang-kien/nhap/{one.id}", expect=404)
    browser.get(f"/sang-kien/{one.code}/phieu.pdf", expect=404)


def test_from_the_first_page_to_the_slip(browser, team):
    browser.sign_in(team)
    page = browser.get("/gui-ho/moi").text
    assert "An Dương" in page
    assert "Triều Dương" not in page
    given = {"sent_key": "abc", "name": "Vũ Thị Nhài", "village_id": str(village().id), "channel": "meeting", "account": "y"}
    assert "không nhầm với người trùng tên" in browser.post("/gui-ho/moi", given, expect=422).text
    given["birth_year"] = "1941"
    for wrong in ({"name": ""}, {"account": ""}, {"birth_year": "19"}, {"phone": "12"}, {"channel": "smoke"}):
        browser.post("/gui-ho/moi", {**given, **wrong}, expect=422)
    first = browser.post("/gui-ho/moi", given).location
    assert browser.post("/gui-ho/moi", given).location == first

    draft = db.session.scalars(sa.select(Initiative)).one()
    texts = {"problem": "Chờ khám phải đứng.", "solution": "Đóng ghế dài.", "field_id": str(field().id)}
    browser.post(first, {**texts, "village_id": str(village().id), "version": str(draft.version)})
    browser.post(f"/sang-kien/nhap/{draft.id}/gui", {"declared": "y", "version": str(draft.version)})
    receipt = browser.get(f"/sang-kien/{draft.code}/da-gui").text
    assert f"/sang-kien/{draft.code}/phieu.pdf" in receipt
    assert "Vũ Thị Nhài" in browser.get("/gui-ho/").text
    assert browser.get(f"/sang-kien/{draft.code}/phieu.pdf").mimetype == "application/pdf"


def test_residents_send_for_nobody(browser):
    browser.sign_in(PersonFactory())
    for address in ("/gui-ho/", "/gui-ho/moi"):
        browser.get(address, expect=403)


@pytest.mark.parametrize("phone", [None, "+84912345678"])
def test_the_slip_is_one_small_page_whose_code_leads_to_the_lookup(browser, team, phone):
    one = sent_for(team, grandmother(team, phone=phone))
    browser.sign_in(team)
    sheet = browser.get(f"/sang-kien/{one.code}/phieu.pdf").data

    pdf = pypdfium2.PdfDocument(io.BytesIO(sheet))
    assert len(pdf) == 1
    assert [round(side / 72 * 25.4) for side in pdf[0].get_size()] == [105, 148]
    said = " ".join(pdf[0].get_textpage().get_text_bounded().split())
    wanted = [one.code, one.title, "Vũ Thị Nhài", one.slip.key(secret=SECRET), "localhost/tra-cuu"]
    wanted += ["4 số cuối điện thoại, …78"] if phone else [one.slip.digits]
    assert [words for words in wanted if words not in said] == []
    assert "345678" not in said
    picture = pdf[0].render(scale=150 / 72).to_pil()
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [f"http://localhost/tra-cuu?ma={one.code}"]


def test_the_slip_looks_it_up(browser, team):
    one = sent_for(team)

    assert f'value="{one.code}"' in browser.get(f"/tra-cuu?ma={one.code}").text
    wrong = f"{(int(one.slip.digits) + 1) % 10000:04d}"
    browser.post("/tra-cuu", {"code": one.code, "digits": wrong}, expect=422)
    browser.post("/tra-cuu", {"code": one.code, "digits": one.slip.digits})
    assert "Nhận ý tưởng này về mình" in browser.get(f"/tra-cuu/{one.code}").text


def test_keys_are_read_however_they_are_typed():
    slip = Slip(seed="x")
    key = slip.key(secret=SECRET)

    assert len(key) == 9
    assert not set(key) & set("ILOU")
    for way in (key, key.lower(), key.replace("-", ""), f" {key[:4]} {key[5:]} ", key.replace("0", "O").replace("1", "l")):
        assert slip.is_key(way, secret=SECRET), way
    assert not slip.is_key(key, secret="another")
    assert not slip.is_key("", secret=SECRET)


def test_claimed_anew_nothing_is_lost(browser, team):
    one = sent_for(team)
    second = sent_for(team, one.author, "second")
    author = one.author_id

    for wrong in ({"key": "AAAA-AAAA"}, {"digits": "x"}, {"code": "SK-2020-1"}, {"password": "ngắn"}, {"account": ""}):
        browser.post("/nhan-phieu", {**typed(one), "password": NEW, "account": "y", **wrong}, expect=422)
    browser.post("/nhan-phieu", {**typed(one), "password": NEW, "account": "y", "contact": "y"})

    person = db.session.get(Person, author)
    assert (person.has_account, person.register_key) == (True, None)
    assert {one.author_id, second.author_id} == {author}
    mine = browser.get("/sang-kien/cua-toi").text
    assert (one.code in mine, second.code in mine) == (True, True)
    db.session.commit()
    assert accounts.authenticate("Vũ Thị Nhài", NEW, address="10.0.0.2").id == author
    assert set(db.session.scalars(sa.select(Consent.purpose).where(Consent.noted_by_id.is_(None)))) == {
        Purpose.ACCOUNT,
        Purpose.CONTACT,
    }
    browser.sign_in(team)
    for gone in (f"/sang-kien/{one.code}/phieu.pdf", f"/sang-kien/nhap/{one.id}", f"/sang-kien/{one.code}"):
        browser.get(gone, expect=404)
    assert "đã nhận" in browser.get("/gui-ho/").text


def test_a_slip_is_claimed_once(browser, team):
    one = sent_for(team)
    given = {**typed(one), "password": NEW, "account": "y"}
    browser.post("/nhan-phieu", given)

    browser.post("/dang-xuat")
    browser.post("/nhan-phieu", given, expect=422)


def test_a_name_that_is_taken_needs_another_to_sign_in_with(browser, team):
    one = sent_for(team)
    PersonFactory(name="Vũ Thị Nhài")
    given = {**typed(one), "password": NEW, "account": "y"}

    assert "đã có người dùng" in browser.post("/nhan-phieu", given, expect=422).text
    browser.post("/nhan-phieu", {**given, "name": "Vũ Thị Nhài xóm Đình"})

    assert one.author.name == "Vũ Thị Nhài xóm Đình"


def test_taken_over_into_an_account_that_exists(browser, team):
    one = sent_for(team)
    before = one.author_id
    daughter, herself = PersonFactory(name="Vũ Thị Con"), PersonFactory(name="Vũ Thị Nhài")

    browser.sign_in(daughter)
    assert "Tên trên phiếu khác" in browser.post("/nhan-phieu", typed(one), expect=422).text
    browser.sign_in(herself)
    browser.post("/nhan-phieu", typed(one))

    assert (one.author_id, db.session.get(Person, before)) == (herself.id, None)
    assert db.session.scalars(sa.select(Consent.person_id)).all() == [herself.id]


def test_the_typist_takes_nothing_over():
    team = holder(Role.VILLAGE_TEAM, village_id=village().id)
    one = sent_for(team, grandmother(team, name=team.name))

    with pytest.raises(RuleBroken, match="ghi hộ"):
        sending_for.take_over(one.author, by=team)


def test_a_key_is_tried_sixty_times_an_hour_from_one_address(team):
    one = sent_for(team)
    for _ in range(60):
        assert claimable(one, key="AAAA-AAAA") is None

    with pytest.raises(accounts.TooManyTries):
        claimable(one)
    db.session.execute(sa.delete(Attempt))
    with at(utcnow()):
        assert claimable(one).id == one.id


def test_what_is_sent_by_oneself_has_no_slip(browser):
    one = InitiativeFactory(submitted=True, author=PersonFactory(phone="+84912345678"))

    db.session.commit()
    assert one.slip is None
    assert sending_for.claimable(one.code, "5678", "", address="10.0.0.1") is None
    browser.sign_in(one.author)
    browser.get(f"/sang-kien/{one.code}/phieu.pdf", expect=403)


def test_withdrawing_is_the_typists_until_it_is_claimed(browser, team):
    one = sent_for(team)
    browser.sign_in(team)
    browser.post(f"/sang-kien/nhap/{one.id}/rut")

    assert one.state is State.WITHDRAWN


def test_the_password_is_nobody_elses(team):
    one = sent_for(team)
    sending_for.become_an_account(one.author, name=one.author.name, password=PASSWORD, purposes=[])
    db.session.commit()

    assert claimable(one) is None
