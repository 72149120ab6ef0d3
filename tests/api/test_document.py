"""Everything the API answers is what its document says, and the document says everything."""

import re

import jsonschema_rs
import pytest
import sqlalchemy as sa

from app.api.answers import OPERATIONS
from app.api.shapes import SHAPES
from app.core.db import db
from app.initiatives.models import Initiative
from tests.api.conftest import YEAR, of

RULES = sorted(one.rule for one in OPERATIONS)


def address(rule, house):
    code = house.get(rule.split("/")[1], "")
    return "/api/v1" + rule.replace("<int:year>", str(YEAR)).replace("<code>", code)


def test_every_address_is_in_the_document_and_no_other(app, document):
    served = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1"))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
    }

    assert served == set(document["paths"])
    assert {"initiatives", "council", "contests", "trace"} >= {rule.split("/")[1] for rule in RULES if "<code>" in rule}


@pytest.mark.parametrize("rule", RULES)
def test_an_answer_is_what_the_document_says(browser, house, document, rule):
    told = browser.get(address(rule, house))
    path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule)
    responses = document["paths"][path]["get"]["responses"]
    schema = responses["200"]["content"][told.content_type]["schema"]

    of(schema, document).validate(told.json)
    empty = [name for name, held in told.json.items() if held == [] and name != "amendments"]
    assert empty == ([] if rule != "/trace/<code>" else ["images", "made_of", "recalls"][-2 if told.json["images"] else 0 :])


def test_a_field_more_or_less_or_of_another_kind_would_be_noticed(browser, house, document):
    item = browser.get("/api/v1/initiatives").json["items"][0]
    schema = of(SHAPES["Initiative"].ref, document)

    schema.validate(item)
    for wrong in ({"phone": "0912"}, {"votes": "3"}, {"state": "new"}, {"published_at": "hôm qua"}):
        assert not schema.is_valid({**item, **wrong})
    for name in item:
        assert not schema.is_valid({other: value for other, value in item.items() if other != name})


def test_a_year_without_anything_is_empty_and_no_data_is_not_nought(browser, document):
    for path, name in (("roadmap", "Roadmap"), ("tally", "Tally"), ("funding", "Funding"), ("satisfaction", "Satisfaction")):
        told = browser.get(f"/api/v1/{path}/2099").json
        of(SHAPES[name].ref, document).validate(told)
    assert (told["answers"], told["percent"], told["low"]) == (0, None, None)


@pytest.mark.parametrize(("path", "status"), [("initiatives?after=x", 400), ("ledger?after=x", 400), ("trace/x", 404)])
def test_a_problem_is_what_the_document_says(browser, document, path, status):
    answer = browser.get(f"/api/v1/{path}", expect=status)
    told = document["components"]["responses"][f"Problem{status}"]["content"]

    of(told[answer.content_type]["schema"], document).validate(answer.json)


def test_the_document_is_itself_sound_and_bilingual(document):
    assert document["openapi"].startswith("3.1.")
    assert document["servers"] == [{"url": "http://localhost/api/v1"}]
    for name, schema in document["components"]["schemas"].items():
        jsonschema_rs.meta.validate(schema)
        assert schema["additionalProperties"] is False
        assert set(schema["required"]) == set(schema["properties"]), name
        for field, part in schema["properties"].items():
            assert part["title"], (name, field)
            assert part["title"] != part["description"], (name, field)
    used = set(re.findall(r"#/components/schemas/(\w+)", str(document)))
    assert used == set(document["components"]["schemas"])


def test_every_state_of_an_initiative_that_everybody_sees_is_told(browser, house, document):
    told = {item["state"] for item in browser.get("/api/v1/initiatives").json["items"]}
    public = sa.select(Initiative.state).where(Initiative.published_at.is_not(None)).distinct()

    assert told == {str(state) for state in db.session.scalars(public)}
