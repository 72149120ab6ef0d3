"""The map as a drawing: GeoJSON (RFC 7946) read with care, laid flat, and put into SVG paths."""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.core.workflow import RuleBroken
from app.tourism.sun import LATITUDE, LONGITUDE

KINDS = ("lake", "island", "path", "road", "field")
WIDTH, MARGIN, MOST_POINTS = 720, 64, 5_000
# How far from the lake something of it may lie, in degrees: some three kilometres.
NEAR = 0.03
_AREAS = ("Polygon", "MultiPolygon")
DEPTHS = {"LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}  # lists around a position
_LINES = ("LineString", "MultiLineString")


def near(latitude: Decimal | float, longitude: Decimal | float) -> bool:
    """Whether a place is at the lake, and not elsewhere on earth."""
    return abs(float(latitude) - LATITUDE) <= NEAR and abs(float(longitude) - LONGITUDE) <= NEAR


def read(text: str) -> dict[str, Any]:
    """A drawing from its text, with nothing but what is drawn. Raises `RuleBroken` with what is wrong in words."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise RuleBroken(_("Tệp này không phải GeoJSON: không đọc được.")) from None
    features = told.get("features") if isinstance(told, dict) and told.get("type") == "FeatureCollection" else None
    if not isinstance(features, list) or not features:
        raise RuleBroken(_("Bản vẽ phải là một FeatureCollection có ít nhất một hình."))
    drawn = [_feature(one) for one in features]
    if sum(len(line) for one in drawn for line in _lines(one["geometry"])) > MOST_POINTS:
        raise RuleBroken(_("Bản vẽ có quá nhiều điểm: nhiều nhất %(num)d.", num=MOST_POINTS))
    if not any(one["properties"]["kind"] == "lake" for one in drawn):
        raise RuleBroken(_("Bản vẽ chưa có hồ: cần ít nhất một hình có kind là “lake”."))
    return {"type": "FeatureCollection", "features": drawn}


def _feature(told: Any) -> dict[str, Any]:
    geometry = told.get("geometry") if isinstance(told, dict) else None
    properties = told.get("properties") if isinstance(told, dict) else None
    if not isinstance(geometry, dict) or not isinstance(properties, dict):
        raise RuleBroken(_("Có hình thiếu geometry hoặc properties."))
    kind, shape = properties.get("kind"), geometry.get("type")
    if kind not in KINDS or shape not in (*_AREAS, *_LINES):
        raise RuleBroken(_("Mỗi hình cần kind (%(kinds)s) và là vùng hoặc đường.", kinds=", ".join(KINDS)))
    names = {name: str(properties.get(name) or "")[:80] for name in ("name", "name_en")}
    made = {"type": shape, "coordinates": _plain(geometry.get("coordinates"), DEPTHS[shape])}
    lines = _lines(made)
    if not lines:
        raise RuleBroken(_("Có hình không có đường nào."))
    for line in lines:
        if len(line) < (4 if shape in _AREAS else 2):
            raise RuleBroken(_("Có hình thiếu điểm: vùng cần ít nhất bốn điểm, đường cần hai."))
        for longitude, latitude in line:
            if not near(latitude, longitude):
                raise RuleBroken(_("Có điểm không nằm quanh hồ An Dương (%(where)s).", where=f"{latitude}, {longitude}"))
    return {"type": "Feature", "properties": {"kind": kind, **names}, "geometry": made}


def _plain(part: Any, depth: int) -> list[Any]:
    """Coordinates as longitude and latitude, without heights or whatever else stood there. Raises `RuleBroken`."""
    if not isinstance(part, list):
        raise RuleBroken(_("Có hình mà toạ độ không đọc được."))
    if depth:
        return [_plain(inner, depth - 1) for inner in part]
    numbers = [value for value in part[:2] if isinstance(value, int | float) and not isinstance(value, bool)]
    if len(numbers) < 2 or not all(abs(value) <= 180 for value in numbers):  # neither infinite nor no number
        raise RuleBroken(_("Có hình mà toạ độ không đọc được."))
    return [float(value) for value in numbers]


def _lines(geometry: dict[str, Any]) -> list[list[list[float]]]:
    """Every line or ring of a shape."""
    lines = [geometry["coordinates"]]
    for _level in range(DEPTHS[geometry["type"]] - 1):
        lines = [inner for line in lines for inner in line]
    return lines


@dataclass(frozen=True)
class Shape:
    """One thing of the drawing: what it is, what it is called, its path."""

    kind: str
    name: str
    name_en: str
    path: str


@dataclass(frozen=True)
class Map:
    """A drawing laid flat: how large it is, its shapes in the order they are painted, and where a place lies on it.

    North is up; a degree east is as long as it is at this latitude, so that distances are the same both ways.
    """

    width: int
    height: int
    shapes: list[Shape]
    west: float
    north: float
    narrow: float  # how much shorter a degree east is than one north
    scale: float  # units of the drawing for a degree of latitude

    def place(self, latitude: Decimal | float, longitude: Decimal | float) -> tuple[float, float]:
        """Where a place lies, from the upper left corner."""
        x = (float(longitude) - self.west) * self.narrow * self.scale
        y = (self.north - float(latitude)) * self.scale
        return round(x + MARGIN, 1), round(y + MARGIN, 1)

    margin = MARGIN

    @property
    def bar(self) -> tuple[int, float]:
        """The bar of the scale: how many metres, and how long that is on the drawing."""
        of_a_metre = self.scale / 111_320
        metres = max((m for m in (20, 50, 100, 200, 500, 1000) if m * of_a_metre <= WIDTH / 4), default=20)
        return metres, round(metres * of_a_metre, 1)


_NARROW = math.cos(math.radians(LATITUDE))


def laid(drawn: dict[str, Any], places: Iterable[tuple[Decimal, Decimal]] = ()) -> Map:
    """A drawing that `read` accepted, laid flat, as large as it takes to show these places (latitude, longitude) too."""
    everything = [point for one in drawn["features"] for line in _lines(one["geometry"]) for point in line]
    everything += [[float(longitude), float(latitude)] for latitude, longitude in places]
    west, east = min(x for x, _y in everything), max(x for x, _y in everything)
    south, north = min(y for _x, y in everything), max(y for _x, y in everything)
    wide, tall = max(east - west, 1e-5) * _NARROW, max(north - south, 1e-5)
    scale = (WIDTH - 2 * MARGIN) / max(wide, tall / 1.4)
    size = (round(wide * scale) + 2 * MARGIN, round(tall * scale) + 2 * MARGIN)
    whole = Map(*size, [], west, north, _NARROW, scale)
    order = {kind: place for place, kind in enumerate(("field", "lake", "island", "road", "path"))}
    for one in sorted(drawn["features"], key=lambda one: order[one["properties"]["kind"]]):
        closed = "z" if one["geometry"]["type"] in _AREAS else ""
        lines = [[whole.place(latitude, longitude) for longitude, latitude in line] for line in _lines(one["geometry"])]
        path = "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in line) + closed for line in lines)
        told = one["properties"]
        whole.shapes.append(Shape(told["kind"], told["name"], told["name_en"], path))
    return whole
