"""Marking: one's own sheet, kept as it is typed, signed with the password, sealed from everybody else."""

import io
import re
from decimal import Decimal

import docx
import pytest
import sqlalchemy as sa

from app.accounts.models import Role
from app.core.audit import Event
from app.core.db import db
from app.core.workflow import RuleBroken
from app.council.actions.marking import unseal
from app.marking import actions
from app.marking.models import ConflictKind, Sheet, SheetState
from tests.factories.council import (
    case_of,
    chair_of,
    evaluating,
    marked,
    opened,
    points,
    rubric,
    secretary_of,
    session,
    sheet_of,
    signed,
)
from tests.factories.people import PASSWORD, PersonFactory, holder

MOVES = {
    "sign": ({SheetState.OPEN}, SheetState.SIGNED, (Role.MARKER,)),
    "hand_over": ({SheetState.OPEN}, SheetState.TYPED, (Role.COUNCIL_SECRETARY, Role.ORGANISER)),
    "compare": ({SheetState.TYPED}, SheetState.SIGNED, (Role.COUNCIL_SECRETARY, Role.ORGANISER, Role.COORDINATOR)),
    "send_back": ({SheetState.TYPED}, SheetState.OPEN, (Role.COUNCIL_SECRETARY, Role.ORGANISER, Role.COORDINATOR)),
    "reopen": ({SheetState.SIGNED}, SheetState.OPEN, (Role.COUNCIL_CHAIR, Role.ORGANISER)),
    "recuse": ({SheetState.OPEN, SheetState.TYPED, SheetState.SIGNED}, SheetState.RECUSED, (Role.MARKER,)),
}
JSON = {"Accept": "application/json"}


def typed(*given, **more):
    return {**dict(zip(("novelty", "applicability", "benefit"), map(str, given), strict=True)), **more}


def test_the_table_of_moves_of_a_sheet_is_exactly_this():
    moves = Sheet.transitions()

    assert {name: (set(move.sources), move.to, move.who) for name, move in moves.items()} == MOVES


def test_a_member_marks_signs_and_goes_on_to_the_next(browser):
    made = opened(evaluating(title="Đèn ngõ"), evaluating(title="Giàn phơi"))
    first, second = sheet_of(made, 1, 0), sheet_of(made, 1, 1)
    browser.sign_in(first.marker)

    listed = browser.get("/cham/").text
    assert "Còn 2 phiếu." in listed
    assert f"/cham/{first.id}" in listed
    page = browser.get(f"/cham/{first.id}").text
    assert "31–40: lần đầu có ở xã" in page
    assert "trung bình phải từ 10" in page
    onward = browser.post(f"/cham/{first.id}", typed(35, "27", "26", version=first.version)).location
    assert "35 trên 40" in browser.get(onward).text
    wrong = browser.post(onward, {"current": "không phải mật khẩu này"}, expect=422).text
    assert "Mật khẩu đang dùng chưa đúng." in wrong
    following = browser.post(onward, {"current": PASSWORD}).location

    assert following == f"/cham/{second.id}"
    assert (first.state, first.total) == (SheetState.SIGNED, 88)
    assert "Còn 1 phiếu." in browser.get("/cham/").text
    again = browser.get(f"/cham/{first.id}").text
    assert "Lần 1" in again
    assert '<form id="phieu"' not in again


def test_what_is_typed_is_kept_whole_or_not(browser):
    sheet = sheet_of(opened(), 1)
    browser.sign_in(sheet.marker)

    answer = browser.post(f"/cham/{sheet.id}", typed(12, "", ""), expect=200, headers=JSON).json
    browser.post(f"/cham/{sheet.id}", typed("", 7, ""), expect=200, headers=JSON)

    assert (answer["total"], answer["version"]) == ("12.00", 2)
    assert re.fullmatch(r"\d\d:\d\d", answer["saved"])
    assert [one.points for one in sheet.marks] == [7]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("41", "Điểm từ 0 đến 40, bước 1."),
        ("-1", "Điểm là một số"),
        ("12,5", "Điểm từ 0 đến 40, bước 1."),
        ("mười", "Điểm là một số"),
        ("1e3", "Điểm là một số"),
        ("NaN", "Điểm là một số"),
        ("Infinity", "Điểm là một số"),
        ("0.001", "Điểm là một số"),
        ("9" * 40, "Điểm là một số"),
    ],
)
def test_a_mark_off_the_scale_is_refused_beside_its_field_and_stays_there(browser, given, sentence):
    sheet = sheet_of(opened(), 1)
    browser.sign_in(sheet.marker)

    page = browser.post(f"/cham/{sheet.id}", typed(given, 20, 20), expect=422).text

    assert re.search(rf'id="novelty-err">.*?<span>{re.escape(sentence)}', page, re.DOTALL)
    assert f'value="{given}"' in page
    assert sheet.marks == []


