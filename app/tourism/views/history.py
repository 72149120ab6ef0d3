"""What changed, in the words of the form it was typed into."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from wtforms import Field

from app.core.audit import Event
from app.core.i18n import day, moment
from app.tourism.forms.content import PictureForm

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def changes_of(event: Event, form: Any) -> Iterator[tuple[str, str, str]]:
    """What an event says was changed: the label of the field, what it was, what it is."""
    fields: dict[str, Field] = {field.name: field for field in (*PictureForm(), *form)}
    for name, (before, after) in event.details.get("changed", {}).items():
        field = fields.get(name)
        label = str(field.label.text) if field else _names().get(name, _("Chỗ khác"))
        yield label, _told(before, field), _told(after, field)


def _names() -> dict[str, str]:
    """What no field asks for by its own name."""
    return {
        "latitude": _("Vĩ độ"),
        "longitude": _("Kinh độ"),
        "picture": _("Có ảnh"),
        "vi": _("Âm thanh tiếng Việt, số giây"),
        "en": _("Âm thanh tiếng Anh, số giây"),
    }


def _told(value: Any, field: Field | None) -> str:
    """A value of the history as people read it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    words = {str(choice.value): str(choice.label) for choice in getattr(field, "choices", None) or ()}
    text = words.get(str(value), str(value))
    if _DAY.fullmatch(text):
        return day(date.fromisoformat(text))
    if _DAY.match(text) and "T" in text:
        return moment(datetime.fromisoformat(text))
    return text.replace(".", ",") if re.fullmatch(r"-?\d+\.\d+", text) else text
