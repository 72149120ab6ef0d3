"""What every piece of content has: who says so, when that was checked, and until when it may be relied on."""

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship
from sqlalchemy.schema import SchemaItem

from app.accounts.models import Person, Role
from app.core.audit import Recorded
from app.core.clock import today
from app.core.db import Model
from app.core.enums import Labelled
from app.core.news import Shown
from app.core.rules import RuleBroken

EDITORS = (Role.TOURISM_EDITOR, Role.COORDINATOR)
# Unless the editor says otherwise, what was checked holds so long.
HOLDS = timedelta(days=180)
SOON = timedelta(days=14)


class SourceKind(Labelled):
    DOCUMENT = "document", _l("Văn bản")
    PRESS = "press", _l("Báo, trang mạng")
    SITE = "site", _l("Xem tại chỗ")
    TOLD = "told", _l("Người địa phương kể")
    COMPUTED = "computed", _l("Tính toán")


class Edited(Shown, Recorded):
    """Something that editors write; what changed, from what to what, stands in the history."""

    version: Mapped[int]
    is_sample: Mapped[bool] = mapped_column(default=False)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]  # a mixin has no table yet

    def take(self, facts: dict[str, Any]) -> dict[str, list[Any]]:
        """Take what was typed; returns what is different now, each as it was and as it is."""
        changed = {name: [_told(getattr(self, name)), _told(value)] for name, value in facts.items()}
        for name, value in facts.items():
            setattr(self, name, value)
        return {name: both for name, both in changed.items() if both[0] != both[1]}

    def remember(self, what: str, *, by: Person, changed: dict[str, list[Any]]) -> None:
        """Write the change into the history."""
        self.record(f"{self.__tablename__}.{what}", by=by, role=by.acts_as(*EDITORS), changed=changed)

    def said(self, what: str, language: str) -> str:
        """One of its texts in the language of a page; in Vietnamese where nobody wrote the other."""
        english: str = getattr(self, f"{what}_en") if language == "en" else ""
        return english or getattr(self, what)

    # What is said when the database knows another one like it.
    taken: ClassVar[Any] = _l("Đã có một mục như thế này.")

    def must_be_right(self) -> None:
        """Raises `RuleBroken` for what makes no sense of such a thing."""

    # The column that editors know it by.
    told_by: ClassVar[str] = "name"

    @property
    def told_name(self) -> str:
        """What editors know it by."""
        return str(getattr(self, self.told_by))


class Source(Edited, Model):
    """Who says something: a decision, a newspaper, somebody who went and looked."""

    __tablename__ = "tourism_sources"

    kind: Mapped[SourceKind]
    title: Mapped[str] = mapped_column(sa.String(200), unique=True)
    title_en: Mapped[str] = mapped_column(sa.String(200))
    publisher: Mapped[str] = mapped_column(sa.String(200), default="")
    url: Mapped[str] = mapped_column(sa.String(300), default="")

    taken = _l("Đã có nguồn mang tên này.")
    told_by = "title"


class Content(Edited):
    """What the pages say: shown or not, by which source, checked when, to be checked again when."""

    is_shown: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)
    checked_on: Mapped[date]
    check_by: Mapped[date]

    @declared_attr
    def source_id(cls) -> Mapped[int]:
        """Nothing is said without a source."""
        return mapped_column(sa.ForeignKey("tourism_sources.id"), index=True)

    @declared_attr
    def source(cls) -> Mapped[Source]:
        return relationship(Source, lazy="joined", innerjoin=True)

    def must_be_right(self) -> None:
        """Raises `RuleBroken` for a check that ends before it was made, or was made tomorrow."""
        if self.checked_on > today():
            raise RuleBroken(_("Ngày kiểm tra không thể ở sau hôm nay."))
        if self.check_by < self.checked_on:
            raise RuleBroken(_("Ngày cần kiểm tra lại phải sau ngày kiểm tra."))

    @property
    def is_due(self) -> bool:
        """Whether the day until when it may be relied on is over: pages word it carefully, editors are told."""
        return self.check_by < today()

    @property
    def is_due_soon(self) -> bool:
        """Whether it falls due within two weeks."""
        return not self.is_due and self.check_by <= today() + SOON


def in_order(*first: SchemaItem) -> tuple[SchemaItem, ...]:
    """What the table of every content has: it ends after it was checked, and is read in its order."""
    checked = sa.CheckConstraint("check_by >= checked_on", name="checked_before_it_ends")
    return (*first, checked, sa.Index(None, "is_shown", "position"))


def _told(value: Any) -> Any:
    """A value as the history can hold it."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, dict):  # a drawing: its numbers are no whole ones
        return json.dumps(value, ensure_ascii=False)
    return str(value) if isinstance(value, Decimal) else value
