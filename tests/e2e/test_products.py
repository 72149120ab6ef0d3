"""A product from its maker's phone to a stranger's: made, traced, labelled, scanned from the printed page, recalled."""

import io
import re

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Page, expect

from app.core.clock import today
from app.demo.people import PASSWORD
from tests.e2e.sitting import follow, press
from tests.e2e.test_road import fits, picture, sign_in
from tests.factories.initiatives import photo

pytestmark = [pytest.mark.real, pytest.mark.chromium]
MAKER, NAME, LOT = "Bùi Văn Tám", "Bánh đa đỏ thử trên điện thoại", "THU-01"
ON_THE_WAY = ("Nhập nguyên liệu", "Chế biến", "Phơi, sấy", "Đóng gói")


def make_product(maker: Page) -> None:
    maker.goto("/so-sx/")
    follow(maker, "HTX Bánh đa Hội Yên Xanh")
    follow(maker, "Thêm sản phẩm")
    fits(maker)
    maker.get_by_label("Tên sản phẩm").fill(NAME)
    maker.get_by_label("Tiêu chuẩn áp dụng").fill("TCCS 05:2026")
    press(maker, "Lưu và thêm ảnh")
    maker.locator("input[type=file]").set_input_files(picture())
    maker.get_by_label("Trong ảnh có gì?").fill("Gói bánh đa đỏ")
    maker.get_by_text("Không thấy rõ mặt trẻ em").click()
    press(maker, "Thêm ảnh")
    press(maker, "Đăng sản phẩm")
    expect(maker.locator(".flash")).to_contain_text("Đã đăng")


def trace_lot(maker: Page) -> None:
    day = f"{today():%d/%m/%Y}"
    follow(maker, "Mở lô mới")
    for label, value in {"Số lô": LOT, "Ngày sản xuất, thu hoạch": day, "Số lượng": "120"}.items():
        maker.get_by_label(re.compile(f"^{label}")).fill(value)
    press(maker, "Mở lô")
    for number, step in enumerate(ON_THE_WAY):
        fits(maker)
        maker.get_by_text(step, exact=True).click()
        if number == 1:
            shot = {"name": "b.jpg", "mimeType": "image/jpeg", "buffer": photo((900, 700)).read()}
            maker.locator("input[type=file]").set_input_files(shot)
            maker.get_by_text("Không thấy rõ mặt trẻ em").click()
        press(maker, "Lưu")
        expect(maker.locator(".flash")).to_contain_text("Đã ghi.")
        if number < len(ON_THE_WAY) - 1:
            follow(maker, "Ghi việc")
    expect(maker.locator("ol.steps > li")).to_have_count(len(ON_THE_WAY))
    press(maker, "Công bố lô")


def printed(maker: Page) -> bytes:
    """The sheet of labels, once the background has made it."""
    follow(maker, "In tem")
    maker.get_by_label("In bao nhiêu tem?").fill("30")
    press(maker, "In tem")
    ready = maker.get_by_role("link", name="Tải tệp PDF để in")
    ready.wait_for(timeout=30_000)  # the page looks again by itself
    return maker.request.get(ready.get_attribute("href") or "").body()


def scanned(pdf: bytes) -> list[str]:
    """What a reader that is not ours finds on the printed pages."""
    found = []
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        for page in document:
            picture = page.render(scale=150 / 72).to_pil().convert("L")
            found += [one.text for one in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]
    return found


def test_a_label_leads_a_stranger_to_a_page_that_tells_of_a_recall_at_once(phone, commune):
    maker, shopper, plain = phone(), phone(), phone(script=False)
    sign_in(maker, {"identifier": MAKER, "password": PASSWORD})
    make_product(maker)
    trace_lot(maker)
    codes = scanned(printed(maker))
    assert len(codes) == 30
    [address] = set(codes)
    assert re.fullmatch(re.escape(commune.url) + r"/t/NTM-[0-9A-Z]{11}", address)

    for buyer in (shopper, plain):
        buyer.goto(address)
        fits(buyer)
        expect(buyer.locator(".verdict")).to_contain_text("Mã đúng. Lô hàng này có trong sổ của xã.")
        expect(buyer.get_by_role("heading", level=1)).to_have_text(NAME)
        expect(buyer.locator("ol.steps > li")).to_have_count(len(ON_THE_WAY))
    seen = shopper.request.get(address)
    again = shopper.request.get(address, headers={"If-None-Match": seen.headers["etag"]})
    assert again.status == 304
    shopper.goto("/quet")
    shopper.get_by_label("Mã trên tem").fill(address[-15:].lower().replace("-", " "))
    press(shopper, "Xem nguồn gốc")
    expect(shopper).to_have_url(address)

    maker.goto("/so-sx/")
    maker.get_by_role("main").get_by_role("link", name=NAME, exact=True).click()
    follow(maker, "Thu hồi lô")
    maker.get_by_text("Thu hồi cả hàng đã bán").click()
    maker.get_by_label("Vì sao?").fill("Gói bị hở miệng, bánh ẩm.")
    maker.get_by_label(re.compile("Người đã mua nên làm gì")).fill("Đừng ăn; mang lại chỗ mua để đổi.")
    press(maker, "Thu hồi lô")
    expect(maker.locator(".flash")).to_contain_text("đã báo đỏ")

    fresh = shopper.request.get(address, headers={"If-None-Match": seen.headers["etag"]})
    assert (fresh.status, "THU HỒI" in fresh.text()) == (200, True)
    for _ in range(4):  # whichever of the processes answers
        assert "THU HỒI" in shopper.request.get(address).text()
    for buyer in (shopper, plain):
        buyer.goto(address)
        verdict = buyer.locator(".verdict").first
        expect(verdict).to_contain_text("THU HỒI")
        expect(verdict).to_contain_text("Gói bị hở miệng")
        box = verdict.bounding_box()
        assert box
        assert box["y"] + box["height"] < 740, "the verdict stands on the first screen"
