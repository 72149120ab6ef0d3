"""Forms know shape only; every text is cleaned once, at the door."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import (
    Field,
    FileField,
    HiddenField,
    IntegerField,
    PasswordField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from app.core import text
from app.core.clock import ZONE, local
from app.core.rules import RuleBroken

__all__ = [
    "Between",
    "DateField",
    "FilesField",
    "Form",
    "MomentField",
    "MoneyField",
    "MultiCheckboxField",
    "Needed",
    "PercentField",
    "PhoneField",
    "VersionedForm",
    "at_most",
    "options",
]

_DAY = re.compile(r"^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})$")
_MOMENT = re.compile(r"^(\d{1,2})[:hg](\d{2}),? +(?:ngày +)?(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})$")
_MONEY = re.compile(r"^([0-9]+|[0-9]{1,3}([\s.,][0-9]{3})+)$")
_PHONE = re.compile(r"^(?:\+?84|0)((?:3|5|7|8|9)\d{8}|2\d{9})$")


def at_most(limit: int) -> Length:
    """A text of at most so many letters, with the limit in the sentence."""
    return Length(max=limit, message=_l("Dài quá, chỉ viết được tối đa %(max)d chữ cái."))


class Between(NumberRange):
    """A whole number within limits, however long it is: the library would make a float of it."""

    def __call__(self, form: Any, field: Field) -> None:
        if isinstance(field.data, str):  # what could not be read has its sentence already
            return
        if field.data is None or not self.min <= field.data <= self.max:
            raise ValidationError(self.message)


class Needed(InputRequired):
    """An answer that must be given; the sentence says which."""

    def __init__(self, message: Any = None) -> None:
        super().__init__(message or _l("Chỗ này chưa điền."))

    def __call__(self, form: Any, field: Field) -> None:
        if not field.data or (isinstance(field.data, str) and not field.data.strip()):
            field.errors[:] = []  # type: ignore[index]
            raise StopValidation(str(self.message))


# What WTForms says by itself, in our words.
_LIBRARY = {
    "Not a valid choice.": _l("Hãy chọn một mục trong danh sách."),
    "Not a valid choice": _l("Hãy chọn một mục trong danh sách."),
    "Invalid Choice: could not coerce.": _l("Hãy chọn một mục trong danh sách."),
    "Not a valid integer value.": _l("Chỗ này cần một số nguyên."),
    "This field is required.": _l("Chỗ này chưa điền."),
}


class Words:
    """The library's sentences in the language of the page."""

    def gettext(self, string: str) -> str:
        """One of its sentences; whatever we did not foresee still says that something is wrong."""
        return str(_LIBRARY.get(string) or _l("Chỗ này chưa đúng."))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Its counted sentences, of which we use none."""
        return self.gettext(singular)


class Form(FlaskForm):
    """A form of the house."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> Words:
            """Speak as the rest of the site does."""
            return Words()

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Files are for the fields of files: in place of a text a file is no answer."""
            given = super().wrap_formdata(form, formdata)
            if not isinstance(given, CombinedMultiDict) or given.dicts[0] is not request.files:
                return given
            takes = {field.name for field in form if isinstance(field, FileField)}
            files = MultiDict((name, file) for name, file in request.files.items(multi=True) if name in takes)
            return CombinedMultiDict([files, request.form])

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            """Clean each text as it comes in; passwords are only brought to NFC."""
            if issubclass(unbound_field.field_class, StringField) and not issubclass(
                unbound_field.field_class, (PasswordField, HiddenField)
            ):
                options = {**options, "filters": [*options.get("filters", ()), _cleaned]}
            return super().bind_field(form, unbound_field, options)

    def validate(self, extra_validators: Any = None) -> bool:
        """Shape of every field, and no letters that cannot be seen."""
        valid = super().validate(extra_validators)
        for field in self._fields.values():
            if isinstance(field.data, str) and text.hidden_letters(field.data):
                field.errors = [_("Có ký tự ẩn không dùng được. Hãy xóa đi và gõ lại chỗ này.")]
                field.data = re.sub(text._FORBIDDEN, "", field.data)
                valid = False
        return valid

    def refuse(self, field: str, sentence: str) -> None:
        """Put a refusal that a rule found beside the field it is about."""
        self._fields[field].errors = [*self._fields[field].errors, sentence]


class VersionedForm(Form):
    """A form that knows which version of a thing the person was looking at."""

    version = IntegerField(widget=HiddenField.widget, validators=[Optional()])

    def is_stale(self, current: int) -> bool:
        """Whether somebody else saved meanwhile; the form then takes the new version, for a second, knowing try."""
        stale = self.version.data is not None and self.version.data != current
        self.version.data, self.version.raw_data = current, None
        return stale

    def must_be_fresh(self, current: int) -> None:
        """Raises `RuleBroken` when somebody else saved meanwhile."""
        if self.is_stale(current):
            raise RuleBroken(_("Có người vừa sửa trước. Hãy xem lại rồi lưu lần nữa."))


def options(things: Iterable[Any], *, empty: str | None = None) -> list[SelectChoice]:
    """The choices of a field: things by number and name, after an empty choice when its words are given."""
    first = [] if empty is None else [SelectChoice("", empty)]
    return first + [SelectChoice(thing.id, thing.name) for thing in things]


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


class PhoneField(StringField):
    """A Vietnamese phone number, stored as +84…; spaces and dots do not matter."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0].strip() if valuelist else None
        if not self.data:
            self.data = None
            return
        stored = phone(self.data)
        if stored is None:
            raise ValidationError(_("Số điện thoại gồm 10 chữ số, ví dụ 0912 345 678."))
        self.data = stored

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


def _cleaned(value: Any) -> Any:
    return text.clean(value) if isinstance(value, str) else value


def first_errors(errors: Any) -> Iterable[str]:
    """The sentences of a form's errors, however deep its lists are."""
    if isinstance(errors, dict):
        errors = errors.values()
    for error in errors:
        if isinstance(error, str) or not hasattr(error, "__iter__"):
            yield str(error)
        else:
            yield from first_errors(error)
