"""The whole road at 360×740, walked by six people, from three boxes to the tally's figure growing by one."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.core.clock import today
from tests.e2e.sitting import conclude, follow, mark, press, publish, refer, seat, set_up
from tests.factories.initiatives import photo

pytestmark = [pytest.mark.real, pytest.mark.chromium]
PASSPHRASE = "sen hồng ao nhỏ cò bay lả"


def sign_in(page: Page, account: dict[str, str]) -> None:
    page.goto("/dang-nhap")
    page.get_by_label("Họ tên, số điện thoại hoặc thư điện tử").fill(account["identifier"])
    page.get_by_label("Mật khẩu").fill(account["password"])
    page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()
    expect(page).not_to_have_url(re.compile("dang-nhap"))


def open_from_list_of_tasks(page: Page, title: str) -> None:
    page.goto("/viec-can-lam")
    page.get_by_role("main").get_by_role("link", name=re.compile(re.escape(title))).first.click()


def fits(page: Page) -> None:
    """Nothing sticks out sideways."""
    page.wait_for_load_state("domcontentloaded")  # a page that has only just been asked for has no width yet
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def picture() -> dict[str, Any]:
    return {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": photo((1600, 1200)).read()}


def counted(page: Page, year: int) -> int:
    page.goto(f"/bo-chi-so/{year}/sang-kien")
    return int(page.locator(".kpi .num").first.inner_text().split("/")[0])


def test_six_people_walk_the_whole_road(phone, accounts, commune):
    year, day, title = today().year, f"{today():%d/%m/%Y}", "Tủ sách chung ở nhà văn hóa thôn"
    author, team, coordinator, secretary, official, leader = (phone() for _ in range(6))
    sign_in(coordinator, accounts("coordinator"))
    sign_in(secretary, accounts("council_secretary"))
    sign_in(leader, accounts("leader"))
    sign_in(official, accounts("official"))
    before = counted(leader, year)

    # A resident signs up, writes three boxes with a photo, checks and sends.
    author.goto("/")
    author.get_by_role("link", name="Gửi ý tưởng").first.click()
    author.get_by_role("link", name="Chưa có tài khoản? Lập một tài khoản").click()
    author.get_by_label("Họ và tên").fill("Trịnh Thị Thử Nghiệm")
    author.get_by_label("Ở thôn nào?").select_option(label="An Dương")
    author.get_by_label("Mật khẩu").fill(PASSPHRASE)
    author.get_by_label(re.compile("Xã lưu tên")).check()
    fits(author)
    press(author, "Lập tài khoản")
    expect(author.get_by_role("heading", level=1)).to_have_text("Gửi ý tưởng")
    author.get_by_label("Chuyện gì đang vướng?").fill("Trẻ con hè về không có chỗ đọc sách.")
    author.get_by_label("Bà con muốn làm gì cho tốt hơn?").fill("Mỗi nhà góp vài cuốn, kê tủ ở nhà văn hóa thôn.")
    author.get_by_label(re.compile("Chụp hoặc chọn ảnh")).set_input_files(picture())
    author.get_by_label("Giáo dục, văn hóa").check()
    author.get_by_label(re.compile("Đặt tên ngắn")).fill(title)
    fits(author)
    press(author, "Tiếp tục")
    expect(author.get_by_role("heading", level=1)).to_have_text("Xem lại trước khi gửi")
    assert author.locator(".gallery img").first.evaluate("picture => picture.complete && picture.naturalWidth > 0")
    author.get_by_label("Không thấy rõ mặt trẻ em").check()
    author.get_by_label(re.compile("Tôi viết đúng sự thật")).check()
    press(author, "Gửi cho xã")
    code = re.search(r"SK-\d{4}-\d{4,}", author.get_by_role("main").inner_text())
    assert code is not None, "the receipt shows the code"
    page = f"/sang-kien/{code[0]}"

    # The coordinator opens it after the three checks.
    open_from_list_of_tasks(coordinator, title)
    follow(coordinator, "Đưa ra lấy ý kiến")
    for box in coordinator.get_by_role("checkbox").all():
        box.check()
    press(coordinator, "Đưa ra lấy ý kiến")
    expect(coordinator.get_by_role("main")).to_contain_text("Đang lấy ý kiến")

    # A confirmed neighbour supports it; the author is confirmed by the village's team.
    sign_in(team, accounts("village_team"))
    team.goto(page)
    team.get_by_role("button", name=re.compile("Ủng hộ · 0")).click()
    expect(team.get_by_role("button", name=re.compile("Đã ủng hộ · 1"))).to_be_visible()

    # It is tried out, with a proof, and goes to the council.
    coordinator.goto(page)
    follow(coordinator, "Bắt đầu thí điểm")
    coordinator.get_by_label("Làm thử ở đâu").fill("Nhà văn hóa thôn An Dương")
    coordinator.get_by_label("Từ ngày").fill(day)
    coordinator.get_by_label("Đến ngày").fill(day)
    coordinator.get_by_label("Thế nào là thành công").fill("Mỗi tuần có 20 lượt mượn")
    press(coordinator, "Bắt đầu thí điểm")
    follow(coordinator, "Ghi kết quả thí điểm")
    coordinator.get_by_label("Kết quả bằng lời").fill("Trẻ con đến đọc đều.")
    coordinator.get_by_label("Kết quả bằng số").fill("26 lượt mượn một tuần")
    coordinator.get_by_label(re.compile("Ảnh hoặc tệp minh chứng")).set_input_files(picture())
    coordinator.get_by_label("Không thấy rõ mặt trẻ em").check()
    press(coordinator, "Ghi kết quả thí điểm")
    expect(coordinator.get_by_role("main")).to_contain_text("26 lượt mượn một tuần")
    council = ("council_chair", 0), ("council_member", 0), ("council_member", 1)
    markers = {accounts(role, nth)["name"]: phone() for role, nth in council}
    for (role, nth), member in zip(council, markers.values(), strict=True):
        sign_in(member, accounts(role, nth))
    session = set_up(secretary, "Đợt thử nghiệm")
    seat(secretary, session, zip(markers, ("Chủ tịch Hội đồng", "Ủy viên", "Ủy viên"), strict=True))
    refer(coordinator, code[0], "Đợt thử nghiệm")

    # The author fills in the application in four steps and signs.
    open_from_list_of_tasks(author, title)
    follow(author, "Bước 1: Tác giả")
    press(author, "Lưu và sang bước sau")
    author.get_by_label("Mô tả bản chất của sáng kiến").fill("Tủ sách tự quản, có sổ mượn.")
    author.get_by_label("Các điều kiện cần thiết để áp dụng").fill("Một tủ gỗ và người giữ chìa khóa.")
    press(author, "Lưu và sang bước sau")
    author.get_by_label("Lợi ích thu được theo ý kiến của tác giả").fill("Trẻ con có chỗ đọc sách dịp hè.")
    press(author, "Lưu và sang bước sau")
    fits(author)
    press(author, "Lưu và sang bước sau")
    author.get_by_label(re.compile("Tôi cam đoan")).check()
    press(author, "Ký đơn")

    # The council marks, concludes, and its secretary publishes the decision.
    secretary.goto(session)
    press(secretary, "Mở chấm điểm")
    for member in markers.values():
        mark(member, code[0], {"Tính mới": "25", "Khả năng áp dụng": "24", "Lợi ích thiết thực": "23"})
    secretary.goto(session)
    press(secretary, "Mở niêm phong điểm")
    conclude(secretary, next(iter(markers.values())), session, ["Trẻ con có chỗ đọc sách."])
    publish(secretary, session, "301/QĐ-UBND")
    secretary.goto(page)
    expect(secretary.get_by_role("main")).to_contain_text("Được công nhận")

    # The coordinator proposes the adoption with a proof, an official confirms the proof, a leader confirms it all.
    coordinator.goto(page)
    follow(coordinator, "Đề xuất áp dụng")
    coordinator.get_by_label("Lĩnh vực tính chỉ tiêu").select_option(label="Đời sống")
    coordinator.get_by_label("Áp dụng từ ngày").fill(day)
    coordinator.get_by_label("Số quyết định").fill("302/QĐ-UBND")
    coordinator.get_by_label("Ngày quyết định").fill(day)
    coordinator.get_by_label("Người ký").fill("Chủ tịch UBND xã")
    coordinator.get_by_label(re.compile("Ảnh hoặc tệp minh chứng")).set_input_files(picture())
    coordinator.get_by_label("Không thấy rõ mặt trẻ em").check()
    press(coordinator, "Đề xuất xác nhận áp dụng")
    assert counted(leader, year) == before, "a proposal counts for nothing"
    official.goto(page)
    unconfirmed = official.get_by_role("button", name="Xác nhận minh chứng")
    expect(unconfirmed).to_have_count(2)
    for left in (1, 0):
        unconfirmed.first.click()
        expect(unconfirmed).to_have_count(left)
    open_from_list_of_tasks(leader, title)
    press(leader, "Xác nhận đã áp dụng")
    expect(leader.get_by_role("main")).to_contain_text("Đã áp dụng")

    assert counted(leader, year) == before + 1
    answer = leader.request.get(f"/api/v1/tally/{year}").json()
    assert answer["adopted"] == before + 1
    assert code[0] in [item["code"] for item in answer["items"]]


def test_the_road_is_open_without_javascript(phone, accounts):
    page, neighbour = phone(script=False), phone(script=False)
    sign_in(page, accounts("resident"))
    page.goto("/sang-kien/moi")
    page.get_by_label("Bà con muốn làm gì cho tốt hơn?").fill("Kẻ lại vạch dừng trước cổng trường. Sơn phản quang.")
    press(page, "Tiếp tục")
    expect(page.get_by_role("main")).to_contain_text("Chưa kể chuyện gì đang vướng.")
    page.get_by_role("link", name="Bổ sung").first.click()
    page.get_by_label("Chuyện gì đang vướng?").fill("Vạch mờ hết.")
    page.get_by_label("Quản lý nhà nước").check()
    press(page, "Tiếp tục")
    page.get_by_label(re.compile("Tôi viết đúng sự thật")).check()
    press(page, "Gửi cho xã")
    expect(page.get_by_role("main")).to_contain_text("SK-")
    follow(page, "Xem ý tưởng vừa gửi")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kẻ lại vạch dừng trước cổng trường")

    sign_in(neighbour, accounts("resident", 1))
    neighbour.goto("/sang-kien/?trang-thai=open")
    neighbour.get_by_role("main").get_by_role("button", name=re.compile("^Ủng hộ")).first.click()
    expect(neighbour.locator(".flash")).to_contain_text("Đã ủng hộ")
