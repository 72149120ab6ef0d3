"""The conventions of this house that matter are tests."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import nodes

from tests.servers import ROOT

PYTHON = sorted(path for folder in ("app", "tests", "migrations") for path in (ROOT / folder).rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
WRITTEN = [*PYTHON, *TEMPLATES, *sorted((ROOT / "static").rglob("*.css")), *sorted((ROOT / "static").rglob("*.js"))]
HOMELESS = {"utils", "util", "helpers", "common", "services", "managers", "interfaces", "repositories", "constants"}
OF_THE_WEB = {"request", "session", "flash", "url_for", "abort", "redirect", "render_template", "g"}


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports(path: Path) -> Iterator[tuple[str, str]]:
    """Module and name of everything a file imports by `from … import …`."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


def test_every_view_says_who_may_call_it(app):
    silent = [rule.endpoint for rule in app.url_map.iter_rules() if not hasattr(app.view_functions[rule.endpoint], "access")]

    assert silent == []


def test_only_the_core_commits():
    ends = re.compile(r"\.(commit|rollback)\(")
    found = [
        named(path) for path in (ROOT / "app").rglob("*.py") if path.parent.name != "core" and ends.search(path.read_text())
    ]

    assert found == []


def test_the_web_stays_in_the_views():
    rooms = re.compile(r"app/(core/|\w+/views(/|\.py)|pages/|api/)|app/__init__")
    found = [
        f"{named(path)} imports {name}"
        for path in (ROOT / "app").rglob("*.py")
        if not rooms.match(named(path))
        for module, name in imports(path)
        if module == "flask" and name in OF_THE_WEB
    ]

    assert found == []


def test_the_actor_is_a_parameter():
    found = [
        named(path)
        for path in (ROOT / "app").rglob("*.py")
        if re.search(r"/(models|actions|queries|forms|policy)(/|\.py)", named(path)) and "current_user" in path.read_text()
    ]

    assert found == []


def test_no_file_is_longer_than_400_lines():
    long = [f"{named(path)}: {lines}" for path in WRITTEN if (lines := len(path.read_text().splitlines())) > 400]

    assert long == []


def test_nothing_typed_can_become_code():
    """No shell, no evaluation, no objects from bytes, no XML, no template of text, nothing unescaped, no calls elsewhere."""
    never = {
        ".py": r"\b(eval|exec|compile)\(|\bsubprocess\b|os\.(system|popen|spawn)|\b(pickle|marshal|shelve|dill)\b|\bxml\.|"
        r"\blxml\b|yaml\.load|render_template_string|from_string\(|shell=True|urllib\.request|http\.client|"
        r"(import|from) (requests|httpx|aiohttp)\b",
        ".html": r"\|\s*safe\b|autoescape\s+false",
        ".txt": r"\|\s*safe\b",
        ".js": r"\b(inner|outer)HTML\b|insertAdjacentHTML|document\.write|\beval\(|"
        r"new Function|postMessage|document\.cookie",
    }
    # A pattern; drawings that stand in the same file; XML that is made, never read.
    made = r"from xml\.etree\.ElementTree import Element, SubElement, tostring\n"
    harmless = re.compile(r"re\.compile\(|\{\{ drawings\[name\]\|safe \}\}|" + made)
    found = [
        f"{named(path)}: {hit[0]}"
        for path in WRITTEN
        if not named(path).startswith(("tests/", "migrations/")) and path.suffix in never
        for hit in re.finditer(never[path.suffix], harmless.sub("", path.read_text()))
    ]

    assert found == []


@pytest.mark.parametrize("name", ["security.md", "asvs.md", "inventories.md"])
def test_every_test_that_a_document_names_is_there(name):
    written = (ROOT / "docs" / name).read_text()
    told = set(re.findall(r"`((?:\w+/)*test_\w+\.py)`", written))

    assert {test for test in told if not (ROOT / "tests" / test).exists()} == set()
    assert {one for one in re.findall(r"`(docs/[\w.]+)`", written) if not (ROOT / one).exists()} == set()


def test_chance_and_digests_are_fit_for_secrets():
    """Everything random comes from the system; no digest that is broken. The sample commune may roll dice."""
    weak = re.compile(r"^\s*(import random|from random)|hashlib\.(md5|sha1)\b|uuid\.uuid", re.MULTILINE)
    found = [
        f"{named(path)}: {hit[0].strip()}"
        for path in PYTHON
        if named(path).startswith("app/") and not named(path).startswith("app/demo/")
        for hit in weak.finditer(path.read_text())
    ]

    assert found == []


def test_every_function_has_found_its_noun():
    assert [named(path) for path in PYTHON if path.stem in HOMELESS or path.parent.name in HOMELESS] == []


def test_addresses_are_kebab_case_and_typed(app):
    plain = re.compile(r"^(/|(/[a-z0-9][a-z0-9.-]*|/\.well-known|/<(\w+:)?\w+>|/(sang-kien|so-lieu|ma)\.<kind>)+/?)$")
    odd = [rule.rule for rule in app.url_map.iter_rules() if not plain.match(rule.rule)]
    untyped = [
        rule.rule for rule in app.url_map.iter_rules() for name in ("id", "year", "number") if f"<{name}>" in rule.rule
    ]

    assert odd + untyped == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_compiles_and_uses_what_it_imports(app, path):
    source = path.read_text()
    tree = app.jinja_env.parse(source)
    app.jinja_env.compile(tree, path.name)

    brought = {name if isinstance(name, str) else name[1] for node in tree.find_all(nodes.FromImport) for name in node.names}
    used = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}

    assert brought <= used, f"imported and not used: {brought - used}"
    if path.parent.name == "emails":  # mail programs know no stylesheet
        return
    # Data that is no script (JSON-LD) is never run.
    assert not re.search(r"<(script|style)(?![^>]*(\bsrc=|ld\+json))[^>]*>|\bstyle=|\son[a-z]+=", source), (
        "inline script or style"
    )


def test_every_public_function_says_what_it_means():
    """Views, forms and permissions are said by their address, their labels and their name."""
    silent = []
    for path in (ROOT / "app").rglob("*.py"):
        if (
            "/views" in named(path)
            or path.name in ("forms.py", "policy.py", "desk.py", "health.py")
            or "/forms/" in named(path)
        ):
            continue
        for node in ast.parse(path.read_text()).body:
            is_public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if is_public and not ast.get_docstring(node) and not _is_enum(node):
                silent.append(f"{named(path)}: {node.name}")

    assert silent == []


def _is_enum(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef) and any(
        isinstance(base, ast.Name) and base.id == "Labelled" for base in node.bases
    )
