"""/du-lieu: what people find there, files that spreadsheets read, a catalogue that other catalogues read."""

import csv
import io
from datetime import date

import jsonschema_rs
import pytest

from app.accounts.models import Role
from app.api import datasets
from app.api.datasets import DATASETS
from app.api.shapes import cell
from app.core.clock import today
from app.core.db import db
from app.initiatives.actions import adopting
from app.satisfaction.models import Answer, Degree, Occasion
from tests.api.conftest import of
from tests.factories.initiatives import InitiativeFactory, adoption
from tests.factories.people import holder

SLUGS = [dataset.slug for dataset in DATASETS]


def table(answer):
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


@pytest.mark.parametrize("dataset", DATASETS, ids=SLUGS)
def test_a_file_holds_what_its_columns_say(browser, house, dataset):
    document = browser.get("/api/v1/openapi.json").json
    told = browser.get(f"/du-lieu/{dataset.slug}.json")
    rows = table(browser.get(f"/du-lieu/{dataset.slug}.csv"))
    names = [part.name for part in dataset.shape.parts]

    assert told.json
    for line in told.json:
        of(dataset.shape.ref, document).validate(line)
    assert rows[0] == names
    assert rows[1:] == [[str(cell(line[name])) for name in names] for line in told.json]
    assert told.headers["Content-Disposition"].startswith(f"attachment; filename={dataset.slug}")


@pytest.mark.parametrize("dataset", DATASETS, ids=SLUGS)
def test_a_file_of_nothing_has_its_columns(browser, dataset):
    if dataset.slug not in ("lo-trinh", "bo-chi-so"):  # the plan fills these
        assert browser.get(f"/du-lieu/{dataset.slug}.json").json == []
        assert len(table(browser.get(f"/du-lieu/{dataset.slug}.csv"))) == 1


def test_no_cell_is_run_by_a_spreadsheet(browser):
    for title in ("=1+1", "+84", "-3", "@SUM(A1)", "\tx"):
        InitiativeFactory(opened=True, title=title)
    rows = table(browser.get("/du-lieu/sang-kien.csv"))

    assert [row[1] for row in reversed(rows[1:])] == ["'=1+1", "'+84", "'-3", "'@SUM(A1)", "'\tx"]


def test_several_things_are_one_cell_and_nothing_is_none():
    assert cell(["a", "b"]) == "a; b"
    unit, place = {"code": "x", "name": "Phòng Kinh tế"}, {"place": "Đồng Trước", "on": "2026-01-01"}
    assert cell([unit, place]) == "Phòng Kinh tế; Đồng Trước"
    assert [cell(one) for one in (None, True, False, 0, "x")] == ["", "true", "false", 0, "x"]


def test_a_file_ends_at_its_limit_with_the_newest(browser, monkeypatch):
    monkeypatch.setattr(datasets, "MOST", 2)
    codes = [InitiativeFactory(opened=True).code for _ in range(3)]

    assert [line["code"] for line in browser.get("/du-lieu/sang-kien.json").json] == [codes[2], codes[1]]


def test_a_year_is_given_by_itself(browser):
    for year in (today().year - 1, today().year):
        made = adoption(InitiativeFactory(recognised=True), adopted_on=date(year, 1, 2), decision_on=date(year, 1, 2))
        adopting.confirm_adoption(made, by=holder(Role.LEADER))
    last, this = (browser.get(f"/du-lieu/ap-dung.json?nam={year}") for year in (today().year - 1, today().year))

    assert [line["adopted_on"][:4] for line in last.json] == [str(today().year - 1)]
    assert browser.get("/du-lieu/ap-dung.json").json == this.json
    assert f"ap-dung-{today().year - 1}.json" in last.headers["Content-Disposition"]


@pytest.mark.parametrize("year", ["1999", "x", "", "-1", "9" * 40, "２０２６", "2026.0"])
def test_a_year_that_is_not_kept_is_not_there(browser, year):
    browser.get(f"/du-lieu/lo-trinh.csv?nam={year}", expect=404)


@pytest.mark.parametrize("slug", SLUGS)
def test_however_long_a_file_the_questions_are_the_same(browser, house, count_queries, slug):
    asked = []
    for more in (0, 5):
        for _ in range(more):
            InitiativeFactory(opened=True)
        db.session.expunge_all()
        with count_queries() as seen:
            browser.get(f"/du-lieu/{slug}.csv")
        asked.append(len(seen))

    assert asked[0] == asked[1] <= 7


@pytest.mark.parametrize("lang", ["", "/en"])
def test_people_find_every_file_every_column_and_every_address(browser, house, lang):
    page = browser.get(f"{lang}/du-lieu").text

    for dataset in DATASETS:
        for kind in ("csv", "json"):
            assert f'href="/du-lieu/{dataset.slug}.{kind}' in page
        for part in dataset.shape.parts:
            assert f"<code>{part.name}</code>" in page
    for path in browser.get("/api/v1/openapi.json").json["paths"]:
        assert f"<code>/api/v1{path}</code>" in page
    for told in ("CC BY 4.0", f'href="{lang}/kiem-chung"', "/du-lieu/dcat.jsonld", "/api/v1/openapi.json", 'id="ioc"'):
        assert told in page
    assert f'href="{lang}/du-lieu"' in browser.get(f"{lang}/").text


def test_the_page_asks_little(browser, house, count_queries):
    with count_queries() as seen:
        browser.get("/du-lieu")

    assert len(seen) <= 5


def test_a_catalogue_reads_where_everything_is(browser, house):
    answer = browser.get("/du-lieu/dcat.jsonld")
    told = answer.json if answer.is_json else None
    assert answer.mimetype == "application/ld+json"
    assert told["@type"] == "dcat:Catalog"
    assert told["dct:license"]["@id"] == "https://creativecommons.org/licenses/by/4.0/"

    years = {one["dct:identifier"] for one in told["dcat:dataset"]}
    assert {"sang-kien", "hoat-dong", "mo-hinh", "san-pham", "lo-trinh-2026", "kinh-phi-2026", "hai-long-2026"} <= years
    for one in told["dcat:dataset"]:
        assert {word["@language"] for word in one["dct:title"]} == {"vi", "en"}
        assert one["dct:publisher"]["foaf:name"]
        assert one["dct:modified"]["@value"]
        assert ("dct:temporal" in one) == one["dct:identifier"][-4:].isdecimal()
        for given in one["dcat:distribution"]:
            there = given["dcat:downloadURL"]["@id"].removeprefix("http://localhost")
            assert given["dcat:mediaType"]["@id"].endswith(browser.get(there).mimetype)
            assert given["dcat:accessURL"]["@id"].startswith("http://localhost/du-lieu#")


def test_a_year_without_answers_in_between_is_no_month(browser):
    for year in (2024, 2026):
        given = {"month": date(year, 3, 1), "degree": Degree.GOOD, "text": "", "occasion": Occasion.COUNTER}
        db.session.add(Answer(**given, unit_id=None))

    assert browser.get("/du-lieu/hai-long.json?nam=2025").json == []


def test_schemas_of_columns_are_schemas():
    for dataset in DATASETS:
        for part in dataset.shape.parts:
            if "$ref" not in str(part.holds):
                jsonschema_rs.meta.validate(part.holds)
