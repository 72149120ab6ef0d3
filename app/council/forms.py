"""What is typed about sessions."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from app.core.fields import DateField
from app.core.forms import Between, Form, Needed, VersionedForm, at_most
from app.council.models import QUORUMS, Case, Member, MemberRole


class SessionForm(VersionedForm):
    title = StringField(_l("Tên phiên họp"), [Needed(_l("Chưa đặt tên phiên họp.")), at_most(160)])
    setup_number = StringField(
        _l("Số quyết định thành lập Hội đồng"), [Needed(_l("Chưa ghi số quyết định thành lập.")), at_most(40)]
    )
    setup_on = DateField(_l("Ngày quyết định thành lập"), [Needed(_l("Chưa ghi ngày quyết định thành lập."))])
    held_on = DateField(_l("Ngày họp"), [Needed(_l("Chưa ghi ngày họp."))])
    place = StringField(_l("Nơi họp"), [Needed(_l("Chưa ghi nơi họp.")), at_most(160)])
    rubric_id = SelectField(_l("Mẫu chấm"), coerce=int)
    quorum = SelectField(_l("Cần có mặt ít nhất"), choices=[SelectChoice(share, share) for share in QUORUMS], default="2/3")
    agenda = TextAreaField(_l("Chương trình họp"), [at_most(3000)])

    def validate_setup_on(self, field: DateField) -> None:
        if isinstance(field.data, date) and isinstance(self.held_on.data, date) and field.data > self.held_on.data:
            raise ValidationError(_("Quyết định thành lập không thể sau ngày họp."))

    @property
    def facts(self) -> dict[str, Any]:
        """What is stated, apart from the rubric."""
        names = ("title", "setup_number", "setup_on", "held_on", "place", "quorum", "agenda")
        return {name: self[name].data for name in names}


class SeatForm(Form):
    person_id = SelectField(_l("Thành viên"), coerce=int)
    role = SelectField(_l("Vai trò trong phiên"), choices=MemberRole.choices(), coerce=MemberRole, default=MemberRole.MEMBER)


class TakeForm(Form):
    initiative_id = SelectField(_l("Sáng kiến chờ xem xét"), coerce=int)


class ReferForm(Form):
    session_id = SelectField(_l("Phiên họp Hội đồng"), coerce=int)


class ChairForm(Form):
    reason = TextAreaField(_l("Lý do, ghi vào biên bản"), [Needed(_l("Chưa ghi lý do.")), at_most(1000)])


def roll_form(members: Iterable[Member]) -> type[Form]:
    """A box for each member, and why somebody is absent."""
    fields: dict[str, Any] = {}
    for member in members:
        fields[f"here_{member.id}"] = BooleanField(f"{member.person.name}, {member.role.label}")
        fields[f"absent_{member.id}"] = StringField(_l("Lý do vắng"), [at_most(200)])
    return type("RollForm", (Form,), fields)


def conclusions_form(cases: Iterable[Case]) -> type[VersionedForm]:
    """What the public reads of each case, and the chair's order among equals."""
    fields: dict[str, Any] = {}
    between = Between(1, 99, message=_l("Thứ tự là số từ 1 đến 99."))
    for case in cases:
        fields[f"reason_{case.id}"] = TextAreaField(_l("Ý kiến của Hội đồng, viết cho người dân đọc"), [at_most(1000)])
        fields[f"order_{case.id}"] = IntegerField(_l("Thứ tự Chủ tịch quyết định khi bằng điểm"), [Optional(), between])
    return type("ConclusionsForm", (VersionedForm,), fields)
