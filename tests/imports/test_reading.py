"""What offices send: files in any spelling, with titles, totals and empty rows; and what is no table at all."""

import csv
import io
import re
import unicodedata
import zipfile
from contextlib import suppress
from datetime import UTC, date, datetime

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from app.businesses.importing import COLUMNS
from app.core.files import RefusedFile
from app.imports import reading, workbook
from app.imports.headings import laid
from app.imports.reading import grids, separated

KEY = ("name", "kind", "village")
HEAD = ["Tên cơ sở", "Loại cơ sở", "Thôn", "Hoạt động từ ngày"]
ROW = ["Hộ bà Nguyễn Thị Tươi", "Hộ kinh doanh", "Triều Dương", "01/07/2025"]
READ = {"name": ROW[0], "kind": ROW[1], "village": ROW[2], "since": ROW[3]}


def table(found):
    return laid(found, COLUMNS, KEY)


def written(*lines, separator=","):
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator).writerows(lines)
    return buffer.getvalue()


def book(*lines, title="Danh sách", **more):
    """A workbook with a day as spreadsheets keep days."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as made:
        sheet = made.add_worksheet(title)
        as_day = made.add_format({"num_format": "dd/mm/yyyy"})
        for y, line in enumerate(lines):
            for x, cell in enumerate(line):
                if isinstance(cell, date):
                    sheet.write_datetime(
                        y, x, datetime(cell.year, cell.month, cell.day, tzinfo=UTC).replace(tzinfo=None), as_day
                    )
                elif isinstance(cell, str) and cell.startswith("{="):
                    sheet.write_formula(y, x, cell[1:-1], value=more.get("value", ""))
                else:
                    sheet.write(y, x, cell)
        for name in more.get("hidden", ()):
            made.add_worksheet(name).hide()
    return buffer.getvalue()


def tampered(change):
    """A workbook whose parts somebody rewrote."""
    made, source = io.BytesIO(), zipfile.ZipFile(io.BytesIO(book(HEAD, ROW)))
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, change(name, source.read(name)))
    return made.getvalue()


@pytest.mark.parametrize("separator", ["\t", ";", ",", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_separated_values_in_any_spelling(separator, encoding):
    read = table(grids(written(HEAD, ROW, separator=separator).encode(encoding)))

    assert (read.rows, read.ignored, read.left_out) == ([(2, READ)], [], [])


def test_windows_1258_is_read_with_its_tones():
    marks = {"ệ": "ê\u0323", "ộ": "ô\u0323", "à": "a\u0300", "ễ": "ê\u0303", "ị": "i\u0323", "ơ": "ơ", "ở": "ơ\u0309"}
    marks |= {"ạ": "a\u0323", "ừ": "ư\u0300", "ề": "ê\u0300"}
    old = re.sub("|".join(marks), lambda found: marks[found[0]], written(HEAD, ROW)).encode("cp1258")
    with pytest.raises(UnicodeDecodeError):
        old.decode()

    assert table(grids(old)).rows == [(2, READ)]


@pytest.mark.parametrize(
    "data", ["Tªn c¬ së,Th«n".encode("cp1252"), b"\x81\x8d\x8f,\x90", "Название,Место".encode("cp1251")]
)
def test_letters_of_another_table_are_not_guessed(data):
    with pytest.raises(RefusedFile, match="chữ có dấu"):
        list(grids(data))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "rỗng"),
        (b" \n\n ", "rỗng"),
        (b"x" * (reading.MOST_BYTES + 1), "2 MB"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "mật khẩu"),
        (b"%PDF-1.7 ...", "Chỉ nhận"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "Chỉ nhận"),
        (b"PK\x03\x04 junk", "hỏng"),
        (b"a,b\n" * (reading.MOST_LINES + 2), "quá dài"),
        (b"\xff\xfe\x00", "chữ có dấu"),
    ],
)
def test_what_is_no_table_gets_a_sentence(data, said):
    with pytest.raises(RefusedFile, match=said):
        list(grids(data))


def test_a_packed_file_that_is_no_workbook_gets_a_sentence():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    with pytest.raises(RefusedFile, match="Chỉ nhận"):
        list(grids(made.getvalue()))


def test_a_workbook_with_titles_days_numbers_and_a_hidden_sheet():
    head = [*HEAD, "Bán online", "Mã số thuế"]
    lines = (
        ["UBND XÃ NAM THANH MIỆN"],
        ["Danh sách hộ kinh doanh"],
        [],
        head,
        [*ROW[:3], date(2025, 7, 1), True, 201234567],
    )
    read = table(grids(book(*lines, title="Hộ KD", hidden=["Cũ"])))

    assert read.title == "Hộ KD"
    assert read.rows == [(5, READ | {"sells_online": "có", "number": "201234567"})]


def test_what_a_formula_came_to_is_read_and_one_that_never_ran_is_empty():
    [(_line, cells)] = table(grids(book(HEAD, [*ROW[:3], "{=TODAY()}"], value="05/08/2025"))).rows
    assert cells["since"] == "05/08/2025"
    made, buffer = openpyxl.Workbook(), io.BytesIO()
    made.active.append(HEAD)
    made.active.append([*ROW[:3], "=TODAY()"])
    made.save(buffer)

    assert table(grids(buffer.getvalue())).rows == [(2, {name: READ[name] for name in KEY})]


def test_the_sheet_with_the_headings_is_read_whichever_it_is():
    made, buffer = openpyxl.Workbook(), io.BytesIO()
    made.active.append(["Ghi chú", "của phòng"])
    other = made.create_sheet("Số liệu")
    for line in (HEAD, ROW):
        other.append(line)
    made.save(buffer)

    assert table(grids(buffer.getvalue())).title == "Số liệu"


@pytest.mark.parametrize(
    "change",
    [
        lambda name, part: part.replace(b"</sheetData>", b" " * 200_000_000 + b"</sheetData>") if "sheet1" in name else part,
        lambda name, part: (
            part.replace(b"<sheetData>", b"<sheetData>" + b"<row/>" * 2_000_000) if "sheet1" in name else part
        ),
        lambda name, part: part.replace(b'r="D2"', b'r="XFD1048576"') if "sheet1" in name else part,
        lambda name, part: re.sub(rb'count="\d+" uniqueCount="\d+"', rb'count="9" uniqueCount="4294967295"', part),
        lambda name, part: re.sub(rb'uniqueCount="\d+"', rb'uniqueCount="&#52;294967295"', part),
        lambda name, part: re.sub(rb"<sheet [^>]*/>", lambda one: one[0] * 500, part) if name == "xl/workbook.xml" else part,
    ],
    ids=[
        "unpacks to much",
        "many rows",
        "a cell far away",
        "says there is much",
        "says so in signs",
        "the same sheet again",
    ],
)
def test_a_workbook_that_would_take_all_memory_is_refused_before_it_is_opened(change):
    with pytest.raises(RefusedFile, match="quá rộng hoặc quá dài"):
        list(grids(tampered(change)))


@pytest.mark.parametrize(
    "change",
    [
        lambda name, part: part.replace(b'<c r="D2"', b"<c") if "sheet1" in name else part,
        lambda name, part: part.replace(b"<v>0</v>", b"<v>99999</v>") if "sheet1" in name else part,
        lambda name, part: part[: len(part) // 2] if "sheet1" in name else part,
        lambda name, part: b"" if "workbook" in name else part,
    ],
    ids=["a cell without a place", "a text that is not there", "half a sheet", "no list of sheets"],
)
def test_a_damaged_workbook_gets_a_sentence(change):
    with pytest.raises(RefusedFile, match="hỏng"):
        list(grids(tampered(change)))


@given(at=st.integers(0, 6_000), what=st.binary(min_size=1, max_size=6), taken=st.integers(0, 30))
def test_whatever_was_changed_in_a_workbook_it_is_read_or_refused(at, what, taken):
    whole = book(HEAD, ROW)
    at %= len(whole)
    with suppress(RefusedFile):
        list(grids(whole[:at] + what + whole[at + taken :]))


@given(st.binary(max_size=300))
def test_whatever_is_sent_is_read_or_refused(data):
    with suppress(RefusedFile):
        table(grids(data))


WORDS = st.text(st.sampled_from("aăâđeêơưảạếộ XYZ019'\"=;,|-\t\n"), min_size=1, max_size=12).map(
    lambda typed: " ".join(typed.replace('"', "").split())
)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS, WORDS), min_size=1, max_size=5), st.sampled_from("\t;,|"))
def test_what_was_written_is_what_is_read(lines, separator):
    """But for what a spreadsheet put before a formula."""
    lines = [(f"Hộ {name}".strip(), *more) for name, *more in lines]
    rows = table(separated(written(HEAD, *lines, separator=separator))).rows
    read = [tuple(cells.get(name, "") for name in ("name", "kind", "village", "since")) for _line, cells in rows]

    assert read == [tuple(re.sub(r"^'(?=[=+\-@])", "", cell) for cell in line) for line in lines]


def test_headings_in_another_order_without_tones_and_with_remarks():
    head = ["STT", "THON", "từ ngày (dd/mm/yyyy)", "ten co so *", "Ghi chú", "Loại hình"]
    read = table(separated(written(["Danh sách"], head, ["1", "An Dương", "1/7/25", "Hộ A", "x", "HKD"])))

    assert read.rows == [(3, {"village": "An Dương", "since": "1/7/25", "name": "Hộ A", "kind": "HKD"})]
    assert read.ignored == ["Ghi chú"]


def test_lines_that_are_no_data_are_left_out_and_named():
    example = [column.example for column in COLUMNS if column.name in ("name", "kind", "village", "since")]
    lines = [
        *(HEAD, ["(1)", "(2)", "(3)", "(4)"], ROW, ["", "", "", ""], ["Tổng cộng: 2 hộ", "", "", ""]),
        *(["Cộng", "", "", "1"], ["Công ty may", "", "", ""], ["Tổng kho phân bón", "", "", ""], example),
    ]
    read = table(separated(written(*lines)))

    assert [line for line, _cells in read.rows] == [3, 7, 8]
    assert [line for line, _said in read.left_out] == [2, 5, 6, 9]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([["Họ tên", "Tuổi"], ["A", "3"]], "dòng tên cột"),
        ([["Tên cơ sở", "Loại cơ sở"], ["A", "Hộ"]], "thiếu cột: Thôn"),
        ([[*HEAD, "Tên"], [*ROW, "x"]], "hai cột cùng là “Tên cơ sở”"),
        ([HEAD], "không có dòng nào"),
        ([HEAD, ["", ""]], "không có dòng nào"),
        ([HEAD, *([ROW] * 5_001)], "5001 dòng"),
    ],
)
def test_a_table_without_what_must_be_gets_a_sentence(lines, said):
    with pytest.raises(RefusedFile, match=said):
        table(separated(written(*lines)))


def test_texts_that_spreadsheets_guard_are_read_without_the_guard():
    line = ['="0201234567"', "Hộ", "An Dương", "01/07/2025"]
    [(_line, cells)] = table(separated(written(HEAD, line))).rows
    assert cells["name"] == "0201234567"
    [(_line, cells)] = table(separated(written(HEAD, ["'=1+1", "Hộ", "An Dương", "x"]))).rows
    assert cells["name"] == "=1+1"


def test_a_name_is_one_text_however_its_tones_were_typed():
    [(_line, cells)] = table(separated(unicodedata.normalize("NFD", written(HEAD, ROW)))).rows
    assert cells == READ


def test_a_workbook_of_five_thousand_rows_is_read():
    read = table(grids(book(HEAD, *([f"Hộ {n}", *ROW[1:]] for n in range(5_000)))))
    assert len(read.rows) == 5_000
    assert workbook.MOST_UNPACKED == 20 * 1024 * 1024


def test_a_line_wider_than_any_list_takes_no_time():
    wide = separated(written([*HEAD, *[""] * 300_000], [*ROW, *["x"] * 300_000]))

    assert [len(line) for line in next(wide).lines] == [200, 200]
