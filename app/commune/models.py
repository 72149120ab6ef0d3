"""Places, units, fields and settings."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.ext.declarative import declared_attr
from sqlalchemy.orm import Mapped, mapped_column

from app.core import text
from app.core.audit import Recorded
from app.core.clock import today
from app.core.db import Model, sort_key_type
from app.core.enums import Labelled
from app.core.news import Shown
from app.core.search.index import Found, Searchable
from app.core.workflow import RuleBroken


class UnitKind(Labelled):
    AUTHORITY = "authority", _l("Cơ quan chính quyền")
    DEPARTMENT = "department", _l("Phòng, văn phòng")
    PUBLIC_SERVICE_UNIT = "public_service_unit", _l("Đơn vị sự nghiệp")
    GROUP = "group", _l("Nhóm đơn vị")


class Lasting(Recorded):
    """A place or office that begins, ends, and may go on in another."""

    name: Mapped[str] = mapped_column(sa.String(120))
    sort_name: Mapped[str] = mapped_column(sort_key_type(300), default="", index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    @declared_attr
    def successor_id(cls) -> Mapped[int | None]:
        """The place or office that took over, after a merger."""
        return mapped_column(sa.ForeignKey(f"{cls.__tablename__}.id"))  # type: ignore[attr-defined]

    def rename(self, name: str) -> None:
        """Give the name its reader's order as well."""
        self.name, self.sort_name = name, text.sort_key(name)[:300]  # a cut key still sorts

    @property
    def is_current(self) -> bool:
        """Whether it exists today."""
        return self.valid_to is None or self.valid_to >= today()

    def merge_into(self, successor: "Lasting", *, by: Any, on: date, reason: str) -> None:
        """End on a day and go on in another; raises `RuleBroken` for a merger that makes no sense."""
        if successor is self or type(successor) is not type(self):
            raise RuleBroken(_("Hãy chọn một nơi khác để nhập vào."))
        if not self.is_current or not successor.is_current or self.successor_id or successor.successor_id:
            raise RuleBroken(_("Chỉ nhập được khi cả hai nơi đang còn hiệu lực."))
        if on < self.valid_from:
            raise RuleBroken(_("Ngày sáp nhập không thể trước ngày bắt đầu."))
        self.valid_to, self.successor_id = on, successor.id
        self.record(f"{self.__tablename__}.merge_into", by=by, reason=reason, successor=successor.id, on=on.isoformat())


class Village(Shown, Searchable, Lasting, Model):
    """Thôn: where people live."""

    __tablename__ = "villages"
    __table_args__ = (sa.CheckConstraint("successor_id IS NULL OR valid_to IS NOT NULL", name="merged_has_an_end"),)

    # Known from public sources only: the commune still has to say yes (“cần xã xác nhận”).
    needs_confirmation: Mapped[bool] = mapped_column(default=True)
    is_sample: Mapped[bool] = mapped_column(default=False)

    searched_by = ("name", "valid_to")

    def search_entries(self) -> list[Found]:
        """Found by its name, with or without “thôn” before it, while it exists."""
        return [Found("village", self.id, self.name, ("thôn",), is_public=self.valid_to is None)]


class Unit(Lasting, Model):
    """An office or group of the plan; `code` is its id there."""

    __tablename__ = "units"
    __table_args__ = (sa.CheckConstraint("successor_id IS NULL OR valid_to IS NOT NULL", name="merged_has_an_end"),)

    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    short_name: Mapped[str] = mapped_column(sa.String(60))
    kind: Mapped[UnitKind]


class Field(Recorded, Model):
    """Lĩnh vực: what an initiative is about. The four of the plan, and others the commune adds."""

    __tablename__ = "fields"

    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    name_en: Mapped[str] = mapped_column(sa.String(80))
    position: Mapped[int]
    is_open: Mapped[bool] = mapped_column(default=True)

    def label(self, language: str) -> str:
        """The name in the language of the page."""
        return self.name_en if language == "en" else self.name


class Setting(Recorded, Model):
    """A figure of the commune's own rules that a person may change without a developer."""

    __tablename__ = "settings"

    key: Mapped[str] = mapped_column(sa.String(60), unique=True)
    value: Mapped[str] = mapped_column(sa.Text)
