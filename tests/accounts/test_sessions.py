"""Sessions: a new one at each sign-in, dead at once when they must be."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.actions import people as actions
from app.accounts.models import Role, SignIn
from app.accounts.models.sign_in import token_hash
from app.core.clock import at, utcnow
from app.core.db import db
from tests.browser import Browser
from tests.factories.people import PASSWORD, PersonFactory, holder

NEW = "gió mát trăng thanh bến nước cũ"


def cookie(browser: Browser) -> str | None:
    found = browser.client.get_cookie("phien")
    return found.value if found else None


def sign_in(browser: Browser, person) -> None:
    browser.post("/dang-nhap", {"identifier": person.name, "password": PASSWORD})


def is_in(browser: Browser) -> bool:
    db.session.flush()
    with browser.app.app_context():
        return browser.client.get("/tai-khoan").status_code == 200


def test_signing_in_gives_a_new_session_and_forgets_what_the_cookie_held(browser):
    person = PersonFactory()
    with browser.client.session_transaction() as before:
        before["planted"], before["sign_in"] = "x", "a-token-somebody-else-knows"
    planted = cookie(browser)

    sign_in(browser, person)

    with browser.client.session_transaction() as after:
        assert "planted" not in after
        assert after["sign_in"] != "a-token-somebody-else-knows"
        token = after["sign_in"]
    assert cookie(browser) != planted
    assert db.session.scalars(sa.select(SignIn.token_hash)).all() == [token_hash(token)]
    assert token not in token_hash(token)


def test_signing_out_kills_the_session_for_whoever_copied_the_cookie(app, browser):
    person = PersonFactory()
    sign_in(browser, person)
    thief = Browser(app)
    thief.client.set_cookie("phien", cookie(browser))
    assert is_in(thief)

    browser.post("/dang-xuat")

    assert (is_in(browser), is_in(thief)) == (False, False)
    assert db.session.scalar(sa.select(sa.func.count(SignIn.id))) == 0


@pytest.mark.parametrize("door", ["/dang-xuat", "/tai-khoan/dang-xuat-moi-noi"])
def test_nothing_of_a_person_stays_on_the_device_they_leave(browser, door):
    browser.sign_in(PersonFactory())

    assert browser.post(door).headers["Clear-Site-Data"] == '"storage"'


def test_signing_out_on_one_device_leaves_the_others(app, browser):
    person, phone = PersonFactory(), Browser(app)
    for device in (browser, phone):
        sign_in(device, person)

    browser.post("/dang-xuat")

    assert (is_in(browser), is_in(phone)) == (False, True)


def test_signing_in_again_ends_the_session_that_was_there(app, browser):
    person = PersonFactory()
    sign_in(browser, person)
    copied = Browser(app)
    copied.client.set_cookie("phien", cookie(browser))

    sign_in(browser, person)

    assert (is_in(browser), is_in(copied)) == (True, False)


PHONE = "Mozilla/5.0 (Linux; Android 13; SM-A045F) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
DEVICES = {
    PHONE: "Android, Chrome",
    PHONE + " Zalo android/12110682 ZaloTheme/light": "Android, Zalo",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1 Version/17.1 Safari/604.1": "iPhone, Safari",
    "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 coc_coc_browser/120 Chrome/114 Safari": "Windows, Cốc Cốc",
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120 Safari/537.36 Edg/120": "Windows, Edge",
    "": "Máy không rõ loại",
    "<script>alert(1)</script>": "Máy không rõ loại",
}


@pytest.mark.parametrize(("told", "name"), DEVICES.items())
def test_a_device_is_called_what_a_person_would_call_it(isolated, told, name):
    assert SignIn.begin(PersonFactory(), told)[0].device_name == name


def test_a_person_sees_their_devices_and_signs_one_out_from_afar(app, browser):
    person, phone = PersonFactory(), Browser(app)
    sign_in(browser, person)
    phone.post("/dang-nhap", {"identifier": person.name, "password": PASSWORD}, headers={"User-Agent": PHONE})
    [there] = db.session.scalars(sa.select(SignIn).where(SignIn.device == PHONE))

    page = browser.get("/tai-khoan/thiet-bi").text
    assert "Android, Chrome" in page
    assert page.count("Đăng xuất máy này") == page.count("Đang dùng máy này.") == 1
    browser.post(f"/tai-khoan/thiet-bi/{there.id}/dang-xuat")

    assert (is_in(browser), is_in(phone)) == (True, False)
    assert "Android" not in browser.get("/tai-khoan/thiet-bi").text


def test_a_session_that_ended_by_itself_is_not_listed_and_goes_at_the_next_sign_in(browser):
    person, begun = PersonFactory(), utcnow()
    with at(begun - timedelta(days=8)):
        actions.begin_sign_in(person, device="Firefox")
    browser.sign_in(person)

    assert "Firefox" not in browser.get("/tai-khoan/thiet-bi").text
    assert db.session.scalars(sa.select(SignIn.device).where(SignIn.person_id == person.id)).all() == ["test"]


def test_nobody_signs_a_stranger_out(app, browser):
    stranger, phone = PersonFactory(), Browser(app)
    phone.sign_in(stranger)
    [theirs] = db.session.scalars(sa.select(SignIn.id).where(SignIn.person_id == stranger.id))
    browser.sign_in(PersonFactory())

    browser.post(f"/tai-khoan/thiet-bi/{theirs}/dang-xuat", expect=404)

    assert is_in(phone)


def test_signing_out_everywhere_is_everywhere_and_only_oneself(app, browser):
    person, phone, neighbour = PersonFactory(), Browser(app), Browser(app)
    neighbour.sign_in(PersonFactory())
    for device in (browser, phone):
        sign_in(device, person)

    browser.post("/tai-khoan/dang-xuat-moi-noi")

    assert (is_in(browser), is_in(phone), is_in(neighbour)) == (False, False, True)


def test_the_devices_cost_one_question_however_many(browser, count_queries):
    person = PersonFactory()
    browser.sign_in(person)
    asked = []
    for _ in range(2):
        actions.begin_sign_in(person, device=PHONE)
        with count_queries() as questions:
            browser.get("/tai-khoan/thiet-bi")
        asked.append(len(questions))

    assert asked[0] == asked[1]


def test_guessing_the_current_password_is_limited_as_signing_in_is(browser):
    person = PersonFactory()
    browser.sign_in(person)
    db.session.commit()
    for _ in range(10):
        browser.post("/tai-khoan/mat-khau", {"current": "đoán một cái gì đó", "password": NEW}, expect=422)

    page = browser.post("/tai-khoan/mat-khau", {"current": PASSWORD, "password": NEW}, expect=422).text

    assert "Thử quá nhiều lần." in page
    assert is_in(browser)
    with at(utcnow() + timedelta(minutes=6)):
        browser.post("/tai-khoan/mat-khau", {"current": PASSWORD, "password": NEW})


def test_a_new_password_signs_out_every_other_device(app, browser):
    person, phone = PersonFactory(), Browser(app)
    for device in (browser, phone):
        sign_in(device, person)
    old = cookie(browser)

    browser.post("/tai-khoan/mat-khau", {"current": PASSWORD, "password": NEW})

    copied = Browser(app)
    copied.client.set_cookie("phien", old)
    assert (is_in(browser), is_in(phone), is_in(copied)) == (True, False, False)
    phone.post("/dang-nhap", {"identifier": person.name, "password": PASSWORD}, expect=422)
    phone.post("/dang-nhap", {"identifier": person.name, "password": NEW})


REFUSED = {
    "another current password": ({"current": "không phải cái này", "password": NEW}, "current", "chưa đúng"),
    "no current password": ({"password": NEW}, "current", "Chưa điền"),
    "a weak one": ({"current": PASSWORD, "password": "mật khẩu mật khẩu"}, "password", "dễ đoán"),
    "a short one": ({"current": PASSWORD, "password": "ngắn"}, "password", "15 chữ"),
    "one with NUL": ({"current": PASSWORD, "password": NEW + "\x00"}, "password", "ký tự ẩn"),
}


@pytest.mark.parametrize(("sent", "field", "sentence"), REFUSED.values(), ids=REFUSED)
def test_a_new_password_that_cannot_be_taken_changes_nothing(browser, sent, field, sentence):
    person = PersonFactory()
    before = person.password_hash
    browser.sign_in(person)

    page = browser.post("/tai-khoan/mat-khau", sent, expect=422).text

    assert f'href="#{field}"' in page
    assert sentence in page
    assert NEW not in page
    assert person.password_hash == before


def test_a_locked_account_is_out_at_once(app, browser):
    person, administrator = PersonFactory(), holder(Role.ADMINISTRATOR)
    browser.sign_in(person)
    office = Browser(app)
    office.sign_in(administrator)

    office.post(f"/quan-tri/nguoi/{person.id}/khoa", {"reason": "Mất điện thoại"})

    assert not is_in(browser)
    assert db.session.scalar(sa.select(sa.func.count(SignIn.id)).where(SignIn.person_id == person.id)) == 0
    assert "Mất điện thoại" in office.get(f"/quan-tri/nguoi/{person.id}").text


def test_a_session_begun_while_the_account_was_being_locked_is_dead(browser):
    person = PersonFactory()
    person.lock(by=holder(Role.ADMINISTRATOR), reason="Mất điện thoại")

    browser.sign_in(person)

    assert not is_in(browser)


def test_a_role_taken_back_ends_the_sessions_it_was_used_in(app, browser):
    official, administrator = holder(Role.COORDINATOR), holder(Role.ADMINISTRATOR)
    browser.sign_in(official)
    office = Browser(app)
    office.sign_in(administrator)

    office.post(f"/quan-tri/nguoi/{official.id}/thoi-vai-tro/{official.grants[0].id}")

    assert not is_in(browser)
    assert official.has(Role.COORDINATOR) is False


LASTING = [
    (None, timedelta(days=6), True),
    (None, timedelta(days=8), False),
    (Role.VILLAGE_TEAM, timedelta(days=6), True),
    (Role.COORDINATOR, timedelta(minutes=29), True),
    (Role.COORDINATOR, timedelta(minutes=31), False),
    (Role.JUDGE, timedelta(minutes=31), False),
]


@pytest.mark.parametrize(("role", "idle", "alive"), LASTING)
def test_a_session_that_lies_idle_ends_sooner_for_staff(browser, role, idle, alive):
    browser.sign_in(holder(role) if role else PersonFactory())

    with at(utcnow() + idle):
        assert is_in(browser) is alive


@pytest.mark.parametrize(("role", "step", "steps"), [(Role.LEADER, timedelta(minutes=25), 29), (None, timedelta(days=5), 6)])
def test_use_keeps_a_session_alive_but_not_for_ever(browser, role, step, steps):
    begun = utcnow()
    with at(begun):
        browser.sign_in(holder(role) if role else PersonFactory())

    lived = []
    for count in range(1, steps + 1):
        with at(begun + count * step):
            lived.append(is_in(browser))

    longest = timedelta(hours=12) if role else timedelta(days=30)
    assert lived == [count * step < longest for count in range(1, steps + 1)]


@pytest.mark.parametrize("token", ["", "x", "a" * 5000, "\x00", "sáng kiến"])
def test_a_made_up_session_is_nobodys(browser, token):
    with browser.client.session_transaction() as session:
        session["sign_in"] = token

    assert not is_in(browser)


def test_a_cookie_that_was_written_by_somebody_else_is_nobodys(browser):
    person = PersonFactory()
    actions.begin_sign_in(person, device="x")
    for value in ("e30.x.y", "eyJzaWduX2luIjoiYSJ9", "\x22", "a" * 4000):
        browser.client.set_cookie("phien", value)

        assert not is_in(browser)


def test_whoever_is_signed_in_is_led_onward_from_the_sign_in_page(browser):
    browser.sign_in(PersonFactory())

    assert browser.get("/dang-nhap?next=/viec-can-lam", expect=303).location == "/viec-can-lam"
