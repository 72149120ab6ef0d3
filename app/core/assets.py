"""Static files: one stylesheet, two subset fonts, small scripts; named by their content and served for good."""

import gzip
import hashlib
import io
import json
import re
import shutil
from importlib.metadata import version
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any

import brotli
from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader
from whitenoise import WhiteNoise

from app.core.headers import of_every_answer

FIRST = ("tokens.css", "base.css", "components.css")
FONTS = {"be-vietnam-pro-400": "Regular", "be-vietnam-pro-700": "Bold"}
LETTERS = (
    "".join(map(chr, range(0x20, 0x7F)))
    + "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư"
    + "".join(map(chr, range(0x1EA0, 0x1EFA)))
    + "\u00a0«»°·×–—‘’“”•…₫→←≤≥✓"
)
PREFIX = "/static/"
_TEXT = (".css", ".js", ".svg")


class Assets:
    """Where each built file is found."""

    def __init__(self, target: Path) -> None:
        self._manifest = target / "manifest.json"
        self._names: dict[str, str] = {}

    def url(self, name: str) -> str:
        """The address of a file by its plain name. Raises `KeyError` for one that was not built."""
        if not self._names:
            self._names = json.loads(self._manifest.read_text())["files"]
        return PREFIX + self._names[name]


def target_of(app: Flask) -> Path:
    """Where this app keeps its built files."""
    return Path(app.config["DATA_DIR"]) / "static"


def init_app(app: Flask) -> None:
    """Serve the built files before the app is asked, and let templates name them."""
    target = target_of(app)
    app.jinja_env.globals["asset"] = Assets(target).url
    # A drawing may also stand in the page itself, which spares a request.
    drawings = FileSystemLoader(Path(app.root_path).parent / "static" / "img")
    app.jinja_loader = ChoiceLoader([app.jinja_loader, drawings]) if app.jinja_loader else drawings
    told = of_every_answer(app)

    def guard(headers: Any, _path: str, _url: str) -> None:
        for name, value in told.items():
            headers[name] = value

    served = WhiteNoise(
        app.wsgi_app,
        immutable_file_test=_is_named_by_content,
        allow_all_origins=False,
        add_headers_function=guard,
    )
    if target.exists():
        served.add_files(str(target), prefix=PREFIX)
    app.wsgi_app = served  # type: ignore[method-assign]


def build(source: Path, target: Path) -> None:
    """Build `source` into `target`, as a whole or not at all; does nothing when it is up to date."""
    digest = _digest(source)
    manifest = target / "manifest.json"
    if manifest.exists() and json.loads(manifest.read_text())["digest"] == digest:
        return
    unfinished, old = target.with_name(target.name + ".new"), target.with_name(target.name + ".old")
    for folder in (unfinished, old):
        shutil.rmtree(folder, ignore_errors=True)
    names: dict[str, str] = {}
    for name in FONTS:
        _put(unfinished, f"fonts/{name}.woff2", _font(FONTS[name]), names)
    for path in sorted((source / "img").glob("*")):
        _put(unfinished, f"img/{path.name}", path.read_bytes(), names)
    for path in sorted((source / "js").glob("*.js")):
        _put(unfinished, f"js/{path.name}", path.read_bytes(), names)
    sheets = sorted((source / "css").glob("*.css"), key=lambda p: (FIRST.index(p.name) if p.name in FIRST else 9, p.name))
    css = "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    css = re.sub(r'url\("\.\./([^"#]+)', lambda found: f'url("{names[found[1]]}', css)
    _put(unfinished, "app.css", _tightened(css).encode(), names)
    (unfinished / "manifest.json").write_text(json.dumps({"digest": digest, "files": names}))
    if target.exists():
        target.rename(old)
    unfinished.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _put(folder: Path, name: str, data: bytes, names: dict[str, str]) -> None:
    """Write a file under the name of its content, and compressed beside it."""
    stem, ending = name.rsplit(".", 1)
    names[name] = f"{stem}.{hashlib.sha256(data).hexdigest()[:12]}.{ending}"
    path = folder / names[name]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    if path.suffix in _TEXT:
        path.with_name(path.name + ".gz").write_bytes(gzip.compress(data, 9, mtime=0))
        path.with_name(path.name + ".br").write_bytes(brotli.compress(data))


def _tightened(css: str) -> str:
    """Without comments and indentation; the sheet is written for people, and sent to phones."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    return re.sub(r"\s*\n\s*", "\n", css).strip()


def _font(weight: str) -> bytes:
    """Be Vietnam Pro with Latin and Vietnamese letters only, as WOFF2 without hinting."""
    from fontTools import subset

    options = subset.Options(flavor="woff2", hinting=False, layout_features=["kern"])
    path = package_files("fontpkg_be_vietnam_pro") / "files" / f"BeVietnamPro-{weight}.ttf"
    font = subset.load_font(str(path), options)
    cutter = subset.Subsetter(options)
    cutter.populate(text=LETTERS)
    cutter.subset(font)
    buffer = io.BytesIO()
    subset.save_font(font, buffer, options)
    font.close()
    return buffer.getvalue()


def _digest(source: Path) -> str:
    known = hashlib.sha256(version("fontpkg-be-vietnam-pro").encode() + Path(__file__).read_bytes())
    for path in sorted(source.rglob("*")):
        if path.is_file():
            known.update(str(path.relative_to(source)).encode() + path.read_bytes())
    return known.hexdigest()


def _is_named_by_content(_path: str, url: Any) -> bool:
    return bool(re.search(r"\.[0-9a-f]{12}\.\w+$", url))
