"""Figures of a month, sentences of visitors, birds noted by those who were asked to."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
import sqlalchemy as sa

from app.accounts.actions import own_data
from app.commune.settings import Rules
from app.core import clock, remembered
from app.core.audit import Event
from app.core.clock import local, start_of, today, utcnow
from app.core.db import db
from app.core.workflow import RuleBroken
from app.scorecard.actions.tallying import smart_tourism
from app.tourism.actions import counting, editing, visiting, watching
from app.tourism.actions.watching import TERMS
from app.tourism.models import Chapter, Feedback, FeedbackState, Mood, Observer, Passage, PlaqueCount, Sighting
from tests.factories.initiatives import photo
from tests.factories.people import PersonFactory
from tests.factories.tourism import attraction, checked, editor, slot, species, tour, visit

FIRST = today().replace(day=1)


@pytest.fixture(autouse=True)
def noon():
    """In the middle of a day, so that a trip in two hours is today's."""
    remembered.pages.clear()
    with clock.at(start_of(today()) + timedelta(hours=12)):
        yield


def month_filled():
    """A trip of which some came, plaques that were opened, an answer, birds."""
    by, place = editor(), attraction(name="Chòi ngắm chim")
    of = slot(seats=6, hours=0.5)
    came, waiting = visit(of, 4), visit(of, 3)
    visiting.confirm(came, by=by)
    came.arrive(by=by, people=3)
    counting.say(Mood.GOOD, "", "vi", key=f"a{of.id}")
    counting.say(Mood.POOR, "Đông quá.", "vi", key=f"b{of.id}")
    number = len(db.session.scalars(sa.select(Sighting.id)).all())
    watching.note(species(), 120, utcnow() - timedelta(minutes=5), by=by, key=f"s{number}", attraction=place)
    watching.note(species(), 80, utcnow() - timedelta(minutes=9), by=by, key=f"t{number}", attraction=place)
    watching.note(species("Cuốc"), 100_000, utcnow(), by=PersonFactory(), key=f"u{number}")
    db.session.add_all(
        [
            PlaqueCount(attraction_id=place.id, day=today(), count=5),
            PlaqueCount(attraction_id=place.id, day=FIRST - timedelta(days=1), count=90),
        ]
    )
    db.session.flush()
    return local(of.starts_at).date().replace(day=1), waiting


def test_a_month_is_counted_from_the_records():
    of_trip, _waiting = month_filled()
    month = counting.month_of(FIRST)

    assert month.opened == 5
    assert [count for _number, name, count in month.plaques if name == "Chòi ngắm chim"] == [5]
    assert month.moods == {Mood.GOOD: 1, Mood.FAIR: 0, Mood.POOR: 1}
    assert (month.sightings, month.birds, month.kinds) == (
        2,
        120,
        1,
    )  # the same egrets twice; what nobody checked is left out
    assert species().months == [today().month]
    trip = counting.month_of(of_trip)
    assert (trip.trips, trip.seats, trip.asked, trip.people, trip.came) == (1, 6, 2, 4, 3)
    assert not month.is_over


def test_the_monthly_sheet_is_seen_and_taken_away(browser, count_queries):
    month_filled()
    browser.sign_in(editor())
    assert browser.get("/dao-co/thang/", expect=302).location.endswith(f"/{today().year}/{today().month}")
    address = f"/dao-co/thang/{today().year}/{today().month}"
    with count_queries() as few:
        assert "Chòi ngắm chim" in browser.get(address).text
    for _ in range(3):
        month_filled()
    with count_queries() as many:
        browser.get(address)
    assert len(many) == len(few)
    sheet = openpyxl.load_workbook(io.BytesIO(browser.get(f"{address}/so-lieu.xlsx").data)).active
    rows = {row[0].value: row[1].value for row in sheet.iter_rows()}
    assert rows["Lượt quét biển"] == 20
    assert "Lượt quét biển" in browser.get(f"{address}/so-lieu.csv").text
    for wrong in ("/dao-co/thang/2026/13", "/dao-co/thang/1999/1", f"{address}/so-lieu.pdf"):
        browser.get(wrong, expect=404)


def test_indicator_4_3_reads_from_the_months(browser):
    assert smart_tourism(today().year, rules=Rules({})).value == 0
    month_filled()
    counted = smart_tourism(today().year, rules=Rules({}))
    shown = browser.get(f"/bo-chi-so/{today().year}/du-lich").text

    assert any(month.opened and month.people for month in counted.months)
    assert counted.models == ["Đảo Cò"]
    assert f"<strong>{counted.value} mô hình</strong>" in shown
    assert smart_tourism(today().year + 1, rules=Rules({})).months == []
    assert len(smart_tourism(today().year - 1, rules=Rules({})).months) == 12


