"""Vietnamese first; what stands in both languages leads from one to the other and back."""

import pytest

from tests.factories.initiatives import InitiativeFactory
from tests.factories.people import PersonFactory


@pytest.mark.parametrize(("address", "other"), [("/", "/en/"), ("/sang-kien/?xep=moi", "/en/sang-kien/?xep=moi")])
def test_a_page_in_two_languages_leads_from_one_to_the_other(browser, address, other):
    vietnamese, english = browser.get(address).text, browser.get(other).text

    assert ('<html lang="vi"' in vietnamese, '<html lang="en"' in english) == (True, True)
    assert f'href="{other}" hreflang="en"' in vietnamese
    assert f'href="{address}" hreflang="vi"' in english


@pytest.mark.parametrize(
    "query", ["endpoint=x", "_method=POST", "_external=1", "lang=zz", "_anchor=a", "_scheme=ftp", "self=1"]
)
@pytest.mark.parametrize("page", ["/", "/san-pham/", "/sang-kien/", "/quet", "/t/NTM-00000000000"])
def test_whatever_a_query_is_called_the_page_answers(browser, page, query):
    answer = browser.get(f"{page}?{query}", expect=404 if "NTM" in page else 200)

    assert f'href="/en{page}?{query}"' in answer.text


def test_an_english_page_leads_on_in_english(browser):
    page = browser.get("/en/").text

    assert 'href="/en/sang-kien/"' in page
    assert 'href="/sang-kien/"' not in page


def test_a_page_in_one_language_offers_no_other(browser):
    browser.sign_in(PersonFactory())
    assert "hreflang" not in browser.get("/tai-khoan").text
    browser.get("/en/tai-khoan", expect=404)


@pytest.mark.parametrize(("where", "said"), [("/en", "You follow this idea"), ("", "Đang theo dõi")])
def test_what_is_sent_from_a_page_is_answered_in_its_language(browser, where, said):
    code = InitiativeFactory(opened=True).code
    browser.sign_in(PersonFactory())
    page = browser.get(f"{where}/sang-kien/{code}").text
    assert f'action="{where}/sang-kien/{code}/theo-doi"' in page
    assert f'action="{where}/sang-kien/{code}/ung-ho"' in page

    answer = browser.post(f"{where}/sang-kien/{code}/theo-doi", {"follow": "1"})

    assert answer.location == f"{where}/sang-kien/{code}"
    assert said in browser.get(answer.location).text
