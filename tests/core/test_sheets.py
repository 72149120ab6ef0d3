"""Tables to take away: read with tones, never computed, numbers of phones whole."""

import csv
import io

import openpyxl
import pytest

from app.core.sheets import csv_file, xlsx_file

DANGEROUS = [
    "=1+1",
    "+84912345678",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("http://evil.vn")',
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_cell_is_never_a_formula(text):
    rows = [["Tên"], [text]]

    in_csv = list(csv.reader(io.StringIO(csv_file("a", "b", rows).get_data().decode("utf-8-sig"), newline="")))
    cell = openpyxl.load_workbook(io.BytesIO(xlsx_file("a", "b", rows).get_data())).active["A2"]

    assert in_csv[1] == [f"'{text}"]
    assert (cell.data_type, cell.value.replace("_x000D_", "\r")) == ("s", text)


def test_a_phone_number_keeps_its_first_digit():
    rows = [["Điện thoại"], ["0912 345 678"], ["0912345678"]]

    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_file("a", "b", rows).get_data())).active

    assert [row[0].value for row in sheet.rows] == ["Điện thoại", "0912 345 678", "0912345678"]
    assert "0912345678" in csv_file("a", "b", rows).get_data().decode()


def test_csv_opens_with_its_tones_and_quotes_what_needs_it():
    answer = csv_file("so-lieu", "x", [["Tên", "Số"], ['Lúa "vàng", sen\nao', 8]])

    assert answer.get_data() == '\ufeffTên,Số\r\n"Lúa ""vàng"", sen\nao",8\r\n'.encode()
    assert answer.headers["Content-Disposition"] == "attachment; filename=so-lieu.csv"
    assert answer.content_type == "text/csv; charset=utf-8"


def test_numbers_are_numbers_and_the_rest_is_text():
    sheet = openpyxl.load_workbook(
        io.BytesIO(xlsx_file("a", "T" * 40, [["Số"], [1200], ["1200"], ["Đ" * 40_000]]).get_data())
    ).active

    assert [row[0].value for row in sheet.rows][1:3] == [1200, "1200"]
    assert sheet.title == "T" * 31
