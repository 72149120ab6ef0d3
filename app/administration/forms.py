"""What the administrator types about places, fields and settings."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import Regexp

from app.commune.models import UnitKind
from app.commune.settings import CALENDAR_DAYS, DAYS
from app.core.fields import DateField
from app.core.forms import Between, Form, Needed, at_most


class VillageForm(Form):
    name = StringField(_l("Tên thôn"), [Needed(_l("Chưa ghi tên thôn.")), at_most(120)])
    valid_from = DateField(_l("Có từ ngày"), [Needed(_l("Chưa ghi ngày."))])
    needs_confirmation = BooleanField(_l("Cần xã xác nhận"))


class UnitForm(Form):
    name = StringField(_l("Tên đầy đủ"), [Needed(_l("Chưa ghi tên.")), at_most(120)])
    short_name = StringField(_l("Tên ngắn"), [Needed(_l("Chưa ghi tên ngắn.")), at_most(60)])
    kind = SelectField(_l("Loại"), choices=UnitKind.choices(), coerce=UnitKind)
    valid_from = DateField(_l("Có từ ngày"), [Needed(_l("Chưa ghi ngày."))])


class MergeForm(Form):
    successor_id = SelectField(_l("Nhập vào"), coerce=int)
    on = DateField(_l("Ngày cuối cùng còn tên cũ"), [Needed(_l("Chưa ghi ngày."))])
    reason = StringField(_l("Theo văn bản nào"), [Needed(_l("Chưa ghi văn bản.")), at_most(300)])


class FieldForm(Form):
    name = StringField(_l("Tên lĩnh vực"), [Needed(_l("Chưa ghi tên.")), at_most(80)])
    name_en = StringField(_l("Tên tiếng Anh"), [Needed(_l("Chưa ghi tên tiếng Anh.")), at_most(80)])
    is_open = BooleanField(_l("Dùng khi viết sáng kiến mới"))


# A day that every year has.
_DAY_OF_YEAR = Regexp(r"^(0[1-9]|1\d|2[0-8])/(0[1-9]|1[0-2])$", message=_l("Ghi ngày từ 01 đến 28 rồi tháng, ví dụ 14/06."))


class _SettingsBase(Form):
    teams_enough = IntegerField(
        _l("Tổ đổi mới có từ bao nhiêu hoạt động một năm thì tính là hiệu quả"), [Between(1, 365, _l("Số từ 1 đến 365."))]
    )
    hold_at = IntegerField(_l("Số lượt báo thì tạm ẩn một góp ý"), [Between(1, 100, _l("Số từ 1 đến 100."))])
    unusual_scans = IntegerField(
        _l("Một tem đánh số được quét bao nhiêu lần thì báo bất thường"), [Between(2, 100_000, _l("Số từ 2 đến 100.000."))]
    )
    warn_days = StringField(
        _l("Báo trước bao nhiêu ngày khi giấy chứng nhận sắp hết hạn (các số cách nhau)"),
        [Regexp(r"^[1-9]\d{0,2}( [1-9]\d{0,2}){0,5}$", message=_l("Ghi từ 1 đến 6 số ngày, cách nhau, ví dụ 180 90 30."))],
    )
    report_half = StringField(_l("Chốt số liệu báo cáo 6 tháng, ngày/tháng"), [_DAY_OF_YEAR])
    report_year = StringField(_l("Chốt số liệu báo cáo năm, ngày/tháng"), [_DAY_OF_YEAR])
    report_days = IntegerField(
        _l("Hạn nộp báo cáo: bao nhiêu ngày làm việc sau ngày chốt"), [Between(1, 60, _l("Số từ 1 đến 60."))]
    )
    privacy_contact = StringField(_l("Nơi nhận yêu cầu về dữ liệu cá nhân"), [Needed(), at_most(300)])
    double_use = BooleanField(_l("Một sáng kiến quản lý được tính cho cả chỉ số 1.4 và 4.6"))
    days_off = TextAreaField(_l("Ngày nghỉ thêm (mỗi dòng một ngày, ngày/tháng/năm)"), [at_most(2000)])
    days_worked = TextAreaField(_l("Ngày làm bù (mỗi dòng một ngày)"), [at_most(2000)])

    def validate_days_off(self, field: Any) -> None:
        dates_of(field)

    def validate_days_worked(self, field: Any) -> None:
        dates_of(field)


def dates_of(field: Any) -> list[Any]:
    """The dates typed, one a line. Raises `ValidationError` naming the line that is none."""
    found = []
    for line in (field.data or "").split("\n"):
        if line.strip():
            reader = DateField().bind(form=None, name="day", _meta=field.meta)
            try:
                reader.process_formdata([line])
            except ValidationError:
                raise ValidationError(_("Không đọc được ngày “%(line)s”.", line=line)) from None
            found.append(reader.data)
    return found


def settings_form() -> type[_SettingsBase]:
    """The form with one field for each period, in the order of the settings."""
    limits = [Between(1, 400, _l("Số ngày làm việc từ 1 đến 400."))]
    periods = {key.replace(".", "_"): IntegerField(words, limits) for key, (words, _days) in DAYS.items()}
    limits = [Between(1, 60, _l("Số ngày lịch từ 1 đến 60."))]
    for key, (words, _days) in CALENDAR_DAYS.items():
        periods[key.replace(".", "_")] = IntegerField(words, limits)
    return type("SettingsForm", (_SettingsBase,), periods)
