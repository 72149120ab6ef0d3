"""What is typed about codes and labels."""

from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, ValidationError

from app.core.fields import AmountField, MoneyField, PhoneField
from app.core.forms import Between, Form, Needed, at_most
from app.labels.models import MOST
from app.labels.stocks import FREE, STOCKS, Stock
from app.tracing.models import LabelPlace, TroubleKind


class DistanceField(AmountField):
    """Millimetres between two things, which may touch."""

    least = Decimal(0)
    sentence = _l("Hãy ghi một số, nhiều nhất hai chữ số lẻ, ví dụ 12,5.")


class FindForm(Form):
    code = StringField(_l("Mã trên tem"), [at_most(60)])


class PayForm(Form):
    amount = MoneyField(_l("Số tiền (đồng)"), [Optional(), Between(1, 10**13 - 1, _l("Số tiền phải lớn hơn 0."))])


class TroubleForm(Form):
    kind = RadioField(
        _l("Có chuyện gì?"), [Needed(_l("Hãy chọn một mục."))], choices=TroubleKind.choices(), coerce=TroubleKind
    )
    text = TextAreaField(_l("Kể thêm: mua ở đâu, khi nào"), [at_most(500)])
    phone = PhoneField(_l("Số điện thoại để xã hỏi lại"))


class LabelsForm(Form):
    count = IntegerField(_l("In bao nhiêu tem?"), [Between(1, MOST, _l("Số tem từ 1 đến 5.000."))], default=21)
    stock = RadioField(_l("In trên giấy nào?"), default="a4-21")
    place = SelectField(_l("Tem đặt ở đâu?"), choices=LabelPlace.choices(), coerce=LabelPlace, default=LabelPlace.PACK)
    numbered = BooleanField(_l("Mỗi tem một số riêng, để biết tem bị sao chép"))
    as_link = BooleanField(_l("Dùng địa chỉ GS1 (mã GTIN) thay cho mã của xã"))
    width = AmountField(_l("Tem rộng (mm)"), [Optional()])
    height = AmountField(_l("Tem cao (mm)"), [Optional()])
    across = IntegerField(_l("Số tem một hàng"), [Optional(), Between(1, 20, _l("Từ 1 đến 20."))])
    down = IntegerField(_l("Số dòng tem mỗi trang"), [Optional(), Between(1, 40, _l("Từ 1 đến 40."))])
    left = DistanceField(_l("Lề trái (mm)"), [Optional()])
    top = DistanceField(_l("Lề trên (mm)"), [Optional()])
    gap_x = DistanceField(_l("Khoảng cách ngang (mm)"), [Optional()])
    gap_y = DistanceField(_l("Khoảng cách dọc (mm)"), [Optional()])
    key = HiddenField()

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.stock.choices = [SelectChoice(key, words) for key, (words, _stock) in STOCKS.items()]
        self.stock.choices.append(SelectChoice(FREE, _("Giấy khác, tự đo (khổ A4)")))

    def validate_stock(self, field: Any) -> None:
        """Free measures need the four that matter."""
        if field.data == FREE and not all(self[name].data for name in ("width", "height", "across", "down")):
            raise ValidationError(_("Giấy khác thì cần ghi tem rộng, cao, số tem một hàng và số hàng."))

    @property
    def chosen(self) -> Stock:
        """The stock that was chosen or measured."""
        if self.stock.data != FREE:
            return STOCKS[self.stock.data][1]
        sizes = {n: float(self[n].data or 0) for n in ("left", "top", "width", "height", "gap_x", "gap_y")}
        return Stock(page=(210.0, 297.0), across=self.across.data, down=self.down.data, **sizes)
