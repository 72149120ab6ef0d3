"""Kinds of papers. The feature that knows the facts of a kind registers it here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from flask_babel import lazy_gettext as _l

from app.papers.language import Part

TEXTS = Path(__file__).parent / "texts"
Rows = Sequence[Sequence[str]]


class Format(Enum):
    """How a kind lies on the page."""

    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"
    CERTIFICATE = "certificate"


@dataclass(frozen=True)
class Place:
    """A gap in the text that the program fills in, with what it means and what a preview shows."""

    means: Any
    example: str


# Filled in by the house itself, in every kind.
COMMON = {"năm": Place(_l("Năm lập văn bản"), "2026")}


@dataclass(frozen=True)
class Column:
    """A column of a table: its words, its share of the width, and where its cells stand (left, center, right)."""

    title: str
    share: int
    align: str = "left"


@dataclass(frozen=True)
class Table:
    """A table that the program fills in: what it means, its columns, the rows of a preview."""

    means: Any
    columns: tuple[Column, ...]
    example: Rows


@dataclass(frozen=True)
class Kind:
    """A kind of paper: its names, its gaps, its tables, and what the commune may not leave out of its text.

    `needs` are parts; of places and tables `must` names those that have to appear.
    """

    code: str
    slug: str
    title: Any
    about: Any
    places: Mapping[str, Place]
    tables: Mapping[str, Table] = field(default_factory=dict)
    needs: tuple[Part, ...] = (Part.TYPE, Part.SIGN)
    must: tuple[str, ...] = ()
    format: Format = Format.PORTRAIT

    @property
    def shipped(self) -> str:
        """The text that holds until the commune writes its own."""
        return (TEXTS / f"{self.code}.txt").read_text(encoding="utf-8").strip()

    @property
    def all_places(self) -> dict[str, Place]:
        """Its own gaps, and those of every kind."""
        return {**self.places, **COMMON}

    @property
    def example(self) -> tuple[dict[str, str], dict[str, Rows]]:
        """The values and rows of a preview."""
        values = {name: place.example for name, place in self.all_places.items()}
        return values, {name: table.example for name, table in self.tables.items()}


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a kind known by its code."""
    _kinds[kind.code] = kind
    return kind


def every_kind() -> list[Kind]:
    """All that are known, in the order they were registered."""
    return list(_kinds.values())


def by_slug(slug: str) -> Kind | None:
    """The kind of an address."""
    return next((kind for kind in _kinds.values() if kind.slug == slug), None)
