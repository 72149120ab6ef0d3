"""Labels on paper: each code is read back by a reader that is not ours, after the printer and the thumb have been at it."""

import io
import secrets
from datetime import timedelta

import pypdfium2
import pytest
import sqlalchemy as sa
import zxingcpp
from PIL import Image, ImageFilter

from app.core import files, outbox
from app.core.codes import matrix
from app.core.db import db
from app.core.workflow import RuleBroken
from app.labels import actions
from app.labels.models import LabelRun, RunState
from app.labels.sheet import Label, drawn, modules_of, runs_of
from app.labels.stocks import STOCKS, Stock
from app.tracing.actions import address_of, order_labels
from app.tracing.models import LabelPlace
from tests.factories.people import PersonFactory
from tests.factories.products import GTIN, lot, maker, official, producer, product

LONG = "Bánh đa sợi Hội Yên Xanh gói năm trăm gam loại một phơi trên sân có mái"


def pages(pdf: bytes, dpi: int = 150) -> list[Image.Image]:
    """The pages as a printer would see them."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=dpi / 72).to_pil().convert("L") for page in document]


def read(picture: Image.Image) -> list[str]:
    """Every code on a picture."""
    return sorted(found.text for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode))


def labels(count: int) -> list[Label]:
    base = "https://truyxuat.namthanhmien.example/t/NTM-0123456789A/"
    return [Label(f"{base}{n:05d}-AB3D", LONG, "NTM-0123456789A", ("Lô: L2026-041", "SX: 06/11/2026")) for n in range(count)]


@pytest.mark.parametrize("name", STOCKS)
def test_every_label_of_every_stock_is_read_back_at_150_dots_an_inch(name):
    stock = STOCKS[name][1]
    made = labels(stock.on_a_page + 1)
    found = [text for page in pages(drawn(made, stock)) for text in read(page)]

    assert sorted(found) == sorted(label.url for label in made)


def test_free_measures_are_drawn_and_read_and_what_does_not_fit_is_refused():
    stock = Stock((210.0, 297.0), 10, 12, 60, 40, 3, 6, 2, 3)
    stock.check(modules_of(labels(1)[0].url))
    made = labels(18)

    assert len([text for page in pages(drawn(made, stock)) for text in read(page)]) == 18
    with pytest.raises(RuleBroken, match="không vừa trang giấy"):
        Stock((210.0, 297.0), 10, 12, 80, 40, 3, 6).check(37)
    with pytest.raises(RuleBroken, match="ít nhất"):
        Stock((210.0, 297.0), 0, 0, 40, 12, 3, 6).check(37)
    assert Stock.of_json(stock.as_json()) == stock


@pytest.mark.parametrize("spoil", ["blur", "turned", "small", "all"])
def test_a_blurred_turned_or_small_code_is_still_read(spoil):
    stock = STOCKS["a4-21"][1]
    for label in labels(6):
        [page] = pages(drawn([label], stock), dpi=300)
        left, top = (int(mm / 25.4 * 300) for mm in stock.place(0))
        picture = page.crop((left, top, left + int(stock.width / 25.4 * 300), top + int(stock.height / 25.4 * 300)))
        if spoil in ("small", "all"):
            picture = picture.resize((int(picture.width * 0.6), int(picture.height * 0.6)), Image.Resampling.BILINEAR)
        if spoil in ("blur", "all"):
            picture = picture.filter(ImageFilter.GaussianBlur(1.5 if spoil == "blur" else 0.8))
        if spoil in ("turned", "all"):
            picture = picture.rotate(17, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)
        assert read(picture) == [label.url], spoil


def test_a_single_code_for_a_pack_is_read_from_both_files(browser):
    of = lot()
    browser.sign_in(maker(of))
    png = browser.get(f"/so-sx/lo/{of.id}/ma.png?o=k")
    svg = browser.get(f"/so-sx/lo/{of.id}/ma.svg").text
    browser.get(f"/so-sx/lo/{of.id}/ma.gif", expect=404)

    assert read(Image.open(io.BytesIO(png.data)).convert("L")) == [f"http://localhost/t/{of.trace_code}?o=k"]
    assert 'xmlns="http://www.w3.org/2000/svg"' in svg
    rows = matrix(f"http://localhost/t/{of.trace_code}")
    assert svg.count("h1v1h-1z") == sum(map(sum, rows))
    assert not any(rows[0])
    assert not any(row[3] for row in rows)


@pytest.mark.parametrize("quick", [True, False])
def test_any_code_is_read_back_with_either_way_of_making_it(quick):
    for _ in range(40):
        text = f"https://x.example/t/{secrets.token_urlsafe(secrets.randbelow(30) + 5)}"
        rows = matrix(text, quick=quick)
        picture = Image.new("L", (len(rows),) * 2, 255)
        picture.putdata([0 if dark else 255 for row in rows for dark in row])
        assert read(picture.resize((len(rows) * 4,) * 2, Image.Resampling.NEAREST)) == [text]


def test_runs_draw_the_same_modules():
    rows = matrix("https://x.example/t/1")
    size, runs = runs_of(rows)
    again = [[False] * size for _ in range(size)]
    for down, start, length in runs:
        for across in range(start, start + length):
            again[down][across] = True

    assert again == rows


def test_an_order_is_made_in_portions_and_shows_how_far_it_is(browser, monkeypatch):
    monkeypatch.setattr(actions, "PORTION", 21)
    of = lot()
    browser.sign_in(maker(of))
    form = {"count": "50", "stock": "a4-21", "place": "p", "numbered": "y", "key": "k"}
    answer = browser.post(f"/so-sx/lo/{of.id}/tem", form)
    browser.post(f"/so-sx/lo/{of.id}/tem", form)
    run = db.session.scalars(sa.select(LabelRun)).one()
    assert (answer.location, of.serials) == (f"/so-sx/tem/{run.id}", 50)
    browser.get(f"/so-sx/tem/{run.id}/tep", expect=404)

    job = outbox._next(outbox.utcnow())
    while job.name != "labels.make":
        outbox._do(job)
        job = outbox._next(outbox.utcnow())
    outbox._do(job)
    assert "Đã làm 21 trong 50 tem" in browser.get(f"/so-sx/tem/{run.id}").text
    outbox.work_off()
    db.session.expire_all()
    assert (run.state, run.made) == (RunState.DONE, 50)
    with browser.get(f"/so-sx/tem/{run.id}/tep") as sent:
        found = [text for page in pages(sent.data) for text in read(page)]
    assert sorted(found) == [f"http://localhost/t/{of.trace_code}/{of.serial(n)}" for n in range(1, 51)]
    browser.sign_in(PersonFactory())
    browser.get(f"/so-sx/tem/{run.id}", expect=404)


def test_portions_stay_until_their_order_is_whole(monkeypatch):
    monkeypatch.setattr(actions, "PORTION", 21)
    of = lot()
    actions._sweep()  # what other tests left
    whole, going = (order_labels(of, n, STOCKS["a4-21"][1], LabelPlace.PACK, by=maker(of), key=str(n)) for n in (22, 43))
    for run, portions in ((whole, 2), (going, 1)):
        for portion in range(portions):
            actions._make("", run=run.id, first=21 * portion)
    folder = actions._folder()
    assert len(list(folder.glob("*.pdf"))) == 3
    actions._sweep()

    assert [part.name for part in folder.glob("*.pdf")] == [f"{going.id}-0.pdf"]


def test_labels_say_product_lot_dates_code_and_where_to_report():
    of = lot(expires_on=None)
    run = order_labels(of, 1, STOCKS["a4-14"][1], LabelPlace.SHELF, by=maker(of), key="x")
    outbox.work_off()
    db.session.expire_all()
    with pypdfium2.PdfDocument(files.path_of(run.token, "application/pdf")) as document:
        said = document[0].get_textpage().get_text_range()

    for fact in (of.product.name, of.number, f"{of.made_on:%d/%m/%Y}", of.trace_code, "localhost/quet", "Quét để xem"):
        assert fact in said


@pytest.mark.parametrize("name", STOCKS)
def test_nothing_a_label_must_say_is_cut_off(app, monkeypatch, name):
    monkeypatch.setitem(app.config, "BASE_URL", "https://sangkien.namthanhmien.haiphong.gov.vn")
    of = lot(product(producer(name="HTX Bánh đa Hội Yên Xanh"), name="Bánh đa sợi Hội Yên"), number="HY-1106-2026")
    of.expires_on = of.made_on + timedelta(days=90)
    of.number_serials(99_999)
    run = order_labels(of, 1, STOCKS[name][1], LabelPlace.PACK, by=maker(of), key="x", numbered=True)
    outbox.work_off()
    db.session.expire_all()
    with pypdfium2.PdfDocument(files.path_of(run.token, "application/pdf")) as document:
        said = "".join(document[0].get_textpage().get_text_range().split())

    facts = [
        of.product.name,
        of.trace_code,
        of.number,
        of.serial(100_000),
        f"{of.made_on:%d/%m/%Y}",
        f"{of.expires_on:%d/%m/%Y}",
    ]
    for fact in (*facts, of.product.producer.name, "sangkien.namthanhmien.haiphong.gov.vn/quet"):
        assert "".join(fact.split()) in said


def test_a_label_without_room_for_its_words_is_refused():
    of, small = lot(product(name="Bánh đa sợi phơi nắng của làng Hội Yên " * 3)), Stock((50, 26), 0, 0, 30, 22, 1, 1)
    with pytest.raises(RuleBroken, match="không đủ chỗ cho chữ"):
        order_labels(of, 1, small, LabelPlace.PACK, by=maker(of), key="x")


def test_a_gtin_may_stand_in_the_code(browser):
    of = lot(product(gtin=GTIN), number="A1")
    assert address_of(of, as_link=True, place=LabelPlace.FAIR) == f"http://localhost/01/{GTIN}/10/A1?o=h"
    with pytest.raises(RuleBroken, match="chưa có mã GTIN"):
        order_labels(lot(), 1, STOCKS["a4-21"][1], LabelPlace.PACK, by=official(), key="k2", as_link=True)
    with pytest.raises(RuleBroken, match="công bố lô trước"):
        order_labels(lot(published=False), 1, STOCKS["a4-21"][1], LabelPlace.PACK, by=official(), key="k3")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"count": "0"}, "từ 1 đến 5.000"),
        ({"count": "5001"}, "từ 1 đến 5.000"),
        ({"count": "x"}, "số nguyên"),
        ({"stock": "a3"}, "Hãy chọn một mục"),
        ({"stock": "free"}, "Giấy khác thì cần ghi"),
        ({"stock": "free", "width": "300", "height": "40", "across": "3", "down": "6"}, "không vừa trang giấy"),
        ({"stock": "free", "width": "12", "height": "12", "across": "3", "down": "6"}, "ít nhất"),
    ],
)
def test_an_order_that_cannot_be_is_refused_in_words(browser, wrong, words):
    of = lot()
    browser.sign_in(maker(of))
    page = browser.post(f"/so-sx/lo/{of.id}/tem", {"count": "21", "stock": "a4-21", "place": "p"} | wrong, expect=422).text

    assert words in page
    assert db.session.scalar(sa.select(sa.func.count(LabelRun.id))) == 0


def test_an_order_that_cannot_be_made_says_so(monkeypatch, browser):
    of = lot()
    run = order_labels(of, 3, STOCKS["a4-21"][1], LabelPlace.PACK, by=maker(of), key="x")
    monkeypatch.setattr(outbox, "TRIES", 1)
    monkeypatch.setattr(actions, "drawn", lambda *_: 1 / 0)
    outbox.work_off()
    db.session.expire_all()
    assert run.state is RunState.FAILED
    browser.sign_in(maker(of))
    assert "Không làm được lượt tem này" in browser.get(f"/so-sx/tem/{run.id}").text
