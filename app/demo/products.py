"""The sample producers: books begun and confirmed, products published, lots traced, each step as people take it."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import sqlalchemy as sa

from app.accounts.models import ChildrenShown, Organisation, Person
from app.commune.models import Village
from app.core.clock import ZONE, today, utcnow
from app.core.db import db
from app.core.fields import phone
from app.demo.people import read
from app.demo.pictures import drawn, signed
from app.initiatives.models import Initiative
from app.labels.stocks import STOCKS
from app.products.actions import booking, offering, recalling, recording, turning
from app.products.actions.recording import Happening
from app.products.actions.turning import Share
from app.products.models import (
    CertificateKind,
    DossierStatus,
    LinkKind,
    Lot,
    Measure,
    OcopSet,
    Producer,
    Product,
    RecallKind,
    Step,
)
from app.tracing.actions import order_labels, report
from app.tracing.models import LabelPlace, ScanCount, SerialScan, TroubleKind

Lived = tuple[datetime, Callable[[], None]]


class Products:
    """The sample books; `initiatives` fills while their stories are lived."""

    def __init__(
        self,
        people: dict[str, Person],
        villages: dict[str, Village],
        organisations: dict[str, Organisation],
        initiatives: dict[str, Initiative],
    ) -> None:
        self.people, self.villages, self.organisations, self.initiatives = people, villages, organisations, initiatives
        self.office = next(p for p in people.values() if any(g.unit and g.unit.code == "kinh_te" for g in p.grants))
        self.books: dict[str, Producer] = {}
        self.products: dict[str, Product] = {}
        self.lots: dict[str, Lot] = {}

    def steps(self) -> Iterator[Lived]:
        """Everything with its moment."""
        for book in read("products.json"):
            yield _moment(book["begun"]), partial(self._begin, book)
            if "confirmed" in book:
                yield _moment(book["confirmed"]), partial(self._confirm, book)
            if "declined" in book:
                yield _moment(book["declined"][0]), partial(self._decline, book)
            if account := book.get("account"):
                yield _moment(account["at"]), partial(self._propose, book, account)
                yield _moment(account["confirmed"]), partial(self._agree, book, account)
            for told in book["products"]:
                yield from self._of_product(book, told)

    def _of_product(self, book: dict[str, Any], told: dict[str, Any]) -> Iterator[Lived]:
        known = [told.get("published", "2026-11-21T09:00"), *(paper["at"] for paper in told.get("papers", []))]
        yield _moment(min(known)) - timedelta(hours=2), partial(self._offer, book, told)
        for paper in told.get("papers", []):
            yield _moment(paper["at"]), partial(self._add_paper, book, told, paper)
        if "published" in told:
            yield _moment(told["published"]), partial(self._publish, book, told)
        if "retired" in told:
            yield _moment(told["retired"]), partial(self._retire, book, told)
        for lot in told["lots"]:
            yield from self._of_lot(book, told, lot)

    def _of_lot(self, book: dict[str, Any], told: dict[str, Any], lot: dict[str, Any]) -> Iterator[Lived]:
        begun = _moment(lot["begun"])
        yield begun, partial(self._begin_lot, book, told, lot)
        for turn in lot.get("made_of", []):
            yield _moment(turn["at"]) + timedelta(minutes=9), partial(self._turn, book, lot, turn)
        for step in lot["steps"]:
            yield max(begun, _moment(step["at"])) + timedelta(minutes=12), partial(self._note, book, lot, step)
        if wrong := lot.get("correct"):
            yield _moment(wrong["when"]), partial(self._correct, lot, wrong)
        if "published" in lot:
            yield _moment(lot["published"]), partial(self._publish_lot, book, lot)
        if order := lot.get("labels"):
            yield _moment(order["at"]), partial(self._print, book, lot, order)
        if "published" in lot:
            yield _moment("2026-11-26T20:00"), partial(self._scan, lot)
        if trouble := lot.get("trouble"):
            yield _moment(trouble["at"]), partial(self._report, lot, trouble)
        if recall := lot.get("recall"):
            yield _moment(recall["at"]), partial(self._recall, book, lot, recall)

    def _begin(self, book: dict[str, Any]) -> None:
        facts = {name: book[name] for name in ("address", "shows_phone", "story", "story_en")}
        facts["phone"] = phone(book["phone"]) if book["phone"] else None
        by = self._by(book)
        made = self.books[book["organisation"]] = booking.begin(self.organisations[book["organisation"]], by=by, **facts)
        db.session.refresh(made, ["places", "accounts"])
        for name, village in book["places"]:
            booking.add_place(made, name, self.villages[village], None, by=by)
        db.session.refresh(made, ["places"])

    def _confirm(self, book: dict[str, Any]) -> None:
        booking.confirm(self.books[book["organisation"]], by=self.office)

    def _decline(self, book: dict[str, Any]) -> None:
        booking.decline(self.books[book["organisation"]], book["declined"][1], by=self.office)

    def _propose(self, book: dict[str, Any], told: dict[str, Any]) -> None:
        producer = self.books[book["organisation"]]
        booking.propose_account(producer, told["bin"], told["number"], told["holder"], by=self._by(book))
        db.session.refresh(producer, ["accounts"])

    def _agree(self, book: dict[str, Any], told: dict[str, Any]) -> None:
        waiting = self.books[book["organisation"]].proposed_account
        if waiting:
            booking.confirm_account(waiting, by=self.people[told["confirmed_by"]])

    def _offer(self, book: dict[str, Any], told: dict[str, Any]) -> None:
        by, names = self._by(book), ("name", "net_content", "ingredients", "storage", "standards", "price", "story")
        facts = {name: told[name] for name in names} | {"shelf_life_days": told.get("shelf_life_days")}
        facts |= {name: told.get(name, "") for name in ("name_en", "story_en", "brand", "gtin")}
        facts["ocop_set_id"] = db.session.scalars(sa.select(OcopSet.id).where(OcopSet.number == told["set"])).one()
        product = offering.begin(self.books[book["organisation"]], by=by, **facts)
        for caption in told["pictures"]:
            offering.add_picture(product, drawn(caption), caption, ChildrenShown.NONE, by=by)
        for kind, title, url in told.get("links", []):
            offering.add_link(product, LinkKind(kind), title, url, by=by)
        for line, status, note in told.get("dossier", []):
            offering.write_dossier(product, line, DossierStatus(status), note, None, by=by)
        self.products[told["key"]] = product

    def _add_paper(self, book: dict[str, Any], told: dict[str, Any], paper: dict[str, Any]) -> None:
        product = self.products[told["key"]]
        facts = {name: paper[name] for name in ("number", "authority")}
        days = {name: _day(paper[name]) for name in ("valid_from", "valid_to")}
        scan = signed(paper["number"], [CertificateKind(paper["kind"]).label, told["name"], paper["authority"]])
        more = {"stars": None, "decision_number": "", "decision_on": None}
        made = offering.add_certificate(
            product, scan, by=self._by(book), kind=CertificateKind(paper["kind"]), **facts, **days, **more
        )
        if "checked" in paper:
            offering.check_certificate(made, by=self.office)

    def _publish(self, book: dict[str, Any], told: dict[str, Any]) -> None:
        offering.publish(self.products[told["key"]], by=self._by(book))

    def _retire(self, book: dict[str, Any], told: dict[str, Any]) -> None:
        self.products[told["key"]].retire(by=self._by(book))

    def _begin_lot(self, book: dict[str, Any], told: dict[str, Any], lot: dict[str, Any]) -> None:
        days = {name: _day(lot[name]) for name in ("began_on", "made_on", "expires_on")}
        if days["made_on"] and days["made_on"] > today():  # written when it is made
            days["made_on"] = days["expires_on"] = None
        facts = {"measure": Measure(lot["measure"]), "quantity": Decimal(lot["quantity"]) if lot["quantity"] else None}
        place = self._place(book, lot["place"])
        product = self.products[told["key"]]
        if (key := told.get("initiative")) and product.initiative_id is None and key in self.initiatives:
            product.initiative_id = self.initiatives[key].id
        self.lots[lot["number"]] = recording.begin_lot(
            product, by=self._by(book), number=lot["number"], place_id=place.id, **days, **facts
        )

    def _turn(self, book: dict[str, Any], lot: dict[str, Any], turn: dict[str, Any]) -> None:
        taken = [Share(self.lots[turn["lot"]], Decimal(turn["taken"]))]
        made = [Share(self.lots[lot["number"]], Decimal(turn["made"]))]
        happening = Happening(self._place(book, turn["place"]), _moment(turn["at"]), turn["note"])
        turning.turn(Step.TRANSFORM, taken, made, happening, by=self._by(book))

    def _note(self, book: dict[str, Any], lot: dict[str, Any], step: dict[str, Any]) -> None:
        photo = drawn(step["photo"]) if "photo" in step else None
        place = self._place(book, step["place"])
        happening = Happening(place, _moment(step["at"]), step.get("note", ""), photo, ChildrenShown.NONE if photo else None)
        quantity = Decimal(step["quantity"]) if "quantity" in step else None
        recording.note_step(self.lots[lot["number"]], Step(step["step"]), happening, quantity, by=self._by(book))

    def _correct(self, lot: dict[str, Any], wrong: dict[str, Any]) -> None:
        traced = self.lots[lot["number"]]
        db.session.refresh(traced, ["in_events"])
        event = next(event for event in traced.standing if event.step == wrong["step"])
        happening = Happening(event.place, event.at, event.note)
        by = self.people[wrong["by"]]
        recording.correct(event, happening, Decimal(wrong["quantity"]), wrong["reason"], by=by)

    def _publish_lot(self, book: dict[str, Any], lot: dict[str, Any]) -> None:
        traced = self.lots[lot["number"]]
        facts = {name: _day(lot[name]) for name in ("made_on", "expires_on")}
        recording.write_lot(traced, by=self._by(book), **facts)
        db.session.refresh(traced, ["in_events"])
        traced.publish(by=self._by(book))

    def _print(self, book: dict[str, Any], lot: dict[str, Any], order: dict[str, Any]) -> None:
        terms = {"by": self._by(book), "key": f"mau-{lot['number']}", "numbered": order.get("numbered", False)}
        order_labels(self.lots[lot["number"]], order["count"], STOCKS[order["stock"]][1], LabelPlace.PACK, **terms)

    def _scan(self, lot: dict[str, Any]) -> None:
        """What the counter would have written by now: somebody scanning at a shop cannot be lived again."""
        traced = self.lots[lot["number"]]
        for days, (first, again) in enumerate(lot.get("scans", [])):
            facts = {"first": first, "again": again, "day": today() - timedelta(days=2 * days)}
            place = (LabelPlace.PACK, LabelPlace.SHELF, LabelPlace.FAIR)[days]
            db.session.add(ScanCount(lot_id=traced.id, place=place, **facts))
        if copied := lot.get("copied"):
            db.session.add(SerialScan(lot_id=traced.id, number=copied[0], count=copied[1], warned_at=utcnow()))

    def _report(self, lot: dict[str, Any], trouble: dict[str, Any]) -> None:
        report(self.lots[lot["number"]].trace_code, TroubleKind(trouble["kind"]), trouble["text"], None)

    def _recall(self, book: dict[str, Any], lot: dict[str, Any], told: dict[str, Any]) -> None:
        facts = {"kind": RecallKind(told["kind"]), "reason": told["reason"], "advice": told["advice"]}
        recalling.recall(self.lots[lot["number"]], by=self._by(book), **facts)

    def _by(self, book: dict[str, Any]) -> Person:
        return self.people[book["by"]]

    def _place(self, book: dict[str, Any], name: str) -> Any:
        return next(place for place in self.books[book["organisation"]].places if place.name == name)


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at).replace(tzinfo=ZONE)


def _day(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None
