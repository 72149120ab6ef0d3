"""What is typed about teams, activities, staff and models."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import Optional

from app.accounts.fields import ChildrenField
from app.accounts.forms import person_name
from app.community.models import ActivityKind, Duty, ExemplarKind, Subject, TeamKind
from app.core.clock import moment_at, today
from app.core.fields import ClockField, DateField, FilesField, MoneyField
from app.core.forms import Between, Form, Needed, VersionedForm, at_most

_PEOPLE = Between(0, 100_000, _l("Số người là một số nguyên, từ 0."))


def _maybe(value: Any) -> int | None:
    return int(value) if value else None


class ActivityForm(VersionedForm):
    """An activity that is planned, or was held already: then how many it reached may be said at once."""

    kind = SelectField(_l("Loại hoạt động"), choices=ActivityKind.choices(), coerce=ActivityKind)
    title = StringField(_l("Tên hoạt động"), [Needed(_l("Chưa ghi tên hoạt động.")), at_most(160)])
    day = DateField(_l("Ngày"), [Needed(_l("Chưa ghi ngày."))])
    clock = ClockField(_l("Giờ bắt đầu"), [Needed(_l("Chưa ghi giờ."))])
    until = ClockField(_l("Giờ kết thúc"), [Optional()])
    place = StringField(_l("Ở đâu?"), [Needed(_l("Chưa ghi địa điểm.")), at_most(160)])
    holder = SelectField(_l("Tổ hoặc đơn vị tổ chức"))
    village_id = SelectField(_l("Cho thôn nào?"), coerce=_maybe)
    subject = SelectField(_l("Nội dung"), choices=Subject.choices(), coerce=Subject)
    text = TextAreaField(_l("Làm những gì?"), [at_most(2000)])
    key = HiddenField()

    @property
    def starts_at(self) -> datetime:
        """The moment, on the clock of the commune."""
        return moment_at(self.day.data, self.clock.data)

    @property
    def facts(self) -> dict[str, Any]:
        """The activity as it is kept."""
        kind, _dash, id = (self.holder.data or "").partition("-")
        held_by = {"team_id": int(id) if kind == "team" else None, "unit_id": int(id) if kind == "unit" else None}
        told = {name: self[name].data for name in ("kind", "title", "place", "village_id", "subject")}
        ends_at = moment_at(self.day.data, self.until.data) if self.until.data else None
        return told | held_by | {"text": self.text.data or "", "starts_at": self.starts_at, "ends_at": ends_at}

    def validate_until(self, field: Any) -> None:
        if field.data and self.clock.data and field.data <= self.clock.data:
            raise ValidationError(_("Giờ kết thúc phải sau giờ bắt đầu."))


class HoldForm(Form):
    people = IntegerField(_l("Bao nhiêu người dự hoặc được giúp?"), [_PEOPLE])
    caption = StringField(_l("Ảnh cho thấy gì"), [at_most(200)])
    files = FilesField(_l("Ảnh hoặc tệp minh chứng"))
    children = ChildrenField(beside="files")

    def validate_caption(self, field: Any) -> None:
        if self.files.data and not field.data:
            raise ValidationError(_("Chưa ghi ảnh hoặc tệp cho thấy gì."))


class ReasonForm(Form):
    reason = TextAreaField(_l("Lý do"), [Needed(_l("Chưa ghi lý do.")), at_most(300)])


class ComeForm(Form):
    """A resident by name and village, or one of the staff by name and unit."""

    name = StringField(_l("Họ và tên"), [Needed(_l("Chưa ghi họ và tên.")), at_most(80), person_name])
    village_id = SelectField(_l("Thôn"), coerce=_maybe)
    unit_id = SelectField(_l("Cán bộ xã thì chọn đơn vị"), coerce=_maybe)


class TeamForm(Form):
    kind = SelectField(_l("Loại tổ"), choices=TeamKind.choices(), coerce=TeamKind)
    village_id = SelectField(_l("Thôn"), coerce=int)
    founded_on = DateField(_l("Ngày thành lập"), [Needed(_l("Chưa ghi ngày."))])
    decision_number = StringField(_l("Số quyết định"), [Needed(_l("Chưa ghi số quyết định.")), at_most(40)])


class MemberForm(Form):
    name = StringField(_l("Họ và tên"), [Needed(_l("Chưa ghi họ và tên.")), at_most(80), person_name])
    duty = SelectField(_l("Nhiệm vụ"), choices=Duty.choices(), coerce=Duty, default=Duty.MEMBER)
    since = DateField(_l("Từ ngày"), [Needed(_l("Chưa ghi ngày."))])


class DayForm(Form):
    on = DateField(_l("Từ ngày"), [Needed(_l("Chưa ghi ngày."))])


class EndForm(ReasonForm):
    on = DateField(_l("Từ ngày"), [Needed(_l("Chưa ghi ngày."))])


class StaffForm(VersionedForm):
    name = StringField(_l("Họ và tên"), [Needed(_l("Chưa ghi họ và tên.")), at_most(80), person_name])
    unit_id = SelectField(_l("Đơn vị"), coerce=int)
    post = StringField(_l("Chức danh"), [at_most(80)])
    since = DateField(_l("Làm việc ở xã từ ngày"), [Needed(_l("Chưa ghi ngày."))])
    has_signature = BooleanField(_l("Có chữ ký số và đang dùng"))


class ExemplarForm(VersionedForm):
    name = StringField(_l("Tên mô hình"), [Needed(_l("Chưa ghi tên mô hình.")), at_most(160)])
    kind = SelectField(_l("Lĩnh vực"), choices=ExemplarKind.choices(), coerce=ExemplarKind)
    place = StringField(_l("Làm ở đâu?"), [Needed(_l("Chưa ghi địa điểm.")), at_most(160)])
    village_id = SelectField(_l("Thôn"), coerce=_maybe)
    unit_id = SelectField(_l("Đơn vị chủ trì"), coerce=int)
    organisation_id = SelectField(_l("Hợp tác xã, doanh nghiệp, hộ cùng làm"), coerce=_maybe)
    initiative_id = SelectField(_l("Từ sáng kiến nào?"), coerce=_maybe)
    started_on = DateField(_l("Bắt đầu từ ngày"), [Needed(_l("Chưa ghi ngày."))])
    text = TextAreaField(_l("Làm như thế nào?"), [at_most(3000)])
    cost = MoneyField(_l("Chi phí ban đầu (đồng)"))
    benefit = TextAreaField(_l("Lợi ích, bằng lời và bằng số"), [at_most(2000)])

    @property
    def facts(self) -> dict[str, Any]:
        """The model as it is kept."""
        places = ("village_id", "unit_id", "organisation_id", "initiative_id")
        names = ("name", "kind", "place", *places, "started_on", "cost")
        return {name: self[name].data for name in names} | {"text": self.text.data or "", "benefit": self.benefit.data or ""}

    def validate_started_on(self, field: Any) -> None:
        if field.data and not isinstance(field.data, str) and field.data > today():
            raise ValidationError(_("Ngày này không thể ở tương lai."))


class ReplicaForm(Form):
    place = StringField(_l("Nơi làm theo"), [Needed(_l("Chưa ghi địa điểm.")), at_most(160)])
    village_id = SelectField(_l("Thôn"), coerce=_maybe)
    on = DateField(_l("Từ ngày"), [Needed(_l("Chưa ghi ngày."))])
    note = TextAreaField(_l("Ghi chú"), [at_most(1000)])
