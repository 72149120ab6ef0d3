"""A lot's history as EPCIS 2.0: both times, the words of the vocabulary, corrections, and the lots it was made of."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from app.core.clock import ZONE, today, utcnow
from app.core.db import db
from app.products.actions import recording, turning
from app.products.actions.recording import Happening
from app.products.actions.turning import Share
from app.products.models import ENTERED, Measure, Step
from app.tracing import epcis
from tests.factories.products import GTIN, lot, maker, product, step

# GS1 Core Business Vocabulary 2.0, section 7.1 and 7.2, as far as it is used here.
CBV = {"commissioning", "destroying", "holding", "inspecting", "other", "packing", "receiving", "repackaging"}
CBV |= {"retail_selling", "shipping", "storing"}


def told(browser, of) -> dict:
    db.session.commit()
    answer = browser.get(f"/t/{of.trace_code}/epcis.jsonld")
    assert answer.mimetype == "application/ld+json"
    return answer.get_json(force=True)


def events(document: dict) -> list[dict]:
    return document["epcisBody"]["eventList"]


def test_every_step_is_told_in_words_of_the_vocabulary():
    assert epcis.BIZ_STEPS == CBV
    for one in Step:
        assert one.biz_step in epcis.BIZ_STEPS
        assert one.disposition in epcis.DISPOSITIONS


def test_a_document_with_both_times_place_and_quantity(browser):
    of = lot(product(gtin=GTIN), number="L1", expires_on=today() + timedelta(days=90))
    at = datetime(today().year, today().month, today().day, 6, 30, tzinfo=ZONE) - timedelta(days=1)
    step(of, Step.HARVEST, quantity=40, at=at)
    document = told(browser, of)
    made = next(one for one in events(document) if one["bizStep"] == "commissioning")

    assert document["@context"] == ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"]
    assert (document["type"], document["schemaVersion"]) == ("EPCISDocument", "2.0")
    assert made["eventTime"] == at.isoformat(timespec="seconds")
    assert (made["eventTimeZoneOffset"], made["action"], made["type"]) == ("+07:00", "ADD", "ObjectEvent")
    assert made["quantityList"] == [{"epcClass": f"http://localhost/01/{GTIN}/10/L1", "quantity": 40, "uom": "KGM"}]
    assert made["readPoint"] == {"id": f"http://localhost/dia-diem/{of.place.code}"}
    assert made["ilmd"] == {"cbvmda:lotNumber": "L1", "cbvmda:itemExpirationDate": of.expires_on.isoformat()}
    assert browser.get(f"/dia-diem/{of.place.code}")


def test_without_a_gtin_a_lot_is_called_by_its_code_and_pieces_have_no_unit(browser):
    of = lot(measure=Measure.PIECE)
    step(of, Step.PACK, quantity=7)

    assert events(told(browser, of))[-1]["quantityList"] == [
        {"epcClass": f"http://localhost/t/{of.trace_code}", "quantity": 7}
    ]


def test_upstream_lots_are_in_it_and_a_turn_has_no_action(browser):
    rice, flour, noodles = lot(quantity=100), lot(quantity=90), lot(published=False)
    for before, after, amount in ((rice, flour, 90), (flour, noodles, 70)):
        happening = Happening(after.place, datetime.now(ZONE) - timedelta(hours=2))
        taken, made = [Share(before, Decimal(amount))], [Share(after, Decimal(amount))]
        turning.turn(Step.TRANSFORM, taken, made, happening, by=maker(after))
    db.session.refresh(noodles, ["in_events"])
    noodles.publish(by=maker(noodles))
    turns = [one for one in events(told(browser, noodles)) if one["type"] == "TransformationEvent"]

    assert len(turns) == 2
    assert all("action" not in one for one in turns)
    assert turns[0]["inputQuantityList"][0]["epcClass"].endswith(rice.trace_code)
    assert turns[1]["outputQuantityList"][0]["quantity"] == 70
    assert len(events(told(browser, noodles))) == 5


@pytest.mark.parametrize("void", [True, False])
def test_a_correction_is_declared_on_what_it_corrects(browser, void):
    of = lot()
    wrong = step(of, Step.SHIP, quantity=5)
    made = recording.correct(
        wrong, Happening(wrong.place, wrong.at, "đúng"), Decimal(6), "Đếm lại", by=maker(of), is_void=void
    )
    listed = {one["eventID"]: one for one in events(told(browser, of))}
    declared = listed[wrong.urn]["errorDeclaration"]

    assert declared["reason"] == ("did_not_occur" if void else "incorrect_data")
    assert declared["correctiveEventIDs"] == ([] if void else [made.urn])
    assert (made.urn in listed) == (not void)


def test_events_come_in_the_order_in_which_they_happened(browser):
    of = lot()
    for days in (1, 5, 3):
        step(of, ENTERED[days], days=days)
    times = [one["eventTime"] for one in events(told(browser, of))]

    assert times == sorted(times)


def test_a_word_that_is_not_in_the_vocabulary_is_never_told(monkeypatch, browser):
    of = lot()
    monkeypatch.setattr(Step.PACK, "biz_step", "cooking")

    with pytest.raises(ValueError, match="vocabulary"):
        epcis.document(of, [link.event for link in of.in_events])


def test_drafts_are_told_of_by_nobody_before_they_are_published(browser):
    of = product()
    material, draft, shown = lot(of, quantity=100), lot(of, published=False), lot(of, published=False)
    secret = lot(product(material.product.producer), published=False)
    for before, after in ((material, draft), (secret, shown)):
        shares = [Share(before, Decimal(5))], [Share(after, Decimal(5))]
        turning.turn(Step.TRANSFORM, *shares, Happening(after.place, utcnow()), by=maker(of))
    db.session.refresh(shown, ["in_events"])
    shown.publish(by=maker(of))

    assert draft.trace_code not in browser.get(f"/t/{material.trace_code}/epcis.jsonld").text
    listed = events(told(browser, shown))
    assert [one["type"] for one in listed].count("TransformationEvent") == 1
    assert secret.standing[0].urn not in {one["eventID"] for one in listed}
