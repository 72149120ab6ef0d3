"""A trace page as data: the contract of `/api/v1/trace/<code>`."""

from decimal import Decimal
from typing import Any

from app.tracing.page import TracePage


def as_json(page: TracePage) -> dict[str, Any]:
    """The ten facts of TT 02/2024/TT-BKHCN and what stands against the lot; quantities as decimals in the lot's measure."""
    lot = page.lot
    return {
        "trace_code": lot.trace_code,
        "product_name": lot.name,
        "operator_name": lot.producer,
        "operator_address": lot.address,
        "production_time": lot.made_on.isoformat(),
        "expiry": lot.expires_on.isoformat() if lot.expires_on else None,
        "brand": lot.brand or None,
        "gtin": lot.gtin,
        "lot": lot.number,
        "quantity": str(lot.quantity) if lot.quantity is not None else None,
        "measure": lot.measure,
        "standards": lot.standards,
        "images": [row.token for row in page.pictures],
        "events": [_event(row) for row in page.steps],
        "made_of": [{"lot": row.text, "product": row.name, "trace_code": row.code} for row in page.sources],
        "recalls": [
            {"kind": row.word, "at": row.at.isoformat(), "reason": row.text, "from": row.number, "to": row.amount}
            for row in (*page.recalls, *page.recalled_pieces)
        ],
        "stars": page.stars.number if page.stars else None,
        "is_sample": bool(lot.is_sample),
    }


def _event(row: Any) -> dict[str, Any]:
    return {
        "step": row.word,
        "event_time": row.at.isoformat(),
        "place_code": row.code,
        "place": row.name,
        "quantity": str(Decimal(row.amount) / 100) if row.amount is not None else None,
    }
