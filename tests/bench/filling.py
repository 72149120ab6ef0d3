"""Many rows in a short time: past the ORM, with indexes, triggers and durability put off until they are in."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Any

import sqlalchemy as sa

from app.core.audit import ChainHead, Event
from app.core.db import Model
from app.core.search.index import FTS
from tests.bench.yardsticks import Base

Rows = Iterable[dict[str, Any]]


def fill(connection: sa.Connection, model: Any, rows: Rows) -> None:
    """Stream rows into a table, stored as the product stores them: COPY on PostgreSQL, one prepared INSERT on SQLite."""
    waiting = iter(rows)
    first = next(waiting)
    table, dialect = model.__table__, connection.dialect
    stored = [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in first]
    tuples = (
        tuple(value if store is None else store(value) for store, value in zip(stored, row.values(), strict=True))
        for row in chain([first], waiting)
    )
    raw, names = connection.connection.driver_connection, ", ".join(first)
    if dialect.name == "sqlite":
        raw.executemany(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(first))})", tuples)
        return
    with raw.cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for one in tuples:
            copy.write_row(one)


def close_chain(connection: sa.Connection) -> None:
    """Let the head of the chain be the last row that was filled in."""
    last = sa.select(Event.id, Event.hash, Event.at).order_by(Event.id.desc()).limit(1)
    id, hash, at = connection.execute(last).one()
    connection.execute(sa.update(ChainHead).values(event_id=id, hash=hash, at=at))


@contextmanager
def unhindered(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction in an empty database without indexes, triggers, foreign keys or syncs; then all of it again."""
    lite = engine.dialect.name == "sqlite"
    engine.dispose()  # SQLite leaves its journal only for somebody who is alone
    with engine.connect() as connection:
        if lite:
            for pragma in ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-64000"):
                connection.connection.execute(f"PRAGMA {pragma}")  # past SQLAlchemy, which would begin a transaction
        with connection.begin():
            if not lite:
                for setting in (
                    "statement_timeout = 0",
                    "session_replication_role = replica",
                    "maintenance_work_mem = '256MB'",
                ):
                    connection.exec_driver_sql(f"SET LOCAL {setting}")
            known = {found["name"] for every in sa.inspect(connection).get_multi_indexes().values() for found in every}
            indexes = [index for table in Model.metadata.sorted_tables for index in table.indexes if index.name in known]
            for index in indexes:
                index.drop(connection)
            if lite:
                connection.exec_driver_sql("DROP TRIGGER search_entries_added")
            yield connection
            for index in indexes:
                index.create(connection)
            if lite:
                connection.exec_driver_sql("INSERT INTO search_index(search_index) VALUES('rebuild')")
                connection.exec_driver_sql(next(sql for sql in FTS if "search_entries_added" in sql))
    engine.dispose()
    _settle(engine)
    engine.dispose()


def _settle(engine: sa.Engine) -> None:
    """What a running PostgreSQL does by itself: move the sequences on, look the tables over. SQLite is left as it is."""
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.exec_driver_sql("SET statement_timeout = 0")
        there = set(sa.inspect(connection).get_table_names())  # not every measurement has the yardsticks' own rows
        for table in there & {*Model.metadata.tables, *Base.metadata.tables}:
            last = f"(SELECT coalesce(max(id), 0) + 1 FROM {table})"
            connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last}, false)")
        connection.exec_driver_sql("VACUUM ANALYZE")
        connection.exec_driver_sql("CHECKPOINT")
