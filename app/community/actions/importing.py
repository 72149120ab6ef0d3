"""The register of staff as imports see it."""

from collections.abc import Hashable, Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.accounts.forms import person_name
from app.commune import queries as commune
from app.community.models import Staff
from app.core import text
from app.core.db import db
from app.imports.columns import Column, as_in_a_form, day, place, wording, yes_no
from app.imports.places import Places
from app.imports.registers import Register, Told, takes


def _standing() -> sa.Select[Staff]:
    return sa.select(Staff).where(Staff.until.is_(None)).order_by(Staff.id)


def _known() -> Places:
    units = db.session.scalars(commune.units(current=False, offices=True))
    return Places(units, lambda unit: (unit.name, unit.short_name, unit.code))


def _facts(staff: Staff, known: Places) -> Mapping[str, Any]:
    told = {name: getattr(staff, name) for name in ("name", "post", "since", "has_signature")}
    return told | {"unit": known.now(staff.unit)}


def _key(told: Mapping[str, Any]) -> Hashable:
    return text.name_key(told["name"]), told["unit"].id


def _write(staff: Staff, told: Told) -> None:
    """What somebody is known by stays as it stands."""
    if not staff.name_key:
        staff.rename(told["name"])
        staff.unit, staff.post, staff.has_signature = told["unit"], "", False
    for name in ("post", "since", "has_signature"):
        if name in told:
            setattr(staff, name, told[name])


STAFF = takes(
    Register(
        name="can-bo",
        words=_l("Cán bộ, công chức"),
        endpoint="community_office.staff",
        columns=(
            Column(
                "name",
                _l("Họ và tên"),
                wording(80, check=as_in_a_form(person_name)),
                ("họ tên", "tên", "tên cán bộ", "họ và tên cán bộ", "cán bộ", "họ và tên cán bộ công chức"),
                "Nguyễn Văn Mẫu",
            ),
            Column(
                "unit", _l("Đơn vị"), place, ("phòng", "phòng ban", "cơ quan", "đơn vị công tác", "bộ phận"), "Phòng Kinh tế"
            ),
            Column(
                "post",
                _l("Chức danh"),
                wording(80),
                ("chức vụ", "vị trí", "chức danh chức vụ", "chức vụ chức danh"),
                "Chuyên viên",
            ),
            Column(
                "since",
                _l("Làm việc từ ngày"),
                day,
                ("từ ngày", "ngày vào làm", "ngày nhận việc", "ngày bắt đầu", "làm việc ở xã từ ngày", "ngày tuyển dụng"),
                "01/07/2025",
                needed=True,
            ),
            Column(
                "has_signature",
                _l("Chữ ký số"),
                yes_no,
                ("có chữ ký số", "cks", "ký số", "chứng thư số", "có chữ ký số và đang dùng"),
                "Có",
                blank=False,
            ),
        ),
        key=("name", "unit"),
        known=_known,
        standing=_standing,
        facts=_facts,
        key_of=_key,
        make=Staff,
        write=_write,
        entered="staff.employ",
        changed="staff.change",
    )
)
