"""From three boxes to a code: drafts, sending, sending again, amending, withdrawing."""

import io

import pytest
import sqlalchemy as sa

from app.accounts.models import ChildrenShown, Role
from app.core.clock import today
from app.core.db import db
from app.core.workflow import RuleBroken
from app.initiatives.actions import attaching, writing
from app.initiatives.models import Attachment, Initiative, State
from tests.factories.initiatives import InitiativeFactory, attachment, photo
from tests.factories.people import PersonFactory, field, holder, organisation, village

IDEA = {"problem": "Đường thôn tối.", "solution": "Lắp đèn. Dùng nắng.", "title": "", "sent_key": "k1"}
JSON = {"Accept": "application/json"}


def whole() -> dict[str, object]:
    return {**IDEA, "field_id": field().id, "village_id": village().id}


def only() -> Initiative:
    return db.session.scalars(sa.select(Initiative)).unique().one()


def test_three_boxes_a_check_and_a_receipt_with_a_code(browser):
    author = PersonFactory()
    browser.sign_in(author)

    check = browser.post("/sang-kien/moi", {**whole(), "photos": (photo(), "anh.jpg")}).location
    assert "Lắp đèn" in browser.get(check).text
    given = {"declared": "y", "children": "none", "version": only().version}
    receipt = browser.post(f"/sang-kien/nhap/{only().id}/gui", given).location

    sent = only()
    assert sent.code in browser.get(receipt).text
    assert (sent.state, sent.title, sent.author, len(sent.attachments)) == (State.SUBMITTED, "Lắp đèn", author, 1)
    assert sent.code.startswith(f"SK-{today().year}-")


def test_a_picture_is_not_sent_before_its_author_spoke_of_children(browser):
    draft = InitiativeFactory()
    browser.sign_in(draft.author)
    send, given = f"/sang-kien/nhap/{draft.id}/gui", {"declared": "y"}
    assert "rõ mặt trẻ em" not in browser.get(f"/sang-kien/nhap/{draft.id}/xem-lai").text
    attaching.attach(draft, photo(), by=draft.author)
    db.session.commit()

    assert "rõ mặt trẻ em" in browser.get(f"/sang-kien/nhap/{draft.id}/xem-lai").text
    for said in ({}, {"children": "perhaps"}):
        browser.post(send, {**given, **said}, expect=422)
    with pytest.raises(RuleBroken, match="trẻ em"), db.session.begin_nested():
        writing.submit(draft, by=draft.author)
    browser.post(send, {**given, "children": "agreed"})

    assert (draft.state, draft.children) == (State.SUBMITTED, ChildrenShown.AGREED)
    draft.return_to_author(by=holder(Role.COORDINATOR), reason="Thêm ảnh.")
    attaching.attach(draft, photo((400, 300)), by=draft.author)
    assert draft.children is None, "a new picture is asked about anew"


def test_a_draft_may_be_half_written_and_sending_names_what_is_missing(browser):
    browser.sign_in(PersonFactory(village=None))

    check = browser.post("/sang-kien/moi", {"problem": "Đường tối.", "sent_key": "k"}).location
    page = browser.post(f"/sang-kien/nhap/{only().id}/gui", {"declared": "y"}, expect=422).text

    assert all(sentence in browser.get(check).text for sentence in ("Chưa viết muốn làm gì.", "Chưa chọn thôn."))
    assert "Chưa chọn lĩnh vực." in page
    assert only().state is State.DRAFT


def test_nothing_is_sent_without_the_declaration(browser):
    draft = InitiativeFactory()
    browser.sign_in(draft.author)

    page = browser.post(f"/sang-kien/nhap/{draft.id}/gui", {"version": draft.version}, expect=422).text

    assert "Cần đánh dấu ô này trước khi gửi." in page
    assert draft.state is State.DRAFT


@pytest.mark.parametrize(
    ("solution", "warned"), [("Gọi anh Ba, số 001099012345.", True), ("Gọi anh Ba, 0912 345 678.", False)]
)
def test_an_identity_card_in_the_text_is_gently_warned_of(browser, solution, warned):
    draft = InitiativeFactory(solution=solution)
    browser.sign_in(draft.author)

    assert ("giống số căn cước" in browser.get(f"/sang-kien/nhap/{draft.id}/xem-lai").text) is warned
    opened = InitiativeFactory(opened=True)
    page = browser.post(f"/sang-kien/{opened.code}/gop-y", {"text": solution, "preview": "1"}, expect=200).text
    assert ("giống số căn cước" in page) is warned


