"""Products, lots and what happened to them, by the hundred thousand."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from app import create_app
from app.accounts.models import Organisation, Person, Upload
from app.core.db import db
from app.products import gs1, trace_code
from app.products.models import Lot, LotInEvent, Picture, Place, Producer, Product, TraceEvent
from config import from_environment
from tests.bench.filling import fill, unhindered

EVENTS, LOTS_A_PRODUCT = 20, 50
NOW = datetime(2026, 11, 1, tzinfo=UTC)
STEPS = ("receive", "make", "dry", "inspect", "pack", "store", "ship", "sell")
Rows = Iterator[tuple[Any, Iterator[dict[str, Any]]]]


def seed(size: int) -> list[tuple[str, str, int]]:
    """Lots of products with a GTIN, each with a picture; returns code, GTIN and number of up to a thousand of them."""
    app = create_app(from_environment())
    products = -(-size // LOTS_A_PRODUCT)
    codes = [trace_code.new() for _ in range(size)]
    gtins = [_gtin(number) for number in range(products)]
    with app.app_context():
        with unhindered(db.engine) as connection:
            for model, rows in _rows(size, products, codes, gtins):
                fill(connection, model, rows)
        db.engine.dispose()
    step = max(1, size // 1000)
    return [(codes[n], gtins[n // LOTS_A_PRODUCT], n) for n in range(0, size, step)]


def _gtin(number: int) -> str:
    body = f"0952{number:09d}"
    return body + gs1.check_digit(body)


def _rows(size: int, products: int, codes: list[str], gtins: list[str]) -> Rows:
    yield from _one_producer()
    yield from _products(products, gtins)
    day = NOW.date()
    lot = {"state": "published", "quantity": 500, "measure": "XPK", "began_on": day, "made_on": day, "published_at": NOW}
    lot |= {"expires_on": day + timedelta(days=365), "serials": 0, "salt": "0" * 32, "version": 1, "place_id": 1}
    named = (
        {"id": n + 1, "trace_code": code, "number": f"L{n}", "product_id": n // LOTS_A_PRODUCT + 1}
        for n, code in enumerate(codes)
    )
    yield Lot, (one | lot for one in named)
    happened = {"recorded_at": NOW, "note": "Làm xong mẻ này.", "correction": "", "is_void": False, "place_id": 1}
    happened |= {"at": NOW, "by_id": 1}
    numbers = range(1, size * EVENTS + 1)
    told = ({"id": n, "urn": f"urn:uuid:{n:036d}", "step": STEPS[n % 8], "key": f"k{n}"} for n in numbers)
    yield TraceEvent, (one | happened for one in told)
    part = {"part": "subject", "quantity": 500}
    yield LotInEvent, ({"id": n, "lot_id": (n - 1) // EVENTS + 1, "event_id": n, **part} for n in numbers)


def _one_producer() -> Rows:
    person = {"id": 1, "name": "Người Làm", "name_folded": "nguoi lam", "sort_name": "x", "created_at": NOW}
    yield Person, iter([{**person, "is_sample": False}])
    body = {"id": 1, "name": "HTX Đo", "name_key": "htx do", "sort_name": "x", "kind": "cooperative", "created_at": NOW}
    yield Organisation, iter([{**body, "is_sample": False, "village_id": 1}])
    book = {"id": 1, "state": "confirmed", "state_since": NOW, "confirmed_at": NOW, "address": "Thôn An Dương"}
    book |= {"shows_phone": False, "story": "", "story_en": "", "is_sample": False, "version": 1, "organisation_id": 1}
    yield Producer, iter([book])
    yield Place, iter([{"id": 1, "name": "Lò", "code": trace_code.new(), "producer_id": 1, "village_id": 1}])


def _products(products: int, gtins: list[str]) -> Rows:
    numbers = range(1, products + 1)
    file = {"mime": "image/webp", "size": 1, "width": 480, "height": 270, "at": NOW}
    yield Upload, ({"id": n, "token": f"t{n}", **file} for n in numbers)
    words = {"name_en": "", "brand": "Đo", "story": "Gạo ngâm từ tối. " * 8, "story_en": "", "ingredients": "Bột gạo"}
    words |= {"net_content": "500 g", "storage": "Nơi khô", "standards": "TCCS 01:2026", "state": "published"}
    words |= {"created_at": NOW, "updated_at": NOW, "published_at": NOW, "is_sample": False, "version": 1}
    words |= {"producer_id": 1, "ocop_set_id": 6}
    yield Product, ({"id": n, "name": f"Bánh đa số {n}", "gtin": gtins[n - 1], **words} for n in numbers)
    shot = {"position": 0, "alt": "Gói bánh đa", "children": "none"}
    yield Picture, ({"id": n, "product_id": n, "upload_id": n, **shot} for n in numbers)
