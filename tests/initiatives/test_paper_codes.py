"""Codes on paper: printed once, kept as hashes, used once; what they confirm and what they carry at a meeting."""

import io
import re
from datetime import timedelta

import pypdfium2
import pytest
import sqlalchemy as sa
import zxingcpp

from app.accounts.actions.people import TooManyTries
from app.accounts.models import Confirmation, ConfirmedHow, Person, Role
from app.core.clock import at, today, utcnow
from app.core.db import db
from app.core.workflow import RuleBroken
from app.initiatives.actions import code_sheets, merging, paper_codes, voting
from app.initiatives.models import CodeSheet, Initiative, PaperCode, SheetPurpose, Vote
from tests.factories.initiatives import InitiativeFactory
from tests.factories.people import PersonFactory, holder, village

CONFIRM, VOTE = SheetPurpose.CONFIRM, SheetPurpose.VOTE


@pytest.fixture
def team():
    return holder(Role.VILLAGE_TEAM)


def printed(team, *, topics=(), how_many=3, **facts):
    """A sheet and its codes."""
    given = {"valid_until": today() + timedelta(days=7), "occasion": "Họp thôn", "sent_key": "k", "village": village()}
    given["purpose"] = VOTE if topics else CONFIRM
    made = code_sheets.print_sheet(topics=topics, how_many=how_many, by=team, **{**given, **facts})
    db.session.commit()
    return made


def known(code):
    return paper_codes.known(code, address="10.0.0.1")


def form(team, **facts):
    given = {"sent_key": "k", "village_id": str(village().id), "purpose": "confirm", "how_many": "12"}
    return {**given, "valid_until": f"{today() + timedelta(days=7):%d/%m/%Y}", **facts}


def total(initiative):
    return db.session.scalars(sa.select(Initiative.votes).where(Initiative.id == initiative.id)).one()


def test_the_sheet_is_printed_once_and_its_codes_are_nowhere_else(browser, team):
    browser.sign_in(team)
    answer = browser.post("/to-ma/moi", form(team), expect=200)

    pdf = pypdfium2.PdfDocument(io.BytesIO(answer.data))
    assert (answer.mimetype, len(pdf), answer.headers["Cache-Control"]) == ("application/pdf", 2, "no-store")
    read = [found.text for page in pdf for found in zxingcpp.read_barcodes(page.render(scale=150 / 72).to_pil())]
    codes = [text.removeprefix("http://localhost/ma-giay?ma=") for text in read]
    assert len(set(codes)) == 12
    said = " ".join(page.get_textpage().get_text_bounded() for page in pdf)
    assert [code for code in codes if code not in said] == []
    assert [word for word in ("Thôn An Dương", "Dùng một lần", "localhost/ma-giay") if word not in said] == []
    kept = str([db.session.execute(sa.select(table.__table__)).all() for table in (CodeSheet, PaperCode)])
    assert [code for code in codes if code in kept or code.replace("-", "") in kept] == []
    assert {known(code).number for code in codes} == set(range(1, 13))

    again = browser.post("/to-ma/moi", form(team), expect=422)
    assert "đã in rồi" in again.text
    page = browser.get(f"/to-ma/{db.session.scalars(sa.select(CodeSheet.id)).one()}").text
    assert "0 trong 12 mã" in page
    assert [code for code in codes if code in page] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"how_many": "0"},
        {"how_many": "201"},
        {"how_many": "nhiều"},
        {"valid_until": "hôm qua"},
        {"valid_until": f"{today() - timedelta(days=1):%d/%m/%Y}"},
        {"valid_until": f"{today() + timedelta(days=61):%d/%m/%Y}"},
        {"purpose": "vote"},
        {"others": "SK-2020-9999"},
        {"village_id": "999"},
        {"purpose": "money"},
    ],
)
def test_a_sheet_that_makes_no_sense_is_refused(browser, team, wrong):
    browser.sign_in(team)

    browser.post("/to-ma/moi", form(team, **wrong), expect=422)

    assert db.session.scalars(sa.select(CodeSheet)).all() == []


