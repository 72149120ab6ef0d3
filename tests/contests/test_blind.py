"""A blind contest: nobody learns who judges, judges do not learn who entered, and no page, file or search tells."""

import re
from datetime import timedelta

import pytest

from app.accounts.models import Role
from app.contests.actions import judging, screening
from app.contests.models import ShowsEntries
from app.core import clock
from app.marking.models import SheetState
from tests.browser import numbers
from tests.factories import contests as make
from tests.factories.people import PersonFactory, holder

NAME, TEAM, JUDGE = "Đào Thị Thắm", "Nhóm Lúa Vàng", "Tô Quang Giám"


def entered(made, author):
    """An entry that says in its own words who wrote it, and where."""
    one = make.entry(
        made,
        author=author,
        title=f"Giàn phơi của {TEAM}",
        text=f"Tôi là {NAME}, nhà ở {make.HOME}, gọi 0912 345 678.",
        team_name=TEAM,
        members=[{"name": NAME, "birth_year": 1980}],
    )
    title, text = screening.proposed_copy(one)
    screening.accept(one, by=make.organiser(), blind_title=title, blind_text=text)
    return one


def addresses(made, one):
    """Every address about a contest and its entries, in both languages."""
    here = f"/cuoc-thi/{made.code}"
    public = [here, f"{here}/bai", f"/cuoc-thi/bai/{one.code}", f"{here}/binh-chon", "/cuoc-thi/"]
    public += ["/tim-kiem?q=Giàn phơi", f"/tim-kiem?q={NAME}", f"/tim-kiem?q={TEAM}"]
    return [*public, *(f"/en{path}" for path in public), "/api/v1/contests"]


@pytest.fixture
def running():
    author = PersonFactory(name=NAME)
    made = make.contest(shows_entries=ShowsEntries.SCREENED)
    one = entered(made, author)
    make.accepted(made, 2)
    with make.later(made):
        round = made.rounds[0]
        for name in (JUDGE, f"{JUDGE} Hai", f"{JUDGE} Ba"):
            from app.contests.actions import setting_up

            setting_up.seat(round, make.judge(name=name), set(), by=make.organiser())
        judging.open_marking(round, by=make.organiser())
    return made, one, author


def test_nobody_reads_who_entered_while_it_is_marked(browser, running):
    made, one, _author = running
    with make.later(made):
        for who in (None, PersonFactory(), holder(Role.COORDINATOR), made.rounds[0].jurors[0].person):
            if who is not None:
                browser.sign_in(who)
            for address in addresses(made, one):
                page = browser.get(address).text
                typed = re.sub(r'(value|href|content)="[^"]*"|<title>.*?</title>|<h1.*?</h1>', "", page)
                assert NAME not in typed, address
                assert TEAM not in typed, address
                assert "345 678" not in typed, address


def test_an_entrant_never_reads_a_judges_name(browser, running):
    made, one, author = running
    with make.later(made):
        round = made.rounds[0]
        for sheet in make.sheets_of(round):
            make.sign(round, sheet, sheet.docket_id % 20, 20, 20, remark="Cách làm rõ.")
        browser.sign_in(author)
        own = [f"/cuoc-thi/bai-cua-toi/{one.id}", "/cuoc-thi/bai-cua-toi/"]
        pages = [browser.get(address).text for address in [*addresses(made, one), *own]]
        judging.unseal(round, by=make.organiser())
        pages += [browser.get(address).text for address in [*addresses(made, one), *own]]
    with clock.at(made.votes_until + timedelta(minutes=1)):
        make.published(made)
        browser.sign_in(author)
        last = [f"/cuoc-thi/{made.code}/ket-qua", f"/cuoc-thi/{made.code}/ket-qua.csv"]
        last += [f"/api/v1/contests/{made.code}/results", f"/kiem-chung?ma={made.code}", "/tai-khoan/thong-bao"]
        pages += [browser.get(address).text for address in [*addresses(made, one), *own, *last]]

        for page in pages:
            assert JUDGE not in page
        assert "Cách làm rõ." in browser.get(own[0]).text
        assert NAME in browser.get(f"/cuoc-thi/bai/{one.code}").text  # once it is over, the entrants are named


def test_a_judge_reads_the_copy_and_no_file(browser, running):
    made, one, _author = running
    with make.later(made):
        case = next(case for case in make.cases(made.rounds[0]) if case.entry_id == one.id)
        sheet = case.docket.sheets[0]
        browser.sign_in(sheet.marker)
        page = browser.get(f"/cham/{sheet.id}").text
        listed = browser.get("/cham/").text
        paper = browser.get(f"/cham/{sheet.id}/in").text

    assert "Giàn phơi của […]" in page
    for text in (page, listed, paper):
        assert NAME not in text
        assert TEAM not in text


def test_a_judge_never_reads_anothers_marks(browser, running):
    made, _one, _author = running
    with make.later(made):
        round = made.rounds[0]
        mine, other = sorted(make.cases(round)[0].docket.sheets, key=lambda one: one.marker_id)[:2]
        make.sign(round, other, 13, 27, 29, remark="Chỉ tôi biết.")
        browser.sign_in(mine.marker)

        browser.get(f"/cham/{other.id}", expect=403)
        browser.get(f"/cham/{other.id}/ky", expect=403)
        browser.get(f"/cuoc-thi/{made.code}/vong/1", expect=403)
        browser.get(f"/cuoc-thi/{made.code}/vong/1/ket-qua", expect=403)
        browser.get(f"/cuoc-thi/{made.code}/to-chuc", expect=403)
        for address in ("/cham/", f"/cham/{mine.id}", f"/cuoc-thi/{made.code}", "/viec-can-lam"):
            assert "Chỉ tôi biết." not in browser.get(address).text
            assert "69" not in numbers(browser.get(address).text)


def test_organisers_see_no_mark_while_they_are_sealed(browser, running):
    made, one, _author = running
    with make.later(made):
        round = made.rounds[0]
        for sheet in make.sheets_of(round):
            if sheet.state is SheetState.OPEN:
                make.sign(round, sheet, 7, 13, 17)
        browser.sign_in(make.organiser())
        browser.get(f"/cuoc-thi/{made.code}/vong/1/ket-qua", expect=409)
        here = f"/cuoc-thi/{made.code}/vong/1"
        for address in (here, f"{here}/bai", f"/cuoc-thi/bai/{one.code}/vong/1", f"/cuoc-thi/{made.code}/to-chuc"):
            said = browser.get(address).text.split("<main")[1].split("</main")[0]
            assert not re.search(r">\s*37\b|\b37,00", said)


def test_what_organisers_take_away_holds_the_copy(browser, running):
    import io

    from openpyxl import load_workbook

    made, _one, _author = running
    with make.later(made):
        browser.sign_in(make.organiser())
        sheet = load_workbook(io.BytesIO(browser.get(f"/cuoc-thi/{made.code}/bai.xlsx").data)).active

    said = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
    assert "Giàn phơi của […]" in said
    assert NAME not in said
    assert TEAM not in said


def test_without_a_copy_only_those_who_may_know_read_what_was_sent(browser, running):
    made, one, author = running
    one.blind_title = one.blind_text = ""
    with make.later(made):
        page = browser.get(f"/cuoc-thi/bai/{one.code}").text
        assert TEAM not in page
        assert NAME not in page
        assert f"<h1>{one.code}</h1>" in re.sub(r"<h1[^>]*>", "<h1>", page)
        browser.sign_in(author)
        assert f"Giàn phơi của {TEAM}" in browser.get(f"/cuoc-thi/bai/{one.code}").text
