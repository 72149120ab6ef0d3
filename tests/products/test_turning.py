"""Lots that become others: what is left, no circle, parted and put together, sent twice, taken back."""

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.core.audit import Event
from app.core.clock import today, utcnow
from app.core.db import db
from app.core.workflow import RuleBroken
from app.labels.stocks import STOCKS
from app.products.actions import recalling, recording, turning
from app.products.actions.turning import Share
from app.products.models import Lot, Part, Recall, RecallKind, Step, TraceEvent
from app.products.queries import lineage
from app.tracing.actions import order_labels
from app.tracing.models import LabelPlace
from tests.factories.products import happening, lot, maker, producer, product, step, step_form

WORDS = {"kind": RecallKind.RECALL, "reason": "Nứt vỏ.", "advice": "Đừng ăn."}


def test_rice_becomes_noodles_and_what_is_left_is_counted():
    rice, noodles = lot(quantity=100), lot(quantity=200, published=False)
    turning.turn(
        Step.TRANSFORM, [Share(rice, Decimal(60))], [Share(noodles, Decimal(200))], happening(rice), by=maker(noodles)
    )

    assert turning.left_of([rice, noodles], rice.product.producer) == {rice.id: 40, noodles.id: 200}
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

    assert turning.left_of([rice], rice.product.producer)[rice.id] == 100
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
    page = browser.post(f"/so-sx/lo/{of.id}/tach", step_form(of, **parts | {"second": "80"}), expect=422).text
    assert "chỉ còn 100 kg" in page
    assert db.session.scalar(sa.select(sa.func.count(Lot.id))) == 1
    browser.post(f"/so-sx/lo/{of.id}/tach", step_form(of, **parts))
    first, second = db.session.scalars(sa.select(Lot).where(Lot.id != of.id).order_by(Lot.number)).all()
    assert [(one.number, one.quantity, one.made_on) for one in (first, second)] == [
        ("P1", 30, of.made_on),
        ("P2", 70, of.made_on),
    ]
    assert turning.left_of([of], of.product.producer)[of.id] == 0

    browser.post(f"/so-sx/lo/{first.id}/gop", step_form(first, with_id=second.id, number="G1"))
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

    page = browser.post(f"/so-sx/lo/{of.id}/che-bien", step_form(of, taken_code=typed, taken="1", made="1"), expect=422).text

    assert words in page


def test_material_of_another_producer_goes_in_by_the_code_on_its_label(browser):
    rice, of = lot(quantity=50), lot(published=False)
    browser.sign_in(maker(of))
    browser.post(f"/so-sx/lo/{of.id}/che-bien", step_form(of, taken_code=rice.trace_code.lower(), taken="20", made="100"))
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
        f"/so-sx/lo/{of.id}/che-bien", step_form(of, taken_code=hidden.trace_code, taken="1", made="1"), expect=422
    )
    assert "Không thấy lô" in page.text


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


def test_what_others_say_they_used_leaves_the_owner_all_of_their_own_lot():
    rice, theirs = lot(quantity=100), lot(published=False)
    owner = rice.product.producer
    turning.turn(
        Step.TRANSFORM, [Share(rice, Decimal(90))], [Share(theirs, Decimal(1))], happening(theirs), by=maker(theirs)
    )

    assert turning.left_of([rice], owner)[rice.id] == 100
    assert turning.left_of([rice], theirs.product.producer)[rice.id] == 10
    turning.split(rice, {"A": Decimal(50), "B": Decimal(50)}, happening(rice), by=maker(rice))
    assert turning.left_of([rice], owner)[rice.id] == 0
    other = lot(published=False)
    with pytest.raises(RuleBroken, match="chỉ còn"):
        turning.turn(
            Step.TRANSFORM, [Share(rice, Decimal(1))], [Share(other, Decimal(1))], happening(other), by=maker(other)
        )


def test_only_whoever_noted_a_use_is_led_to_its_correction(browser):
    rice, theirs = lot(quantity=100), lot(published=False)
    event = turning.turn(
        Step.TRANSFORM, [Share(rice, Decimal(9))], [Share(theirs, Decimal(1))], happening(theirs), by=maker(theirs)
    )
    for reader, is_led in ((maker(rice), False), (maker(theirs), True)):
        browser.sign_in(reader)
        page = browser.get(f"/so-sx/lo/{(theirs if is_led else rice).id}").text
        assert (f"/su-kien/{event.id}/dinh-chinh" in page) is is_led


def test_a_split_that_never_was_leaves_its_new_lots_empty_unless_they_were_used_or_shown():
    of = lot(quantity=100)
    wrong = turning.split(of, {"A": Decimal(30), "B": Decimal(70)}, happening(of), by=maker(of))
    first, second = (link.lot for link in wrong.lots if link.part is Part.OUTPUT)
    further = turning.split(first, {"A1": Decimal(10), "A2": Decimal(20)}, happening(of), by=maker(of))
    with pytest.raises(RuleBroken, match="đã dùng tiếp"):
        recording.correct(wrong, happening(of), None, "Chưa tách", by=maker(of), is_void=True)
    recording.correct(further, happening(of), None, "Chưa tách", by=maker(of), is_void=True)
    recording.correct(wrong, happening(of), None, "Chưa tách", by=maker(of), is_void=True)

    assert (first.quantity, second.quantity) == (None, None)
    assert turning.left_of([of], of.product.producer)[of.id] == 100
    again = turning.split(of, {"C": Decimal(30), "D": Decimal(70)}, happening(of), by=maker(of))
    shown = next(link.lot for link in again.lots if link.part is Part.OUTPUT)
    step(shown)
    db.session.refresh(shown, ["in_events"])
    shown.publish(by=maker(of))
    with pytest.raises(RuleBroken, match="đã công bố"):
        recording.correct(again, happening(of), None, "Chưa tách", by=maker(of), is_void=True)


