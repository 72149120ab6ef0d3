"""Places, prizes and papers; what is published at once; what anybody computes again."""

import io
import json
import subprocess
import sys
from datetime import timedelta

import pytest
from docx import Document

from app.accounts.models import Role
from app.contests.actions import concluding, judging, screening, voting
from app.contests.models import Contest, ContestState, Entry, EntryState, Prize, Round
from app.contests.outcomes import Outcomes
from app.core import clock, outbox
from app.core.db import db
from app.core.workflow import RuleBroken
from app.council import queries as council
from app.initiatives.models import State
from app.notices.models import Notice
from tests.factories import contests as make
from tests.factories.people import PersonFactory, field, holder
from tests.servers import ROOT
from tests.tools.folder import kept, put

AFTER = timedelta(minutes=1)


def test_the_transitions_of_a_contest_and_a_round_are_these():
    def told(kind):
        return {name: (sorted(move.sources), move.to, sorted(move.who)) for name, move in kind.transitions().items()}

    assert told(Contest) == {
        "announce": (["draft"], "open", ["organiser"]),
        "conclude": (["open"], "concluded", ["organiser"]),
        "reopen": (["concluded"], "open", ["organiser"]),
        "publish": (["concluded"], "published", ["organiser"]),
        "cancel": (["draft", "open"], "cancelled", ["organiser"]),
    }
    assert told(Round) == {
        "open_marking": (["prepared"], "marking", ["organiser"]),
        "complete": (["marking"], "complete", ["organiser"]),
        "unseal": (["marking"], "complete", ["organiser"]),
        "reopen": (["complete"], "marking", ["organiser"]),
    }


def over(made):
    """After everything the dates say."""
    return clock.at(max(made.votes_until or made.rounds[-1].marks_until, made.rounds[-1].marks_until) + AFTER)


@pytest.fixture
def two_rounds():
    """A contest of two rounds with a public vote, a correction, dropped sheets and an abstention, published."""
    made = make.contest("ky-thuat", announced=False)
    made.vote_points, made.votes_each = 20, 3
    made.votes_from, made.votes_until = made.rounds[0].marks_from, made.rounds[0].marks_until
    made.shows_entries = "screened"
    made.rounds[0].takes, made.rounds[0].normalises = 4, True
    from app.contests.actions import setting_up

    setting_up.announce(made, by=make.organiser())
    entries = make.accepted(made, 8)
    with make.later(made):
        for number, entry in enumerate(entries):
            for _ in range(number):
                voting.cast(entry, by=PersonFactory())
        round = make.opened(made, judges=4)
        for number, sheet in enumerate(make.sheets_of(round)):
            make.sign(round, sheet, 20 + sheet.docket_id % 7, 15 + number % 9, 10 + sheet.marker_id % 5)
        judging.unseal(round, by=make.organiser())
        judging.send_on(round, by=make.organiser())
    with clock.at(made.rounds[1].marks_from):
        round = made.rounds[1]
        make.seated(round, 6)
        judging.open_marking(round, by=make.organiser())
        for number, sheet in enumerate(make.sheets_of(round)):
            make.sign(round, sheet, 30 + number % 11, 20 + sheet.docket_id % 9, 20 + number % 7, remark="Rõ ràng.")
        judging.unseal(round, by=make.organiser())
    with over(made):
        make.published(made)
    return made


def test_a_stranger_computes_the_whole_table_again(browser, two_rounds, tmp_path):
    folder = kept(browser, tmp_path / "kept")
    here = f"/api/v1/contests/{two_rounds.code}/results"
    put(folder, "/api/v1/contests", browser.get("/api/v1/contests").json)
    put(folder, here, browser.get(here).json)
    command = [sys.executable, "-I", str(ROOT / "tools" / "verify.py"), str(folder)]

    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert f"ok    contest {two_rounds.code}, 44 sheets: fits" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 0

    for change, told in (
        (lambda data: data["rounds"][1]["entries"][0].update(place=7), "place 7 is shown"),
        (lambda data: data["rounds"][0]["entries"][0].update(mean="1.00"), "mean 1.00 is shown"),
        (lambda data: data["rounds"][1]["entries"][0].update(votes=90), "vote_points"),
        (
            lambda data: data["rounds"][0]["entries"][0]["sheets"][0]["marks"].update(novelty="1.00"),
            "does not fit its digest",
        ),
        (lambda data: data["rounds"][0]["entries"][0]["sheets"].pop(), "not the ones of the unsealing"),
        (lambda data: data.update(vote_points="50.00"), "whose digest stands in the chain"),
    ):
        data = browser.get(here).json
        change(data)
        put(folder, here, data)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, told in done.stdout) == (1, True), done.stdout


