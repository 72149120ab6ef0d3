"""Rubrics: those that ship, the editor, versions that stay once somebody marked."""

from decimal import Decimal

import pytest

from app.accounts.models import Role
from app.core.db import db
from app.core.workflow import RuleBroken
from app.marking.actions import ship_rubrics, write_rubric
from app.marking.models import Rubric
from app.marking.queries import newest, rubrics
from tests.factories import contests
from tests.factories.council import opened, points, rubric, sheet_of
from tests.factories.people import PersonFactory, holder

TYPED = {
    "name": "Mẫu thử",
    "step": "0.5",
    "minimum": "50",
    "agree_percent": "",
    "criteria-0-name": "Tính mới",
    "criteria-0-max_points": "60",
    "criteria-0-min_points": "12,5",
    "criteria-0-hint": "Cao khi chưa ai làm.",
    "criteria-1-name": "Lợi ích",
    "criteria-1-max_points": "40",
    "classes-0-minimum": "85",
    "classes-0-lead_minimum": "40",
    "classes-1-minimum": "70",
}


def test_rubrics_ship_once():
    ship_rubrics()
    db.session.flush()

    shipped = {one.name: one for one in db.session.scalars(rubrics())}

    contests = {"Cuộc thi ý tưởng 20/30/30", "Hội thi kỹ thuật 40/30/30"}
    assert set(shipped) == {"Mẫu ba tiêu chí 40/30/30", "Mẫu bảy tiêu chí, biểu quyết 70%"} | contests
    assert {name for name, one in shipped.items() if one.is_plain} == contests
    assert sorted(one.top for one in shipped.values()) == [80, 100, 100, 100]
    first = shipped["Mẫu ba tiêu chí 40/30/30"]
    assert [(one.name, one.minimum, dict(one.criteria)) for one in first.scale.classes] == [
        ("A", Decimal(85), {"novelty": Decimal(30)}),
        ("B", Decimal(70), {"novelty": Decimal(20)}),
        ("C", Decimal(50), {"novelty": Decimal(10)}),
    ]


def test_a_secretary_writes_a_rubric_and_changes_it_until_somebody_marks(browser):
    browser.sign_in(holder(Role.COUNCIL_SECRETARY))

    browser.post("/mau-cham/moi", TYPED)
    made = db.session.query(Rubric).filter_by(name="Mẫu thử").one()
    page = browser.get(f"/mau-cham/{made.id}").text
    browser.get(f"/mau-cham/{made.id}/sua")
    codes = {"criteria-0-code": made.criteria[0].code, "criteria-1-code": made.criteria[1].code}
    browser.post(f"/mau-cham/{made.id}/sua", {**TYPED, **codes, "minimum": "55"})

    assert "12,5" in page
    assert "tổng trung bình từ 85; Tính mới từ 40." in page
    assert (made.number, made.minimum, made.step, made.tie_code) == (1, 55, Decimal("0.5"), made.criteria[0].code)
    assert [one.picks(made.step)[0] for one in made.criteria] == [12, 8]


def test_once_somebody_marked_a_rubric_stays_and_a_change_is_a_new_version(browser):
    made = opened()
    used = made.rubric
    sheet_of(made, 1).write(points(30, 20, 20), None, by=made.markers[1].person)
    browser.sign_in(holder(Role.COUNCIL_SECRETARY))
    codes = {f"criteria-{n}-code": one.code for n, one in enumerate(used.criteria)} | {"criteria-2-name": ""}

    browser.post(f"/mau-cham/{used.id}/sua", {**TYPED, **codes, "name": "Tên khác"})

    assert (used.number, used.minimum, len(used.criteria)) == (1, 50, 3)
    second = db.session.query(Rubric).filter_by(name=used.name, number=2).one()
    assert (second.minimum, second.words) == (50, "Mẫu ba tiêu chí 40/30/30, bản 2")
    assert second.id in [one.id for one in db.session.scalars(newest())]
    assert used.id not in [one.id for one in db.session.scalars(newest())]
    assert "Lập bản mới từ bản này" in browser.get(f"/mau-cham/{used.id}").text


