"""The roadmap is the plan's first annex, line by line: nothing missing, nothing invented, what was corrected is listed."""

import re

import sqlalchemy as sa

from app.commune.actions import plan
from app.core.db import db
from app.roadmap.actions import load_roadmap
from app.roadmap.models import ROMAN, Task
from app.roadmap.queries import tasks
from tests.servers import ROOT

PLAN = (ROOT / "docs" / "ke-hoach.txt").read_text(encoding="utf-8")
ANNEX = PLAN[PLAN.index("\nPHỤ LỤC 1\n") : PLAN.index("\nPHỤ LỤC 2\n")]
NUMBERS = {roman: number for number, roman in ROMAN.items()}


def annex():
    """Year, quarter, words, who leads, who supports of each line; an empty cell says what the one above says."""
    year = quarter = 0
    owners = ("", "")
    for line in ANNEX.splitlines():
        if heading := re.match(r"\d\. Năm (\d{4})", line):
            year = int(heading[1])
        cells = line.split("\t")
        if len(cells) < 4 or not cells[1].startswith("- "):
            continue
        if cells[0]:
            quarter = NUMBERS[cells[0].removeprefix("Quý ")]
        owners = (cells[2], cells[3]) if cells[2] else owners
        yield year, quarter, cells[1].removeprefix("- "), *owners


def corrected(words):
    for slip in plan()["corrections"]:
        words = words.replace(slip["source"], slip["display"])
    return words


def called(units):
    return {unit.short_name.casefold() for unit in units}


def test_every_line_of_the_annex_is_a_task_and_every_task_is_a_line():
    written = [(year, quarter, corrected(words)) for year, quarter, words, *_ in annex()]
    loaded = [(task.year, task.quarter, task.text) for task in db.session.scalars(tasks())]

    assert len(written) == 63
    assert loaded == written


def test_who_leads_and_who_supports_is_what_the_cells_say():
    for (*_, leads, supports), task in zip(annex(), db.session.scalars(tasks()), strict=True):
        assert called(task.leads) == {leads.casefold()}, task.code
        assert called(task.supports) == {name.strip().casefold() for name in supports.split(",")}, task.code


def test_only_the_listed_slip_was_corrected():
    [slip] = [words for *_, words, _lead, _support in annex() if corrected(words) != words]

    assert "với thành phố, Chuẩn hóa" in slip


def test_codes_count_the_lines_of_a_quarter():
    counts = {}
    for task in db.session.scalars(tasks()):
        counts[task.year, task.quarter] = number = counts.get((task.year, task.quarter), 0) + 1
        assert task.code == f"{task.year}-Q{task.quarter}-{number:02d}"


def test_every_task_has_english_words():
    assert all(task.text_en and task.text_en != task.text for task in db.session.scalars(tasks()))


def test_loading_it_again_keeps_what_became_of_the_tasks():
    task = db.session.scalars(sa.select(Task).where(Task.code == "2026-Q2-01")).one()
    task.text_en = "Changed"
    db.session.flush()

    load_roadmap()

    assert task.text_en == "Changed"
    assert db.session.scalar(sa.select(sa.func.count(Task.id))) == 63
