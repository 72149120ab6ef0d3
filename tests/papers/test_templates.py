"""The texts of papers are the commune's: who writes them, what is refused, every version kept, the second is told."""

import threading

import pytest
import sqlalchemy as sa

from app import create_app
from app.accounts.models import Person, Role
from app.core.audit import Event
from app.core.db import db, unit_of_work
from app.core.workflow import RuleBroken
from app.papers import actions, policy
from app.papers.models import PaperTemplate
from config import from_environment
from tests.factories.people import PersonFactory, holder
from tests.papers.shown import kind, opened, text_of
from tests.servers import flask, temporary_database

ADDRESS = "/mau-van-ban/bien-ban"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def changed(code="minutes", words="Hội đồng họp kín."):
    """The shipped text with a sentence more."""
    return f"{kind(code).shipped}\n{words}"


def versions():
    return [(t.kind, t.version, t.text) for t in db.session.scalars(sa.select(PaperTemplate).order_by(PaperTemplate.id))]


@pytest.mark.parametrize("role", Role.granted())
def test_coordinators_and_the_secretary_write_templates(role):
    writes = role in (Role.COORDINATOR, Role.COUNCIL_SECRETARY)

    assert policy.write_templates(holder(role)) is writes


def test_strangers_and_neighbours_stay_outside(browser):
    pages = ("/mau-van-ban/", ADDRESS, f"{ADDRESS}/xem-thu", f"{ADDRESS}/cac-ban", f"{ADDRESS}/cac-ban/0")
    for page in pages:
        browser.get(page, expect=303)
    browser.sign_in(PersonFactory())
    for page in pages:
        browser.get(page, expect=403)
    for page in (ADDRESS, f"{ADDRESS}/xem-thu", f"{ADDRESS}/ban-goc"):
        browser.post(page, {"text": changed(), "version": 0}, expect=403)
    assert versions() == []


def test_the_way_to_the_templates_is_on_the_desk_of_whoever_writes_them(browser):
    browser.sign_in(holder(Role.COUNCIL_SECRETARY))
    assert 'href="/mau-van-ban/"' in browser.get("/viec-can-lam").text
    page = browser.get("/mau-van-ban/").text
    assert page.count("Đang dùng bản gốc") == 11
    assert f'href="{ADDRESS}"' in page

    browser.sign_in(holder(Role.OFFICIAL))
    assert "/mau-van-ban/" not in browser.get("/viec-can-lam").text


def test_a_text_is_written_kept_and_used(browser):
    writer = holder(Role.COORDINATOR)
    browser.sign_in(writer)
    assert "Mã chuỗi nhật ký tại thời điểm lập: {mã chuỗi}." in browser.get(ADDRESS).text

    browser.post(ADDRESS, {"text": changed(), "version": 0})

    assert versions() == [("minutes", 1, changed())]
    assert "Hội đồng họp kín." in text_of(opened(browser.get(f"{ADDRESS}/xem-thu").data))
    event = db.session.scalars(sa.select(Event).where(Event.subject_type == "paper_templates")).one()
    assert (event.name, event.actor_id, event.role) == ("paper_templates.rewrite", writer.id, "coordinator")
    assert event.details == {"kind": "minutes", "version": 1}
    assert writer.name in browser.get("/mau-van-ban/").text
    browser.get(ADDRESS)


def test_the_same_text_again_is_no_version(browser):
    browser.sign_in(holder(Role.COORDINATOR))

    browser.post(ADDRESS, {"text": kind("minutes").shipped.replace("\n", "\r\n"), "version": 0})

    assert versions() == []


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(browser):
    browser.sign_in(holder(Role.COUNCIL_SECRETARY))
    typed = "= BIÊN BẢN\n== Họp <b>kín</b>\nChủ tọa {ông nào}\n[bảng: lạ]"

    page = browser.post(ADDRESS, {"text": typed, "version": 0}, expect=422).text

    kept = typed.replace("<", "&lt;").replace(">", "&gt;")
    assert kept in page.replace("\r\n", "\n")
    assert "Dòng 3: không có chỗ {ông nào}. Dùng được: phiên họp" in page
    assert "Dòng 4: không có bảng “lạ”" in page
    assert "Còn thiếu phần “Chức vụ ký (bên phải)”" in page
    assert 'id="text-err"' in page
    assert versions() == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "Mẫu chưa có chữ nào."), ("   \n ", "Mẫu chưa có chữ nào."), ("x" * 20001, "Dài quá"), ("a\x00b", "ký tự ẩn")],
)
def test_shape(browser, text, sentence):
    browser.sign_in(holder(Role.COORDINATOR))

    assert sentence in browser.post(ADDRESS, {"text": text, "version": 0}, expect=422).text
    assert sentence in browser.post(f"{ADDRESS}/xem-thu", {"text": text, "version": 0}, expect=422).text
    assert versions() == []


def test_trying_out_keeps_nothing(browser):
    browser.sign_in(holder(Role.COORDINATOR))

    answer = browser.post(f"{ADDRESS}/xem-thu", {"text": changed(words="Thử {phiên họp}."), "version": 0}, expect=200)

    assert (answer.mimetype, answer.headers["Content-Disposition"]) == (DOCX, "attachment; filename=xem-thu-bien-ban.docx")
    assert "Thử Phiên họp thứ nhất năm 2026." in text_of(opened(answer.data))
    assert versions() == []
    told = browser.post(f"{ADDRESS}/xem-thu", {"text": "{lạ}", "version": 0}, expect=422).text
    assert "Dòng 1: không có chỗ {lạ}" in told


