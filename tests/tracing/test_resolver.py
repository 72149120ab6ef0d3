"""The resolver: to where, with what, for whom; never elsewhere, never a failure of ours."""

import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from app.core import clock
from app.core.clock import utcnow
from app.core.db import db
from app.products import gs1
from app.products.actions import booking, offering, recalling
from app.products.models import LinkKind, RecallKind
from app.tracing.linkset import CONTEXT, VOC
from tests.factories.people import PersonFactory, village
from tests.factories.products import GTIN, lot, maker, official, producer, product

BASE = "http://localhost"


@pytest.fixture
def made(browser):
    """A published lot of a product with a GTIN and three links outside."""
    of = lot(product(gtin=GTIN), number="A.1-x")
    for kind, url in (
        (LinkKind.BUY, "https://a.example.vn/x?id=1"),
        (LinkKind.BUY, "https://b.example.vn/"),
        (LinkKind.HOMEPAGE, "https://c.example.vn/"),
    ):
        offering.add_link(of.product, kind, url, url, by=maker(of))
    db.session.flush()
    return of


def go(browser, path: str, *, expect: int = 307, **headers: str):
    return browser.get(path, expect=expect, headers=headers)


def test_a_code_leads_to_the_trace_page_with_its_query(browser, made):
    answer = go(browser, "/01/9521234543213/10/A.1-x?17=271105&3103=000500&x=%C3%A1")

    assert answer.headers["Location"] == f"/t/{made.trace_code}?17=271105&3103=000500&x=%C3%A1"
    assert f'<{BASE}/01/{GTIN}/10/A.1-x?linkType=linkset>; rel="linkset"' in answer.headers["Link"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert {"Accept", "Accept-Language"} <= {part.strip() for part in answer.headers["Vary"].split(",")}


def test_who_reads_english_is_led_to_english(browser, made):
    answer = go(browser, f"/01/{GTIN}/10/A.1-x", **{"Accept-Language": "en-GB,en;q=0.8"})

    assert answer.headers["Location"] == f"/en/t/{made.trace_code}"


@pytest.mark.parametrize(
    ("wanted", "target"),
    [
        ("gs1:traceability", "/t/{code}"),
        (f"{VOC}traceability", "/t/{code}"),
        ("gs1:defaultLink", "/t/{code}"),
        ("gs1:pip", "/san-pham/{product}"),
        ("gs1:epcis", "/t/{code}/epcis.jsonld"),
        ("gs1:homepage", "https://c.example.vn/"),
    ],
)
def test_a_link_type_is_chosen(browser, made, wanted, target):
    answer = go(browser, f"/01/{GTIN}/10/A.1-x?linkType={wanted}")

    assert answer.headers["Location"] == target.format(code=made.trace_code, product=made.product_id) + f"?linkType={wanted}"


def test_several_equally_good_links_are_offered_and_an_unknown_type_is_not_found(browser, made):
    answer = go(browser, f"/01/{GTIN}?linkType=gs1:hasRetailers", expect=300)

    assert len(answer.json["linkset"][0][f"{VOC}hasRetailers"]) == 2
    go(browser, f"/01/{GTIN}?linkType=gs1:nutritionalInfo", expect=404)
    go(browser, f"/01/{GTIN}?linkType=x", expect=404)


@pytest.mark.parametrize(
    ("tail", "accept"), [("?linkType=linkset", "*/*"), ("", "application/linkset+json"), ("?linkType=all", "*/*")]
)
def test_the_linkset_is_given_by_type_or_by_accept(browser, made, tail, accept):
    answer = go(browser, f"/01/{GTIN}/10/A.1-x{tail}", expect=200, Accept=accept)
    told = answer.json["linkset"][0]

    assert answer.mimetype == "application/linkset+json"
    assert CONTEXT in answer.headers["Link"]
    assert told["anchor"] == f"{BASE}/01/{GTIN}/10/A.1-x"
    assert told["itemDescription"] == made.product.name
    assert [set(one) for one in told[f"{VOC}defaultLink"]] == [{"href", "title"}]
    assert told[f"{VOC}defaultLink"][0]["href"] in [one["href"] for one in told[f"{VOC}traceability"]]
    assert {one["hreflang"][0] for one in told[f"{VOC}pip"]} == {"vi", "en"}
    assert all(link["title"] for name, links in told.items() if name.startswith(VOC) for link in links)


def test_the_query_is_the_same_fresh_and_ready_and_stands_before_the_part_of_a_page(browser, made):
    for query in ("a=[]", "a=|^{}", "a=%C3%A1", "a=á"):
        first, second = (go(browser, f"/01/{GTIN}/10/A.1-x?{query}").headers["Location"] for _ in range(2))
        assert first == second
        assert first.isascii()
    offering.add_link(made.product, LinkKind.NATIONAL, "Sổ", "https://d.example.vn/x#so", by=maker(made))
    db.session.flush()
    answer = go(browser, f"/01/{GTIN}/10/A.1-x?linkType=gs1:registryEntry")
    assert answer.headers["Location"] == "https://d.example.vn/x?linkType=gs1:registryEntry#so"


def test_a_linkset_is_for_whoever_wants_it(browser, made):
    path = f"/01/{GTIN}/10/A.1-x"
    go(browser, path, expect=200, Accept="application/linkset+json, */*;q=0.1")
    go(browser, path, Accept="application/linkset+json;q=0, text/html")
    go(browser, path, Accept="*/*")


def test_it_walks_up_from_serial_to_lot_to_product(browser, made):
    assert go(browser, f"/01/{GTIN}/10/A.1-x/21/77").headers["Location"] == f"/t/{made.trace_code}"
    made.number_serials(5)
    serial = made.serial(3)
    assert go(browser, f"/01/{GTIN}/10/A.1-x/21/{serial}").headers["Location"] == f"/t/{made.trace_code}/{serial}"
    for other in ("chuyen-khoan", "epcis.jsonld", "%2e%2e", "a%2fb"):  # never another page of the site
        assert go(browser, f"/01/{GTIN}/10/A.1-x/21/{other}").headers["Location"] == f"/t/{made.trace_code}"
    unknown = go(browser, f"/01/{GTIN}/10/KHONG-CO/21/1").headers["Location"]
    assert unknown == f"/san-pham/{made.product_id}?lo-la=KHONG-CO"
    assert "Không thấy lô “KHONG-CO”" in browser.get(unknown).text
    assert go(browser, f"/01/{GTIN}/22/V2").headers["Location"] == f"/san-pham/{made.product_id}"
    assert go(browser, f"/01/{GTIN}/235/TPX").headers["Location"] == f"/san-pham/{made.product_id}"


def test_places_and_parties_are_found_and_what_nobody_has_is_not(browser):
    of = producer()
    booking.write(of, by=maker(of), gln="9521234000020")
    booking.add_place(of, "Kho", village(), "9521234000013", by=maker(of))

    assert go(browser, "/417/9521234000020").headers["Location"] == f"/nha-san-xuat/{of.id}"
    assert go(browser, "/414/9521234000013/254/A1").headers["Location"] == f"/nha-san-xuat/{of.id}"
    sscc = "09521234000000000"
    for path in ("/414/9521234000020", "/417/9521234000013", f"/00/{sscc}{gs1.check_digit(sscc)}", f"/01/{GTIN}"):
        go(browser, path, expect=404)


def test_nobody_is_led_to_pay_for_what_is_recalled_or_expired(browser, made):
    account = booking.propose_account(made.product.producer, "970436", "1012345678", "NGUYEN VAN A", by=maker(made))
    booking.confirm_account(account, by=PersonFactory())

    def is_sold() -> bool:
        db.session.commit()
        return f"{VOC}paymentLink" in go(browser, f"/01/{GTIN}/10/A.1-x?linkType=linkset", expect=200).json["linkset"][0]

    assert is_sold()
    order = recalling.recall(made, by=maker(made), kind=RecallKind.RECALL, reason="Nứt vỏ.", advice="Đừng ăn.")
    assert not is_sold()
    order.lift(by=official(), reason="Đã đổi vỏ.")
    assert is_sold()
    with clock.at(utcnow() + timedelta(days=4000)):
        assert is_sold() is (made.expires_on is None)
        made.expires_on = made.made_on + timedelta(days=30)
        assert not is_sold()


def test_a_draft_is_as_if_it_did_not_exist(browser):
    lot(product(gtin=GTIN, published=False), published=False, number="L1")

    go(browser, f"/01/{GTIN}/10/L1", expect=404)


@pytest.mark.parametrize(
    "path", ["/01/1", f"/01/{GTIN}/21/1/10/A", f"/01/{GTIN}/17/271105", "/01//", "/01/%2F", "/414/x", "/00"]
)
def test_what_is_no_address_is_400_for_programs_and_in_words_for_people(browser, path):
    assert go(browser, path, expect=400).json["error"]
    assert "Mã này chưa đúng" in go(browser, path, expect=400, Accept="text/html").text


def test_options_and_head_are_answered_and_the_resolver_describes_itself(browser, made):
    answer = browser.client.options(f"/01/{GTIN}", headers={"Origin": "https://elsewhere.example"})
    assert (answer.status_code, answer.headers["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    assert browser.client.head(f"/01/{GTIN}").status_code == 307
    told = json.loads(browser.get("/.well-known/gs1resolver").data)
    assert told["resolverRoot"] == BASE
    assert set(told["supportedPrimaryKeys"]) == {"01", "414", "417", "00"}
    assert told["supportedLinkType"] == [{"namespace": VOC, "prefix": "gs1:"}]


letters = some.text(some.characters(codec="latin-1"), max_size=60)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(key=some.sampled_from(["01", "414", "417", "00"]), path=letters, query=letters)
def test_no_input_makes_it_fail_or_leads_outside_recorded_links(browser, made, key, path, query):
    """Whatever is behind the key: an answer, and where it leads is this site or a link of the product's own record."""
    raw = "".join(c if c.isascii() and c.isprintable() and c not in "?# " else f"%{ord(c):02X}" for c in path)
    asked = "".join(c if c.isascii() and c.isprintable() and c not in "# " else f"%{ord(c):02X}" for c in query)
    for address in (f"/{key}/{raw}?{asked}", f"/01/{GTIN}/10/A.1-x?linkType={asked}", f"/01/{GTIN}?{asked}"):
        with browser.app.app_context():
            answer = browser.client.get(address)
        assert answer.status_code in (200, 300, 301, 307, 308, 400, 404), address
        target = answer.headers.get("Location", "/")
        recorded = [link.url for link in made.product.links]
        assert (target.startswith("/") and not target.startswith(("//", "/\\"))) or target.startswith(tuple(recorded))
