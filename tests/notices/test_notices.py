"""Who is told what, where, and how they stop it."""

import re
from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa

from app.accounts.actions import own_data
from app.accounts.models import Consent, Purpose, Role
from app.core.clock import ZONE, at, today, utcnow
from app.core.db import db
from app.core.outbox import Job
from app.initiatives.actions import following
from app.notices import actions
from app.notices.channels import stop_token
from app.notices.models import Notice, Rhythm
from tests.factories.initiatives import InitiativeFactory
from tests.factories.people import PersonFactory, holder

EVENING = datetime.combine(today() + timedelta(days=1), time(18, 5), tzinfo=ZONE)


def reader(name="Bà Đọc", *, address="doc@vidu.vn", rhythm=None):
    """Somebody who may be mailed."""
    person = PersonFactory(name=name, email=address, email_confirmed_at=utcnow())
    db.session.add(Consent(person_id=person.id, purpose=Purpose.CONTACT, text_version="t", given_at=utcnow()))
    if rhythm:
        actions.prefer(person.id, rhythm)
    return person


def told(person):
    return [notice.text for notice in db.session.scalars(sa.select(Notice).where(Notice.person_id == person.id))]


def test_author_and_followers_are_told_of_what_happens_and_the_one_who_did_it_is_not(work):
    one = InitiativeFactory(opened=True)
    follower, stranger, official = PersonFactory(), PersonFactory(), holder(Role.COORDINATOR)
    following.follow(one, by=follower)
    following.follow(one, by=official)

    one.answer(by=official, text="Xã sẽ làm trong tháng 12.")
    work()

    assert told(one.author) == told(follower) == ["Xã trả lời. Xã sẽ làm trong tháng 12."]
    assert (told(stranger), told(official)) == ([], [])


def test_what_is_not_public_is_told_to_its_author_only(work):
    one = InitiativeFactory(submitted=True)
    nosy = PersonFactory()
    following.follow(one, by=nosy)

    one.return_to_author(by=holder(Role.COORDINATOR), reason="Cho biết rõ chỗ.")
    work()

    assert (told(one.author), told(nosy)) == (["Cần bổ sung. Cho biết rõ chỗ."], [])


def test_who_muted_hears_nothing_even_as_the_author(work):
    one = InitiativeFactory(opened=True)
    following.mute(one, by=one.author)
    one.answer(by=holder(Role.COORDINATOR), text="Đã xem.")
    work()
    assert told(one.author) == []

    following.follow(one, by=one.author)
    one.answer(by=holder(Role.COORDINATOR), text="Đang làm.")
    work()
    assert told(one.author) == ["Xã trả lời. Đang làm."]


def test_an_act_that_was_dropped_tells_nobody(work):
    one = InitiativeFactory(opened=True)
    official = holder(Role.COORDINATOR)
    act = db.session.begin_nested()
    one.answer(by=official, text="Nhầm.")
    db.session.flush()
    act.rollback()

    assert work() == 0


def test_a_worker_that_begins_anew_tells_nobody_twice(work):
    one = InitiativeFactory(opened=True)
    one.answer(by=holder(Role.COORDINATOR), text="Một lần.")
    work()
    db.session.execute(sa.update(Job).values(done_at=None))

    work()

    assert told(one.author) == ["Xã trả lời. Một lần."]


def test_a_day_is_one_letter_that_reads_well_and_can_be_stopped_without_signing_in(work, boxes, browser):
    person = reader()
    ones = [InitiativeFactory(opened=True, title=title) for title in ("Đèn <ngõ> & xóm", "Ủ rơm tại ruộng")]
    for one in ones:
        following.follow(one, by=person)
        one.answer(by=holder(Role.COORDINATOR), text="Xã nhận làm.")
    work()
    assert boxes.arrived == []

    with at(EVENING):
        for _ in range(3):
            actions._plan_digest()
        work()
        actions._plan_digest()
        work()

    [letter] = boxes.of("doc@vidu.vn")
    assert letter["Subject"] == "Đèn <ngõ> & xóm và 1 tin khác"
    text, html = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert f"http://localhost/sang-kien/{ones[0].code}" in text
    assert "Đèn &lt;ngõ&gt; &amp; xóm" in html
    assert "Xã trả lời. Xã nhận làm." in text
    stop = re.search(r"http://localhost(/dung-thu/\S+)", text)[1]
    assert letter["List-Unsubscribe"].strip() == f"<http://localhost{stop}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    assert "Dừng nhận thư" in browser.get(stop).text
    assert actions.rhythm_of(person) is Rhythm.DAILY
    browser.post(stop, {"List-Unsubscribe": "One-Click"}, expect=200)
    assert actions.rhythm_of(person) is Rhythm.NEVER
    ones[0].answer(by=holder(Role.COORDINATOR), text="Thêm.")
    work()
    with at(EVENING + timedelta(days=1)):
        actions._plan_digest()
        work()
    assert len(boxes.of("doc@vidu.vn")) == 1
    assert len(told(person)) == 3


def test_who_wants_it_at_once_gets_it_at_once(work, boxes):
    person = reader(rhythm=Rhythm.AT_ONCE)
    one = InitiativeFactory(opened=True, title="Đèn ngõ")
    following.follow(one, by=person)

    one.answer(by=holder(Role.COORDINATOR), text="Xong rồi.")
    work()

    assert [letter["Subject"] for letter in boxes.of("doc@vidu.vn")] == ["Đèn ngõ"]