def test_only_the_team_prints_and_only_for_its_village(browser, team):
    for person in (PersonFactory(), holder(Role.COORDINATOR), holder(Role.ADMINISTRATOR)):
        browser.sign_in(person)
        browser.get("/to-ma/moi", expect=403)
        browser.post("/to-ma/moi", form(team), expect=403)
    with pytest.raises(RuleBroken, match="thôn mình"):
        printed(team, village=village("Hội Yên"))
    sheet, _codes = printed(team)
    browser.sign_in(holder(Role.VILLAGE_TEAM, village_id=village("Hội Yên").id))
    browser.get(f"/to-ma/{sheet.id}", expect=404)
    browser.post(f"/to-ma/{sheet.id}/huy", expect=404)
    browser.sign_in(holder(Role.AUDITOR))
    browser.get(f"/to-ma/{sheet.id}")
    browser.post(f"/to-ma/{sheet.id}/huy", expect=403)


def test_a_code_confirms_an_account_once_however_it_is_typed(browser, team):
    supported = InitiativeFactory(opened=True)
    newcomer = PersonFactory(unconfirmed=True)
    voting.cast_vote(supported, by=newcomer)
    _sheet, [code, *_] = printed(team)

    stranger = browser.post("/ma-giay", {"code": code})
    assert stranger.location.startswith("/dang-nhap?next=")
    browser.sign_in(newcomer)
    assert code in browser.get(f"/ma-giay?ma={code}").text
    browser.post("/ma-giay", {"code": f" {code.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')} "})

    assert newcomer.is_confirmed
    assert total(supported) == 1
    assert db.session.execute(sa.select(Confirmation.how, Confirmation.by_id)).one() == (ConfirmedHow.PAPER_CODE, team.id)
    assert "1 lượt đang chờ" in browser.get("/tai-khoan").text
    other = PersonFactory(unconfirmed=True)
    browser.sign_in(other)
    assert "đã dùng" in browser.post("/ma-giay", {"code": code}, expect=422).text
    assert not other.is_confirmed


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"village": "Hội Yên"}, "khác thôn"),
        ({"village": "Hội Yên", "purpose": VOTE}, "khác thôn"),
        ({"namesake": True}, "trùng tên"),
        ({"namesake": True, "purpose": VOTE}, "trùng tên"),
        ({"confirmed": True}, "đã được xác nhận"),
    ],
)
def test_a_code_does_not_confirm_whom_it_should_not(browser, team, facts, said):
    place = village(facts.get("village", "An Dương"))
    person = PersonFactory(unconfirmed=not facts.get("confirmed"), village=place)
    if facts.get("namesake"):
        db.session.add(Person.without_account(person.name, village=village(), phone=None, birth_year=1950))
    one = InitiativeFactory(opened=True)
    _sheet, [code, *_] = printed(team, topics=[one] if facts.get("purpose") else [])
    browser.sign_in(person)

    sent = ballot(code, [one]) if facts.get("purpose") else {"code": code}
    assert said in browser.post("/ma-giay", sent, expect=422).text
    assert (known(code).may_be_used, total(one)) == (True, 0)


def test_nobody_confirms_themselves_with_their_own_code(team):
    team.confirmed_at = None
    _sheet, [code, *_] = printed(team)

    with pytest.raises(RuleBroken, match="chính mình"):
        paper_codes.confirm_with(known(code), by=team)


@pytest.mark.parametrize("why", ["voided", "over", "no longer in the team", "locked"])
def test_codes_of_a_sheet_that_is_over_are_not_taken(browser, team, why):
    sheet, [code, *_] = printed(team)
    newcomer = PersonFactory(unconfirmed=True)
    browser.sign_in(team)
    if why == "voided":
        browser.post(f"/to-ma/{sheet.id}/huy")
        assert "Đã hủy" in browser.get(f"/to-ma/{sheet.id}").text
        with pytest.raises(RuleBroken):
            sheet.void(by=team)
    elif why == "no longer in the team":
        team.grants[0].is_ended = True
    elif why == "locked":
        team.locked_at = utcnow()
    browser.sign_in(newcomer)
    with at(utcnow() + timedelta(days=8 if why == "over" else 0)):
        assert "hết hạn" in browser.post("/ma-giay", {"code": code}, expect=422).text
    assert not newcomer.is_confirmed


