"""Files to take away: tables as CSV that spreadsheets read with tones or .xlsx, a cell never a formula; papers as .docx."""

import csv
import io
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from flask import Response

# A spreadsheet reads a cell that begins so as a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_file(name: str, _title: str, rows: Iterable[list[Any]]) -> Response:
    """UTF-8 with a byte-order mark; texts that a spreadsheet would run get an apostrophe in front."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    return _download(buffer.getvalue().encode("utf-8-sig"), f"{name}.csv", "text/csv")


def xlsx_file(name: str, title: str, rows: Iterable[list[Any]]) -> Response:
    """One sheet; texts are written as texts, so nothing in them is ever computed."""
    return xlsx_book(name, [(title, rows)])


def xlsx_book(name: str, sheets: Iterable[tuple[str, Iterable[list[Any]]]]) -> Response:
    """Several sheets, each with its title, the first row of each its head."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True})
        for title, rows in sheets:
            sheet = book.add_worksheet(title[:31])
            for y, row in enumerate(rows):
                for x, cell in enumerate(row):
                    if isinstance(cell, int | Decimal):
                        sheet.write_number(y, x, cell)
                    else:
                        sheet.write_string(y, x, str(cell), bold if y == 0 else None)
            sheet.freeze_panes(1, 0)
            sheet.autofit()
    return _download(buffer.getvalue(), f"{name}.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def docx_file(name: str, data: bytes) -> Response:
    """A paper to write on and to print."""
    return _download(data, f"{name}.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _download(data: bytes, name: str, mime: str) -> Response:
    return Response(data, mimetype=mime, headers={"Content-Disposition": f"attachment; filename={name}"})