def test_the_rule_holds_without_the_form_as_well():
    sheet = sheet_of(opened(), 1)

    with pytest.raises(RuleBroken, match="từ 0 đến 30"):
        sheet.write(points(1, 31, 1), None, by=sheet.marker)


def test_a_half_filled_sheet_cannot_be_signed(browser):
    sheet = sheet_of(opened(), 1)
    browser.sign_in(sheet.marker)
    onward = browser.post(f"/cham/{sheet.id}", typed(35, "", "")).location

    assert "Phiếu thiếu thì chưa ký được." in browser.get(onward).text
    page = browser.post(onward, {"current": PASSWORD}, expect=422).text

    assert "Còn tiêu chí chưa cho điểm: Khả năng áp dụng, Lợi ích thiết thực." in page
    assert sheet.state is SheetState.OPEN


def test_where_agreement_is_asked_for_it_is_needed_to_sign(browser):
    used = rubric("Mẫu bảy tiêu chí, biểu quyết 70%")
    made = opened(used=used)
    sheet = sheet_of(made, 1)
    browser.sign_in(sheet.marker)
    given = {one.code: "5" for one in used.criteria}
    onward = browser.post(f"/cham/{sheet.id}", given).location

    assert "Chưa chọn đồng ý hay không" in browser.post(onward, {"current": PASSWORD}, expect=422).text
    browser.post(f"/cham/{sheet.id}", {**given, "agrees": "no"})
    browser.post(onward, {"current": PASSWORD})

    assert (sheet.agrees, sheet.signings[0].content["agrees"]) == (False, False)


def test_two_browsers_on_one_sheet_the_second_is_told_and_loses_nothing(browser):
    sheet = sheet_of(opened(), 1)
    browser.sign_in(sheet.marker)
    version = sheet.version
    browser.post(f"/cham/{sheet.id}", typed(10, 10, 10, version=version))

    page = browser.post(f"/cham/{sheet.id}", typed(33, 22, 11, version=version), expect=409).text
    told = browser.post(f"/cham/{sheet.id}", typed(33, 22, 11, version=version), expect=409, headers=JSON).json
    assert told == {"error": "Phiếu vừa được sửa ở máy khác."}

    assert "Phiếu vừa được sửa ở máy khác." in page
    assert all(f'value="{mark}"' in page for mark in (33, 22, 11))
    assert sheet.total == 30
    seen = re.search(r'name="version"[^>]*value="(\d+)"', page)[1]
    browser.post(f"/cham/{sheet.id}", typed(33, 22, 11, version=seen))
    assert sheet.total == 66


def test_a_signed_sheet_is_closed_until_the_chair_opens_it_with_a_reason(browser):
    made = opened()
    sheet = signed(sheet_of(made, 1), 35, 27, 26)
    browser.sign_in(sheet.marker)
    refused = browser.post(f"/cham/{sheet.id}", typed(1, 1, 1), expect=422).text
    assert "Phiếu đang ở trạng thái “Đã ký” nên không sửa được." in refused
    page = f"/hoi-dong/{made.code}/phien/phieu/{sheet.id}/mo-lai"
    browser.get(page, expect=403)
    browser.sign_in(chair_of(made))
    browser.post(page, {"reason": ""}, expect=422)
    browser.post(page, {"reason": "Ủy viên ghi nhầm dòng."})

    signed(sheet, 30, 20, 20)

    assert [signing.total for signing in sheet.signings] == [88, 70]
    assert len({signing.salt for signing in sheet.signings}) == 2
    event = db.session.scalars(sa.select(Event).where(Event.name == "sheets.reopen")).one()
    assert (event.reason, event.role) == ("Ủy viên ghi nhầm dòng.", "council_chair")


def test_nobody_signs_for_somebody_else_and_the_role_tells_nobody_whose_sheet_it_is():
    made = opened()
    sheet = sheet_of(made, 0)
    sheet.write(points(30, 20, 20), None, by=sheet.marker)

    with pytest.raises(RuleBroken, match="Phiếu của ai người ấy ký"):
        sheet.sign(by=secretary_of(made), about="SK")
    signed(sheet, 30, 20, 20)
    signed(sheet_of(made, 1), 30, 20, 20)

    roles = db.session.scalars(sa.select(Event.role).where(Event.name == "sheets.sign")).all()
    assert set(roles) == {"marker"}  # of the chair as of everybody


