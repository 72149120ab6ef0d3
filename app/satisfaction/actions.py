"""Slips printed, answers taken."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _

from app.accounts.models import Person
from app.commune.models import Unit
from app.core.clock import today
from app.core.db import db
from app.core.workflow import RuleBroken, add_once
from app.initiatives.models import Initiative
from app.labels import actions as labels
from app.labels.models import LabelRun
from app.labels.sheet import Label, check
from app.labels.sources import tells
from app.labels.stocks import Stock
from app.satisfaction import queries
from app.satisfaction.counting import Share
from app.satisfaction.models import MOST, SLIPS, Answer, Batch, Degree, Occasion, Surveyed


def print_slips(unit: Unit, count: int, stock: Stock, *, by: Person, key: str) -> Batch:
    """Have slips for a counter made; the same form again is the same batch. Raises `RuleBroken` for too many."""
    if not 1 <= count <= MOST:
        raise RuleBroken(_("Mỗi lần in từ 1 đến %(num)d phiếu.", num=MOST))
    if before := db.session.scalar(sa.select(Batch).join(LabelRun, LabelRun.id == Batch.run_id).where(LabelRun.key == key)):
        return before
    batch = Batch.new(unit, count, by_id=by.id)
    db.session.add(batch)
    db.session.flush()
    check(label_of(batch, count), stock)
    batch.run_id = labels.order(SLIPS, batch.id, count, stock, by=by, key=key).id
    return batch


def label_of(batch: Batch, number: int) -> Label:
    """What stands on a slip: what it is for, the code, the address to type."""
    code, base = batch.code(number), current_app.config["BASE_URL"]
    typed = f"{base.partition('://')[2]}/hai-long/{code}"
    return Label(f"{base}/hai-long/{code}", _("Có hài lòng không?"), typed, (_("Quét mã, trả lời một câu. Không hỏi tên."),))


@tells(SLIPS)
def _labels(run: LabelRun, numbers: range) -> Iterable[Label]:
    batch = db.session.get_one(Batch, run.subject_id)
    return [label_of(batch, number + 1) for number in numbers]


def slip_of(code: str) -> tuple[Batch, int] | None:
    """The batch and the number of a slip, or None for what nobody printed."""
    parts = code.split("-")
    if len(parts) != 3 or not all(part.isdecimal() and part.isascii() and len(part) < 10 for part in parts[:2]):
        return None
    batch = db.session.scalar(queries.batch(int(parts[0])))
    number = int(parts[1])
    return (batch, number) if batch and batch.knows(number, parts[2]) else None


def answer_slip(batch: Batch, number: int, degree: Degree, text: str) -> Answer:
    """Take the answer of a slip. Raises `RuleBroken` for one that has answered, however many do at the same moment."""
    locked = db.session.scalars(queries.batch(batch.id).with_for_update(of=Batch).execution_options(populate_existing=True))
    locked.one().take(number)
    return _kept(degree, text, Occasion.COUNTER, unit_id=batch.unit_id)


def answer_of(initiative: Initiative, degree: Degree, text: str) -> Answer:
    """Take the answer of whoever sent an initiative. Raises `RuleBroken` for one that has answered."""
    add_once(Surveyed(id=initiative.id), _("Đã trả lời khảo sát về ý tưởng này rồi. Cảm ơn."))
    return _kept(degree, text, Occasion.INITIATIVE, unit_id=None)


def _kept(degree: Degree, text: str, occasion: Occasion, *, unit_id: int | None) -> Answer:
    answer = Answer(month=today().replace(day=1), degree=degree, text=text, occasion=occasion, unit_id=unit_id)
    db.session.add(answer)
    db.session.flush()
    return answer


@dataclass(frozen=True)
class Year:
    """A year of answers: month by month, all together, and how many said what."""

    year: int
    months: dict[date, Share]
    degrees: dict[Degree, int]

    @property
    def whole(self) -> Share:
        """All of it: what indicator 3.4 reads."""
        return Share(sum(one.satisfied for one in self.months.values()), sum(one.answers for one in self.months.values()))


def year_of(year: int) -> Year:
    """Count a year. Two statements."""
    first, until = date(year, 1, 1), date(year + 1, 1, 1)
    rows = db.session.execute(queries.by_month(first, until))
    months = {row.month: Share(int(row.satisfied), row.answers) for row in rows}
    said = {Degree(degree): count for degree, count in db.session.execute(queries.by_degree(first, until))}
    return Year(year, months, {degree: said.get(degree, 0) for degree in Degree})
