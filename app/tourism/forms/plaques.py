"""What plaques are printed on."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from app.core.forms import Form, Needed
from app.labels.stocks import A4, Stock

STOCKS = {
    "a4": (_l("Giấy A4, mỗi trang một biển"), Stock(A4, 0.0, 0.0, 210.0, 297.0, 1, 1)),
    "a5": (_l("Giấy A4, mỗi trang hai biển A5"), Stock(A4, 0.0, 0.0, 210.0, 148.5, 1, 2)),
    "a6": (_l("Giấy A4, mỗi trang bốn biển A6"), Stock(A4, 0.0, 0.0, 105.0, 148.5, 2, 2)),
}


class PlaquesForm(Form):
    place = SelectField(_l("Biển của điểm nào?"), coerce=int)
    stock = RadioField(
        _l("Khổ biển"), [Needed(_l("Hãy chọn một mục."))], default="a5",
        choices=[SelectChoice(key, words) for key, (words, _stock) in STOCKS.items()],
    )  # fmt: skip
    key = HiddenField()