def test_the_same_form_sent_twice_makes_one_draft_and_one_code(browser):
    browser.sign_in(PersonFactory())

    first, second = (browser.post("/sang-kien/moi", whole()).location for _ in range(2))
    receipts = {browser.post(f"/sang-kien/nhap/{only().id}/gui", {"declared": "y"}).location for _ in range(2)}

    assert first == second
    assert len(receipts) == 1


def test_two_people_may_use_the_same_key():
    drafts = [writing.begin_draft(by=PersonFactory(), sent_key="k") for _ in range(2)]

    assert len({draft.id for draft in drafts}) == 2


def test_a_draft_saves_itself_and_tells_its_version(browser):
    browser.sign_in(PersonFactory())

    first = browser.post("/sang-kien/moi", IDEA, expect=200, headers=JSON).json
    again = browser.post(
        first["url"], {**IDEA, "problem": "Tối quá.", "version": first["version"]}, expect=200, headers=JSON
    )

    assert only().problem == "Tối quá."
    assert again.json["version"] == only().version


def test_of_two_editors_the_second_is_told_and_keeps_what_was_typed(browser):
    draft = InitiativeFactory()
    browser.sign_in(draft.author)
    seen, address = draft.version, f"/sang-kien/nhap/{draft.id}"

    browser.post(address, {**whole(), "problem": "Bản thứ nhất", "version": seen})
    told = browser.post(address, {**whole(), "problem": "Bản thứ hai", "version": seen}, expect=409).text

    assert "Bản thứ hai" in told
    assert draft.problem == "Bản thứ nhất"


def test_codes_run_on_without_a_gap_and_a_returned_one_keeps_its_own():
    first, second = InitiativeFactory(), InitiativeFactory()
    writing.submit(first, by=first.author)
    code, sent_at = first.code, first.submitted_at
    first.return_to_author(by=holder(Role.COORDINATOR), reason="Thiếu địa điểm")

    writing.submit(first, by=first.author)
    writing.submit(second, by=second.author)

    assert (first.code, first.submitted_at) == (code, sent_at)
    assert int(second.code[-4:]) == int(code[-4:]) + 1


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Lắp đèn. Dùng nắng.", "Lắp đèn"),
        ("Lắp đèn\nở cổng", "Lắp đèn"),
        ("một hai " * 20, "một hai " * 9 + "một hai…"),
        ("x" * 100, "x" * 80 + "…"),
        ("", ""),
    ],
)
def test_an_idea_without_a_name_gets_one(text, title):
    assert writing.title_from(text) == title


def test_six_files_at_most_and_only_while_it_is_a_draft():
    draft = InitiativeFactory()
    for _ in range(6):
        attachment(draft)

    with pytest.raises(RuleBroken, match="nhiều nhất 6"):
        attaching.attach(draft, photo(), by=draft.author)


def test_a_photo_can_be_taken_off_a_draft_and_not_off_what_was_sent(browser):
    draft = InitiativeFactory()
    shown = attachment(draft)
    browser.sign_in(draft.author)

    browser.post(f"/sang-kien/nhap/{draft.id}/bo-anh/{shown.id}")
    assert db.session.scalars(sa.select(Attachment)).all() == []

    sent = InitiativeFactory(opened=True, author=draft.author)
    with pytest.raises(RuleBroken, match="không gỡ ra"):
        attaching.detach(attachment(sent), by=sent.author)


def test_a_file_that_is_no_picture_is_said_beside_the_field_and_the_words_stay(browser):
    browser.sign_in(PersonFactory())

    page = browser.post("/sang-kien/moi", {**whole(), "photos": (io.BytesIO(b"<html><script>"), "anh.jpg")}, expect=422).text

    assert "Đường thôn tối." in page
    assert 'aria-invalid="true"' in page
    assert db.session.scalars(sa.select(Initiative)).all() == []


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Đường tối \U0001f33e", "Đường tối \U0001f33e"),
        ("Đu\u031bo\u031b\u0300ng", "Đường"),
        ("Đường\u200b tối", "Đường tối"),
        ("  Đường   tối \r\n\r\n\r\n\r\n xa ", None),
    ],
)
def test_what_is_typed_is_kept_clean(browser, sent, kept):
    browser.sign_in(PersonFactory())

    browser.post("/sang-kien/moi", {**whole(), "problem": sent})

    assert only().problem == kept if kept else "\r" not in only().problem


