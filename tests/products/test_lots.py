"""Lots: what may be noted when, corrections, lots that become lots, publication by the ten facts, recalls."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.core.audit import Event
from app.core.clock import local, today, utcnow
from app.core.db import db
from app.core.workflow import RuleBroken
from app.initiatives.models import ChildrenShown
from app.products.actions import recalling, recording, turning
from app.products.actions.recording import Happening
from app.products.actions.turning import Share
from app.products.models import Lot, LotState, Measure, Part, Recall, RecallKind, Step, TraceEvent
from app.products.queries import lineage
from tests.factories.initiatives import photo
from tests.factories.people import PersonFactory
from tests.factories.products import lot, maker, official, pdf, producer, product, step

WORDS = {"kind": RecallKind.RECALL, "reason": "Nứt vỏ.", "advice": "Đừng ăn."}


def happening(of: Lot, **facts) -> Happening:
    return Happening(**{"place": of.product.producer.places[0], "at": utcnow() - timedelta(hours=1)} | facts)


def form(of: Lot, **facts) -> dict:
    now = local(utcnow())
    given = {"step": "pack", "place_id": of.place_id, "day": f"{now:%d/%m/%Y}", "clock": f"{now:%H:%M}", "note": ""}
    return {**given, **facts}


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
    sent = form(made, photo=(photo(), "a.jpg"), children="none", quantity="10", key="k1")
    browser.post(f"/so-sx/lo/{made.id}/ghi", sent)
    browser.post(f"/so-sx/lo/{made.id}/ghi", {**form(made, quantity="10", key="k1")})
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
        ({"note": "x" * 501}, "Dài quá"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_nothing_typed_is_lost(browser, wrong, words):
    of = lot(published=False)
    browser.sign_in(maker(of))

    page = browser.post(f"/so-sx/lo/{of.id}/ghi", form(of, **{"note": "Ghi chú giữ lại"} | wrong), expect=422).text

    assert words in page
    assert str(wrong.get("note", "Ghi chú giữ lại")) in page
    assert len(of.in_events) == 1


def test_a_photo_asks_about_children_and_must_be_one(browser):
    of = lot(published=False)
    browser.sign_in(maker(of))
    sent = form(of, photo=(photo(), "a.jpg"))
    assert "mặt trẻ em" in browser.post(f"/so-sx/lo/{of.id}/ghi", sent, expect=422).text
    sent = form(of, photo=(pdf(), "a.jpg"), children="none")
    assert "cần một tấm ảnh" in browser.post(f"/so-sx/lo/{of.id}/ghi", sent, expect=422).text
    broken = io.BytesIO(photo().read(30))
    sent = form(of, photo=(broken, "a.jpg"), children="none")
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


def test_what_stands_on_the_labels_of_a_public_lot_stays():
    of = lot()
    facts = {"number": of.number, "began_on": of.began_on, "made_on": of.made_on, "expires_on": of.expires_on}
    recording.write_lot(of, by=maker(of), **facts, quantity=Decimal(5))

    with pytest.raises(RuleBroken, match="không đổi được ngày sản xuất, số lô"):
        recording.write_lot(of, by=maker(of), **{**facts, "number": "moi", "made_on": today()})


def test_a_correction_is_a_new_event_that_points_at_the_old_one(browser):
    of = lot(published=False)
    wrong = step(of, Step.SHIP, quantity=600, photo=photo(), children=ChildrenShown.NONE)
    browser.sign_in(maker(of))
    browser.post(f"/so-sx/su-kien/{wrong.id}/dinh-chinh", form(of, reason=""), expect=422)
    browser.post(f"/so-sx/su-kien/{wrong.id}/dinh-chinh", form(of, reason="Đếm lại", quantity="620"))
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


def test_rice_becomes_noodles_and_what_is_left_is_counted():
    rice, noodles = lot(quantity=100), lot(quantity=200, published=False)
    turning.turn(
        Step.TRANSFORM, [Share(rice, Decimal(60))], [Share(noodles, Decimal(200))], happening(rice), by=maker(noodles)
    )

    assert turning.left_of([rice, noodles]) == {rice.id: 40, noodles.id: 200}
    with pytest.raises(RuleBroken, match=r"chỉ còn 40 kg"):
        turning.turn(
            Step.TRANSFORM, [Share(rice, Decimal("40.01"))], [Share(lot(), Decimal(1))], happening(rice), by=maker(rice)
        )


def test_what_was_crossed_out_gives_its_quantity_back():
    rice, noodles = lot(quantity=100), lot(published=False)
    event = turning.turn(
        Step.TRANSFORM, [Share(rice, Decimal(60))], [Share(noodles, Decimal(1))], happening(rice), by=maker(noodles)
    )
    recording.correct(event, happening(rice), None, "Chưa làm", by=maker(noodles), is_void=True)

    assert turning.left_of([rice])[rice.id] == 100
    assert db.session.scalars(lineage.sources([noodles.id])).all() == []


def test_no_lot_can_come_out_of_itself_over_however_many_steps():
    of = producer()
    first, second, third = (lot(product(of), published=False) for _ in range(3))
    for before, after in ((first, second), (second, third)):
        turning.turn(
            Step.TRANSFORM,
            [Share(before, Decimal(1))],
            [Share(after, Decimal(1))],
            happening(of_lot := before),
            by=maker(of),
        )

    assert set(db.session.scalars(lineage.sources([third.id]))) == {first.id, second.id}
    for made in (first, second):
        with pytest.raises(RuleBroken, match="không thể làm ra chính nó"):
            turning.turn(
                Step.TRANSFORM, [Share(third, Decimal(1))], [Share(made, Decimal(1))], happening(of_lot), by=maker(of)
            )
    with pytest.raises(RuleBroken, match="vừa dùng vào vừa làm ra"):
        turning.turn(Step.TRANSFORM, [Share(first, Decimal(1))], [Share(first, Decimal(1))], happening(first), by=maker(of))


def test_a_lot_is_parted_and_put_together_again(browser):
    of = lot(quantity=100, published=False)
    browser.sign_in(maker(of))
    parts = {"first_number": "P1", "first": "30", "second_number": "P2", "second": "70"}
    page = browser.post(f"/so-sx/lo/{of.id}/tach", form(of, **parts | {"second": "80"}), expect=422).text
    assert "chỉ còn 100 kg" in page
    assert db.session.scalar(sa.select(sa.func.count(Lot.id))) == 1
    browser.post(f"/so-sx/lo/{of.id}/tach", form(of, **parts))
    first, second = db.session.scalars(sa.select(Lot).where(Lot.id != of.id).order_by(Lot.number)).all()
    assert [(one.number, one.quantity, one.made_on) for one in (first, second)] == [
        ("P1", 30, of.made_on),
        ("P2", 70, of.made_on),
    ]
    assert turning.left_of([of])[of.id] == 0

    browser.post(f"/so-sx/lo/{first.id}/gop", form(first, with_id=second.id, number="G1"))
    whole = db.session.scalars(sa.select(Lot).where(Lot.number == "G1")).one()
    assert whole.quantity == 100
    assert set(db.session.scalars(lineage.sources([whole.id]))) == {of.id, first.id, second.id}


@pytest.mark.parametrize(
    ("typed", "words"),
    [("L-khong-co", "Không thấy lô"), ("NTM-00000000000", "Không thấy lô"), ("x" * 41, "Dài quá")],
)
def test_a_lot_that_is_not_there_cannot_go_into_another(browser, typed, words):
    of = lot(published=False)
    browser.sign_in(maker(of))

    page = browser.post(f"/so-sx/lo/{of.id}/che-bien", form(of, taken_code=typed, taken="1", made="1"), expect=422).text

    assert words in page


def test_material_of_another_producer_goes_in_by_the_code_on_its_label(browser):
    rice, of = lot(quantity=50), lot(published=False)
    browser.sign_in(maker(of))
    browser.post(f"/so-sx/lo/{of.id}/che-bien", form(of, taken_code=rice.trace_code.lower(), taken="20", made="100"))
    event = db.session.scalars(sa.select(TraceEvent).where(TraceEvent.step == Step.TRANSFORM)).one()

    assert {(link.lot_id, link.part, link.quantity) for link in event.lots} == {
        (rice.id, Part.INPUT, 20),
        (of.id, Part.OUTPUT, 100),
    }
    browser.sign_in(maker(rice))
    browser.get(f"/so-sx/su-kien/{event.id}/dinh-chinh", expect=403)
    assert f"ghi đã dùng 20 kg của lô {rice.number}" in browser.get("/tai-khoan/thong-bao").text
    browser.sign_in(maker(of))
    assert f"/so-sx/lo/{of.id}" in browser.get(f"/so-sx/su-kien/{event.id}/dinh-chinh").text
    hidden = lot(published=False)
    page = browser.post(
        f"/so-sx/lo/{of.id}/che-bien", form(of, taken_code=hidden.trace_code, taken="1", made="1"), expect=422
    )
    assert "Không thấy lô" in page.text


def test_a_recall_is_for_its_maker_and_the_office_and_is_lifted_by_the_office(browser):
    of = lot()
    browser.sign_in(PersonFactory())
    browser.get(f"/so-sx/lo/{of.id}/thu-hoi", expect=403)
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
    assert [number for number in (None, 4, 5, 9, 10) if made.covers(number)] == [5, 9]


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


def test_the_same_form_sent_again_turns_and_corrects_once_and_writes_history_once():
    rice, noodles = lot(), lot()
    shares = [Share(rice, Decimal(60))], [Share(noodles, Decimal(90))]
    turns = [turning.turn(Step.TRANSFORM, *shares, happening(noodles, key="t"), by=maker(noodles)) for _ in range(2)]
    wrong = step(noodles)
    right = happening(noodles, key="c")
    mended = [recording.correct(wrong, right, None, "Nhầm giờ.", by=maker(noodles)) for _ in range(2)]
    written = sa.select(sa.func.count()).select_from(Event).where(Event.subject_id == noodles.id)

    assert turns[0] is turns[1]
    assert mended[0] is mended[1]
    assert [db.session.scalar(written.where(Event.name == name)) for name in ("lots.turn", "lots.correct")] == [1, 1]


def test_splitting_and_merging_sent_again_is_answered_as_done_and_makes_no_second_lot():
    first = lot()
    parts = {"T1": Decimal(40), "T2": Decimal(60)}
    splits = [turning.split(first, parts, happening(first, key="s"), by=maker(first)) for _ in range(2)]
    halves = [link.lot for link in splits[0].lots if link.part is Part.OUTPUT]
    merges = [turning.merge(halves, "G1", happening(first, key="m"), by=maker(first)) for _ in range(2)]
    numbers = db.session.scalars(sa.select(Lot.number).where(Lot.product_id == first.product_id)).all()

    assert splits[0] is splits[1]
    assert merges[0] is merges[1]
    assert sorted(numbers) == sorted([first.number, "T1", "T2", "G1"])