def test_nothing_is_marked_before_the_opening_and_after_the_unsealing(browser):
    made = marked()
    sheet = sheet_of(made, 1)
    browser.sign_in(sheet.marker)

    page = browser.post(f"/cham/{sheet.id}", typed(1, 1, 1), expect=422).text

    assert "Hồ sơ này không ở trong thời gian chấm." in page
    with pytest.raises(RuleBroken, match="mở niêm phong"):
        actions.reopen(sheet, by=chair_of(made), reason="Đổi ý")


def test_whoever_declares_a_stake_neither_marks_nor_sees_nor_counts(browser):
    made = opened(markers=4)
    sheet = sheet_of(made, 1)
    sheet.write(points(40, 30, 30), None, by=sheet.marker)
    browser.sign_in(sheet.marker)
    here = f"/cham/{sheet.id}"

    assert "Chưa chọn quan hệ với hồ sơ." in browser.post(f"{here}/lien-quan", {"words": ""}, expect=422).text
    browser.post(f"{here}/lien-quan", {"kind": "relative", "words": "Anh rể của tác giả."})

    assert (sheet.state, sheet.marks) == (SheetState.RECUSED, [])
    for page in (here, f"{here}/ky"):
        assert "Không tham gia chấm hồ sơ này" in browser.get(page, expect=403).text
        browser.post(page, typed(40, 30, 30), expect=403)
    assert case_of(sheet).initiative.title in browser.get("/cham/").text
    conflict = sheet.docket.conflict_of(sheet.marker)
    assert (conflict.kind, conflict.words, conflict.by_system) == (ConflictKind.RELATIVE, "Anh rể của tác giả.", False)
    for marker in (0, 2, 3):
        signed(sheet_of(made, marker), 20, 15, 15)
    unseal(made, by=secretary_of(made))
    page = browser.get(f"/hoi-dong/{made.code}").text
    assert "Không xem được điểm của hồ sơ này trước khi công bố" in page
    assert "50,00" not in page
    browser.sign_in(made.markers[2].person)
    page = browser.get(f"/hoi-dong/{made.code}").text
    assert "50,00" in page
    assert "3 phiếu trên 3 người chấm hồ sơ này" in page


def test_a_stake_found_late_takes_a_signed_sheet_out_and_keeps_what_was_signed():
    made = opened()
    sheet = signed(sheet_of(made, 1), 30, 20, 20)

    actions.stand_aside(sheet, ConflictKind.BUSINESS, "Bán vật tư.", by=sheet.marker)

    assert (sheet.state, sheet.docket.counted, len(sheet.signings)) == (SheetState.RECUSED, [], 1)
    later = marked()
    with pytest.raises(RuleBroken, match="không ở trong thời gian chấm"):
        actions.stand_aside(sheet_of(later, 1), ConflictKind.BUSINESS, "Bán vật tư.", by=later.markers[1].person)


def test_the_case_file_has_the_confidential_parts_for_those_who_mark_it(browser):
    initiative = evaluating()
    initiative.application.confidential = "Công thức phối trộn"
    made = opened(initiative)
    sheet = sheet_of(made, 1)
    browser.sign_in(sheet.marker)

    assert "Công thức phối trộn" in browser.get(f"/cham/{sheet.id}").text
    browser.get(f"/sang-kien/{initiative.code}/don/", expect=403)
    browser.post(f"/cham/{sheet.id}/lien-quan", {"kind": "other", "words": "Hàng xóm."})
    assert "Công thức phối trộn" not in browser.get(f"/cham/{sheet.id}", expect=403).text


def test_a_sheet_is_nobody_else_s_page(browser):
    made = opened()
    sheet = sheet_of(made, 1)
    others = (made.markers[2].person, chair_of(made), secretary_of(made), holder(Role.LEADER), PersonFactory())
    for person in others:
        browser.sign_in(person)
        browser.get(f"/cham/{sheet.id}", expect=403)
        browser.get(f"/cham/{sheet.id}/ky", expect=403)
        browser.post(f"/cham/{sheet.id}", typed(1, 1, 1), expect=403)
        browser.post(f"/cham/{sheet.id}/lien-quan", {"kind": "other", "words": "x"}, expect=403)