def test_of_two_who_write_the_second_is_told(browser):
    first, second = holder(Role.COORDINATOR), holder(Role.COUNCIL_SECRETARY)
    browser.sign_in(first)
    browser.post(ADDRESS, {"text": changed(words="Một."), "version": 0})
    browser.sign_in(second)

    page = browser.post(ADDRESS, {"text": changed(words="Hai."), "version": 0}, expect=409).text

    assert "Hai." in page
    assert "vừa được người khác lưu" in page
    assert 'name="version" type="hidden" value="1"' in page
    assert len(versions()) == 1
    browser.post(ADDRESS, {"text": changed(words="Hai."), "version": 1})
    assert [text.rsplit("\n", 1)[1] for _kind, _version, text in versions()] == ["Một.", "Hai."]


def test_the_shipped_text_holds_again_and_every_version_stays_to_be_read(browser):
    browser.sign_in(holder(Role.COORDINATOR))
    browser.post(ADDRESS, {"text": changed(), "version": 0})
    browser.post(f"{ADDRESS}/ban-goc", {"text": "chưa lưu", "version": 1})
    browser.post(f"{ADDRESS}/ban-goc", {"version": 2})

    assert [(number, text is None) for _kind, number, text in versions()] == [(1, False), (2, True)]
    assert actions.template_of(kind("minutes")) == (kind("minutes").shipped, 2)
    listed = browser.get(f"{ADDRESS}/cac-ban").text
    assert listed.index("Bản 2: dùng lại bản gốc") < listed.index("Bản 1</a>") < listed.index("Bản gốc</a>")
    assert "Hội đồng họp kín." in browser.get(f"{ADDRESS}/cac-ban/1").text
    for number in (0, 2):
        assert "Hội đồng họp kín." not in browser.get(f"{ADDRESS}/cac-ban/{number}").text
    browser.get(f"{ADDRESS}/cac-ban/3", expect=404)


def test_going_back_from_an_old_page_is_told_as_well(browser):
    browser.sign_in(holder(Role.COORDINATOR))
    browser.post(ADDRESS, {"text": changed(), "version": 0})

    answer = browser.post(f"{ADDRESS}/ban-goc", {"version": 0}, expect=409)

    assert "vừa được người khác lưu" in answer.text
    assert len(versions()) == 1


def test_kinds_do_not_touch_each_other(browser):
    browser.sign_in(holder(Role.COORDINATOR))
    browser.post("/mau-van-ban/thong-bao", {"text": changed("notice"), "version": 0})

    assert actions.template_of(kind("minutes")) == (kind("minutes").shipped, 0)
    assert actions.template_of(kind("notice")) == (changed("notice"), 1)
    for page in ("/mau-van-ban/khong-co", "/mau-van-ban/khong-co/xem-thu", "/mau-van-ban/khong-co/cac-ban"):
        browser.get(page, expect=404)


@pytest.mark.parametrize("page", ["/mau-van-ban/", ADDRESS, f"{ADDRESS}/cac-ban"])
def test_pages_ask_as_much_for_many_versions_as_for_one(browser, count_queries, page):
    writer = holder(Role.COORDINATOR)
    browser.sign_in(writer)
    asked = []
    for n in (1, 12):
        for number in range(len(versions()), n):
            actions.rewrite(kind("minutes"), changed(words=f"Lần {number}."), seen=number, by=writer)
        db.session.flush()
        browser.get(page)
        with count_queries() as seen:
            browser.get(page)
        asked.append(len(seen))

    assert asked[0] == asked[1]


def test_the_caller_hands_over_everything_and_nothing_else():
    one = kind("decision")
    values, tables = one.example
    values.pop("năm")

    assert "Điều 1. Công nhận 02 sáng kiến" in text_of(opened(actions.compose(one, values, tables)))
    for odd_values, odd_tables in (
        ({**values, "lạ": ""}, tables),
        ({name: value for name, value in values.items() if name != "năm xét"}, tables),
        (values, {}),
        (values, {"sáng kiến được công nhận": [("1", "2")]}),
    ):
        with pytest.raises(ValueError, match="decision"):
            actions.compose(one, odd_values, odd_tables)


@pytest.fixture
def house(request, tmp_path):
    """A database of its own, for what really lands."""
    with temporary_database(request.config.getoption("--db"), tmp_path) as url:
        environment = {"DATA_DIR": str(tmp_path), "DATABASE_URL": url, "SECRET_KEY": "t" * 40}
        flask(environment, "setup")
        app = create_app(from_environment(environment))
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.mark.real
def test_of_many_who_save_at_the_same_moment_one_does(house):
    with house.test_request_context(), unit_of_work():
        people = [holder(Role.COORDINATOR).id for _ in range(4)]
    barrier, told = threading.Barrier(len(people)), []

    def save(id: int) -> None:
        with house.test_request_context(method="POST"):
            try:
                barrier.wait()
                with unit_of_work():
                    writer = db.session.get_one(Person, id)
                    actions.rewrite(kind("notice"), changed("notice", f"Người {id}."), seen=0, by=writer)
            except RuleBroken as broken:
                told.append(str(broken))

    threads = [threading.Thread(target=save, args=(id,)) for id in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with house.test_request_context():
        assert [version for _kind, version, _text in versions()] == [1]
    assert len(told) == 3
    assert all("vừa được người khác lưu" in sentence for sentence in told)
