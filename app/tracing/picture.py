"""The picture that a shared link shows (Open Graph, 1200 × 630): the product, its name, who makes it and where."""

import io
from importlib.resources import files as package_files
from typing import Any

from app.accounts.models import Upload
from app.core import files

SIZE, STRIP, MARGIN = (1200, 630), 210, 48
_BAND, _GOLD, _WHITE = (11, 74, 43), (244, 196, 48), (255, 255, 255)


def drawn(lot: Any, first: Upload | None) -> bytes:
    """A JPEG of less than 300 KB for the row of a lot."""
    from PIL import Image, ImageDraw, ImageOps

    whole = Image.new("RGB", SIZE, (240, 243, 234))
    if first is not None and (path := files.path_of(first.token, first.mime)).exists():
        with Image.open(path) as photo:
            whole.paste(ImageOps.fit(photo.convert("RGB"), (SIZE[0], SIZE[1] - STRIP)))
    draw = ImageDraw.Draw(whole)
    top = SIZE[1] - STRIP
    draw.rectangle((0, top, *SIZE), fill=_BAND)
    draw.rectangle((0, top, SIZE[0], top + 6), fill=_GOLD)
    lines = ((lot.name, "Bold", 62, _WHITE, 26), (f"{lot.producer}, {lot.village}", "Regular", 36, _GOLD, 120))
    for text, weight, size, colour, below in lines:
        letters, size = _fitting(text, weight, size)
        draw.text((MARGIN, top + below), text, font=letters, fill=colour)
    buffer = io.BytesIO()
    whole.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


def _fitting(text: str, weight: str, size: int) -> tuple[Any, int]:
    """Letters in which the text fits into one line."""
    from PIL import ImageFont

    path = str(package_files("fontpkg_be_vietnam_pro") / "files" / f"BeVietnamPro-{weight}.ttf")
    while size > 18 and ImageFont.truetype(path, size).getlength(text) > SIZE[0] - 2 * MARGIN:
        size -= 2
    return ImageFont.truetype(path, size), size
