"""What visitors type, and those who receive them."""

import re
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Optional

from app.accounts.fields import ChildrenField
from app.core.clock import moment_at
from app.core.fields import ClockField, DateField, EmailField, PhotoField, phone
from app.core.forms import Between, Form, Needed, at_most
from app.core.text import card_number
from app.tourism.models import Mood

_CLOCK = re.compile(r"^(\d{1,2})[:hg.](\d{2})$", re.IGNORECASE)


class AskForm(Form):
    """A request for seats: a phone number or an address, whichever they like."""

    people = IntegerField(_l("Mấy người?"), [Between(1, 100, _l("Số người từ 1 đến 100."))])
    name = StringField(_l("Tên người đặt"), [Needed(_l("Chưa ghi tên.")), at_most(80)])
    phone = StringField(
        _l("Số điện thoại"), [at_most(30)], description=_l("Khách nước ngoài ghi cả mã nước, ví dụ +33 6 12 34 56 78.")
    )
    email = EmailField(_l("Thư điện tử"), [at_most(254)], description=_l("Có địa chỉ thì trang gửi thư báo."))
    note = TextAreaField(_l("Nhắn người đón"), [at_most(300)], description=_l("Trẻ nhỏ, xe lăn, đến muộn…"))
    key = HiddenField()

    def validate_phone(self, field: Any) -> None:
        if not field.data and not self.email.data:
            raise ValidationError(_("Ghi số điện thoại hoặc thư điện tử, để người đón báo lại."))
        if field.data and self.reached_at is None:
            raise ValidationError(_("Số điện thoại chưa đúng, ví dụ 0912 345 678, hoặc +33 6 12 34 56 78."))

    def validate_note(self, field: Any) -> None:
        if card_number(field.data or ""):
            raise ValidationError(_("Đừng ghi số căn cước ở đây: không ai cần đến."))

    validate_name = validate_note

    @property
    def reached_at(self) -> str | None:
        """The phone number as it is stored: one of this country, or any with the number of its country (ITU-T E.164)."""

        digits = re.sub(r"[\s.\-()]", "", self.phone.data or "")
        return phone(digits) or (digits if re.fullmatch(r"\+[1-9]\d{6,14}", digits) else None)


class FeedbackForm(Form):
    mood = RadioField(
        _l("Chuyến đi thế nào?"), [Needed(_l("Hãy chọn một câu trả lời."))], choices=Mood.choices(), coerce=Mood
    )
    text = TextAreaField(_l("Kể thêm một câu"), [at_most(300)])
    key = HiddenField()


class SlotsForm(Form):
    """Slots of a tour, at the same hours on one day or on each of several."""

    tour_id = SelectField(_l("Chuyến nào?"), coerce=int)
    first = DateField(_l("Từ ngày"), [Needed(_l("Chưa ghi ngày."))])
    last = DateField(_l("Đến hết ngày"), description=_l("Bỏ trống nếu chỉ một ngày."))
    hours = StringField(
        _l("Giờ bắt đầu"), [Needed(_l("Chưa ghi giờ.")), at_most(200)],
        description=_l("Nhiều giờ cách nhau bằng dấu cách: 6:00 7:30 16:30"),
    )  # fmt: skip
    seats = IntegerField(_l("Mỗi suất nhận mấy người?"), [Optional(), Between(1, 100, _l("Từ 1 đến 100 người."))],
                         description=_l("Bỏ trống là bằng số chỗ của chuyến."))  # fmt: skip

    def validate_hours(self, field: Any) -> None:
        for word in (field.data or "").replace(",", " ").split():
            found = _CLOCK.match(word)
            if not found or int(found[1]) > 23 or int(found[2]) > 59:
                raise ValidationError(_("Giờ viết như 6:00 hoặc 16h30, cách nhau bằng dấu cách."))

    def validate_last(self, field: Any) -> None:
        if field.data and self.first.data and not 0 <= (field.data - self.first.data).days <= 62:
            raise ValidationError(_("Ngày cuối phải sau ngày đầu, không quá hai tháng."))

    @property
    def starts(self) -> list[datetime]:
        """When each slot begins, on the clock of the commune."""
        hours = [_CLOCK.match(word) for word in (self.hours.data or "").replace(",", " ").split()]
        day, until, made = self.first.data, self.last.data or self.first.data, []
        while day <= until:
            made += [moment_at(day, f"{hour[1]}:{hour[2]}") for hour in hours if hour]
            day += timedelta(days=1)
        return made


class ReasonForm(Form):
    reason = TextAreaField(_l("Nói gì với khách?"), [Needed(_l("Chưa ghi lý do.")), at_most(300)])


class ArrivedForm(Form):
    people = IntegerField(_l("Mấy người đến?"), [Between(1, 100, _l("Số người từ 1 đến 100."))])


class SightingForm(Form):
    species_id = SelectField(_l("Chim gì?"), coerce=int)
    count = IntegerField(_l("Bao nhiêu con?"), [Between(1, 100_000, _l("Số chim từ 1 đến 100.000."))])
    is_estimate = BooleanField(_l("Đây là số ước lượng"))
    attraction_id = SelectField(_l("Ở đâu?"), coerce=lambda v: int(v) if v else None)
    day = DateField(_l("Ngày"), [Needed(_l("Chưa ghi ngày."))])
    clock = ClockField(_l("Giờ"), [Needed(_l("Chưa ghi giờ."))])
    note = TextAreaField(_l("Ghi thêm"), [at_most(300)])
    photo = PhotoField(_l("Chụp hoặc chọn ảnh"))
    alt = StringField(_l("Trong ảnh có gì?"), [at_most(200)])
    children = ChildrenField(beside="photo")
    key = HiddenField()

    @property
    def seen_at(self) -> datetime:
        """The moment, on the clock of the commune."""
        return moment_at(self.day.data, self.clock.data)


class ObserverForm(Form):
    name = StringField(_l("Tên, số điện thoại hoặc thư của người ghi chim"), [Needed(_l("Chưa ghi tên.")), at_most(254)])