def test_a_code_is_not_found_by_trying(browser, team):
    printed(team)
    for _ in range(paper_codes.WRONG):
        assert known("AAAA-AAAA") is None
    with pytest.raises(TooManyTries):
        known("AAAA-AAAA")
    assert paper_codes.known("AAAA-AAAA", address="10.0.0.2") is None
    browser.post("/ma-giay", {"code": "AAAA-AAAA"}, expect=422)
    browser.post("/ma-giay", {"code": ""}, expect=422)


def ballot(code, chosen, **facts):
    given = {"code": code, "ballot": "1", "topics": [str(one.id) for one in chosen], "account": "y"}
    return {**given, "name": "Vũ Thị Nhài", "birth_year": "1941", **facts}


def test_a_grandmother_votes_at_a_meeting_without_an_account(browser, team):
    first, second, other = (InitiativeFactory(opened=True) for _ in range(3))
    sheet, [code, another, *_] = printed(team, topics=[first, second])

    page = browser.post("/ma-giay", {"code": code}, expect=200).text
    assert (first.title in page, second.title in page, other.title in page) == (True, True, False)
    for wrong in ({"topics": []}, {"topics": [str(other.id)]}, {"name": ""}, {"birth_year": "19"}, {"account": ""}):
        browser.post("/ma-giay", ballot(code, [first], **wrong), expect=422)
    assert db.session.scalars(sa.select(Vote)).all() == []
    browser.post("/ma-giay", ballot(code, [first, second]))

    grandmother = db.session.scalars(sa.select(Person).where(Person.name == "Vũ Thị Nhài")).one()
    assert (grandmother.has_account, grandmother.is_confirmed) == (False, True)
    assert (total(first), total(second)) == (1, 1)
    assert "Đã ghi 2 lượt ủng hộ." in browser.get("/ma-giay").text
    assert "đã dùng" in browser.post("/ma-giay", ballot(code, [first]), expect=422).text
    nothing_new = browser.post("/ma-giay", ballot(another, [first], name="VŨ THỊ NHÀI"), expect=422).text
    assert total(first) == 1
    assert "Mã còn nguyên" in nothing_new
    assert [used.used_by_id for used in sheet.used] == [grandmother.id]
    browser.post("/ma-giay", ballot(another, [first], name="Đỗ Thị Mận"))
    assert total(first) == 2
    assert db.session.scalars(voting.miscounted()).all() == []


def test_whoever_has_an_account_votes_as_themselves(browser, team):
    one = InitiativeFactory(opened=True)
    _sheet, [code, another, *_] = printed(team, topics=[one])
    newcomer = PersonFactory(unconfirmed=True, name="Vũ Thị Nhài")

    assert "có tài khoản tên này" in browser.post("/ma-giay", ballot(code, [one]), expect=422).text
    browser.sign_in(newcomer)
    page = browser.post("/ma-giay", {"code": code}, expect=200).text
    assert "Năm sinh" not in page
    browser.post("/ma-giay", ballot(code, [one]))
    browser.post("/ma-giay", ballot(another, [one]), expect=422)

    assert (newcomer.is_confirmed, total(one)) == (True, 1)
    assert db.session.scalars(sa.select(Vote.voter_id)).all() == [newcomer.id]


def test_whoever_is_signed_in_writes_down_a_neighbour_with_the_neighbours_code(browser, team):
    one = InitiativeFactory(opened=True)
    _sheet, [code, *_] = printed(team, topics=[one])
    helper = PersonFactory(name="Đỗ Văn Giúp")
    browser.sign_in(helper)

    assert "Đỗ Văn Giúp" in browser.post("/ma-giay", {"code": code}, expect=200).text
    ticked = {"topics": [str(one.id), "²", "9" * 30]}
    page = browser.post("/ma-giay", {"code": code, "ballot": "1", "switch": "1", **ticked}, expect=200).text
    assert "Năm sinh" in page
    assert re.search(rf'<input[^>]*checked[^>]*value="{one.id}"', page)
    assert 'name="other" value="1"' in page
    browser.post("/ma-giay", {**ballot(code, [one], name=""), "other": "1"}, expect=422)
    browser.post("/ma-giay", {**ballot(code, [one]), "other": "1"})

    voters = db.session.scalars(sa.select(Person).join(Vote, Vote.voter_id == Person.id)).all()
    assert [voter.name for voter in voters] == ["Vũ Thị Nhài"]


