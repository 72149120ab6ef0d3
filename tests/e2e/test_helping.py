"""On real phones: sending for a grandmother, her slip, her own phone later; a follower's mail; two ideas that become one."""

import io
import re
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, Page, expect

from tests.e2e.test_road import PASSPHRASE, fits, follow, press, sign_in
from tests.mailboxes import Mailboxes, mail_server
from tests.servers import Served, load_samples, served, temporary_database

pytestmark = [pytest.mark.real, pytest.mark.chromium]


def test_a_village_team_sends_for_a_grandmother(phone, accounts, commune):
    team, daughter, herself = phone(), phone(), phone()
    sign_in(team, accounts("village_team"))

    # The team writes down her words in her name.
    team.goto("/")
    team.get_by_role("link", name="Gửi hộ").last.click()
    team.get_by_label("Họ và tên người nói").fill("Đỗ Thị Thử Phiếu")
    team.get_by_label(re.compile("Năm sinh")).fill("1939")
    team.get_by_label("Gặp trực tiếp").check()
    team.get_by_label(re.compile("đồng ý cho gửi hộ")).check()
    fits(team)
    press(team, "Ghi ý tưởng")
    expect(team.get_by_text("Gửi hộ Đỗ Thị Thử Phiếu")).to_be_visible()
    team.get_by_label("Chuyện gì đang vướng?").fill("Giếng làng rêu trơn, tôi già suýt ngã hai lần.")
    team.get_by_label("Bà con muốn làm gì cho tốt hơn?").fill("Xây bậc có tay vịn xuống giếng làng.")
    team.get_by_label("Giáo dục, văn hóa").check()
    press(team, "Tiếp tục")
    team.get_by_label(re.compile("Tôi viết đúng sự thật")).check()
    press(team, "Gửi cho xã")
    fits(team)

    # The slip: one small page whose code leads to the lookup.
    with team.expect_download() as started:
        team.evaluate("document.querySelector('a[href$=\"phieu.pdf\"]').setAttribute('download', 'phieu.pdf')")
        team.get_by_role("link", name="In phiếu").click()
    pdf = pypdfium2.PdfDocument(io.BytesIO(Path(started.value.path()).read_bytes()))
    said = " ".join(pdf[0].get_textpage().get_text_bounded().split())
    [code] = zxingcpp.read_barcodes(pdf[0].render(scale=200 / 72).to_pil())
    [key] = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}(?![0-9A-Z])", said.partition("Mã nhận")[2])
    [digits] = re.findall(r"khi hỏi: (\d{4})", said)
    number = re.search(r"SK-\d{4}-\d{4}", said)[0]

    # Her daughter scans it on another phone.
    address = urllib.parse.urlsplit(code.text)
    daughter.goto(f"{address.path}?{address.query}")
    expect(daughter.get_by_label("Mã ý tưởng")).to_have_value(number)
    daughter.get_by_label(re.compile("Bốn số cuối")).fill(digits)
    press(daughter, "Xem đã làm đến đâu")
    expect(daughter.get_by_text("Đã gửi, chờ xã xem").first).to_be_visible()
    fits(daughter)

    # Later she has a phone of her own and takes the idea over.
    herself.goto("/tra-cuu")
    follow(herself, "Nhận ý tưởng ghi trên phiếu")
    herself.get_by_label("Mã ý tưởng").fill(number)
    herself.get_by_label(re.compile("Bốn số cuối")).fill(digits)
    herself.get_by_label(re.compile("Mã nhận")).fill(key.lower().replace("-", " "))
    herself.get_by_label(re.compile("Đặt mật khẩu")).fill(PASSPHRASE)
    herself.get_by_label(re.compile("Xã lưu tên")).check()
    fits(herself)
    press(herself, "Nhận về mình")
    expect(herself.get_by_text(number)).to_be_visible()
    expect(herself.get_by_text("Đã nhận. Mọi ý tưởng")).to_be_visible()
    team.goto("/gui-ho/")
    expect(team.get_by_text("Người đó đã nhận về tài khoản của mình.").first).to_be_visible()


def test_a_meeting_votes_with_codes_on_paper(phone, accounts, commune):
    team, lent = phone(), phone(script=False)
    sign_in(team, accounts("village_team"))
    team.goto("/to-ma/moi")
    team.get_by_label("Ủng hộ ý tưởng tại cuộc họp").check()
    team.get_by_label("In bao nhiêu mã?").fill("3")
    team.get_by_role("checkbox").first.check()
    fits(team)
    with team.expect_download() as started:
        press(team, "Tải tệp in")
    pdf = pypdfium2.PdfDocument(io.BytesIO(Path(started.value.path()).read_bytes()))
    found = zxingcpp.read_barcodes(pdf[0].render(scale=200 / 72).to_pil())
    assert len({code.text for code in found}) == 3

    # A phone that goes round the table: nobody is signed in on it.
    address = urllib.parse.urlsplit(found[0].text)
    lent.goto(f"{address.path}?{address.query}")
    press(lent, "Tiếp tục")
    lent.get_by_role("checkbox").first.check()
    lent.get_by_label("Họ và tên").fill("Đinh Thị Thử Mã")
    lent.get_by_role("spinbutton", name="Năm sinh").fill("1946")
    lent.get_by_label(re.compile("mỗi người chỉ ủng hộ một lần")).check()
    fits(lent)
    press(lent, "Ghi lượt ủng hộ")
    expect(lent.get_by_text("Đã ghi 1 lượt ủng hộ.")).to_be_visible()
    team.goto("/to-ma/")
    expect(team.get_by_text("Đã dùng 1 trong 3 mã")).to_be_visible()


