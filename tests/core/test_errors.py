"""Trouble is told in words a person can act on, with nothing of the inside."""

import errno
import re
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.accounts.models import Person, SignIn
from app.core import errors
from app.core.clock import utcnow
from app.core.db import db
from app.core.workflow import RuleBroken
from app.initiatives.actions import voting
from tests.factories.initiatives import InitiativeFactory, photo
from tests.factories.people import PersonFactory
from tests.servers import ROOT

PLACES = "|".join(re.escape(str(place)) for place in (ROOT, Path.home(), sys.prefix))
INSIDE = re.compile(rf"Traceback|sqlalchemy|SELECT|werkzeug|Error\b|\.py\b|{PLACES}", re.IGNORECASE)
LOST = [
    "/khong-co-trang-nay",
    "/%00",
    "/%FF%FE",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/static/",
    "/.git/config",
    "/to-chuc/0",
    "/to-chuc/-1",
    "/to-chuc/2147483648",
    "/to-chuc/99999999999999999999999",
    "/to-chuc/abc",
    "/tep/../../xa.db",
    "/tep/" + "a" * 3000,
]


@pytest.mark.parametrize("address", LOST)
def test_what_is_not_there_is_said_in_vietnamese(browser, address):
    page = browser.get(address, expect=404).text

    assert "Không thấy trang này" in page
    assert 'lang="vi"' in page
    assert not INSIDE.search(page)


def test_what_is_not_there_in_english_is_said_in_english(browser):
    page = browser.get("/en/khong-co", expect=404).text

    assert "<h1>Page not found</h1>" in page
    assert '<html lang="en"' in page
    assert 'href="/en/sang-kien/"' in page


@pytest.mark.parametrize(
    ("method", "address"),
    [("GET", "/dang-xuat"), ("POST", "/"), ("DELETE", "/dang-nhap"), ("PUT", "/tro-giup"), ("TRACE", "/")],
)
def test_a_method_nobody_offers_changes_nothing(browser, method, address):
    assert "Đường dẫn này chỉ dùng khi bấm nút gửi" in browser._open(address, 405, method=method).text


def test_whoever_asks_in_a_wrong_way_is_told_the_right_ways(browser):
    assert browser._open("/dang-xuat", 405, method="GET").headers["Allow"] == "OPTIONS, POST"


def test_a_method_nobody_offers_in_english_changes_nothing_either(browser):
    assert "This address only works when a form is sent" in browser._open("/en/", 405, method="PUT").text


def test_more_than_a_form_may_carry_is_refused_in_a_sentence(browser):
    page = browser.post("/dang-nhap", {"identifier": "a" * 28_000_000}, expect=413).text

    assert "Gửi nhiều quá một lần" in page
    assert "8 MB" in page


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"identifier": "Hoa"}', "application/json"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"identifier=x", "multipart/form-data"),
        (b"identifier=%ff%fe&identifier=2&password[]=1", "application/x-www-form-urlencoded"),
        (b"identifier=\xff\xfe", "application/x-www-form-urlencoded"),
        (b"\x00" * 1000, "text/plain"),
    ],
)
def test_a_body_that_is_no_form_is_a_form_without_answers(browser, body, kind):
    page = browser.post("/dang-nhap", body, expect=422, content_type=kind).text

    assert "Chưa điền mật khẩu." in page


def test_a_machine_is_answered_as_a_machine(browser):
    assert browser.get("/khong-co", expect=404, headers={"Accept": "application/json"}).json == {
        "error": "Không thấy trang này"
    }
    assert browser.get("/api/v1/khong-co", expect=404).json["status"] == 404


def answered(app, trouble: Exception, **request: object):
    """What the handlers of the app make of a trouble that met a request."""
    with app.test_request_context("/tai-khoan", **request):
        app.preprocess_request()
        return app.make_response(app.handle_user_exception(trouble))


