"""Templates whose words are put in when they are compiled: one environment a language, for pages made in great numbers.

`_("…")` becomes what it says, gaps are filled when the page is made; `asset("…")` and `url_for("…")` of constants become
addresses; and on Vietnamese pages nothing has to tell a screen reader that a text is Vietnamese.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from flask import Flask, current_app
from jinja2 import Environment, Template, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup


class _Fixed(NodeTransformer):
    def __init__(self, language: str, words: Callable[[str], str], known: dict[str, Any]) -> None:
        self._language, self._words, self._known = language, words, known

    def visit_Call(self, node: nodes.Call, *args: Any, **more: Any) -> nodes.Node:
        """A call of known words becomes the words."""
        self.generic_visit(node, *args, **more)
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if name == "as_written" and self._language == "vi":
            return nodes.Const(Markup(""))
        if name == "_":
            return self._sentence(node)
        values = [*node.args, *(pair.value for pair in node.kwargs)]
        if name in self._known and all(isinstance(value, nodes.Const) for value in values):
            given = {pair.key: pair.value.as_const() for pair in node.kwargs}
            return nodes.Const(Markup(self._known[name](*(one.as_const() for one in node.args), **given)))
        return node

    def _sentence(self, node: nodes.Call) -> nodes.Node:
        [text] = node.args
        said = nodes.Const(Markup(self._words(text.as_const())))
        return nodes.Mod(said, nodes.Dict([nodes.Pair(nodes.Const(gap.key), gap.value) for gap in node.kwargs]))


class _Environment(Environment):
    fixed: _Fixed

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed: nodes.Template = self.fixed.visit(super()._parse(source, name, filename))
        return parsed


def template(name: str, language: str) -> Template:
    """A template of the app in a language. Only a page of that language may show it."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return _environment(app, language).get_template(name)


@cache
def _environment(app: Flask, language: str) -> _Environment:
    from app.core.i18n import words_of

    whole = app.jinja_env
    made = _Environment(
        loader=app.jinja_loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, auto_reload=False, cache_size=50
    )
    made.globals, made.filters, made.tests = whole.globals, whole.filters, whole.tests
    known = {name: whole.globals[name] for name in ("asset", "url_for")}
    made.fixed = _Fixed(language, lambda text: str(words_of(language).ugettext(text)), known)
    return made
