"""Places and offices as lists name them: with or without tones and “thôn”, by the name of before a merger too."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from flask_babel import gettext as _

from app.core import text
from app.core.workflow import RuleBroken

_BEFORE = re.compile(r"^(thôn|thon|làng|lang|xóm|xom)\s+", re.IGNORECASE)


class Places:
    """Everything of one kind that is or was, found by what people call it."""

    def __init__(self, places: Iterable[Any], names: Callable[[Any], Iterable[str]] = lambda place: (place.name,)) -> None:
        self._by_id: dict[int, Any] = {}
        self._exactly: dict[str, list[Any]] = defaultdict(list)
        self._roughly: dict[str, list[Any]] = defaultdict(list)
        for place in places:
            self._by_id[place.id] = place
            for name in {text.name_key(name) for name in names(place)}:
                self._exactly[name].append(place)
                self._roughly[text.fold(name)].append(place)

    def named(self, typed: str) -> Any:
        """What is called so today, or what it went on in. Raises `RuleBroken` for what is none, is gone, or is unclear."""
        found: list[Any] = []
        for said in (typed, _BEFORE.sub("", typed)):
            key = text.name_key(said)
            found = found or self._exactly.get(key) or self._roughly.get(text.fold(key)) or []
        if not found:
            raise RuleBroken(_("Không có nơi nào trong xã tên “%(name)s”.", name=typed))
        own = {place.id: place for place in found if place.is_current and place.successor_id is None}
        standing = own or {now.id: now for now in map(self.now, found) if now.is_current}
        if not standing:
            raise RuleBroken(_("“%(name)s” không còn, và chưa ghi nhập vào đâu.", name=typed))
        if len(standing) > 1:
            names = ", ".join(sorted(place.name for place in standing.values()))
            raise RuleBroken(_("“%(name)s” có thể là: %(names)s. Hãy viết đủ dấu.", name=typed, names=names))
        return next(iter(standing.values()))

    def now(self, place: Any) -> Any:
        """Where a place went on in the end, however many mergers lie between."""
        seen = set()
        while place.successor_id is not None and place.id not in seen:
            seen.add(place.id)
            place = self._by_id[place.successor_id]
        return place
