"""Sample pictures, drawn here and marked as samples: no photo of a real place pretends to be one."""

import io
import random
from importlib.resources import files as package_files
from typing import IO, Any

SIZE = (1120, 630)
_SKIES = ((196, 224, 240), (247, 214, 176), (214, 232, 214), (232, 226, 240))
_GROUNDS = ((86, 132, 70), (170, 146, 74), (92, 138, 158), (150, 118, 96))


def drawn(caption: str) -> IO[bytes]:
    """A JPEG of a flat landscape with its caption; the same caption always draws the same picture."""
    from PIL import Image, ImageDraw, ImageFont

    chance = random.Random(caption)
    width, height = SIZE
    picture = Image.new("RGB", SIZE, chance.choice(_SKIES))
    draw = ImageDraw.Draw(picture)
    horizon = chance.randint(230, 340)
    sun = chance.randint(120, width - 120)
    draw.ellipse((sun - 60, horizon - 190, sun + 60, horizon - 70), fill=(244, 196, 48))
    draw.rectangle((0, horizon, width, height), fill=chance.choice(_GROUNDS))
    for _ in range(chance.randint(5, 9)):
        x, tall = chance.randint(0, width), chance.randint(50, 130)
        draw.rectangle((x - 6, horizon - tall // 2, x + 6, horizon + 8), fill=(74, 58, 44))
        draw.ellipse((x - 44, horizon - tall - 30, x + 44, horizon - tall // 3), fill=(46, 92, 56))
    for row in range(4):
        y = horizon + 60 + row * 55
        draw.line((0, y, width, y + chance.randint(-20, 20)), fill=(255, 255, 255), width=2)
    font = package_files("fontpkg_be_vietnam_pro") / "files" / "BeVietnamPro-Bold.ttf"
    draw.rectangle((0, height - 130, width, height), fill=(11, 74, 43))
    draw.text((32, height - 112), "ẢNH MẪU", font=ImageFont.truetype(str(font), 34), fill=(244, 196, 48))
    draw.text((32, height - 62), caption[:58], font=ImageFont.truetype(str(font), 30), fill=(255, 255, 255))
    return _kept(picture)


def signed(title: str, names: list[str]) -> IO[bytes]:
    """A JPEG of a signed paper: a title, numbered names, and strokes where signatures would be."""
    from PIL import Image, ImageDraw, ImageFont

    chance = random.Random(title)
    picture = Image.new("RGB", SIZE, (250, 248, 240))
    draw = ImageDraw.Draw(picture)
    font = package_files("fontpkg_be_vietnam_pro") / "files" / "BeVietnamPro-Regular.ttf"
    letters = ImageFont.truetype(str(font), 26)
    draw.text((40, 24), "GIẤY MẪU", font=letters, fill=(150, 40, 40))
    draw.text((40, 66), f"Ủng hộ: {title}"[:70], font=letters, fill=(30, 30, 30))
    for row, name in enumerate(names[:10]):
        top = 120 + row * 48
        draw.line((40, top + 42, SIZE[0] - 40, top + 42), fill=(170, 170, 160), width=1)
        draw.text((50, top), f"{row + 1}. {name}", font=letters, fill=(30, 40, 90))
        strokes = [(760 + step * 30, top + chance.randint(4, 38)) for step in range(9)]
        draw.line(strokes, fill=(30, 40, 120), width=3)
    return _kept(picture)


def _kept(picture: Any) -> IO[bytes]:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=82)
    stream.seek(0)
    return stream