def test_no_page_of_a_member_has_another_s_marks_before_the_unsealing(app, browser):
    """Every address there is, filled with what exists, read by everybody who takes part and by those who do not."""
    used = rubric()
    used.step = Decimal("0.25")  # marks that are no number of anything else
    made = opened(evaluating(), evaluating(), markers=4)
    sheets = [sheet_of(made, marker, case) for marker in range(4) for case in range(2)]
    for sheet in sheets[:-1]:
        signed(sheet, "37.25", "23.75", "19.25")  # 80,25 together
    mine, theirs = sheets[-1], sheets[0]
    people = (mine.marker, secretary_of(made), holder(Role.LEADER), holder(Role.COORDINATOR), PersonFactory())

    def found(reader):
        """How many pages open to a reader, and those that tell somebody's marks."""
        browser.sign_in(reader)
        opened_pages, telling = 0, []
        for address in addresses(app, made, theirs):
            with app.app_context():
                answer = browser.client.get(address)
            opened_pages += answer.status_code == 200
            if answer.status_code == 200 and TELLING.search(read(answer)):
                telling.append(address)
            answer.close()
        return opened_pages, telling

    for reader in people:
        opened_pages, telling = found(reader)
        assert opened_pages >= 8
        assert telling == []
    signed(mine, "37.25", "23.75", "19.25")
    unseal(made, by=secretary_of(made))
    _pages, telling = found(secretary_of(made))
    here = f"/hoi-dong/{made.code}"
    assert {here, f"{here}/phien/ket-luan", f"{here}/phien/van-ban/bien-ban"} <= set(telling)  # it does find them


def read(answer):
    """What an answer says, without times of day, whose seconds could pass for marks; a paper in its own words."""
    if answer.mimetype.endswith("wordprocessingml.document"):
        return "".join(docx.Document(io.BytesIO(answer.data)).element.itertext())
    return re.sub(r"\d\d:\d\d:\d\d[.,]\d+", "", answer.data.decode(errors="ignore"))


TELLING = re.compile(r"37[.,]25|23[.,]75|19[.,]25|80[.,]25")


def addresses(app, made, sheet):
    """Every address that has to do with the council, the desk or the open data."""
    code = made.cases[0].initiative.code
    known = {"id": sheet.id, "year": 2026, "kind": "bien-ban", "number": 1, "step": "noi-dung"}
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.rule.startswith("/en/") or not rule.arguments <= {*known, "code", "lang"}:
            continue
        if not rule.endpoint.startswith(("council", "api.", "desk", "marking", "initiatives.", "applying")):
            continue
        values = {**known, "code": made.code if rule.rule.startswith(("/hoi-dong", "/api/v1/council")) else code}
        arguments = {name: values[name] for name in rule.arguments - {"lang"}}
        yield app.url_map.bind("localhost").build(rule.endpoint, {**arguments, **({"lang": "vi"} if rule.defaults else {})})


def test_an_empty_sheet_can_be_printed(browser):
    made = opened()
    sheet = sheet_of(made, 1)
    for person, answer in ((sheet.marker, 200), (secretary_of(made), 200), (made.markers[2].person, 403)):
        browser.sign_in(person)
        browser.get(f"/cham/{sheet.id}/in", expect=answer)


def test_nobody_marks_before_the_session_is_opened(browser):
    made = session(evaluating())
    browser.sign_in(made.markers[1].person)

    assert "Lúc này không có phiếu nào để chấm." in browser.get("/cham/").text
    assert db.session.scalar(sa.select(sa.func.count(Sheet.id))) == 0


def test_whoever_left_the_council_marks_no_more(browser):
    made = opened()
    sheet = sheet_of(made, 1)
    sheet.marker.end_grant(sheet.marker.grants[0].id, by=holder(Role.ADMINISTRATOR))
    browser.sign_in(sheet.marker)

    browser.get(f"/cham/{sheet.id}", expect=403)
    browser.post(f"/cham/{sheet.id}", typed(30, 20, 20), expect=403)


def test_what_is_signed_is_what_was_on_the_screen(browser):
    sheet = sheet_of(opened(), 1)
    browser.sign_in(sheet.marker)
    browser.post(f"/cham/{sheet.id}", typed(35, 27, 26))
    seen = re.search(r'name="version"[^>]*value="(\d+)"', browser.get(f"/cham/{sheet.id}/ky").text)[1]
    browser.post(f"/cham/{sheet.id}", typed(1, 1, 1))

    page = browser.post(f"/cham/{sheet.id}/ky", {"current": PASSWORD, "version": seen}, expect=409).text

    assert "Phiếu vừa được sửa ở máy khác." in page
    assert sheet.state is SheetState.OPEN
