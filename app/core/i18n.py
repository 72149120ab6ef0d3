"""Vietnamese first, English under /en/; dates and numbers as people here write them."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations
from flask import Blueprint, Flask, current_app, g, request, url_for
from flask_babel import Babel, Domain, force_locale, get_translations
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from app.core.clock import local
from app.core.fields import shown_phone

LANGUAGES = ("vi", "en")
_VIETNAMESE = re.compile("[ăâđêôơưà-ãèéìíò-õùúýĩũạ-ỹ]", re.IGNORECASE)
_SAFE = "!$'()*,/:;?@"  # of the letters a query may hold as they are (RFC 3986, 3.4)
WORDS = Path(__file__).parents[1] / "translations"
_WEEKDAYS = (_l("Thứ Hai"), _l("Thứ Ba"), _l("Thứ Tư"), _l("Thứ Năm"), _l("Thứ Sáu"), _l("Thứ Bảy"), _l("Chủ nhật"))


def language() -> str:
    """The language of this page: it is part of the address."""
    return str(g.get("lang", "vi"))


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Say what follows in a language, whatever page asked: for mails, whose readers chose one earlier."""
    before, g.lang = g.get("lang", "vi"), lang
    try:
        with force_locale(lang):
            yield
    finally:
        g.lang = before


def bilingual(bp: Blueprint, rule: str, **options: Any) -> Callable[..., Any]:
    """Route a view twice: in Vietnamese at `rule` and in English under `/en`."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        bp.add_url_rule(f"/en{rule}", view_func=view, defaults={"lang": "en"}, **options)
        bp.add_url_rule(rule, view_func=view, defaults={"lang": "vi"}, **options)
        return view

    return decorate


class _Catalogue(Domain):
    """The words of this page's language. Vietnamese is what the code says itself: nothing is looked up for it."""

    def get_translations(self) -> Any:
        return _SOURCE if language() == "vi" else super().get_translations()


class _Babel(Babel):
    @cached_property
    def domain_instance(self) -> Domain:
        return _Catalogue()


_SOURCE = NullTranslations()


def compile_words(target: Path) -> None:
    """Make of each catalogue what the app reads, in `target`. Safe to run again."""
    for source in WORDS.glob("*/LC_MESSAGES/messages.po"):
        with source.open("rb") as written:
            catalogue = read_po(written)
        path = target / source.relative_to(WORDS).with_suffix(".mo")
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as compiled:
            write_mo(compiled, catalogue)


def words_of(language: str) -> Any:
    """The catalogue of the page's language; Vietnamese is what the code says itself."""
    return _SOURCE if language == "vi" else get_translations()


def address(endpoint: str, **values: Any) -> str:
    """`url_for` for templates: a page of cards asks for some seventy addresses, most of them again and again."""
    if "lang" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values["lang"] = language()
    return _address(endpoint, request.script_root, tuple(values.items()))


def as_written(text: object) -> Markup:
    """The attribute that tells a screen reader on an English page that this text is Vietnamese (WCAG 3.1.2)."""
    return Markup(' lang="vi"') if language() == "en" and _VIETNAMESE.search(str(text)) else Markup("")


@lru_cache(maxsize=8192)
def _address(endpoint: str, _root: str, values: tuple[tuple[str, Any], ...]) -> str:
    return url_for(endpoint, **dict(values))


def day(value: date | datetime | None) -> str:
    """dd/mm/yyyy, whatever locale the server has."""
    if value is None:
        return ""
    here = local(value) if isinstance(value, datetime) else value
    return f"{here.day:02d}/{here.month:02d}/{here.year}"  # three times as fast as strftime


def weekday(value: date | datetime) -> str:
    """A date with its weekday in words: “Thứ Sáu, 20/11/2026”."""
    value = local(value) if isinstance(value, datetime) else value
    return f"{_WEEKDAYS[value.weekday()]}, {day(value)}"


def moment(value: datetime | None) -> str:
    """Hour and date: “14:30, 20/11/2026”."""
    if value is None:
        return ""
    here = local(value)
    return f"{here.hour:02d}:{here.minute:02d}, {here.day:02d}/{here.month:02d}/{here.year}"


def clock(value: datetime) -> str:
    """The hour alone: “14:30”."""
    here = local(value)
    return f"{here.hour:02d}:{here.minute:02d}"


def number(value: int | Decimal | None) -> str:
    """Thousands and decimals by the language of the page: 1.234,5 in Vietnamese, 1,234.5 in English."""
    if value is None:
        return ""
    text = f"{value:,}"
    return text if language() == "en" else text.translate(str.maketrans(",.", ".,"))


def points(value: Decimal) -> str:
    """A mark as people write it, without idle noughts: 40, 12,5; in English 12.5."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text if language() == "en" else text.replace(".", ",")


def quantity(value: Decimal | float, places: int = 2) -> str:
    """An amount without idle noughts and with thousands parted: 1.250, 12,5; in English 1,250 and 12.5."""
    whole = number(round(Decimal(value), places))
    mark = "." if language() == "en" else ","
    return whole.rstrip("0").rstrip(mark) if mark in whole else whole


def init_app(app: Flask) -> None:
    """Take the language from the address, and give templates the words and formats."""
    _Babel(app, locale_selector=language)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: words_of(language()).ugettext(text),
        ngettext=lambda one, many, n: words_of(language()).ungettext(one, many, n),
        newstyle=True,
    )
    app.jinja_env.globals.update(url_for=address, as_written=as_written)

    @app.url_value_preprocessor
    def take_language(_: str | None, values: dict[str, Any] | None) -> None:
        missing = "en" if request.path.startswith("/en/") else "vi"  # nothing is at this address, and it says so in words
        g.lang = missing if values is None else values.pop("lang", "vi")

    @app.url_defaults
    def give_language(endpoint: str, values: dict[str, Any]) -> None:
        if "lang" not in values and app.url_map.is_endpoint_expecting(endpoint, "lang"):
            values["lang"] = language()

    filters = {
        "day": day,
        "weekday": weekday,
        "moment": moment,
        "clock": clock,
        "number": number,
        "points": points,
        "quantity": quantity,
        "phone": shown_phone,
    }
    app.jinja_env.filters.update(filters)


def switch_url() -> str | None:
    """This page in the other language, or None where it is Vietnamese only."""
    from_here = request.endpoint and "lang" in (request.url_rule.defaults or {} if request.url_rule else {})
    if not from_here:
        return None
    other = "en" if language() == "vi" else "vi"
    return with_query(url_for(request.endpoint or "", **{**(request.view_args or {}), "lang": other}), request.args)


def with_query(path: str, query: Mapping[str, Any]) -> str:
    """An address of this site with a query, whatever somebody named in theirs: `url_for` takes some names for its own."""
    return f"{path}?{urlencode(query, safe=_SAFE)}" if query else path
