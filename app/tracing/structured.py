"""What machines read on a trace page: schema.org's Product with its maker, its lot and its papers."""

from typing import Any

from flask import current_app
from flask_babel import gettext as _

from app.core.i18n import address
from app.tracing.page import TracePage


def product(page: TracePage) -> dict[str, Any]:
    """A product as JSON-LD; nothing that the page itself does not say."""
    base, lot = current_app.config["BASE_URL"], page.lot
    here = f"{base}{address('tracing.show', code=lot.trace_code)}"
    known = f"{base}{address('products.producer', id=lot.producer_id)}"
    maker = {"@type": "Organization", "name": lot.producer, "address": lot.address, "url": known}
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "@id": here,
        "url": here,
        "name": page.name,
        "manufacturer": maker,
        "countryOfOrigin": {"@type": "Country", "name": "VN"},
        "productionDate": lot.made_on.isoformat(),
        "identifier": [
            {"@type": "PropertyValue", "propertyID": "trace code", "value": lot.trace_code},
            {"@type": "PropertyValue", "propertyID": "lot", "value": lot.number},
        ],
    }
    if page.story:
        told["description"] = page.story[:300]
    if lot.brand:
        told["brand"] = {"@type": "Brand", "name": lot.brand}
    if lot.gtin:
        told["gtin14"] = lot.gtin
    if lot.expires_on:
        best = {"@type": "PropertyValue", "name": _("Hạn sử dụng"), "value": lot.expires_on.isoformat()}
        told["additionalProperty"] = [best]  # schema.org has no day a product is good until
    if page.pictures:
        told["image"] = [f"{base}{address('products.file', token=row.token)}" for row in page.pictures]
    if page.papers:
        told["hasCertification"] = [_paper(page, row) for row in page.papers]
    return told


def _paper(page: TracePage, row: Any) -> dict[str, Any]:
    paper = {
        "@type": "Certification",
        "name": page.paper_label(row),
        "certificationIdentification": row.code,
        "creditText": row.name,  # of whoever issued it only the name is known: an Organization would need its address
        "validFrom": row.first_on.isoformat(),
    }
    if row.last_on:
        paper["expires"] = row.last_on.isoformat()
    if row.number:
        paper["certificationRating"] = {"@type": "Rating", "ratingValue": row.number, "bestRating": 5}
    return paper
