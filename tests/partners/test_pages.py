"""Everybody reads partners and published needs; teams, offices and organisations post, coordinators keep and match."""

import pytest
import sqlalchemy as sa

from app.accounts.models import Person, Role
from app.core.clock import today
from app.core.db import db
from app.partners.actions import matching, needing
from app.partners.models import Match, MatchState, Need, NeedState, Offer, Partner, PartnerKind
from tests.factories.partners import accepted, match, need, offer, partner
from tests.factories.people import PersonFactory, field, holder, organisation, unit, village

PARTNER = {"kind": "school", "name": "Học viện Nông nghiệp", "knowledge": "Giống lúa", "organisation_id": ""}
PARTNER |= {"since": "01/03/2026", "phone": "0912 345 678", "email": "lienhe@vidu.vn"}
NEED = {"title": "Cần lớp chụp ảnh bánh đa", "help": "training", "text": "Ba mươi chị em, buổi tối."}
OFFER = {"title": "Dạy bán hàng trên mạng", "help": "training", "valid_from": "01/03/2026", "valid_until": ""}


def of_village(name="An Dương"):
    return holder(Role.VILLAGE_TEAM, village_id=village(name).id)


def sent(**changes):
    return {**NEED, "field_id": str(field().id), "whose": f"village-{village().id}", "key": "k"} | changes


@pytest.mark.parametrize(
    ("path", "most"), [("/doi-tac/", 3), ("/nhu-cau/", 2), ("/doi-tac/{partner}", 5), ("/nhu-cau/{need}", 5)]
)
def test_however_much_there_is_the_questions_are_the_same(browser, count_queries, path, most):
    first = accepted()
    made = {"partner": first.offer.partner_id, "need": first.need_id}
    offer()
    db.session.expunge_all()
    with count_queries() as seen:
        browser.get(path.format(**made))
    of, to = db.session.get(Offer, first.offer_id), db.session.get(Need, first.need_id)
    for _ in range(3):
        offer(of.partner), need(), accepted(offer(of.partner), to), accepted(of), offer()
    db.session.expunge_all()
    with count_queries() as more:
        browser.get(path.format(**made))

    assert len(seen) == len(more) <= most


def test_a_coordinator_keeps_a_partner_and_what_it_offers(browser):
    browser.sign_in(holder(Role.COORDINATOR))
    made = browser.post("/doi-tac/moi", PARTNER).location
    assert "Đã có đối tác" in browser.post("/doi-tac/moi", PARTNER, expect=422).text
    [one] = db.session.scalars(sa.select(Partner))
    version = str(one.version)
    browser.post(f"{made}/sua", {**PARTNER, "knowledge": "Giống lúa, giống cá", "version": version})
    stale = browser.post(f"{made}/sua", {**PARTNER, "knowledge": "Khác", "version": version}, expect=422).text
    assert ("Có người vừa sửa trước" in stale, 'value="Khác"' in stale) == (True, True)
    told = {**OFFER, "field_id": str(field().id)}
    browser.post(f"{made}/noi-dung/moi", told)
    assert "đang có nội dung" in browser.post(f"{made}/noi-dung/moi", told, expect=422).text
    wrong = browser.post(f"{made}/noi-dung/moi", {**told, "title": "x", "valid_until": "01/02/2026"}, expect=422)
    assert "Ngày cuối không thể trước ngày đầu." in wrong.text
    [offered] = db.session.scalars(sa.select(Offer))
    change = {**told, "title": "Dạy bán bánh đa trên mạng", "version": str(offered.version)}
    browser.post(f"/noi-dung-ho-tro/{offered.id}/sua", change)
    assert "Dạy bán bánh đa trên mạng" in browser.get("/doi-tac/").text
    browser.post(f"/noi-dung-ho-tro/{offered.id}/rut", {"reason": ""}, expect=422)
    browser.post(f"/noi-dung-ho-tro/{offered.id}/rut", {"reason": "Hết người dạy"})
    assert "Hết người dạy" in browser.get(made).text
    browser.post(f"{made}/thoi", {"on": f"{today():%d/%m/%Y}", "reason": "Hết hợp đồng"})
    assert one.name not in browser.get("/doi-tac/").text
    assert one.name in browser.get("/doi-tac/?thoi=1").text
    browser.post("/dang-xuat")
    page = browser.get(made).text
    assert ("Thôi hợp tác từ" in page, "Hết hợp đồng" in page, "Hết người dạy" in page) == (True, False, False)
    assert one.name not in browser.get("/doi-tac/?thoi=1").text