def test_a_bug_gets_a_number_and_says_nothing_of_itself(app, caplog):
    with app.test_request_context("/"):
        app.preprocess_request()
        answer = app.make_response(errors._bug(ValueError("bí mật của máy")))

    number = re.search(r"Số lỗi để báo cho xã: (\w+)", answer.get_data(as_text=True))[1]
    assert answer.status_code == 500
    assert "bí mật" not in answer.get_data(as_text=True)
    assert f"bug {number}" in caplog.text


def test_a_busy_database_asks_to_try_again(app):
    answer = answered(app, sa.exc.OperationalError("SELECT 1", {}, Exception("database is locked")))

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Hãy thử lại" in answer.get_data(as_text=True)
    assert "locked" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(("trouble", "status"), [(code, 503) for code in errors.FULL] + [(errno.ENOENT, 500)])
def test_a_disk_that_takes_nothing_asks_to_try_again(app, trouble, status):
    answer = answered(app, OSError(trouble, "bí mật của máy"))

    assert answer.status_code == status
    assert "bí mật" not in answer.get_data(as_text=True)


def test_the_page_about_a_busy_database_asks_it_nothing_and_notes_nothing(browser, count_queries, monkeypatch):
    one, reader = InitiativeFactory(opened=True), PersonFactory(name="Trần Thị Sen")
    browser.sign_in(reader)
    db.session.execute(sa.update(SignIn).values(seen_at=utcnow() - timedelta(hours=2)))

    with count_queries() as asked:

        def busy(*_, **__):
            asked.clear()
            raise sa.exc.OperationalError("SELECT 1", {}, Exception("database is locked"))

        monkeypatch.setattr(voting, "cast_vote", busy)
        page = browser.post(f"/sang-kien/{one.code}/ung-ho", {"support": "1"}, expect=503).text

    assert asked == []
    assert ("Hãy thử lại" in page, reader.name in page) == (True, False)


def test_a_broken_rule_is_told_where_the_person_was_and_keeps_nothing(app):
    person = PersonFactory(unconfirmed=True)
    db.session.commit()
    person.email = "x@y.vn"

    back = answered(app, RuleBroken("Chưa được."), method="POST", headers={"Referer": "http://localhost/viec-can-lam"})
    lost = answered(app, RuleBroken("Chưa được."), method="POST", headers={"Referer": "https://evil.vn/"})
    machine = answered(app, RuleBroken("Chưa được."), method="POST", headers={"Accept": "application/json"})

    assert (back.status_code, back.location) == (303, "/viec-can-lam")
    assert (lost.status_code, "Chưa được." in lost.get_data(as_text=True)) == (409, True)
    assert (machine.status_code, machine.json) == (409, {"error": "Chưa được."})
    assert db.session.scalar(sa.select(type(person).email)) is None


def test_advice_differs_by_trouble(app):
    with app.test_request_context("/"):
        titles = {code: errors.words(code)[0] for code in (400, 403, 404, 405, 409, 413, 414, 418, 429, 431, 500, 502, 503)}

    assert titles[414] == titles[431] == titles[400]
    assert titles[418] == titles[405] == titles[404]
    assert titles[502] == titles[500]
    assert len({titles[code] for code in (400, 403, 404, 409, 413, 429, 500, 503)}) == 8


def test_a_bug_in_the_midst_of_writing_is_told_by_the_same_page(app):
    with app.test_request_context("/"):
        app.preprocess_request()
        db.session.add(Person())
        with pytest.raises(sa.exc.IntegrityError):
            db.session.flush()
        answer = app.make_response(errors._bug(ValueError("x")))

    assert answer.status_code == 500
    assert "Số lỗi để báo cho xã" in answer.get_data(as_text=True)


@pytest.mark.parametrize("address", ["/dang-nhap", "/dang-ky", "/tra-cuu", "/nhan-phieu", "/ma-giay"])
def test_a_file_in_place_of_a_text_is_no_answer(browser, address):
    form = {name: (photo(), "anh.jpg") for name in ("identifier", "password", "name", "code", "digits", "key", "phone")}

    browser.post(address, form, expect=422)
