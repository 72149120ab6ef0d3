"""A lot's whole history as an EPCIS 2.0 document in JSON-LD, with that of every lot it was made of.

Standard: GS1 EPCIS 2.0 and Core Business Vocabulary 2.0. Its schema accepts any word as a step, so the words are held
against lists of our own.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import current_app

from app.core.clock import local, utcnow
from app.products.models import TURNS, Lot, LotInEvent, Measure, Part, Place, Recall, TraceEvent
from app.tracing.digital_link import DigitalLink

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
# What happens in a village, of the words of the vocabulary.
BIZ_STEPS = frozenset({"commissioning", "destroying", "holding", "inspecting", "other", "packing", "receiving"})
BIZ_STEPS |= {"repackaging", "retail_selling", "shipping", "storing"}
DISPOSITIONS = frozenset({"active", "in_progress", "in_transit", "sellable_accessible", "expired", "recalled", "destroyed"})
_COUNTED = (Measure.PIECE, Measure.PACK, Measure.BOX)  # a number of things has no unit


def document(lot: Lot, events: Iterable[TraceEvent], recalls: Iterable[Recall] = ()) -> dict[str, Any]:
    """All these events, oldest first; what was corrected says by what, what did not happen says so.

    Recalls that stand close the list. Raises `ValueError` for a step or disposition that is no word of the vocabulary.
    """
    listed = sorted((event for event in events if not event.is_void), key=lambda event: (event.at, event.id))
    told = [_event(event) for event in listed]
    told += [_recalled(lot, one) for one in recalls]
    return {
        "@context": [CONTEXT],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": utcnow().isoformat(timespec="seconds"),
        "id": f"{_base()}/t/{lot.trace_code}/epcis.jsonld",
        "epcisBody": {"eventList": told},
    }


def class_of(lot: Lot) -> str:
    """What a lot is called: by its GTIN and number, or by its own code."""
    if lot.product.gtin:
        return _base() + DigitalLink("01", lot.product.gtin, {"10": lot.number}).path
    return f"{_base()}/t/{lot.trace_code}"


def _event(event: TraceEvent) -> dict[str, Any]:
    step = event.step
    if step.biz_step not in BIZ_STEPS or step.disposition not in DISPOSITIONS:
        raise ValueError(f"{step.value} is told in words that are not in the vocabulary")
    told: dict[str, Any] = {
        **_when(event.at),
        "recordTime": event.recorded_at.isoformat(timespec="seconds"),
        "eventID": event.urn,
    }
    if event.corrected_by is not None:
        told["errorDeclaration"] = _declared(event.corrected_by)
    if step in TURNS:
        told = {"type": "TransformationEvent", **told}
        told["inputQuantityList"] = [_quantity(link) for link in event.lots if link.part is Part.INPUT]
        told["outputQuantityList"] = [_quantity(link) for link in event.lots if link.part is Part.OUTPUT]
    else:
        action = {"commissioning": "ADD", "destroying": "DELETE"}.get(step.biz_step, "OBSERVE")
        told = {"type": "ObjectEvent", **told, "action": action, "quantityList": [_quantity(link) for link in event.lots]}
        if action == "ADD":
            told["ilmd"] = _of_lot(event.lots[0].lot)
    place = {"id": _place(event.place)}
    return {**told, "bizStep": step.biz_step, "disposition": step.disposition, "readPoint": place, "bizLocation": place}


def _declared(correction: TraceEvent) -> dict[str, Any]:
    """That an event was wrong, since when, and which one is right."""
    return {
        "declarationTime": correction.recorded_at.isoformat(timespec="seconds"),
        "reason": "did_not_occur" if correction.is_void else "incorrect_data",
        "correctiveEventIDs": [] if correction.is_void else [correction.urn],
    }


def _recalled(lot: Lot, recall: Recall) -> dict[str, Any]:
    what: dict[str, Any] = {"epcClass": class_of(lot)}
    if recall.first_number and recall.last_number:  # so many numbered pieces of it
        what["quantity"] = recall.last_number - recall.first_number + 1
    told: dict[str, Any] = {"type": "ObjectEvent", **_when(recall.at), "action": "OBSERVE", "quantityList": [what]}
    return {**told, "bizStep": "holding", "disposition": "recalled"}


def _when(at: datetime) -> dict[str, str]:
    """Both fields of time: the moment, and the clock of the place, which it would lose on the way."""
    here = local(at)
    return {"eventTime": here.isoformat(timespec="seconds"), "eventTimeZoneOffset": here.isoformat()[-6:]}


def _quantity(link: LotInEvent) -> dict[str, Any]:
    told: dict[str, Any] = {"epcClass": class_of(link.lot)}
    if link.quantity is not None:  # what nobody counted is not told
        told["quantity"] = _plain(link.quantity)
        if link.lot.measure not in _COUNTED:
            told["uom"] = link.lot.measure.value
    return told


def _of_lot(lot: Lot) -> dict[str, str]:
    told = {"cbvmda:lotNumber": lot.number}
    if lot.expires_on:
        told["cbvmda:itemExpirationDate"] = lot.expires_on.isoformat()
    return told


def _place(place: Place) -> str:
    return f"{_base()}/414/{place.gln}" if place.gln else f"{_base()}/dia-diem/{place.code}"


def _plain(quantity: Decimal) -> float | int:
    return int(quantity) if quantity == quantity.to_integral() else float(quantity)


def _base() -> str:
    base: str = current_app.config["BASE_URL"]
    return base
