"""The sample of the survey: slips of the service counter, answered month by month, and a few words."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

import sqlalchemy as sa

from app.accounts.models import Person
from app.commune.models import Unit
from app.core.clock import ZONE
from app.core.db import db
from app.satisfaction.actions import answer_slip
from app.satisfaction.models import Batch, Degree

Lived = tuple[datetime, Callable[[], None]]
PRINTED = datetime(2026, 6, 29, 9, tzinfo=ZONE)
# How many slips of each month said what, the most satisfied first.
MONTHS = {7: (14, 9, 3, 2, 0), 8: (19, 14, 2, 1, 1), 9: (22, 13, 4, 0, 0), 10: (27, 16, 3, 1, 0), 11: (18, 11, 1, 1, 0)}
SAID = {
    (7, Degree.POOR): "Đợi gần một tiếng, ghế ít quá.",
    (8, Degree.BAD): "Ba lần đi mới xong một tờ giấy.",
    (9, Degree.VERY_GOOD): "Cô tiếp nhận chỉ tận nơi, nộp trên điện thoại luôn.",
    (10, Degree.GOOD): "Nên để thêm kính lão ở bàn viết.",
}


class Satisfaction:
    """What people answered at the counter."""

    def __init__(self, people: dict[str, Person]) -> None:
        self.clerk = people["vu-thi-thanh-huyen"]
        self.batch: Batch | None = None
        self.number = 0

    def steps(self) -> Iterator[Lived]:
        """Everything with its moment."""
        yield PRINTED, self._print
        for month, counts in MONTHS.items():
            degrees = [degree for degree, count in zip(Degree, counts, strict=True) for _ in range(count)]
            for place, degree in enumerate(degrees):
                at = datetime(2026, month, 1 + (place * 5) % 27, 9 + place % 7, 10, tzinfo=ZONE)
                is_first = degrees.index(degree) == place
                yield at, partial(self._answer, degree, SAID.get((month, degree), "") if is_first else "")

    def _print(self) -> None:
        unit = db.session.scalars(sa.select(Unit).where(Unit.code == "ttpvhcc")).one()
        self.batch = Batch.new(unit, 210, by_id=self.clerk.id)
        self.batch.is_sample = True
        db.session.add(self.batch)
        db.session.flush()

    def _answer(self, degree: Degree, text: str) -> None:
        if self.batch is None:
            raise RuntimeError("slips come before their answers")
        self.number += 1
        answer_slip(self.batch, self.number, degree, text).is_sample = True
