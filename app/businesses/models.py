"""A business of the commune, and what earlier checks of it found."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Organisation, Person, Role
from app.commune.models import Village
from app.core import text
from app.core.audit import Recorded
from app.core.clock import today
from app.core.db import Model, sort_key_type
from app.core.enums import Labelled
from app.core.workflow import RuleBroken

KEEPERS = (Role.COORDINATOR, Role.OFFICIAL)
# What stands in the register of what is active: keys hold among these.
_CURRENT = "until IS NULL"
_NUMBER = re.compile(r"[0-9A-ZĐ][0-9A-ZĐ./-]{3,23}")


class BusinessKind(Labelled):
    """Who does business; indicator 4.4 asks about the first."""

    HOUSEHOLD = "household", _l("Hộ kinh doanh")
    COMPANY = "company", _l("Doanh nghiệp")
    COOPERATIVE = "cooperative", _l("Hợp tác xã")


class SalesChannel(Labelled):
    """Where it was seen to sell online."""

    MARKETPLACE = "marketplace", _l("Sàn TMĐT")
    SOCIAL = "social", _l("Mạng xã hội")
    OWN_SITE = "own_site", _l("Trang riêng")


class Cashless(Labelled):
    """Whether one can pay there without cash."""

    YES = "yes", _l("Có")
    NO = "no", _l("Không")
    UNKNOWN = "unknown", _l("Chưa rõ")


def registered_number(typed: str) -> str | None:
    """A registration or tax number as it is kept, None for nothing typed.

    Raises `RuleBroken` for what is none, for one that a spreadsheet cut, and for the number of an identity card, which
    nobody here needs.
    """
    number = re.sub(r"\s", "", typed).upper()
    if not number:
        return None
    if re.fullmatch(r"\d{12}", number):
        raise RuleBroken(_("Không ghi số định danh cá nhân (12 chữ số). Hãy ghi số giấy đăng ký, hoặc để trống."))
    if re.fullmatch(r"\d{9}", number):
        raise RuleBroken(_("Mã số thuế có 10 chữ số, ở đây chỉ có 9: có thể bảng tính đã làm mất số 0 ở đầu."))
    if not _NUMBER.fullmatch(number):
        raise RuleBroken(_("Số đăng ký hoặc mã số thuế gồm 4 đến 24 chữ số, chữ cái, gạch nối hoặc gạch chéo."))
    return number


def must_begin(since: date, first_checked_on: date | None) -> None:
    """Raises `RuleBroken` for a first day that is to come, or on which it had been checked already."""
    if since > today():
        raise RuleBroken(_("Ngày bắt đầu hoạt động không thể ở tương lai."))
    if first_checked_on is not None and since > first_checked_on:
        raise RuleBroken(_("Cơ sở này đã được kiểm tra trước ngày đó."))


def must_be_checkable(on: date, *, since: date, last: date | None) -> None:
    """Raises `RuleBroken` for a day on which nobody can have checked it, or before the last check."""
    if not since <= on <= today():
        raise RuleBroken(_("Ngày kiểm tra phải từ ngày cơ sở bắt đầu hoạt động đến hôm nay."))
    if last is not None and on < last:
        raise RuleBroken(_("Cơ sở này đã được kiểm tra sau ngày đó."))


class Business(Recorded, Model):
    """Cơ sở kinh doanh: known by its name, its village and its kind while it is active."""

    __tablename__ = "businesses"
    __table_args__ = (
        sa.CheckConstraint("until IS NULL OR until >= since", name="ends_after_it_begins"),
        sa.CheckConstraint("(sells_online IS NULL) = (checked_on IS NULL)", name="checked_on_a_day"),
        sa.CheckConstraint("checked_on IS NULL OR checked_on >= since", name="checked_while_active"),
        sa.CheckConstraint("channel IS NULL OR checked_on IS NOT NULL", name="channel_was_checked"),
        sa.CheckConstraint("channel IS NULL OR sells_online", name="channel_of_who_sells"),
        sa.CheckConstraint("NOT sells_online OR channel IS NOT NULL", name="sells_somewhere"),
        *(
            sa.Index(
                f"uq_businesses_{name}",
                *columns,
                unique=True,
                sqlite_where=sa.text(_CURRENT),
                postgresql_where=sa.text(_CURRENT),
            )
            for name, columns in (
                ("current", ("name_key", "village_id", "kind")),
                ("number", ("number",)),
                ("organisation", ("organisation_id",)),
            )
        ),
        sa.Index(None, "sort_name", "id"),
        sa.Index(None, "kind", "since", "until"),
    )

    kind: Mapped[BusinessKind]
    name: Mapped[str] = mapped_column(sa.String(160))
    name_key: Mapped[str] = mapped_column(sa.String(400))
    sort_name: Mapped[str] = mapped_column(sort_key_type(600))
    trade: Mapped[str] = mapped_column(sa.String(160), default="")
    # Of its registration or for its taxes: for the office only.
    number: Mapped[str | None] = mapped_column(sa.String(24))
    since: Mapped[date]
    # The last day on which it was active.
    until: Mapped[date | None]
    # What the last check found; None while nobody looked.
    sells_online: Mapped[bool | None]
    checked_on: Mapped[date | None]
    channel: Mapped[SalesChannel | None]
    cashless: Mapped[Cashless] = mapped_column(default=Cashless.UNKNOWN)
    version: Mapped[int] = mapped_column()
    is_sample: Mapped[bool] = mapped_column(default=False)
    village_id: Mapped[int] = mapped_column(sa.ForeignKey("villages.id"), index=True)
    # By which its initiatives, entries and models are known.
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"))

    village: Mapped[Village] = relationship(lazy="joined", innerjoin=True)
    organisation: Mapped[Organisation | None] = relationship()
    earlier: Mapped[list["EarlierCheck"]] = relationship(order_by="EarlierCheck.checked_on", cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}

    def write(self, facts: Mapping[str, Any]) -> None:
        """Take facts as they were typed. Raises `RuleBroken` for a day to come, or after a check; and once it ended."""
        if self.until is not None:
            raise RuleBroken(_("Cơ sở này đã ngừng hoạt động."))
        must_begin(facts.get("since", self.since), self.first_checked_on)
        for name, value in facts.items():
            setattr(self, name, value)
        self.name_key, self.sort_name = text.name_key(self.name), text.sort_key(self.name)[:600]

    def check(self, *, on: date, channel: SalesChannel | None) -> None:
        """Somebody looked on a day whether it sells online, and where; on the same day again it corrects what was found.

        Raises `RuleBroken` for a day on which that cannot have been, or before the last check.
        """
        if self.until is not None:
            raise RuleBroken(_("Cơ sở này đã ngừng hoạt động."))
        must_be_checkable(on, since=self.since, last=self.checked_on)
        if self.checked_on is not None and self.sells_online is not None and on > self.checked_on:
            found = {"checked_on": self.checked_on, "sells_online": self.sells_online, "channel": self.channel}
            self.earlier.append(EarlierCheck(until=on, **found))
        self.checked_on, self.sells_online, self.channel = on, channel is not None, channel

    def end(self, *, on: date, by: Person, reason: str) -> None:
        """It was active until a day. Raises `RuleBroken` for a day on which it was not, or was still seen to be."""
        if self.until is not None:
            raise RuleBroken(_("Cơ sở này đã ngừng hoạt động."))
        if not max(self.since, self.checked_on or self.since) <= on <= today():
            raise RuleBroken(_("Ngày cuối cùng hoạt động phải từ ngày bắt đầu, không trước lần kiểm tra cuối, đến hôm nay."))
        self.until = on
        self.record("businesses.end", by=by, role=by.acts_as(*KEEPERS), reason=reason, on=on.isoformat())

    @property
    def first_checked_on(self) -> date | None:
        """When somebody first looked whether it sells online."""
        return self.earlier[0].checked_on if self.earlier else self.checked_on


class EarlierCheck(Model):
    """What a check found that held until another was made: what was so in spring is still known in autumn."""

    __tablename__ = "earlier_checks"
    __table_args__ = (
        sa.UniqueConstraint("business_id", "checked_on"),
        sa.CheckConstraint("until > checked_on", name="held_for_a_while"),
        sa.CheckConstraint("channel IS NULL OR sells_online", name="channel_of_who_sells"),
        sa.CheckConstraint("NOT sells_online OR channel IS NOT NULL", name="sells_somewhere"),
    )

    checked_on: Mapped[date]
    # The day of the next check, from which that one holds.
    until: Mapped[date]
    sells_online: Mapped[bool]
    channel: Mapped[SalesChannel | None]
    business_id: Mapped[int] = mapped_column(sa.ForeignKey("businesses.id"))