def test_an_answer_is_one_tap_and_a_sentence_waits_for_an_editor(browser):
    place = attraction(slug="ben-thuyen")
    browser.post("/dao-co/gop-y?diem=ben-thuyen", {"mood": "good", "text": "", "key": "1"})
    browser.post("/en/dao-co/gop-y", {"mood": "poor", "text": "<script>alert(1)</script> <b>Loud</b>", "key": "2"})
    browser.post("/en/dao-co/gop-y", {"mood": "poor", "text": "<script>alert(1)</script> <b>Loud</b>", "key": "2"})
    assert "Hãy chọn một câu trả lời" in browser.post("/dao-co/gop-y", {"text": "Hay"}, expect=422).text
    first, second = db.session.scalars(sa.select(Feedback).order_by(Feedback.id))
    assert (first.attraction_id, first.state, second.state) == (place.id, FeedbackState.HIDDEN, FeedbackState.NEW)
    assert "Loud" not in browser.get("/dao-co/").text
    browser.sign_in(editor())
    page = browser.get("/dao-co/dieu-hanh/gop-y").text
    assert "&lt;script&gt;" in page
    browser.post(f"/dao-co/dieu-hanh/gop-y/{second.id}", {"hien": "1"})
    shown = browser.get("/dao-co/?moi").text

    assert "&lt;b&gt;Loud&lt;/b&gt;" in shown
    assert "<b>Loud" not in shown
    browser.post(f"/dao-co/dieu-hanh/gop-y/{second.id}", {"hien": "0"})
    assert second.state is FeedbackState.HIDDEN
    assert "Loud" in browser.get("/dao-co/dieu-hanh/gop-y?xong=1").text


def test_a_mood_alone_has_nothing_to_show():
    said = counting.say(Mood.FAIR, "", "vi", key="k")
    with pytest.raises(RuleBroken, match="không có lời"):
        counting.moderate(said, FeedbackState.SHOWN, by=editor())


@pytest.mark.parametrize(
    ("address", "typed"),
    [("/dao-co/gop-y", {"mood": "good", "text": "Chim đẹp"}), (None, {"people": 1, "name": "Hoa", "phone": "0912 345 678"})],
)
def test_a_thousand_forms_a_minute_from_one_address_are_refused_with_what_was_typed(browser, monkeypatch, address, typed):
    monkeypatch.setattr("app.tourism.views.visiting.TIMES", 2)
    of = slot(tour(seats=100), seats=100) if address is None else None
    address = address or f"/dao-co/dat-cho/{of.id}"
    for number in range(2):
        browser.post(address, {**typed, "phone": f"091234567{number}"})
    page = browser.post(address, typed, expect=429).text

    assert "Từ mạng này đã gửi quá nhiều lần" in page
    assert typed.get("text", typed.get("name")) in page


def sighting_form(**facts):
    given = {
        "species_id": species().id,
        "count": 40,
        "day": f"{today():%d/%m/%Y}",
        "clock": "00:01",
        "attraction_id": "",
        "key": "k",
    }
    return given | facts


def test_birds_are_noted_by_those_who_were_asked_and_checked_by_editors(browser):
    volunteer, by = PersonFactory(), editor()
    browser.sign_in(volunteer)
    browser.get("/dao-co/ghi-nhan/", expect=404)
    browser.post("/dao-co/ghi-nhan/moi", sighting_form(), expect=404)
    browser.sign_in(by)
    browser.get("/dao-co/ghi-nhan/nguoi-ghi")
    assert "Không thấy tài khoản" in browser.post("/dao-co/ghi-nhan/nguoi-ghi", {"name": "Không Ai Cả"}, expect=422).text
    browser.post("/dao-co/ghi-nhan/nguoi-ghi", {"name": volunteer.name})
    assert "đang ghi chim rồi" in browser.post("/dao-co/ghi-nhan/nguoi-ghi", {"name": volunteer.name}, expect=422).text
    browser.sign_in(volunteer)
    browser.get("/dao-co/ghi-nhan/moi")
    browser.post("/dao-co/ghi-nhan/moi", sighting_form(photo=(photo(), "a.jpg"), alt="Đàn cò", children="none"))
    browser.post("/dao-co/ghi-nhan/moi", sighting_form(photo=(photo(), "a.jpg"), alt="Đàn cò", children="none"))
    seen = db.session.scalars(sa.select(Sighting)).one()
    assert seen.checked_at is None
    browser.get(f"/dao-co/ghi-nhan/{seen.id}/anh").close()
    browser.post(f"/dao-co/ghi-nhan/{seen.id}/dung", expect=403)
    browser.sign_in(by)
    browser.post(f"/dao-co/ghi-nhan/{seen.id}/dung")
    assert seen.checked_by_id == by.id
    observer = db.session.scalars(sa.select(Observer)).one()
    browser.post(f"/dao-co/ghi-nhan/nguoi-ghi/{observer.id}/thoi")
    browser.sign_in(volunteer)

    browser.get("/dao-co/ghi-nhan/", expect=404)
    assert watching.ask_to_watch(volunteer.name, by=by).id == observer.id


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"count": 0}, "từ 1 đến 100.000"),
        ({"count": 100_001}, "từ 1 đến 100.000"),
        ({"species_id": 999_999}, "Hãy chọn một mục"),
        ({"clock": "25:00"}, "Giờ viết như"),
        ({"day": "31/12/2099"}, "không thể ở sau lúc này"),
        ({"photo": "x"}, "không thấy ảnh"),
    ],
)
def test_a_sighting_that_cannot_be_is_refused(browser, typed, words):
    browser.sign_in(editor())
    if "photo" in typed:
        typed = {"photo": (photo(), "a.jpg"), "children": "none"}

    assert words in browser.post("/dao-co/ghi-nhan/moi", sighting_form(**typed), expect=422).text


