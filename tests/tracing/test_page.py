"""The page a code opens: its verdict, what the law wants, one letter wrong, the numbered piece, and that it is ready."""

import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest

from app.accounts.models import ChildrenShown
from app.core import clock, news
from app.core.clock import today, utcnow
from app.core.db import db
from app.products.actions import booking, recalling, recording, turning
from app.products.actions.recording import Happening
from app.products.actions.turning import Share
from app.products.models import RecallKind, Step
from tests.factories.initiatives import InitiativeFactory, photo
from tests.factories.products import GTIN, account, certificate, lot, maker, official, product, step

RECALL = {"kind": RecallKind.RECALL, "reason": "Nứt vỏ khi chở.", "advice": "Đừng ăn, mang trả."}
PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 10)"}


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_page_says_what_the_circular_wants_and_the_verdict_first(browser):
    of = lot(product(brand="Hội Yên Xanh", gtin=GTIN), expires_on=today() + timedelta(days=30))
    booking.write(of.product.producer, by=maker(of), story="Ba đời tráng bánh.")
    recording.note_step(
        of, Step.SHIP, Happening(of.place, utcnow(), "Giao hàng", photo(), ChildrenShown.NONE), None, by=maker(of)
    )
    page = browser.get(f"/t/{of.trace_code}").text
    said = words(page)

    assert said.index("Mã đúng. Lô hàng này có trong sổ của xã.") < said.index(of.product.name, 300)
    for fact in (of.product.name, of.product.producer.name, of.product.producer.address, of.trace_code, of.place.code):
        assert fact in said
    for fact in (
        f"{of.made_on:%d/%m/%Y}",
        f"{of.expires_on:%d/%m/%Y}",
        "TCCS 01:2026",
        "Hội Yên Xanh",
        GTIN,
        "Đóng gói",
        "Xuất hàng",
    ):
        assert fact in said
    assert "Cơ sở tự khai, có ảnh" in said
    assert "Ba đời tráng bánh." in said
    assert page.count("<img") == 2


def test_machines_read_a_product_and_a_card_to_share(browser):
    made = product(gtin=GTIN)
    certificate(made)
    of = lot(made)
    page = browser.get(f"/t/{of.trace_code}").text
    told = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])

    assert (told["@type"], told["gtin14"], told["productionDate"]) == ("Product", GTIN, of.made_on.isoformat())
    assert told["hasCertification"][0]["certificationRating"]["ratingValue"] == 3
    picture = re.search(r'og:image" content="http://localhost([^"]+)"', page)[1]
    with browser.get(picture) as drawn:
        assert drawn.mimetype == "image/jpeg"
        assert len(drawn.data) < 300_000


def test_words_of_people_cannot_end_the_data_or_the_page(browser):
    of = lot(product(name='</script><b>"&', story="</script><script>alert(1)</script>"))
    page = browser.get(f"/t/{of.trace_code}").text

    assert page.count("</script>") == 1
    assert "<b>" not in page


def test_both_languages_are_whole_pages(browser):
    of = lot(product(name_en="Rice noodles"))
    page = browser.get(f"/en/t/{of.trace_code}").text

    assert "Valid code" in page
    assert "Rice noodles" in page
    assert f'hreflang="vi" href="http://localhost/t/{of.trace_code}"' in page


def test_a_recall_is_the_first_thing_said_on_every_page_at_once(browser):
    of = lot()
    address = f"/t/{of.trace_code}"
    first = browser.get(address, headers=PHONE)
    etag = first.headers["ETag"]
    assert browser.get(address, expect=304, headers={**PHONE, "If-None-Match": etag}).data == b""

    made = recalling.recall(of, by=maker(of), **RECALL)
    db.session.commit()
    answer = browser.get(address, headers={**PHONE, "If-None-Match": etag})
    said = words(answer.text)
    assert "Hàng này bị THU HỒI từ" in said
    assert said.index("Nứt vỏ khi chở.") < said.index("Cơ sở sản xuất")
    assert "Mã đúng" not in said
    assert "recalled" in browser.get(f"{address}/epcis.jsonld").text

    recalling.lift(made, "Đã kiểm tra", by=official())
    db.session.commit()
    assert "Mã đúng" in browser.get(address).text


