"""Teams note what they do, coordinators confirm, people note themselves at the door; staff and models are kept."""

import io
import re
from datetime import timedelta

import icalendar
import openpyxl
import pytest
import sqlalchemy as sa

from app.accounts.models import Role
from app.community.actions import holding
from app.community.models import Activity, ActivityState, Attendance, Exemplar, ExemplarState, Staff, Team
from app.community.views import holding as views
from app.core.clock import local, start_of, today, utcnow
from app.core.db import db
from app.folders.models import Proof
from tests.factories.community import activity, confirmed, exemplar, prove, staff, team
from tests.factories.initiatives import InitiativeFactory, photo
from tests.factories.people import PersonFactory, holder, unit, village

NOTED = {"kind": "support", "title": "Giúp bà con nộp hồ sơ", "clock": "0:01", "place": "Nhà văn hóa", "subject": "digital"}


def of_village(name="An Dương"):
    return holder(Role.VILLAGE_TEAM, village_id=village(name).id)


@pytest.mark.parametrize(("path", "most"), [("/to-doi-moi/", 4), ("/hoat-dong/", 3), ("/mo-hinh/", 2)])
def test_however_much_there_is_the_questions_are_the_same(browser, count_queries, path, most):
    team("An Dương"), confirmed(), exemplar()
    db.session.expunge_all()
    with count_queries() as seen:
        browser.get(path)
    team("Hội Yên"), confirmed(), confirmed(), exemplar(), exemplar()
    db.session.expunge_all()
    with count_queries() as more:
        browser.get(path)

    assert len(seen) == len(more) <= most


def test_a_team_notes_an_evening_and_a_coordinator_confirms_it(browser):
    mine = team()
    browser.sign_in(of_village())
    made = browser.post("/hoat-dong/moi", {**NOTED, "day": f"{today():%d/%m/%Y}", "holder": f"team-{mine.id}", "key": "k"})
    browser.post("/hoat-dong/moi", {**NOTED, "day": f"{today():%d/%m/%Y}", "holder": f"team-{mine.id}", "key": "k"})
    [noted] = db.session.scalars(sa.select(Activity))
    assert (noted.village_id, noted.held_by) == (village().id, mine.name)
    refused = browser.post(f"{made.location}/dien-ra", {"people": "27", "files": (photo(), "a.jpg")}, expect=422)
    assert "Chưa ghi ảnh" in refused.text
    sent = {"people": "27", "caption": "Buổi tối", "files": (photo(), "a.jpg"), "children": "none"}
    browser.post(f"{made.location}/dien-ra", sent)
    browser.post(f"{made.location}/xac-nhan", expect=403)

    browser.sign_in(holder(Role.COORDINATOR))
    assert "Xác nhận hoạt động: Giúp bà con nộp hồ sơ" in browser.get("/viec-can-lam").text
    browser.post(f"{made.location}/xac-nhan")
    browser.post("/dang-xuat")

    page = browser.get(made.location)
    assert "27" in page.text
    assert "Buổi tối" in page.text
    assert db.session.get(Activity, noted.id).state is ActivityState.CONFIRMED


def test_what_waits_is_seen_by_its_team_and_the_office_alone(browser):
    made = activity(of=team(), by=of_village())
    made.hold(by=holder(Role.COORDINATOR), people=4)
    for person, expected in (
        (None, 404),
        (PersonFactory(), 404),
        (of_village("Hội Yên"), 404),
        (of_village(), 200),
        (holder(Role.LEADER), 200),
    ):
        if person:
            browser.sign_in(person)
        browser.get(f"/hoat-dong/{made.id}", expect=expected)
    assert made.title in browser.get("/hoat-dong/").text
    browser.post("/dang-xuat")
    assert made.title not in browser.get("/hoat-dong/").text


def test_others_change_nothing(browser):
    made = activity(of=team(), by=of_village())
    browser.sign_in(of_village("Hội Yên"))

    for page in ("sua", "dien-ra", "huy", "diem-danh", "mo-cua", "tra-lai", "xac-nhan"):
        browser.post(f"/hoat-dong/{made.id}/{page}", expect=403)
    for page in ("/to-doi-moi/lap", f"/to-doi-moi/{made.team_id}/them", "/can-bo/moi", "/mo-hinh/moi"):
        browser.post(page, expect=403)
    browser.get("/can-bo/", expect=403)


