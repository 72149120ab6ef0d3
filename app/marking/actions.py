"""Writing, signing and copying sheets, one after the other where two people come at once."""

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts.actions.own_data import drop_upload, forgets, rows_of, tells
from app.accounts.actions.people import keep_upload
from app.accounts.models import Person
from app.core.db import db
from app.core.workflow import RuleBroken, add_once
from app.marking.models import Conflict, ConflictKind, Criterion, Docket, Rubric, Sheet, SheetState, Signing

# Read in public sources; the commune checks them against what it decides by.
SHIPPED = Path(__file__).with_name("rubrics.json")
Points = Mapping[str, Decimal | None]


def write(sheet: Sheet, points: Points, agrees: bool | None, remark: str = "", *, by: Person) -> None:
    """Keep what is on the form, gaps and all. Raises `RuleBroken`."""
    hold([sheet.docket])
    sheet.write(points, agrees, remark, by=by)
    db.session.flush()


def sign(sheet: Sheet, *, by: Person, about: str) -> None:
    """Sign one's sheet; `about` is what the sheet says it is for. Raises `RuleBroken` for one that is not whole."""
    hold([sheet.docket])
    sheet.sign(by=by, about=about)


def copy(sheet: Sheet, points: Points, agrees: bool | None, scan: IO[bytes], *, by: Person, remark: str = "") -> None:
    """Copy a signed sheet from paper, with its picture, for a second person to compare.

    Raises `RuleBroken`, or `files.RefusedFile` for the picture.
    """
    kept = keep_upload(scan, by=by)
    hold([sheet.docket])
    if sheet.marks:
        raise RuleBroken(_("Người chấm đã lưu điểm trên máy nên không nhập phiếu giấy thay được."))
    sheet.write(points, agrees, remark, by=by)
    sheet.scan = kept
    sheet.hand_over(by=by)


def compare(sheet: Sheet, *, by: Person, about: str) -> None:
    """The second person found it as it is on paper: it counts. Raises `RuleBroken`."""
    hold([sheet.docket])
    sheet.compare(by=by, about=about)


def stand_aside(sheet: Sheet, kind: ConflictKind, words: str, *, by: Person) -> None:
    """A marker declares a stake. Raises `RuleBroken` once the sheet is signed or the marking over."""
    hold([sheet.docket])
    sheet.stand_aside(kind, words, by=by)


def put_away(sheet: Sheet, *, by: Person) -> None:
    """Its marker marks no more: an open sheet goes; one that was signed before is set aside, and what was signed stays."""
    if sheet.signings:
        sheet.recuse(by=by)
    else:
        sheet.docket.sheets.remove(sheet)


def reopen(sheet: Sheet, *, by: Person, reason: str) -> None:
    """Let a marker change what they signed, with a reason that stays. Raises `RuleBroken` once unsealed."""
    hold([sheet.docket])
    sheet.reopen(by=by, reason=reason)


def send_back(sheet: Sheet, *, by: Person, reason: str) -> None:
    """The second person found something else on the paper. Raises `RuleBroken`."""
    hold([sheet.docket])
    scan = sheet.scan
    sheet.send_back(by=by, reason=reason)
    db.session.flush()
    if scan is not None:
        drop_upload(scan)


def hand_out(docket: Docket, markers: list[Person]) -> None:
    """Open a docket and give each marker a sheet; that of somebody with a stake says so. Safe to run again."""
    docket.open()
    for marker in markers:
        if docket.sheet_of(marker) is None:
            state = SheetState.OPEN if docket.conflict_of(marker) is None else SheetState.RECUSED
            docket.sheets.append(Sheet(marker=marker, marker_id=marker.id, state=state))


def hold(dockets: list[Docket], *, with_sheets: bool = False) -> None:
    """Whoever unseals a docket comes before whoever writes, signs or reopens a sheet of it, or after them."""
    db.session.flush()
    locked = sa.select(Docket).where(Docket.id.in_([docket.id for docket in dockets])).order_by(Docket.id)
    db.session.scalars(locked.with_for_update(of=Docket).execution_options(populate_existing=True)).all()
    if with_sheets:
        within = sa.select(Sheet).where(Sheet.docket_id.in_([docket.id for docket in dockets]))
        db.session.scalars(within.execution_options(populate_existing=True)).unique().all()


def write_rubric(facts: Mapping[str, Any], *, by: Person, rubric: Rubric | None = None) -> Rubric:
    """Keep a rubric: a new one, the same row while nobody marked by it, else the next version of it.

    Raises `RuleBroken` when another has that name, or somebody wrote the next version meanwhile.
    """
    if rubric is not None:  # whoever opens a marking by it comes before this, or after it
        db.session.refresh(rubric, with_for_update={"of": Rubric})
    criteria = [Criterion(**line) for line in facts["criteria"]]
    plain = {name: value for name, value in facts.items() if name != "criteria"}
    if rubric is not None:
        plain["name"] = rubric.name  # by which its versions belong together
    if rubric is not None and rubric.frozen_at is None:
        rubric.criteria = []
        db.session.flush()
        for name, value in plain.items():
            setattr(rubric, name, value)
        rubric.criteria = criteria
        rubric.record("rubrics.change", by=by)
        return rubric
    kept = Rubric(**plain, number=rubric.number + 1 if rubric is not None else 1, criteria=criteria)
    taken = _("Có người vừa lập bản tiếp theo của mẫu này.") if rubric else _("Đã có mẫu chấm mang tên này.")
    add_once(kept, taken)
    kept.record("rubrics.write", by=by)
    return kept


def ship_rubrics() -> None:
    """Add the rubrics that come with the product and the database lacks; what people changed stays. Safe to run again."""
    known = set(db.session.scalars(sa.select(Rubric.name)))
    for row in json.loads(SHIPPED.read_text(encoding="utf-8")):
        if row["name"] in known:
            continue
        criteria = [
            Criterion(
                **{name: one[name] for name in ("code", "name", "hint")},
                position=position,
                max_points=Decimal(one["max"]),
                min_points=Decimal(one["min"]) if one.get("min") else None,
                excludes=one.get("excludes", False),
            )
            for position, one in enumerate(row["criteria"], 1)
        ]
        facts = {name: row[name] for name in ("name", "agree_percent", "classes", "tie_code")}
        step, minimum = Decimal(row["step"]), Decimal(row["minimum"])
        db.session.add(Rubric(**facts, number=1, step=step, minimum=minimum, criteria=criteria))


@tells("sheets")
def _sheets(person: Person) -> list[dict[str, Any]]:
    signed = sa.select(Sheet.id).where(Sheet.marker_id == person.id)
    return rows_of(Signing, Signing.sheet_id.in_(signed), but=("by_id", "salt"))


@tells("conflicts")
def _conflicts(person: Person) -> list[dict[str, Any]]:
    return rows_of(Conflict, Conflict.person_id == person.id, but=("person_id",))


@forgets
def _forget(person: Person) -> None:
    """Sheets belong to results and stay; whose nephew somebody was goes, and their signature on paper."""
    db.session.execute(sa.update(Conflict).where(Conflict.person_id == person.id).values(words=""))
    for sheet in db.session.scalars(sa.select(Sheet).where(Sheet.marker_id == person.id, Sheet.scan_id.is_not(None))):
        scan, sheet.scan = sheet.scan, None
        db.session.flush()
        if scan is not None:
            drop_upload(scan)