def test_pages_and_data_say_the_same(browser, two_rounds):
    data = browser.get(f"/api/v1/contests/{two_rounds.code}/results").json
    page = browser.get(f"/cuoc-thi/{two_rounds.code}/ket-qua").text
    table = browser.get(f"/cuoc-thi/{two_rounds.code}/ket-qua.csv").data.decode("utf-8-sig")

    last = data["rounds"][1]["entries"]
    assert len(last) == 4
    for entry in last:
        row = db.session.query(Entry).filter_by(code=entry["code"]).one()
        assert (row.place, f"{row.score:.2f}", row.votes) == (entry["place"], entry["score"], entry["votes"])
        assert f"<strong>{entry['score'].replace('.', ',')}</strong>" in page
        assert entry["score"] in table
    assert "Kết quả đang công bố đúng là kết quả đã ghi vào chuỗi." in browser.get(f"/kiem-chung?ma={two_rounds.code}").text
    assert "English" not in browser.get(f"/en/cuoc-thi/{two_rounds.code}/ket-qua").text.split("<main")[1]


def test_entrants_read_what_judges_wrote_and_are_told(browser, two_rounds):
    entry = db.session.query(Entry).filter(Entry.place == 1).one()
    with over(two_rounds):
        outbox.work_off()
        browser.sign_in(entry.author)
        page = browser.get(f"/cuoc-thi/bai-cua-toi/{entry.id}").text

    assert page.count("Rõ ràng.") == 5
    assert "Bài đạt Giải nhất." in page
    texts = [one.text for one in db.session.query(Notice).filter_by(person_id=entry.author_id)]
    assert "Đã công bố kết quả." in texts


def test_papers_say_what_the_screen_says(browser, two_rounds):
    entry = db.session.query(Entry).filter(Entry.place == 1).one()

    def words(address):
        document = Document(io.BytesIO(browser.get(address).data))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return " ".join([*(one.text for one in document.paragraphs), *cells])

    with over(two_rounds):
        browser.sign_in(make.organiser())
        minutes = words(f"/cuoc-thi/{two_rounds.code}/bien-ban")
        notice = words(f"/cuoc-thi/bai/{entry.code}/thong-bao")
        certificate = words(f"/cuoc-thi/bai/{entry.code}/giay-chung-nhan")
    judges = [juror.person.name for juror in two_rounds.rounds[1].jurors]

    assert all(name in minutes for name in judges)
    assert f"{entry.score:.2f}".replace(".", ",") in minutes
    assert "đạt Giải nhất" in notice
    assert "Rõ ràng." in notice
    assert not any(name in notice for name in judges)
    assert entry.certificate.code in certificate or "Giải nhất" in certificate
    checked = browser.get(f"/giay-chung-nhan/{entry.certificate.code}").text
    assert "Giấy chứng nhận hợp lệ" in checked
    assert "Giải nhất" in checked
    assert f"/giay-chung-nhan/{entry.certificate.code}" in browser.get(f"/kiem-chung?ma={entry.certificate.code}").text


def test_an_entry_thrown_out_after_the_results_leaves_its_prize_empty(browser, two_rounds):
    entry = db.session.query(Entry).filter(Entry.place == 1).one()
    before = two_rounds.results
    with over(two_rounds):
        screening.disqualify(entry, by=make.organiser(), reason="Chép bài của xã khác.")

        assert (entry.state, entry.place) == (EntryState.DISQUALIFIED, 1)
        assert two_rounds.results == before
        page = browser.get(f"/cuoc-thi/{two_rounds.code}/ket-qua").text
        assert "Bị loại sau khi công bố" in page
        assert "không còn giá trị" in browser.get(f"/giay-chung-nhan/{entry.certificate.code}").text
        browser.sign_in(make.organiser())
        assert "/giay-chung-nhan" not in browser.get(f"/cuoc-thi/bai/{entry.code}/xem-xet").text
        browser.get(f"/cuoc-thi/bai/{entry.code}/giay-chung-nhan", expect=404)
        told = browser.get(f"/cuoc-thi/bai/{entry.code}/thong-bao")
        paper = "\n".join(one.text for one in Document(io.BytesIO(told.data)).paragraphs)
        assert "Bài bị loại, không có giải." in paper
        assert "đạt Giải" not in paper
        second = db.session.query(Entry).filter(Entry.place == 2).one()
        assert second.prize.name == "Giải nhì"  # nobody moves up by themselves
        assert "đúng là kết quả" in browser.get(f"/kiem-chung?ma={two_rounds.code}").text


