"""What machines read on a trace page: schema.org's Product with its maker, its lot and its papers."""

from typing import Any

from flask import current_app

from app.core.i18n import address
from app.tracing.page import TracePage


def product(page: TracePage) -> dict[str, Any]:
    """A product as JSON-LD; nothing that the page itself does not say."""
    base, lot = current_app.config["BASE_URL"], page.lot
    here = f"{base}{address('tracing.show', code=lot.trace_code)}"
    maker = {"@type": "Organization", "name": lot.producer, "address": lot.address}
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
        told["expires"] = lot.expires_on.isoformat()
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
        "issuedBy": {"@type": "Organization", "name": row.name},
        "validFrom": row.first_on.isoformat(),
    }
    if row.last_on:
        paper["expires"] = row.last_on.isoformat()
    if row.number:
        paper["certificationRating"] = {"@type": "Rating", "ratingValue": row.number, "bestRating": 5}
    return paper
