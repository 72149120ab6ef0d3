"""What an identified thing links to, as a GS1-conformant resolver 1.2 says it (RFC 9264, types of GS1's Web Vocabulary)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.core.i18n import address
from app.products.models import LinkKind, Place, Producer
from app.tracing.digital_link import DigitalLink

VOC = "https://ref.gs1.org/voc/"
CONTEXT = "https://ref.gs1.org/standards/resolver/linkset-context"
LINKSET = "application/linkset+json"
_OUTSIDE = {
    LinkKind.BUY: "hasRetailers",
    LinkKind.HOMEPAGE: "homepage",
    LinkKind.SOCIAL: "socialMedia",
    LinkKind.NATIONAL: "registryEntry",
}


@dataclass(frozen=True)
class Link:
    """One link: its type, where it leads (a path of this site or a recorded link), in which language."""

    type: str
    href: str
    title: str
    language: str | None = None
    mime: str = "text/html"


@dataclass(frozen=True)
class Item:
    """A thing with a GS1 key, what it is called, and its links; the first one is where its code leads by default."""

    link: DigitalLink
    name: str
    links: tuple[Link, ...]

    def chosen(self, wanted: str | None, language: str) -> list[Link]:
        """The links of a type (`gs1:pip`, a full IRI, or None for the default) in the reader's language, else in any."""
        if wanted is None or wanted in ("gs1:defaultLink", f"{VOC}defaultLink"):
            type = self.links[0].type
        else:
            type = wanted.removeprefix("gs1:").removeprefix(VOC)
        of_type = [link for link in self.links if link.type == type]
        return [link for link in of_type if link.language in (language, None)] or of_type

    def as_json(self, base: str) -> dict[str, Any]:
        """The linkset, with whole addresses."""
        told: dict[str, Any] = {"anchor": base + self.link.path, "itemDescription": self.name}
        first = self.links[0]
        told[f"{VOC}defaultLink"] = [{"href": _whole(first.href, base), "title": first.title}]
        for link in self.links:
            one: dict[str, Any] = {"href": _whole(link.href, base), "title": link.title, "type": link.mime}
            if link.language:
                one |= {"hreflang": [link.language]}
            told.setdefault(VOC + link.type, []).append(one)
        return {"linkset": [told]}


def of_product(link: DigitalLink, row: Any, serial: str, recorded: Sequence[Any]) -> Item:
    """A product as `queries.traded` tells of it, or a lot or piece of it when one is known, with the links of its record."""
    return Item(link, row.name, tuple(_of_product(link, row, serial, recorded)))


def of_producer(link: DigitalLink, producer: Producer) -> Item:
    """A party."""
    links = _both("homepage", producer.organisation.name, "products.producer", id=producer.id)
    return Item(link, producer.organisation.name, tuple(links))


def of_place(link: DigitalLink, place: Place) -> Item:
    """A place, on the page of whoever works there."""
    name = f"{place.name}, {place.producer.organisation.name}"
    return Item(link, name, tuple(_both("locationInfo", name, "products.producer", id=place.producer_id)))


def _of_product(link: DigitalLink, row: Any, serial: str, recorded: Sequence[Any]) -> Iterator[Link]:
    if code := row.trace_code:
        values = {"code": code} | ({"serial": serial} if serial else {})
        page = "tracing.show_piece" if serial else "tracing.show"
        for type in ("traceability", "recallStatus"):
            yield from _both(type, row.name, page, **values)
        yield Link("epcis", address("tracing_data.epcis", code=code), _("Nhật ký EPCIS của lô"), None, "application/ld+json")
        if row.takes_money:
            yield from _both("paymentLink", _("Chuyển khoản"), "tracing.pay", code=code)
    strange = {"lo-la": lot} if not code and (lot := link.qualifiers.get("10")) else {}
    for type in ("pip", "certificationInfo"):
        yield from _both(type, row.name, "products.show", id=row.id, **strange)
    for one in recorded:
        yield Link(_OUTSIDE[one.kind], one.url, one.title)


def _both(type: str, title: str, endpoint: str, **values: Any) -> Iterator[Link]:
    for language in ("vi", "en"):
        yield Link(type, address(endpoint, lang=language, **values), title, language)


def _whole(href: str, base: str) -> str:
    return href if href.startswith("https://") else base + href