def test_nobody_checks_their_own_and_a_mistake_is_taken_out_with_its_reason(browser):
    volunteer, by = PersonFactory(), editor()
    watching.ask_to_watch(volunteer.name, by=by)
    own = watching.note(species(), 5, utcnow(), by=volunteer, key="v")
    with pytest.raises(RuleBroken, match="không tự kiểm tra"):
        watching.check(own, by=volunteer)
    assert watching.note(species(), 5, utcnow(), by=by, key="e").checked_by_id == by.id
    browser.sign_in(by)
    id = own.id
    browser.get(f"/dao-co/ghi-nhan/{id}/bo")
    browser.post(f"/dao-co/ghi-nhan/{id}/bo", {"reason": "Đếm hai lần."})
    told = db.session.scalars(sa.select(Event).where(Event.name == "sightings.drop")).one()

    assert db.session.scalar(sa.select(Sighting.id).where(Sighting.id == id)) is None
    assert (told.subject_id, told.reason, told.details["count"]) == (id, "Đếm hai lần.", 5)


def test_sightings_are_open_data_in_the_words_of_darwin_core(browser):
    by, volunteer = editor(), PersonFactory()
    place = attraction(name="Chòi ngắm chim")
    watching.note(
        species(), 4200, utcnow() - timedelta(hours=2), by=by, key="1", attraction=place, is_estimate=True, note="=1+1"
    )
    watching.note(species("Cò ngang"), 3, utcnow() - timedelta(hours=1), by=by, key="2")  # nobody knows which bird that is
    watching.note(species(), 7, utcnow(), by=volunteer, key="3")  # nobody looked yet
    answer = browser.get("/dao-co/ghi-nhan.csv")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))

    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert list(rows[0]) == list(TERMS)
    assert [(row["scientificName"], row["individualCount"], row["locality"]) for row in rows] == [
        ("Egretta garzetta", "4200", "Chòi ngắm chim")
    ]
    assert rows[0]["decimalLatitude"] == "20.727000"
    assert rows[0]["eventDate"].endswith("+07:00")
    assert rows[0]["occurrenceRemarks"] == "ước lượng"
    assert rows[0]["occurrenceID"].endswith("#1")
    assert by.name not in answer.text
    assert by.name.split()[-1] not in rows[0].values()


def test_what_somebody_noted_is_told_to_them_and_stays_when_they_leave():
    volunteer, by = PersonFactory(), editor()
    watching.ask_to_watch(volunteer.name, by=by)
    seen = watching.note(species(), 5, utcnow(), by=volunteer, key="v")
    told = own_data.everything_about(volunteer)
    assert [row["count"] for row in told["sightings"]] == [5]
    assert len(told["observers"]) == 1
    own_data.erase(volunteer, by=volunteer)
    db.session.expire_all()

    assert (seen.count, seen.by_id) == (5, None)
    assert db.session.scalar(sa.select(sa.func.count(Observer.id))) == 0


def test_the_desk_says_what_waits_at_the_lake(browser):
    of_trip, _waiting = month_filled()
    asked_for = visit(slot(hours=3))
    volunteer = PersonFactory()
    watching.note(species("Cuốc"), 1, utcnow(), by=volunteer, key="w")
    late = editing.begin(
        Passage, checked(chapter=Chapter.RULES, title="Cũ", title_en="Old", text="A", text_en="A"), by=editor()
    )
    late.checked_on, late.check_by = today() - timedelta(days=40), today() - timedelta(days=3)
    browser.sign_in(editor())
    desk = browser.get("/viec-can-lam").text

    assert of_trip
    for words in ("Xác nhận chỗ đi Đảo Cò", asked_for.code, "Đông quá.", "Cuốc", "1 mục đã quá ngày"):
        assert words in desk
    browser.sign_in(PersonFactory())
    assert "Đảo Cò" not in browser.get("/viec-can-lam").text.partition("<main")[2].partition("</main>")[0]
