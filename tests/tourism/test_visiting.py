"""Seats: held while there are some, then in line, given back to the first whom they suffice, never one too many."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.core import clock, mail, outbox
from app.core.audit import history_of
from app.core.clock import local, utcnow
from app.core.db import db
from app.core.workflow import RuleBroken
from app.notices.models import Notice
from app.tourism.actions import editing, visiting
from app.tourism.models import Guest, Slot, Visit, VisitState
from tests.factories.tourism import editor, slot, tour, visit

HELD, WAITING, CONFIRMED, CANCELLED = VisitState.HELD, VisitState.WAITING, VisitState.CONFIRMED, VisitState.CANCELLED


def test_the_ways_of_a_request_are_these():
    table = {name: ({str(s) for s in move.sources}, str(move.to)) for name, move in Visit.transitions().items()}

    assert table == {
        "confirm": ({"held"}, "confirmed"),
        "move_up": ({"waiting"}, "held"),
        "decline": ({"held", "waiting"}, "declined"),
        "cancel": ({"held", "confirmed", "waiting"}, "cancelled"),
        "arrive": ({"held", "confirmed"}, "came"),
        "miss": ({"held", "confirmed"}, "missed"),
    }


def test_seats_are_held_until_none_is_left_then_people_wait_in_their_order():
    of = slot(seats=4)
    first, second, third, fourth = (visit(of, people) for people in (3, 2, 1, 1))

    assert [one.state for one in (first, second, third, fourth)] == [HELD, WAITING, HELD, WAITING]
    assert (of.taken, of.free) == (4, 0)


def test_seats_that_come_free_go_to_the_first_whom_they_suffice():
    of = slot(seats=4)
    four, three, two, one = (visit(of, people) for people in (4, 3, 2, 1))
    visiting.cancel(four, by=Guest())

    assert [each.state for each in (four, three, two, one)] == [CANCELLED, HELD, WAITING, HELD]
    visiting.decline(three, "Thuyền hỏng.", by=editor())
    assert (two.state, of.taken) == (HELD, 3)


def test_who_waits_and_leaves_gives_no_seats_back():
    of = slot(seats=4)
    visit(of, 4)
    waiting = visit(of, 2)
    visiting.cancel(waiting, by=Guest())

    assert (waiting.state, of.taken) == (CANCELLED, 4)


def test_the_same_form_sent_again_is_the_same_request():
    of = slot()
    facts = {"key": "form", "name": "Hoa", "phone": "+84912345678"}
    sent = visit(of, **facts)

    assert visit(of, **facts).id == sent.id
    assert of.taken == 2
    for other in ({"people": 3}, {"note": "Xe lăn"}, {"of": slot()}):
        with pytest.raises(RuleBroken, match=f"Phiếu {sent.code} đã gửi từ trang này"):
            visit(**{"of": of, **facts, **other})
    assert of.taken == 2


@pytest.mark.parametrize("reached", [{"phone": "+84912345678", "email": None}, {"phone": None, "email": "a@vidu.vn"}])
def test_one_phone_or_address_asks_for_a_trip_once(reached):
    of = slot(seats=8)
    before = visit(of, **reached)
    with pytest.raises(RuleBroken, match="đã đặt chuyến này rồi"):
        visit(of, **reached)

    assert of.taken == 2
    visiting.cancel(before, by=Guest())
    assert visit(of, **reached).state is HELD
    assert visit(slot(), **reached).state is HELD


def test_more_people_than_the_boat_has_seats_are_refused_in_words():
    with pytest.raises(RuleBroken, match="nhiều nhất 4 chỗ"):
        visit(slot(seats=4), 5)


def test_a_trip_that_has_begun_or_was_called_off_takes_nobody():
    of, off = slot(), slot()
    asked = visit(of)
    visiting.call_off(off, "Gió to.", by=editor())
    for act in (lambda: visit(off), lambda: visiting.call_off(off, "Gió to.", by=editor())):
        with pytest.raises(RuleBroken, match="hủy"):
            act()
    with clock.at(of.starts_at):
        for act in (
            lambda: visit(of),
            lambda: visiting.cancel(asked, by=Guest()),
            lambda: visiting.confirm(asked, by=editor()),
        ):
            with pytest.raises(RuleBroken, match="đã bắt đầu"):
                act()
    with clock.at(of.ends_at), pytest.raises(RuleBroken, match="đã xong"):
        visiting.call_off(of, "Gió to.", by=editor())


def test_calling_a_trip_off_tells_everybody_why_and_leaves_no_seat_taken():
    of = slot(seats=2)
    held, waiting = visit(of), visit(of, email="cho@vidu.vn")
    visiting.confirm(held, by=editor())
    visiting.call_off(of, "Gió cấp 6, thuyền không ra.", by=editor())

    assert {(one.state, one.reason) for one in (held, waiting)} == {(CANCELLED, "Gió cấp 6, thuyền không ra.")}
    assert (of.taken, of.is_open) == (0, False)


def test_slots_of_one_boat_never_overlap():
    boat, by = tour(minutes=60), editor()
    start = utcnow() + timedelta(days=2)
    visiting.open_slots(boat, [start], minutes=60, seats=4, by=by)
    for minutes in (-59, 0, 30, 59):
        with pytest.raises(RuleBroken, match="trùng giờ"):
            visiting.open_slots(boat, [start + timedelta(minutes=minutes)], minutes=60, seats=4, by=by)
    with pytest.raises(RuleBroken, match="trùng giờ"):  # two of the same form
        visiting.open_slots(
            boat, [start + timedelta(hours=5), start + timedelta(hours=5, minutes=30)], minutes=60, seats=4, by=by
        )

    visiting.open_slots(boat, [start - timedelta(hours=1), start + timedelta(hours=1)], minutes=60, seats=4, by=by)
    visiting.open_slots(tour(), [start], minutes=60, seats=4, by=by)


def test_a_trip_called_off_makes_room_for_another_at_a_time_beside_it():
    boat = tour(minutes=60)
    of = slot(boat)
    visiting.call_off(of, "Hỏng máy.", by=editor())
    visiting.open_slots(boat, [of.starts_at], minutes=15, seats=4, by=editor())  # the very same minute too
    visiting.open_slots(boat, [of.starts_at + timedelta(minutes=15)], minutes=60, seats=4, by=editor())


@pytest.mark.parametrize(
    ("hours", "seats", "words"), [(-1, 4, "đã qua"), (24 * 121, 4, "còn xa quá"), (48, 13, "chỉ có 12 chỗ")]
)
def test_slots_lie_ahead_and_fit_their_boat(hours, seats, words):
    with pytest.raises(RuleBroken, match=words):
        visiting.open_slots(tour(seats=12), [utcnow() + timedelta(hours=hours)], minutes=60, seats=seats, by=editor())


def test_none_or_hundreds_at_once_are_no_slots():
    for starts in ([], [utcnow() + timedelta(days=1, hours=n) for n in range(201)]):
        with pytest.raises(RuleBroken, match="từ 1 đến 200"):
            visiting.open_slots(tour(minutes=10), starts, minutes=10, seats=4, by=editor())


def test_who_came_is_noted_from_an_hour_before_on():
    of, by = slot(seats=6), editor()
    first, second, third = visit(of, 3), visit(of, 2), visit(of, 1)
    for act in (lambda: first.arrive(by=by, people=3), lambda: second.miss(by=by)):
        with pytest.raises(RuleBroken, match="Chưa đến giờ"):
            act()
    with clock.at(of.starts_at - timedelta(minutes=59)):
        first.arrive(by=by, people=2)
        second.miss(by=by)
        for people in (0, 2):
            with pytest.raises(RuleBroken, match="từ 1 đến 1"):
                third.arrive(by=by, people=people)

    assert [(one.state, one.came) for one in (first, second)] == [(VisitState.CAME, 2), (VisitState.MISSED, None)]


def test_a_boat_that_is_offered_no_more_takes_nobody_and_keeps_the_seats_it_promised():
    boat = tour(seats=12)
    of = slot(boat, seats=8)
    with pytest.raises(RuleBroken, match="suất sắp tới nhận 8 người"):
        editing.write(boat, {"seats": 7}, by=editor())
    editing.write(boat, {"seats": 8, "is_offered": False}, by=editor())

    with pytest.raises(RuleBroken, match="đã hủy"):
        visit(of)


def test_who_hears_that_a_letter_never_arrived_is_told_to_call(app):
    by, asked = editor(), visit(email="khong-co@vidu.vn")
    visiting._undelivered(mail.Bounced("550"), visit=asked.id, state="held")
    visiting._undelivered(mail.Bounced("550"), visit=asked.id, state="confirmed")
    told = db.session.scalars(sa.select(Notice.text).where(Notice.person_id == by.id)).all()

    assert [text for text in told if "gọi điện" in text] == [
        f"Thư báo phiếu {asked.code} không đến nơi. Hãy gọi điện cho khách."
    ]
    assert not [text for text in told if asked.name in text]


def test_the_table_itself_refuses_a_seat_too_many():
    of = slot(seats=4)
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(sa.update(Slot).where(Slot.id == of.id).values(taken=5))


def test_every_step_stands_in_the_history_and_visitors_are_nobody_there():
    of, by = slot(), editor()
    asked = visit(of)
    visiting.confirm(asked, by=by)
    visiting.cancel(asked, by=Guest())
    told = [(e.name, e.role, e.actor_id, e.after) for e in db.session.scalars(history_of(asked))]

    assert told == [
        ("visits.ask", "visitor", None, "held"),
        ("visits.confirm", "tourism_editor", by.id, "confirmed"),
        ("visits.cancel", "visitor", None, "cancelled"),
    ]
    assert all(not e.facts for e in db.session.scalars(history_of(asked)))


def test_editors_are_told_of_seats_that_wait_for_their_word():
    by, of = editor(), slot(seats=2)
    held = visit(of)
    visit(of)
    told = db.session.scalars(sa.select(Notice).where(Notice.person_id == by.id)).all()

    assert [(one.endpoint, one.values) for one in told] == [
        ("visits_office.day", {"day": local(of.starts_at).date().isoformat()})
    ]
    visiting.cancel(held, by=Guest())
    assert db.session.scalar(sa.select(sa.func.count()).where(Notice.person_id == by.id)) == 2


def letters(folder):
    import email
    from email import policy

    return [email.message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(folder.glob("*.eml"))]


def test_letters_are_in_the_language_of_the_page_that_asked(app, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_URL", f"file:{tmp_path}")
    of = slot(seats=4)
    asked = visit(of, email="claire@vidu.fr", language="en")
    with app.test_request_context("/"):
        outbox.work_off()
        visiting.confirm(asked, by=editor())
        visit(of, email="hoa@vidu.vn")
        outbox.work_off(until=utcnow() + timedelta(minutes=1))
    found = {
        (one["To"].addresses[0].addr_spec, str(one["Subject"])): one.get_body(("plain",)).get_content()
        for one in letters(tmp_path)
    }

    assert {(to, subject.partition(": ")[2]) for to, subject in found} == {
        ("claire@vidu.fr", "Seats held, waiting for our word"),
        ("claire@vidu.fr", "Confirmed"),
        ("hoa@vidu.vn", "Đã giữ chỗ, chờ xác nhận"),
    }
    assert all("/en/dao-co/phieu/" in text for (to, _subject), text in found.items() if to == "claire@vidu.fr")


def test_what_is_not_so_any_more_is_left_unsaid(app, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_URL", f"file:{tmp_path}")
    asked = visit(email="claire@vidu.fr")
    visiting.cancel(asked, by=Guest())
    with app.test_request_context("/"):
        outbox.work_off()

    assert [str(one["Subject"]).partition(": ")[2] for one in letters(tmp_path)] == ["Đã hủy"]


def test_names_and_numbers_are_forgotten_a_month_after_the_trip():
    of = slot()
    asked, later = visit(of, email="a@vidu.vn", note="Xe lăn"), visit(slot(hours=900))
    with clock.at(of.ends_at + timedelta(days=29)):
        visiting.forget_old()
    assert asked.name
    with clock.at(of.ends_at + timedelta(days=31)):
        visiting.forget_old()

    assert (asked.name, asked.note, asked.phone, asked.email) == ("", "", None, None)
    assert asked.people == 2
    assert later.name
