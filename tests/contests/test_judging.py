"""Judges and their sheets: who marks what, what stays, what is told when it cannot be, and the hour."""

from datetime import timedelta

import pytest

from app.accounts.models import Role
from app.contests.actions import entering, judging, screening, setting_up
from app.contests.models import RoundState
from app.core import clock
from app.core.db import db
from app.core.workflow import RuleBroken
from app.marking import actions as marking
from app.marking.models import ConflictKind, SheetState
from tests.factories import contests as make
from tests.factories.people import PersonFactory, holder, village


def loads(round):
    """How many sheets each judge has."""
    found = {}
    for sheet in make.sheets_of(round):
        found[sheet.marker_id] = found.get(sheet.marker_id, 0) + 1
    return found


def test_every_entry_gets_its_judges_and_loads_are_even():
    made = make.contest()
    make.accepted(made, 5)
    with make.later(made):
        round = make.opened(made, judges=4)

        assert [len(case.docket.sheets) for case in make.cases(round)] == [3] * 5
        assert sorted(loads(round).values()) == [3, 4, 4, 4]


def test_nobody_marks_their_own_village_nor_their_own_entry():
    made = make.contest()
    at_home = make.judge()
    at_home.village_id = village(make.HOME).id
    maker = make.judge()
    namesake = make.judge(name="Bùi Thị Mai")
    make.accepted(made, 2, members=[{"name": "Bùi Thị Mai", "birth_year": 1990}])
    first = make.entry(made, author=maker)
    screening.accept(first, by=make.organiser(), blind_title="A", blind_text="B")
    round = made.rounds[0]
    for person in (at_home, maker, namesake, *(make.judge() for _ in range(3))):
        setting_up.seat(round, person, set(), by=make.organiser())
    with make.later(made):
        judging.open_marking(round, by=make.organiser())
        markers = {case.entry_id: {sheet.marker_id for sheet in case.docket.sheets} for case in make.cases(round)}

    assert at_home.id not in set().union(*markers.values())
    assert maker.id not in markers[first.id]
    assert all(namesake.id not in own for entry, own in markers.items() if entry != first.id)


def test_a_field_with_too_few_judges_is_told_by_name():
    made = make.contest()
    make.accepted(made, 1)
    round = made.rounds[0]
    other = {made.fields[1].id}
    by = make.organiser()
    setting_up.seat(round, make.judge(), set(), by=by)
    for _ in range(3):
        setting_up.seat(round, make.judge(), other, by=by)
    with make.later(made):
        assert judging.share_out(round, by=by) == ["Thiếu 2 giám khảo cho bảng Nông nghiệp."]
        with pytest.raises(RuleBroken, match="Thiếu 2 giám khảo cho bảng Nông nghiệp"):
            judging.open_marking(round, by=by)


def test_one_judge_only_is_no_jury():
    made = make.contest()
    make.accepted(made, 1)
    with make.later(made):
        make.seated(made.rounds[0], 1)
        with pytest.raises(RuleBroken, match="Thiếu 2 giám khảo"):
            judging.open_marking(made.rounds[0], by=make.organiser())


def test_a_single_entry_that_lacks_a_judge_is_told_by_its_code():
    made = make.contest()
    one, _other = make.accepted(made, 2)
    with make.later(made):
        round = make.opened(made, judges=3)
        sheet = next(sheet for case in make.cases(round) for sheet in case.docket.sheets if case.entry_id == one.id)
        marking.stand_aside(sheet, ConflictKind.RELATIVE, "Cháu gọi bằng bác.", by=sheet.marker)

        told = judging.share_out(round, by=make.organiser())

    assert told == [f"Bài {one.code} thiếu 1 giám khảo: người còn lại có liên quan, cùng thôn hoặc không chấm nữa."]


def test_an_abstention_is_made_good_by_somebody_else():
    made = make.contest()
    make.accepted(made, 3)
    with make.later(made):
        round = make.opened(made, judges=4)
        sheet = make.sheets_of(round)[0]
        marking.stand_aside(sheet, ConflictKind.OTHER, "Từng góp ý cho bài này.", by=sheet.marker)

        assert judging.share_out(round, by=make.organiser()) == []
        assert [sum(one.is_awaited for one in case.docket.sheets) for case in make.cases(round)] == [3, 3, 3]
        assert sheet.marker_id not in {one.marker_id for one in make.cases(round)[0].docket.sheets if one.is_awaited}


def test_a_judge_with_signed_sheets_leaves_and_the_sheets_count_on():
    made = make.contest()
    make.accepted(made, 6)
    with make.later(made):
        round = make.opened(made, judges=4)
        signed = make.sheets_of(round)[0]
        make.sign(round, signed, 15, 20, 20)
        juror = round.juror_of(signed.marker)

        assert setting_up.release(juror, by=make.organiser()) is True
        assert judging.share_out(round, by=make.organiser()) == []

        own = [sheet for sheet in make.sheets_of(round) if sheet.marker_id == signed.marker_id]
        assert [(sheet.id, sheet.state) for sheet in own] == [(signed.id, SheetState.SIGNED)]
        assert juror.left_at is not None
        assert all(len(case.docket.sheets) == 3 for case in make.cases(round))


def test_a_judge_who_signed_nothing_leaves_without_a_trace():
    made = make.contest()
    make.accepted(made, 4)
    with make.later(made):
        round = make.opened(made, judges=4)
        gone = round.jurors[0]
        assert setting_up.release(gone, by=make.organiser()) is False
        judging.share_out(round, by=make.organiser())

        assert gone.person_id not in loads(round)
        assert round.juror_of(gone.person) is None


