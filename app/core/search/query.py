"""Asking the index: exactly as typed first, then without tones, then nearly; and what is like a text."""

from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from rapidfuzz import fuzz

from app.core import text
from app.core.db import db
from app.core.enums import Labelled
from app.core.search.index import SearchEntry, SearchWord
from app.core.search.words import Word, folded_words, from_telex, neighbours, pairs_of, words_of

LONGEST, MOST_WORDS, CANDIDATES, ENOUGH = 200, 8, 60, 5
SIMILAR_PAIRS, SIMILAR_EACH = 24, 200
ALIKE = 55.0  # of 100; see docs/decisions.md


class Why(Labelled):
    """Why something was found, best first."""

    EXACT = "exact", _l("Đúng từng chữ")
    FOLDED = "folded", _l("Đúng chữ, chưa xét dấu")
    CLOSE = "close", _l("Gần giống")
    PART = "part", _l("Có gần đủ các chữ")


@dataclass(frozen=True)
class Hit:
    """One thing found, why, and the folded words to show in its text."""

    kind: str
    subject_id: int
    title: str
    why: Why
    words: frozenset[str]


@dataclass(frozen=True)
class Answer:
    """What was found, best first; `asked` are the words understood, none when nothing could be searched for."""

    hits: list[Hit] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    cut: bool = False


def find(typed: str, *, everything: bool = False, kinds: tuple[str, ...] = ()) -> Answer:
    """Find things by words as people type them. `everything` finds what is not public as well, for those who may.

    Signs mean nothing: there are no operators. Of a long text its first 200 letters and eight words are used.
    """
    vocabulary = _vocabulary()
    words = _understood(text.clean(typed[:LONGEST]), vocabulary.words)
    if not words or sum(len(word.folded) for word in words) < 2:
        return Answer(cut=len(typed) > LONGEST)
    folded = [word.folded for word in words]
    tiers = [("title", _all("+" + one for one in folded)), ("text", _all(folded))]
    if any(word.has_marks for word in words):
        tiers.insert(0, ("toned", _all("=" + word.toned for word in words)))
    rows = _rows(tiers, everything, kinds)
    meant: dict[str, str] = {}
    if len({row.id for row in rows}) < ENOUGH:
        near = {one: neighbours(one, vocabulary.ordered) for one in folded}
        meant = {other: one for one, others in near.items() for other in others}
        rows += _rows(_nearly(folded, near), everything, kinds)
    hits = _ranked(rows, folded, meant)
    return Answer(hits, folded, cut=len(typed) > LONGEST)


def similar(typed: str, *, kind: str, everything: bool = False, but: int | None = None, most: int = 3) -> list[Hit]:
    """What says nearly the same as a text, most alike first; a hint, never a verdict.

    Candidates share pairs of neighbouring words, and a pair few have weighs more; then the titles are compared.
    """
    words = words_of(text.clean(typed[:1000]))
    pairs = pairs_of(words)[:SIMILAR_PAIRS]
    if len(words) < 3 or not pairs:
        return []
    rows = _rows([(pair, pair) for pair in pairs], everything, (kind,), most=SIMILAR_EACH)
    sizes: dict[str, int] = {}
    for row in rows:
        sizes[row.tier] = sizes.get(row.tier, 0) + 1
    weights: dict[int, float] = {}
    for row in rows:
        weights[row.id] = weights.get(row.id, 0) + 1 / (3 + sizes[row.tier])
    told = {row.id: row for row in rows if row.subject_id != but}
    best = sorted(told, key=lambda id: (-weights[id], -id))[:100]
    mine = " ".join(word.folded for word in words[:30])
    scored = [(_likeness(mine, told[id].title, weights[id]), id) for id in best]
    chosen = sorted((one for one in scored if one[0] >= ALIKE), key=lambda one: (-one[0], -one[1]))[:most]
    asked = frozenset(word.folded for word in words)
    return [Hit(kind, told[id].subject_id, told[id].title, Why.CLOSE, asked) for _score, id in chosen]


def _likeness(mine: str, title: str, weight: float) -> float:
    theirs = " ".join(folded_words(title))
    return max(fuzz.token_sort_ratio(mine, theirs), fuzz.token_set_ratio(mine, theirs) * 0.9) + min(weight * 10, 5)


def _understood(typed: str, vocabulary: frozenset[str]) -> list[Word]:
    """The words of a question, each once; keys a keyboard left undone become the word they were meant for."""
    understood: dict[str, Word] = {}
    for word in words_of(typed):
        if word.folded not in vocabulary and (done := from_telex(word.folded)) and done.folded in vocabulary:
            word = done
        understood.setdefault(word.folded, word)
    return list(understood.values())[:MOST_WORDS]