@pytest.mark.parametrize("whole", [True, False])
def test_a_recall_of_the_product_or_of_some_pieces_says_so_where_it_concerns(browser, whole):
    of = lot()
    of.number_serials(10)
    if whole:
        recalling.recall(of.product, by=official(), **RECALL)
    else:
        recalling.recall(of, by=official(), first=3, last=5, **RECALL)
    db.session.commit()
    verdicts = {n: "THU HỒI" in browser.get(f"/t/{of.trace_code}/{of.serial(n)}").text for n in (2, 3, 5, 6)}

    assert verdicts == {2: whole, 3: True, 5: True, 6: whole}
    assert ("Tem số 3 đến 5" in browser.get(f"/t/{of.trace_code}").text) == (not whole)
    if whole:
        assert "bị thu hồi" in browser.get(f"/san-pham/{of.product_id}").text


def test_what_is_expired_or_withdrawn_says_so(browser):
    of = lot(expires_on=today() - timedelta(days=1))
    assert "đã hết hạn dùng" in browser.get(f"/t/{of.trace_code}").text
    recalling.recall(of, by=official(), **RECALL | {"kind": RecallKind.WITHDRAWAL})
    db.session.commit()
    assert "đã rút khỏi chỗ bán" in browser.get(f"/t/{of.trace_code}").text


def test_it_turns_expired_at_midnight_without_anybody_writing_anything(browser):
    of = lot(expires_on=today())
    address = f"/t/{of.trace_code}"
    db.session.commit()
    assert "Mã đúng. Lô hàng" in browser.get(address).text

    with clock.at(clock.start_of(today() + timedelta(days=1))):
        assert "đã hết hạn dùng" in browser.get(address).text


def test_one_wrong_letter_is_told_with_the_code_that_was_meant_and_never_another_product(browser):
    of = lot()
    lot()
    wrong = of.trace_code[:-1] + ("0" if of.trace_code[-1] != "0" else "1")
    page = browser.get(f"/t/{wrong}", expect=404).text

    assert "Mã này không có trong sổ của xã" in page
    assert f'href="/t/{of.trace_code}"' in page
    assert page.count('href="/t/NTM') == 2  # the code that was meant, and the way to report
    assert browser.get(f"/quet?code={of.trace_code.lower().replace('-', ' ')}", expect=302).location == f"/t/{of.trace_code}"
    assert browser.get(f"/t/{of.trace_code.lower()}?o=k", expect=301).location == f"/t/{of.trace_code}?o=k"


@pytest.mark.parametrize("typed", ["NTM-00000000000", "x", "NTM-<b>", "a" * 10_000, "%00", "NTM-ĐĐĐĐĐĐĐĐĐĐĐ"])
def test_an_unknown_code_says_so_plainly(browser, typed):
    page = browser.get(f"/t/{typed}", expect=404).text

    assert "<b>" not in page


def test_a_lot_that_is_not_public_is_as_if_it_did_not_exist(browser):
    of = lot(published=False)

    browser.get(f"/t/{of.trace_code}", expect=404)
    browser.get(f"/t/{of.trace_code}/epcis.jsonld", expect=404)
    browser.get(f"/api/v1/trace/{of.trace_code}", expect=404)
    browser.get(f"/t/{of.trace_code}/anh-chia-se.jpg", expect=404)


def test_a_number_that_was_never_printed_is_a_fake(browser):
    of = lot()
    of.number_serials(3)

    assert f"Số của tem này {of.serial(2)} " in words(browser.get(f"/t/{of.trace_code}/{of.serial(2)}").text)
    for serial in (of.serial(4), "00002-AAAA", "x", "2"):
        assert "Tem có thể bị làm giả" in browser.get(f"/t/{of.trace_code}/{serial}", expect=404).text


