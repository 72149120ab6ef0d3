"""A session of the council as people go through it with their phones."""

import re
from collections.abc import Iterable

from playwright.sync_api import Page, expect

from app.core.clock import today
from app.demo.people import PASSWORD


def press(page: Page, name: str) -> None:
    """Press a button of the page itself."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    """Follow a link of the page itself."""
    page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()


def set_up(secretary: Page, title: str, *, rubric: str | None = None) -> str:
    """Set a session up for today; returns the address of its page."""
    secretary.goto("/hoi-dong/moi")
    day = f"{today():%d/%m/%Y}"
    facts = {"Tên phiên họp": title, "Số quyết định thành lập Hội đồng": "41/QĐ-UBND", "Ngày quyết định thành lập": day}
    for label, value in {**facts, "Ngày họp": day, "Nơi họp": "Phòng họp tầng 2"}.items():
        secretary.get_by_label(label, exact=True).fill(value)
    if rubric:
        secretary.get_by_label("Mẫu chấm").select_option(label=rubric)
    press(secretary, "Lập phiên họp")
    expect(secretary.get_by_role("heading", level=1)).to_have_text(title)
    return secretary.url


def seat(secretary: Page, session: str, people: Iterable[tuple[str, str]]) -> None:
    """Give seats to people by name and role."""
    for name, role in people:
        secretary.goto(f"{session}/thanh-vien")
        secretary.get_by_label("Thành viên", exact=True).select_option(label=name)
        secretary.get_by_label("Vai trò trong phiên").select_option(label=role)
        press(secretary, "Thêm thành viên")
        expect(secretary.get_by_role("main")).to_contain_text(name)


def refer(coordinator: Page, code: str, title: str) -> None:
    """Bring an initiative before a session."""
    coordinator.goto(f"/sang-kien/{code}")
    follow(coordinator, "Chuyển Hội đồng")
    option = coordinator.get_by_role("option", name=re.compile(re.escape(title)))
    coordinator.get_by_label("Phiên họp Hội đồng").select_option(value=option.get_attribute("value"))
    press(coordinator, "Chuyển Hội đồng xem xét")


def mark(member: Page, code: str, points: dict[str, str], *, sign: bool = True) -> None:
    """Fill in the sheet of a case and sign it with the password."""
    member.goto("/cham/")
    member.get_by_role("main").get_by_role("link", name=re.compile(code)).click()
    for criterion, given in points.items():
        member.get_by_label(criterion, exact=True).fill(given)
    press(member, "Xem lại và ký")
    expect(member.get_by_role("heading", level=1)).to_have_text(f"Ký phiếu {code}")
    if sign:
        member.get_by_label("Mật khẩu đang dùng").fill(PASSWORD)
        press(member, "Ký phiếu")
        expect(member.locator(".flash")).to_contain_text(f"Đã ký phiếu {code}.")


def conclude(secretary: Page, chair: Page, session: str, reasons: Iterable[str]) -> None:
    """Call the roll with everybody there, write what the council says of each case, and let the chair close it."""
    secretary.goto(f"{session}/diem-danh")
    press(secretary, "Lưu điểm danh")
    secretary.goto(f"{session}/ket-luan")
    fields = secretary.get_by_label(re.compile("Ý kiến của Hội đồng"))
    for field, reason in zip(fields.all(), reasons, strict=True):
        field.fill(reason)
    press(secretary, "Lưu kết luận")
    chair.goto(session)
    press(chair, "Kết luận phiên")
    expect(chair.get_by_role("main")).to_contain_text("Đã kết luận, chờ công bố")


def publish(secretary: Page, session: str, number: str) -> None:
    """Publish the batch by today's decision."""
    secretary.goto(f"{session}/cong-bo")
    secretary.get_by_label("Số quyết định").fill(number)
    secretary.get_by_label("Ngày quyết định").fill(f"{today():%d/%m/%Y}")
    secretary.get_by_label("Người ký").fill("Đoàn Mạnh Khải, Chủ tịch UBND xã")
    press(secretary, "Công bố kết quả")
    expect(secretary.get_by_role("main")).to_contain_text(number)