def test_nobody_speaks_for_a_team_of_another_village(browser):
    theirs = team("Hội Yên")
    team()
    browser.sign_in(of_village())
    sent = {**NOTED, "day": f"{today():%d/%m/%Y}", "holder": f"team-{theirs.id}"}

    assert "Hãy chọn một mục" in browser.post("/hoat-dong/moi", sent, expect=422).text


def test_a_list_of_one_kind_in_one_village(browser):
    here = confirmed(of=team(), title="Ở An Dương")
    confirmed(title="Cả xã")
    page = browser.get(f"/hoat-dong/?loai=support&thon={here.village_id}")
    assert ("Ở An Dương" in page.text, "Cả xã</a>" in page.text) == (True, False)
    assert "Ở An Dương" not in browser.get("/hoat-dong/?loai=training").text
    for odd in ("loai=khong-co", "thon=abc", "thon=999999", "sau=x"):
        assert "Ở An Dương" in browser.get(f"/hoat-dong/?{odd}").text


def test_people_note_themselves_at_the_door(browser):
    by = of_village()
    made = activity(of=team(), by=by, starts_at=start_of(today()) + timedelta(minutes=1))
    one = staff("Lê Văn Cán")
    browser.sign_in(by)
    sheet = browser.post(f"/hoat-dong/{made.id}/mo-cua")
    address = re.search(r"/hoat-dong/cua/[\w-]+", browser.get(sheet.location).text)[0]
    browser.post("/dang-xuat")

    assert "Chưa ghi họ và tên" in browser.post(address, {"name": "", "village_id": ""}, expect=422).text
    own = {"name": "LÊ VĂN CÁN", "unit_id": str(one.unit_id)}
    for sent in ({"name": "Nguyễn Thị Hoa", "village_id": str(village().id)}, own) * 2:
        assert browser.post(address, sent).location.endswith(address)
    assert "không có ai tên" in browser.post(address, {**own, "name": "Người Lạ"}, expect=422).text
    assert one.name not in browser.get(address).text
    neighbour = PersonFactory(name="Phạm Văn Láng")
    browser.sign_in(neighbour)
    assert 'value="Phạm Văn Láng"' in browser.get(address).text
    rows = db.session.scalars(sa.select(Attendance).order_by(Attendance.id)).all()
    assert [(row.name, row.at_the_door) for row in rows] == [("Nguyễn Thị Hoa", True), ("Lê Văn Cán", True)]
    browser.get("/hoat-dong/cua/khong-co", expect=404)


def test_the_door_is_closed_on_other_days(browser):
    made = activity(starts_at=utcnow() - timedelta(days=2))
    door = holding.open_door(made, by=holder(Role.COORDINATOR))
    assert "trong ngày diễn ra" in browser.get(f"/hoat-dong/cua/{door}").text
    browser.post(f"/hoat-dong/cua/{door}", {"name": "Hoa"}, expect=422)


def test_a_program_at_the_door_is_turned_away(browser, monkeypatch):
    monkeypatch.setattr(views, "AN_HOUR", 2)
    made = activity(starts_at=start_of(today()) + timedelta(minutes=1))
    door = holding.open_door(made, by=holder(Role.COORDINATOR))
    for name in ("Hoa", "Mai"):
        browser.post(f"/hoat-dong/cua/{door}", {"name": name})

    assert "quá nhiều lần" in browser.post(f"/hoat-dong/cua/{door}", {"name": "Lan"}, expect=422).text
    assert db.session.scalar(sa.select(sa.func.count(Attendance.id))) == 2


def test_a_list_is_typed_and_corrected(browser):
    made = activity()
    browser.sign_in(holder(Role.COORDINATOR))
    browser.get(f"/hoat-dong/{made.id}/to-diem-danh", expect=404)
    browser.post(f"/hoat-dong/{made.id}/diem-danh", {"name": "Nguyễn Thị Hoa", "village_id": str(village().id)})
    [row] = db.session.scalars(sa.select(Attendance))
    browser.post(f"/hoat-dong/diem-danh/{row.id}/bo")
    assert db.session.scalars(sa.select(Attendance)).all() == []