def test_lots_put_together_are_as_old_as_the_oldest_and_keep_no_longer_than_any():
    of, ago = product(), [today() - timedelta(days=days) for days in (9, 7, 5, 3)]
    young = lot(of, began_on=ago[1], made_on=ago[3], expires_on=today() + timedelta(days=30))
    old = lot(of, began_on=ago[0], made_on=ago[2], expires_on=today() + timedelta(days=20))
    whole = turning.merge([young, old], "G", happening(old), by=maker(of)).own_lots[0]

    assert (whole.began_on, whole.made_on, whole.expires_on) == (ago[0], ago[2], today() + timedelta(days=20))


def test_a_lot_cannot_be_said_to_have_held_less_than_was_made_of_it(browser):
    of = lot(quantity=100)
    turning.split(of, {"A": Decimal(30), "B": Decimal(40)}, happening(of), by=maker(of))
    for quantity in (Decimal(69), None):
        with pytest.raises(RuleBroken, match="Đã dùng hoặc tiêu hủy 70 kg"):
            recording.write_lot(of, by=maker(of), quantity=quantity)
    recording.write_lot(of, by=maker(of), quantity=Decimal(70))

    assert turning.left_of([of], of.product.producer)[of.id] == 0


def test_what_is_recalled_goes_into_nothing_and_no_label_is_printed_for_it():
    of, other = lot(), lot(published=False)
    recalling.recall(of, by=maker(of), **WORDS)
    for act in (
        lambda: turning.split(of, {"A": Decimal(30), "B": Decimal(70)}, happening(of), by=maker(of)),
        lambda: turn(of, other, 1),
        lambda: order_labels(of, 3, STOCKS["a4-21"][1], LabelPlace.PACK, by=maker(of), key="x"),
    ):
        with pytest.raises(RuleBroken, match="đang bị thu hồi"):
            act()


def test_a_recall_reaches_the_same_goods_under_other_numbers_and_tells_who_made_others_of_them(browser):
    of, noodles = lot(), lot(published=False)
    parted = turning.split(of, {"A": Decimal(30), "B": Decimal(70)}, happening(of), by=maker(of)).own_lots
    turn(parted[0], noodles, 5)
    for one in (parted[0], noodles):
        db.session.refresh(one, ["in_events"])
        one.publish(by=maker(one))
    recalling.recall(of, by=maker(of), **WORDS)
    db.session.commit()

    assert "THU HỒI" in browser.get(f"/t/{parted[0].trace_code}").text
    page = browser.get(f"/t/{noodles.trace_code}").text
    assert ("THU HỒI" in page, "đang bị thu hồi" in page) == (False, True)
    browser.sign_in(maker(noodles))
    assert f"Lô {noodles.number} làm từ" in browser.get("/tai-khoan/thong-bao").text
    standing = db.session.scalars(sa.select(Recall.lot_id).where(Recall.lifted_at.is_(None))).all()
    assert set(standing) == {of.id, *(one.id for one in parted)}


def test_what_was_destroyed_is_gone():
    of = lot(quantity=100)
    step(of, Step.DESTROY, quantity=30)
    assert turning.left_of([of], of.product.producer)[of.id] == 70
    step(of, Step.DESTROY)
    assert turning.left_of([of], of.product.producer)[of.id] < 0
    with pytest.raises(RuleBroken, match="chỉ còn"):
        turning.split(of, {"A": Decimal(1), "B": Decimal(1)}, happening(of), by=maker(of))


def test_no_more_comes_out_than_the_new_lot_holds():
    of = lot(quantity=5, published=False)
    with pytest.raises(RuleBroken, match="chỉ có 5 kg"):
        turn(lot(), of, 6)
    for what in (Step.SELL, Step.DESTROY):
        with pytest.raises(RuleBroken, match="chỉ có 5 kg"):
            step(of, what, quantity=6)
    step(of, Step.RECEIVE, quantity=6)


def test_a_lot_of_a_split_that_never_was_is_not_published():
    of = lot(quantity=100)
    wrong = turning.split(of, {"A": Decimal(30), "B": Decimal(70)}, happening(of), by=maker(of))
    part = wrong.own_lots[0]
    recording.correct(wrong, happening(of), None, "Chưa tách", by=maker(of), is_void=True)
    recording.write_lot(part, by=maker(of), quantity=Decimal(30))
    step(part)
    db.session.refresh(part, ["in_events"])
    with pytest.raises(RuleBroken, match="đã bị gạch"):
        part.publish(by=maker(of))


def test_a_turn_is_not_corrected_to_before_the_new_lot_began():
    of, made = lot(began_on=today() - timedelta(days=40)), lot(published=False)
    event = turn(of, made, 1)
    early = happening(made, at=utcnow() - timedelta(days=20))
    with pytest.raises(RuleBroken, match="trước ngày đó"):
        recording.correct(event, early, None, "Nhầm ngày", by=maker(made))


def turn(of: Lot, into: Lot, quantity: int) -> TraceEvent:
    """So much of one lot, into as much of another, as who keeps that one noted."""
    shares = [Share(of, Decimal(quantity))], [Share(into, Decimal(quantity))]
    return turning.turn(Step.TRANSFORM, *shares, happening(into), by=maker(into))
