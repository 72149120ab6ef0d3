"""How one device wants the pages: size of the words, light or dark. Two cookies say so, and nothing else of anybody."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from werkzeug import Response

SIZES = {"a": _l("Thường"), "aa": _l("To"), "aaa": _l("Rất to")}
THEMES = {"auto": _l("Theo máy"), "light": _l("Sáng"), "dark": _l("Tối"), "sun": _l("Nắng chói")}
COOKIES = ("co-chu", "nen")


@dataclass(frozen=True)
class Display:
    """What was chosen, or what pages look like when nothing was."""

    size: str = "a"
    theme: str = "auto"

    @classmethod
    def of(cls, cookies: Mapping[str, str]) -> "Display":
        """What this device wants; what is no choice counts for nothing."""
        size, theme = (cookies.get(name, "") for name in COOKIES)
        return cls(size if size in SIZES else cls.size, theme if theme in THEMES else cls.theme)

    def keep(self, answer: Response, *, secure: bool) -> None:
        """Let the device remember it for a year."""
        for name, value in zip(COOKIES, (self.size, self.theme), strict=True):
            answer.set_cookie(name, value, max_age=31536000, samesite="Lax", httponly=True, secure=secure)
