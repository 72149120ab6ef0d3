"""Judges who come, leave and lose their role; who may not judge; who decides nothing about what is theirs."""

from datetime import timedelta

import pytest

from app.accounts.models import Role
from app.contests import queries
from app.contests.actions import entering, judging, screening, setting_up
from app.contests.models import RoundState
from app.core import clock
from app.core.db import db
from app.core.workflow import RuleBroken
from app.marking import actions as marking
from app.marking.models import ConflictKind, SheetState
from app.marking.policy import copy_sheet
from tests.factories import contests as make
from tests.factories.people import holder

NO_VOTE = {"vote_points": 0, "votes_from": None, "votes_until": None}


def taken_in(entries=3):
    """A contest without a vote and its entries."""
    made = make.contest(**NO_VOTE)
    return made, make.accepted(made, entries)


def begun(round):
    """A sheet that its judge saved and did not sign."""
    sheet = make.sheets_of(round)[0]
    marking.write(sheet, {"novelty": 5}, None, by=sheet.marker)
    return sheet


def test_who_leaves_keeps_no_sheet_they_had_only_begun():
    made, _entries = taken_in()
    with make.later(made):
        round = make.opened(made, judges=5)
        gone = begun(round).marker
        setting_up.release(round.juror_of(gone), by=make.organiser())
        assert gone.id not in [sheet.marker_id for sheet in make.sheets_of(round)]

        assert judging.share_out(round, by=make.organiser()) == []
        make.marked(round)

    assert round.state is RoundState.COMPLETE


def test_what_was_signed_once_stays_readable_when_its_judge_leaves():
    made, _entries = taken_in()
    with make.later(made):
        round = make.opened(made, judges=5)
        sheet = make.sheets_of(round)[0]
        make.sign(round, sheet, 10, 10, 10)
        marking.reopen(sheet, by=make.organiser(), reason="Cộng sai.")
        setting_up.release(round.juror_of(sheet.marker), by=make.organiser())

        assert sheet.state is SheetState.RECUSED
        assert len(sheet.signings) == 1
        assert judging.share_out(round, by=make.organiser()) == []
        assert sheet.marker_id not in [one.marker_id for one in make.sheets_of(round)]


def test_who_left_does_not_leave_again():
    made, _entries = taken_in()
    with make.later(made):
        round = make.opened(made, judges=5)
        sheet = make.sheets_of(round)[0]
        make.sign(round, sheet, 10, 10, 10)
        juror = round.juror_of(sheet.marker)
        assert setting_up.release(juror, by=make.organiser()) is True
        with pytest.raises(RuleBroken, match="đã thôi chấm"):
            setting_up.release(juror, by=make.organiser())


def test_who_is_no_judge_any_more_gives_back_what_they_began():
    made, _entries = taken_in()
    with make.later(made):
        round = make.opened(made, judges=5)
        gone = begun(round).marker
        gone.grants.clear()
        db.session.flush()

        assert judging.share_out(round, by=make.organiser()) == []
        assert gone.id not in [sheet.marker_id for sheet in make.sheets_of(round)]


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.LEADER, Role.AUDITOR])
def test_who_runs_or_watches_contests_judges_none(browser, role):
    made, _entries = taken_in()
    round = made.rounds[0]
    person = make.judge(name="Vừa chấm vừa coi")
    holder(role).grants[0].person_id = person.id
    db.session.flush()
    db.session.refresh(person)
    assert person.has(role)

    with pytest.raises(RuleBroken, match="điều hành hoặc giám sát"):
        setting_up.seat(round, person, set(), by=make.organiser())
    browser.sign_in(make.organiser())
    assert "Vừa chấm vừa coi" not in browser.get(f"/cuoc-thi/{made.code}/vong/1/giam-khao").text


def test_a_judge_who_is_made_organiser_meanwhile_reads_no_board(browser):
    made, _entries = taken_in()
    with make.later(made):
        round = make.opened(made, judges=5)
        person = make.sheets_of(round)[0].marker
        holder(Role.ORGANISER).grants[0].person_id = person.id
        db.session.flush()
        db.session.refresh(person)
        browser.sign_in(person)
        for page in ("", "/bai", "/ket-qua"):
            browser.get(f"/cuoc-thi/{made.code}/vong/1{page}", expect=403)
        browser.post(f"/cuoc-thi/{made.code}/vong/1/chia-bai", expect=403)


