"""QR codes for the screen and for paper (ISO/IEC 18004, error level M)."""

from markupsafe import Markup

QUIET = 4  # modules of white around a code


def matrix(text: str) -> list[list[bool]]:
    """The modules of a code with its quiet zone, row by row; true is dark."""
    import qrcode  # seldom asked for, and not small

    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    rows: list[list[bool]] = code.get_matrix()
    return rows


def svg(text: str, *, words: str) -> Markup:
    """A code as a picture inside a page, black on white in every theme; `words` say what it is."""
    rows = matrix(text)
    side = len(rows)
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return Markup(
        '<svg class="qr" role="img" viewBox="0 0 {side} {side}" shape-rendering="crispEdges"><title>{words}</title>'
        '<rect width="{side}" height="{side}" fill="#fff"/><path d="{dark}" fill="#000"/></svg>'
    ).format(side=side, words=words, dark=dark)
