"""A contest as twenty people go through it: twelve entries, six judges, two rounds, a vote, a tie, prizes."""

import html
import re
from collections.abc import Iterable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from app.core.clock import today, utcnow
from app.core.i18n import moment
from app.demo.people import PASSWORD
from tests.e2e.sitting import follow, press
from tests.e2e.test_road import fits, picture, sign_in

pytestmark = [pytest.mark.real, pytest.mark.chromium]
TITLE = "Hội thi thử trên điện thoại"
JUDGES = 6
DATES = {
    "contests": ("receives_from", "receives_until", "votes_from", "votes_until"),
    "rounds": ("marks_from", "marks_until"),
    "dockets": ("opened_at", "closes_at"),
}


def days_pass(commune, days: float) -> None:
    """Let days go by for the contest: all its dates lie so much further back, as they will when the days are over."""
    engine = sa.create_engine(commune.environment["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        contest = connection.scalar(sa.text("SELECT id FROM contests WHERE title = :title"), {"title": TITLE})
        rounds = "SELECT id FROM rounds WHERE contest_id = :contest"
        dockets = f"SELECT docket_id FROM round_entries WHERE round_id IN ({rounds})"
        which = {"contests": "id = :contest", "rounds": f"id IN ({rounds})", "dockets": f"id IN ({dockets})"}
        for table, columns in DATES.items():
            for column in columns:
                back = (
                    f"datetime({column}, '-{days * 86400:.0f} seconds') || '.000000'"
                    if engine.dialect.name == "sqlite"
                    else f"{column} - interval '{days * 86400:.0f} seconds'"
                )
                change = f"UPDATE {table} SET {column} = {back} WHERE {column} IS NOT NULL AND {which[table]}"
                connection.execute(sa.text(change), {"contest": contest})
    engine.dispose()


def set_up(organiser: Page) -> str:
    """A contest from a template, with a vote, four who go on, and three prizes; returns its code."""
    now = utcnow()
    organiser.goto("/cuoc-thi/moi")
    organiser.get_by_label(re.compile("Hội thi sáng tạo kỹ thuật")).check()
    organiser.get_by_label("Tên cuộc thi").fill(TITLE)
    organiser.get_by_label("Nhận bài từ").fill(moment(now - timedelta(hours=1)))
    organiser.get_by_label("Nhận bài đến hết").fill(moment(now + timedelta(days=1)))
    organiser.get_by_label("Hỏi ai, ở đâu").fill("Anh Kiệt, Phòng VH-XH, 0220 374 5679")
    fits(organiser)
    press(organiser, "Lập cuộc thi")
    expect(organiser.get_by_role("heading", level=1)).to_have_text(TITLE)
    code = re.search(r"CT-\d{4}-\d{2}", organiser.url)[0]

    follow(organiser, "Sửa thể lệ")
    organiser.get_by_label("Bà con xem bài dự thi").select_option(label="Bài hợp lệ hiện ngay sau khi xem xét")
    organiser.get_by_label(re.compile("Bà con bình chọn được bao nhiêu")).fill("20")
    organiser.get_by_label(re.compile("Bình chọn từ")).fill(moment(now + timedelta(days=6)))
    organiser.get_by_label(re.compile("Bình chọn đến hết")).fill(moment(now + timedelta(days=12)))
    press(organiser, "Lưu")
    organiser.goto(f"/cuoc-thi/{code}/vong/1/sua")
    organiser.get_by_label(re.compile("Chọn mấy bài vào vòng sau")).fill("4")
    press(organiser, "Lưu")
    organiser.goto(f"/cuoc-thi/{code}/giai")
    for number, (name, many) in enumerate((("Giải nhất", "1"), ("Giải nhì", "1"), ("Giải ba", "1"), ("", ""))):
        organiser.locator(f"#prizes-{number}-name").fill(name)
        organiser.locator(f"#prizes-{number}-quantity").fill(many)
    press(organiser, "Lưu")
    press(organiser, "Công bố thể lệ")
    expect(organiser.get_by_role("main")).to_contain_text("Đang nhận bài")
    return code


def enter(entrant: Page, code: str, number: int, *, photo: bool = False) -> None:
    """Write an entry, look it over, send it."""
    entrant.goto(f"/cuoc-thi/{code}")
    follow(entrant, "Dự thi")
    entrant.get_by_label("Tên bài dự thi").fill(f"Giải pháp thử {number}")
    entrant.get_by_label("Bảng thi").select_option(index=1 + number % 3)
    entrant.get_by_label(re.compile("Tóm tắt")).fill("Việc đang vướng và cách gỡ.")
    name = entrant.locator("#members-0-name").input_value()
    entrant.get_by_label(re.compile("Nội dung")).fill(f"Tôi là {name}. Cách làm số {number}, tốn ít tiền, làm được ngay.")
    entrant.locator("#members-0-birth_year").fill("1980")
    if photo:
        entrant.get_by_label(re.compile("Ảnh hoặc tệp")).set_input_files(picture())
    fits(entrant)
    press(entrant, "Tiếp tục")
    if photo:
        entrant.get_by_label("Không thấy rõ mặt trẻ em").check()
    entrant.get_by_label(re.compile("Bài do chính người dự thi")).check()
    press(entrant, "Gửi bài dự thi")
    expect(entrant.get_by_role("main")).to_contain_text("Đã gửi, chờ xem xét")


def mark(judge: Page, points: Iterable[int], *, only: str = "") -> int:
    """Sign every sheet that waits, one after the other as the page offers them; returns how many."""
    done, points = 0, tuple(points)
    judge.goto("/cham/")
    while judge.get_by_role("main").get_by_role("link", name="Chấm tiếp").count():
        waiting = judge.locator("main .tasks li", has_text=re.compile(rf"{only or 'CT-'}.*Chưa ký", re.DOTALL))
        if not waiting.count():
            break
        waiting.first.get_by_role("link").click()
        for label, given in zip(("Tính mới, sáng tạo", "Khả năng áp dụng", "Hiệu quả"), points, strict=True):
            judge.get_by_label(label, exact=True).fill(str(given))
        judge.get_by_label(re.compile("Nhận xét gửi người dự thi")).fill("Cách làm rõ, nên thử thêm.")
        press(judge, "Xem lại và ký")
        judge.get_by_label("Mật khẩu đang dùng").fill(PASSWORD)
        press(judge, "Ký phiếu")
        expect(judge.locator(".flash")).to_contain_text("Đã ký phiếu")
        done += 1
        judge.goto("/cham/")
    return done


def reached(page: Page, starts: list[str]) -> dict[str, str]:
    """What somebody can open about contests by following links, open data included."""
    waiting, seen = [*starts], {}
    while waiting and len(seen) < 160:
        address = waiting.pop(0)
        if address in seen or "dang-xuat" in address or not re.search(r"cuoc-thi|/cham|contests|giay-chung-nhan", address):
            continue
        answer = page.request.get(address)
        seen[address] = answer.body().decode(errors="ignore")
        waiting += [html.unescape(one) for one in re.findall(r'(?:href=|src=)"(/[^"#]*)', seen[address])]
    return seen


def test_a_contest_from_the_call_to_the_prizes(phone, accounts, commune):
    organiser, screener = phone(), phone()
    sign_in(organiser, accounts("organiser"))
    sign_in(screener, accounts("organiser", 1))
    code = set_up(organiser)

    # Twelve people enter: one of them is a judge herself, one has a photo, one works without any script.
    judges = [accounts("judge", nth) for nth in range(JUDGES)]
    entrants = [accounts("resident", nth) for nth in range(11)]
    pages: list[Page] = []
    for number, account in enumerate([*entrants, judges[-1]], 1):
        page = phone(script=number != 2)
        sign_in(page, account)
        enter(page, code, number, photo=number == 1)
        pages.append(page)

    # Each is looked through; the copy for judges lost the names before anybody read it.
    screener.goto(f"/cuoc-thi/{code}/xem-xet")
    screener.get_by_role("main").get_by_role("link", name=re.compile("Giải pháp thử")).last.click()
    for _ in range(12):
        copy = screener.get_by_label("Nội dung để giám khảo đọc").input_value()
        assert "Tôi là […]." in copy
        press(screener, "Nhận bài vào chấm")
    expect(screener.get_by_role("main")).to_contain_text("Hợp lệ, vào chấm (12)")

    # Six judges are seated; the term passes; the marking opens, and one stands aside.
    for judge in judges:
        organiser.goto(f"/cuoc-thi/{code}/vong/1/giam-khao")
        organiser.get_by_label("Giám khảo", exact=True).select_option(label=judge["name"])
        press(organiser, "Mời giám khảo")
    days_pass(commune, 6.5)
    organiser.goto(f"/cuoc-thi/{code}/vong/1")
    press(organiser, "Mở chấm điểm")
    expect(organiser.get_by_role("main")).to_contain_text("0 trên 36 phiếu đã ký.")
    hands = []
    for judge in judges:
        page = phone()
        sign_in(page, judge)
        hands.append(page)
    hands[0].goto("/cham/")
    hands[0].locator("main .tasks li", has_text=code).first.get_by_role("link").click()
    aside = hands[0].get_by_role("main").locator(".meta").first.inner_text()
    follow(hands[0], "Tôi có liên quan, xin không chấm")
    hands[0].get_by_label("Người thân của tác giả").check()
    hands[0].get_by_label("Ghi rõ, để đưa vào biên bản").fill("Cháu họ của tôi dự thi.")
    press(hands[0], "Tôi có liên quan, xin không chấm")
    organiser.goto(f"/cuoc-thi/{code}/vong/1")
    expect(organiser.get_by_role("main")).to_contain_text("1 bài thiếu giám khảo")
    press(organiser, "Chia lại phần chưa chấm")
    expect(organiser.locator(".flash")).to_contain_text("mỗi bài đủ giám khảo")

    # They mark; the board tells who is late, and nobody reads another's marks.
    signed = [mark(hands[n], (21 + n, 18 + n, 16), only=code) for n in range(4)]
    organiser.goto(f"/cuoc-thi/{code}/vong/1")
    fits(organiser)
    expect(organiser.get_by_role("main")).to_contain_text(f"{sum(signed)} trên 36 phiếu đã ký.")
    read = reached(hands[5], ["/cham/", f"/cuoc-thi/{code}", f"/cuoc-thi/{code}/bai"])
    assert len(read) > 20
    assert not any(f">{total}<" in text or f"{total},00" in text for text in read.values() for total in (55, 57, 59, 61))
    signed += [mark(hands[4], (30, 25, 20), only=code), mark(hands[5], (33, 25, 22), only=code)]
    assert sum(signed) == 36
    assert max(signed) - min(signed) <= 2  # one apart as they were given out, and one was given back
    assert aside

    # People vote while the round ends; nobody reads how many.
    for page, wanted in ((pages[0], "thử 3"), (pages[1], "thử 3"), (pages[2], "thử 5")):
        page.goto(f"/cuoc-thi/{code}/binh-chon")
        card = page.locator("article", has_text=re.compile(rf"{wanted}\b"))
        card.get_by_role("button", name="Chọn bài này").click()
        expect(page.locator(".flash")).to_contain_text("Đã bình chọn.")
    organiser.goto(f"/cuoc-thi/{code}/vong/1")
    press(organiser, "Kết thúc vòng, mở niêm phong")
    expect(organiser.get_by_role("heading", level=1)).to_have_text("Kết quả Vòng sơ khảo")
    if organiser.get_by_role("link", name="Ghi quyết định").count():
        decide(organiser)
    press(organiser, "Đưa 4 bài vào vòng sau")

    # The second round: five judges each, equal marks for all, so that only a decision in writing parts some of them.
    for judge in judges:
        organiser.goto(f"/cuoc-thi/{code}/vong/2/giam-khao")
        organiser.get_by_label("Giám khảo", exact=True).select_option(label=judge["name"])
        press(organiser, "Mời giám khảo")
    days_pass(commune, 9)
    organiser.goto(f"/cuoc-thi/{code}/vong/2")
    press(organiser, "Mở chấm điểm")
    assert sum(mark(page, (30, 25, 25), only=code) for page in hands) == 20
    organiser.goto(f"/cuoc-thi/{code}/vong/2")
    press(organiser, "Kết thúc vòng, mở niêm phong")
    follow(organiser, "Ghi quyết định")
    decide(organiser)
    press(organiser, "Kết luận cuộc thi")
    expect(organiser.get_by_role("main")).to_contain_text("Đã kết luận, chờ công bố")
    assert pages[0].request.get(f"/cuoc-thi/{code}/ket-qua").status == 404
    organiser.goto(f"/cuoc-thi/{code}/cong-bo-ket-qua")
    organiser.get_by_label("Số quyết định").fill("512/QĐ-UBND")
    organiser.get_by_label("Ngày quyết định").fill(f"{today():%d/%m/%Y}")
    organiser.get_by_label("Người ký").fill("Đoàn Mạnh Khải")
    press(organiser, "Công bố kết quả")

    # Everybody reads places, prizes and the formula; entrants read remarks and no judge's name, on any page or in any file.
    stranger = phone(script=False)
    stranger.goto(f"/cuoc-thi/{code}")
    follow(stranger, "Xem kết quả và cách tính")
    fits(stranger)
    main = stranger.get_by_role("main")
    expect(main).to_contain_text("512/QĐ-UBND")
    expect(main).to_contain_text("Điểm bình chọn = 20 × số lượt / số lượt cao nhất")
    for prize in ("Giải nhất", "Giải nhì", "Giải ba"):
        assert main.locator("tbody").get_by_text(prize, exact=True).count() == 1
    for page in pages[:3]:
        own = reached(page, [f"/cuoc-thi/{code}", "/cuoc-thi/bai-cua-toi/", f"/cuoc-thi/{code}/ket-qua"])
        told = [address for address, text in own.items() if any(judge["name"] in text for judge in judges[:-1])]
        assert told == []
        assert any("Cách làm rõ, nên thử thêm." in text for text in own.values())


def decide(organiser: Page) -> None:
    """Put equals in an order, with a reason."""
    if "bang-diem" not in organiser.url:
        follow(organiser, "Ghi quyết định")
    for number, field in enumerate(organiser.get_by_label(re.compile("Thứ tự của")).all(), 1):
        field.fill(str(number))
    organiser.get_by_label(re.compile("Vì sao")).fill("Bài đã áp dụng ở nhiều thôn hơn thì xếp trước.")
    fits(organiser)
    press(organiser, "Lưu")
