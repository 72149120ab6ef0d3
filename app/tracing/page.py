"""What a trace page says, made of what was read: the verdict first, then who, where, when, then the way it came."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.i18n import day, number
from app.initiatives.models import State
from app.products import trace_code
from app.products.models import CertificateKind, LinkKind, Measure, ProductState, RecallKind, Step
from app.tracing.reading import Read


@cache
def _labels(language: str) -> dict[str, str]:
    """Steps and units in the language of the page that is being made."""
    return {member.value: str(member.label) for kind in (Step, Measure) for member in kind}


MANY_SCANS = 200  # beyond so many the exact number says nothing more


@dataclass(frozen=True)
class Verdict:
    """The first line: `kind` is ok, warn or bad; `text` says it, `more` what to do."""

    kind: str
    text: str
    more: tuple[str, ...] = ()


class TracePage:
    """A page about one lot, or one numbered piece of it, as it stands on a day."""

    def __init__(self, read: Read, *, language: str, on: date, unusual: int | None, number: int | None = None) -> None:
        self.lot, self._rows = read.lot, read.rows
        self.language, self.on, self.number, self._unusual = language, on, number, unusual

    @property
    def name(self) -> str:
        """The product's name in the language of the page, if it has one there."""
        return str(self.lot.name_en) if self.language == "en" and self.lot.name_en else str(self.lot.name)

    @property
    def story(self) -> str:
        """The product's story in the language of the page, if it has one there."""
        return str(self.lot.story_en) if self.language == "en" and self.lot.story_en else str(self.lot.story)

    @property
    def producer_story(self) -> str:
        """What the producer tells of themselves, in the language of the page if it is there."""
        lot = self.lot
        return str(lot.producer_story_en) if self.language == "en" and lot.producer_story_en else str(lot.producer_story)

    @property
    def set_name(self) -> str | None:
        """The set of the OCOP programme."""
        name: str | None = self.lot.set_name_en if self.language == "en" else self.lot.set_name
        return name

    @cached_property
    def recalls(self) -> list[Any]:
        """What stands against this lot, or this piece of it, newest first."""
        rows = sorted(self._rows.get("recall", []), key=lambda row: row.id, reverse=True)
        return [row for row in rows if row.number is None or self._covers(row)]

    def _covers(self, row: Any) -> bool:
        return self.number is not None and row.number <= self.number <= row.amount

    @property
    def recalled_pieces(self) -> list[Any]:
        """Recalls of numbered pieces, told to whoever scanned a code without a number."""
        return [row for row in self._rows.get("recall", []) if row.number is not None and self.number is None]

    @cached_property
    def verdict(self) -> Verdict:
        """Whether one may buy: recalled, expired, scanned too often, or in the book."""
        if self.recalls:
            row = self.recalls[0]
            first = (
                _("Hàng này bị THU HỒI từ %(day)s. Đừng ăn, đừng dùng, đừng bán.", day=day(row.at))
                if row.word == RecallKind.RECALL
                else _("Hàng này đã rút khỏi chỗ bán từ %(day)s. Đừng mua.", day=day(row.at))
            )
            return Verdict("bad", first, (row.text, row.name))
        if self.destroyed_at:
            text = _("Lô này đã bị tiêu hủy ngày %(day)s.", day=day(self.destroyed_at))
            return Verdict("bad", text, (_("Hàng mang mã này không còn được bán. Đừng mua, và báo cho xã."),))
        if self.lot.expires_on and self.lot.expires_on < self.on:
            return Verdict("warn", _("Mã đúng, nhưng lô này đã hết hạn dùng từ %(day)s.", day=day(self.lot.expires_on)))
        if self._unusual is not None and self.piece_scans >= self._unusual:
            text = _(
                "Tem số này được quét nhiều bất thường (%(num)s lần). Có thể tem bị sao chép.", num=number(self.piece_scans)
            )
            return Verdict("warn", text, (_("Xem kỹ tem và chỗ bán trước khi mua."),))
        return Verdict("ok", _("Mã đúng. Lô hàng này có trong sổ của xã."), (self.scanned,) if self.scanned else ())

    @property
    def serial(self) -> str:
        """What stands on the label of this piece."""
        return "" if self.number is None else trace_code.serial(self.number, salt=self.lot.salt)

    @property
    def scanned(self) -> str:
        """How often the lot's codes were opened, roughly when that is often."""
        scans = self.lot.scans if self.number is None else self.piece_scans
        if not scans:
            return ""
        if scans > MANY_SCANS:
            return _("Đã quét hơn %(num)s lần.", num=number(scans // 100 * 100))
        return ngettext("Đã quét %(num)d lần.", "Đã quét %(num)d lần.", scans)

    @property
    def piece_scans(self) -> int:
        """How often the label of this piece was opened."""
        return sum(row.number for row in self._rows.get("piece", []))

    @cached_property
    def steps(self) -> list[Any]:
        """What happened, oldest first."""
        return sorted(self._rows.get("step", []), key=lambda row: (row.at, row.id))

    @property
    def destroyed_at(self) -> datetime | None:
        """When the last of it was destroyed: all at once, or as much as it held."""
        rows = [row for row in self.steps if row.word == Step.DESTROY]
        whole = any(row.amount is None for row in rows)
        held = self.lot.quantity is not None and sum(row.amount or 0 for row in rows) >= self.lot.quantity * 100
        return rows[-1].at if rows and (whole or held) else None

    @property
    def takes_money(self) -> bool:
        """Whether one may pay for it by code: for nothing a recall stands against, not even for a part of it."""
        return bool(self.lot.takes_money and self.verdict.kind == "ok" and not self._rows.get("recall"))

    @property
    def sources(self) -> list[Any]:
        """What it was made of: one step back."""
        return self._rows.get("source", [])

    @cached_property
    def papers(self) -> list[Any]:
        """Papers that hold on this day; stars only once the office compared them."""
        rows = [row for row in self._rows.get("paper", []) if row.first_on <= self.on <= (row.last_on or self.on)]
        return [row for row in rows if row.word != CertificateKind.OCOP or row.at]

    @property
    def stars(self) -> Any:
        """The paper with the stars, while it holds."""
        return next((row for row in self.papers if row.word == CertificateKind.OCOP), None)

    @cached_property
    def pictures(self) -> list[Any]:
        """The product's pictures in their order; the first one stands on the first screen."""
        return sorted(self._rows.get("picture", []), key=lambda row: row.id)

    @property
    def links(self) -> list[Any]:
        """Where it is sold and told of."""
        return self._rows.get("link", [])

    @property
    def initiative(self) -> Any:
        """The adopted initiative behind it."""
        return self.lot if self.lot.adopted == State.ADOPTED else None

    @property
    def phone(self) -> str | None:
        """The producer's number, when they let it be shown."""
        return self.lot.phone if self.lot.shows_phone else None

    @property
    def is_retired(self) -> bool:
        return str(self.lot.state) == ProductState.RETIRED

    @property
    def is_same_text(self) -> bool:
        """Whether the English page has to show the producer's Vietnamese."""
        return self.language == "en" and not self.lot.name_en

    def step_label(self, row: Any) -> str:
        """What was done, in words."""
        return _labels(self.language)[row.word]

    def measure(self, word: str) -> str:
        """The unit of a quantity."""
        return _labels(self.language)[word]

    @staticmethod
    def paper_label(row: Any) -> str:
        """What kind of paper it is."""
        return str(CertificateKind(row.word).label)

    @staticmethod
    def link_label(row: Any) -> str:
        """Where a link leads."""
        return str(LinkKind(row.word).label)