def test_what_somebody_began_stays_with_them_when_a_judge_comes():
    made = make.contest()
    make.accepted(made, 6)
    with make.later(made):
        round = make.opened(made, judges=3)
        begun = make.sheets_of(round)[:4]
        for sheet in begun:
            marking.write(sheet, {"novelty": 10}, None, by=sheet.marker)
        setting_up.seat(round, make.judge(), set(), by=make.organiser())
        judging.share_out(round, by=make.organiser())

        assert {sheet.id for sheet in begun} <= {sheet.id for sheet in make.sheets_of(round)}
        assert sorted(loads(round).values()) == [4, 4, 5, 5]


def test_sharing_out_again_changes_nothing():
    made = make.contest()
    make.accepted(made, 5)
    with make.later(made):
        round = make.opened(made, judges=5)
        before = [(sheet.id, sheet.docket_id, sheet.marker_id) for sheet in make.sheets_of(round)]
        judging.share_out(round, by=make.organiser())

        assert [(sheet.id, sheet.docket_id, sheet.marker_id) for sheet in make.sheets_of(round)] == before


def test_an_entry_taken_back_needs_nobody_any_more():
    made = make.contest()
    one, *_others = make.accepted(made, 4)
    with make.later(made):
        round = make.opened(made, judges=4)
        entering.withdraw(one, by=one.author)
        judging.share_out(round, by=make.organiser())
        make.marked(round)

        assert round.state is RoundState.COMPLETE


def test_marks_are_taken_in_their_time_only():
    made = make.contest()
    make.accepted(made, 1)
    round = made.rounds[0]
    make.seated(round, 3)
    with clock.at(made.receives_until + timedelta(seconds=1)):
        judging.open_marking(round, by=make.organiser())
        sheet = make.sheets_of(round)[0]
        with pytest.raises(RuleBroken, match="thời gian chấm"):
            make.sign(round, sheet, 10, 10, 10)
    with clock.at(round.marks_from):
        marking.write(sheet, {"novelty": 10}, None, by=sheet.marker)
    with clock.at(round.marks_until):
        make.sign(round, sheet, 10, 10, 10)
    with clock.at(round.marks_until + timedelta(seconds=1)):
        late = make.sheets_of(round)[1]
        with pytest.raises(RuleBroken, match="thời gian chấm"):
            make.sign(round, late, 10, 10, 10)
        more = round.marks_until + timedelta(days=1)
        setting_up.extend_marking(round, round.marks_from, more, by=make.organiser(), reason="Mưa bão.")
        db.session.expire_all()
        make.sign(round, late, 10, 10, 10)


def test_weights_stay_once_a_mark_was_given():
    made = make.contest()
    make.accepted(made, 1)
    with make.later(made):
        round = make.opened(made, judges=3)
        make.sign(round, make.sheets_of(round)[0], 10, 10, 10)
        facts = {"name": round.rubric.name, "step": 1, "minimum": 40, "agree_percent": None, "classes": [], "tie_code": "x"}
        lines = [{"code": "x", "name": "Khác", "max_points": 100, "position": 1}]
        newer = marking.write_rubric({**facts, "criteria": lines}, by=make.organiser(), rubric=round.rubric)

        assert (newer.number, round.rubric.number) == (2, 1)
        assert round.rubric.top == 80
        with pytest.raises(RuleBroken, match="Thể lệ đã công bố"):
            setting_up.change_round(round, {"rubric": newer}, by=make.organiser())


def test_marks_are_sealed_until_every_sheet_is_signed_or_a_reason_is_given():
    made = make.contest()
    make.accepted(made, 2)
    with make.later(made):
        round = make.opened(made, judges=4)
        for sheet in make.sheets_of(round)[:-1]:
            make.sign(round, sheet, 10, 10, 10)
        with pytest.raises(RuleBroken, match="Còn 1 phiếu chưa ký"):
            judging.unseal(round, by=make.organiser())

        judging.unseal(round, by=make.organiser(), reason="Giám khảo ốm.")

    assert round.state is RoundState.COMPLETE


def test_whoever_entered_decides_nothing_for_all():
    made, by = make.contest(), make.organiser()
    one = make.entry(made, author=by)
    screening.accept(one, by=make.organiser(), blind_title="A", blind_text="B")
    with make.later(made):
        round = make.opened(made, judges=3)
        for sheet in make.sheets_of(round):
            make.sign(round, sheet, 10, 10, 10)
        with pytest.raises(RuleBroken, match="Hãy để người khác làm"):
            judging.unseal(round, by=by)


def test_a_reminder_a_day_is_enough():
    made = make.contest()
    make.accepted(made, 1)
    with make.later(made):
        round = make.opened(made, judges=3)
        judging.remind(round.jurors[0], by=make.organiser())
        with pytest.raises(RuleBroken, match="24 giờ"):
            judging.remind(round.jurors[0], by=make.organiser())


def test_only_judges_are_seated_and_once():
    with pytest.raises(RuleBroken, match="chưa mở hoặc đã kết thúc"):
        setting_up.seat(make.contest(announced=False).rounds[0], make.judge(), set(), by=make.organiser())
    round = make.contest().rounds[0]
    with pytest.raises(RuleBroken, match="không có vai trò giám khảo"):
        setting_up.seat(round, PersonFactory(), set(), by=make.organiser())
    person = holder(Role.JUDGE)
    setting_up.seat(round, person, set(), by=make.organiser())
    with pytest.raises(RuleBroken, match="đã là giám khảo"):
        setting_up.seat(round, person, set(), by=make.organiser())
    with pytest.raises(RuleBroken, match="không có trong cuộc thi"):
        setting_up.seat(round, make.judge(), {999_999}, by=make.organiser())
