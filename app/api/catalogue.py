"""The datasets told to other catalogues: DCAT 3 in the terms of DCAT-AP, as JSON-LD."""

from datetime import date
from typing import Any

from flask import current_app, url_for
from flask_babel import lazy_gettext as _l

from app.api.datasets import DATASETS, Dataset
from app.api.document import ABOUT, LICENCE_URL
from app.api.shapes import said
from app.core import audit
from app.core.db import db

PUBLISHER = _l("Ủy ban nhân dân xã Nam Thanh Miện")
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
MEDIA = {
    "csv": "https://www.iana.org/assignments/media-types/text/csv",
    "json": "https://www.iana.org/assignments/media-types/application/json",
}
LANGUAGES = [{"@id": f"http://publications.europa.eu/resource/authority/language/{name}"} for name in ("VIE", "ENG")]


def as_jsonld() -> dict[str, Any]:
    """The catalogue, each year of a dataset that has years as a dataset of its own. Five statements."""
    base = current_app.config["BASE_URL"]
    head = audit.head(db.session.connection())
    # What is given is made when it is asked for; it last changed with the last act in the history.
    shared = {"dct:publisher": {"@type": "foaf:Agent", "foaf:name": _words(PUBLISHER)}, "dct:language": LANGUAGES}
    if head.at:
        shared["dct:modified"] = {"@type": "xsd:dateTime", "@value": head.at.isoformat(timespec="seconds")}
    told = [
        _dataset(base, dataset, year, shared)
        for dataset in DATASETS
        for year in (dataset.years() if dataset.years else [None])
    ]
    service = {
        "@id": f"{base}/api/v1",
        "@type": "dcat:DataService",
        "dct:title": _words(_l("Dữ liệu mở cho chương trình")),
        "dcat:endpointURL": {"@id": f"{base}/api/v1"},
        "dcat:endpointDescription": {"@id": base + url_for("api.openapi")},
        "dcat:servesDataset": [{"@id": one["@id"]} for one in told],
        "dct:license": {"@id": LICENCE_URL},
    }
    return {
        "@context": CONTEXT,
        "@id": base + url_for("open_data.index", lang="vi"),
        "@type": "dcat:Catalog",
        "dct:title": _words(_l("Dữ liệu mở")),
        "dct:description": _words(ABOUT),
        "dct:license": {"@id": LICENCE_URL},
        "foaf:homepage": {"@id": base + url_for("pages.home", lang="vi")},
        **shared,
        "dcat:dataset": told,
        "dcat:service": [service],
    }


def _dataset(base: str, dataset: Dataset, year: int | None, shared: dict[str, Any]) -> dict[str, Any]:
    page = base + url_for("open_data.index", lang="vi")
    id = f"{page}#{dataset.slug}" + (f"-{year}" if year else "")
    title = [{**one, "@value": f"{one['@value']}, {year}" if year else one["@value"]} for one in _words(dataset.title)]
    period = {
        "@type": "dct:PeriodOfTime",
        "dcat:startDate": {"@type": "xsd:date", "@value": f"{date(year or 1, 1, 1)}"},
        "dcat:endDate": {"@type": "xsd:date", "@value": f"{date(year or 1, 12, 31)}"},
    }
    return {
        "@id": id,
        "@type": "dcat:Dataset",
        "dct:identifier": id.rpartition("#")[2],
        "dct:title": title,
        "dct:description": _words(dataset.shape.means),
        **shared,
        **({"dct:temporal": period} if year else {}),
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dct:title": title,
                "dct:license": {"@id": LICENCE_URL},
                "dcat:mediaType": {"@id": media},
                "dcat:accessURL": {"@id": f"{page}#{dataset.slug}"},
                "dcat:downloadURL": {"@id": base + url_for(f"open_data.{dataset.slug}-{kind}", nam=year)},
            }
            for kind, media in MEDIA.items()
        ],
    }


def _words(words: Any) -> list[dict[str, str]]:
    return [{"@language": language, "@value": said(language, words)} for language in ("vi", "en")]
