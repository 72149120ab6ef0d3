"""Books, products and lots, as far along as a test needs them; each step is one that people take."""

import io
import itertools
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pikepdf

from app.accounts.models import ChildrenShown, Person, Role
from app.core.clock import local, today, utcnow
from app.core.db import db
from app.products.actions import booking, offering, recording
from app.products.actions.recording import Happening
from app.products.models import (
    BankAccount,
    CertificateKind,
    Lot,
    Measure,
    Producer,
    Product,
    ProductCertificate,
    Step,
    TraceEvent,
)
from tests.factories.initiatives import photo
from tests.factories.people import PersonFactory, holder, organisation, unit

# GS1's own prefix for examples.
GTIN = "09521234543213"
_numbers = itertools.count(1)


def pdf() -> io.BytesIO:
    """A real document of one empty page."""
    stream = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(stream)
    stream.seek(0)
    return stream


def official() -> Person:
    """Somebody of the economic office."""
    return holder(Role.OFFICIAL, unit_id=unit("kinh_te").id)


def maker(made: Producer | Product | Lot) -> Person:
    """The owner of a producer."""
    product = made.product if isinstance(made, Lot) else made
    producer = product.producer if isinstance(product, Product) else product
    return next(m.person for m in producer.organisation.memberships if m.is_owner)


def producer(owner: Person | None = None, *, confirmed: bool = True, name: str = "") -> Producer:
    """A producer of An Dương."""
    body = organisation(owner or PersonFactory(), name or f"HTX Mẫu {next(_numbers)}")
    facts = {"address": "Thôn An Dương, xã Nam Thanh Miện", "phone": "+84912345678", "shows_phone": False}
    made = booking.begin(body, by=body.memberships[0].person, **facts)
    if confirmed:
        booking.confirm(made, by=official())
    db.session.refresh(made, ["places", "accounts"])
    return made


def product(of: Producer | None = None, *, published: bool = True, **facts: Any) -> Product:
    """A product with one picture and everything a page needs."""
    of = of or producer()
    given = {"name": f"Bánh đa {next(_numbers)}", "standards": "TCCS 01:2026"} | facts
    made = offering.begin(of, by=maker(of), **given)
    offering.add_picture(made, photo(), "Gói bánh đa", ChildrenShown.NONE, by=maker(of))
    if published:
        offering.publish(made, by=maker(of))
    return made


def lot(of: Product | None = None, *, published: bool = True, quantity: int | None = 100, **facts: Any) -> Lot:
    """A lot that began ten days ago, with one step."""
    of = of or product()
    days = {"began_on": today() - timedelta(days=10), "made_on": today() - timedelta(days=2), "expires_on": None}
    given = (
        {"number": f"L{next(_numbers)}", "measure": Measure.KILOGRAM, "place_id": of.producer.places[0].id} | days | facts
    )
    amount = None if quantity is None else Decimal(quantity)
    made = recording.begin_lot(of, by=maker(of), quantity=amount, **given)
    step(made)
    db.session.refresh(made, ["in_events"])
    if published:
        made.publish(by=maker(of))
    db.session.flush()
    return made


def step(of: Lot, what: Step = Step.PACK, *, days: int = 1, quantity: int | None = None, **facts: Any) -> TraceEvent:
    """A step so many days ago."""
    given = {"place": of.product.producer.places[0], "at": utcnow() - timedelta(days=days)} | facts
    amount = None if quantity is None else Decimal(quantity)
    return recording.note_step(of, what, Happening(**given), amount, by=maker(of))


def certificate(of: Product, *, checked: bool = True, **facts: Any) -> ProductCertificate:
    """Three stars that hold for another year."""
    days = {"valid_from": today() - timedelta(days=30), "valid_to": today() + timedelta(days=365), "decision_on": None}
    given = {"kind": CertificateKind.OCOP, "number": "CN-1", "authority": "UBND thành phố", "stars": 3} | days
    given |= {"decision_number": "12/QĐ-UBND"} | facts
    made = offering.add_certificate(of, photo(), by=maker(of), **given)
    if checked:
        offering.check_certificate(made, by=official())
    db.session.flush()
    return made


def happening(of: Lot, **facts: Any) -> Happening:
    """An hour ago, where its producer works."""
    return Happening(**{"place": of.product.producer.places[0], "at": utcnow() - timedelta(hours=1)} | facts)


def step_form(of: Lot, **facts: Any) -> dict[str, Any]:
    """What a phone sends that notes a step now."""
    now = local(utcnow())
    given = {"step": "pack", "place_id": of.place_id, "day": f"{now:%d/%m/%Y}", "clock": f"{now:%H:%M}", "note": ""}
    return {**given, **facts}


def account(of: Producer) -> BankAccount:
    """Where buyers send money, as two people said."""
    proposed = booking.propose_account(of, "970436", "1012345678", "NGUYEN VAN A", by=maker(of))
    booking.confirm_account(proposed, by=PersonFactory())
    return proposed
