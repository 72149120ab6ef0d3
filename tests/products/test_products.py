"""Products: written, published when nothing is missing, certified by papers that end."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import ChildrenShown
from app.core import clock, files, outbox
from app.core.clock import local, start_of, today, utcnow
from app.core.db import db
from app.core.files import RefusedFile
from app.core.search.query import find
from app.core.workflow import RuleBroken
from app.notices.models import Notice
from app.products.actions import offering, recalling, warning
from app.products.models import (
    CertificateKind,
    DossierStatus,
    LinkKind,
    OcopGroup,
    OcopSet,
    Product,
    ProductState,
    RecallKind,
)
from app.products.programme import programme
from tests.factories.initiatives import InitiativeFactory, photo
from tests.factories.people import PersonFactory
from tests.factories.products import GTIN, certificate, lot, maker, official, pdf, producer, product


def test_the_table_of_a_product():
    assert {name: ({s.value for s in m.sources}, m.to.value) for name, m in Product.transitions().items()} == {
        "publish": ({"draft"}, "published"),
        "retire": ({"published"}, "retired"),
        "resume": ({"retired"}, "published"),
    }


def test_the_programme_is_data_six_groups_and_26_sets():
    sets = db.session.scalars(sa.select(OcopSet).order_by(OcopSet.number)).all()

    assert [one.number for one in sets] == list(range(1, 27))
    assert {one.group for one in sets} == set(OcopGroup)
    assert sum(line["is_mandatory"] for line in programme()["dossier"]) == 5
    assert sets[5].label("en") == "Made of rice or cereals"


def test_a_maker_writes_a_product_and_shows_it(browser):
    of = producer()
    browser.sign_in(maker(of))
    browser.post(f"/so-sx/{of.id}/san-pham/moi", {"name": "", "price": "x"}, expect=422)
    for price in ("0", "1.000.000.001"):
        page = browser.post(f"/so-sx/{of.id}/san-pham/moi", {"name": "Bánh", "price": price}, expect=422)
        assert "Giá từ 1 đồng" in page.text
    answer = browser.post(f"/so-sx/{of.id}/san-pham/moi", {"name": "Bánh đa vừng", "ocop_set_id": "", "price": "45.000"})
    made = db.session.scalars(sa.select(Product)).one()
    assert answer.location == f"/so-sx/san-pham/{made.id}/anh"
    assert made.price == 45000
    assert "ảnh sản phẩm, tiêu chuẩn áp dụng" in browser.get(f"/so-sx/san-pham/{made.id}").text
    browser.post(f"/so-sx/san-pham/{made.id}/anh", {"alt": "Bánh", "children": "none"}, expect=422)
    browser.post(f"/so-sx/san-pham/{made.id}/anh", {"alt": "Bánh", "children": "none", "photo": (photo(), "a.jpg")})
    browser.post(f"/so-sx/san-pham/{made.id}/trang-thai/dang", headers={"Referer": "http://localhost/so-sx/"})
    assert made.state is ProductState.DRAFT
    wanted = {"name": made.name, "standards": "TCCS 1", "price": "45000", "ocop_set_id": "", "version": made.version}
    browser.post(f"/so-sx/san-pham/{made.id}/sua", wanted)
    browser.post(f"/so-sx/san-pham/{made.id}/trang-thai/dang")
    assert made.state is ProductState.PUBLISHED
    page = browser.get(f"/san-pham/{made.id}").text
    assert "45.000 đồng" in page
    assert made.name in browser.get("/san-pham/").text
    assert find("banh da vung").hits[0].kind == "product"


def test_what_the_office_has_not_confirmed_is_not_shown():
    made = product(producer(confirmed=False), published=False)

    with pytest.raises(RuleBroken, match="chưa xác nhận cơ sở"):
        offering.publish(made, by=maker(made))


@pytest.mark.parametrize(
    ("facts", "words"),
    [({"gtin": "123"}, "GTIN"), ({"gtin": "09521234543214"}, "GTIN"), ({"initiative_code": "SK-1999-0001"}, "đã áp dụng")],
)
def test_numbers_that_are_none_are_refused(facts, words):
    made = product(published=False)

    with pytest.raises(RuleBroken, match=words):
        offering.write(made, by=maker(made), **{"name": "x", **facts})


def test_a_gtin_belongs_to_one_product_and_an_initiative_must_be_adopted():
    first, second = product(gtin=GTIN), product()
    idea = InitiativeFactory(adopted=True)
    offering.write(first, by=maker(first), name="x", gtin=GTIN, initiative_code=idea.code.lower())
    assert first.initiative_id == idea.id

    with pytest.raises(RuleBroken, match="sản phẩm khác"):
        offering.write(second, by=maker(second), name="y", gtin=GTIN)


@pytest.mark.parametrize(
    "url",
    ["http://a.vn", "https://", "https://localhost", "javascript:alert(1)", "//a.vn", "https://a.vn/x y", "https://u:p@a.vn/",
     "https://a.vn/\"><b>", "https://á.vn/", "https://a.vn:99999/", "https://a.vn:x/", "https://a.vn:-1/", "https://.", "https://.vn/",
     "https://a..b.vn/", f"https://{'a' * 64}.vn/", "https://[x/", "https://a.vn]/", "https://a.vn\\@b.vn/"],
)  # fmt: skip
def test_only_whole_addresses_of_the_secure_web_are_led_to(url):
    made = product()

    with pytest.raises(RuleBroken, match="https://"):
        offering.add_link(made, LinkKind.BUY, "Sàn", url, by=maker(made))


def test_links_and_pictures_come_and_go(browser):
    made = product()
    browser.sign_in(maker(made))
    link = {"kind": "buy", "title": "Sàn", "url": "https://example.vn/a"}
    browser.post(f"/so-sx/san-pham/{made.id}/duong-dan", link)
    browser.post(f"/so-sx/san-pham/{made.id}/duong-dan", link, expect=422)
    assert 'href="https://example.vn/a" rel="noopener nofollow"' in browser.get(f"/san-pham/{made.id}").text
    browser.post(f"/so-sx/san-pham/{made.id}/duong-dan/{made.links[0].id}/bo")
    assert made.links == []

    with pytest.raises(RuleBroken, match="ít nhất một ảnh"):
        offering.remove_picture(made, made.pictures[0], by=maker(made))
    offering.add_picture(made, photo(), "Hai", ChildrenShown.NONE, by=maker(made))
    file = files.path_of(made.pictures[0].upload.token, made.pictures[0].upload.mime)
    made.updated_at = start_of(today() - timedelta(days=9))
    assert file.exists()
    browser.post(f"/so-sx/san-pham/{made.id}/anh/0/bo")
    assert [one.alt for one in made.pictures] == ["Hai"]
    assert local(made.updated_at).date() == today()
    outbox.work_off()
    assert not file.exists()
    with pytest.raises(RefusedFile, match="cần một tấm ảnh"):
        offering.add_picture(made, pdf(), "PDF", ChildrenShown.NONE, by=maker(made))


def test_a_star_shows_once_compared_and_goes_by_itself(browser):
    made = product()
    paper = certificate(made, checked=False)
    assert "OCOP 3 sao" not in browser.get(f"/san-pham/{made.id}").text
    browser.get(f"/san-pham/tep/{paper.upload.token}", expect=404)

    browser.sign_in(official())
    assert "Đối chiếu giấy chứng nhận" in browser.get("/viec-can-lam").text
    browser.post(f"/kinh-te/giay/{paper.id}/doi-chieu")
    stranger = browser.app.test_client()
    with browser.app.app_context():
        page = stranger.get(f"/san-pham/{made.id}").text
        assert "★★★ OCOP 3 sao" in page
        assert "Quyết định 12/QĐ-UBND" in page
        assert "★★★" in stranger.get("/san-pham/").text
        with stranger.get(f"/san-pham/tep/{paper.upload.token}") as scan:
            assert scan.status_code == 200
    with browser.app.app_context(), clock.at(utcnow() + timedelta(days=366)):
        assert "★" not in stranger.get(f"/san-pham/{made.id}").text
        assert "★" not in stranger.get("/san-pham/").text
        assert stranger.get(f"/san-pham/tep/{paper.upload.token}").status_code == 404


def test_nobody_compares_their_own_paper_and_ocop_needs_its_decision():
    made, clerk = product(), official()
    paper = certificate(made, checked=False)
    made.producer.organisation.admit(clerk, by=maker(made))

    with pytest.raises(RuleBroken, match="không tự đối chiếu"):
        offering.check_certificate(paper, by=clerk)
    for wrong in ({"stars": None}, {"decision_number": ""}, {"valid_to": None}):
        with pytest.raises(RuleBroken, match="hạng sao, số quyết định"):
            certificate(made, **wrong)
    with pytest.raises(RuleBroken, match="không thể trước ngày cấp"):
        certificate(made, kind=CertificateKind.TEST, valid_to=today() - timedelta(days=60))


def test_papers_that_end_are_told_180_90_and_30_days_before_and_once_each():
    made, clerk = product(), official()
    paper = certificate(made, valid_to=today() + timedelta(days=200))
    told = []
    for left in (200, 180, 179, 120, 90, 31, 30, 5, 0, -1, -2):
        with clock.at(utcnow() + timedelta(days=200 - left)):
            warning._plan()
            outbox.work_off()
            said = sa.select(sa.func.count()).where(
                Notice.person_id == clerk.id, Notice.happening.like(f"paper-{paper.id}-2%")
            )
            told.append(db.session.scalar(said))

    assert told == [0, 1, 1, 1, 2, 2, 3, 3, 3, 4, 4]
    last = db.session.scalars(sa.select(Notice.text).where(Notice.person_id == maker(made).id).order_by(Notice.id)).all()[-1]
    assert "đã hết hạn" in last


def test_the_dossier_is_noted_line_by_line(browser):
    made = product(published=False)
    browser.sign_in(maker(made))
    browser.post(f"/so-sx/san-pham/{made.id}/ho-so/idea", {"status": "done", "note": "Xong", "file": (pdf(), "a.pdf")})
    browser.post(f"/so-sx/san-pham/{made.id}/ho-so/idea", {"status": "doing", "note": "Sửa lại"})
    browser.get(f"/so-sx/san-pham/{made.id}/ho-so/khong-co", expect=404)
    page = browser.get(f"/so-sx/san-pham/{made.id}").text
    [file] = re.findall(r'href="(/san-pham/tep/[^"]+)">Xem tệp', page)
    browser.get(file).close()
    with browser.app.app_context():
        assert browser.app.test_client().get(file).status_code == 404

    assert "0 trong 18 mục đã có" in page
    assert "Sửa lại" in page
    with pytest.raises(RuleBroken, match="không có mục này"):
        offering.write_dossier(made, "x", DossierStatus.DONE, "", None, by=maker(made))


def test_a_product_that_is_made_no_more_keeps_its_page(browser):
    made = product()
    browser.sign_in(maker(made))
    browser.post(f"/so-sx/san-pham/{made.id}/trang-thai/ngung")
    assert "đã ngừng làm" in browser.get(f"/san-pham/{made.id}").text
    browser.post(f"/so-sx/san-pham/{made.id}/trang-thai/lam-lai")
    browser.post(f"/so-sx/san-pham/{made.id}/trang-thai/xoa", expect=404)
    assert made.state is ProductState.PUBLISHED


def test_indicator_4_2_counts_published_products_with_a_page_and_stars_that_hold(browser):
    counted, plain, no_lot = (product() for _ in range(3))
    for one in (counted, plain):
        lot(one)
    certificate(counted)
    certificate(no_lot)
    page = browser.get(f"/bo-chi-so/{today().year}/san-pham").text
    assert "<strong>1 sản phẩm</strong>" in page
    assert "1 sản phẩm, chưa tính vào chỉ số" in page
    assert counted.name in page
    assert no_lot.name not in page

    facts = {"kind": RecallKind.RECALL, "reason": "x", "advice": "y"}
    recalling.recall(counted, by=official(), **facts)
    assert "<strong>0 sản phẩm</strong>" in browser.get(f"/bo-chi-so/{today().year}/san-pham").text
    assert "<strong>0 sản phẩm</strong>" in browser.get(f"/bo-chi-so/{today().year - 1}/san-pham").text


def test_lists_ask_no_more_for_many_than_for_few(browser, count_queries):
    counts = []
    for more in (1, 5):
        for _ in range(more):
            certificate(product())
        with count_queries() as asked:
            browser.get("/san-pham/")
        counts.append(len(asked))
        browser.sign_in(official())
        with count_queries() as asked:
            browser.get("/kinh-te/")
        counts.append(len(asked))
        browser = type(browser)(browser.app)

    assert counts[:2] == counts[2:]
    assert counts[0] <= 6


def test_a_neighbour_cannot_touch_a_product(browser):
    made = product()
    browser.sign_in(PersonFactory())
    for tail in ("sua", "anh", "duong-dan", "giay", "ho-so/idea", "thu-hoi"):
        browser.get(f"/so-sx/san-pham/{made.id}/{tail}", expect=404)
    browser.post(f"/so-sx/san-pham/{made.id}/trang-thai/ngung", expect=404)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"gtin": ""}, "GTIN này trên tem"), ({"gtin": "04006381333931"}, "trên tem"), ({"standards": ""}, "tiêu chuẩn")],
)
def test_what_a_page_needs_and_what_is_on_labels_stays(wrong, words):
    of = lot(product(gtin=GTIN)).product
    kept = {"name": of.name, "standards": of.standards, "gtin": GTIN}
    offering.write(of, by=maker(of), **kept | {"brand": "Hội Yên"})
    assert (of.gtin, of.brand) == (GTIN, "Hội Yên")

    with pytest.raises(RuleBroken, match=words):
        offering.write(of, by=maker(of), **kept | wrong)


def test_a_published_product_is_found_by_its_name(browser):
    sold, kept_back = product(name="Bánh đa nướng than"), product(name="Bánh đa còn nháp", published=False)
    page = browser.get("/tim-kiem?q=banh+da").text

    assert f"/san-pham/{sold.id}" in page
    assert kept_back.name not in page
    assert "Product" in browser.get("/en/tim-kiem?q=banh+da").text
