"""What is typed into the survey."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice

from app.core.forms import Between, Form, Needed, at_most
from app.labels.stocks import STOCKS
from app.satisfaction.models import MOST, Degree

_PAPER = [SelectChoice(key, STOCKS[key][0]) for key in ("a4-21", "a4-14", "a4-24")]


class AnswerForm(Form):
    degree = RadioField(
        _l("Ông bà có hài lòng với cách xã đã phục vụ, trả lời không?"),
        [Needed(_l("Hãy chọn một mục."))],
        choices=Degree.choices(),
        coerce=Degree,
    )
    text = TextAreaField(_l("Nên làm gì cho tốt hơn?"), [at_most(500)])


class SlipsForm(Form):
    unit_id = SelectField(_l("Cho quầy của đơn vị nào?"), coerce=int)
    count = IntegerField(_l("Bao nhiêu phiếu?"), [Between(1, MOST, _l("Mỗi lần in từ 1 đến 1.000 phiếu."))])
    stock = SelectField(_l("In trên giấy nào?"), choices=_PAPER)
    key = HiddenField()