def test_a_stake_declared_once_holds_for_whoever_is_seated_late():
    made = make.contest("ky-thuat", announced=False, **NO_VOTE)
    made.rounds[0].takes = 2
    setting_up.announce(made, by=make.organiser())
    make.accepted(made, 3)
    with make.later(made):
        round = make.opened(made, judges=5)
        sheet = make.sheets_of(round)[0]
        nephew, about = sheet.marker, sheet.docket_id
        marking.stand_aside(sheet, ConflictKind.RELATIVE, "Cháu ruột.", by=nephew)
        entry = next(case.entry for case in make.cases(round) if case.docket_id == about)
        judging.share_out(round, by=make.organiser())
        for case in make.cases(round):
            for one in case.docket.sheets:
                if one.is_open:
                    make.sign(round, one, *((30, 30, 20) if case.entry_id == entry.id else (10, 10, 10 + case.entry_id % 7)))
        judging.unseal(round, by=make.organiser())
        judging.send_on(round, by=make.organiser())
        final = made.rounds[1]
        make.seated(final, 5)
        judging.share_out(final, by=make.organiser())
        setting_up.seat(final, nephew, set(), by=make.organiser())
        judging.share_out(final, by=make.organiser())

    case = next(case for case in make.cases(final) if case.entry_id == entry.id)
    assert case.docket.conflict_of(nephew) is not None
    assert case.docket.sheet_of(nephew) is None


def test_an_organiser_learns_nothing_of_who_judges_their_own_entry_and_changes_nothing_there(browser):
    made, by = make.contest(**NO_VOTE), make.organiser()
    one = make.entry(made, author=by)
    screening.accept(one, by=make.organiser(), blind_title="A", blind_text="B")
    make.accepted(made, 2)
    with make.later(made):
        round = make.opened(made, judges=3)
        sheet = next(case.docket.sheets[0] for case in make.cases(round) if case.entry_id == one.id)
        assert not copy_sheet(by, sheet)
        browser.sign_in(by)
        browser.get(f"/cuoc-thi/bai/{one.code}/vong/1", expect=404)
        browser.post(f"/cuoc-thi/bai/{one.code}/vong/1/them-giam-khao", expect=404)
        make.marked(round)
        with pytest.raises(RuleBroken, match="Hãy để người khác làm"):
            judging.reopen(round, by=by, reason="x")


def test_a_further_judge_is_asked_once_and_only_where_somebody_is_left():
    made, _entries = taken_in(entries=1)
    with make.later(made):
        round = make.opened(made, judges=4)
        case = make.cases(round)[0]
        for sheet in case.docket.sheets:
            make.sign(round, sheet, 10, 10, 10)
        assert judging.add_judge(case, by=make.organiser()) == []
        with pytest.raises(RuleBroken, match="đang chờ giám khảo thêm"):
            judging.add_judge(case, by=make.organiser())
        make.sign(round, next(one for one in make.sheets_of(round) if one.is_open), 10, 10, 10)

        assert "thiếu" in judging.add_judge(case, by=make.organiser())[0].lower()
        assert case.wanted == 4
        judging.unseal(round, by=make.organiser())


def test_a_round_with_an_entry_short_of_a_judge_ends_with_a_reason_only():
    made, entries = taken_in(entries=1)
    with make.later(made):
        round = make.opened(made, judges=3)
        one, *others = make.sheets_of(round)
        marking.stand_aside(one, ConflictKind.RELATIVE, "Anh em.", by=one.marker)
        for sheet in others:
            make.sign(round, sheet, 10, 10, 10)
        with pytest.raises(RuleBroken, match=f"Chưa đủ giám khảo cho bài {entries[0].code}"):
            judging.unseal(round, by=make.organiser())
        judging.unseal(round, by=make.organiser(), reason="Không còn ai chấm được.")


def test_an_entry_nobody_looked_through_keeps_the_marking_closed():
    made = make.contest(**NO_VOTE)
    make.accepted(made, 2)
    make.entry(made, title="Chưa xem")
    with make.later(made), pytest.raises(RuleBroken, match="Còn 1 bài chờ xem xét"):
        make.opened(made)


