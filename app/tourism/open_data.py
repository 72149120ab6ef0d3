"""Places and birds of Đảo Cò as data, each with who says so and when that was checked."""

from typing import Any

from app.tourism.models import Attraction, Species
from app.tourism.models.content import Content


def place_as_json(place: Attraction) -> dict[str, Any]:
    """A line of `/api/v1/places`."""
    return {
        "number": place.number,
        "slug": place.slug,
        "name": place.name,
        "name_en": place.name_en,
        "text": place.text,
        "text_en": place.text_en,
        "latitude": f"{place.latitude:.6f}",
        "longitude": f"{place.longitude:.6f}",
        **_checked(place),
    }


def species_as_json(species: Species) -> dict[str, Any]:
    """A line of `/api/v1/species`."""
    return {
        "name": species.name,
        "name_en": species.name_en or None,
        "latin": species.latin,
        "family": species.family.value,
        "status": species.status or None,
        "months": sorted(set(species.months)),
        **_checked(species),
    }


def _checked(thing: Content) -> dict[str, Any]:
    return {"source": thing.source.title, "checked_on": thing.checked_on.isoformat(), "is_sample": thing.is_sample}