def test_an_entry_thrown_out_before_the_results_is_not_counted():
    made = make.contest()
    first, *_others = make.accepted(made, 3)
    with make.later(made):
        round = make.opened(made)
        make.marked(round, marks=((20, 30, 30), (15, 20, 20), (10, 20, 20)))
        screening.disqualify(first, by=make.organiser(), reason="Chép bài.")
    with over(made):
        make.published(made)

    assert first.place is None
    assert first.code not in json.dumps(made.results)


def equal(made, number=3):
    """A contest whose entries are equal in everything."""
    entries = make.accepted(made, number)
    with make.later(made):
        make.marked(make.opened(made), marks=((15, 20, 20),))
    return entries


def test_a_tie_at_the_last_prize_waits_for_a_decision_in_writing(browser):
    made = make.contest(announced=False)
    made.prizes = [Prize(position=1, name="Giải nhất", quantity=1), Prize(position=2, name="Giải nhì", quantity=1)]
    from app.contests.actions import setting_up

    setting_up.announce(made, by=make.organiser())
    entries = equal(made)
    with over(made):
        by = make.organiser()
        with pytest.raises(RuleBroken, match="bằng điểm ở chỗ tính giải"):
            concluding.conclude(made, by=by)
        assert made.state is ContestState.OPEN
        orders = {entries[2].id: 1, entries[0].id: 2, entries[1].id: None}
        with pytest.raises(RuleBroken, match="phải có lý do"):
            concluding.decide_ties(made.rounds[-1], orders, by=by, reason="")
        concluding.decide_ties(made.rounds[-1], orders, by=by, reason="Bài 3 đã áp dụng ở hai thôn.")
        make.published(made)

    assert [one.prize.name if one.prize else None for one in entries] == ["Giải nhì", None, "Giải nhất"]
    assert [one.place for one in entries] == [2, 3, 1]
    assert "Bài 3 đã áp dụng ở hai thôn." in browser.get(f"/cuoc-thi/{made.code}/ket-qua").text


def test_equals_within_one_prize_need_no_decision():
    made = make.contest()  # one first prize, two second, three third: six places for three entries
    made.prizes = [Prize(position=1, name="Giải đồng hạng", quantity=3)]
    entries = equal(made)
    with over(made):
        make.published(made)

    assert {one.prize.name for one in entries} == {"Giải đồng hạng"}
    assert {one.place for one in entries} == {1}


def test_nought_everywhere_wins_nothing():
    made = make.contest()
    entries = make.accepted(made, 3)
    with make.later(made):
        make.marked(make.opened(made), marks=((0, 0, 0),))
    with over(made):
        make.published(made)

    assert [(one.place, one.score, one.prize) for one in entries] == [(1, 0, None)] * 3


def test_what_stays_under_the_least_wins_nothing():
    made = make.contest()
    entries = make.accepted(made, 2)
    with make.later(made):
        make.marked(make.opened(made), marks=((13, 13, 13), (14, 13, 13)))  # 39 and 40 of 80; the rubric asks for 40
    with over(made):
        make.published(made)

    assert [bool(one.prize) for one in entries] == [False, True]


def test_too_few_sheets_are_no_result():
    made = make.contest()
    entries = make.accepted(made, 2)
    with make.later(made):
        round = make.opened(made)
        for case in make.cases(round):
            for sheet in case.docket.sheets[: 3 if case.entry_id == entries[0].id else 1]:
                make.sign(round, sheet, 15, 20, 20)
        judging.unseal(round, by=make.organiser(), reason="Giám khảo nghỉ ốm.")
    with over(made):
        make.published(made)

    assert [one.place for one in entries] == [1, None]