def test_how_to_reach_a_partner_is_for_the_office_until_they_agree(browser):
    made = partner(phone="+84912345678", email="lienhe@vidu.vn")
    address = f"/doi-tac/{made.id}"

    def seen_by(person=None):
        if person:
            browser.sign_in(person)
        page = browser.get(address).text
        if person:
            browser.post("/dang-xuat")
        return ("0912 345 678" in page, "lienhe@vidu.vn" in page)

    nothing, both = (False, False), (True, True)
    neighbour, leader = PersonFactory(), holder(Role.LEADER)
    assert [seen_by(), seen_by(neighbour), seen_by(of_village()), seen_by(leader)] == [nothing, nothing, nothing, both]
    browser.sign_in(holder(Role.COORDINATOR))
    browser.post(f"{address}/dong-y", {"given_on": "32/01/2026", "how": ""}, expect=422)
    browser.post(f"{address}/dong-y", {"given_on": f"{today():%d/%m/%Y}", "how": "Thư trả lời"})
    browser.post("/dang-xuat")
    assert seen_by() == both
    assert "Thư trả lời" not in browser.get(address).text
    browser.sign_in(holder(Role.COORDINATOR))
    browser.post(f"{address}/thoi-dong-y")
    browser.post("/dang-xuat")
    assert seen_by() == nothing


def test_partners_of_one_kind_about_one_field(browser):
    school, firm = partner(name="Trường Nghề", kind=PartnerKind.SCHOOL), partner(name="Công ty Cá")
    offer(firm, field_id=field("tourism").id), offer(school)
    offer(school, field_id=field("tourism").id).withdraw(by=holder(Role.COORDINATOR), reason="x")
    about = f"linh-vuc={field('tourism').id}"

    def listed(query):
        page = browser.get(f"/doi-tac/?{query}").text
        return ("Trường Nghề" in page, "Công ty Cá" in page)

    assert [listed(query) for query in ("loai=school", about, f"loai=school&{about}")] == [
        (True, False),
        (False, True),
        (False, False),
    ]
    for odd in ("loai=khong-co", "linh-vuc=abc", "linh-vuc=999999", "sau=x", "thoi=1"):
        assert listed(odd) == (True, True)


def test_a_team_posts_and_a_coordinator_publishes(browser):
    browser.sign_in(of_village())
    made = browser.post("/nhu-cau/moi", sent()).location
    browser.post("/nhu-cau/moi", sent())
    [one] = db.session.scalars(sa.select(Need))
    assert (one.whose, one.state) == ("An Dương", NeedState.WAITING)
    browser.post(f"{made}/dang", expect=403)
    assert "Chờ xã đăng" in browser.get(made).text
    assert one.title in browser.get("/nhu-cau/cua-toi").text
    browser.post("/dang-xuat")
    browser.get(made, expect=404)
    assert one.title not in browser.get("/nhu-cau/").text

    browser.sign_in(holder(Role.COORDINATOR))
    assert f"Đăng nhu cầu: {one.title}" in browser.get("/viec-can-lam").text
    browser.post(f"{made}/chua-dang", {"reason": "Chưa rõ ở đâu"})
    browser.sign_in(db.session.get(Person, one.posted_by_id))
    assert f"Sửa nhu cầu bị trả lại: {one.title}" in browser.get("/viec-can-lam").text
    assert "Chưa rõ ở đâu" in browser.get(f"{made}/sua").text
    browser.post(f"{made}/sua", sent(text="Ở nhà văn hóa", version=str(db.session.get(Need, one.id).version)))
    browser.sign_in(holder(Role.COORDINATOR))
    browser.post(f"{made}/dang")
    browser.post("/dang-xuat")
    assert "Ở nhà văn hóa" in browser.get(made).text
    assert one.title in browser.get("/nhu-cau/?trang-thai=open").text
    assert one.title not in browser.get("/nhu-cau/?trang-thai=met").text
    assert one.title in browser.get("/nhu-cau/?trang-thai=waiting").text, "a state that strangers cannot ask for is none"


