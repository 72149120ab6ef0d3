"""The papers of a session: every fact from its records, nothing numbered, dated or signed; what is checked of them."""

import io
import re

import docx
import sqlalchemy as sa

from app.accounts.actions import own_data
from app.accounts.models import Role
from app.core import audit
from app.core.db import db
from app.council.actions.marking import unseal
from app.council.models import CouncilSession
from app.marking.models import ConflictKind
from app.papers.models import Certificate
from tests.factories.council import (
    chair_of,
    concluded,
    evaluating,
    marked,
    opened,
    published,
    secretary_of,
    sheet_of,
    signed,
)
from tests.factories.people import PersonFactory, holder


def words(answer):
    """Everything a .docx says, tables included."""
    paper = docx.Document(io.BytesIO(answer.data))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in paper.paragraphs] + cells)


def papers(made):
    here = f"/hoi-dong/{made.code}/phien"
    case = made.cases[0].id
    return {
        **{kind: f"{here}/van-ban/{kind}" for kind in ("bien-ban", "tong-hop", "quyet-dinh")},
        "thong-bao": f"{here}/ho-so/{case}/thong-bao",
        "giay-chung-nhan": f"{here}/ho-so/{case}/giay-chung-nhan",
    }


def test_the_minutes_say_who_came_who_stood_aside_what_came_out_and_where_the_history_stood(browser):
    made = opened(evaluating(title="Giàn phơi & bánh <đa>"), markers=4)
    sheet = sheet_of(made, 3)
    sheet.stand_aside(ConflictKind.BUSINESS, "Bán tre cho tác giả.", by=sheet.marker)
    for marker in range(3):
        signed(sheet_of(made, marker), 35, 27, 26)
    made.unseal(by=chair_of(made), reason="Đủ phiếu, họp sớm.")
    made.call_roll({member.id for member in made.members[:-1]}, {made.members[-1].id: "Đi công tác"})
    browser.sign_in(secretary_of(made))

    said = words(browser.get(papers(made)["bien-ban"]))

    names = [member.person.name for member in made.members]
    told = [*names, "Giàn phơi & bánh <đa>", "88,00", "Công nhận, loại A", "Có quan hệ làm ăn: Bán tre cho tác giả."]
    told += ["Đi công tác", "Đủ phiếu, họp sớm.", "trở lên thì làm tròn lên", "41/QĐ-UBND"]
    assert [one for one in told if one not in said] == []
    mark = audit.head(db.session.connection()).mark
    assert mark in said
    assert "khớp" in browser.get(f"/kiem-chung?ma={mark}").text
    assert re.search(r"Số:\s+/BB-HĐSK", said)


def test_the_summary_the_draft_and_the_notice_say_what_the_screen_says(browser):
    made = concluded(evaluating(), evaluating(), reason="Nhiều hộ làm theo.")
    browser.sign_in(secretary_of(made))
    addresses = papers(made)
    said = {kind: words(browser.get(addresses[kind])) for kind in ("tong-hop", "quyet-dinh", "thong-bao")}

    codes = [case.initiative.code for case in made.cases]
    assert all(code in said["tong-hop"] for code in (*codes, "88,00"))
    assert all(code in said["quyet-dinh"] for code in (*codes, "02 sáng kiến"))
    assert re.search(r"Số:\s+/QĐ-UBND", said["quyet-dinh"])
    assert "DỰ THẢO" in said["quyet-dinh"]
    assert all(
        one in said["thong-bao"] for one in (codes[0], "88,00", "Nhiều hộ làm theo.", made.cases[0].initiative.author.name)
    )
    browser.get(addresses["giay-chung-nhan"], expect=404)


def test_a_certificate_leads_to_the_page_that_checks_it(browser):
    made = published(evaluating(title="Giàn phơi"))
    certificate = made.cases[0].certificate
    browser.sign_in(secretary_of(made))

    said = words(browser.get(papers(made)["giay-chung-nhan"]))

    assert all(one in said for one in ("Giàn phơi", "88/QĐ-UBND", f"/giay-chung-nhan/{certificate.code}"))
    page = browser.get(f"/kiem-chung?ma={certificate.code.lower().replace('-', ' ')}").text
    assert f"/giay-chung-nhan/{certificate.code}" in page
    assert "Xã không cấp giấy chứng nhận nào mang mã này" in browser.get("/kiem-chung?ma=GCN-00000000-00000000").text


def test_what_was_published_is_checked_against_the_chain(browser):
    made = published()
    assert "đúng là kết quả đã ghi vào chuỗi" in browser.get(f"/kiem-chung?ma={made.code}").text

    changed = [{**made.results[0], "class": "B"}]
    db.session.execute(sa.update(CouncilSession).where(CouncilSession.id == made.id).values(results=changed))

    assert "không khớp với chuỗi" in browser.get(f"/kiem-chung?ma={made.code.lower()}").text


def test_no_paper_is_written_while_the_marks_are_sealed(browser):
    made = opened()
    browser.sign_in(secretary_of(made))
    for kind, address in papers(made).items():
        assert browser.get(address, expect=404 if kind == "giay-chung-nhan" else 409)
    browser.get(f"/hoi-dong/{made.code}/phien/van-ban/thu-moi", expect=404)
    browser.get(f"/hoi-dong/{made.code}/phien/ho-so/999/thong-bao", expect=404)


def test_papers_are_for_secretaries_without_a_stake(browser):
    made = marked()
    addresses = papers(made)
    for person, answer in (
        (made.markers[1].person, 403),
        (chair_of(made), 403),
        (holder(Role.LEADER), 403),
        (PersonFactory(), 404),
    ):
        browser.sign_in(person)
        browser.get(addresses["bien-ban"], expect=answer)
    other = holder(Role.COUNCIL_SECRETARY)
    made.cases[0].docket.declare(other, ConflictKind.RELATIVE, "Em gái tác giả.")
    browser.sign_in(other)
    assert "Hãy để người khác làm" in browser.get(addresses["bien-ban"], expect=409).text
    assert "88,00" not in browser.get(f"/hoi-dong/{made.code}").text


def test_leaving_keeps_the_decision_and_the_chain_and_takes_the_words(browser):
    author = PersonFactory(name="Trần Thị Rời")
    made = opened(evaluating(author=author, title="Giàn phơi"), markers=4)
    member = made.markers[3].person
    sheet = sheet_of(made, 3)
    sheet.stand_aside(ConflictKind.RELATIVE, "Cháu ruột của tôi.", by=member)
    for marker in range(3):
        signed(sheet_of(made, marker), 35, 27, 26)
    unseal(made, by=secretary_of(made))
    member.end_grant(member.grants[0].id, by=holder(Role.ADMINISTRATOR))

    for person in (author, member):
        own_data.erase(person, by=person)
    db.session.flush()
    db.session.expire_all()

    conflict = made.cases[0].docket.conflict_of(member)
    assert (conflict.kind, conflict.words) == (ConflictKind.RELATIVE, "")
    assert made.cases[0].initiative.application is not None  # the council marked it as it is
    assert list(audit.verify(db.session.connection())) == []
    assert "88,00" in words_of_results(browser, made)
    assert db.session.scalar(sa.select(sa.func.count(Certificate.id))) == 0


def words_of_results(browser, made):
    browser.sign_in(secretary_of(made))
    return browser.get(f"/hoi-dong/{made.code}").text