def test_a_code_for_what_was_merged_meanwhile_supports_what_it_went_into(browser, team):
    one, other = InitiativeFactory(opened=True), InitiativeFactory(opened=True)
    _sheet, [code, *_] = printed(team, topics=[one, other])
    merging.merge(one, other, by=holder(Role.COORDINATOR), reason="Cùng một việc")

    page = browser.post("/ma-giay", {"code": code}, expect=200).text
    assert (one.code in page, page.count(other.code)) == (False, 1)
    browser.post("/ma-giay", ballot(code, [other]))

    assert (total(one), total(other)) == (0, 1)


def test_a_stranger_of_another_village_is_not_confirmed_by_voting(team):
    one = InitiativeFactory(opened=True)
    _sheet, [code, *_] = printed(team, topics=[one])
    elsewhere = PersonFactory(unconfirmed=True, village=village("Hội Yên"))

    with pytest.raises(RuleBroken, match="khác thôn"):
        paper_codes.vote_with(known(code), by=elsewhere, topics=[one])


def test_ideas_whose_voting_is_over_are_not_asked_and_nothing_is_half_done(browser, team):
    one, other = InitiativeFactory(opened=True), InitiativeFactory(opened=True)
    _sheet, [code, *_] = printed(team, topics=[one, other])
    other.refer(by=holder(Role.COORDINATOR), council_session="Đợt 1")
    db.session.commit()

    assert other.title not in browser.post("/ma-giay", {"code": code}, expect=200).text
    with pytest.raises(RuleBroken), db.session.begin_nested():
        paper_codes.vote_with(known(code), by=PersonFactory(), topics=[one, other])
    db.session.expire_all()
    assert (total(one), known(code).may_be_used) == (0, True)
    one.refer(by=holder(Role.COORDINATOR), council_session="Đợt 1")
    db.session.commit()
    assert "không còn nhận lượt ủng hộ" in browser.post("/ma-giay", {"code": code}, expect=200).text


def test_the_lists_of_sheets_ask_the_same_however_many(browser, team, count_queries):
    browser.sign_in(team)
    asked = []
    for n in range(3):
        printed(team, sent_key=f"k{n}", how_many=5)
        db.session.expunge_all()
        with count_queries() as seen:
            browser.get("/to-ma/")
        asked.append(len(seen))

    assert asked[0] == asked[2]


def test_a_code_confirms_somebody_whose_vote_was_waiting(browser, team):
    one = InitiativeFactory(opened=True)
    _sheet, [code, *_] = printed(team, topics=[one])
    waiting = PersonFactory(unconfirmed=True)
    voting.cast_vote(one, by=waiting)
    browser.sign_in(waiting)

    browser.post("/ma-giay", ballot(code, [one]))

    assert (waiting.is_confirmed, total(one)) == (True, 1)
    assert "Từ nay lượt ủng hộ được tính" in browser.get("/ma-giay").text


def test_a_code_tells_nobody_who_voted_for_long(browser, team):
    one = InitiativeFactory(opened=True)
    _sheet, [code, *_] = printed(team, topics=[one])
    voters = [
        PersonFactory(unconfirmed=True, name=f"Người Thứ {word}") for word in ("Một", "Hai", "Ba", "Bốn", "Năm", "Sáu")
    ]
    db.session.commit()

    answers = [browser.post("/ma-giay", ballot(code, [one], name=voter.name), expect=422).text for voter in voters]

    assert ["nhiều lần quá" in answer for answer in answers] == [False] * 5 + [True]
