"""What may be typed about people and organisations."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    PasswordField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from app.accounts.models import OrganisationKind, Purpose, Role
from app.accounts.models import password as passwords
from app.core import text
from app.core.clock import today
from app.core.fields import DateField, EmailField, PhoneField
from app.core.forms import Form, Needed, at_most

# How pages call those whose name they do not show.
_TAKEN = ("nguoi da roi trang", "ba con thon ", "ba con trong xa", "somebody who has left", "a resident of ")


def person_name(_form: Any, field: Any) -> None:
    """Letters of one script, each written as itself: look-alikes and ligatures could pose as a neighbour."""
    if not text.one_script(field.data) or not any(c.isalpha() for c in field.data) or _swells(field.data):
        raise ValidationError(_("Tên chỉ gồm chữ cái tiếng Việt hoặc Latinh."))
    if any(not (c.isalpha() or c.isdigit() or c in " .,'’-()") for c in field.data):
        raise ValidationError(_("Tên không dùng ký hiệu hay hình vẽ."))
    if text.fold(field.data).startswith(_TAKEN):
        raise ValidationError(_("Trang này dùng cách gọi đó cho người không ghi tên. Hãy ghi họ và tên của mình."))


def organisation_name(_form: Any, field: Any) -> None:
    """Letters of one script, as in the names of people; signs and numbers are common here."""
    if not text.one_script(field.data) or _swells(field.data):
        raise ValidationError(_("Tên chỉ gồm chữ cái tiếng Việt hoặc Latinh."))


def birth_year(_form: Any, field: Any) -> None:
    """Four digits of somebody who lives."""
    if field.data is not None and not today().year - 120 <= field.data <= today().year - 5:
        raise ValidationError(_("Năm sinh gồm bốn chữ số, ví dụ 1948."))


def _swells(name: str) -> bool:
    return len(text.name_key(name)) > len(name)


class SignInForm(Form):
    identifier = StringField(
        _l("Họ tên, số điện thoại hoặc thư điện tử"), [Needed(_l("Chưa điền tên hoặc số điện thoại.")), at_most(254)]
    )
    password = PasswordField(_l("Mật khẩu"), [Needed(_l("Chưa điền mật khẩu.")), at_most(1000)])


class SignUpForm(Form):
    name = StringField(_l("Họ và tên"), [Needed(_l("Chưa điền họ và tên.")), at_most(80), person_name])
    village_id = SelectField(_l("Ở thôn nào?"), coerce=lambda value: int(value) if value else None, validators=[Optional()])
    phone = PhoneField(_l("Số điện thoại"), [Optional(), at_most(20)])
    email = EmailField(_l("Thư điện tử"), [at_most(254)])
    password = PasswordField(_l("Mật khẩu"), [Needed(_l("Chưa đặt mật khẩu.")), at_most(1000)])
    account = BooleanField(Purpose.ACCOUNT.label, [Needed(_l("Cần đồng ý điều này thì xã mới lưu được tài khoản."))])
    contact = BooleanField(Purpose.CONTACT.label)
    public_name = BooleanField(Purpose.PUBLIC_NAME.label)

    def validate_password(self, field: PasswordField) -> None:
        if said := passwords.objection(field.data or "", name=self.name.data or ""):
            raise ValidationError(said)

    @property
    def purposes(self) -> list[Purpose]:
        """What was ticked."""
        return [purpose for purpose in Purpose if self[purpose.value].data]


class PasswordAgainForm(Form):
    current = PasswordField(_l("Mật khẩu đang dùng"), [Needed(_l("Chưa điền mật khẩu đang dùng.")), at_most(1000)])


class PasswordForm(PasswordAgainForm):
    password = PasswordField(_l("Mật khẩu mới"), [Needed(_l("Chưa đặt mật khẩu mới.")), at_most(1000)])


class LeaveForm(PasswordAgainForm):
    sure = BooleanField(_l("Tôi hiểu là không lấy lại được"), [Needed(_l("Đánh dấu ô này nếu thật sự muốn xóa."))])


class CodeForm(Form):
    code = StringField(_l("Mã"), [Needed(_l("Chưa điền mã.")), at_most(40)])


class ForgottenForm(Form):
    identifier = StringField(
        _l("Họ tên, số điện thoại hoặc thư điện tử"), [Needed(_l("Chưa điền tên hoặc số điện thoại.")), at_most(254)]
    )


class NewPasswordForm(Form):
    password = PasswordField(_l("Mật khẩu mới"), [Needed(_l("Chưa đặt mật khẩu mới.")), at_most(1000)])


class ContactForm(Form):
    phone = PhoneField(_l("Số điện thoại"), [Optional(), at_most(20)])
    email = EmailField(_l("Thư điện tử"), [at_most(254)])
    current = PasswordField(_l("Mật khẩu đang dùng"), [Needed(_l("Chưa điền mật khẩu đang dùng.")), at_most(1000)])


class OrganisationForm(Form):
    name = StringField(_l("Tên tổ chức"), [Needed(_l("Chưa điền tên tổ chức.")), at_most(160), organisation_name])
    kind = SelectField(_l("Loại hình"), choices=OrganisationKind.choices(), coerce=OrganisationKind)
    village_id = SelectField(_l("Ở thôn nào?"), coerce=int)


class MemberForm(Form):
    name = StringField(_l("Họ và tên thành viên"), [Needed(_l("Chưa điền tên.")), at_most(80)])
    is_owner = BooleanField(_l("Cùng phụ trách tổ chức"))


class GrantForm(Form):
    role = SelectField(_l("Vai trò"), choices=[SelectChoice(r.value, r.label) for r in Role.granted()], coerce=Role)
    unit_id = SelectField(
        _l("Đơn vị (chỉ với cán bộ, công chức)"), coerce=lambda v: int(v) if v else None, validators=[Optional()]
    )
    village_id = SelectField(
        _l("Thôn (chỉ với tổ của thôn)"), coerce=lambda v: int(v) if v else None, validators=[Optional()]
    )
    valid_from = DateField(_l("Từ ngày"), [Needed()])
    valid_to = DateField(_l("Đến ngày"), [Optional()])

    def validate_valid_to(self, field: DateField) -> None:
        if field.data and isinstance(self.valid_from.data, type(field.data)) and field.data < self.valid_from.data:
            raise ValidationError(_("Ngày kết thúc không thể trước ngày bắt đầu."))


class ReasonForm(Form):
    reason = TextAreaField(_l("Lý do"), [Needed(_l("Chưa ghi lý do.")), at_most(500)])
