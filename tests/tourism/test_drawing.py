"""GeoJSON is read with care: nothing of elsewhere on earth, nothing but what is drawn."""

import json
from decimal import Decimal

import pytest

from app.core.workflow import RuleBroken
from app.tourism import drawing

RING = [[106.20, 20.72], [106.21, 20.72], [106.21, 20.73], [106.20, 20.72]]


def feature(kind="lake", shape="Polygon", coordinates=None, **properties):
    coordinates = [RING] if coordinates is None else coordinates
    geometry = {"type": shape, "coordinates": coordinates}
    return {"type": "Feature", "properties": {"kind": kind, **properties}, "geometry": geometry}


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "không đọc được"),
        ("[" * 5000, "không đọc được"),
        ('{"type": "Topology"}', "FeatureCollection"),
        (collection(), "ít nhất một hình"),
        (collection({"type": "Feature"}), "geometry"),
        (collection(feature(kind="volcano")), "kind"),
        (collection(feature(shape="Point", coordinates=[106.2, 20.7])), "vùng hoặc đường"),
        (collection(feature(coordinates=[RING[:2]])), "thiếu điểm"),
        (collection(feature(coordinates=[[["x", "y"]] * 4])), "toạ độ"),
        (collection(feature(coordinates=[[[True, 20.72]] * 4])), "toạ độ"),
        (collection(feature(coordinates="here")), "toạ độ"),
        (collection(feature(shape="MultiPolygon", coordinates=[])), "không có đường nào"),
        (collection(feature(coordinates=[])), "không có đường nào"),
        (collection(feature(coordinates=[[[10**400, 20.72]] * 4])), "toạ độ"),
        (
            '{"type": "FeatureCollection", "features": [' + json.dumps(feature()).replace("20.72", "Infinity") + "]}",
            "toạ độ",
        ),
        (collection(feature(coordinates=[[[2.35, 48.85]] * 4])), "không nằm quanh hồ"),
        (collection(feature("path", "LineString", RING)), "chưa có hồ"),
        (collection(feature(coordinates=[RING * 2000])), "quá nhiều điểm"),
    ],
)
def test_what_is_no_map_of_the_lake_is_refused_in_words(app, text, words):
    with app.test_request_context(), pytest.raises(RuleBroken, match=words):
        drawing.read(text)


def test_a_drawing_keeps_what_is_drawn_and_nothing_else(app):
    with app.test_request_context():
        tall = [[longitude, latitude, "secret"] for longitude, latitude in RING]
        read = drawing.read(collection(feature(name="Hồ", script="<b>", z=3), feature("path", "LineString", tall)))

    assert read["features"][0]["properties"] == {"kind": "lake", "name": "Hồ", "name_en": ""}
    laid = drawing.laid(read)
    assert "secret" not in json.dumps(read)
    assert [shape.kind for shape in laid.shapes] == ["lake", "path"]
    assert laid.shapes[0].path.startswith("M")
    assert laid.shapes[0].path.endswith("z")


def test_a_place_beside_the_drawing_is_on_it_all_the_same(app):
    with app.test_request_context():
        laid = drawing.laid(drawing.read(collection(feature())), [(Decimal("20.745"), Decimal("106.225"))])
    x, y = laid.place(20.745, 106.225)

    assert 0 < x < laid.width
    assert 0 < y < laid.height


def test_north_is_up_and_the_bar_is_true(app):
    with app.test_request_context():
        laid = drawing.laid(drawing.read(collection(feature())))
    (x, y), (east, north) = laid.place(20.72, 106.20), laid.place(20.73, 106.21)
    metres, length = laid.bar

    assert x < east
    assert y > north
    assert (y - north) / 0.01 == pytest.approx(length / metres * 111_320, rel=0.01)
    assert (east - x) / (y - north) == pytest.approx(0.935, rel=0.01)  # the cosine of the latitude