def test_a_coordinator_merges_two_ideas(phone, accounts, commune):
    coordinator, visitor = phone(), phone(script=False)
    sign_in(coordinator, accounts("coordinator"))
    coordinator.goto("/tim-kiem?q=mái+che+chỗ+chờ+đón+con")
    coordinator.get_by_role("main").get_by_role("link", name=re.compile("Mái che chỗ chờ")).first.click()
    kept = coordinator.url
    coordinator.goto("/tim-kiem?q=góc+học+của+con+công+nhân")
    coordinator.get_by_role("main").get_by_role("link", name=re.compile("Góc học")).first.click()
    merged = coordinator.url

    follow(coordinator, "Gộp vào ý khác")
    coordinator.get_by_label(re.compile("Mã của ý tưởng giữ lại")).fill(kept.rsplit("/", 1)[1])
    coordinator.get_by_label(re.compile("Lý do")).fill("Cùng lo cho con cái người đi làm.")
    fits(coordinator)
    press(coordinator, "Xem ý tưởng sẽ giữ lại")
    expect(coordinator.get_by_role("link", name=re.compile("Mái che chỗ chờ")).first).to_be_visible()
    press(coordinator, f"Gộp vào {kept.rsplit('/', 1)[1]}")
    expect(coordinator.get_by_role("heading", name="Đã gộp vào ý này")).to_be_visible()
    fits(coordinator)

    visitor.goto(merged)
    assert visitor.url == kept
    expect(visitor.get_by_text("Góc học của con công nhân").first).to_be_visible()

    coordinator.get_by_role("button", name=re.compile("^Tách SK-")).click()
    visitor.goto(merged)
    assert visitor.url == merged


@pytest.fixture
def posted(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Served, Mailboxes, dict[str, str]]]:
    """An empty commune with a mail server."""
    folder = tmp_path_factory.mktemp("posted")
    with temporary_database(request.config.getoption("--db"), folder) as url, mail_server() as (mails, boxes):
        environment = {"DATA_DIR": str(folder), "DATABASE_URL": url, "SECRET_KEY": "p" * 40, "RATE_LIMITS": "off"}
        environment |= {"MAIL_URL": mails, "OUTBOX_PAUSE": "0.1"}
        load_samples(environment, tmp_path_factory)
        with served(environment, workers=1) as server:
            yield server, boxes, environment


def arrived(boxes: Mailboxes, page: Page, address: str, words: str) -> str:
    """The text of the mail with these words, once it is there."""
    for _ in range(150):
        for message in boxes.of(address):
            text = message.get_body(("plain",)).get_content()
            if words in f"{message['Subject']} {text}":
                return text
        page.wait_for_timeout(100)
    raise AssertionError(f"no mail says “{words}”: {[message['Subject'] for message in boxes.of(address)]}")


def test_a_follower_gets_the_mail_reads_it_and_stops_it(chromium: Browser, posted):
    server, boxes, _environment = posted
    follower, office, mail_program = (chromium.new_context(base_url=server.url).new_page() for _ in range(3))
    follower.goto("/dang-ky")
    follower.get_by_label("Họ và tên").fill("Trần Thị Thử Thư")
    follower.get_by_label(re.compile("Thư điện tử")).fill("thu@vidu.vn")
    follower.get_by_label("Mật khẩu").fill(PASSPHRASE)
    follower.get_by_label(re.compile("Xã lưu tên")).check()
    follower.get_by_label(re.compile("Xã được nhắn tin")).check()
    press(follower, "Lập tài khoản")
    [confirm] = re.findall(r"/xac-nhan-thu/\w+", arrived(boxes, follower, "thu@vidu.vn", "Xác nhận"))
    follower.goto(confirm)
    follower.get_by_role("main").get_by_role("button").first.click()
    follower.goto("/tai-khoan/thong-bao/cach-nhan")
    follower.get_by_label("Có tin là gửi ngay").check()
    follower.get_by_role("main").get_by_role("button").first.click()
    follower.goto("/tim-kiem?q=mái+che+chỗ+chờ")
    follower.get_by_role("main").get_by_role("link", name=re.compile("Mái che chỗ chờ")).first.click()
    press(follower, "Theo dõi")

    sign_in(office, {"identifier": "Đặng Thị Hồng Hạnh", "password": "đò ngang lúa mới khói bếp"})
    office.goto(follower.url + "/tra-loi")
    office.get_by_label("Trả lời của xã").fill("Xã đã xin được khung thép, tháng sau dựng.")
    office.get_by_role("main").get_by_role("button").last.click()
    mail = arrived(boxes, follower, "thu@vidu.vn", "tháng sau dựng")

    # In the mail program nobody is signed in: one click shows the page of the idea, one stops the mails.
    [idea] = re.findall(r"/sang-kien/SK-[\d-]+", mail)
    mail_program.goto(idea)
    expect(mail_program.get_by_text("tháng sau dựng").first).to_be_visible()
    [stop] = re.findall(r"/dung-thu/\S+", mail)
    mail_program.goto(stop)
    mail_program.get_by_role("main").get_by_role("button").first.click()
    before = len(boxes.of("thu@vidu.vn"))
    office.goto(follower.url + "/tra-loi")
    office.get_by_label("Trả lời của xã").fill("Khung đã về đến trường.")
    office.get_by_role("main").get_by_role("button").last.click()
    follower.goto("/tai-khoan/thong-bao")
    for _ in range(50):
        if "Khung đã về" in follower.content():
            break
        follower.wait_for_timeout(100)
        follower.reload()
    expect(follower.get_by_text("Khung đã về").first).to_be_visible()
    follower.wait_for_timeout(1500)
    assert len(boxes.of("thu@vidu.vn")) == before
    for page in (follower, office, mail_program):
        page.context.close()
