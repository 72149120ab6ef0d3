"""The open data of the sample commune, asked by a program that tries what its document allows and what it does not."""

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator

import pytest

from tests.api.conftest import of
from tests.servers import ROOT, Served

pytestmark = [pytest.mark.real, pytest.mark.once]
YEARS = (2025, 2026)


@pytest.fixture(scope="module")
def document(commune: Served) -> dict:
    return read(commune, "/api/v1/openapi.json")


def read(commune: Served, address: str) -> dict:
    with urllib.request.urlopen(commune.url + address) as answer:
        return json.load(answer)


def pages(commune: Served, address: str) -> Iterator[dict]:
    """A list to its end."""
    following = address
    while following:
        page = read(commune, following)
        yield page
        following = page.get("next")


def test_no_question_meets_a_bug_or_an_answer_that_is_not_documented(commune, tmp_path):
    """Each check there is; a bounded number of questions, the same in every run."""
    asked = (
        *("run", f"{commune.url}/api/v1/openapi.json", "--checks", "all", "--phases", "examples,coverage,fuzzing"),
        *("--max-examples", "40", "--seed", "8", "--generation-database", "none"),
        *("--continue-on-failure", "--no-color", "--request-timeout", "20"),
    )
    done = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", *asked],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SCHEMATHESIS_HOOKS": "tests.e2e.cursors"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    said = done.stdout + done.stderr

    assert done.returncode == 0, said[-8000:]
    assert int(re.search(r"(\d+) generated", said)[1]) > 500


def test_every_page_of_every_list_and_everything_in_them_is_what_the_document_says(commune, document):
    codes: dict[str, set[str]] = {}
    seen = 0
    for path, told in document["paths"].items():
        schema = told["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        check, name = of(schema, document), path.strip("/").partition("/")[0]
        if "{code}" in path:
            continue
        for year in YEARS if "{year}" in path else YEARS[:1]:
            for page in pages(commune, "/api/v1" + path.replace("{year}", str(year))):
                check.validate(page)
                rows = [row for part in page.values() if isinstance(part, list) for row in part if isinstance(row, dict)]
                codes.setdefault(name, set()).update(row["code"] for row in rows if "code" in row)
                codes.setdefault("trace", set()).update(code for row in rows for code in row.get("lots", ()))
                seen += len(rows)
    for path in (path for path in document["paths"] if "{code}" in path):
        schema = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        wanted = codes[path.strip("/").partition("/")[0]]
        for code in wanted:
            of(schema, document).validate(read(commune, "/api/v1" + path.replace("{code}", code)))
        assert wanted, path

    assert seen > 500


def test_figures_for_the_city_are_the_figures_of_the_pages(commune):
    told = {(one["code"], one["period"]): one["value"] for one in read(commune, "/api/v1/ioc")["figures"]}
    (year,) = (period for code, period in told if code == "initiatives.adopted")
    tally, roadmap = read(commune, f"/api/v1/tally/{year}"), read(commune, f"/api/v1/roadmap/{year}")
    held = [one for page in pages(commune, "/api/v1/activities") for one in page["items"] if one["state"] == "confirmed"]
    held = [one for one in held if one["starts_at"].startswith(year)]

    assert (told["initiatives.adopted", year], told["initiatives.target", year]) == (tally["adopted"], tally["target"])
    assert told["tasks.late", year] == sum(task["late"] for task in roadmap["tasks"])
    assert told["tasks.done", year] == sum(task["state"] == "done" for task in roadmap["tasks"])
    assert told["activities.held", year] == len(held)
    assert told["activities.people", year] == sum(one["people"] for one in held)
    assert told["satisfaction.answers", year] == read(commune, f"/api/v1/satisfaction/{year}")["answers"]