@pytest.mark.parametrize(
    ("box", "typed"),
    [
        ("problem", "x" * 5001),
        ("title", "x" * 161),
        ("problem", "an\u202etoàn"),
        ("problem", "a\x00b"),
        ("field_id", "999999"),
        ("field_id", "nông nghiệp"),
        ("village_id", "1' OR 1=1"),
        ("organisation_id", "1"),
    ],
)
def test_bad_input_is_refused_beside_its_field_and_nothing_typed_is_lost(browser, box, typed):
    browser.sign_in(PersonFactory())

    page = browser.post("/sang-kien/moi", {**whole(), "landmark": "Gần cây đa", box: typed}, expect=422).text

    assert f'href="#{box}' in page, "the summary leads to the field"
    assert "Gần cây đa" in page
    assert db.session.scalars(sa.select(Initiative)).all() == []


@pytest.mark.parametrize("kind", ["multipart/form-data", "application/x-www-form-urlencoded"])
def test_ten_megabytes_of_text_are_refused_in_words(browser, kind):
    browser.sign_in(PersonFactory())

    page = browser.post("/sang-kien/moi", {**whole(), "problem": "x" * 10_000_000}, expect=413, content_type=kind).text

    assert "quá lớn" in page


def test_one_writes_in_the_name_of_ones_own_organisation_only(browser):
    owner, stranger = PersonFactory(), PersonFactory()
    made = organisation(owner)
    for person, expected in ((owner, 303), (stranger, 422)):
        browser.sign_in(person)
        browser.post("/sang-kien/moi", {**whole(), "organisation_id": made.id}, expect=expected)

    assert only().organisation == made


def test_an_open_text_changes_in_the_open_and_the_old_one_stays(browser):
    initiative = InitiativeFactory(opened=True, title="Tên cũ", problem="Cũ", solution="Cách cũ")
    browser.sign_in(initiative.author)
    page = f"/sang-kien/{initiative.code}"

    texts = {"title": "Tên mới", "problem": "Cũ", "solution": "Cách mới", "note": "Viết rõ hơn"}
    browser.post(f"{page}/sua", {**texts, "version": initiative.version})

    assert (initiative.title, [old.title for old in initiative.old_texts]) == ("Tên mới", ["Tên cũ"])
    shown = browser.get(page).text
    assert "Viết rõ hơn" in shown
    assert "Cách cũ" in browser.get(f"{page}/ban-cu/1").text
    browser.get(f"{page}/ban-cu/2", expect=404)


def test_an_amendment_without_a_change_or_before_the_council_is_refused():
    texts = {"title": "Tên", "problem": "Vướng", "solution": "Làm"}
    same, late = InitiativeFactory(opened=True, **texts), InitiativeFactory(evaluating=True, **texts)

    with pytest.raises(RuleBroken, match="chưa có gì thay đổi"):
        same.amend(by=same.author, **texts, note="x")
    with pytest.raises(RuleBroken, match="không sửa được"):
        late.amend(by=late.author, **{**texts, "title": "Khác"}, note="x")


@pytest.mark.parametrize("trait", [{}, {"submitted": True}, {"opened": True}])
def test_an_author_withdraws_after_a_question(browser, trait):
    initiative = InitiativeFactory(**trait)
    browser.sign_in(initiative.author)
    address = f"/sang-kien/nhap/{initiative.id}/rut"

    browser.get(address)
    browser.post(address)

    assert initiative.state is State.WITHDRAWN
    assert initiative.title in browser.get("/sang-kien/cua-toi").text


def test_what_the_council_has_is_not_withdrawn():
    initiative = InitiativeFactory(evaluating=True)

    with pytest.raises(RuleBroken):
        initiative.withdraw(by=initiative.author)
