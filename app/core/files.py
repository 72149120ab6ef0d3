"""Files people send: recognised by content, decoded by a short list, written anew, kept for good."""

import hashlib
import io
import os
import secrets
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from flask import Response, abort, current_app, send_file
from flask_babel import gettext as _

from app.core.headers import ALONE

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 40_000_000
SIDES = {"": 1280, "-nho": 480}  # name's ending and longest side of each rendition, in pixels
_ENDINGS = {"application/pdf": "pdf", "audio/mpeg": "mp3"}  # anything else is a picture
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
# What a page of a PDF is drawn from; scripts, forms, links and attached files hang on everything else.
_OF_A_PAGE = {"/Type", "/Parent", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/Group", "/UserUnit"}
_decoding = threading.Lock()  # a decoded photo is large: one at a time in a worker


class RefusedFile(Exception):
    """This file cannot be taken; the message is a sentence for the person."""


@dataclass(frozen=True)
class Stored:
    """A file on disk: its random name, its kind, its size in bytes; width and height of a picture in pixels."""

    token: str
    mime: str
    size: int
    width: int | None = None
    height: int | None = None

    @property
    def is_picture(self) -> bool:
        return self.mime.startswith("image/")


def keep(stream: IO[bytes]) -> Stored:
    """Check a file, write it anew without what it carried along, and sync it to disk.

    Pictures (JPEG, PNG, WebP, HEIC) become WebP at two sizes, turned upright, without EXIF, comments or GPS.
    PDF is rebuilt from its pages, without scripts, attachments or metadata. Raises `RefusedFile`.
    """
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise RefusedFile(_("Tệp lớn quá 8 MB. Hãy chụp lại ở cỡ nhỏ hơn."))
    if not data:
        raise RefusedFile(_("Tệp này rỗng. Hãy chọn lại."))
    kind = _kind_of(data)
    if kind is None:
        raise RefusedFile(_("Chỉ nhận ảnh (JPEG, PNG, WebP, HEIC) hoặc tệp PDF."))
    token = secrets.token_urlsafe(24)
    if kind == "PDF":
        written = _rebuilt_pdf(data)
        _write(f"{token}.pdf", written)
        return Stored(token, "application/pdf", len(written))
    return _kept_picture(data, kind, token)


def keep_made(data: bytes, mime: str = "application/pdf") -> str:
    """Keep a PDF or a recording that the house made itself; returns its random name."""
    token = secrets.token_urlsafe(24)
    _write(f"{token}.{_ENDINGS[mime]}", data)
    return token


def digest(stream: IO[bytes]) -> str:
    """What tells whether the same file was sent before; the stream is as it was."""
    told = hashlib.sha256(stream.read()).hexdigest()
    stream.seek(0)
    return told


def path_of(token: str, mime: str, rendition: str = "") -> Path:
    """Where a kept file lies. `token` comes from the database, never from an address."""
    ending = _ENDINGS.get(mime)
    return _folder(token) / (f"{token}.{ending}" if ending else f"{token}{rendition}.webp")


def sent(token: str, mime: str, rendition: str = "", *, name: str) -> Response:
    """A kept file as an answer, under a name of ours: pictures are shown, sounds played in portions, documents saved."""
    path = path_of(token, mime, rendition)
    if not path.exists():
        abort(404)
    saved = not mime.startswith(("image/", "audio/"))
    answer = send_file(path, mimetype=mime, conditional=True, as_attachment=saved, download_name=f"{name}{path.suffix}")
    answer.headers["Content-Security-Policy"] = ALONE
    return answer


def drop(token: str, mime: str) -> None:
    """Take a file and its renditions off the disk; what is gone already is no trouble."""
    for rendition in SIDES if mime.startswith("image/") else ("",):
        path_of(token, mime, rendition).unlink(missing_ok=True)


def _kind_of(data: bytes) -> str | None:
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return "HEIF"
    return "PDF" if data.startswith(b"%PDF-") else None


def _kept_picture(data: bytes, kind: str, token: str) -> Stored:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # the limit below is stricter, and says so in words

    if kind == "HEIF":
        from pillow_heif import register_heif_opener

        register_heif_opener(thumbnails=False)
    with _decoding:
        try:
            picture = Image.open(io.BytesIO(data), formats=[kind])
            width, height = picture.size
            if width * height > MAX_PIXELS:
                raise RefusedFile(_("Ảnh này quá nhiều điểm ảnh. Hãy gửi ảnh dưới 40 triệu điểm ảnh."))
            picture.draft("RGB", (SIDES[""], SIDES[""]))  # a JPEG is decoded at the size needed, not at its own
            picture.thumbnail((SIDES[""] * 2, SIDES[""] * 2))
            upright = ImageOps.exif_transpose(picture)
            clean = Image.new("RGB", upright.size, "white")
            alpha = upright.convert("RGBA") if upright.mode in ("RGBA", "LA", "PA", "P") else None
            clean.paste(alpha or upright.convert("RGB"), mask=alpha)
        except RefusedFile:
            raise
        except (OSError, EOFError, ValueError, SyntaxError, RuntimeError):
            raise RefusedFile(_("Ảnh này hỏng hoặc không phải ảnh. Hãy chọn ảnh khác.")) from None
        size = 0
        for ending, side in SIDES.items():
            clean.thumbnail((side, side))
            if not ending:
                width, height = clean.size
            buffer = io.BytesIO()
            clean.save(buffer, "WEBP", quality=78, method=3)
            size += _write(f"{token}{ending}.webp", buffer.getvalue())
    return Stored(token, "image/webp", size, width, height)


def _rebuilt_pdf(data: bytes) -> bytes:
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data)) as source, pikepdf.new() as clean:
            if source.is_encrypted:
                raise RefusedFile(_("Tệp PDF có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại."))
            if not 0 < len(source.pages) <= 200:
                raise RefusedFile(_("Tệp PDF phải có từ 1 đến 200 trang."))
            clean.pages.extend(source.pages)
            for page in clean.pages:
                for unwanted in set(page.obj.keys()) - _OF_A_PAGE:
                    del page[unwanted]
            clean.remove_unreferenced_resources()
            buffer = io.BytesIO()
            clean.save(buffer, compress_streams=True, stream_decode_level=pikepdf.StreamDecodeLevel.none)
            return buffer.getvalue()
    except pikepdf.PasswordError:
        raise RefusedFile(_("Tệp PDF có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.")) from None
    except (pikepdf.PikepdfError, ValueError, RecursionError):
        raise RefusedFile(_("Tệp PDF này hỏng. Hãy xuất lại rồi gửi.")) from None


def _folder(token: str) -> Path:
    return Path(current_app.config["MEDIA_DIR"]) / token[:2]


def _write(name: str, data: bytes) -> int:
    """Write, sync, then name: after this returns, a power cut cannot take the file away."""
    folder = _folder(name)
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f".{name}"
    with open(unfinished, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(unfinished, folder / name)
    for directory in (folder, folder.parent):
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    return len(data)