def test_places_are_counted_within_fields_where_the_rules_say_so(browser):
    made = make.contest(announced=False, ranks_by_field=True)
    from app.contests.actions import setting_up

    setting_up.announce(made, by=make.organiser())
    first = make.accepted(made, 2, field_id=made.fields[0].id)
    second = make.accepted(made, 2, field_id=made.fields[1].id)
    with make.later(made):
        make.marked(make.opened(made), marks=((20, 25, 25), (10, 20, 20), (19, 24, 24), (9, 19, 19)))
    with over(made):
        make.published(made)

    assert [one.place for one in (*first, *second)] == [1, 2, 1, 2]
    page = browser.get(f"/cuoc-thi/{made.code}/ket-qua?bang={made.fields[1].id}").text
    assert second[0].code in page
    assert first[0].code not in page


def test_equals_at_the_way_to_the_next_round_are_decided_first():
    made = make.contest("ky-thuat", announced=False)
    made.rounds[0].takes = 2
    from app.contests.actions import setting_up

    setting_up.announce(made, by=make.organiser())
    entries = equal(made)
    with over(made):
        with pytest.raises(RuleBroken, match="ranh giới vào vòng sau"):
            judging.send_on(made.rounds[0], by=make.organiser())
        orders = {entry.id: n for n, entry in enumerate(reversed(entries), 1)}
        concluding.decide_ties(made.rounds[0], orders, by=make.organiser(), reason="Theo ý kiến giám khảo.")
        assert judging.send_on(made.rounds[0], by=make.organiser()) == 2

    assert [case.goes_on for case in make.cases(made.rounds[0])] == [False, True, True]


def test_a_round_is_reopened_until_the_next_begins():
    made = make.contest("ky-thuat")
    make.accepted(made, 2)
    with make.later(made):
        round = make.opened(made)
        make.marked(round)
        judging.reopen(round, by=make.organiser(), reason="Một phiếu chép sai.")
        make.marked(round)
        judging.send_on(round, by=make.organiser())
    with clock.at(made.rounds[1].marks_from):
        make.seated(made.rounds[1], 6)
        judging.open_marking(made.rounds[1], by=make.organiser())
        with pytest.raises(RuleBroken, match="Vòng sau đã mở chấm"):
            judging.reopen(round, by=make.organiser(), reason="x")


def test_marks_are_for_nobody_while_they_are_sealed():
    made = make.contest()
    make.accepted(made, 1)
    with make.later(made):
        round = make.opened(made)
        with pytest.raises(RuleBroken, match="niêm phong"):
            Outcomes(round)


def test_a_winner_goes_to_the_council_in_one_step(browser):
    made = make.contest()
    entries = make.accepted(made, 1)
    with make.later(made):
        make.marked(make.opened(made))
    with over(made):
        make.published(made)
        browser.sign_in(holder(Role.COORDINATOR))
        browser.post(f"/cuoc-thi/bai/{entries[0].code}/chuyen-hoi-dong", {"field_id": str(field().id)})

        assert entries[0].became.state is State.EVALUATING
        assert entries[0].became.author_id == entries[0].author_id
        assert entries[0].became in db.session.scalars(council.waiting_for_a_session()).all()
        with pytest.raises(RuleBroken, match="đã chuyển Hội đồng rồi"):
            concluding.refer(entries[0], field(), by=holder(Role.COORDINATOR))


def test_a_contest_is_not_concluded_while_people_vote():
    made = make.contest()
    make.accepted(made, 1)
    with make.later(made):
        make.marked(make.opened(made))
        with pytest.raises(RuleBroken, match="Bình chọn chưa kết thúc"):
            concluding.conclude(made, by=make.organiser())


def test_a_cancelled_contest_says_why_and_shows_no_entry(browser):
    made = make.contest()
    one = make.accepted(made, 1)[0]
    browser.get(f"/cuoc-thi/bai/{one.code}")
    concluding.cancel(made, by=make.organiser(), reason="Không đủ bài dự thi.")

    assert "Không đủ bài dự thi." in browser.get(f"/cuoc-thi/{made.code}").text
    browser.get(f"/cuoc-thi/bai/{one.code}", expect=404)
    assert one.code not in browser.get("/tim-kiem?q=Bài số").text
