"""QR codes for the screen and for paper (ISO/IEC 18004, error level M)."""

from markupsafe import Markup

QUIET = 4  # modules of white around a code


def matrix(text: str, *, quick: bool = False) -> list[list[bool]]:
    """The modules of a code with its quiet zone, row by row; true is dark.

    `quick` keeps to one mask instead of trying all eight: nine times faster, and as easy to read but for unlucky texts.
    """
    import qrcode  # seldom asked for, and not small

    mask = {"mask_pattern": 0} if quick else {}
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET, **mask)
    code.add_data(text)
    code.make(fit=True)
    rows: list[list[bool]] = code.get_matrix()
    return rows


def png(text: str, *, side: int) -> bytes:
    """A code as a picture of at least so many pixels across, each module the same size."""
    import io

    from PIL import Image

    rows = matrix(text)
    module = -(-side // len(rows))
    picture = Image.new("1", (len(rows), len(rows)))
    picture.putdata([0 if dark else 1 for row in rows for dark in row])
    buffer = io.BytesIO()
    picture.resize((len(rows) * module,) * 2, Image.Resampling.NEAREST).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def svg(text: str, *, words: str, alone: bool = False) -> Markup:
    """A code as a picture inside a page, black on white in every theme; `words` say what it is.

    As a file of its own it is `alone`, and says which language of drawings it is in.
    """
    rows = matrix(text)
    side = len(rows)
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    space = Markup(' xmlns="http://www.w3.org/2000/svg" width="{0}mm" height="{0}mm"').format(side) if alone else ""
    return Markup(
        '<svg{space} class="qr" role="img" viewBox="0 0 {side} {side}" shape-rendering="crispEdges"><title>{words}</title>'
        '<rect width="{side}" height="{side}" fill="#fff"/><path d="{dark}" fill="#000"/></svg>'
    ).format(space=space, side=side, words=words, dark=dark)
