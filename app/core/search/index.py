"""The index: one row for each thing that can be found, kept up by every flush that changes such a thing.

SQLite answers through FTS5, PostgreSQL through a GIN index. Both see the same list of terms, made here and never
by the database: `nuoc` a word without tones, `=nước` with them, `+nuoc` of a title, `nuoc_sach` two neighbours.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.db import Model, db
from app.core.search.words import pairs_of, words_of


class SearchEntry(Model):
    """A thing that can be found: what it is, what it is called, the terms it is found by, and whether by everybody."""

    __tablename__ = "search_entries"
    __table_args__ = (sa.UniqueConstraint("kind", "subject_id"),)

    kind: Mapped[str] = mapped_column(sa.String(20))
    subject_id: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(200))
    terms: Mapped[str] = mapped_column(sa.Text)
    is_public: Mapped[bool]


class SearchWord(Model):
    """Every folded word of letters the index ever held: what a misspelt one may have meant."""

    __tablename__ = "search_words"

    word: Mapped[str] = mapped_column(sa.String(40), unique=True)


FTS = (
    (
        "CREATE VIRTUAL TABLE search_index USING fts5(terms, content='search_entries', content_rowid='id', detail=none,"
        " columnsize=0, tokenize=\"unicode61 remove_diacritics 0 tokenchars '_=+'\")"
    ),
    (
        "CREATE TRIGGER search_entries_added AFTER INSERT ON search_entries BEGIN"
        " INSERT INTO search_index(rowid, terms) VALUES (new.id, new.terms); END"
    ),
    (
        "CREATE TRIGGER search_entries_gone AFTER DELETE ON search_entries BEGIN"
        " INSERT INTO search_index(search_index, rowid, terms) VALUES ('delete', old.id, old.terms); END"
    ),
    (
        "CREATE TRIGGER search_entries_changed AFTER UPDATE OF terms ON search_entries BEGIN"
        " INSERT INTO search_index(search_index, rowid, terms) VALUES ('delete', old.id, old.terms);"
        " INSERT INTO search_index(rowid, terms) VALUES (new.id, new.terms); END"
    ),
)
# PostgreSQL keeps the terms once more as it reads them; it knows how often a thousand of them occur times ten, since a
# rare term that it took for a common one would be looked for through the whole table.
VECTOR = (
    (
        "ALTER TABLE search_entries ADD COLUMN vector tsvector"
        " GENERATED ALWAYS AS (array_to_tsvector(string_to_array(terms, ' '))) STORED"
    ),
    "ALTER TABLE search_entries ALTER COLUMN vector SET STATISTICS 1000",
    "CREATE INDEX ix_search_entries_vector ON search_entries USING gin (vector)",
)
for _dialect, _statements in (("sqlite", FTS), ("postgresql", VECTOR)):
    for _statement in _statements:
        event.listen(SearchEntry.__table__, "after_create", sa.DDL(_statement).execute_if(dialect=_dialect))


@dataclass(frozen=True)
class Named:
    """The name of another thing, to be looked up when the entry is written."""

    model: Any
    id: int | None


@dataclass(frozen=True)
class Found:
    """An entry as a thing describes it. `texts` are what it is found by beside its title."""

    kind: str
    subject_id: int
    title: "str | Named"
    texts: tuple["str | Named", ...] = ()
    is_public: bool = True


class Searchable:
    """A thing that can be found."""

    id: Mapped[int]
    # The attributes whose change is a reason to write the entries anew.
    searched_by: tuple[str, ...]

    def search_entries(self) -> list[Found]:
        """Its entries; none while nobody else may find it."""
        return []


def terms_of(title: str, texts: Iterable[str]) -> list[str]:
    """Every term of an entry, each once. Pairs come from the title and the first text, where the gist stands."""
    texts = list(texts)
    in_title, anywhere = words_of(title), [word for written in texts for word in words_of(written)]
    terms: dict[str, None] = {}
    for word in in_title:
        terms[f"+{word.folded}"] = None
    for word in (*in_title, *anywhere):
        terms[word.folded] = terms[f"={word.toned}"] = None
    for written in (title, *texts[:1]):
        terms.update(dict.fromkeys(pairs_of(words_of(written))))
    return list(terms)


def rebuild(things: Iterable[Searchable]) -> int:
    """Write the entries of these things anew; returns how many there are. Safe to run again."""
    return sum(_write(db.session, thing) for thing in things)


def forget(kind: str, subject_id: int) -> None:
    """A thing is found no more; later entries of what it stands in may bring it back."""
    db.session.flush()
    db.session.execute(sa.delete(SearchEntry).where(SearchEntry.kind == kind, SearchEntry.subject_id == subject_id))


@event.listens_for(Session, "after_flush")
def _follow(session: Session, _: Any) -> None:
    for thing in [*session.new, *session.dirty]:
        if isinstance(thing, Searchable) and _changed(thing):
            _write(session, thing)


def _changed(thing: Searchable) -> bool:
    state = sa.inspect(thing)
    return any(state.attrs[name].history.has_changes() for name in thing.searched_by)


def _write(session: Session, thing: Searchable) -> int:
    connection, written = session.connection(), 0
    for found in thing.search_entries():
        with session.no_autoflush:
            title, *texts = (_text(session, part) for part in (found.title, *found.texts))
        terms = terms_of(title, texts)
        row = {
            "kind": found.kind,
            "subject_id": found.subject_id,
            "title": title[:200],
            "terms": " ".join(terms),
            "is_public": found.is_public,
        }
        connection.execute(_upsert(connection, row), row)
        _learn(connection, (term for term in terms if term.isalpha()))
        written += 1
    return written


def _text(session: Session, part: "str | Named") -> str:
    if isinstance(part, str):
        return part
    thing = session.get(part.model, part.id) if part.id else None
    return thing.name if thing is not None else ""


def _upsert(connection: sa.Connection, row: dict[str, Any]) -> Any:
    from sqlalchemy.dialects import postgresql, sqlite

    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = insert(SearchEntry)
    new = {name: statement.excluded[name] for name in ("title", "terms", "is_public")}
    return statement.on_conflict_do_update(index_elements=["kind", "subject_id"], set_=new)


def _learn(connection: sa.Connection, words: Iterator[str]) -> None:
    """Remember new words, in one order everywhere, so that two writers never wait for each other in a ring."""
    rows = [{"word": word} for word in sorted(set(words))]
    if rows:
        connection.execute(sa.text("INSERT INTO search_words (word) VALUES (:word) ON CONFLICT (word) DO NOTHING"), rows)
