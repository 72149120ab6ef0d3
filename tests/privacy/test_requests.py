"""Requests about one's own data: who asks, who answers, and the clocks between them."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.accounts.actions import own_data
from app.accounts.actions import people as accounts
from app.accounts.models import Purpose, Role
from app.commune.models import Setting
from app.commune.settings import Rules, rules
from app.core.audit import Event, history_of
from app.core.clock import ZONE, at, utcnow
from app.core.db import db
from app.core.workflow import RuleBroken
from app.notices.models import Notice
from app.privacy import actions
from app.privacy.models import DataRequest, RequestKind, RequestState
from tests.factories.initiatives import InitiativeFactory
from tests.factories.people import PASSWORD, PersonFactory, holder, village

PAGE = "/yeu-cau-du-lieu"
KINDS = RequestKind
FRIDAY = datetime(2026, 11, 6, 16, 45, tzinfo=ZONE)


def asked(person=None, kind=KINDS.CORRECT, key="k"):
    return actions.ask(kind, text="Sai năm sinh.", sent_key=key, by=person or PersonFactory())


@pytest.mark.parametrize(
    ("kind", "days"),
    [
        (KINDS.WITHDRAW, 15),
        (KINDS.RESTRICT, 15),
        (KINDS.OBJECT, 15),
        (KINDS.VIEW, 10),
        (KINDS.CORRECT, 10),
        (KINDS.PROVIDE, 10),
        (KINDS.DELETE, 20),
    ],
)
def test_the_clocks_of_the_law(kind, days):
    with at(FRIDAY):
        one = asked(kind=kind)
        assert one.seen_by_due(Rules({})) == date(2026, 11, 10), "two working days after a Friday"
        assert one.due(Rules({})) == date(2026, 11, 6) + timedelta(days)
        assert one.next_due(Rules({})) == date(2026, 11, 10)
        one.acknowledge(by=holder(Role.COORDINATOR))
        assert one.next_due(Rules({})) == one.due(Rules({}))
        one.extend(by=holder(Role.COORDINATOR), reason="Phải hỏi cơ quan khác.", rules=Rules({}))
    assert one.due(Rules({})) == date(2026, 11, 6) + timedelta(2 * days)


def test_the_days_are_the_communes_to_set():
    db.session.add_all([Setting(key="calendar_days.view", value="7"), Setting(key="days.request_seen", value="1")])
    db.session.flush()
    with at(FRIDAY):
        one = asked()

    assert (one.seen_by_due(rules()), one.due(rules())) == (date(2026, 11, 9), date(2026, 11, 13))


def test_from_asking_to_the_answer(browser):
    person, office = PersonFactory(), holder(Role.COORDINATOR)
    browser.sign_in(person)
    browser.post(f"{PAGE}/moi", {"kind": "money"}, expect=422)
    given = {"sent_key": "abc", "kind": "correct", "text": "Sai năm sinh."}
    page = browser.post(f"{PAGE}/moi", given).location
    assert browser.post(f"{PAGE}/moi", given).location == page
    assert "Chậm nhất" in browser.get(page).text
    browser.post(f"{page}/da-nhan", expect=403)

    browser.sign_in(office)
    assert page in browser.get("/viec-can-lam").text
    browser.post(f"{page}/da-nhan")
    browser.get(f"{page}/gia-han")
    browser.post(f"{page}/gia-han", {"reason": ""}, expect=422)
    browser.post(f"{page}/gia-han", {"reason": "Chờ hồ sơ."})
    browser.post(f"{page}/gia-han", {"reason": "Chờ nữa."}, expect=422)
    browser.get(f"{page}/tra-loi")
    browser.post(f"{page}/tra-loi", {"answer": ""}, expect=422)
    browser.post(f"{page}/tra-loi", {"answer": "Đã sửa thành 1961."})
    assert page not in browser.get("/viec-can-lam").text

    one = db.session.scalars(sa.select(DataRequest)).one()
    assert (one.state, one.answer, one.extension_reason) == (RequestState.ANSWERED, "Đã sửa thành 1961.", "Chờ hồ sơ.")
    told = db.session.scalars(sa.select(Notice.text).where(Notice.person_id == person.id).order_by(Notice.id)).all()
    assert [text.split(",")[0] for text in told][:1] == ["Xã đã nhận yêu cầu"]
    assert ("Chờ hồ sơ." in told[1], told[2]) == (True, "Đã sửa thành 1961.")
    browser.sign_in(person)
    assert "Đã sửa thành 1961." in browser.get(page).text


def test_what_cannot_be_done_is_said_with_its_reason(browser):
    one = asked()
    db.session.commit()
    browser.sign_in(holder(Role.ADMINISTRATOR))

    browser.post(f"{PAGE}/{one.id}/tra-loi", {"answer": "Quyết định phải lưu 70 năm.", "refused": "y"})

    assert (one.state, one.acknowledged_at is not None) == (RequestState.REFUSED, True)
    with pytest.raises(RuleBroken):
        one.answer_with(by=holder(Role.COORDINATOR), answer="Nghĩ lại.")


def test_somebody_without_an_account_asks_at_the_counter(browser):
    browser.sign_in(holder(Role.COORDINATOR))
    given = {"name": "Phạm Thị Hòe", "contact": "0912 345 678", "proved_by": "Quen mặt", "kind": "view", "text": "Cho xem."}
    for missing in given:
        browser.post(f"{PAGE}/ghi-ho", {**given, missing: ""}, expect=422)
    page = browser.post(f"{PAGE}/ghi-ho", given).location

    shown = browser.get(page).text
    assert [word for word in ("YC-", "Phạm Thị Hòe", "Quen mặt") if word not in shown] == []
    browser.post(f"{page}/da-nhan")
    assert "Hãy báo lại cho người yêu cầu: 0912 345 678" in browser.get(page).text
    assert db.session.scalars(sa.select(Notice)).all() == []


@pytest.mark.parametrize("role", [None, Role.OFFICIAL, Role.VILLAGE_TEAM, Role.JUDGE])
def test_others_see_and_answer_nothing(browser, role):
    one = asked()
    db.session.commit()
    browser.sign_in(holder(role) if role else PersonFactory())

    browser.get(f"{PAGE}/{one.id}", expect=404)
    browser.post(f"{PAGE}/{one.id}/tra-loi", {"answer": "x"}, expect=404)
    browser.get(f"{PAGE}/ghi-ho", expect=403)
    assert one.number not in browser.get(f"{PAGE}/").text


def test_those_who_oversee_read_and_do_not_answer(browser):
    one = asked()
    db.session.commit()
    for role in (Role.LEADER, Role.AUDITOR):
        browser.sign_in(holder(role))
        assert one.number in browser.get(f"{PAGE}/").text
        browser.get(f"{PAGE}/{one.id}")
        browser.post(f"{PAGE}/{one.id}/da-nhan", expect=403)


def test_nobody_answers_their_own(browser):
    office = holder(Role.COORDINATOR)
    one = asked(office)
    for act in (
        lambda: one.acknowledge(by=office),
        lambda: one.answer_with(by=office, answer="x"),
        lambda: one.refuse(by=office, reason="x"),
        lambda: one.extend(by=office, reason="x", rules=Rules({})),
    ):
        with pytest.raises(RuleBroken, match="của chính mình"):
            act()
    browser.sign_in(office)
    assert one.number not in browser.get("/viec-can-lam").text


def test_a_time_that_is_over_is_not_extended_and_is_seen(browser):
    with at(utcnow() - timedelta(days=30)):
        one = asked()
        one.acknowledge(by=holder(Role.COORDINATOR))
    db.session.commit()

    with pytest.raises(RuleBroken, match="quá hạn"):
        one.extend(by=holder(Role.COORDINATOR), reason="x", rules=Rules({}))
    browser.sign_in(holder(Role.COORDINATOR))
    assert "Quá hẹn" in browser.get(f"{PAGE}/{one.id}").text
    assert "việc quá hẹn" in browser.get("/viec-can-lam").text


def test_what_people_do_by_themselves_is_in_the_register():
    person = PersonFactory()
    own_data.agree(person, Purpose.CONTACT)
    own_data.withdraw(person, Purpose.CONTACT)
    open_one, answered, number = asked(person), asked(person, key="k2"), person.id
    answered.answer_with(by=holder(Role.COORDINATOR), answer="Đã sửa năm sinh của bà Nhài.")
    own_data.erase(person, by=person)
    db.session.flush()
    db.session.expire_all()

    kept = db.session.scalars(sa.select(DataRequest).order_by(DataRequest.id)).all()
    assert [(one.kind, one.state) for one in kept] == [
        (KINDS.WITHDRAW, RequestState.ANSWERED),
        (KINDS.CORRECT, RequestState.ANSWERED),
        (KINDS.CORRECT, RequestState.ANSWERED),
        (KINDS.DELETE, RequestState.ANSWERED),
    ]
    assert {(one.name, one.text, one.contact, one.person_id) for one in kept} == {("Người đã rời trang", "", "", number)}
    assert "Nhài" not in answered.answer
    assert open_one.answer == "Người yêu cầu đã tự xóa tài khoản."


def test_five_requests_a_day_and_the_same_form_is_one(browser):
    person = PersonFactory()
    browser.sign_in(person)
    for n in (0, 0, 1, 2, 3, 4):
        browser.post(f"{PAGE}/moi", {"kind": "view", "text": "", "sent_key": f"k{n}"})
    page = browser.post(f"{PAGE}/moi", {"kind": "view", "text": "Lần thứ sáu", "sent_key": "k5"}, expect=422).text
    assert ("5 yêu cầu một ngày" in page, "Lần thứ sáu" in page) == (True, True)
    browser.sign_in(holder(Role.COORDINATOR))
    noted = {"name": "Phạm Thị Hòe", "contact": "Nhờ tổ", "proved_by": "Quen mặt", "kind": "view", "text": "Cho xem."}
    for _ in range(2):
        browser.post(f"{PAGE}/ghi-ho", {**noted, "sent_key": "k"})

    assert db.session.scalar(sa.select(sa.func.count(DataRequest.id))) == 6


def test_the_register_asks_the_same_however_long(browser, count_queries):
    browser.sign_in(holder(Role.COORDINATOR))
    counted = []
    for n in range(3):
        asked(key=f"k{n}")
        db.session.commit()
        db.session.expunge_all()
        with count_queries() as seen:
            browser.get(f"{PAGE}/")
        counted.append(len(seen))

    assert counted[0] == counted[2]


def test_the_privacy_page_says_who_takes_requests(browser):
    db.session.add(Setting(key="privacy.contact", value="Bà Hạnh, phòng 3"))
    db.session.commit()

    assert "Bà Hạnh, phòng 3" in browser.get("/rieng-tu").text


def test_a_second_answer_is_refused_and_keeps_its_words(browser):
    one = asked()
    browser.sign_in(holder(Role.COORDINATOR))
    browser.post(f"{PAGE}/{one.id}/tra-loi", {"answer": "Đã sửa thành 1961."})

    page = browser.post(f"{PAGE}/{one.id}/tra-loi", {"answer": "Lời thứ hai rất dài"}, expect=422).text

    assert "Lời thứ hai rất dài" in page
    assert one.answer == "Đã sửa thành 1961."


def at_the_counter(kind):
    """Somebody the team wrote down asks the office; a namesake of another village has nothing to do with it."""
    team = holder(Role.VILLAGE_TEAM, village_id=village().id)
    facts = {"phone": None, "purposes": [Purpose.ACCOUNT], "by": team}
    known = accounts.somebody(name="Vũ Thị Nhài", village=village(), birth_year=1941, **facts)
    namesake = accounts.somebody(name="Vũ Thị Nhài", village=village("Hội Yên"), birth_year=1950, **facts)
    one = InitiativeFactory(opened=True, author=known)
    said = {"text": "Giúp tôi.", "name": "vu thi nhai", "contact": "Con gái", "proved_by": "Quen mặt", "sent_key": "k"}
    noted = actions.note(kind, by=holder(Role.COORDINATOR), **said)
    db.session.commit()
    return noted, known, namesake, one


def test_who_is_known_on_paper_only_gets_a_copy_at_the_counter(browser):
    noted, known, _namesake, one = at_the_counter(KINDS.PROVIDE)
    browser.sign_in(holder(Role.COORDINATOR))
    page = browser.get(f"{PAGE}/{noted.id}").text
    assert ("1941" in page, "1950" in page) == (True, True)

    copy = browser.post(f"{PAGE}/{noted.id}/nguoi/{known.id}/du-lieu", expect=200)

    assert (copy.mimetype, copy.headers["Cache-Control"]) == ("application/json", "no-store")
    assert [row["code"] for row in copy.json["initiatives"]] == [one.code]
    assert "data_requests.hand_over" in [event.name for event in db.session.scalars(history_of(noted))]
    browser.post(f"{PAGE}/{noted.id}/nguoi/{known.id}/xoa", {"current": PASSWORD}, expect=422)
    browser.post(f"{PAGE}/{noted.id}/nguoi/{PersonFactory().id}/du-lieu", expect=404)
    noted.answer_with(by=holder(Role.COORDINATOR), answer="Đã đưa.")
    browser.post(f"{PAGE}/{noted.id}/nguoi/{known.id}/du-lieu", expect=409)
    browser.sign_in(PersonFactory())
    browser.post(f"{PAGE}/{noted.id}/nguoi/{known.id}/du-lieu", expect=404)


def test_who_is_known_on_paper_only_is_deleted_at_the_counter(browser):
    noted, known, namesake, one = at_the_counter(KINDS.DELETE)
    official = holder(Role.COORDINATOR)
    browser.sign_in(official)
    address = f"{PAGE}/{noted.id}/nguoi/{known.id}/xoa"
    assert "Xóa Vũ Thị Nhài" in browser.get(address).text
    browser.post(address, {"current": "sai mật khẩu rồi"}, expect=422)

    browser.post(address, {"current": PASSWORD})

    assert "Hãy báo lại cho người yêu cầu: Con gái" in browser.get(f"{PAGE}/{noted.id}").text
    assert (known.name, namesake.name, one.state.value) == ("Người đã rời trang", "Vũ Thị Nhài", "open")
    assert (noted.state, noted.name, noted.contact, noted.text) == (RequestState.ANSWERED, "Người đã rời trang", "", "")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(DataRequest)) == 1
    erased = db.session.scalars(sa.select(Event).where(Event.name == "people.erase")).one()
    assert erased.actor_id == official.id
    browser.get(address, expect=404)
