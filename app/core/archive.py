"""The whole house in one file: every row and every photo, taken while people write, read back on either database."""

import base64
import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.core.clock import utcnow
from app.core.db import Fixed, Model, UTCDateTime, snapshot

FORMAT, CHUNK = 1, 1000


class Damaged(Exception):
    """This file is no whole archive of this version; the message says what is wrong with it."""


def write(path: Path, *, media: Path) -> dict[str, int]:
    """Write an archive, readable by its owner only; returns how many rows each table has.

    Rows are read in one snapshot. Photos come after them: a photo is on disk before its row is kept, and stays there.
    The file has its name only once it is whole.
    """
    unfinished = path.with_name(path.name + ".part")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        with snapshot() as connection:
            revision = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
            tables = {table.name: _write_table(archive, connection, table) for table in Model.metadata.sorted_tables}
        photos = {}
        for photo in sorted(found for found in media.rglob("*") if found.is_file() and found != unfinished):
            name = photo.relative_to(media).as_posix()
            photos[name] = photo.stat().st_size
            archive.write(photo, f"media/{name}", zipfile.ZIP_STORED)  # pictures are compressed already
        told = {"format": FORMAT, "revision": revision, "at": utcnow().isoformat(), "tables": tables, "media": photos}
        archive.writestr("manifest.json", json.dumps(told, indent=1))
        archive.close()
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    return {name: table["rows"] for name, table in tables.items()}


def manifest(path: Path, *, revision: str | None) -> dict[str, Any]:
    """What an archive says of itself, after every byte of it was looked at. Raises `Damaged`."""
    try:
        with zipfile.ZipFile(path) as archive:
            if broken := archive.testzip():
                raise Damaged(f"{broken} is damaged")
            told: dict[str, Any] = json.loads(archive.read("manifest.json"))
            if told["format"] != FORMAT or (revision and told["revision"] != revision):
                raise Damaged(f"made by version {told['revision']}, this is {revision}: restore it there, then upgrade")
            if lost := set(Model.metadata.tables) - set(told["tables"]):
                raise Damaged(f"it has no {', '.join(sorted(lost))}")
            names = set(archive.namelist())
            for name, table in told["tables"].items():
                with archive.open(f"tables/{name}.jsonl") as lines:
                    if hashlib.file_digest(lines, "sha256").hexdigest() != table["sha256"]:  # type: ignore[arg-type]
                        raise Damaged(f"{name} is not what was written")
            if missing := [name for name in told["media"] if f"media/{name}" not in names]:
                raise Damaged(f"{len(missing)} photos are missing")
    except (zipfile.BadZipFile, zlib.error, RuntimeError, KeyError, ValueError, EOFError, OSError) as error:
        raise Damaged(f"not a whole archive ({error})") from None
    return told


def load(path: Path, connection: sa.Connection) -> None:
    """Put every row of an archive into tables that are there, in place of what they hold."""
    tables = Model.metadata.sorted_tables
    for table in reversed(tables):
        connection.execute(table.delete())
    with zipfile.ZipFile(path) as archive:
        for table in tables:
            _load_table(archive, connection, table)
            if connection.dialect.name == "postgresql":
                last = sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0) + 1).scalar_subquery()
                sequence = sa.func.pg_get_serial_sequence(table.name, "id")
                connection.execute(sa.select(sa.func.setval(sequence, last, False)))


@contextmanager
def tried_out(path: Path) -> Iterator[sa.Connection]:
    """The rows of an archive in a database that is thrown away afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        engine = sa.create_engine(f"sqlite:///{folder}/proof.db", poolclass=sa.NullPool)
        with engine.begin() as connection:
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
            Model.metadata.create_all(connection)
            load(path, connection)
            yield connection


def unpack_media(path: Path, media: Path) -> None:
    """Put the photos of an archive where photos are kept."""
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            if entry.filename.startswith("media/"):
                entry.filename = entry.filename.removeprefix("media/")
                archive.extract(entry, media)  # cleans names that would lead elsewhere


def _write_table(archive: zipfile.ZipFile, connection: sa.Connection, table: sa.Table) -> dict[str, Any]:
    digest, rows = hashlib.sha256(), 0
    with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as file:
        query = sa.select(table).order_by(table.c.id)
        for row in connection.execution_options(yield_per=CHUNK).execute(query):
            line = json.dumps(list(row), default=_plain, ensure_ascii=False).encode() + b"\n"
            digest.update(line)
            file.write(line)
            rows += 1
    return {"columns": [column.name for column in table.columns], "rows": rows, "sha256": digest.hexdigest()}


def _load_table(archive: zipfile.ZipFile, connection: sa.Connection, table: sa.Table) -> None:
    """Rows that point at rows of their own table come after those they point at."""
    own = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    waiting: list[dict[str, Any]] = []
    chunk: list[dict[str, Any]] = []
    for row in _rows(archive, table):
        (waiting if any(row[name] is not None for name in own) else chunk).append(row)
        if len(chunk) >= CHUNK:
            connection.execute(table.insert(), chunk)
            chunk = []
    if chunk:
        connection.execute(table.insert(), chunk)
    while waiting:
        later = {row["id"] for row in waiting}
        ready = [row for row in waiting if not later & {row[name] for name in own}]
        if not ready:
            raise Damaged(f"{table.name} points at itself in a circle")
        connection.execute(table.insert(), ready)
        waiting = [row for row in waiting if later & {row[name] for name in own}]


def _rows(archive: zipfile.ZipFile, table: sa.Table) -> Iterator[dict[str, Any]]:
    columns = list(table.columns)
    with archive.open(f"tables/{table.name}.jsonl") as lines:
        for line in lines:
            values = zip(columns, json.loads(line), strict=True)
            yield {column.name: None if value is None else _typed(column.type, value) for column, value in values}


def _plain(value: Any) -> Any:
    if isinstance(value, date):  # a moment is a date too
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return base64.b64encode(value).decode()


def _typed(kind: Any, value: Any) -> Any:
    if isinstance(kind, UTCDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, sa.Date):
        return date.fromisoformat(value)
    if isinstance(kind, Fixed | sa.Numeric):
        return Decimal(value)
    if isinstance(kind, sa.LargeBinary):
        return base64.b64decode(value)
    return value