def test_a_number_that_was_never_printed_hides_no_recall(browser):
    of = lot()
    of.number_serials(3)
    recalling.recall(of, by=maker(of), **RECALL)
    page = browser.get(f"/t/{of.trace_code}/00002-AAAA", expect=404).text
    assert ("Tem có thể bị làm giả" in page, "THU HỒI" in page) == (True, True)


def test_a_code_is_found_however_much_of_it_is_typed(browser):
    of = lot()
    of.number_serials(3)
    body, page = of.trace_code.removeprefix("NTM-"), f"/t/{of.trace_code}"
    for typed in (body, f"  {body.lower()} ", f"https://xa.example{page}"):
        assert browser.get("/quet", query_string={"code": typed}, expect=302).location == page
    whole = f"{page}/{of.serial(2)}"
    assert browser.get("/quet", query_string={"code": whole.removeprefix("/t/")}, expect=302).location == whole
    for typed in (of.trace_code[:-1], "xin chao"):
        said = browser.get("/quet", query_string={"code": typed}, expect=404).text
        assert ("chưa đủ hoặc chưa đúng" in said, "Đừng vội mua" in said) == (True, False)
        assert f'value="{typed}"' in browser.get("/quet", query_string={"sua": typed}).text


def test_of_a_lot_that_was_parted_each_part_says_its_own_share(browser):
    of = lot(quantity=110)
    part = turning.split(of, {"A": Decimal(70), "B": Decimal(40)}, Happening(of.place, utcnow()), by=maker(of)).own_lots[0]
    db.session.refresh(part, ["in_events"])
    part.publish(by=maker(of))
    page = words(browser.get(f"/t/{part.trace_code}").text)
    assert f"lô {of.number} : 70 kg" in page
    assert "110 kg" not in page


def test_what_it_was_made_of_is_one_step_away(browser):
    rice, noodles = lot(), lot(published=False)
    turning.turn(
        Step.TRANSFORM, [Share(rice, 60)], [Share(noodles, 100)], Happening(noodles.place, utcnow()), by=maker(noodles)
    )
    db.session.refresh(noodles, ["in_events"])
    noodles.publish(by=maker(noodles))
    db.session.commit()
    page = browser.get(f"/t/{noodles.trace_code}").text

    assert f'href="/t/{rice.trace_code}"' in page
    assert "60 kg" in words(page)


def test_what_another_producer_writes_of_a_lot_is_not_on_its_page_but_what_its_own_maker_did_is(browser):
    rice, noodles = lot(), lot()
    own = lot(rice.product)
    for made, said in ((noodles, "Lời người khác viết"), (own, "Tách cho khách quen")):
        taken, got = [Share(rice, Decimal(10))], [Share(made, Decimal(10))]
        turning.turn(Step.TRANSFORM, taken, got, Happening(made.place, utcnow(), said), by=maker(made))
    db.session.commit()

    for address in (f"/t/{rice.trace_code}", f"/t/{rice.trace_code}/epcis.jsonld"):
        told = browser.get(address).text
        assert "Lời người khác viết" not in told
    assert "Tách cho khách quen" in browser.get(f"/t/{rice.trace_code}").text
    assert "Lời người khác viết" in browser.get(f"/t/{noodles.trace_code}").text
    events = browser.get(f"/t/{rice.trace_code}/epcis.jsonld").json["epcisBody"]["eventList"]
    assert [event["type"] for event in events if event["type"] != "ObjectEvent"] == ["TransformationEvent"]


def test_the_adopted_initiative_and_the_account_stand_on_it(browser):
    idea = InitiativeFactory(adopted=True)
    of = lot(product(initiative_code=idea.code))
    assert f'href="/sang-kien/{idea.code}"' in browser.get(f"/t/{of.trace_code}").text
    assert browser.get(f"/t/{of.trace_code}/chuyen-khoan", expect=404)

    account(of.product.producer)
    db.session.commit()
    assert f"/t/{of.trace_code}/chuyen-khoan" in browser.get(f"/t/{of.trace_code}").text
    page = browser.get(f"/t/{of.trace_code}/chuyen-khoan?amount=40.000").text
    assert "Vietcombank" in page
    assert "40.000 đồng" in page
    assert "Số tiền là một số" in browser.get(f"/t/{of.trace_code}/chuyen-khoan?amount=x").text
    assert "phải lớn hơn 0" in browser.get(f"/t/{of.trace_code}/chuyen-khoan?amount=0").text
    recalling.recall(of, by=maker(of), **RECALL)
    db.session.commit()
    browser.get(f"/t/{of.trace_code}/chuyen-khoan", expect=302)


