"""Signatures on paper: typed line by line with a picture, compared by a second person, one vote for each who signed."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import Confirmation, ConfirmedHow, Person, Role
from app.core.clock import at, today, utcnow
from app.core.db import db
from app.core.workflow import RuleBroken
from app.initiatives.actions import merging, paper_lists, voting
from app.initiatives.models import ListState, Outcome, PaperList, Vote
from tests.factories.initiatives import InitiativeFactory, photo
from tests.factories.people import PersonFactory, holder, village

SIGNED = (("Vũ Thị Nhài", 1941), ("Trần Văn Bưởi", None), ("Lê Thị Na", 1960))


@pytest.fixture
def team():
    return holder(Role.VILLAGE_TEAM)


@pytest.fixture
def official():
    return holder(Role.OFFICIAL)


def typed(team, lines=SIGNED, initiative=None, place=None):
    """A list that waits for its second person."""
    one = initiative or InitiativeFactory(opened=True)
    facts = {"village": place or village(), "collected_on": today(), "scans": [photo()]}
    begun = paper_lists.begin(one, by=team, **facts)
    for number, (name, year) in enumerate(lines, 1):
        begun.add(number, name, year)
    begun.hand_over(by=team)
    db.session.commit()
    return begun


def all_true(paper, **others):
    """Every line holds, but for some."""
    return {line.number: others.get(f"line{line.number}") for line in paper.lines}


def outcomes(paper):
    return [line.outcome for line in paper.lines]


def test_from_the_paper_to_the_total(browser, team, official):
    one = InitiativeFactory(opened=True)
    browser.sign_in(team)
    assert f"/sang-kien/{one.code}/danh-sach-giay" in browser.get(f"/sang-kien/{one.code}").text
    new = f"/sang-kien/{one.code}/danh-sach-giay"
    given = {"village_id": str(village().id), "collected_on": f"{today():%d/%m/%Y}"}
    browser.post(new, given, expect=422)
    browser.post(new, {**given, "collected_on": "01/01/2090", "scans": (photo(), "to.jpg")}, expect=422)
    browser.post(new, {**given, "scans": (photo(kind="GIF"), "to.gif")}, expect=422)
    pages = {browser.post(new, {**given, "sent_key": "k", "scans": (photo(), "to.jpg")}).location for _ in range(2)}
    [page] = pages
    for number, (name, year) in enumerate(SIGNED, 1):
        browser.post(f"{page}/dong", {"number": str(number), "name": name, "birth_year": str(year or "")})
    for wrong in ({"name": ""}, {"number": "1"}, {"number": "x"}, {"birth_year": "19"}, {"name": "vũ thị NHÀI"}):
        line = {"number": "4", "name": "Vũ Thị Nhài", "birth_year": "1941", **wrong}
        answer = browser.post(f"{page}/dong", line, expect=422)
    assert "Trùng với dòng số 1" in answer.text
    browser.post(f"{page}/dong", {"number": "9", "name": "Gõ Nhầm"})
    browser.post(f"{page}/dong/9/bo")
    paper = db.session.scalars(sa.select(PaperList)).one()
    scan = f"{page}/anh/{paper.scans[0].id}"
    picture = browser.get(scan)
    assert (picture.mimetype, picture.headers["Cache-Control"]) == ("image/webp", "no-store")
    picture.close()
    browser.post(f"{page}/chuyen")
    browser.post(f"{page}/dong", {"number": "10", "name": "Muộn Rồi"}, expect=422)
    assert browser.get(f"{page}/doi-chieu", expect=303).location == page
    assert one.votes == 0

    browser.sign_in(official)
    assert f"{page}/doi-chieu" in browser.get("/viec-can-lam").text
    assert "Vũ Thị Nhài" in browser.get(f"{page}/doi-chieu").text
    missing = browser.post(
        f"{page}/doi-chieu", {"version": str(paper.version), "line-1": "counted", "line-2": "unsigned"}, expect=422
    ).text
    assert "Chọn một mục cho dòng này." in missing
    seen = {"version": str(paper.version)}
    browser.post(f"{page}/doi-chieu", {**seen, "line-1": "counted", "line-2": "1000", "line-3": "counted"}, expect=422)
    browser.post(f"{page}/doi-chieu", {**seen, "line-1": "counted", "line-2": "unsigned", "line-3": "counted"})

    assert (one.votes, paper.state, paper.compared_by_id) == (2, ListState.COUNTED, official.id)
    assert outcomes(paper) == [Outcome.COUNTED, Outcome.UNSIGNED, Outcome.COUNTED]
    assert "Đã tính 2 lượt ủng hộ." in browser.get(page).text
    assert db.session.scalars(sa.select(Confirmation.how)).all() == [ConfirmedHow.PAPER_LIST] * 2
    assert set(db.session.scalars(sa.select(Confirmation.by_id))) == {team.id}
    assert db.session.scalars(voting.miscounted()).all() == []


def test_whoever_types_does_not_compare(team):
    paper = typed(team)

    with pytest.raises(RuleBroken, match="Người nhập"):
        paper_lists.count(paper, by=team, verdicts=all_true(paper), seen=paper.version)
    with pytest.raises(RuleBroken, match="Người nhập"):
        paper.send_back(by=team, reason="x")

    assert (paper.initiative.votes, paper.state) == (0, ListState.COMPARING)


def test_one_of_the_two_knows_the_village(official):
    paper = typed(holder(Role.OFFICIAL))

    with pytest.raises(RuleBroken, match="tổ của thôn"):
        paper_lists.count(paper, by=official, verdicts=all_true(paper), seen=paper.version)
    assert paper_lists.count(paper, by=holder(Role.VILLAGE_TEAM), verdicts=all_true(paper), seen=paper.version) == 3


def test_the_author_compares_nothing(team):
    author = holder(Role.OFFICIAL)
    paper = typed(team, initiative=InitiativeFactory(opened=True, author=author))

    with pytest.raises(RuleBroken, match="Tác giả"):
        paper_lists.count(paper, by=author, verdicts=all_true(paper), seen=paper.version)


def test_the_same_person_on_two_lists_and_with_an_account_is_one_vote(browser, team, official):
    one, account = InitiativeFactory(opened=True), PersonFactory(name="Trần Văn Bưởi", unconfirmed=True)
    first, second = typed(team, initiative=one), typed(team, initiative=one)
    voting.cast_vote(one, by=account)
    db.session.commit()
    browser.sign_in(official)

    page = f"/danh-sach-giay/{first.id}/doi-chieu"
    assert f"account-{account.id}" in browser.get(page).text
    said = {"line-1": "counted", "line-2": f"account-{account.id}", "line-3": "counted"}
    browser.post(page, {**said, "version": str(first.version)})
    paper_lists.count(second, by=official, verdicts=all_true(second, line2=account), seen=second.version)

    assert outcomes(first) == [Outcome.COUNTED, Outcome.BEFORE, Outcome.COUNTED]
    assert outcomes(second) == [Outcome.BEFORE] * 3
    assert (one.votes, account.is_confirmed) == (3, True)
    assert db.session.scalar(sa.select(sa.func.count(Vote.id))) == 3
    assert db.session.scalars(voting.miscounted()).all() == []


def test_stepping_back_by_oneself_weighs_more_than_paper(team, official):
    one, account = InitiativeFactory(opened=True), PersonFactory(name="Trần Văn Bưởi")
    voting.cast_vote(one, by=account)
    voting.take_back_vote(one, by=account)
    paper = typed(team, initiative=one)

    paper_lists.count(paper, by=official, verdicts=all_true(paper, line2=account), seen=paper.version)

    assert (outcomes(paper)[1], one.votes) == (Outcome.BEFORE, 2)


def test_the_author_among_those_who_signed_does_not_count(team, official):
    author = PersonFactory(name="Lê Thị Na")
    paper = typed(team, initiative=InitiativeFactory(opened=True, author=author))

    paper_lists.count(paper, by=official, verdicts=all_true(paper, line3=author), seen=paper.version)

    assert (outcomes(paper)[2], paper.initiative.votes) == (Outcome.AUTHOR, 2)


def test_an_account_of_another_name_cannot_be_slipped_in(browser, team, official):
    other = PersonFactory(name="Người Khác Hẳn")
    paper = typed(team)
    browser.sign_in(official)

    said = {"version": str(paper.version), "line-1": f"account-{other.id}", "line-2": "counted", "line-3": "counted"}
    browser.post(f"/danh-sach-giay/{paper.id}/doi-chieu", said, expect=422)

    assert paper.state is ListState.COMPARING


def test_voting_that_is_over_counts_nothing_and_leaves_the_list(team, official):
    paper = typed(team)
    paper.initiative.refer(by=holder(Role.COORDINATOR), council_session="Đợt 1")
    db.session.commit()

    with pytest.raises(RuleBroken, match="không còn nhận"), db.session.begin_nested():
        paper_lists.count(paper, by=official, verdicts=all_true(paper), seen=paper.version)
    db.session.expire_all()
    assert (paper.state, outcomes(paper), paper.initiative.votes) == (ListState.COMPARING, [None] * 3, 0)
    with pytest.raises(RuleBroken, match="không còn nhận"):
        paper_lists.begin(paper.initiative, village=village(), collected_on=today(), scans=[photo()], by=team)


def test_a_list_comes_back_with_a_reason_and_goes_again(browser, team, official):
    paper = typed(team)
    browser.sign_in(official)
    back = f"/danh-sach-giay/{paper.id}/tra-lai"
    browser.get(back)
    browser.post(back, {"reason": ""}, expect=422)
    browser.post(back, {"reason": "Ảnh mờ, dòng 2 không đọc được."})
    browser.sign_in(team)
    page = browser.get(f"/danh-sach-giay/{paper.id}").text
    assert "Ảnh mờ" in page
    browser.post(f"/danh-sach-giay/{paper.id}/anh", {"scans": (photo(), "ro.jpg")})
    browser.post(f"/danh-sach-giay/{paper.id}/anh", expect=422)
    browser.post(f"/danh-sach-giay/{paper.id}/chuyen")

    assert (paper.state, len(paper.scans)) == (ListState.COMPARING, 2)


def test_a_list_without_lines_or_pictures_is_not_handed_over(team):
    one = InitiativeFactory(opened=True)
    empty = paper_lists.begin(one, village=village(), collected_on=today(), scans=[], by=team)
    with pytest.raises(RuleBroken, match="ảnh"):
        empty.hand_over(by=team)
    paper_lists.add_scans(empty, [photo()], by=team)
    with pytest.raises(RuleBroken, match="dòng"):
        empty.hand_over(by=team)
    with pytest.raises(RuleBroken, match="nhiều nhất 10"):
        paper_lists.add_scans(empty, [photo() for _ in range(10)], by=team)


def test_verdicts_for_other_lines_are_refused(team, official):
    paper = typed(team)

    with pytest.raises(RuleBroken, match="từng dòng"):
        paper_lists.count(paper, by=official, verdicts={1: None}, seen=paper.version)


def test_a_list_that_was_typed_anew_meanwhile_is_not_counted_by_what_was_seen(browser, team, official):
    paper = typed(team)
    browser.sign_in(official)
    address = f"/danh-sach-giay/{paper.id}/doi-chieu"
    [seen] = re.findall(r'name="version" value="(\d+)"', browser.get(address).text)
    paper.send_back(by=holder(Role.OFFICIAL), reason="Sai tên")
    paper.strike_off(3)
    db.session.flush()
    paper.add(3, "Người Khác", None)
    paper.hand_over(by=team)
    db.session.commit()

    browser.post(address, {"version": seen, **{f"line-{n}": "counted" for n in (1, 2, 3)}}, expect=409)

    with pytest.raises(RuleBroken, match="vừa thay đổi"):
        paper_lists.count(paper, by=official, verdicts=all_true(paper), seen=int(seen))
    assert (paper.initiative.votes, paper.state) == (0, ListState.COMPARING)


def test_a_refusal_keeps_what_was_chosen(browser, team, official):
    paper = typed(holder(Role.OFFICIAL))
    browser.sign_in(official)
    said = {"version": str(paper.version), "line-1": "counted", "line-2": "unsigned", "line-3": "counted"}

    page = browser.post(f"/danh-sach-giay/{paper.id}/doi-chieu", said, expect=422).text

    assert "tổ của thôn" in page
    assert len(re.findall(r'value="(?:counted|unsigned)" checked', page)) == 3


def test_pictures_and_lines_stay_as_they_were_handed_over(team):
    paper = typed(team)

    for act in (
        lambda: paper_lists.add_scans(paper, [photo()], by=team),
        lambda: paper_lists.strike_off(paper, 1),
        lambda: paper_lists.add_line(paper, number=9, name="Muộn Rồi", birth_year=None),
    ):
        with pytest.raises(RuleBroken, match="đã chuyển đi"):
            act()


def test_whoever_vouches_does_not_vouch_for_themselves(team, official):
    team.confirmed_at = None
    paper = typed(team, lines=((team.name, None),))

    with pytest.raises(RuleBroken, match="chính người xác nhận"):
        paper_lists.count(paper, by=official, verdicts={1: team}, seen=paper.version)


@pytest.mark.parametrize("years", [(None, 1950), (1950, None)])
def test_a_year_that_one_paper_lacks_makes_nobody_two(team, official, years):
    one = InitiativeFactory(opened=True)
    for year in years:
        paper = typed(team, lines=(("Trần Thị Gạo", year),), initiative=one)
        paper_lists.count(paper, by=official, verdicts=all_true(paper), seen=paper.version)

    assert one.votes == 1
    assert db.session.scalars(sa.select(Person.birth_year).where(Person.name == "Trần Thị Gạo")).all() == [1950]


def test_an_account_with_a_namesake_on_paper_is_confirmed_by_the_team_first(team, official):
    account = PersonFactory(name="Trần Văn Bưởi", unconfirmed=True)
    db.session.add(Person.without_account("Trần Văn Bưởi", village=village(), phone=None, birth_year=1950))
    paper = typed(team)

    with pytest.raises(RuleBroken, match="Dòng 2"), db.session.begin_nested():
        paper_lists.count(paper, by=official, verdicts=all_true(paper, line2=account), seen=paper.version)
    db.session.expire_all()
    assert (paper.state, account.is_confirmed) == (ListState.COMPARING, False)
    voting.confirm_voter(account, by=team, how=ConfirmedHow.IN_PERSON)

    assert paper_lists.count(paper, by=official, verdicts=all_true(paper, line2=account), seen=paper.version) == 3


def test_pictures_and_names_are_for_those_who_may_see_them(browser, team):
    paper = typed(team)
    page, scan = f"/danh-sach-giay/{paper.id}", f"/danh-sach-giay/{paper.id}/anh/{paper.scans[0].id}"
    token = paper.scans[0].upload.token
    browser.get(scan, expect=303)
    browser.get(f"/tep/{token}", expect=404)
    for person, expect in (
        (PersonFactory(), 404),
        (holder(Role.VILLAGE_TEAM, village_id=village("Hội Yên").id), 404),
        (holder(Role.JUDGE), 404),
        (holder(Role.VILLAGE_TEAM), 200),
        (holder(Role.AUDITOR), 200),
    ):
        browser.sign_in(person)
        for address in (page, scan):
            browser.get(address, expect=expect).close()
        browser.post(f"{page}/dong", {"number": "9", "name": "Ai Đó"}, expect=404 if expect == 404 else 403)
    browser.get(f"{page}/anh/999", expect=404)


def test_two_people_compare_at_once_and_one_of_them_counts(team, official):
    paper = typed(team)
    paper_lists.count(paper, by=official, verdicts=all_true(paper), seen=paper.version)

    with pytest.raises(RuleBroken):
        paper_lists.count(paper, by=holder(Role.OFFICIAL), verdicts=all_true(paper), seen=paper.version)

    assert paper.initiative.votes == 3


def test_known_by_the_same_facts_is_the_same_person(team, official):
    known = Person.without_account("Vũ Thị Nhài", village=village(), phone="+84912345678", birth_year=1941)
    twin = Person.without_account("Lê Thị Na", village=village(), phone=None, birth_year=1975)
    db.session.add_all([known, twin])
    paper = typed(team)

    paper_lists.count(paper, by=official, verdicts=all_true(paper), seen=paper.version)

    first, second, third = (line.person_id for line in paper.lines)
    assert (first == known.id, third == twin.id) == (True, False)
    assert db.session.get(Person, second).birth_year is None


def test_a_list_for_what_was_merged_meanwhile_counts_where_it_went(team, official):
    one, other = InitiativeFactory(opened=True), InitiativeFactory(opened=True)
    already = PersonFactory(name="Vũ Thị Nhài", birth_year=1941)
    voting.cast_vote(one, by=already)
    paper = typed(team, initiative=one)
    merging.merge(one, other, by=holder(Role.COORDINATOR), reason="Cùng một việc")

    verdicts = all_true(paper, line1=already)
    with pytest.raises(RuleBroken, match="còn có thể tách ra"):
        paper_lists.count(paper, by=official, verdicts=verdicts, seen=paper.version)
    with at(utcnow() + timedelta(days=1, minutes=1)):
        counted = paper_lists.count(paper, by=official, verdicts=verdicts, seen=paper.version)

    db.session.expire_all()
    assert (counted, other.votes) == (len(SIGNED) - 1, len(SIGNED))
    assert outcomes(paper)[0] is Outcome.BEFORE
    assert db.session.scalars(voting.miscounted()).all() == []


def test_who_wrote_what_it_went_into_neither_compares_nor_counts(team, official):
    one, other = InitiativeFactory(opened=True), InitiativeFactory(opened=True, author=PersonFactory(name="Vũ Thị Nhài"))
    paper = typed(team, initiative=one)
    merging.merge(one, other, by=holder(Role.COORDINATOR), reason="Cùng một việc")
    db.session.expire_all()
    verdicts = all_true(paper, line1=other.author)

    with at(utcnow() + timedelta(days=2)):
        with pytest.raises(RuleBroken, match="Tác giả không đối chiếu"):
            paper_lists.count(paper, by=other.author, verdicts=verdicts, seen=paper.version)
        counted = paper_lists.count(paper, by=official, verdicts=verdicts, seen=paper.version)

    assert (counted, outcomes(paper)[0]) == (len(SIGNED) - 1, Outcome.AUTHOR)
