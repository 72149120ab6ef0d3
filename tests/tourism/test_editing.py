"""Editors change everything the pages say, see it before, and find every change in the history."""

import io
import json
import re
from datetime import timedelta

import pypdfium2
import pytest
import sqlalchemy as sa
import zxingcpp

from app.accounts.models import Role
from app.core import files, outbox, remembered
from app.core.audit import history_of
from app.core.clock import today
from app.core.db import db
from app.core.workflow import RuleBroken
from app.labels.models import LabelRun
from app.tourism.actions import editing
from app.tourism.models import (
    Attraction,
    Chapter,
    Family,
    Figure,
    Occasion,
    Passage,
    Season,
    Service,
    Silhouette,
    Sketch,
    Source,
    SourceKind,
    Species,
    Topic,
    Tour,
)
from tests.factories.initiatives import photo
from tests.factories.people import holder
from tests.factories.tourism import attraction, checked, editor, sound, source

EDITOR = "/dao-co/bien-tap"


@pytest.fixture(autouse=True)
def forgetful():
    remembered.pages.clear()


def dated(**facts):
    """What every form of content carries, as it is typed."""
    days = {"checked_on": f"{today():%d/%m/%Y}", "check_by": f"{today() + timedelta(days=90):%d/%m/%Y}"}
    return {"source_id": source().id, "position": 1, "is_shown": "y"} | days | facts


def place_form(**facts):
    given = {"number": 7, "slug": "cau-tre", "name": "Cầu tre", "name_en": "Bamboo bridge", "where": "20.72500, 106.20290"}
    return dated(**given | {"text": "Đi từng người.", "text_en": "One at a time."} | facts)


def forms():
    """One good form of each kind, and what it makes."""
    topic = db.session.scalars(sa.select(Topic)).first()
    day = today() + timedelta(days=9)
    both = {"text": "Chữ.", "text_en": "Words."}
    drawn = db.session.scalars(sa.select(Sketch)).first().drawn
    bird = {"name": "Cò quăm", "name_en": "Ibis", "latin": "Threskiornis", "family": "egret", "silhouette": "heron"}
    offer = {"kind": "boat", "name": "Xuồng", "name_en": "Canoe", "provider": "Tổ", "price": "50.000"}
    hours = {"starts_at": f"08:00, {day:%d/%m/%Y}", "ends_at": f"10:00, {day:%d/%m/%Y}", "place": "Hồ", "place_en": "Lake"}
    counted = {"label": "Thuyền", "label_en": "Boats", "unit": "chiếc", "unit_en": "boats", "position": 5}
    boat = {"kind": "boat", "name": "Thuyền 9", "name_en": "Boat 9", "seats": 9, "minutes": 60, "is_offered": "y"}
    return {
        "diem": (place_form(), Attraction),
        "bai": (dated(chapter="rules", title="Đừng chạy", title_en="Do not run", **both), Passage),
        "chim": (dated(months=[1, 2], **bird), Species),
        "dich-vu": (dated(unit="lượt", unit_en="ride", **offer), Service),
        "su-kien": (dated(title="Hội", title_en="Fair", **hours, **both), Occasion),
        "muc-so-lieu": (counted, Topic),
        "so-lieu": (dated(topic_id=topic.id, low="2,875", high="31,673"), Figure),
        "ban-ve": (dated(name="Bản đo", drawn=json.dumps(drawn), is_surveyed="y"), Sketch),
        "nguon": ({"kind": "site", "title": "Đếm tại chỗ", "title_en": "Counted on the spot", "url": ""}, Source),
        "chuyen": (boat, Tour),
    }


@pytest.mark.parametrize(
    "kind", ["diem", "bai", "chim", "dich-vu", "su-kien", "muc-so-lieu", "so-lieu", "ban-ve", "nguon", "chuyen"]
)
def test_every_kind_is_written_changed_and_its_history_told(browser, kind):
    by = editor()
    browser.sign_in(by)
    typed, model = forms()[kind]
    browser.get(f"{EDITOR}/{kind}/moi")
    made = browser.post(f"{EDITOR}/{kind}/moi", typed).location
    thing = db.session.scalars(sa.select(model).order_by(model.id.desc())).first()
    assert made == f"{EDITOR}/{kind}/{thing.id}"
    page = browser.get(made).text
    assert thing.told_name.split(",")[0].split(":")[0] in page
    browser.post(
        made, {**typed, "version": thing.version, "is_shown": ""} if hasattr(thing, "is_shown") else {**typed, "version": 1}
    )
    told = db.session.scalars(history_of(thing)).all()

    assert next(event.name for event in told) == f"{model.__tablename__}.begin"
    assert {event.actor_id for event in told} == {by.id}
    if hasattr(thing, "is_shown"):
        assert told[-1].details["changed"] == {"is_shown": [True, False]}
        assert "đang ẩn" in browser.get(f"{EDITOR}/{kind}").text
    assert "Trước" in browser.get(f"{made}/lich-su").text