def test_it_takes_two_statements_and_none_when_it_lies_ready(browser, count_queries):
    of = lot()
    for _ in range(20):
        step(of)
    certificate(of.product)
    db.session.commit()
    address, seen = f"/t/{of.trace_code}", []
    for _ in range(2):
        with count_queries() as asked:
            browser.get(address, headers=PHONE)
        seen.append(len(asked))

    assert seen == [2, 0]


def test_whoever_signed_in_sees_the_same_page_and_is_not_asked_about(browser, count_queries):
    of = lot()
    address = f"/t/{of.trace_code}"
    stranger = browser.get(address, headers=PHONE).data
    browser.sign_in(maker(of))
    db.session.commit()
    browser.get(address, headers=PHONE)
    with count_queries() as asked:
        again = browser.get(address, headers=PHONE)

    assert again.data == stranger
    assert asked == []
    assert "Set-Cookie" not in again.headers


def test_every_change_of_what_it_shows_is_news_and_a_change_elsewhere_is_not(app):
    of = lot()
    db.session.commit()
    before = news.of_house().now()
    InitiativeFactory(opened=True)
    db.session.commit()
    assert news.of_house().now() == before
    for change in (
        lambda: step(of),
        lambda: certificate(of.product),
        lambda: recalling.recall(of, by=official(), **RECALL),
        lambda: booking.write(of.product.producer, by=maker(of), address="Nơi khác"),
    ):
        before = news.of_house().now()
        change()
        db.session.commit()
        assert news.of_house().now() > before


def test_the_open_data_hold_the_ten_facts(browser):
    of = lot(product(gtin=GTIN))
    told = browser.get(f"/api/v1/trace/{of.trace_code}").json
    assert (told["trace_code"], told["production_time"], told["lot"]) == (of.trace_code, of.made_on.isoformat(), of.number)
    assert told["events"][0]["place_code"] == of.place.code
    listed = browser.get("/api/v1/products").json["items"]
    assert [(one["id"], one["lots"]) for one in listed] == [(of.product_id, [of.trace_code])]


def test_a_lot_that_was_destroyed_says_so(browser):
    of = lot(quantity=100)
    step(of, Step.DESTROY, quantity=99)
    assert "đã bị tiêu hủy" not in browser.get(f"/t/{of.trace_code}").text
    step(of, Step.DESTROY, quantity=1)
    db.session.commit()
    assert "đã bị tiêu hủy" in browser.get(f"/t/{of.trace_code}").text
    whole = lot()
    step(whole, Step.DESTROY)
    assert "đã bị tiêu hủy" in browser.get(f"/t/{whole.trace_code}").text


def test_nobody_is_led_to_pay_while_a_part_is_recalled(browser):
    of = lot(product(gtin=GTIN), number="B1")
    of.number_serials(30)
    account(of.product.producer)
    db.session.commit()
    link = f"/01/{GTIN}/10/B1/21/{of.serial(4)}?linkType=gs1:paymentLink"
    browser.get(link, expect=307)
    assert "chuyen-khoan" in browser.get(f"/t/{of.trace_code}").text
    recalling.recall(of, by=official(), first=10, last=20, **RECALL)
    db.session.commit()
    browser.get(link, expect=404)
    browser.get(f"/t/{of.trace_code}/chuyen-khoan", expect=302)
    assert "chuyen-khoan" not in browser.get(f"/t/{of.trace_code}").text
    assert '"quantity": 11' in browser.get(f"/t/{of.trace_code}/epcis.jsonld").text
