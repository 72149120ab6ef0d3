"""What can be typed into one field, and how it is read: days, hours, money, amounts, phones, files."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from email.errors import HeaderParseError
from email.headerregistry import Address
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import SelectMultipleField, StringField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.clock import ZONE, local

_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE)
_DAY = re.compile(r"^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})$")
_MOMENT = re.compile(r"^(\d{1,2})[:hg](\d{2}),? +(?:ngày +)?(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})$")
_MONEY = re.compile(r"^([0-9]+|[0-9]{1,3}([\s.,][0-9]{3})+)$")
_PHONE = re.compile(r"^(?:\+?84|0)((?:3|5|7|8|9)\d{8}|2\d{9})$")
_AMOUNT = re.compile(r"^(\d{1,3}(?:[. ]\d{3})+|\d+)(?:[.,](\d{1,3}))?$", re.ASCII)
_CLOCK = re.compile(r"^(\d{1,2})[:hg.](\d{2})$", re.IGNORECASE)


class DateField(StringField):
    """A date typed as dd/mm/yyyy: `<input type=date>` would show the phone's own order."""

    data: Any

    def _value(self) -> str:
        return self.data.strftime("%d/%m/%Y") if isinstance(self.data, date) else (self.data or "")

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0].strip() if valuelist else None
        if not self.data:
            self.data = None
            return
        match = _DAY.match(self.data)
        try:
            if not match or not 1900 <= int(match[3]) <= 2100:
                raise ValueError
            self.data = date(int(match[3]), int(match[2]), int(match[1]))
        except ValueError:
            raise ValidationError(_("Ngày viết theo thứ tự ngày/tháng/năm, ví dụ 05/07/2026.")) from None


class MomentField(StringField):
    """Hour and date in the commune (Asia/Ho_Chi_Minh), as pages write them: “17:00, 30/11/2026”; kept in UTC."""

    data: Any

    def _value(self) -> str:
        if not isinstance(self.data, datetime):
            return self.data or ""
        return f"{local(self.data):%H:%M, %d/%m/%Y}"

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0].strip() if valuelist else None
        if not self.data:
            self.data = None
            return
        match = _MOMENT.match(self.data)
        try:
            if not match or not 1900 <= int(match[5]) <= 2100:
                raise ValueError
            hour, minute, day, month, year = (int(part) for part in match.groups())
            self.data = datetime(year, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC)
        except ValueError:
            raise ValidationError(_("Viết giờ rồi ngày, ví dụ 17:00, 30/11/2026.")) from None


class FilesField(MultipleFileField):
    """Photos and documents sent with a form; the files a thing has already are never among them."""

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, render_kw={"accept": "image/*,.heic,.pdf"}, **options)

    def process_data(self, value: Any) -> None:
        self.data: list[Any] = []


class MultiCheckboxField(SelectMultipleField):
    """Several of a list, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PercentField(StringField):
    """A percentage with at most two places; a comma or a point parts them."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0].strip().rstrip("%").strip().replace(",", ".") if valuelist else None
        if not self.data:
            self.data = None
            return
        try:
            value = Decimal(self.data)
            if not value.is_finite() or value != round(value, 2) or not 0 <= value <= 100:
                raise InvalidOperation
        except InvalidOperation:
            raise ValidationError(_("Tỷ lệ là số từ 0 đến 100, nhiều nhất hai chữ số lẻ, ví dụ 33,34.")) from None
        self.data = value

    def _value(self) -> str:
        return "" if self.data is None else str(self.data).replace(".", ",")


class MoneyField(StringField):
    """Whole đồng; “1.200.000” and “1200000 đ” are the same."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = re.sub(r"\s*(đồng|đ|₫)$", "", valuelist[0].strip().casefold()) if valuelist else ""
        self.data = None
        if typed:
            digits = re.sub(r"[\s.,]", "", typed)
            if not _MONEY.match(typed) or len(digits) > 13:
                self.data = valuelist[0]
                raise ValidationError(_("Số tiền là một số đồng, ví dụ 1.200.000."))
            self.data = int(digits)

    def _value(self) -> str:
        return f"{self.data:,}".replace(",", ".") if isinstance(self.data, int) else (self.data or "")


class ContactField(StringField):
    """A way to reach somebody, kept in one form; nothing typed is None, and what cannot be read stays as it was typed."""

    data: Any
    sentence: Any

    @staticmethod
    def stored(typed: str) -> str | None:
        """What was typed as it is kept, or None when it leads to nobody."""
        return typed

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = (valuelist[0].strip() if valuelist else "") or None
        if self.data:
            stored = self.stored(self.data)
            if stored is None:
                raise ValidationError(str(self.sentence))
            self.data = stored


class PhoneField(ContactField):
    """A Vietnamese phone number, stored as +84…; spaces and dots do not matter."""

    sentence = _l("Số điện thoại gồm 10 chữ số, ví dụ 0912 345 678.")

    @staticmethod
    def stored(typed: str) -> str | None:
        return phone(typed)

    def _value(self) -> str:
        return shown_phone(self.data or "")


def phone(typed: str) -> str | None:
    """A number as it is stored (+84…), or None when this is no Vietnamese number."""
    match = _PHONE.match(re.sub(r"[\s.\-()]", "", typed))
    return f"+84{match[1]}" if match else None


def shown_phone(stored: str) -> str:
    """A stored number as people write it: 0912 345 678, or 0220 374 5678 at home."""
    digits = "0" + stored[3:] if stored.startswith("+84") else stored
    return f"{digits[:4]} {digits[4:7]} {digits[7:]}" if len(digits) in (10, 11) and digits.isdigit() else stored


class EmailField(ContactField):
    """An address that letters can be written to (RFC 5322, plain letters only): what cannot be composed is no address."""

    sentence = _l("Địa chỉ thư có dạng ten@vidu.vn.")

    @staticmethod
    def stored(typed: str) -> str | None:
        try:
            read = Address(addr_spec=typed)
        except (HeaderParseError, ValueError, IndexError):
            return None
        return typed if typed.isascii() and read.username and re.fullmatch(_DOMAIN, read.domain) else None


class AmountField(StringField):
    """A positive quantity with at most two places: “12,5” and “12.5” are the same, “1.000” is a thousand."""

    data: Any
    least, most, places = Decimal("0.01"), Decimal(10**7), 2
    sentence = _l("Hãy ghi một số lớn hơn 0, nhiều nhất hai chữ số lẻ, ví dụ 12,5.")

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not typed:
            return
        found = _AMOUNT.match(typed)
        value = Decimal(f"{re.sub('[. ]', '', found[1])}.{found[2] or ''}") if found else Decimal(-1)
        if not self.least <= value < self.most or value != round(value, self.places):
            self.data = typed
            raise ValidationError(self.sentence)
        self.data = value

    def _value(self) -> str:
        return str(self.data).replace(".", ",") if isinstance(self.data, Decimal) else (self.data or "")


class ClockField(StringField):
    """An hour of the day, as 14:30 or 14h30."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        match = _CLOCK.match(typed)
        if not match or int(match[1]) > 23 or int(match[2]) > 59:
            self.data = typed
            raise ValidationError(_("Giờ viết như 14:30 hoặc 14h30."))
        self.data = f"{int(match[1]):02d}:{match[2]}"


class PhotoField(FilesField):
    """One picture."""

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, **options)
        self.render_kw = {"accept": "image/*"}

    @property
    def stream(self) -> Any:
        """The one that was sent, or None."""
        return self.data[0].stream if self.data else None
