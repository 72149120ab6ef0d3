"""A code from paper, and what it carries at a meeting."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, StringField

from app.accounts.forms import birth_year, person_name
from app.core.fields import MultiCheckboxField
from app.core.forms import Form, Needed, at_most


class PaperCodeForm(Form):
    code = StringField(_l("Mã trên giấy"), [Needed(_l("Chưa điền mã.")), at_most(40)])


class BallotForm(PaperCodeForm):
    """What a code carries at a meeting; of somebody who is signed in nothing else is asked."""

    topics = MultiCheckboxField(
        _l("Ông bà ủng hộ ý tưởng nào?"), coerce=int, validators=[Needed(_l("Chưa chọn ý tưởng nào."))]
    )


class AttendeeForm(BallotForm):
    """The same for somebody without an account."""

    name = StringField(_l("Họ và tên"), [Needed(_l("Chưa điền họ và tên.")), at_most(80), person_name])
    birth_year = IntegerField(_l("Năm sinh"), [Needed(_l("Chưa điền năm sinh.")), birth_year])
    account = BooleanField(
        _l("Tôi đồng ý để xã lưu tên, năm sinh và thôn của tôi để mỗi người chỉ ủng hộ một lần."),
        [Needed(_l("Cần đồng ý điều này thì lượt ủng hộ mới được ghi."))],
    )
