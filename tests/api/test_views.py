"""Open data: what is public, page after page, and nothing that is not."""

import pytest

from app.accounts.models import Role
from app.core.db import db
from tests.factories.initiatives import InitiativeFactory
from tests.factories.people import PersonFactory, holder


def test_public_initiatives_newest_first_a_hundred_at_a_time(browser):
    for _ in range(103):
        InitiativeFactory(opened=True)
    InitiativeFactory(submitted=True)

    first = browser.get("/api/v1/initiatives").json
    second = browser.get(first["next"]).json

    codes = [item["code"] for item in first["items"] + second["items"]]
    assert (len(first["items"]), len(second["items"]), second["next"]) == (100, 3, None)
    assert codes == sorted(codes, reverse=True)
    assert len(set(codes)) == 103


def test_a_hundred_cost_the_same_questions_as_one(browser, count_queries):
    asked = []
    for more in (1, 60):
        for _ in range(more):
            InitiativeFactory(opened=True)
        db.session.expunge_all()
        with count_queries() as seen:
            browser.get("/api/v1/initiatives")
        asked.append(len(seen))

    assert asked[0] == asked[1]


def test_an_author_is_named_only_if_they_chose_so(browser):
    shown = InitiativeFactory(opened=True, show_name=True)
    hidden = InitiativeFactory(opened=True, author=PersonFactory(phone="+84912345678", email="an@vi.vn"))

    answer = browser.get("/api/v1/initiatives")

    authors = {item["code"]: item["author"] for item in answer.json["items"]}
    assert authors == {shown.code: shown.author.name, hidden.code: None}
    assert not any(secret in answer.text for secret in (hidden.author.name, "912345678", "an@vi.vn"))


def test_one_initiative_with_its_history(browser):
    initiative = InitiativeFactory(submitted=True)
    checks = {"lawful": True, "no_personal_data": True, "no_duplicate": True}
    initiative.open_to_public(by=holder(Role.COORDINATOR), **checks)
    db.session.flush()

    answer = browser.get(f"/api/v1/initiatives/{initiative.code}").json

    assert [(move["from"], move["to"], move["role"]) for move in answer["history"]] == [("submitted", "open", "coordinator")]
    assert (answer["state"], answer["votes"], answer["problem"]) == ("open", 0, initiative.problem)


@pytest.mark.parametrize("address", ["initiatives/SK-2020-9999", "nothing", "tally/2019", "roadmap/2101", "ioc/", "trace/x"])
def test_what_is_not_found_is_a_problem(browser, address):
    answer = browser.get(f"/api/v1/{address}", expect=404)

    told = "Không có gì ở địa chỉ này, hoặc chưa công bố."
    assert answer.json == {"type": "about:blank", "title": "Không có dữ liệu này", "status": 404, "detail": told}
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("after", ["x", "", "WzE", "WyJ4Il0", "W3RydWVd", "WzEsMl0", "%ff", "đ", "[1]"])
def test_a_cursor_nobody_gave_out_is_refused_in_words(browser, after):
    InitiativeFactory(opened=True)

    answer = browser.get(f"/api/v1/initiatives?after={after}", expect=400)

    assert (answer.content_type, answer.json["status"]) == ("application/problem+json", 400)
    assert answer.json["detail"] == "“after” phải là giá trị lấy từ “next”."


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE"])
def test_nothing_is_changed_here(browser, method):
    answer = browser._open("/api/v1/initiatives", 405, method=method)

    assert (answer.content_type, answer.headers["Allow"]) == ("application/problem+json", "GET, HEAD, OPTIONS")


def test_pages_of_other_sites_may_read_it_and_cookies_are_not_asked_for(browser):
    InitiativeFactory(opened=True)
    given = browser.get("/api/v1/initiatives", headers={"Origin": "https://elsewhere.example"})
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    before = browser.client.options("/api/v1/initiatives", headers=asked)

    for answer in (given, before, browser.get("/api/v1/nothing", expect=404)):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
    assert before.headers["Access-Control-Allow-Headers"] == "If-None-Match"
    assert "Access-Control-Allow-Origin" not in browser.get("/").headers


def test_whoever_has_it_already_is_told_that_it_still_holds(browser):
    one = InitiativeFactory(opened=True)
    for address in ("/api/v1/initiatives", f"/api/v1/initiatives/{one.code}", "/api/v1/products", "/api/v1/openapi.json"):
        given = browser.get(address)
        assert given.headers["Cache-Control"] == "no-cache"
        again = browser.get(address, headers={"If-None-Match": given.headers["ETag"]}, expect=304)
        assert again.data == b""
    tag = browser.get("/api/v1/initiatives").headers["ETag"]
    one.votes += 1

    assert browser.get("/api/v1/initiatives", headers={"If-None-Match": tag}).headers["ETag"] != tag


def test_whoever_asks_for_the_headers_alone_gets_them(browser):
    given, head = browser.get("/api/v1/initiatives"), browser._open("/api/v1/initiatives", 200, method="HEAD")

    assert (head.data, head.headers["ETag"]) == (b"", given.headers["ETag"])


def test_a_phone_that_takes_it_compressed_is_told_as_well(browser):
    for _ in range(5):
        InitiativeFactory(opened=True)
    wants = {"Accept-Encoding": "br"}
    tag = browser.get("/api/v1/initiatives", headers=wants).headers["ETag"]

    browser.get("/api/v1/initiatives", headers={**wants, "If-None-Match": tag}, expect=304)


def test_somebody_from_the_office_gets_what_strangers_get(browser):
    opened, hidden = InitiativeFactory(opened=True), InitiativeFactory(submitted=True)
    before = browser.get("/api/v1/initiatives").json
    browser.sign_in(holder(Role.COORDINATOR))

    assert browser.get("/api/v1/initiatives").json == before
    browser.get(f"/api/v1/initiatives/{hidden.code}", expect=404)
    assert browser.get(f"/api/v1/initiatives/{opened.code}").headers["Cache-Control"] == "no-cache"
