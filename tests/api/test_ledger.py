"""The published chain: page after page, nothing of a person, nothing that changes while nothing happened."""

import pytest

from app.accounts.actions import own_data
from app.accounts.models import Role
from app.api import ledger as api
from app.core import audit
from app.core.db import db
from app.initiatives.actions import voting
from tests.factories.initiatives import InitiativeFactory
from tests.factories.people import PersonFactory, holder

LEDGER = "/api/v1/ledger"


def wrote(count):
    person = PersonFactory()
    for number in range(count):
        person.record(f"people.{number}", by=person, reason="Lời riêng", secret="kín")


def test_an_empty_chain_has_no_rows_and_no_moment(browser):
    assert browser.get(LEDGER).json == {"head": {"id": 0, "hash": "0" * 64, "at": None}, "rows": [], "next": None}


def test_pages_follow_each_other_up_to_the_head(browser, monkeypatch):
    monkeypatch.setattr(api, "ROWS", 3)
    wrote(7)

    pages = [browser.get(LEDGER).json]
    while pages[-1]["next"]:
        pages.append(browser.get(pages[-1]["next"]).json)

    assert [[row["id"] for row in page["rows"]] for page in pages] == [[1, 2, 3], [4, 5, 6], [7]]
    head = audit.head(db.session.connection())
    assert [page["head"]["hash"] for page in pages] == [head.hash] * 3
    assert (pages[-1]["rows"][-1]["hash"], pages[-1]["rows"][-1]["at"]) == (head.hash, pages[0]["head"]["at"])


def test_a_page_that_ends_with_the_head_has_none_after_it(browser, monkeypatch):
    monkeypatch.setattr(api, "ROWS", 3)
    wrote(3)

    assert browser.get(LEDGER).json["next"] is None


def test_what_is_written_after_the_head_was_read_is_left_for_the_next_time():
    wrote(2)
    connection = db.session.connection()
    head = audit.head(connection)
    wrote(1)

    assert [row.id for row in connection.execute(audit.published(0, head))] == [1, 2]


@pytest.mark.parametrize(("after", "first"), [("0", 1), ("2", 3), ("2147483647", None), ("99", None)])
def test_a_number_nobody_has_reached_has_nothing_after_it(browser, after, first):
    wrote(4)

    rows = browser.get(f"{LEDGER}?after={after}").json["rows"]

    assert (rows[0]["id"] if rows else None) == first


@pytest.mark.parametrize("after", ["x", "-5", "", "1.5", "٣", "9" * 30, "2147483648"])
def test_what_is_no_number_of_a_row_is_refused_in_words(browser, after):
    told = browser.get(f"{LEDGER}?after={after}", expect=400).json

    assert (told["status"], told["detail"]) == (400, "“after” phải là số dòng, từ 0.")


def test_nothing_private_is_in_it_and_what_is_public_is(browser):
    idea, voter = InitiativeFactory(opened=True), PersonFactory()
    hidden = InitiativeFactory(submitted=True)
    voting.cast_vote(idea, by=voter)
    idea.answer(by=holder(Role.COORDINATOR), text="Xã sẽ làm trong tháng tới.")
    hidden.return_to_author(by=holder(Role.COORDINATOR), reason="Thiếu ảnh")
    wrote(1)

    answer = browser.get(LEDGER)

    assert [(row["name"], row["subject"], row["role"]) for row in answer.json["rows"]] == [
        ("votes.cast", None, "resident"),
        ("initiatives.answer", idea.code, "coordinator"),
        ("initiatives.return_to_author", None, "coordinator"),
        ("people.0", None, "resident"),
    ]
    names = {"id", "at", "name", "subject", "role", "before", "after", "facts", "actor", "story", "hash"}
    assert {name for row in answer.json["rows"] for name in row} == names
    for private in ("Xã sẽ làm", "Thiếu ảnh", "Lời riêng", "kín", hidden.code, voter.name, "salt"):
        assert private not in answer.text


def test_whoever_left_changes_nothing_of_it(browser):
    person = PersonFactory()
    for _ in range(3):
        person.record("people.a", by=person, reason="Lời riêng")
    before = browser.get(LEDGER).json["rows"]

    own_data.erase(person, by=person)

    assert browser.get(LEDGER).json["rows"][:3] == before


def test_asking_again_costs_nothing_while_nothing_happened(browser):
    wrote(2)
    tag = browser.get(LEDGER).headers["ETag"]

    assert browser.get(LEDGER, headers={"If-None-Match": tag}, expect=304).data == b""
    wrote(1)
    assert browser.get(LEDGER, headers={"If-None-Match": tag}).headers["ETag"] != tag


def test_a_page_asks_the_same_questions_however_long(browser, count_queries):
    asked = []
    for more in (1, 60):
        wrote(more)
        with count_queries() as seen:
            browser.get(LEDGER)
        asked.append(len(seen))

    assert asked[0] == asked[1] <= 3
