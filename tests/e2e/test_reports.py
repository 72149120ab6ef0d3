"""A village's report on its way into the commune's, as four people; and one set of figures read in five places."""

import csv
import io
import json
import re
import urllib.request
from datetime import timedelta

import openpyxl
import pytest
from docx import Document
from playwright.sync_api import expect

from app.core.clock import today
from tests.e2e.sitting import follow, press
from tests.e2e.test_road import fits, sign_in
from tests.servers import flask

pytestmark = [pytest.mark.real, pytest.mark.chromium]
BANDS = {"excellent": "Xuất sắc", "good": "Tốt", "fair": "Khá", "average": "Trung bình", "not_met": "Chưa đạt"}


@pytest.mark.parametrize("script", [True, False])
def test_from_a_village_s_form_to_the_commune_s_report(phone, accounts, script):
    team, first, second, leader = phone(script=script), phone(), phone(), phone(script=script)
    ends = today() - timedelta(days=1 if script else 3)
    sign_in(first, accounts("coordinator"))
    first.goto("/bao-cao/")
    fits(first)
    follow(first, "Mở kỳ báo cáo")
    first.get_by_label("Kỳ nào?").select_option("ad_hoc")
    subject = "Dạy người già dùng điện thoại" if script else "Dạy cụ già gọi cấp cứu"
    first.get_by_label("Báo cáo đột xuất về việc gì?").fill(subject)
    for label, day in (("Từ ngày", ends - timedelta(days=1)), ("Chốt số liệu ngày", ends), ("Hạn nộp", today())):
        first.get_by_label(label).fill(f"{day:%d/%m/%Y}")
    press(first, "Mở kỳ báo cáo")
    expect(first.locator(".flash")).to_contain_text("Đã mở kỳ")
    fits(first)

    sign_in(team, accounts("village_team"))
    team.goto("/viec-can-lam")
    fits(team)
    team.get_by_role("link", name=re.compile("Nộp báo cáo kỳ")).last.click() if script else team.goto("/bao-cao/")
    if not script:
        team.locator("main li a").first.click()
    fits(team)
    place = team.locator("h1").inner_text().partition(": ")[2]
    follow(team, "Viết báo cáo")
    expect(team.get_by_role("row", name=re.compile("Hoạt động đã được xác nhận"))).to_be_visible()
    fits(team)
    team.get_by_label("Kết quả nổi bật").fill("Tổ dạy 12 cụ gọi cấp cứu bằng điện thoại.")
    press(team, "Nộp báo cáo")
    expect(team.locator(".badge").first).to_have_text("Chờ xã nhận")
    address = team.url

    sign_in(second, accounts("coordinator", 1))
    second.goto(address)
    press(second, "Nhận báo cáo")
    fits(second)
    second.goto("/bao-cao/")
    second.locator("li:has(button)").first.get_by_role("button", name=re.compile("Lập dự thảo")).click()
    expect(second.get_by_role("main")).to_contain_text(f"{place}: Tổ dạy 12 cụ")
    fits(second)
    report = second.url

    sign_in(leader, accounts("leader"))
    leader.goto(report)
    follow(leader, "Ghi đã ban hành")
    leader.get_by_label("Số, ký hiệu").fill("99/BC-UBND" if script else "98/BC-UBND")
    press(leader, "Ghi đã ban hành")
    stranger = phone(script=script)
    stranger.goto(report)
    expect(stranger.locator(".badge").first).to_have_text("Đã ban hành")
    expect(stranger.get_by_role("main")).to_contain_text("Tổ dạy 12 cụ gọi cấp cứu")
    fits(stranger)


def test_command_page_data_paper_and_sheet_show_the_same_figures(phone, accounts, commune):
    year = 2026
    told = json.loads(flask(commune.environment, "scorecard", str(year), "--json"))
    with urllib.request.urlopen(f"{commune.url}/api/v1/scorecard/{year}") as answer:
        assert json.load(answer) == told
    points = {one["code"]: one["points"] for one in told["indicators"]}
    assert len(points) == 23
    assert sum(value is not None for value in points.values()) > 15

    office = phone()
    sign_in(office, accounts("coordinator"))
    office.goto(f"/bo-chi-so/{year}")
    shown = {}
    for row in office.locator("main tbody tr").all():
        cells = row.locator("td").all_inner_texts()
        if len(cells) == 3 and re.match(r"\d\.\d ", cells[0]):
            shown[cells[0].split()[0]] = (_number(cells[1].split("/")[0]), cells[2])
    assert {code: value for code, (value, _figure) in shown.items()} == {code: _cut(value) for code, value in points.items()}
    assert office.locator(".kpi .num").first.inner_text() == f"{_cut(told['total']):g}".replace(".", ",") + "/100"
    assert BANDS[told["band"]] in office.locator(".kpi").first.inner_text()

    office.goto("/bao-cao/")
    office.get_by_role("button", name=re.compile("Lập dự thảo")).first.click()
    report = office.url
    read = {code: figure for code, (_value, figure) in shown.items()}
    assert read == {one["code"]: _figure(one) for one in told["indicators"]}
    figures = {code: figure.replace("chưa có minh chứng", "").strip() for code, figure in read.items()}
    paper = Document(io.BytesIO(office.request.get(f"{report}/so-lieu.docx").body()))
    written = {
        row.cells[0].text or row.cells[1].text: [cell.text for cell in row.cells]
        for table in paper.tables
        for row in table.rows
    }
    book = openpyxl.load_workbook(io.BytesIO(office.request.get(f"{report}/so-lieu.xlsx").body()))
    rows = {row[0] or row[1]: row for row in book["Bộ chỉ số"].iter_rows(values_only=True)}
    lines = csv.reader(io.StringIO(office.request.get(f"/bo-chi-so/{year}/so-lieu.csv").body().decode("utf-8-sig")))
    listed = {row[0] or row[1]: row for row in lines}
    for code, value in points.items():
        assert _number(written[code][5]) == _cut(value), code
        assert (rows[code][5] or None) == (_cut(value) or None), code
        assert _number(listed[code][5]) == _cut(value), code
        assert written[code][3] == rows[code][3] == listed[code][3] == figures[code], code
    assert _number(written["Tổng điểm"][5]) == _number(listed["Tổng điểm"][5]) == rows["Tổng điểm"][5] == _cut(told["total"])
    assert written["Tổng điểm"][3] == rows["Tổng điểm"][3] == BANDS[told["band"]]


def _number(text):
    text = text.strip().replace(",", ".")
    return None if text in ("", "–") else float(text)


def _figure(one):
    """The value of open data as pages tell it."""
    value = one["value"]
    if value is None:
        return "chưa có số liệu"
    if isinstance(value, bool):
        return "có" if value else "không"
    told = f"{value:g}" if one["shape"] == "count" else f"{int(round(value * 1_000_000) // 100) / 100:g} %".replace(".", ",")
    return told + (" chưa có minh chứng" if one["entered"] and not one["evidence"] else "")


def _cut(value):
    """Two places, cut as pages show it."""
    return None if value is None else int(round(value * 10_000) // 100) / 100