REFUSED = {
    "no criterion": ({"criteria-0-name": "", "criteria-1-name": ""}, "Ghi ít nhất một tiêu chí."),
    "no maximum": ({"criteria-1-max_points": ""}, "“Lợi ích” chưa có điểm tối đa."),
    "minimum above maximum": ({"criteria-0-min_points": "61"}, "“Tính mới”: điểm tối thiểu cao hơn điểm tối đa."),
    "two alike": ({"criteria-1-name": "tính MỚI"}, "Có hai tiêu chí trùng tên."),
    "not a number": ({"criteria-0-max_points": "sáu mươi"}, "Điểm là một số, ví dụ 12 hoặc 12,5."),
    "off the step": ({"criteria-0-max_points": "60,25"}, "điểm tối đa không chia hết cho bước điểm."),
    "total too high": ({"minimum": "101"}, "Tổng điểm tối thiểu cao hơn tổng điểm tối đa"),
    "classes upside down": ({"classes-1-minimum": "90"}, "Xếp loại ghi từ A xuống"),
    "a class left out": ({"classes-0-minimum": ""}, "Xếp loại ghi từ A xuống"),
    "class out of reach": ({"classes-0-minimum": "101"}, "Mức điểm của loại A cao hơn tổng điểm tối đa."),
    "share": ({"agree_percent": "101"}, "Tỷ lệ là số nguyên từ 1 đến 100."),
    "name taken": ({"name": "Mẫu ba tiêu chí 40/30/30"}, "Đã có mẫu chấm mang tên này."),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_rubric_that_cannot_be_marked_by_is_refused_and_nothing_typed_is_lost(browser, name):
    wrong, sentence = REFUSED[name]
    browser.sign_in(holder(Role.COUNCIL_SECRETARY))

    page = browser.post("/mau-cham/moi", {**TYPED, **wrong}, expect=422).text

    assert sentence in page
    assert "Cao khi chưa ai làm." in page
    assert db.session.query(Rubric).filter_by(name="Mẫu thử").count() == 0


def test_two_who_write_the_next_version_make_one():
    used = rubric()
    used.freeze()
    facts = {
        **{name: getattr(used, name) for name in ("name", "step", "minimum", "agree_percent", "classes", "tie_code")},
        "criteria": [{"code": "novelty", "name": "Tính mới", "position": 1, "max_points": Decimal(100)}],
    }
    by = holder(Role.COUNCIL_SECRETARY)
    write_rubric(facts, by=by, rubric=used)

    with pytest.raises(RuleBroken, match="vừa lập bản tiếp theo"):
        write_rubric(facts, by=by, rubric=used)


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [
        (None, 403, 403),
        (Role.COORDINATOR, 403, 403),
        (Role.COUNCIL_MEMBER, 200, 403),
        (Role.AUDITOR, 200, 403),
        (Role.ORGANISER, 200, 200),
    ],
)
def test_who_reads_and_writes_rubrics(browser, role, reads, writes):
    browser.sign_in(holder(role) if role else PersonFactory())

    browser.get("/mau-cham/", expect=reads)
    browser.get(f"/mau-cham/{rubric().id}", expect=reads)
    browser.get("/mau-cham/moi", expect=writes)


def test_a_code_that_is_no_row_s_own_is_not_taken(browser):
    browser.sign_in(holder(Role.COUNCIL_SECRETARY))

    browser.post("/mau-cham/moi", {**TYPED, "criteria-0-code": "version", "criteria-1-code": "csrf_token"})

    made = db.session.query(Rubric).filter_by(name="Mẫu thử").one()
    assert [one.code for one in made.criteria] == ["c1", "c2"]


def test_what_is_marked_by_is_frozen_before_the_first_mark(browser):
    made = opened()
    browser.sign_in(holder(Role.COUNCIL_SECRETARY))

    browser.post(f"/mau-cham/{made.rubric_id}/sua", {**TYPED, "criteria-2-name": ""})

    assert len(made.rubric.criteria) == 3
    assert db.session.query(Rubric).filter_by(name=made.rubric.name).count() == 2


@pytest.mark.parametrize(
    ("role", "home", "words"),
    [
        (Role.COUNCIL_MEMBER, "/hoi-dong/", "Hội đồng sáng kiến"),
        (Role.COUNCIL_SECRETARY, "/hoi-dong/", "Hội đồng sáng kiến"),
        (Role.JUDGE, "/cuoc-thi/", "Cuộc thi"),
        (Role.ORGANISER, "/cuoc-thi/", "Cuộc thi"),
        (Role.AUDITOR, "/viec-can-lam", "Việc cần làm"),
    ],
)
def test_each_is_led_back_to_what_is_theirs(browser, role, home, words):
    browser.sign_in(holder(role))
    for address in ("/mau-cham/", "/cham/"):
        page = browser.get(address).text.split("<main")[1]
        assert f'href="{home}"' in page, address
        assert words in page, address


def test_a_sheet_on_paper_names_whoever_takes_it_back(browser):
    made = opened()
    browser.sign_in(made.markers[0].person)
    assert "nộp lại cho thư ký Hội đồng." in browser.get(f"/cham/{sheet_of(made, 0).id}/in").text

    made = contests.contest("y-tuong")
    contests.accepted(made, 1)
    with contests.later(made):
        sheet = contests.sheets_of(contests.opened(made))[0]
        browser.sign_in(sheet.marker)
        assert "nộp lại cho ban tổ chức." in browser.get(f"/cham/{sheet.id}/in").text
