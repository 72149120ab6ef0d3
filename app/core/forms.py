"""Forms know shape only; every text is cleaned once, at the door."""

import re
from collections.abc import Iterable
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import (
    Field,
    FileField,
    HiddenField,
    IntegerField,
    PasswordField,
    StringField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, StopValidation

from app.core import text
from app.core.rules import RuleBroken


def at_most(limit: int) -> Length:
    """A text of at most so many letters, with the limit in the sentence."""
    return Length(max=limit, message=_l("Dài quá, chỉ viết được tối đa %(max)d chữ cái."))


class Between(NumberRange):
    """A whole number within limits, however long it is: the library would make a float of it."""

    def __init__(self, least: int, most: int, message: Any) -> None:
        super().__init__(least, most, message)
        self.field_flags: dict[str, Any] = {"min": least, "max": most, "required": True}  # unless it says it is optional

    def __call__(self, form: Any, field: Field) -> None:
        typed = any(str(raw).strip() for raw in field.raw_data or ())
        if isinstance(field.data, str) or (field.errors and typed):  # what could not be read has its sentence already
            return
        if field.data is None or not self.min <= field.data <= self.max:
            field.errors[:] = []  # type: ignore[index]  # a list by now
            raise ValidationError(self.message)


class Needed(InputRequired):
    """An answer that must be given; the sentence says which."""

    def __init__(self, message: Any = None) -> None:
        super().__init__(message or _l("Chỗ này chưa điền."))

    def __call__(self, form: Any, field: Field) -> None:
        if not field.data or (isinstance(field.data, str) and not field.data.strip()):
            field.errors[:] = []  # type: ignore[index]  # a list by now
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