def test_a_season_is_changed_but_never_beside_another(browser):
    browser.sign_in(editor())
    quiet = db.session.scalars(sa.select(Season).where(Season.first_month == 5)).one()
    typed = dated(
        name=quiet.name, name_en=quiet.name_en, text=quiet.text, text_en=quiet.text_en, first_month=5, version=quiet.version
    )
    page = browser.post(f"{EDITOR}/mua/{quiet.id}", {**typed, "last_month": 9}, expect=422).text

    assert "mùa khác nói về những tháng này" in page
    assert db.session.get(Season, quiet.id).last_month == 8
    browser.post(f"{EDITOR}/mua/{quiet.id}", {**typed, "last_month": 7})


def test_what_is_tried_out_is_seen_in_both_languages_and_kept_nowhere(browser):
    browser.sign_in(editor())
    before = db.session.scalar(sa.select(sa.func.count(Attraction.id)))
    for kind, (typed, model) in forms().items():
        page = browser.post(f"{EDITOR}/{kind}/moi", {**typed, "xem": "1"}, expect=200).text
        assert "Xem trước, chưa lưu" in page, kind
        _page, _mark, english = page.partition('<div lang="en">')
        assert ("Checked on" in english.partition("<form")[0]) == hasattr(model, "check_by"), kind
    typed, _model = forms()["ban-ve"]
    assert 'class="lake"' in browser.post(f"{EDITOR}/ban-ve/moi", {**typed, "xem": "1"}, expect=200).text
    page = browser.post(f"{EDITOR}/diem/moi", {**place_form(), "xem": "1"}, expect=200).text

    assert "One at a time." in page
    assert "Đi từng người." in page
    assert db.session.scalar(sa.select(sa.func.count(Attraction.id))) == before


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"where": "48.8584, 2.2945"}, "không nằm quanh hồ An Dương"),
        ({"where": "106.208, 20.727"}, "viết ngược"),
        ({"where": "gần bến"}, "Viết vĩ độ, kinh độ"),
        ({"where": "20,727"}, "Viết vĩ độ, kinh độ"),
        ({"where": "NaN, NaN"}, "Viết vĩ độ, kinh độ"),
        ({"where": ""}, "Chưa ghi toạ độ"),
        ({"slug": "Bến thuyền"}, "chữ thường không dấu"),
        ({"slug": "ban-do"}, "là của một trang khác"),
        ({"number": 0}, "từ 1 đến 99"),
        ({"text_en": ""}, "Trang tiếng Anh cũng cần"),
        ({"checked_on": "31/12/2999"}, "1900|Ngày viết theo"),
        ({"check_by": "01/01/2020"}, "phải sau ngày kiểm tra"),
    ],
)
def test_a_place_that_makes_no_sense_is_refused_and_nothing_typed_is_lost(browser, typed, words):
    browser.sign_in(editor())
    page = browser.post(f"{EDITOR}/diem/moi", place_form(**typed), expect=422).text

    assert re.search(words, page)
    assert "Bamboo bridge" in page


BIRD = {"name": "Cò mới", "family": "egret", "silhouette": "egret"}
FAIR = {"title": "A", "title_en": "A", "text": "A", "text_en": "A", "place": "A", "place_en": "A"}
NOON = "12:00, 01/02/2027"


