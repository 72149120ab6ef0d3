"""A page that is remembered for strangers is always the page that would be made now."""

import re

import brotli
import pytest
import sqlalchemy as sa

from app.accounts.models import Role
from app.commune.models import Setting
from app.core import remembered
from app.core.clock import today
from app.core.db import db
from app.initiatives.actions import adopting, deciding, discussing, voting
from app.initiatives.models import Comment, Initiative, Objection
from tests.factories.initiatives import InitiativeFactory, adoption, application, attachment, proof
from tests.factories.people import PersonFactory, field, holder, organisation, unit, village


def vote(one: Initiative) -> None:
    voting.cast_vote(one, by=PersonFactory())


def start_pilot(one: Initiative) -> None:
    where = {"place": "Đồng Bùi", "measure": "Đo", "starts_on": today(), "ends_on": today()}
    deciding.start_pilot(one, by=holder(Role.COORDINATOR), unit=unit(), **where)


def end_pilot(one: Initiative) -> None:
    proofs = [proof("Ruộng")]
    deciding.end_pilot(one, by=holder(Role.COORDINATOR), result="Đạt", figures="24%", proofs=proofs)


def confirm_proof(one: Initiative) -> None:
    one.pilots[0].proofs[0].confirm(by=holder(Role.OFFICIAL))


def refer(one: Initiative) -> None:
    one.refer(by=holder(Role.COORDINATOR), council_session="Đợt 1")


def recognise(one: Initiative) -> None:
    application(one)
    facts = {"decision_number": "12/QĐ-UBND", "decision_on": today(), "award_class": "A", "rubric": "Mẫu 1"}
    one.recognise(by=holder(Role.COUNCIL_SECRETARY), **facts)


def adopt(one: Initiative) -> None:
    adopting.confirm_adoption(adoption(one), by=holder(Role.LEADER))


def replicate(one: Initiative) -> None:
    where = {"village": village(), "place": "Sân đình", "on": today(), "note": "", "proofs": []}
    adopting.replicate(one, by=holder(Role.COORDINATOR), **where)


def revoke(one: Initiative) -> None:
    adopting.revoke_adoption(one.adoptions[0], by=holder(Role.LEADER), reason="Đã thôi dùng")


def answer(one: Initiative) -> None:
    one.answer(by=holder(Role.OFFICIAL), text="Xã đã nhận")


def amend(one: Initiative) -> None:
    one.amend(by=one.author, title="Tên mới", problem="Vướng mới", solution="Làm mới", note="Rõ hơn")


def rename_author(one: Initiative) -> None:
    one.author.rename("Tên Khác Hẳn")


def show_name(one: Initiative) -> None:
    one.show_name = True


def speak_for_an_organisation(one: Initiative) -> None:
    one.organisation = organisation(one.author)


def move(one: Initiative) -> None:
    one.field, one.village, one.landmark = field("tourism"), village("Triều Dương"), "Cạnh hồ"


def say_something(one: Initiative) -> None:
    discussing.remark(one, by=PersonFactory(), text="Ý này hay.", sent_key="k", show_name=False)


def remove_the_remark(one: Initiative) -> None:
    remark = db.session.scalars(sa.select(Comment).where(Comment.initiative_id == one.id)).one()
    remark.remove(by=holder(Role.COORDINATOR), reason=Objection.SPAM)


def give_more_time(_: Initiative) -> None:
    db.session.add(Setting(key="days.open", value="99"))


def rename_the_field(one: Initiative) -> None:
    one.field.name = one.field.name_en = "Tên khác của lĩnh vực"


def rename_the_village(one: Initiative) -> None:
    one.village.rename("Thôn Mới")


LIFE = (vote, answer, amend, show_name, rename_author, move, say_something, remove_the_remark, give_more_time)
LIFE += (rename_the_field, rename_the_village, speak_for_an_organisation, start_pilot, end_pilot)
LIFE += (confirm_proof, refer, recognise, adopt, replicate, revoke)


@pytest.mark.parametrize("address", ["/sang-kien/{}", "/en/sang-kien/{}", "/sang-kien/", "/en/sang-kien/?xep=ung-ho"])
def test_after_every_act_a_stranger_sees_what_is(browser, address):
    one = InitiativeFactory(opened=True)
    attachment(one)
    seen = set()
    for act in LIFE:
        act(one)
        db.session.flush()
        remembered_page = browser.get(address.format(one.code)).text
        again = browser.get(address.format(one.code)).text
        remembered.pages.clear()

        assert remembered_page == again == browser.get(address.format(one.code)).text, act.__name__
        seen.add(remembered_page)

    assert len(seen) > 5


def test_looking_again_costs_one_question_and_compresses_nothing(browser, count_queries, monkeypatch):
    one = InitiativeFactory(opened=True)
    address, wish = f"/sang-kien/{one.code}", {"Accept-Encoding": "br"}
    first = browser.client.get(address, headers=wish).data

    with count_queries() as asked, monkeypatch.context() as without:
        without.delattr(brotli, "compress")
        again = browser.client.get(address, headers=wish).data

    assert (len(asked), again) == (1, first)
    vote(one)
    assert brotli.decompress(browser.client.get(address, headers=wish).data).decode() == browser.get(address).text


