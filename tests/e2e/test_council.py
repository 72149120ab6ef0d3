"""A session of five who mark, on five phones: one has a stake, one writes on paper, one is late; until all is published."""

import html
import json
import re
import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from app.core.clock import today
from tests.e2e.sitting import conclude, follow, mark, press, publish, refer, seat, set_up
from tests.e2e.test_road import fits, picture, sign_in
from tests.servers import ROOT

pytestmark = [pytest.mark.real, pytest.mark.chromium]
NAME = "Mẫu thử hai tiêu chí"
TITLE = "Phiên họp thử nghiệm trên điện thoại"
NUMBER = "401/QĐ-UBND"
# Marks that are no number of anything else on a page.
GIVEN = {"chair": ("51.25", "31.75"), "late": ("47.75", "29.25"), "paper": ("43.25", "33.75"), "third": ("49.75", "30.25")}


def told(*who: str) -> re.Pattern[str]:
    """The marks of some, and what they add up to, however they are written."""
    numbers = [number for name in who for number in (*GIVEN[name], f"{sum(map(float, GIVEN[name])):.2f}")]
    written = "|".join(number.replace(".", "[.,]") for number in numbers)
    return re.compile(rf"(?<!\d)(?:{written})(?!\d)")  # a price of 80.000 đ is no 80.00


def points(name: str) -> dict[str, str]:
    novelty, benefit = GIVEN[name]
    return {"Tính mới": novelty.replace(".", ","), "Lợi ích": benefit}


def write_rubric(secretary: Page) -> None:
    secretary.goto("/mau-cham/moi")
    secretary.get_by_label("Tên mẫu chấm").fill(NAME)
    secretary.get_by_label("Bước điểm nhỏ nhất").select_option(label="0,25")
    for number, (name, most) in enumerate((("Tính mới", "60"), ("Lợi ích", "40"))):
        secretary.locator(f"#criteria-{number}-name").fill(name)
        secretary.locator(f"#criteria-{number}-max_points").fill(most)
    secretary.get_by_label(re.compile("Tổng điểm trung bình tối thiểu")).fill("50")
    for number, (total, lead) in enumerate((("80", "45"), ("65", "30"), ("50", ""))):
        secretary.locator(f"#classes-{number}-minimum").fill(total)
        secretary.locator(f"#classes-{number}-lead_minimum").fill(lead)
    fits(secretary)
    press(secretary, "Lưu mẫu chấm")
    expect(secretary.get_by_role("heading", level=1)).to_have_text(f"{NAME}, bản 1")


def reached_by(page: Page, starts: list[str], *, most: int = 140) -> dict[str, str]:
    """What somebody can open by following links, and the open data, as it is answered, but for times of day."""
    waiting, seen = [*starts], {}
    while waiting and len(seen) < most:
        address = waiting.pop(0)
        if address in seen or "dang-xuat" in address:
            continue
        answer = page.request.get(address)
        # Seconds could pass for marks.
        seen[address] = re.sub(r"\d\d:\d\d:\d\d[.,]\d+", "", answer.body().decode(errors="ignore"))
        found = re.findall(r'(?:href=|"next": ?)"(/[^"#]*)', seen[address])
        waiting += [html.unescape(one) for one in dict.fromkeys(found) if not one.startswith(("/static", "/en/"))]
    return seen