@pytest.mark.parametrize("whose", ["village", "unit", "organisation"])
def test_people_post_in_the_names_that_are_theirs(browser, whose):
    member = PersonFactory()
    own = organisation(member)
    person = {"village": of_village(), "unit": holder(Role.OFFICIAL, unit_id=unit().id), "organisation": member}[whose]
    ids = {"village": village().id, "unit": unit().id, "organisation": own.id}
    browser.sign_in(person)
    for other in {*ids} - {whose}:
        refused = browser.post("/nhu-cau/moi", sent(whose=f"{other}-{ids[other]}"), expect=422).text
        assert ("Hãy chọn một mục" in refused, NEED["title"] in refused) == (True, True)

    made = browser.post("/nhu-cau/moi", sent(whose=f"{whose}-{ids[whose]}")).location

    browser.get(f"{made}/sua")
    browser.post(f"{made}/rut", {"reason": ""}, expect=422)
    browser.post(f"{made}/rut", {"reason": "Đã tự làm được"})
    assert db.session.scalars(sa.select(Need)).one().state is NeedState.WITHDRAWN


def test_a_coordinator_says_in_whose_name(browser):
    browser.sign_in(holder(Role.COORDINATOR))
    assert "Chưa chọn ai cần." in browser.post("/nhu-cau/moi", sent(whose=""), expect=422).text

    made = browser.post("/nhu-cau/moi", sent(whose=f"unit-{unit().id}")).location

    assert "Đang tìm hỗ trợ" in browser.get(made).text


def test_a_field_that_was_closed_and_a_village_that_ended_stay_with_what_has_them(browser):
    made = need()
    field().is_open = False
    village().merge_into(village("Hội Yên"), by=holder(Role.COORDINATOR), on=today(), reason="Sáp nhập")
    browser.sign_in(holder(Role.COORDINATOR))
    told = sent(text="Nói rõ hơn", help="advice", version=str(made.version))
    browser.post(f"/nhu-cau/{made.id}/sua", told)

    assert db.session.get(Need, made.id).text == "Nói rõ hơn"


def test_whoever_speaks_for_nobody_is_told_so(browser):
    browser.sign_in(PersonFactory())

    assert browser.get("/nhu-cau/moi", expect=303).location.endswith("/nhu-cau/")
    assert "thay mặt một thôn" in browser.get("/nhu-cau/").text


def test_others_change_nothing(browser):
    team = of_village()
    waiting, published, made = need(team), need(), match()
    for person, expected in ((of_village("Hội Yên"), 403), (PersonFactory(), 403)):
        browser.sign_in(person)
        for page in ("sua", "rut", "dang", "chua-dang"):
            browser.post(f"/nhu-cau/{published.id}/{page}", expect=expected)
            browser.post(f"/nhu-cau/{waiting.id}/{page}", expect=404)
        for page in ("dong-y", "khong-hop", "ket-qua", "thoi"):
            browser.post(f"/ket-noi/{made.id}/{page}", expect=403)
        for page in ("sua", "dong-y", "thoi-dong-y", "thoi", "noi-dung/moi"):
            browser.post(f"/doi-tac/{made.offer.partner_id}/{page}", expect=403)
        for page in (f"/noi-dung-ho-tro/{made.offer_id}/sua", f"/noi-dung-ho-tro/{made.offer_id}/rut", "/doi-tac/moi"):
            browser.post(page, expect=403)
        browser.post(f"/nhu-cau/{published.id}/ket-noi", {"offer_id": str(made.offer_id)}, expect=403)
        browser.get("/ket-noi/", expect=403)


def test_what_was_published_is_not_rewritten_by_those_who_asked(browser):
    team = of_village()
    made = need(team)
    made.publish(by=holder(Role.COORDINATOR))
    browser.sign_in(team)
    browser.post(f"/nhu-cau/{made.id}/sua", sent(), expect=403)
    page = browser.get(f"/nhu-cau/{made.id}").text
    assert ("Sửa nhu cầu" in page, "Rút nhu cầu" in page) == (False, True)


