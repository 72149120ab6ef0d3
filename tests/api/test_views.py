"""Open data: what is public, page after page, and nothing that is not."""

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


def test_what_is_not_found_is_said_in_json(browser):
    for address in ("/api/v1/initiatives/SK-2020-9999", "/api/v1/nothing"):
        assert "error" in browser.get(address, expect=404).json


def test_an_address_made_up_shows_the_first_page(browser):
    InitiativeFactory(opened=True)

    assert len(browser.get("/api/v1/initiatives?after=x").json["items"]) == 1
