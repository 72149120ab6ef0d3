"""The sample of the roadmap: what the units did of the plan's first year, as they would note it."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

import sqlalchemy as sa

from app.accounts.models import ChildrenShown, Person
from app.commune.models import Unit
from app.core.clock import ZONE
from app.core.db import db
from app.demo.people import read
from app.demo.pictures import drawn
from app.folders.actions import add_proofs, plan_money
from app.folders.models import FundSource
from app.roadmap import actions
from app.roadmap.models import Task

Lived = tuple[datetime, Callable[[], None]]


class Roadmap:
    """What became of the tasks so far."""

    def __init__(self, people: dict[str, Person]) -> None:
        self.people = people
        self.decider = people["dang-thi-hong-hanh"]

    def steps(self) -> Iterator[Lived]:
        """Everything with its moment."""
        told = read("roadmap.json")
        for row in told["own"]:
            yield _moment(row["added"]), partial(self._add, row)
        for row in (*told["own"], *told["tasks"]):
            yield from self._of_task(row)

    def _of_task(self, row: dict[str, Any]) -> Iterator[Lived]:
        by, begun = self.people[row["by"]], _moment(row["begun"])
        yield begun, lambda: _task(row).begin(by=by)
        if "measure" in row:
            what, whole = row["measure"]
            yield begun, lambda: actions.measure(_task(row), what, whole, by=self.decider)
        for at, counted in row.get("counts", ()):
            yield _moment(at), partial(lambda counted: _task(row).count(counted, by=by), counted)
        for note in row.get("notes", ()):
            yield _moment(note["at"]), partial(self._note, row, note)
        for proof in row.get("proofs", ()):
            yield _moment(proof["at"]), partial(self._prove, row, proof)
        for money in row.get("money", ()):
            yield begun, partial(self._pay, row, money)
        if "done" in row:
            yield _moment(f"{row['done']}T17:30"), lambda: _task(row).finish(by=by, on=date.fromisoformat(row["done"]))
        if put_off := row.get("postponed"):
            yield _moment(put_off["at"]), partial(self._postpone, row, put_off)

    def _add(self, row: dict[str, Any]) -> None:
        units = {unit.code: unit for unit in db.session.scalars(sa.select(Unit))}
        facts = {name: row[name] for name in ("text", "text_en", "year", "quarter")}
        who = {name: [units[code] for code in row[name]] for name in ("leads", "supports")}
        actions.add_task(facts, **who, by=self.people[row["by"]]).is_sample = True

    def _note(self, row: dict[str, Any], note: dict[str, Any]) -> None:
        actions.note(_task(row), note["text"], by=self.people[note["by"]])

    def _prove(self, row: dict[str, Any], proof: dict[str, Any]) -> None:
        picture = [drawn(proof["caption"])] if proof.get("picture") else []
        facts = {"caption": proof["caption"], "number": proof.get("number", ""), "url": ""}
        facts |= {"children": ChildrenShown.NONE if picture else None, "is_public": not proof.get("private")}
        add_proofs(_task(row).folder, picture, by=self.people[row["by"]], **facts)

    def _pay(self, row: dict[str, Any], money: dict[str, Any]) -> None:
        facts = {**money, "source": FundSource(money["source"])}
        plan_money(_task(row).folder, facts, by=self.people[row["by"]])

    def _postpone(self, row: dict[str, Any], told: dict[str, Any]) -> None:
        facts = {name: told[name] for name in ("reason", "decision_number")}
        decided = date.fromisoformat(told["decision_on"])
        _task(row).postpone(told["year"], told["quarter"], by=self.decider, decision_on=decided, **facts)


def _task(row: dict[str, Any]) -> Task:
    return db.session.scalars(sa.select(Task).where(Task.code == row["code"])).one()


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)
