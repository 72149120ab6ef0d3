"""What answers are made of.

Each field says once what it holds and what it means; the OpenAPI document and /du-lieu tell it on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.enums import Labelled
from app.core.i18n import speaking

Schema = Mapping[str, Any]

TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
DAY: Schema = {"type": "string", "format": "date"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
YEAR: Schema = {"type": "integer", "minimum": 2020, "maximum": 2100}
QUARTER: Schema = {"type": "integer", "minimum": 1, "maximum": 4}
PERCENT: Schema = {"type": "integer", "minimum": 0, "maximum": 100}
YES_NO: Schema = {"type": "boolean"}
HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
# Decimals are text: a program that reads them as binary fractions would change them.
POINTS: Schema = {"type": "string", "pattern": r"^\d+\.\d{2}$"}
TENTHS: Schema = {"type": "string", "pattern": r"^\d+\.\d$"}
# Where the dictionary's keys are data, as the codes of criteria are.
ANYTHING: Schema = {"type": "object"}


def one_of(kind: Iterable[Labelled]) -> Schema:
    """One of the values of a kind, or of those of them that everybody may see."""
    return {"type": "string", "enum": [member.value for member in kind]}


def maybe(schema: Schema) -> Schema:
    """The same, or null where there is nothing."""
    return {"anyOf": [schema, {"type": "null"}]}


def many(schema: Schema) -> Schema:
    """A list of them."""
    return {"type": "array", "items": schema}


def by_key(schema: Schema) -> Schema:
    """An object whose keys are data and whose values are of one shape."""
    return {"type": "object", "additionalProperties": schema}


@dataclass(frozen=True)
class Part:
    """One field: its name, what it holds, and what that means (Vietnamese; the catalogue has it in English)."""

    name: str
    holds: Schema
    means: Any

    @property
    def schema(self) -> dict[str, Any]:
        """What it holds, with its meaning in both languages beside it."""
        return {"title": said("vi", self.means), "description": said("en", self.means), **self.holds}


@dataclass(frozen=True)
class Shape:
    """An object that always has all of these fields and no others."""

    name: str
    means: Any
    parts: tuple[Part, ...]

    def __post_init__(self) -> None:
        if self.name in SHAPES:
            raise ValueError(f"two shapes are called {self.name}")
        SHAPES[self.name] = self

    @property
    def ref(self) -> Schema:
        """How another schema names it."""
        return {"$ref": f"#/components/schemas/{self.name}"}

    @property
    def schema(self) -> dict[str, Any]:
        """Its JSON Schema (draft 2020-12)."""
        return {
            "type": "object",
            "title": said("vi", self.means),
            "description": said("en", self.means),
            "properties": {part.name: part.schema for part in self.parts},
            "required": [part.name for part in self.parts],
            "additionalProperties": False,
        }


SHAPES: dict[str, Shape] = {}


def said(language: str, words: Any) -> str:
    """Words in one of the two languages, whatever page asks."""
    with speaking(language):
        return str(words)


def listing(name: str, of: Shape, *, called: str = "items") -> Shape:
    """A page of a list, and the way to what follows."""
    following = Part("next", maybe(TEXT), _l("Đường dẫn của trang sau; null khi đã hết"))
    items = Part(called, many(of.ref), _l("Các mục của trang này, mục mới nhất trước"))
    return Shape(name, _l("Một trang của danh sách"), (items, following))


def cell(value: Any) -> Any:
    """What a field holds as one cell of a table: several things with semicolons between, things by their names."""
    if isinstance(value, list):
        return "; ".join(str(cell(one)) for one in value)
    if isinstance(value, dict):
        return value.get("name") or value.get("place") or ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value


def values_of(schema: Schema) -> list[str]:
    """The values a field may have, where they are few and fixed."""
    return list(schema["anyOf"][0].get("enum", ()) if "anyOf" in schema else schema.get("enum", ()))


def kind_of(schema: Schema) -> str:
    """What a field holds, in a word or two for a reader of tables."""
    if values_of(schema):
        return _("để trống, hoặc một trong:") if "anyOf" in schema else _("một trong:")
    if "anyOf" in schema:
        return _("%(kind)s hoặc trống", kind=kind_of(schema["anyOf"][0]))
    words = {
        "date": _("ngày, viết theo ISO 8601"),
        "date-time": _("thời điểm, viết theo ISO 8601"),
        "integer": _("số nguyên"),
        "number": _("số"),
        "boolean": _("true hoặc false"),
        "array": _("danh sách, cách nhau bằng dấu chấm phẩy"),
    }
    if schema.get("pattern") in (POINTS["pattern"], TENTHS["pattern"]):
        return _("số thập phân")
    return words.get(schema.get("format", ""), words.get(schema.get("type", ""), _("chữ")))