@pytest.mark.parametrize(
    ("kind", "typed", "words"),
    [
        ("chim", {**BIRD, "name": "CÒ  TRẮNG"}, "đã có trong danh sách"),
        ("chim", {**BIRD, "latin": "Egretta garzetta"}, "đã có trong danh sách"),
        ("chim", {**BIRD, "text": "Có."}, "cả tiếng Việt lẫn tiếng Anh"),
        ("so-lieu", {"low": "5", "high": "5"}, "phải lớn hơn"),
        ("so-lieu", {"low": "0"}, "lớn hơn 0"),
        ("so-lieu", {"low": "1,2345"}, "ba chữ số lẻ"),
        ("dich-vu", {"kind": "boat", "name": "A", "name_en": "A", "provider": "B", "price_to": "5"}, "Giá “đến”"),
        ("su-kien", {**FAIR, "starts_at": NOON, "ends_at": NOON}, "Giờ kết thúc phải sau"),
        ("ban-ve", {"name": "A", "drawn": '{"type": "FeatureCollection", "features": []}'}, "ít nhất một hình"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(browser, kind, typed, words):
    browser.sign_in(editor())
    topic = db.session.scalars(sa.select(Topic.id)).first()
    page = browser.post(f"{EDITOR}/{kind}/moi", dated(topic_id=topic, **typed), expect=422).text

    assert words in page


def test_a_source_or_a_number_is_there_once(browser):
    browser.sign_in(editor())
    title = source().title
    typed = {"kind": "site", "title": title, "title_en": "Again", "url": "http://vidu.vn"}
    assert "https://" in browser.post(f"{EDITOR}/nguon/moi", typed, expect=422).text
    assert "Đã có nguồn mang tên này" in browser.post(f"{EDITOR}/nguon/moi", {**typed, "url": ""}, expect=422).text
    attraction(number=7, slug="khac")

    assert "Số biển hoặc địa chỉ trang này" in browser.post(f"{EDITOR}/diem/moi", place_form(), expect=422).text


def test_two_editors_do_not_overwrite_each_other(browser):
    place = attraction(slug="cau-tre", number=7)
    seen = place.version
    editing.write(place, {"text": "Người khác sửa."}, by=editor())
    browser.sign_in(editor())
    page = browser.post(f"{EDITOR}/diem/{place.id}", place_form(version=seen, text="Của tôi."), expect=422).text

    assert "Có người vừa sửa trước" in page
    assert "Của tôi." in page
    assert db.session.get(Attraction, place.id).text == "Người khác sửa."


def test_commas_are_decimals_too(browser):
    browser.sign_in(editor())
    browser.post(f"{EDITOR}/diem/moi", place_form(where="20,72512, 106,20290"))

    assert str(db.session.scalars(sa.select(Attraction)).one().latitude) == "20.725120"


def test_an_address_that_stood_on_a_plaque_leads_on(browser):
    place, by = attraction(slug="cau-tre"), editor()
    editing.write(place, {"slug": "cau-moi"}, by=by)
    assert browser.get("/dao-co/cau-tre?bien", expect=301).location.endswith("/dao-co/cau-moi?bien=")
    with pytest.raises(RuleBroken, match="đã dùng cho điểm khác"):
        attraction(slug="cau-tre")
    editing.write(place, {"slug": "cau-tre"}, by=by)

    browser.get("/dao-co/cau-tre")
    assert browser.get("/en/dao-co/cau-moi", expect=301).location.endswith("/en/dao-co/cau-tre")


def test_nothing_changed_leaves_no_trace():
    place, by = attraction(), editor()
    editing.write(place, {"text": place.text, "latitude": place.latitude}, by=by)

    assert [event.name for event in db.session.scalars(history_of(place))] == ["attractions.begin"]


def test_a_refused_change_leaves_the_thing_as_it_was():
    place, by = attraction(), editor()
    with pytest.raises(RuleBroken):
        editing.write(place, {"slug": "ban-do", "text": "Khác."}, by=by)

    assert place.text == "Đứng yên mà nhìn."


def test_the_list_of_what_to_check_says_what_is_late(browser):
    def rule(title: str, days: int) -> Passage:
        told = {"chapter": Chapter.RULES, "title": title, "title_en": title, "text": "A", "text_en": "A"}
        dates = {"checked_on": today() - timedelta(days=9), "check_by": today() + timedelta(days=days)}
        return editing.begin(Passage, checked(**told, **dates), by=editor())

    late, soon = rule("Cũ", -1), rule("Sắp", 10)
    browser.sign_in(holder(Role.LEADER))
    page = browser.get(f"{EDITOR}/can-kiem-tra").text

    assert (late.is_due, soon.is_due, soon.is_due_soon) == (True, False, True)
    assert page.index("Nội quy: Cũ") < page.index("Nội quy: Sắp")
    assert "1 mục đã quá ngày" in browser.get(f"{EDITOR}/").text


def test_pictures_are_written_anew_and_have_words_in_both_languages(browser):
    place = attraction()
    browser.sign_in(editor())
    typed = {"alt": "Cầu tre", "alt_en": "A bridge", "children": "none", "photo": (photo(), "a.jpg")}
    browser.get(f"{EDITOR}/diem/{place.id}/anh")
    assert (
        "không thấy ảnh"
        in browser.post(f"{EDITOR}/diem/{place.id}/anh", {**typed, "alt": "", "photo": (photo(), "a.jpg")}, expect=422).text
    )
    browser.post(f"{EDITOR}/diem/{place.id}/anh", {**typed, "photo": (photo(), "a.jpg")})
    first = place.upload.token
    assert 'alt="Cầu tre"' in browser.get(f"/dao-co/{place.slug}").text
    assert 'alt="A bridge"' in browser.get(f"/en/dao-co/{place.slug}").text
    browser.get(f"/dao-co/tep/{first}?co=nho").close()
    browser.post(f"{EDITOR}/diem/{place.id}/anh", {**typed, "photo": (photo(), "b.jpg")})
    with browser.app.test_request_context("/"):
        outbox.work_off()

    assert place.upload.token != first
    assert not files.path_of(first, "image/webp").exists()


def test_recordings_are_put_replaced_and_dropped(browser):
    place = attraction()
    browser.sign_in(editor())
    address = f"{EDITOR}/diem/{place.id}/am-thanh"
    browser.get(address)
    assert (
        "không phải âm thanh"
        in browser.post(address, {"language": "vi", "sound": (io.BytesIO(b"<html>"), "a.mp3")}, expect=422).text
    )
    assert "Chưa chọn tệp" in browser.post(address, {"language": "vi"}, expect=422).text
    browser.post(address, {"language": "vi", "sound": (sound(), "a.wav")})
    browser.post(address, {"language": "vi", "sound": (sound(3), "b.wav")})
    browser.post(address, {"language": "en", "sound": (sound(2), "c.wav")})
    db.session.refresh(place, ["recordings"])
    assert {(one.language, one.seconds) for one in place.recordings} == {("vi", 3), ("en", 2)}
    assert "<audio" in browser.get(f"/dao-co/{place.slug}").text
    browser.post(f"{EDITOR}/diem/{place.id}/bo-am-thanh", {"language": "vi"})
    db.session.refresh(place, ["recordings"])

    assert [one.language for one in place.recordings] == ["en"]
    assert "<audio" not in browser.get(f"/dao-co/{place.slug}").text


@pytest.mark.parametrize("stock", ["a4", "a5", "a6"])
def test_plaques_are_printed_and_each_code_is_read_back(browser, app, stock):
    places = [
        attraction(name="Cầu tre bắc qua mương dẫn nước vào đồng Bãi Sậy", name_en="The long bamboo bridge"),
        attraction(),
    ]
    browser.sign_in(editor())
    browser.get(f"{EDITOR}/bien?diem={places[0].id}")
    where = browser.post(f"{EDITOR}/bien", {"place": 0, "stock": stock, "key": "k"}).location
    assert browser.post(f"{EDITOR}/bien", {"place": 0, "stock": stock, "key": "k"}).location == where
    with app.test_request_context("/"):
        outbox.work_off()
    run = db.session.scalars(sa.select(LabelRun)).one()
    browser.get(f"{where}/tep").close()
    read = set()
    with pypdfium2.PdfDocument(files.path_of(run.token, "application/pdf")) as document:
        for page in document:
            read |= {code.text for code in zxingcpp.read_barcodes(page.render(scale=150 / 72).to_pil())}
            words = page.get_textpage()
            assert "Stop" in words.get_text_bounded() or "bridge" in words.get_text_bounded()
            words.close()
            page.close()

    assert "Đã xong" in browser.get(where).text
    assert read == {f"http://localhost/dao-co/{place.slug}?bien" for place in places}


def test_a_hidden_place_has_no_plaque(browser):
    hidden = attraction(is_shown=False)
    browser.sign_in(editor())

    assert "Hãy chọn một mục" in browser.post(f"{EDITOR}/bien", {"place": hidden.id, "stock": "a5"}, expect=422).text


@pytest.mark.parametrize("role", [Role.LEADER, Role.AUDITOR])
def test_those_who_oversee_look_and_change_nothing(browser, role):
    place = attraction()
    browser.sign_in(holder(role))
    for page in ("", "/can-kiem-tra", "/diem", f"/diem/{place.id}/lich-su"):
        browser.get(f"{EDITOR}{page}".replace("bien-tap", "bien-tap/" if not page else "bien-tap"))
    for page in ("/diem/moi", f"/diem/{place.id}", f"/diem/{place.id}/anh", "/bien"):
        browser.get(f"{EDITOR}{page}", expect=403)


def test_strangers_find_no_editor(browser):
    for page in ("/", "/diem", "/can-kiem-tra", "/khong-co"):
        browser.get(f"{EDITOR}{page}", expect=303)
    browser.sign_in(editor())
    for page in ("/khong-co", "/khong-co/moi", "/khong-co/1", "/diem/999999", "/diem/999999/lich-su"):
        browser.get(f"{EDITOR}{page}", expect=404)


def test_the_kinds_of_birds_and_sources_have_words():
    assert all(str(one.label) for kind in (Family, Silhouette, SourceKind) for one in kind)


def test_a_figure_is_named_as_people_write_numbers(browser):
    browser.sign_in(editor())
    topic = db.session.scalars(sa.select(Topic)).first()
    typed = dated(topic_id=topic.id, low="1.002,80", high="2.875,5")
    made = browser.post(f"{EDITOR}/so-lieu/moi", typed).location

    assert f"{topic.label}: 1.002,8–2.875,5 {topic.unit}" in browser.get(made).text
