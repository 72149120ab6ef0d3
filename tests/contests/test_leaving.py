"""Entries that leave late, equals that arise late, votes for what is gone: anybody still computes the table again."""

import io
import subprocess
import sys
from datetime import timedelta

import pytest
import sqlalchemy as sa
from docx import Document

from app.contests import queries
from app.contests.actions import concluding, entering, judging, screening, setting_up, voting
from app.core import clock
from app.core.audit import Event
from app.core.clock import today
from app.core.db import db
from app.core.workflow import RuleBroken
from app.marking import actions as marking
from tests.factories import contests as make
from tests.factories.people import PersonFactory
from tests.servers import ROOT
from tests.tools.folder import kept, put

AFTER = timedelta(minutes=1)
NO_VOTE = {"vote_points": 0, "votes_from": None, "votes_until": None}


def over(made):
    """After everything the dates say."""
    return clock.at(max(made.votes_until or made.rounds[-1].marks_until, made.rounds[-1].marks_until) + AFTER)


def recomputed(browser, made, folder):
    """What whoever computes the published results again is told."""
    here = f"/api/v1/contests/{made.code}/results"
    folder = kept(browser, folder)
    put(folder, "/api/v1/contests", browser.get("/api/v1/contests").json)
    put(folder, here, browser.get(here).json)
    command = [sys.executable, "-I", str(ROOT / "tools" / "verify.py"), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def signed(round, less):
    """Every sheet signed; `less` says by entry how far below full marks each criterion is."""
    for case in make.cases(round):
        marks = [max(0, int(one.max_points) - less[case.entry_id]) for one in round.rubric.criteria]
        for sheet in case.docket.sheets:
            if sheet.is_open:
                make.sign(round, sheet, *marks)
    judging.unseal(round, by=make.organiser())


def two_rounds(entries=4, takes=2, less=None):
    """Two rounds without a vote; the first is marked and unsealed."""
    made = make.contest("ky-thuat", announced=False, **NO_VOTE)
    made.rounds[0].takes = takes
    setting_up.announce(made, by=make.organiser())
    found = make.accepted(made, entries)
    with make.later(made):
        less = less or {one.id: n for n, one in enumerate(found, 1)}
        signed(make.opened(made), less)
    return made, found, less


def second(made):
    """The second round, with judges of its own."""
    make.seated(made.rounds[1], 6)
    judging.open_marking(made.rounds[1], by=make.organiser())
    return made.rounds[1]


def test_who_leaves_in_a_later_round_moves_nobody_up_in_the_one_before(browser, tmp_path):
    made, entries, less = two_rounds()
    with make.later(made):
        assert judging.send_on(made.rounds[0], by=make.organiser()) == 2
    with clock.at(made.rounds[1].marks_from):
        round = second(made)
        screening.disqualify(entries[0], by=make.organiser(), reason="Chép lại.")
        signed(round, less)
    with over(made):
        make.published(made)

    answer = browser.get(f"/api/v1/contests/{made.code}/results").json["rounds"]
    assert [(one["place"], one["goes_on"]) for one in answer[0]["entries"]] == [(1, True), (2, True), (3, False), (4, False)]
    assert [(one["code"], one["place"]) for one in answer[1]["entries"]] == [(entries[1].code, 1)]
    code, told = recomputed(browser, made, tmp_path / "kept")
    assert code == 0, told


def test_who_leaves_before_the_next_round_makes_room_once_it_is_decided_again():
    made, entries, _less = two_rounds()
    with make.later(made):
        judging.send_on(made.rounds[0], by=make.organiser())
        entering.withdraw(entries[0], by=entries[0].author)
    with clock.at(made.rounds[1].marks_from):
        with pytest.raises(RuleBroken, match="không còn đúng với kết quả"):
            second(made)
        judging.send_on(made.rounds[0], by=make.organiser())
        judging.open_marking(made.rounds[1], by=make.organiser())

    assert [case.entry_id for case in make.cases(made.rounds[1])] == [entries[1].id, entries[2].id]


def test_equals_are_parted_before_the_next_round_begins_and_each_round_keeps_its_reason(browser, tmp_path):
    made, entries, less = two_rounds()
    equal = dict.fromkeys(less, 1)
    with make.later(made):
        judging.reopen(made.rounds[0], by=make.organiser(), reason="Chép sai.")
        for sheet in make.sheets_of(made.rounds[0]):
            marking.reopen(sheet, by=make.organiser(), reason="Chép sai.")
        signed(made.rounds[0], equal)
        orders = {one.id: n for n, one in enumerate(entries, 1)}
        concluding.decide_ties(made.rounds[0], orders, by=make.organiser(), reason="Hai bài đầu đã chạy thử.")
        judging.send_on(made.rounds[0], by=make.organiser())
    with clock.at(made.rounds[1].marks_from):
        round = second(made)
        with pytest.raises(RuleBroken, match="thứ tự ở vòng này giữ nguyên"):
            concluding.decide_ties(made.rounds[0], {entries[0].id: 9}, by=make.organiser(), reason="x")
        with pytest.raises(RuleBroken, match="niêm phong"):
            concluding.decide_ties(round, {entries[0].id: 9}, by=make.organiser(), reason="x")
        signed(round, equal)
        orders = {entries[0].id: 2, entries[1].id: 1}
        concluding.decide_ties(round, orders, by=make.organiser(), reason="Bài sau rẻ hơn.")
    with over(made):
        make.published(made)

    page = browser.get(f"/cuoc-thi/{made.code}/ket-qua").text
    assert "Hai bài đầu đã chạy thử." in page
    assert "Bài sau rẻ hơn." in page
    code, told = recomputed(browser, made, tmp_path / "kept")
    assert code == 0, told


def test_a_round_marked_again_forgets_how_equals_were_parted():
    made = make.contest(**NO_VOTE)
    entries = make.accepted(made, 2)
    with make.later(made):
        round = make.opened(made)
        signed(round, dict.fromkeys([one.id for one in entries], 1))
        concluding.decide_ties(round, {entries[0].id: 1, entries[1].id: 2}, by=make.organiser(), reason="Theo hội đồng.")
        judging.reopen(round, by=make.organiser(), reason="Chép sai.")

    assert round.tie_reason == ""


def test_equals_that_arise_after_the_conclusion_are_asked_about_before_anything_is_public():
    made = make.contest(announced=False, **NO_VOTE)
    prizes = [{"name": "Giải nhất", "quantity": 1, "value": ""}, {"name": "Giải nhì", "quantity": 2, "value": ""}]
    setting_up.write_prizes(made, prizes, by=make.organiser())
    setting_up.announce(made, by=make.organiser())
    entries = make.accepted(made, 3)
    with make.later(made):
        signed(make.opened(made), {entries[0].id: 0, entries[1].id: 1, entries[2].id: 1})
    facts = {"decision_number": "1/QĐ", "decision_on": today(), "signer": "Chủ tịch"}
    with over(made):
        by = make.organiser()
        concluding.conclude(made, by=by)
        screening.disqualify(entries[0], by=by, reason="Chép lại.")
        with pytest.raises(RuleBroken, match="Hãy quyết định thứ tự trước"):
            concluding.publish(made, by=by, **facts | {"decision_on": today()})
        concluding.reopen(made, by=by, reason="Có bài bị loại.")
        orders = {entries[1].id: 2, entries[2].id: 1}
        concluding.decide_ties(made.rounds[0], orders, by=by, reason="Bài sau rẻ hơn.")
        make.published(made)

    assert [one.prize and one.prize.name for one in entries] == [None, "Giải nhì", "Giải nhất"]


@pytest.mark.parametrize(("quantity", "is_asked"), [(1, True), (2, False)])
def test_equals_lie_across_a_prize_only_among_those_that_may_win_one(browser, tmp_path, quantity, is_asked):
    made = make.contest(announced=False)
    setting_up.write_prizes(made, [{"name": "Giải", "quantity": quantity, "value": ""}], by=make.organiser())
    setting_up.announce(made, by=make.organiser())
    entries = make.accepted(made, 3)
    with clock.at(made.votes_from + timedelta(hours=1)):
        for _ in range(3):
            voting.cast(entries[0], by=PersonFactory())  # the most votes, and not enough points of the judges
    with make.later(made):
        round = make.opened(made)
        below, above = (10, 14, 15), (12, 14, 15)
        assert sum(below) < round.rubric.minimum < sum(above)
        for case in make.cases(round):
            for sheet in case.docket.sheets:
                make.sign(round, sheet, *(below if case.entry_id == entries[0].id else above))
        judging.unseal(round, by=make.organiser())
    with over(made):
        by = make.organiser()
        if is_asked:
            with pytest.raises(RuleBroken, match="Hãy quyết định thứ tự trước"):
                concluding.conclude(made, by=by)
            orders = {entries[1].id: 2, entries[2].id: 1}
            concluding.decide_ties(round, orders, by=by, reason="Bài sau rẻ hơn.")
        make.published(made)

    assert [bool(one.prize) for one in entries] == [False, not is_asked, True]
    code, told = recomputed(browser, made, tmp_path / "kept")
    assert code == 0, told


def test_votes_are_measured_against_the_most_among_entries_with_enough_sheets(browser, tmp_path):
    made = make.contest()
    entries = make.accepted(made, 3)
    with clock.at(made.votes_from + timedelta(hours=1)):
        for entry, many in ((entries[0], 4), (entries[1], 2)):
            for _ in range(many):
                voting.cast(entry, by=PersonFactory())
    with make.later(made):
        round = make.opened(made)
        for case in make.cases(round):
            for number, sheet in enumerate(case.docket.sheets):
                if case.entry_id != entries[0].id or number == 0:
                    make.sign(round, sheet, 15, 20, 20)
        judging.unseal(round, by=make.organiser(), reason="Hết giờ.")
    with over(made):
        make.published(made)

    browser.sign_in(make.organiser())
    assert "Chưa đủ phiếu" in browser.get(f"/cuoc-thi/{made.code}/vong/1/ket-qua").text
    assert entries[0].place is None
    assert entries[1].vote_points == made.vote_points
    code, told = recomputed(browser, made, tmp_path / "kept")
    assert code == 0, told


def test_the_minutes_say_after_a_disqualification_what_was_published(browser):
    made = make.contest(**NO_VOTE)
    entries = make.accepted(made, 3)
    with make.later(made):
        signed(make.opened(made), {one.id: n for n, one in enumerate(entries)})
    with over(made):
        make.published(made)
        screening.disqualify(entries[0], by=make.organiser(), reason="Chép lại.")
        browser.sign_in(make.organiser())
        tables = Document(io.BytesIO(browser.get(f"/cuoc-thi/{made.code}/bien-ban").data)).tables

    rows = [[cell.text for cell in row.cells] for table in tables for row in table.rows]
    assert [row[0] for row in rows if len(row) > 1 and row[1] in [one.code for one in entries]] == ["1", "2", "3"]
    assert browser.get(f"/cuoc-thi/bai/{entries[0].code}").status_code == 200


def test_an_entry_thrown_out_before_the_results_is_nobody_s_to_read(browser):
    made = make.contest(**NO_VOTE)
    entries = make.accepted(made, 3)
    with make.later(made):
        round = make.opened(made)
        screening.disqualify(entries[0], by=make.organiser(), reason="Chép lại.")
        signed(round, {one.id: n for n, one in enumerate(entries)})
    with over(made):
        make.published(made)
        browser.get(f"/cuoc-thi/bai/{entries[0].code}", expect=404)
        assert entries[0].code not in browser.get(f"/cuoc-thi/{made.code}/bai").text


def test_a_vote_for_an_entry_that_left_is_free_again():
    made = make.contest(votes_each=1)
    entries = make.accepted(made, 2)
    with clock.at(made.votes_from + timedelta(hours=1)):
        voter = PersonFactory()
        voting.cast(entries[0], by=voter)
        entering.withdraw(entries[0], by=entries[0].author)
        voting.cast(entries[1], by=voter)

    assert list(db.session.scalars(queries.vote_of(voter, made))) == [entries[1].id]


def test_the_chain_tells_nobody_in_which_contest_people_vote():
    made = make.contest()
    entries = make.accepted(made, 2)
    with clock.at(made.votes_from + timedelta(hours=1)):
        voter = PersonFactory()
        voting.cast(entries[0], by=voter)
        voting.take_back(entries[0], by=voter)

    told = sa.select(Event.subject).where(Event.name.startswith("entry_votes."))
    assert list(db.session.scalars(told)) == [None, None]


def test_the_chain_tells_nobody_before_the_results_who_goes_on():
    made, _entries, _less = two_rounds()
    with make.later(made):
        judging.send_on(made.rounds[0], by=make.organiser())

    assert db.session.scalars(sa.select(Event.facts).where(Event.name == "rounds.send_on")).one() == {}


def test_a_form_of_one_contest_writes_nothing_into_another():
    one, other = make.contest(**NO_VOTE), make.contest(**NO_VOTE)
    author = PersonFactory()
    draft = make.entry(one, author=author, sent=False)
    with pytest.raises(RuleBroken, match="cuộc thi khác"):
        entering.begin(other, by=author, sent_key=draft.sent_key)
    entering.write(draft, {"field_id": other.fields[0].id}, [{"name": author.name, "birth_year": 1980}])
    with pytest.raises(RuleBroken, match="Chưa chọn bảng thi"):
        entering.submit(draft, by=author)


def test_nothing_is_concluded_without_a_round():
    made = make.contest(announced=False)
    made.rounds.clear()
    db.session.flush()
    facts = {"decision_number": "1/QĐ", "decision_on": today(), "signer": "Chủ tịch"}
    for act in (lambda by: concluding.conclude(made, by=by), lambda by: concluding.publish(made, by=by, **facts)):
        with pytest.raises(RuleBroken, match="Chưa có vòng chấm"):
            act(make.organiser())


def test_a_draft_taken_back_before_it_was_sent_is_no_organiser_s_business(browser):
    made = make.contest()
    draft = make.entry(made, title="Bản nháp kín", sent=False)
    entering.withdraw(draft, by=draft.author)
    browser.sign_in(make.organiser())
    page = browser.get(f"/cuoc-thi/{made.code}/xem-xet")

    assert page.status_code == 200
    assert "Bản nháp kín" not in page.text


def test_results_changed_behind_the_chain_are_told(browser):
    made = make.contest(**NO_VOTE)
    entries = make.accepted(made, 2)
    with make.later(made):
        signed(make.opened(made), {one.id: n for n, one in enumerate(entries)})
    with over(made):
        make.published(made)
        db.session.commit()
        assert "đúng là kết quả đã ghi" in browser.get(f"/kiem-chung?ma={made.code}").text
        entries[1].score += 1
        db.session.commit()
        assert "đã bị sửa sau khi công bố" in browser.get(f"/kiem-chung?ma={made.code}").text


def test_minutes_name_what_was_decided_in_which_round(browser):
    made = make.contest(**NO_VOTE)
    entries = make.accepted(made, 2)
    with make.later(made):
        round = make.opened(made)
        signed(round, {one.id: n for n, one in enumerate(entries)})
        judging.reopen(round, by=make.organiser(), reason="Một phiếu chép sai.")
        judging.unseal(round, by=make.organiser())
        browser.sign_in(make.organiser())
        paper = Document(io.BytesIO(browser.get(f"/cuoc-thi/{made.code}/bien-ban").data))

    text = "\n".join(one.text for one in paper.paragraphs)
    assert f"{round.name}: Mở lại việc chấm lúc" in text
    assert "Một phiếu chép sai." in text
