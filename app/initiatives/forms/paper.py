"""What teams and the office type about paper: sheets of codes, lists of supporters and their lines."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import Length, Optional

from app.accounts.forms import birth_year, person_name
from app.core.fields import DateField, FilesField, MultiCheckboxField
from app.core.forms import Between, Form, Needed, at_most
from app.initiatives.models import SheetPurpose
from app.initiatives.models.code_sheet import MOST_CODES


class CodeSheetForm(Form):
    sent_key = HiddenField(validators=[Length(max=40)])
    village_id = SelectField(_l("Mã cho thôn nào?"), coerce=int)
    purpose = RadioField(_l("Mã để làm gì?"), choices=SheetPurpose.choices(), coerce=SheetPurpose)
    how_many = IntegerField(
        _l("In bao nhiêu mã?"), [Between(1, MOST_CODES, message=_l("Từ 1 đến 200 mã một lần.")), Needed()], default=20
    )
    valid_until = DateField(_l("Dùng đến hết ngày"), [Needed(_l("Chưa ghi ngày hết hạn."))])
    occasion = StringField(_l("Cuộc họp nào?"), [at_most(160)])
    topics = MultiCheckboxField(_l("Ý tưởng đưa ra họp"), coerce=int)
    others = StringField(_l("Ý tưởng khác, ghi mã"), [at_most(400)])


class PaperListForm(Form):
    sent_key = HiddenField(validators=[Length(max=40)])
    village_id = SelectField(_l("Người ký ở thôn nào?"), coerce=int)
    collected_on = DateField(_l("Lấy chữ ký ngày nào?"), [Needed(_l("Chưa ghi ngày."))])
    scans = FilesField(_l("Ảnh chụp tờ giấy có chữ ký"))


class ScansForm(Form):
    scans = FilesField(_l("Thêm ảnh chụp"))


class LineForm(Form):
    number = IntegerField(_l("Dòng số"), [Between(1, 9999, message=_l("Số dòng từ 1 đến 9999.")), Needed()])
    name = StringField(_l("Họ và tên trên giấy"), [Needed(_l("Chưa điền họ và tên.")), at_most(80), person_name])
    birth_year = IntegerField(_l("Năm sinh"), [Optional(), birth_year])
