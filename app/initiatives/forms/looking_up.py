"""The two things that stand on a slip."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Regexp

from app.core.forms import Form, Needed, at_most


class LookUpForm(Form):
    code = StringField(_l("Mã ý tưởng"), [Needed(_l("Chưa điền mã ý tưởng.")), at_most(40)])
    digits = StringField(
        _l("Bốn số cuối của số điện thoại"),
        [Needed(_l("Chưa điền bốn số cuối.")), Regexp(r"^[0-9]{4}$", message=_l("Điền đúng bốn chữ số, ví dụ 5678."))],
    )
