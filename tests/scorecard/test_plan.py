"""The indicator set is the plan's second annex, line by line: nothing missing, nothing invented, every slip listed."""

import re
from decimal import Decimal

from app.commune.actions import plan
from app.core.db import db
from app.scorecard import queries
from app.scorecard.actions.editions import YEARS, load_indicators, of_plan
from app.scorecard.models import Band, Edition, Mode, Shape, Source
from app.scorecard.queries.records import RECORDS
from app.scorecard.scoring import BANDS
from app.scorecard.words import part_names
from tests.servers import ROOT

PLAN = (ROOT / "docs" / "ke-hoach.txt").read_text(encoding="utf-8")
ANNEX = PLAN[PLAN.index("\nPHỤ LỤC 2\n") :]


def written():
    """Part, number, name, method and points of each line."""
    part = 0
    for line in ANNEX.splitlines():
        if heading := re.match(r"(\d)\. Nhóm \d: ", line):
            part = int(heading[1])
        cells = line.split("\t")
        if len(cells) == 4 and cells[0].isdigit():
            yield part, int(cells[0]), cells[1], re.sub(r"\$\\geq (\d+)\\%\$", r"≥ \1%", cells[2]), Decimal(cells[3])


def test_every_line_of_the_annex_is_an_indicator_and_every_indicator_is_a_line():
    lines = list(written())
    told = [(one.part, int(one.code.split(".")[1]), one.name, one.method, one.max_points) for one in of_plan()]

    assert len(lines) == 23
    assert told == lines
    assert [one.code for one in of_plan()] == [f"{part}.{number}" for part, number, *_ in lines]


def test_parts_and_their_weights_are_those_of_the_annex():
    parts = re.findall(r"^Nhóm (\d)\t(.+)\t(\d+) điểm$", ANNEX, re.MULTILINE)
    weights = {number: sum(one.max_points for one in of_plan() if one.part == number) for number in part_names()}

    assert [(int(number), name, int(weight)) for number, name, weight in parts] == [
        (number, name, weights[number]) for number, name in part_names().items()
    ]
    assert sum(weights.values()) == 100


def test_targets_say_in_numbers_what_the_methods_say_in_words():
    for one in of_plan():
        number = re.search(r"\d+", one.method)
        wanted = Decimal(number[0]) if number else Decimal(1)
        assert one.target == (wanted / 100 if one.shape in (Shape.RATIO, Shape.REDUCTION) else wanted), one.code
        assert (one.shape is Shape.YES_NO) == (one.method == "Có/không"), one.code


def test_bands_are_those_of_the_annex():
    part = ANNEX[ANNEX.index("IV. XẾP LOẠI") :]
    found = dict(re.findall(r"^(?:≥ )?(\d+)(?: – dưới \d+)? điểm: (.+)$", part, re.MULTILINE))

    assert found == {str(least): str(Band(band.value).label) for band, least in BANDS.items() if least}
    assert "< 50 điểm: Chưa đạt" in part


def test_slips_of_the_annex_are_listed():
    listed = [row["source"] for part in plan()["kpi"]["groups"] for row in part["kpis"] if "source" in row]
    marked = [line.split("\t")[2] for line in ANNEX.splitlines() if "$" in line]

    assert listed == marked
    assert any(one["source"] in marked for one in plan()["corrections"])


def test_each_is_scored_in_proportion_but_for_yes_or_no():
    assert all((one.mode is Mode.THRESHOLD) == (one.shape is Shape.YES_NO) for one in of_plan())


def test_whatever_is_computed_has_a_named_query():
    sources = {one.code: one.source for one in of_plan()}

    assert {code for code, source in sources.items() if source is Source.COMPUTED} <= set(RECORDS)
    assert all(sources[code] is not Source.ENTERED for code in RECORDS)


def test_each_year_of_the_plan_has_the_set_and_loading_it_again_changes_nothing():
    before = [(one.id, one.year, one.number) for year in YEARS for one in db.session.scalars(queries.editions(year))]
    load_indicators()
    db.session.flush()
    after = [(one.id, one.year, one.number) for year in YEARS for one in db.session.scalars(queries.editions(year))]

    assert [(year, number) for _id, year, number in before] == [(year, 1) for year in YEARS]
    assert after == before
    assert all(one.name_en and one.method_en and one.unit_words_en for one in of_plan())
    assert db.session.query(Edition).count() == len(YEARS)