def test_an_activity_is_changed_called_off_and_sent_back(browser):
    browser.sign_in(holder(Role.COORDINATOR))
    made = activity(starts_at=utcnow() + timedelta(days=3))
    version = str(made.version)
    told = {**NOTED, "day": f"{today() + timedelta(days=4):%d/%m/%Y}", "holder": f"unit-{unit().id}", "title": "Tên mới"}
    wrong = browser.post(f"/hoat-dong/{made.id}/sua", {**told, "until": "0:01", "version": version}, expect=422).text
    assert "Giờ kết thúc phải sau giờ bắt đầu." in wrong
    browser.post(f"/hoat-dong/{made.id}/sua", {**told, "until": "23:30", "version": version})
    assert f"{local(made.ends_at):%H:%M}" == "23:30"
    assert "đến 23:30" in browser.get(f"/hoat-dong/{made.id}").text
    stale = browser.post(f"/hoat-dong/{made.id}/sua", {**told, "title": "Tên khác", "version": version}, expect=422)
    assert "Có người vừa sửa trước" in stale.text
    [event] = icalendar.Calendar.from_ical(browser.get("/hoat-dong/lich.ics").data).walk("VEVENT")
    assert str(event["summary"]) == "Tên mới"
    browser.post(f"/hoat-dong/{made.id}/huy", {"reason": "Mưa to"})
    assert "Mưa to" in browser.get(f"/hoat-dong/{made.id}").text
    counted = confirmed()
    browser.post(f"/hoat-dong/{counted.id}/tra-lai", {"reason": "Nhầm ngày"})
    assert db.session.get(Activity, counted.id).state is ActivityState.SENT_BACK


def test_a_coordinator_sets_up_a_team(browser):
    browser.sign_in(holder(Role.COORDINATOR))
    sent = {"kind": "digital", "village_id": str(village().id), "founded_on": "15/09/2025", "decision_number": "112/QĐ-UBND"}
    made = browser.post("/to-doi-moi/lap", sent)
    assert "đang có tổ loại này" in browser.post("/to-doi-moi/lap", sent, expect=422).text
    browser.post(f"{made.location}/them", {"name": "Vũ Thị Tổ", "duty": "lead", "since": "15/09/2025"})
    [one] = db.session.scalars(sa.select(Team))
    assert "Team lead" in browser.get(f"/en/to-doi-moi/{one.id}").text
    browser.post(f"{made.location}/thoi/{one.members[0].id}", {"on": f"{today():%d/%m/%Y}"})
    browser.get(f"{made.location}/thoi/999999", expect=404)
    browser.post(f"{made.location}/giai-the", {"on": f"{today():%d/%m/%Y}", "reason": "Nhập tổ"})
    assert db.session.get(Team, one.id).ended_on == today()


def test_a_name_that_is_taken_is_refused_in_words_when_it_is_changed_to(browser):
    browser.sign_in(holder(Role.COORDINATOR))
    staff("Lê Văn Cán")
    other, tried = staff("Lê Văn Bộ"), exemplar(name="Nhà lưới")
    exemplar(name="Nhà màng")
    told = {"name": "Lê Văn Cán", "unit_id": str(unit().id), "since": "01/07/2025", "version": str(other.version)}
    assert "đã có người tên" in browser.post(f"/can-bo/{other.id}", told, expect=422).text
    more = {"name": "Nhà màng", "kind": "trade", "place": "Chợ", "unit_id": str(tried.unit_id), "started_on": "02/03/2026"}
    assert "Đã có mô hình" in browser.post(f"/mo-hinh/{tried.id}/sua", more, expect=422).text


def test_ones_own_proof_for_the_office_is_ones_own_to_see(browser):
    by = of_village()
    made = activity(of=team(), by=by)
    browser.sign_in(by)
    sent = {"caption": "Danh sách có số điện thoại", "files": (photo(), "a.jpg"), "children": "none"}
    browser.post(f"/ho-so/{made.folder_id}/minh-chung", sent)
    page = browser.get(f"/hoat-dong/{made.id}").text
    token = db.session.scalars(sa.select(Proof)).one().upload.token
    assert ("Danh sách có số điện thoại" in page, "/rut" in page) == (True, True)
    browser.get(f"/ho-so/tep/{token}").close()
    browser.sign_in(PersonFactory())
    browser.get(f"/ho-so/tep/{token}", expect=404)


