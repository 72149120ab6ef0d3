"""Who the words are of, and taking them over with the slip."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, PasswordField, RadioField, SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from app.accounts.forms import birth_year, person_name
from app.accounts.models import Purpose
from app.accounts.models import password as passwords
from app.core.fields import PhoneField
from app.core.forms import Form, Needed, at_most
from app.initiatives.forms.looking_up import LookUpForm
from app.initiatives.models import Channel


class SendForForm(Form):
    sent_key = HiddenField(validators=[Length(max=40)])
    name = StringField(_l("Họ và tên người nói"), [Needed(_l("Chưa ghi họ và tên.")), at_most(80), person_name])
    village_id = SelectField(_l("Ở thôn nào?"), coerce=int)
    birth_year = IntegerField(_l("Năm sinh"), [Optional(), birth_year])
    phone = PhoneField(_l("Số điện thoại của người đó hoặc của con cháu"), [Optional(), at_most(20)])
    channel = RadioField(_l("Người đó nói với bác bằng cách nào?"), choices=Channel.choices(), coerce=Channel)
    account = BooleanField(
        _l("Người đó đồng ý để xã lưu tên, thôn và cách liên hệ, và đồng ý cho gửi hộ."),
        [Needed(_l("Phải hỏi và được đồng ý thì mới gửi hộ được."))],
    )
    contact = BooleanField(_l("Người đó đồng ý để xã gọi điện, nhắn tin về ý tưởng này."))

    def validate(self, extra_validators: Any = None) -> bool:
        """A name and a village may be many people."""
        valid = super().validate(extra_validators)
        if not (self.birth_year.raw_data and self.birth_year.raw_data[0]) and not self.phone.data:
            self.refuse("birth_year", _("Ghi năm sinh hoặc số điện thoại, để không nhầm với người trùng tên."))
            return False
        return valid

    @property
    def purposes(self) -> list[Purpose]:
        """What the person agreed to."""
        return [Purpose.ACCOUNT, Purpose.CONTACT] if self.contact.data else [Purpose.ACCOUNT]


class ClaimForm(LookUpForm):
    """For somebody who is signed in."""

    key = StringField(_l("Mã nhận, in ở cuối phiếu"), [Needed(_l("Chưa điền mã nhận.")), at_most(40)])


class ClaimAnewForm(ClaimForm):
    """For somebody who has no account yet."""

    name = StringField(_l("Họ và tên để đăng nhập"), [Optional(), at_most(80), person_name])
    password = PasswordField(_l("Đặt mật khẩu"), [Needed(_l("Chưa đặt mật khẩu.")), at_most(1000)])
    account = BooleanField(Purpose.ACCOUNT.label, [Needed(_l("Cần đồng ý điều này thì xã mới lưu được tài khoản."))])
    contact = BooleanField(Purpose.CONTACT.label)
    public_name = BooleanField(Purpose.PUBLIC_NAME.label)

    def validate_password(self, field: Any) -> None:
        if said := passwords.objection(field.data or "", name=self.name.data or ""):
            raise ValidationError(said)

    @property
    def purposes(self) -> list[Purpose]:
        """What was ticked."""
        return [purpose for purpose in Purpose if self[purpose.value].data]