def test_a_session_of_five_on_five_phones(phone, accounts, commune):
    secretary, coordinator, chair = phone(), phone(), phone()
    members = [accounts("council_member", nth)["name"] for nth in range(4)]
    sign_in(secretary, accounts("council_secretary"))
    sign_in(coordinator, accounts("coordinator"))
    sign_in(chair, accounts("council_chair"))
    listed = json.loads((ROOT / "app/demo/data/initiatives-2026.json").read_text(encoding="utf-8"))
    title = next(story["title"] for story in listed if story["key"] == "nhac-nhiet-nha-mang")

    # The secretary writes a rubric and sets the session up; the coordinator brings an initiative, whose author is done.
    write_rubric(secretary)
    session = set_up(secretary, TITLE, rubric=f"{NAME}, bản 1")
    roles = ("Phó Chủ tịch Hội đồng", "Ủy viên", "Ủy viên", "Ủy viên")
    seat(secretary, session, [(accounts("council_chair")["name"], "Chủ tịch Hội đồng"), *zip(members, roles, strict=True)])
    coordinator.goto(f"/tim-kiem?q={title}")
    coordinator.get_by_role("main").get_by_role("link", name=re.compile(re.escape(title[:20]))).first.click()
    code = re.search(r"SK-\d{4}-\d{4}", coordinator.url)[0]
    refer(coordinator, code, TITLE)
    secretary.goto(session)
    fits(secretary)
    press(secretary, "Mở chấm điểm")
    expect(secretary.get_by_role("main")).to_contain_text("Còn 5 phiếu chưa ký")

    # One steps aside, one marks with five large buttons and a script, one without any script.
    aside, third = phone(), phone(script=False)
    sign_in(aside, accounts("council_member"))
    aside.goto("/cham/")
    follow(aside, "Chấm tiếp")
    sheet = aside.url
    follow(aside, "Tôi có liên quan, xin không chấm")
    aside.get_by_label("Người thân của tác giả").check()
    aside.get_by_label("Ghi rõ, để đưa vào biên bản").fill("Anh họ của tác giả.")
    fits(aside)
    press(aside, "Tôi có liên quan, xin không chấm")
    assert aside.request.get(sheet).status == 403

    chair.goto("/cham/")
    follow(chair, "Chấm tiếp")
    chair.get_by_role("group", name="Chọn nhanh: Tính mới").get_by_role("button", name="48").click()
    expect(chair.locator("[data-autosave-status]")).to_contain_text("Đã lưu lúc")
    expect(chair.locator("[data-total]")).to_have_text("48")
    chair.reload()
    expect(chair.get_by_label("Tính mới", exact=True)).to_have_value("48")
    fits(chair)
    mark(chair, code, points("chair"))
    sign_in(third, accounts("council_member", 1))
    mark(third, code, points("third"))

    # One has no signal and writes on paper: the secretary copies it, the coordinator compares.
    secretary.goto(session)
    follow(secretary, f"Nhập phiếu giấy của {members[2]}")
    for label, given in points("paper").items():
        secretary.get_by_label(label, exact=True).fill(given)
    secretary.get_by_label(re.compile("Ảnh chụp tờ phiếu")).set_input_files(picture())
    press(secretary, "Chuyển người thứ hai đối chiếu")
    expect(secretary.locator(".flash")).to_contain_text("Một người khác sẽ đối chiếu")
    coordinator.goto("/viec-can-lam")
    coordinator.get_by_role("main").get_by_role("link", name=re.compile(f"{code}, phiếu của {members[2]}")).click()
    press(coordinator, "Đúng như tờ phiếu")

    # One is late: until then nobody who takes part can find anybody else's marks anywhere.
    late = phone()
    sign_in(late, accounts("council_member", 3))
    mark(late, code, points("late"), sign=False)
    secretary.goto(session)
    expect(secretary.get_by_role("main")).to_contain_text("Còn 1 phiếu chưa ký")
    slug = re.search(r"HD-\d{4}-\d\d", session)[0]
    starts = ["/viec-can-lam", "/cham/", f"/hoi-dong/{slug}/phien", f"/sang-kien/{code}", "/tai-khoan"]
    starts += [f"/hoi-dong/{slug}", f"/hoi-dong/{slug}/ket-qua.csv", f"/hoi-dong/{slug}/phien/ket-luan"]
    starts += ["/api/v1/council", f"/api/v1/council/{slug}", f"/api/v1/initiatives/{code}", "/api/v1/ledger"]
    hidden = {
        chair: told("late", "paper", "third"),
        third: told("chair", "late", "paper"),
        late: told("chair", "paper", "third"),
        aside: told("chair", "late", "paper", "third"),
        secretary: told("chair", "late", "third"),
        coordinator: told("chair", "late", "third"),
    }
    for reader, marks in hidden.items():
        pages = reached_by(reader, starts)
        assert len(pages) > 30
        assert [address for address, text in pages.items() if marks.search(text)] == []

    # Everybody signed: the marks are unsealed, the chair concludes, the secretary publishes it all at once.
    mark(late, code, points("late"))
    secretary.goto(session)
    press(secretary, "Mở niêm phong điểm")
    expect(secretary.get_by_role("main")).to_contain_text("4 phiếu trên 4 người chấm hồ sơ này")
    mean = "79,25"  # (83,00 + 80,00 + 77,00 + 77,00) ÷ 4
    expect(secretary.get_by_role("main")).to_contain_text(mean)
    aside.goto(f"/hoi-dong/{slug}")
    expect(aside.get_by_role("main")).not_to_contain_text(mean)
    conclude(secretary, chair, session, ["Mạch đơn giản, báo đúng lúc; làm được ở nhà màng khác."])
    stranger = phone()
    assert stranger.request.get(f"/hoi-dong/{slug}").status == 404
    publish(secretary, session, NUMBER)
    fits(secretary)

    # The public reads it, the certificate is genuine, a stranger computes everything again.
    stranger.goto(f"/sang-kien/{code}")
    expect(stranger.get_by_role("main")).to_contain_text("Được công nhận")
    expect(stranger.get_by_role("main")).to_contain_text("Mạch đơn giản, báo đúng lúc")
    stranger.goto(f"/hoi-dong/{slug}")
    expect(stranger.get_by_role("main")).to_contain_text(mean)
    fits(stranger)
    follow(secretary, secretary.get_by_role("link", name=re.compile("Giấy chứng nhận GCN-")).inner_text())
    stranger.goto(secretary.url)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Giấy chứng nhận hợp lệ")
    paper = secretary.request.get(f"{session}/van-ban/bien-ban")
    assert (paper.status, paper.body()[:2]) == (200, b"PK")
    script = [sys.executable, ROOT / "tools/verify.py", commune.url, "--year", str(today().year)]
    checked = subprocess.run(script, capture_output=True, text=True, check=False)
    assert f"ok    council {slug}, 1 cases: fits" in checked.stdout
    assert checked.returncode == 0, checked.stdout