def test_the_register_of_staff_is_kept(browser):
    browser.sign_in(holder(Role.COORDINATOR))
    sent = {
        "name": "Lê Văn Cán",
        "unit_id": str(unit().id),
        "since": "01/07/2025",
        "post": "Chuyên viên",
        "has_signature": "y",
    }
    browser.post("/can-bo/moi", sent)
    assert "đã có người tên" in browser.post("/can-bo/moi", {**sent, "name": "LÊ VĂN CÁN"}, expect=422).text
    [one] = db.session.scalars(sa.select(Staff))
    browser.post(f"/can-bo/{one.id}", {**sent, "version": str(one.version), "post": "Phó phòng"})
    assert "Phó phòng" in browser.get("/can-bo/").text
    sheet = openpyxl.load_workbook(io.BytesIO(browser.get("/can-bo/so-lieu.xlsx").data)).active
    assert [cell.value for cell in sheet[2]] == ["Lê Văn Cán", unit().name, "Phó phòng", "Có"]
    browser.post(f"/can-bo/{one.id}/thoi-viec", {"on": f"{today() - timedelta(days=1):%d/%m/%Y}"})
    assert "Lê Văn Cán" not in browser.get("/can-bo/").text


def test_a_model_from_its_first_day_to_its_last(browser):
    browser.sign_in(holder(Role.OFFICIAL, unit_id=unit("kinh_te").id))
    idea = InitiativeFactory(recognised=True)
    told = {"name": "Nhà màng", "kind": "hitech_agriculture", "place": "Bãi giữa", "unit_id": str(unit("kinh_te").id)}
    told |= {"initiative_id": str(idea.id)}
    made = browser.post("/mo-hinh/moi", {**told, "started_on": "02/03/2026", "cost": "230.000.000"})
    [one] = db.session.scalars(sa.select(Exemplar))
    assert one.initiative_id == idea.id
    more = {**told, "started_on": "02/03/2026", "benefit": "9 tấn dưa", "version": str(one.version)}
    browser.post(f"{made.location}/sua", more)
    browser.post(f"/ho-so/{one.folder_id}/minh-chung", {"caption": "Sổ bán hàng", "number": "1/BB", "is_public": "y"})
    browser.post(f"{made.location}/hieu-qua", {"on": "15/10/2026"}, expect=403)

    browser.sign_in(holder(Role.COORDINATOR))
    assert "minh chứng" in browser.post(f"{made.location}/hieu-qua", {"on": "15/10/2026"}, expect=422).text
    proof = db.session.scalars(sa.select(Proof)).one()
    browser.post(f"/ho-so/minh-chung/{proof.id}/xac-nhan")
    browser.post(f"{made.location}/hieu-qua", {"on": "15/10/2026"})
    browser.post(f"{made.location}/nhan-rong", {"place": "Đại Hưng", "on": "02/11/2026"})
    assert db.session.get(Exemplar, one.id).state is ExemplarState.REPLICATED
    browser.post(f"{made.location}/dung", {"on": f"{today():%d/%m/%Y}", "reason": "Bão"})
    assert "Đại Hưng" in browser.get(made.location).text


def test_the_desk_asks_for_what_is_over_and_what_was_sent_back(browser):
    by = of_village()
    over = activity(of=team(), by=by, title="Đã qua")
    back = activity(of=over.team, by=by, title="Bị trả")
    prove(back.folder, by)
    back.hold(by=by, people=2)
    back.send_back(by=holder(Role.COORDINATOR), reason="Thiếu ảnh")
    activity(of=over.team, by=by, title="Còn xa", starts_at=utcnow() + timedelta(days=3))
    browser.sign_in(by)

    desk = browser.get("/viec-can-lam").text

    assert "Ghi hoạt động đã diễn ra: Đã qua" in desk
    assert "Bổ sung hoạt động bị trả lại: Bị trả" in desk
    assert "Còn xa" not in desk
