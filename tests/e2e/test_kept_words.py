"""What was typed stays on the phone until the commune has it."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.crowd import locked

pytestmark = [pytest.mark.real, pytest.mark.chromium]
WORDS = "Đường ra đồng tối, xe đạp hay ngã."


def test_a_busy_server_does_not_cost_the_words(chromium, commune, accounts):
    # A page of its own: the browser's console counts a 503 as an error, and here it must come.
    page = chromium.new_context(base_url=commune.url, viewport={"width": 360, "height": 740}).new_page()
    account = accounts("resident")
    page.goto("/dang-nhap")
    page.get_by_label("Họ tên, số điện thoại hoặc thư điện tử").fill(account["identifier"])
    page.get_by_label("Mật khẩu").fill(account["password"])
    page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()
    expect(page).not_to_have_url(re.compile("dang-nhap"))
    problem = page.get_by_label("Chuyện gì đang vướng?")
    on = page.get_by_role("button", name="Tiếp tục")

    page.goto("/sang-kien/moi")
    problem.fill(WORDS)
    with locked(commune.environment["DATABASE_URL"]):
        on.click()
        expect(page.get_by_role("main")).to_contain_text("thử lại", timeout=20_000)
    page.goto("/sang-kien/moi")
    expect(problem).to_have_value(WORDS)
    on.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Xem lại trước khi gửi")
    page.goto("/sang-kien/moi")
    expect(problem).to_have_value("")

    page.context.close()
