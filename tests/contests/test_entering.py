"""Entries: what must be there, whose they are, and the last second."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.contests.actions import entering, screening, setting_up
from app.contests.models import ContestState, Entry, EntryState, Phase
from app.core import clock
from app.core.clock import ZONE
from app.core.db import db
from app.core.workflow import RuleBroken
from tests.factories import contests as make
from tests.factories.initiatives import InitiativeFactory
from tests.factories.people import PersonFactory


def test_the_transitions_of_an_entry_are_these():
    assert {name: (sorted(move.sources), move.to, sorted(move.who)) for name, move in Entry.transitions().items()} == {
        "submit": (["draft", "returned"], "submitted", ["author"]),
        "return_to_author": (["submitted"], "returned", ["organiser"]),
        "accept": (["submitted"], "accepted", ["organiser"]),
        "reject": (["submitted"], "rejected", ["organiser"]),
        "withdraw": (["accepted", "draft", "returned", "submitted"], "withdrawn", ["author"]),
        "disqualify": (["accepted"], "disqualified", ["organiser"]),
    }


@pytest.mark.parametrize(("seconds", "is_taken"), [(-1, True), (0, True), (1, False)])
def test_the_last_second_is_that_of_the_commune(seconds, is_taken):
    until = datetime(2026, 11, 30, 17, 0, tzinfo=ZONE)
    with clock.at(until - timedelta(days=3)):
        made = make.contest(receives_until=until)
        one = make.entry(made, sent=False)
    assert made.receives_until == datetime(2026, 11, 30, 10, 0, tzinfo=UTC)

    with clock.at(until + timedelta(seconds=seconds)):
        if is_taken:
            entering.submit(one, by=one.author)
        else:
            with pytest.raises(RuleBroken, match="nhận bài đến 17:00, 30/11/2026; bài này gửi lúc 17:00:01"):
                entering.submit(one, by=one.author)

    assert one.state is (EntryState.SUBMITTED if is_taken else EntryState.DRAFT)


def test_a_longer_term_lets_the_late_one_in_and_is_told_in_the_open(browser):
    made = make.contest()
    one = make.entry(made, sent=False)
    late = made.receives_until + timedelta(seconds=1)
    with clock.at(late):
        with pytest.raises(RuleBroken):
            entering.submit(one, by=one.author)
        setting_up.extend(made, made.receives_until + timedelta(days=2), by=make.organiser(), reason="Mất điện cả xã.")
        entering.submit(one, by=one.author)
        assert "Mất điện cả xã." in browser.get(f"/cuoc-thi/{made.code}").text
        with pytest.raises(RuleBroken, match="không rút ngắn"):
            setting_up.extend(made, made.receives_until - timedelta(days=1), by=make.organiser(), reason="x")
        with pytest.raises(RuleBroken, match="trước khi vòng đầu"):
            setting_up.extend(made, made.rounds[0].marks_from + timedelta(days=1), by=make.organiser(), reason="x")

    assert one.state is EntryState.SUBMITTED


@pytest.mark.parametrize(
    ("lacks", "told"),
    [
        ({"title": ""}, "Chưa đặt tên bài dự thi."),
        ({"summary": ""}, "Chưa viết tóm tắt."),
        ({"text": ""}, "Chưa viết nội dung bài."),
        ({"field_id": None}, "Chưa chọn bảng thi."),
        ({"village_id": None}, "Chưa chọn thôn."),
        ({"members": []}, "Chưa ghi người dự thi."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(lacks, told):
    one = make.entry(make.contest(), sent=False, **lacks)

    with pytest.raises(RuleBroken, match=told):
        entering.submit(one, by=one.author)

    assert (one.state, one.code) == (EntryState.DRAFT, None)


@pytest.mark.parametrize(
    ("birth_year", "guardian", "is_taken"),
    [
        (2010, {}, False),
        (2010, {"guardian_name": "Bố"}, False),
        (2010, {"guardian_name": "Bố", "guardian_phone": "+84912345678"}, False),
        (2010, {"guardian_name": "Bố", "guardian_phone": "+84912345678", "guardian_agrees": True}, True),
        (2008, {}, False),  # turns 18 this year, perhaps not yet
        (2007, {}, True),
    ],
)
def test_whoever_may_be_under_18_has_a_guardian_who_agrees(birth_year, guardian, is_taken):
    with clock.at(datetime(2026, 6, 1, tzinfo=UTC)):
        member = {"name": "Vũ Bảo An", "birth_year": birth_year, **guardian}
        one = make.entry(make.contest(), sent=False, members=[member])
        if is_taken:
            entering.submit(one, by=one.author)
        else:
            with pytest.raises(RuleBroken, match="Vũ Bảo An chưa hết năm 18 tuổi"):
                entering.submit(one, by=one.author)


def test_numbers_follow_each_other_and_are_kept():
    made = make.contest()
    first, second = make.entry(made), make.entry(made)
    screening.return_to_author(first, by=make.organiser(), reason="Ghi thêm chi phí.")
    entering.submit(first, by=first.author)

    assert [first.code, second.code] == [f"{made.code}-001", f"{made.code}-002"]
    entering.submit(second, by=second.author)  # the button pressed twice
    assert second.number == 2


def test_one_person_has_three_entries_and_one_form_makes_one():
    made, author = make.contest(), PersonFactory()
    keys = [entering.begin(made, by=author, sent_key=key).id for key in ("a", "a", "b", "c")]
    assert len(set(keys)) == 3
    with pytest.raises(RuleBroken, match="nhiều nhất 3 bài"):
        entering.begin(made, by=author, sent_key="d")

    entering.withdraw(db.session.get(Entry, keys[0]), by=author)
    entering.begin(made, by=author, sent_key="d")


def test_an_entry_begins_from_an_initiative_of_one_s_own_only():
    made, idea = make.contest(), InitiativeFactory(opened=True)

    one = entering.begin(made, by=idea.author, sent_key="a", initiative=idea)

    assert (one.title, one.text, one.initiative_id) == (idea.title, idea.solution, idea.id)
    with pytest.raises(RuleBroken, match="chính mình"):
        entering.begin(made, by=PersonFactory(), sent_key="b", initiative=idea)


def test_screening_sends_back_only_while_there_is_time():
    made = make.contest()
    one = make.entry(made)
    with clock.at(made.receives_until + timedelta(minutes=1)):
        with pytest.raises(RuleBroken, match="hết hạn nhận bài"):
            screening.return_to_author(one, by=make.organiser(), reason="x")
        screening.reject(one, by=make.organiser(), reason="Sao chép từ báo.")

    assert one.state is EntryState.REJECTED


def test_nobody_screens_their_own():
    made, by = make.contest(), make.organiser()
    one = make.entry(made, author=by)

    with pytest.raises(RuleBroken, match="người khác trong ban tổ chức"):
        screening.accept(one, by=by, blind_title="Bài", blind_text="Nội dung")


def test_a_copy_that_still_names_somebody_is_refused():
    one = make.entry(make.contest())

    with pytest.raises(RuleBroken, match="còn tên người"):
        screening.accept(one, by=make.organiser(), blind_title="Bài", blind_text=f"{one.author.name} làm giàn phơi.")
    with pytest.raises(RuleBroken, match="Chưa có bản ẩn danh"):
        screening.accept(one, by=make.organiser(), blind_title="", blind_text="")


def test_phases_follow_from_the_dates_alone():
    now = clock.utcnow()
    made = make.contest(receives_from=now + timedelta(days=1), receives_until=now + timedelta(days=5))
    moments = {
        Phase.ANNOUNCED: now,
        Phase.RECEIVING: made.receives_until,
        Phase.SCREENING: made.receives_until + timedelta(seconds=1),
        Phase.VOTING: made.votes_from,
        Phase.WAITING: max(made.rounds[-1].marks_until, made.votes_until) + timedelta(seconds=1),
    }
    for phase, moment in moments.items():
        with clock.at(moment):
            assert made.phase is phase
    made.votes_from = made.votes_until = None
    with clock.at(made.rounds[0].marks_from):
        assert made.phase is Phase.MARKING


def test_rules_stay_once_they_were_announced():
    made, by = make.contest(), make.organiser()
    for act in (
        lambda: setting_up.change(made, {"title": "Khác"}, by=by),
        lambda: setting_up.write_prizes(made, [], by=by),
        lambda: setting_up.write_fields(made, ["Khác"], by=by),
        lambda: setting_up.change_round(made.rounds[0], {"judges_per_entry": 2}, by=by),
        lambda: setting_up.drop_round(made.rounds[0], by=by),
    ):
        with pytest.raises(RuleBroken, match="Thể lệ đã công bố"):
            act()


def test_what_does_not_fit_together_is_not_announced():
    made = make.contest("ky-thuat", announced=False)
    made.rounds[0].takes = None
    made.rounds[1].marks_from = made.rounds[0].marks_from

    assert len(made.troubles) == 2
    with pytest.raises(RuleBroken, match="chọn bao nhiêu bài"):
        setting_up.announce(made, by=make.organiser())
    assert made.state is ContestState.DRAFT


@pytest.mark.parametrize("key", [one["key"] for one in setting_up.TEMPLATES])
def test_every_template_can_be_announced_as_it_is(key):
    assert make.contest(key).state is ContestState.OPEN


def test_the_database_is_the_judge_too():
    made = make.contest()
    one = make.entry(made)
    for broken in (
        "UPDATE entries SET number = NULL WHERE id = :id",
        "UPDATE entries SET state = 'accepted' WHERE id = :id",
        "UPDATE contests SET vote_points = 6000",
        "UPDATE contests SET state = 'published'",
        "UPDATE rounds SET judges_per_entry = 1",
    ):
        with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
            db.session.execute(sa.text(broken), {"id": one.id} if ":id" in broken else {})