@pytest.mark.parametrize("lacks", ["consent", "confirmed", "bounced", "locked"])
def test_nobody_is_mailed_who_did_not_agree_or_is_not_reached(work, boxes, lacks):
    person = reader(rhythm=Rhythm.AT_ONCE)
    if lacks == "consent":
        db.session.execute(sa.update(Consent).values(withdrawn_at=utcnow()))
    elif lacks == "confirmed":
        person.email_confirmed_at = None
    elif lacks == "bounced":
        person.email_bounced_at = utcnow()
    else:
        person.locked_at = utcnow()
    one = InitiativeFactory(opened=True)
    following.follow(one, by=person)
    one.answer(by=holder(Role.COORDINATOR), text="Xong rồi.")

    work()

    assert boxes.arrived == []


def test_an_address_that_does_not_exist_is_not_tried_again(work, boxes, browser):
    person = reader(rhythm=Rhythm.AT_ONCE)
    boxes.unknown.add("doc@vidu.vn")
    one = InitiativeFactory(opened=True)
    following.follow(one, by=person)
    one.answer(by=holder(Role.COORDINATOR), text="Một.")
    work()

    assert person.email_bounced_at is not None
    one.answer(by=holder(Role.COORDINATOR), text="Hai.")
    work()
    assert db.session.scalars(sa.select(Job.failed_at).where(Job.name == "notices.mail")).all() != [None]
    browser.sign_in(person)
    assert "bị trả lại" in browser.get("/tai-khoan/lien-he").text


def test_a_server_in_trouble_or_away_delays_and_loses_nothing(app, work, boxes):
    people = [reader(f"Người {n}", address=f"n{n}@vidu.vn", rhythm=Rhythm.AT_ONCE) for n in range(8)]
    one = InitiativeFactory(opened=True)
    for person in people:
        following.follow(one, by=person)
    one.answer(by=holder(Role.COORDINATOR), text="Xong rồi.")
    url, app.config["MAIL_URL"] = app.config["MAIL_URL"], "smtp://127.0.0.1:9"
    work()
    assert boxes.arrived == []

    app.config["MAIL_URL"], boxes.trouble = url, 0.6
    for hours in range(1, 40):
        with at(utcnow() + timedelta(hours=hours)):
            work()

    assert boxes.turned_away > 0
    assert [len(boxes.of(person.email)) for person in people] == [1] * 8


def test_notices_on_screen_are_read_and_lead_where_it_happened(work, browser):
    one = InitiativeFactory(opened=True, title="Đèn ngõ")
    one.answer(by=holder(Role.COORDINATOR), text="Xã nhận.")
    one.answer(by=holder(Role.COORDINATOR), text="Xã làm.")
    work()
    browser.sign_in(one.author)

    page = browser.get("/tai-khoan/thong-bao").text
    assert page.count("<strong>Mới</strong>") == 2
    first = db.session.scalars(sa.select(Notice.id).order_by(Notice.id)).first()
    assert browser.post(f"/tai-khoan/thong-bao/{first}").location == f"/sang-kien/{one.code}"
    assert browser.get("/tai-khoan/thong-bao").text.count("<strong>Mới</strong>") == 1
    browser.post("/tai-khoan/thong-bao/da-doc")
    assert "<strong>Mới</strong>" not in browser.get("/tai-khoan/thong-bao").text

    browser.sign_in(PersonFactory())
    browser.post(f"/tai-khoan/thong-bao/{first}", expect=404)


def test_following_from_the_page(browser):
    one, person = InitiativeFactory(opened=True), PersonFactory()
    browser.sign_in(person)

    browser.post(f"/sang-kien/{one.code}/theo-doi", {"follow": "1"})
    assert "Thôi theo dõi" in browser.get(f"/sang-kien/{one.code}").text
    browser.post(f"/sang-kien/{one.code}/theo-doi", {"follow": "0"})
    assert "Thôi theo dõi" not in browser.get(f"/sang-kien/{one.code}").text
    browser.post(f"/sang-kien/{InitiativeFactory(submitted=True).code}/theo-doi", {"follow": "1"}, expect=404)


def test_how_mail_comes_is_chosen_on_its_page(browser):
    person = reader()
    browser.sign_in(person)

    browser.post("/tai-khoan/thong-bao/cach-nhan", {"rhythm": "at_once"})
    assert actions.rhythm_of(person) is Rhythm.AT_ONCE
    browser.post("/tai-khoan/thong-bao/cach-nhan", {"rhythm": "yearly"}, expect=422)


def test_a_stop_link_that_was_not_made_here_does_nothing(browser):
    token = stop_token(1)
    for forged in (token[:-1] + ("A" if token[-1] != "A" else "B"), "x", "1"):
        browser.get(f"/dung-thu/{forged}", expect=404)


def test_who_no_longer_agrees_to_be_written_to_gets_no_mail_that_waited(work, boxes):
    person = reader(rhythm=Rhythm.DAILY)
    one = InitiativeFactory(opened=True)
    following.follow(one, by=person)
    one.answer(by=holder(Role.COORDINATOR), text="Xã sẽ làm.")
    work()
    assert db.session.scalars(sa.select(Notice.wants_mail).where(Notice.person_id == person.id)).all() == [True]

    own_data.withdraw(person, Purpose.CONTACT)
    with at(EVENING):
        work()

    assert boxes.arrived == []
    assert told(person) == ["Xã trả lời. Xã sẽ làm."]
