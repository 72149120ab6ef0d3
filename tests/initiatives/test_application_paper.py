"""The application on paper: what was filled, birth dates and confidential parts included, for whoever may see it."""

from datetime import date
from decimal import Decimal

import pytest

from app.accounts.models import Role
from app.core.db import db
from app.initiatives.application_paper import on_paper
from app.initiatives.models import CoAuthor, FirstApplier
from tests.factories.initiatives import InitiativeFactory, application
from tests.factories.people import PersonFactory, holder
from tests.papers.shown import opened, tables_with_lines, text_of


def filled(**facts):
    """An application with something in every field."""
    initiative = InitiativeFactory(evaluating=True)
    made = application(initiative)
    made.confidential, made.benefit_money, made.first_applied_on = "Tỷ lệ pha trộn", 1_200_000, date(2026, 1, 5)
    made.authors[0].birth_date, made.authors[0].percent = date(1980, 7, 5), Decimal("66.67")
    made.authors.append(CoAuthor(position=2, name="Trần & <Bình>", percent=Decimal("33.33"), job="Thợ điện"))
    made.first_appliers.append(FirstApplier(position=1, name="Lê Văn Cường", work="Trông đèn"))
    for name, value in facts.items():
        setattr(made, name, value)
    db.session.flush()
    return initiative


def test_it_carries_what_was_filled(app):
    initiative = filled(description="Đèn tự bật.\nKhông tốn điện.")

    document = opened(on_paper(initiative.application))

    text = text_of(document)
    assert initiative.title in text
    for words in (
        "Mã số hồ sơ: " + initiative.code,
        "thử: ngày 05 tháng 01 năm 2026.",
        "Tỷ lệ pha trộn",
        "1.200.000 đồng một năm.",
    ):
        assert words in text
    assert [p.text for p in document.paragraphs if p.text in ("Đèn tự bật.", "Không tốn điện.")] == [
        "Đèn tự bật.",
        "Không tốn điện.",
    ]
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in tables_with_lines(document)]
    (_head, *authors), (_second_head, *appliers) = tables
    assert authors == [
        ["1", initiative.author.name, "05/07/1980", "", "", "", "66,67"],
        ["2", "Trần & <Bình>", "", "", "Thợ điện", "", "33,33"],
    ]
    assert appliers == [["1", "Lê Văn Cường", "", "", "", "", "Trông đèn"]]
    assert "Đã cam đoan trên trang của xã lúc" in text
    assert "ngày     tháng     năm" in text, "the day beside the signature is for a pen"


def test_an_unsigned_one_says_so_and_what_is_empty_is_said_or_left_for_a_pen(app):
    initiative = InitiativeFactory(evaluating=True)
    made = application(initiative, signed=False)
    made.conditions = ""

    text = text_of(opened(on_paper(made)))

    assert "Tác giả chưa cam đoan trên trang của xã." in text
    assert "Tôi cam đoan mọi thông tin nêu trong đơn là trung thực" in text
    assert "Đã cam đoan" not in text
    for words in ("…………", "Chưa áp dụng.", "Không tính bằng tiền.", "Không có."):
        assert words in text


def test_it_is_taken_away_by_whoever_may_read_the_application(browser):
    initiative = filled()
    page = f"/sang-kien/{initiative.code}/don/"

    browser.get(f"{page}van-ban", expect=303)
    browser.sign_in(PersonFactory())
    browser.get(f"{page}van-ban", expect=403)
    browser.sign_in(holder(Role.OFFICIAL))
    browser.get(f"{page}van-ban", expect=403)
    for person in (initiative.author, holder(Role.COUNCIL_SECRETARY), holder(Role.COORDINATOR)):
        browser.sign_in(person)
        assert f'href="{page}van-ban"' in browser.get(page).text
        answer = browser.get(f"{page}van-ban")
        assert answer.headers["Content-Disposition"] == f"attachment; filename=don-{initiative.code}.docx"
        assert "Tỷ lệ pha trộn" in text_of(opened(answer.data))
        assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("role", [Role.COUNCIL_SECRETARY])
def test_where_nothing_was_filled_there_is_no_paper(browser, role):
    initiative = InitiativeFactory(evaluating=True)
    browser.sign_in(holder(role))

    assert "van-ban" not in browser.get(f"/sang-kien/{initiative.code}/don/").text
    browser.get(f"/sang-kien/{initiative.code}/don/van-ban", expect=404)