def test_a_coordinator_matches_and_says_what_came_of_it(browser):
    one, fits = need(), offer(title="Tư vấn trồng rau sạch")
    odd = offer(title="Vay vốn", field_id=field("tourism").id, help="capital")
    browser.sign_in(holder(Role.COORDINATOR))
    page = browser.get(f"/nhu-cau/{one.id}").text
    assert ("1 nội dung hỗ trợ" in page, fits.title in page, odd.title in page) == (True, True, False)
    assert db.session.scalars(sa.select(Match)).all() == []
    form = browser.get(f"/nhu-cau/{one.id}/ket-noi?noi-dung={fits.id}").text
    assert f'<option selected value="{fits.id}">' in form
    browser.post(f"/nhu-cau/{one.id}/ket-noi", {"offer_id": "", "note": "x"}, expect=422)
    browser.post(f"/nhu-cau/{one.id}/ket-noi", {"offer_id": str(fits.id), "note": "Gần xã"})
    again = browser.post(f"/nhu-cau/{one.id}/ket-noi", {"offer_id": str(fits.id)}, expect=422).text
    assert "đã được kết nối" in again
    [made] = db.session.scalars(sa.select(Match))
    assert f"Đồng ý kết nối: {one.title}" in browser.get("/viec-can-lam").text
    browser.post(f"/ket-noi/{made.id}/ket-qua", {"result": "Sớm quá"}, expect=422)
    browser.post(f"/ket-noi/{made.id}/dong-y")
    assert "Không thể" in browser.post(f"/ket-noi/{made.id}/khong-hop", {"reason": "x"}, expect=422).text
    browser.post(f"/ket-noi/{made.id}/ket-qua", {"result": ""}, expect=422)
    browser.post(f"/ket-noi/{made.id}/ket-qua", {"result": "Hai mươi hộ trồng được"})
    assert fits.partner.name in browser.get("/ket-noi/?trang-thai=done").text
    assert fits.partner.name not in browser.get("/ket-noi/?trang-thai=proposed").text
    browser.post("/dang-xuat")
    for page in (f"/nhu-cau/{one.id}", f"/doi-tac/{fits.partner_id}"):
        text = browser.get(page).text
        assert ("Hai mươi hộ trồng được" in text, "Gần xã" in text) == (True, False)


def test_a_partners_own_people_propose_what_they_offer_and_nothing_else(browser):
    member = PersonFactory()
    mine, theirs = offer(partner(organisation_id=organisation(member).id)), offer()
    one = need()
    browser.sign_in(member)
    assert "Chúng tôi giúp được" in browser.get(f"/nhu-cau/{one.id}").text
    form = browser.get(f"/nhu-cau/{one.id}/ket-noi").text
    assert (mine.title in form, theirs.title in form) == (True, False)
    browser.post(f"/nhu-cau/{one.id}/ket-noi", {"offer_id": str(theirs.id)}, expect=422)
    browser.post(f"/nhu-cau/{one.id}/ket-noi", {"offer_id": str(mine.id)})
    assert "Chờ xã đồng ý" in browser.get(f"/nhu-cau/{one.id}").text
    browser.post("/dang-xuat")
    assert "Ai giúp" not in browser.get(f"/nhu-cau/{one.id}").text, "nobody agreed to it yet"
    assert db.session.scalars(sa.select(Match)).one().state is MatchState.PROPOSED


def test_a_match_that_comes_to_nothing_says_why_to_the_office_alone(browser):
    made, refused = accepted(), match()
    browser.sign_in(holder(Role.COORDINATOR))
    browser.post(f"/ket-noi/{made.id}/thoi", {"reason": "Hai bên không xếp được lịch"})
    browser.post(f"/ket-noi/{refused.id}/khong-hop", {"reason": "Xa quá"})
    for one, why in ((made, "Hai bên không xếp được lịch"), (refused, "Xa quá")):
        assert why in browser.get(f"/nhu-cau/{one.need_id}").text
    browser.post("/dang-xuat")
    for one, why in ((made, "Hai bên không xếp được lịch"), (refused, "Xa quá")):
        assert why not in browser.get(f"/nhu-cau/{one.need_id}").text
    assert db.session.get(Need, made.need_id).state is NeedState.OPEN


def test_the_desk_asks_for_what_waits_and_not_for_what_is_over(browser):
    proposed, over = match(), match()
    needing.withdraw(over.need, "Đã tự làm được", by=holder(Role.COORDINATOR))
    done = accepted()
    waits = match(to=done.need)
    matching.finish(done, "Xong", by=holder(Role.COORDINATOR))
    browser.sign_in(holder(Role.COORDINATOR))

    desk = browser.get("/viec-can-lam").text

    assert [one.need.title in desk for one in (proposed, over, waits)] == [True, False, False]


def test_english_pages_are_english(browser):
    made = accepted()
    for page, words in (
        ("/en/doi-tac/", "Partners and experts"),
        (f"/en/doi-tac/{made.offer.partner_id}", "Enterprise"),
        ("/en/nhu-cau/", "Requests for help"),
        (f"/en/nhu-cau/{made.need_id}", "Advice"),
    ):
        assert words in browser.get(page).text
