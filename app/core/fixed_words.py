"""Templates whose words are put in when they are compiled: one environment a language, for pages made in great numbers.

`_("…")` and `asset("…")` of constants become what they say, and on Vietnamese pages nothing has to tell a
screen reader that a text is Vietnamese. A sentence with gaps is still looked up when it is needed.
"""

from functools import cache
from typing import Any

from flask import Flask, current_app
from jinja2 import Environment, Template, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup


class _Fixed(NodeTransformer):
    def __init__(self, language: str, known: dict[str, Any]) -> None:
        self._language, self._known = language, known

    def visit_Call(self, node: nodes.Call, *args: Any, **more: Any) -> nodes.Node:
        """A call of known words becomes the words."""
        self.generic_visit(node, *args, **more)
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if name == "as_written" and self._language == "vi":
            return nodes.Const(Markup(""), lineno=node.lineno)
        values = [*node.args, *(pair.value for pair in node.kwargs)]
        if name not in self._known or not all(isinstance(value, nodes.Const) for value in values):
            return node
        named = {pair.key: pair.value.value for pair in node.kwargs}  # type: ignore[attr-defined]
        said = self._known[name](*(one.value for one in node.args), **named)  # type: ignore[attr-defined]
        return nodes.Const(Markup(said), lineno=node.lineno)


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
    made.fixed = _Fixed(
        language, {"_": lambda text: words_of(language).ugettext(text) % {}, "asset": whole.globals["asset"]}
    )
    return made
