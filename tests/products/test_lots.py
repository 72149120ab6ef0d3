"""Lots: what may be noted when, corrections, lots that become lots, publication by the ten facts, recalls."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.accounts.models import ChildrenShown
from app.core.audit import Event
from app.core.clock import today
from app.core.db import db
from app.core.workflow import RuleBroken
from app.products.actions import recalling, recording
from app.products.models import Lot, LotState, Measure, Recall, RecallKind, Step, TraceEvent
from tests.factories.initiatives import photo
from tests.factories.people import PersonFactory
from tests.factories.products import happening, lot, maker, official, pdf, product, step, step_form

WORDS = {"kind": RecallKind.RECALL, "reason": "Nứt vỏ.", "advice": "Đừng ăn."}


def test_the_table_of_a_lot():
    assert {n: ({s.value for s in m.sources}, m.to.value) for n, m in Lot.transitions().items()} == {
        "publish": ({"draft"}, "published")
    }


def test_a_lot_begins_and_a_step_is_noted_with_a_photo_in_one_form(browser):
    of = product()
    browser.sign_in(maker(of))
    day = f"{today():%d/%m/%Y}"
    wanted = {"number": "L1", "began_on": day, "measure": "XPK", "place_id": of.producer.places[0].id, "quantity": "12,5"}
    answer = browser.post(f"/so-sx/san-pham/{of.id}/lo/moi", wanted)
    made = db.session.scalars(sa.select(Lot)).one()
    assert answer.location == f"/so-sx/lo/{made.id}/ghi"
    assert (made.quantity, made.measure) == (Decimal("12.5"), Measure.PACK)

    page = browser.get(f"/so-sx/lo/{made.id}/ghi").text
    assert f'value="{day}"' in page
    sent = step_form(made, photo=(photo(), "a.jpg"), children="none", quantity="10", key="k1")
    browser.post(f"/so-sx/lo/{made.id}/ghi", sent)
    browser.post(f"/so-sx/lo/{made.id}/ghi", {**step_form(made, quantity="10", key="k1")})
    event = db.session.scalars(sa.select(TraceEvent)).one()
    assert (event.step, event.lots[0].quantity, event.upload.is_picture) == (Step.PACK, 10, True)
    assert "Đóng gói, 10 gói" in browser.get(f"/so-sx/lo/{made.id}").text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"step": ""}, "Hãy chọn việc vừa làm"),
        ({"step": "transform"}, "Hãy chọn một mục"),
        ({"day": "31/02/2026"}, "ngày/tháng/năm"),
        ({"clock": "25:00"}, "14:30"),
        ({"day": "01/01/2099"}, "sau lúc này"),
        ({"day": "01/01/2020"}, "không ghi được việc trước ngày đó"),
        ({"quantity": "-1"}, "số lớn hơn 0"),
        ({"quantity": "0"}, "số lớn hơn 0"),
        ({"quantity": "1,234"}, "số lớn hơn 0"),
        ({"quantity": "1.2345"}, "số lớn hơn 0"),
        ({"quantity": "10.000.000"}, "số lớn hơn 0"),
        ({"quantity": "nan"}, "số lớn hơn 0"),
        ({"note": "x" * 501}, "Dài quá"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_nothing_typed_is_lost(browser, wrong, words):
    of = lot(published=False)
    browser.sign_in(maker(of))

    page = browser.post(f"/so-sx/lo/{of.id}/ghi", step_form(of, **{"note": "Ghi chú giữ lại"} | wrong), expect=422).text

    assert words in page
    assert str(wrong.get("note", "Ghi chú giữ lại")) in page
    assert len(of.in_events) == 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1.000", 1000),
        ("1.000,5", Decimal("1000.5")),
        ("12.5", Decimal("12.5")),
        ("12,50", Decimal("12.5")),
        ("12 500", 12500),
    ],
)
def test_a_quantity_is_read_as_people_write_it(browser, typed, meant):
    of = lot(published=False)
    browser.sign_in(maker(of))
    browser.post(f"/so-sx/lo/{of.id}/ghi", step_form(of, step="receive", quantity=typed))
    db.session.refresh(of, ["in_events"])

    assert of.in_events[-1].quantity == meant


def test_a_photo_asks_about_children_and_must_be_one(browser):
    of = lot(published=False)
    browser.sign_in(maker(of))
    sent = step_form(of, photo=(photo(), "a.jpg"))
    assert "mặt trẻ em" in browser.post(f"/so-sx/lo/{of.id}/ghi", sent, expect=422).text
    sent = step_form(of, photo=(pdf(), "a.jpg"), children="none")
    assert "cần một tấm ảnh" in browser.post(f"/so-sx/lo/{of.id}/ghi", sent, expect=422).text
    broken = io.BytesIO(photo().read(30))
    sent = step_form(of, photo=(broken, "a.jpg"), children="none")
    assert "hỏng" in browser.post(f"/so-sx/lo/{of.id}/ghi", sent, expect=422).text


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"number": "L 1"}, "không dấu"),
        ({"number": "Lô1"}, "không dấu"),
        ({"number": "x" * 21}, "không dấu"),
        ({"began_on": 1}, "sau hôm nay"),
        ({"made_on": 1}, "sau hôm nay"),
        ({"made_on": -20}, "trước ngày bắt đầu"),
        ({"expires_on": -5}, "trước ngày sản xuất"),
        ({"made_on": None, "expires_on": 5}, "cả ngày sản xuất"),
    ],
)
def test_dates_and_numbers_that_cannot_be_are_refused(facts, words):
    days = {name: today() + timedelta(days=value) if isinstance(value, int) else value for name, value in facts.items()}

    with pytest.raises(RuleBroken, match=words):
        lot(published=False, **days)


def test_a_lots_number_is_its_own_among_those_of_its_product():
    of = product()
    lot(of, number="A-1", published=False)

    with pytest.raises(RuleBroken, match="đã có lô mang số đó"):
        lot(of, number="A-1", published=False)
    lot(number="A-1", published=False)


def test_a_lot_is_published_by_the_ten_facts_of_the_circular(browser):
    of = lot(published=False)
    of.product.standards = ""
    of.made_on = None
    facts = {fact.number: bool(fact.given) for fact in of.facts()}
    assert facts == {1: True, 2: True, 3: True, 4: True, 5: True, 6: False, 7: True, 8: False, 9: False, 10: False}
    assert [fact.number for fact in of.facts() if not fact.is_needed] == [8, 9]
    with pytest.raises(RuleBroken, match="ngày sản xuất hoặc thu hoạch; tiêu chuẩn áp dụng"):
        of.publish(by=maker(of))

    of.product.standards, of.made_on = "TCCS 1", today()
    browser.sign_in(maker(of))
    browser.post(f"/so-sx/lo/{of.id}/cong-bo")
    assert of.state is LotState.PUBLISHED
    told = db.session.scalars(sa.select(Event.facts).where(Event.name == "lots.publish")).one()
    assert told == {"lot": of.trace_code, "product": f"SP-{of.product_id}"}


def test_a_lot_without_events_or_of_a_product_that_is_not_shown_is_not_published():
    of = lot(published=False)
    event = of.standing[0]
    recording.correct(event, happening(of), None, "Ghi nhầm", by=maker(of), is_void=True)
    db.session.refresh(of, ["in_events"])
    with pytest.raises(RuleBroken, match="ít nhất một công đoạn"):
        of.publish(by=maker(of))
    hidden = lot(product(published=False), published=False)
    with pytest.raises(RuleBroken, match="đăng sản phẩm trước"):
        hidden.publish(by=maker(hidden))


def test_the_last_step_of_a_public_lot_is_not_crossed_out():
    of = lot()
    with pytest.raises(RuleBroken, match="còn ít nhất một việc"):
        recording.correct(of.standing[0], happening(of), None, "Ghi nhầm", by=maker(of), is_void=True)


def test_what_stands_on_the_labels_of_a_public_lot_stays():
    of = lot()
    facts = {"number": of.number, "began_on": of.began_on, "made_on": of.made_on, "expires_on": of.expires_on}
    recording.write_lot(of, by=maker(of), **facts, quantity=Decimal(5))

    with pytest.raises(RuleBroken, match="không đổi được ngày sản xuất, số lô"):
        recording.write_lot(of, by=maker(of), **{**facts, "number": "moi", "made_on": today()})


def test_a_correction_is_a_new_event_that_points_at_the_old_one(browser):
    of = lot(quantity=1000, published=False)
    wrong = step(of, Step.SHIP, quantity=600, photo=photo(), children=ChildrenShown.NONE)
    browser.sign_in(maker(of))
    browser.post(f"/so-sx/su-kien/{wrong.id}/dinh-chinh", step_form(of, reason=""), expect=422)
    browser.post(f"/so-sx/su-kien/{wrong.id}/dinh-chinh", step_form(of, reason="Đếm lại", quantity="620"))
    db.session.refresh(of, ["in_events"])
    right = of.standing[-1]
    assert (right.corrects_id, right.lots[0].quantity, right.upload_id) == (wrong.id, 620, wrong.upload_id)
    assert not wrong.stands
    page = browser.get(f"/so-sx/lo/{of.id}").text
    assert "Đính chính dòng trước: Đếm lại" in page
    with pytest.raises(RuleBroken, match="đã được đính chính rồi"):
        recording.correct(wrong, happening(of), None, "Nữa", by=maker(of))
    recording.correct(right, happening(of), Decimal(630), "Đếm lần nữa", by=maker(of))
    db.session.refresh(of, ["in_events"])
    assert [event.lots[0].quantity for event in of.standing if event.step is Step.SHIP] == [630]


def test_a_recall_is_for_its_maker_and_the_office_and_is_lifted_by_the_office(browser):
    of = lot()
    browser.sign_in(PersonFactory())
    browser.get(f"/so-sx/lo/{of.id}/thu-hoi", expect=404)
    browser.sign_in(maker(of))
    browser.post(f"/so-sx/lo/{of.id}/thu-hoi", {"kind": "recall", "reason": "", "advice": "x"}, expect=422)
    browser.post(f"/so-sx/lo/{of.id}/thu-hoi", {"kind": "recall", "reason": "Nứt vỏ.", "advice": "Đừng ăn."})
    made = db.session.scalars(sa.select(Recall)).one()
    browser.get(f"/so-sx/thu-hoi/{made.id}/go", expect=403)
    assert db.session.scalars(sa.select(Event.facts).where(Event.name == "recalls.begin")).one() == {
        "kind": "recall", "lot": of.trace_code
    }  # fmt: skip

    browser.sign_in(official())
    assert of.product.name in browser.get("/kinh-te/").text
    browser.post(f"/so-sx/thu-hoi/{made.id}/go", {"reason": "Đã kiểm tra lại."})
    with pytest.raises(RuleBroken, match="đã được gỡ"):
        recalling.lift(made, "Nữa", by=official())


def test_numbers_that_were_never_given_out_cannot_be_recalled():
    of = lot()
    with pytest.raises(RuleBroken, match="từ 1 đến 0"):
        recalling.recall(of, by=maker(of), first=1, last=1, **WORDS)
    of.number_serials(20)
    for first, last in ((0, 3), (5, 3), (10, 21)):
        with pytest.raises(RuleBroken, match="từ 1 đến 20"):
            recalling.recall(of, by=maker(of), first=first, last=last, **WORDS)
    with pytest.raises(RuleBroken, match="cả số đầu và số cuối"):
        recalling.recall(of, by=maker(of), first=3, **WORDS)
    with pytest.raises(RuleBroken, match="theo số"):
        recalling.recall(of.product, by=maker(of), first=1, last=2, **WORDS)
    with pytest.raises(RuleBroken, match="đã công bố"):
        recalling.recall(lot(published=False), by=maker(of), **WORDS)
    made = recalling.recall(of, by=maker(of), first=5, last=9, **WORDS)
    assert (made.first_number, made.last_number) == (5, 9)


def test_a_lots_page_asks_no_more_for_a_long_way_than_for_a_short_one(browser, count_queries):
    short, long = lot(published=False), lot(published=False)
    for _ in range(12):
        step(long)
    counts = []
    for of in (short, long):
        browser.sign_in(maker(of))
        db.session.expunge_all()
        with count_queries() as asked:
            browser.get(f"/so-sx/lo/{of.id}")
        counts.append(len(asked))

    assert counts[0] == counts[1]
    assert counts[0] <= 20
