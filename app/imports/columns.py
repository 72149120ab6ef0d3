"""What may stand in a column, however it is spelled, and how it is read and shown."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from flask_babel import gettext as _
from wtforms import ValidationError

from app.core import text
from app.core.enums import Labelled
from app.core.i18n import day as written
from app.core.workflow import RuleBroken
from app.imports.places import Places

# Reads the text of a cell; the second thing is what the register looked up beforehand. Raises `RuleBroken` with a sentence.
Reader = Callable[[str, Any], Any]
_DAY = re.compile(r"(\d{1,2})[/.\- ]+(\d{1,2})[/.\- ]+(\d{4}|\d{2})(?:[ ,T]+0?0:00(?::00)?(?:\.0+)?)?", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]0?0:00(?::00)?(?:\.0+)?)?", re.ASCII)
# A day as spreadsheets count them: 10958 is the first of 1930, 73050 the last of 2099.
_SERIAL, _COUNTED_FROM = re.compile(r"\d{5}", re.ASCII), date(1899, 12, 30)
_CENTURY = 50  # a year of two figures from here on is of the last one
_YES = {"x", "v", "co", "yes", "y", "1", "true", "dung", "roi", "da co", "✓", "✔", "√"}
_NO = {"khong", "ko", "k", "no", "n", "0", "false", "sai", "chua", "chua co", "khong co", "-"}


@dataclass(frozen=True)
class Column:
    """One column of a register: its name, what people call it, how a cell of it is read.

    `needed` for whatever is new; `blank` is what an empty cell says, None that nothing is said: what stands there stays.
    """

    name: str
    words: Any
    read: Reader
    also: tuple[str, ...] = ()
    example: str = ""
    needed: bool = False
    blank: Any = None

    @property
    def called(self) -> set[str]:
        """Everything its heading may be, as `heading_key` writes it."""
        return {heading_key(str(self.words)), *(heading_key(other) for other in self.also)}


def heading_key(typed: str) -> str:
    """A heading without tones, signs, case and what stands in brackets."""
    return " ".join(re.findall(r"[a-z0-9]+", text.fold(re.sub(r"\(.*?\)", " ", typed, flags=re.DOTALL))))


def wording(most: int, *, check: Callable[[str], Any] | None = None) -> Reader:
    """A text of at most so many letters; `check` may say more of it, or keep it in another way."""

    def read(typed: str, _known: Any) -> Any:
        if typed.startswith("="):
            raise RuleBroken(_("Ô này là công thức, chưa phải chữ."))
        if text.hidden_letters(typed):
            raise RuleBroken(_("Có ký tự ẩn không dùng được."))
        if len(typed) > most:
            raise RuleBroken(_("Dài quá, chỉ viết được tối đa %(max)d chữ cái.", max=most))
        return check(typed) if check else typed

    return read


def as_in_a_form(validator: Callable[[Any, Any], Any]) -> Callable[[str], str]:
    """What a form asks of such a text, asked of a cell."""

    def check(typed: str) -> str:
        try:
            validator(None, SimpleNamespace(data=typed))
        except ValidationError as refused:
            raise RuleBroken(str(refused)) from None
        return typed

    return check


def day(typed: str, _known: Any) -> date:
    """A date as people and spreadsheets write it, the day first."""
    try:
        if found := _DAY.fullmatch(typed):
            year = int(found[3])
            if len(found[3]) == 2:
                year += 1900 if year >= _CENTURY else 2000
            read = date(year, int(found[2]), int(found[1]))
        elif found := _ISO.fullmatch(typed):
            read = date(int(found[1]), int(found[2]), int(found[3]))
        elif _SERIAL.fullmatch(typed):
            read = _COUNTED_FROM + timedelta(days=int(typed))
        else:
            raise ValueError
        if not 1900 <= read.year <= 2100:
            raise ValueError
    except ValueError:
        raise RuleBroken(_("Ngày viết theo thứ tự ngày/tháng/năm, ví dụ 05/07/2026.")) from None
    return read


def yes_no(typed: str, _known: Any) -> bool:
    """A mark, or yes and no in words."""
    said = " ".join(text.fold(typed).split())
    if said in _YES or said in _NO:
        return said in _YES
    raise RuleBroken(_("Chỉ ghi “có” hoặc “không”."))


def one_of(kind: type[Labelled], called: Mapping[str, Labelled]) -> Reader:
    """One of a few, by its own words or others, without tones."""
    known = {heading_key(other): member for other, member in called.items()}
    known |= {heading_key(str(member.value)): member for member in kind}

    def read(typed: str, _known: Any) -> Labelled:
        said = heading_key(typed)
        for member in kind:
            if said == heading_key(str(member.label)):
                return member
        if said not in known:
            raise RuleBroken(_("Chỉ ghi một trong: %(words)s.", words=", ".join(str(member.label) for member in kind)))
        return known[said]

    return read


def place(typed: str, known: Places) -> Any:
    """A village or a unit, by the name it has or had."""
    return known.named(typed)


def shown(value: Any) -> str:
    """What was read, as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if isinstance(value, date):
        return written(value)
    if isinstance(value, Labelled):
        return str(value.label)
    return str(getattr(value, "name", value))
