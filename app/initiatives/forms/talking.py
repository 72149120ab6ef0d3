"""A remark, a report, a decision."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, TextAreaField
from wtforms.validators import Length

from app.core.forms import Form, Needed, at_most
from app.initiatives.models import Objection


class RemarkForm(Form):
    sent_key = HiddenField(validators=[Length(max=40)])
    text = TextAreaField(_l("Góp ý"), [Needed(_l("Chưa viết góp ý.")), at_most(2000)])
    show_name = BooleanField(_l("Hiện tên tôi cùng góp ý"))


class ReportForm(Form):
    objection = RadioField(_l("Góp ý này có gì không ổn?"), choices=Objection.choices(), coerce=Objection)