def test_what_is_not_remembered_is_never_found_compressed(browser):
    asked = [browser.client.get(address, headers={"Accept-Encoding": "br"}) for address in ("/tro-giup", "/tiep-can")]

    assert [answer.headers["Content-Encoding"] for answer in asked] == ["br", "br"]
    assert asked[0].data != asked[1].data
    assert not any(brotli.decompress(asked[0].data) == brotli.decompress(kept) for kept in remembered.compressed.values())


def test_what_went_into_another_leads_there_at_once(browser):
    one, other = InitiativeFactory(opened=True), InitiativeFactory(opened=True)
    address = f"/sang-kien/{one.code}"
    browser.get(address)

    one.merge_into(by=holder(Role.COORDINATOR), survivor=other, reason="Cùng một ý")

    assert browser.get(address, expect=302).location == f"/sang-kien/{other.code}"


def test_a_page_of_ones_own_is_not_shown_to_strangers(browser):
    one = InitiativeFactory(opened=True)
    page = f"/sang-kien/{one.code}"
    strangers = browser.get(page).text

    browser.sign_in(one.author)
    mine = browser.get(page).text
    browser.client.delete_cookie("phien")

    assert one.author.name in mine
    assert browser.get(page).text == strangers


def test_a_notice_is_shown_once(browser):
    InitiativeFactory(opened=True)
    plain = browser.get("/sang-kien/").text
    with browser.client.session_transaction() as session:
        session["_flashes"] = [("info", "Thông báo riêng")]

    assert "Thông báo riêng" in browser.get("/sang-kien/").text
    assert browser.get("/sang-kien/").text == plain


def test_size_of_words_and_theme_are_each_readers_own(browser):
    InitiativeFactory(opened=True)
    plain = browser.get("/sang-kien/").text
    browser.client.set_cookie("nen", "dark")

    assert 'data-theme="dark"' in browser.get("/sang-kien/").text
    browser.client.delete_cookie("nen")
    assert browser.get("/sang-kien/").text == plain


def test_nothing_with_a_token_is_kept_and_no_more_than_a_few(browser):
    InitiativeFactory(opened=True)
    for n in range(remembered.PAGES + 5):
        browser.get(f"/sang-kien/?nam={2020 + n % 9}&x={n}")

    assert len(remembered.pages.values()) == remembered.PAGES
    assert not any(b"csrf_token" in page for page in remembered.pages.values())


def token_in(page: str) -> str:
    """The one token that all forms of a page carry."""
    [token] = set(re.findall(r'name="csrf_token" value="([^"]+)"', page))
    return token


@pytest.mark.parametrize("address", ["/sang-kien/", "/en/sang-kien/?xep=ung-ho", "/"])
def test_after_every_act_a_reader_sees_their_own_page_put_together_of_what_others_saw(browser, address):
    one = InitiativeFactory(opened=True)
    InitiativeFactory(opened=True)
    attachment(one)
    readers = [one.author, PersonFactory(), PersonFactory(), holder(Role.COORDINATOR)]
    for act in (lambda one: None, lambda one: voting.cast_vote(one, by=readers[1]), *LIFE):
        act(one)
        db.session.flush()
        for reader in readers:
            browser.sign_in(reader)
            put_together, again = browser.get(address).text, browser.get(address).text
            remembered.pieces.clear()
            anew = browser.get(address).text

            seen = [page.replace(token_in(page), "") for page in (put_together, again, anew)]
            assert seen[0] == seen[1] == seen[2], (act.__name__, reader.name)


def test_a_kept_piece_carries_the_token_of_whoever_reads_it(browser):
    one = InitiativeFactory(opened=True)
    tokens = []
    for _ in range(2):
        browser.sign_in(PersonFactory())
        page = browser.get("/sang-kien/").text
        assert f"/sang-kien/{one.code}/ung-ho" in page
        tokens.append(token_in(page))

    assert tokens[0] != tokens[1]
    assert not any(token in str(piece) for token in tokens for piece in remembered.pieces.values())
    assert any(remembered.TOKEN_HERE in piece for piece in remembered.pieces.values())


def test_nobody_can_write_the_place_of_a_token(browser):
    InitiativeFactory(opened=True, title=f"Đèn {remembered.TOKEN_HERE}")
    browser.sign_in(PersonFactory())
    for _ in range(2):
        page = browser.get("/sang-kien/").text

        assert "Đèn &lt;token&gt;" in page
        assert remembered.TOKEN_HERE not in page


def test_own_support_and_own_idea_are_seen_by_oneself_alone(browser):
    one, voter = InitiativeFactory(opened=True), PersonFactory()
    voting.cast_vote(one, by=voter)
    button = f'action="/sang-kien/{one.code}/ung-ho"'
    shown = []
    for reader in (voter, PersonFactory(), one.author):
        browser.sign_in(reader)
        page = browser.get("/sang-kien/").text
        shown.append((button in page, 'aria-pressed="true"' in page))
    browser.client.delete_cookie("phien")
    page = browser.get("/sang-kien/").text

    assert shown == [(True, True), (True, False), (False, False)]
    assert (button in page, "csrf_token" in page) == (False, False)


def test_no_more_is_kept_than_there_is_room_for():
    memory = remembered.Memory(2)
    memory.set("a", 1), memory.set("b", 2)
    memory.get("a")
    memory.set("c", 3)

    assert [memory.get(key) for key in "abc"] == [1, None, 3]