def test_what_left_is_on_nobody_s_list_and_is_signed_by_nobody(browser):
    made, entries = taken_in()
    with make.later(made):
        round = make.opened(made, judges=4)
        case = next(case for case in make.cases(round) if case.entry_id == entries[0].id)
        sheet = case.docket.sheets[0]
        browser.sign_in(sheet.marker)
        assert f"/cham/{sheet.id}" in browser.get("/cham/").text
        entering.withdraw(entries[0], by=entries[0].author)

        assert f"/cham/{sheet.id}" not in browser.get("/cham/").text
        with pytest.raises(RuleBroken, match="thời gian chấm"):
            make.sign(round, sheet, 10, 10, 10)


def test_what_no_longer_goes_on_leaves_the_next_round():
    made = make.contest("ky-thuat", announced=False, **NO_VOTE)
    made.rounds[0].takes = 2
    setting_up.announce(made, by=make.organiser())
    entries = make.accepted(made, 3)
    with make.later(made):
        round = make.opened(made, judges=4)
        make.marked(round, marks=((30, 30, 20), (20, 20, 20), (10, 10, 10)))
        judging.send_on(round, by=make.organiser())
        final = made.rounds[1]
        make.seated(final, 6)
        judging.share_out(final, by=make.organiser())
        judging.reopen(round, by=make.organiser(), reason="Chép sai.")
        for sheet in [one for case in make.cases(round) for one in case.docket.sheets if case.entry_id == entries[0].id]:
            marking.reopen(sheet, by=make.organiser(), reason="Chép sai.")
            make.sign(round, sheet, 5, 5, 5)
        judging.unseal(round, by=make.organiser())
        judging.send_on(round, by=make.organiser())
    with clock.at(final.marks_from):
        judging.open_marking(final, by=make.organiser())

    assert [case.entry_id for case in make.cases(final)] == [entries[1].id, entries[2].id]


def test_the_weights_of_an_announced_contest_are_kept():
    made = make.contest()
    assert all(round.rubric.frozen_at for round in made.rounds)


def test_a_round_is_not_opened_when_its_time_is_over_and_opens_in_a_new_one():
    made, _entries = taken_in()
    round = made.rounds[0]
    make.seated(round, 4)
    with clock.at(round.marks_until + timedelta(minutes=1)):
        by = make.organiser()
        with pytest.raises(RuleBroken, match="Đã hết hạn chấm"):
            judging.open_marking(round, by=by)
        until = round.marks_until + timedelta(days=2)
        setting_up.extend_marking(round, round.marks_from, until, by=by, reason="Mưa bão.")
        judging.open_marking(round, by=by)
        assert make.sheets_of(round)[0].docket.is_marked_now


def test_marking_that_begins_earlier_opens_what_was_handed_out():
    made, _entries = taken_in()
    round = made.rounds[0]
    make.seated(round, 4)
    with clock.at(made.receives_until + timedelta(minutes=1)):
        judging.open_marking(round, by=make.organiser())
        since = made.receives_until + timedelta(seconds=30)
        assert not make.sheets_of(round)[0].docket.is_marked_now
        setting_up.extend_marking(round, since, round.marks_until, by=make.organiser(), reason="Giám khảo rảnh sớm.")
        db.session.expire_all()
        assert make.sheets_of(round)[0].docket.is_marked_now


def test_rounds_and_votes_follow_each_other_whatever_is_moved():
    made = make.contest("ky-thuat", **NO_VOTE)
    first, final = made.rounds
    by = make.organiser()
    with pytest.raises(RuleBroken, match="không chồng lên nhau"):
        setting_up.extend_marking(first, first.marks_from, final.marks_from + timedelta(days=1), by=by, reason="x")
    with pytest.raises(RuleBroken, match="không chồng lên nhau"):
        setting_up.extend_marking(final, first.marks_until - timedelta(hours=1), final.marks_until, by=by, reason="x")
    polled = make.contest()
    polled.rounds[0].marks_from += timedelta(days=3)
    polled.rounds[0].marks_until += timedelta(days=3)
    db.session.flush()
    with pytest.raises(RuleBroken, match="Bình chọn phải bắt đầu sau"):
        setting_up.extend(polled, polled.votes_from + timedelta(hours=1), by=by, reason="x")


def test_minutes_tell_of_judges_stakes_only():
    made, by = make.contest(**NO_VOTE), make.organiser()
    one = make.entry(made, author=by)
    screening.accept(one, by=make.organiser(), blind_title="A", blind_text="B")
    with make.later(made):
        round = make.opened(made, judges=3)
        assert make.cases(round)[0].docket.conflict_of(by) is not None
        assert list(db.session.execute(queries.stakes_of(made))) == []