def _nearly(words: list[str], near: dict[str, list[str]]) -> list[tuple[str, Any]]:
    """One word replaced by a neighbour; and, of three words or more, one left out (of five, two)."""
    replaced = [_all([*words[:i], ("|", near[word]), *words[i + 1 :]]) for i, word in enumerate(words) if near[word]]
    tiers: list[tuple[str, Any]] = [("close", ("|", replaced))] if replaced else []
    if len(words) >= 3:
        kept = len(words) - (2 if len(words) >= 5 else 1)
        tiers.append(("part", ("|", [_all(some) for some in combinations(words, kept)])))
    return tiers


def _ranked(rows: list[Any], asked: list[str], meant: dict[str, str]) -> list[Hit]:
    """Best first: as typed, then without tones, then nearly; titles before texts, words in order first, newest first."""
    shown, order = frozenset([*asked, *meant]), list(Why)
    tiers: dict[int, set[str]] = {}
    for row in rows:
        tiers.setdefault(row.id, set()).add(row.tier)
    hits = []
    for row in {row.id: row for row in rows}.values():
        title = folded_words(row.title)
        found = tiers[row.id]
        why = (
            Why.EXACT
            if "toned" in found
            else Why.FOLDED
            if found & {"title", "text"}
            else Why.CLOSE
            if "close" in found
            else Why.PART
        )
        in_title = sum(one in title or any(meant.get(other) == one for other in title) for one in asked)
        key = (order.index(why), title != asked, -in_title, not _runs(asked, title), -row.id)
        hits.append((key, Hit(row.kind, row.subject_id, row.title, why, shown)))
    return [hit for _key, hit in sorted(hits, key=lambda one: one[0])]


def _runs(words: list[str], title: list[str]) -> bool:
    return any(title[i : i + len(words)] == words for i in range(len(title)))


def _all(terms: Any) -> Any:
    return ("&", list(terms))


def _rows(tiers: list[tuple[str, Any]], everything: bool, kinds: tuple[str, ...], most: int = CANDIDATES) -> list[Any]:
    """Entries of each wish, newest first, in one question: the database only finds, the order is made here."""
    dialect = db.engine.dialect.name
    parts = []
    for number, (tier, wish) in enumerate(tiers):
        part = sa.select(
            SearchEntry.id, SearchEntry.kind, SearchEntry.subject_id, SearchEntry.title, sa.literal(tier).label("tier")
        )
        if not everything:
            part = part.where(SearchEntry.is_public)
        if kinds:
            part = part.where(SearchEntry.kind.in_(kinds))
        name = f"wish{number}"
        if dialect == "sqlite":
            index = sa.table("search_index", sa.column("rowid"), sa.column("search_index")).alias(f"f{number}")
            part = part.join(index, index.c.rowid == SearchEntry.id)
            part = part.where(sa.text(f"f{number}.search_index MATCH :{name}").bindparams(**{name: _said(wish, dialect)}))
            part = part.order_by(index.c.rowid.desc())
        else:
            asked = sa.text(f"search_entries.vector @@ CAST(:{name} AS tsquery)")
            # Written out: a plan that was made for any words reads the whole table for rare ones.
            words = sa.bindparam(name, _said(wish, dialect), sa.String, literal_execute=True)
            part = part.where(asked.bindparams(words))
            part = part.order_by(SearchEntry.id.desc())
        parts.append(part.limit(most).subquery(f"tier{number}"))
    if not parts:
        return []
    return list(db.session.execute(sa.union_all(*(sa.select(part) for part in parts))))


def _said(wish: Any, dialect: str) -> str:
    """A wish in the words of the database. Terms hold letters, digits and our own signs only, so none can escape."""
    if isinstance(wish, str):
        return f'"{wish}"' if dialect == "sqlite" else f"'{wish}'"
    sign, parts = wish
    joint = {"&": " AND ", "|": " OR "}[sign] if dialect == "sqlite" else f" {sign} "
    return "(" + joint.join(_said(part, dialect) for part in parts) + ")"


@dataclass(frozen=True)
class _Vocabulary:
    """Every word the index knows, for looking up and, in order, for what is near."""

    newest: Any
    words: frozenset[str]
    ordered: tuple[str, ...]


_known: dict[str, _Vocabulary] = {}


def _vocabulary() -> _Vocabulary:
    """The words as they are now; each process reads them again when there is a new one."""
    place = str(db.engine.url)
    newest = db.session.execute(sa.select(SearchWord.id, SearchWord.word).order_by(SearchWord.id.desc()).limit(1)).first()
    known = _known.get(place)
    if known is None or known.newest != newest:
        words = db.session.scalars(sa.select(SearchWord.word)).all()
        known = _known[place] = _Vocabulary(newest, frozenset(words), tuple(sorted(words)))
    return known
