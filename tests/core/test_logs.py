"""Logs: one JSON line each, UTC, nothing that was typed, no key of a link."""

import io
import json
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import pytest

from app.core import watch
from app.core.logs import JsonLines
from tests.factories.people import PASSWORD, PersonFactory


@pytest.fixture
def lines():
    """What the log says meanwhile, line by line."""
    stream = io.StringIO()
    handler, root = logging.StreamHandler(stream), logging.getLogger()
    handler.setFormatter(JsonLines())
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(before)


def test_a_request_is_one_line_without_what_was_typed(browser, lines):
    browser.post("/dang-nhap?next=/bi-mat", {"identifier": "Nguyễn Văn Kín", "password": "rất là kín đáo"}, expect=422)

    [line] = [line for line in lines() if line["logger"] == "xa.request"]
    assert (line["method"], line["route"], line["status"]) == ("POST", "/dang-nhap", 422)
    assert line["at"].endswith("+00:00")
    assert line["ms"] > 0
    assert not {"Kín", "kín", "bi-mat"} & set(json.dumps(lines(), ensure_ascii=False).replace("/", " ").split())


def test_the_key_of_a_link_is_not_written_down(browser, lines):
    browser.get("/dung-thu/mot-khoa-bi-mat", expect=404)

    assert "mot-khoa-bi-mat" not in json.dumps(lines())


def test_who_was_refused_is_told_with_where_from(browser, lines):
    person = PersonFactory()
    browser.sign_in(person)

    browser.get("/quan-tri/", expect=403)
    browser.post("/dang-xuat", expect=403, headers={"Origin": "https://evil.vn"})

    told = [(line["level"], line["status"], line["person"], line["address"]) for line in lines()]
    assert told[0] == ("warning", 403, person.id, "127.0.0.1")
    assert told[1][:2] == ("warning", 403)


def test_signing_in_is_told_whether_it_came_true_or_not(browser, lines):
    person = PersonFactory()
    right, wrong = ({"identifier": person.name, "password": one} for one in (PASSWORD, "sai sai sai sai sai"))

    browser.post("/dang-nhap", wrong, expect=422)
    browser.post("/dang-nhap", {**wrong, "identifier": "Mật khẩu gõ nhầm chỗ"}, expect=422)
    browser.post("/dang-nhap", right)
    browser.post("/tai-khoan/mat-khau", {"current": wrong["password"], "password": "x"}, expect=422)
    for expected in [422] * 9 + [429]:
        browser.post("/dang-nhap", wrong, expect=expected)

    told = [(line["message"], line["people"]) for line in lines() if line["logger"] == "xa.sign_in"]
    assert told[:3] == [("refused", [str(person.id)]), ("refused", []), ("signed in", [str(person.id)])]
    assert told[3] == ("password refused again", [str(person.id)])
    assert told[-1] == ("held back", [str(person.id)])
    assert not any(typed in json.dumps(lines(), ensure_ascii=False) for typed in (person.name, "gõ nhầm", "sai sai"))


def test_nobody_writes_a_line_of_their_own_into_the_log(lines):
    logging.getLogger("xa").warning("một\n%s", '{"level": "info"}\r\n\u2028', extra={"cause": "hai\ndòng"})

    [line] = lines()
    assert (line["level"], line["cause"]) == ("warning", "hai\ndòng")


def test_a_bug_is_one_line_with_its_trace(lines):
    try:
        raise ValueError("hỏng\nhai dòng")
    except ValueError:
        logging.getLogger("xa").exception("bug %s", "ab12", extra={"cause": "thử"})

    [line] = lines()
    assert (line["level"], line["message"], line["cause"]) == ("error", "bug ab12", "thử")
    assert "hai dòng" in line["trace"]


def test_what_somebody_makes_up_is_no_figure_of_its_own(browser):
    browser.client.open("/tro-giup", method="BREW")
    browser.get("/tro-giup")

    told = watch.figures(outbox_waiting=3).decode()

    assert "BREW" not in told
    assert 'endpoint="pages.help",method="GET",status="200"' in told
    assert "xa_outbox_waiting 3" in told


def test_the_first_requests_of_a_process_make_each_figure_once(monkeypatch):
    made = []

    def slowly():
        made.append(1)
        time.sleep(0.05)
        return made

    monkeypatch.setattr(watch, "_made", cache(slowly))
    with ThreadPoolExecutor(8) as crowd:
        found = list(crowd.map(lambda _: watch._meters(), range(16)))

    assert (len(made), all(one is made for one in found)) == (1, True)
