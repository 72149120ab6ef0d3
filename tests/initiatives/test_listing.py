"""The public list: filters, three orders, pages without a gap, and the same few questions however long it is."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from app.accounts.models import Role
from app.core.clock import utcnow
from app.core.db import db
from app.initiatives.models import Initiative, State
from app.initiatives.models.initiative import CIRCLE
from app.initiatives.queries import listing
from tests.factories.initiatives import InitiativeFactory, adoption, attachment, pilot
from tests.factories.people import PersonFactory, field, holder, village

LIST = "/sang-kien/"


def cards(page: str) -> list[str]:
    """The titles on a page, as they stand."""
    return re.findall(r"<h2[^>]*>\s*<a[^>]*>\s*([^<]+?)\s*<", page)


def older(page: str) -> str | None:
    """The address of the next page."""
    found = re.search(r'href="([^"]*)"[^>]*rel="next"|rel="next"[^>]*href="([^"]*)"', page)
    return (found[1] or found[2]).replace("&amp;", "&") if found else None


def walk(browser, address: str) -> list[str]:
    """Every title of a list, page after page."""
    titles: list[str] = []
    while address:
        page = browser.get(address).text
        titles += cards(page)
        address = older(page)
    return titles


def many(how_many: int, **facts: object) -> list[Initiative]:
    return [InitiativeFactory(opened=True, **facts) for _ in range(how_many)]


def test_only_what_was_opened_is_listed(browser):
    InitiativeFactory(title="Nháp")
    InitiativeFactory(submitted=True, title="Chờ xem")
    InitiativeFactory(opened=True, title="Đang mở")
    InitiativeFactory(opened=True, state=State.WITHDRAWN, title="Đã rút khi đang mở")

    assert sorted(cards(browser.get(LIST).text)) == ["Đang mở", "Đã rút khi đang mở"]


@pytest.mark.parametrize("order", ["moi", "ung-ho", "xao"])
def test_pages_show_everything_once_even_where_keys_are_equal(browser, order):
    now = utcnow()
    for n, initiative in enumerate(many(45)):
        initiative.published_at, initiative.votes, initiative.shuffle = now - timedelta(days=n // 9), n // 9, n // 9
    db.session.flush()

    titles = walk(browser, f"{LIST}?xep={order}")

    assert len(titles) == 45
    assert len(set(titles)) == 45


def test_newest_and_most_supported_come_first(browser):
    old, new = many(2)
    old.published_at, old.votes = utcnow() - timedelta(days=3), 5
    db.session.flush()

    assert cards(browser.get(LIST).text) == [new.title, old.title]
    assert cards(browser.get(f"{LIST}?xep=ung-ho").text) == [old.title, new.title]


def test_visitors_of_a_minute_share_few_beginnings_and_those_of_the_next_have_others():
    now = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)

    def starts(later):
        return {listing.start_for(None, n, now + timedelta(seconds=later)) for n in range(listing.STARTS)}

    minutes = [starts(60 * n) for n in range(60)]
    begun = sorted(place for minute in minutes for place in minute)

    assert starts(59) == minutes[0]
    assert len(set(begun)) > 0.99 * 60 * listing.STARTS
    assert max(b - a for a, b in pairwise([0, *begun, CIRCLE])) < 0.02 * CIRCLE, "every part of the circle has its turn"


def test_the_shuffled_order_is_the_same_for_a_person_and_not_for_everybody(browser):
    many(12)
    orders = []
    for person in [PersonFactory() for _ in range(4)]:
        browser.sign_in(person)
        first, again = (cards(browser.get(f"{LIST}?xep=xao").text) for _ in range(2))
        assert first == again
        orders.append(tuple(first))

    assert len(set(orders)) > 1


def test_filters_narrow_and_name_themselves(browser):
    wanted = InitiativeFactory(opened=True, field=field("tourism"), title="Cò về")
    InitiativeFactory(opened=True, field=field("agriculture"), title="Lúa")
    InitiativeFactory(opened=True, field=field("tourism"), village=village("Triều Dương"), title="Cò xa")
    InitiativeFactory(recognised=True, field=field("tourism"), title="Cò đã công nhận")
    earlier = InitiativeFactory(opened=True, field=field("tourism"), title="Cò năm ngoái")
    earlier.published_at = datetime(2024, 6, 1, tzinfo=UTC)
    db.session.flush()
    year = wanted.published_at.year

    address = f"{LIST}?linh-vuc={wanted.field_id}&thon={wanted.village_id}&trang-thai=open&nam={year}"

    assert walk(browser, address) == ["Cò về"]


def test_the_year_of_an_initiative_is_the_communes_not_the_servers(browser):
    """31 December 17:30 UTC is 1 January 00:30 in the commune."""
    InitiativeFactory(opened=True, title="Giao thừa").published_at = datetime(2024, 12, 31, 17, 30, tzinfo=UTC)
    db.session.flush()

    assert cards(browser.get(f"{LIST}?nam=2025").text) == ["Giao thừa"]
    assert cards(browser.get(f"{LIST}?nam=2024").text) == []


@pytest.mark.parametrize(
    "query",
    [
        "xep=x",
        "nam=abc",
        "nam=99999",
        "thon=-1",
        "thon=1e9",
        "trang-thai=draft",
        "sau=%00",
        "sau=eyJ9",
        "sau=WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzIzOjU5IiwgMV0",
        "thon[]=1",
    ],
)
def test_an_address_that_means_nothing_still_shows_the_list(browser, query):
    InitiativeFactory(opened=True)

    browser.get(f"{LIST}?{query}")


def test_an_empty_list_says_what_to_do_next(browser):
    page = browser.get(f"{LIST}?nam=2021").text

    assert cards(page) == []
    assert 'href="/sang-kien/moi"' in page


def test_a_merged_villages_initiatives_are_found_under_its_successor(browser):
    old, new = village("Triều Dương"), village("An Dương")
    InitiativeFactory(opened=True, village=old, title="Của thôn cũ")
    old.merge_into(new, by=holder(Role.ADMINISTRATOR), on=date(2026, 1, 1), reason="Nghị quyết")
    db.session.flush()

    assert cards(browser.get(f"{LIST}?thon={new.id}").text) == ["Của thôn cũ"]


@pytest.mark.parametrize(("signed_in", "most"), [(False, 4), (True, 6)])
@pytest.mark.parametrize("query", ["", "?xep=ung-ho", "?xep=xao", "?trang-thai=open&nam=2026"])
def test_the_list_asks_the_same_few_questions_however_long_it_is(browser, count_queries, signed_in, most, query):
    if signed_in:
        browser.sign_in(PersonFactory())
    asked = []
    for more in (1, 24):
        for made in many(more):
            attachment(made)
        db.session.flush()
        db.session.expunge_all()
        with count_queries() as seen:
            browser.get(LIST + query)
        asked.append(len(seen))

    assert max(asked) <= most, "two at the most for the shuffled circle, else the same"


@pytest.mark.parametrize("rich", [False, True])
def test_a_page_with_a_long_history_asks_few_questions(browser, count_queries, rich):
    initiative = InitiativeFactory(opened=True)
    for n in range(30 if rich else 1):
        initiative.answer(by=holder(Role.COORDINATOR), text=f"Trả lời {n}")
        if n < 6:
            attachment(initiative)
    db.session.flush()
    db.session.expunge_all()

    with count_queries() as seen:
        browser.get(f"/sang-kien/{initiative.code}")

    assert len(seen) <= 6


def test_a_page_shows_what_became_of_it(browser):
    initiative = InitiativeFactory(recognised=True, title="Đèn đường", landmark="Gần cây đa")
    pilot(initiative)
    adoption(initiative)
    initiative.answer(by=holder(Role.COORDINATOR), text="Xã đã xem xét")
    attachment(initiative)

    page = browser.get(f"/sang-kien/{initiative.code}").text

    assert all(words in page for words in ("Đèn đường", "Gần cây đa", "Xã đã xem xét", "12/QĐ-UBND", "Loại B"))
    assert initiative.author.name not in page, "the author did not choose to be shown"


def test_an_author_who_wants_it_is_named(browser):
    initiative = InitiativeFactory(opened=True, show_name=True)

    assert initiative.author.name in browser.get(f"/sang-kien/{initiative.code}").text


def test_what_people_write_is_shown_as_text(browser):
    initiative = InitiativeFactory(
        opened=True, title="<b>Đèn</b>", problem="<script>alert(1)</script>", solution="{{ 7*7 }}"
    )

    page = browser.get(f"/sang-kien/{initiative.code}").text

    assert "&lt;script&gt;alert(1)" in page
    assert "{{ 7*7 }}" in page


def test_the_spreadsheet_is_for_the_office(browser):
    InitiativeFactory(opened=True, title="=HYPERLINK(1)")
    browser.get("/sang-kien/so-lieu.csv", expect=303)
    browser.sign_in(holder(Role.AUDITOR))

    sheet = browser.get("/sang-kien/so-lieu.csv")
    browser.get("/sang-kien/so-lieu.xlsx")
    browser.get("/sang-kien/so-lieu.pdf", expect=404)

    assert sheet.data.startswith(b"\xef\xbb\xbf")
    assert "'=HYPERLINK(1)" in sheet.text
