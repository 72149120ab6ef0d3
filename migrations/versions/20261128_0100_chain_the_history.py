"""Chain the history

Revision ID: 0023
Revises: 0022
"""

import hashlib
import json
import secrets
import unicodedata
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

SEALS = {"actor_salt": 32, "actor_seal": 64, "story_salt": 32, "story_seal": 64, "hash": 64}
CLEAR = ("id", "at", "name", "subject", "role", "before", "after", "facts", "actor_seal", "story_seal", "hash")
ACTOR, STORY = ("actor_id", "actor_salt"), ("subject_type", "subject_id", "reason", "details", "story_salt")


def upgrade() -> None:
    op.create_table(
        "chain_heads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_chain_heads_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_heads")),
    )
    with op.batch_alter_table("events") as batch:
        batch.add_column(sa.Column("subject", sa.String(length=40), nullable=True))
        batch.add_column(sa.Column("facts", sa.JSON(), nullable=True))
        for name, length in SEALS.items():
            batch.add_column(sa.Column(name, sa.String(length=length), nullable=True))
        batch.alter_column("subject_id", existing_type=sa.Integer(), nullable=True)
    connection = op.get_bind()
    connection.execute(_heads.insert(), {"id": 1, **_chained(connection)})
    with op.batch_alter_table("events") as batch:
        batch.alter_column("facts", existing_type=sa.JSON(), nullable=False)
        for name in ("actor_seal", "story_seal", "hash"):
            batch.alter_column(name, existing_type=sa.String(length=64), nullable=False)
    for statement in _guards(connection.dialect.name):
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in ("events", "chain_heads"):
            op.execute(f"DROP TRIGGER {table}_are_kept ON {table}")
            op.execute(f"DROP TRIGGER {table}_are_never_emptied ON {table}")
            op.execute(f"DROP FUNCTION {table}_are_kept")
        op.execute("DROP FUNCTION history_is_never_emptied")
    else:
        for name in (
            "events_stay",
            "events_replace_nothing",
            "events_only_forget",
            "chain_heads_stay",
            "chain_heads_only_move_on",
        ):
            op.execute(f"DROP TRIGGER {name}")
    op.execute("UPDATE events SET subject_id = 0 WHERE subject_id IS NULL")
    with op.batch_alter_table("events") as batch:
        batch.alter_column("subject_id", existing_type=sa.Integer(), nullable=False)
        for name in ("subject", "facts", *SEALS):
            batch.drop_column(name)
    op.drop_table("chain_heads")


_heads = sa.table(
    "chain_heads", sa.column("id"), sa.column("event_id"), sa.column("hash"), sa.column("at", sa.DateTime(timezone=True))
)
_events = sa.table(
    "events",
    *(sa.column(name) for name in ("id", "name", "subject", "subject_type", "subject_id", "actor_id", "role")),
    *(sa.column(name) for name in ("before", "after", "reason", *SEALS)),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("details", sa.JSON),
    sa.column("facts", sa.JSON),
)
# What everybody may know of rows that are there already: the code of what was public by then, and what the tally stands on.
_KNOWN = sa.text(
    "SELECT e.id, e.at, e.name, i.code, i.published_at, a.sphere, a.adopted_on, a.decision_number, a.decision_on, u.name AS unit,"
    " c.year, c.target, c.digest FROM events e"
    " LEFT JOIN adoptions a ON e.subject_type = 'adoptions' AND a.id = e.subject_id"
    " LEFT JOIN units u ON u.id = a.unit_id"
    " LEFT JOIN closed_years c ON e.subject_type = 'closed_years' AND c.id = e.subject_id"
    " LEFT JOIN initiatives i ON i.id = CASE WHEN e.subject_type IN ('initiatives', 'votes') THEN e.subject_id"
    " ELSE a.initiative_id END"
    " WHERE e.id > :last ORDER BY e.id LIMIT 1000"
).columns(
    at=sa.DateTime(timezone=True), published_at=sa.DateTime(timezone=True), adopted_on=sa.Date(), decision_on=sa.Date()
)


def _chained(connection):
    """Give every row its seals and its place; a thousand at a time, so that a long history fits into memory."""
    last = {"event_id": 0, "hash": "0" * 64, "at": None}
    binds = {name: sa.bindparam(f"new_{name}") for name in ("at", "subject", "facts", *SEALS)}
    write = _events.update().where(_events.c.id == sa.bindparam("number")).values(**binds)
    while known := connection.execute(_KNOWN, {"last": last["event_id"]}).all():
        numbers = (_events.c.id >= known[0].id, _events.c.id <= known[-1].id)
        rows = connection.execute(sa.select(_events).where(*numbers).order_by(_events.c.id)).all()
        changes = []
        for told, found in zip(known, rows, strict=True):
            row = dict(found._mapping)
            # Two people at once wrote down moments that cross by a little; the chain never goes back in time.
            if last["at"] and timedelta(0) < last["at"] - row["at"] <= timedelta(seconds=60):
                row["at"] = last["at"]
            row |= {"subject": _subject(told), "facts": _facts(told, row["details"])}
            row |= {"actor_salt": secrets.token_hex(16), "story_salt": secrets.token_hex(16)}
            row["actor_seal"] = _digest([row["actor_salt"], row["actor_id"]])
            story = (row[name] for name in ("story_salt", "subject_type", "subject_id", "reason", "details"))
            row["story_seal"] = _digest(list(story))
            clear = {name: row[name] for name in CLEAR[:8]}
            sealed = {"actor": row["actor_seal"], "story": row["story_seal"]}
            row["hash"] = _digest({"previous": last["hash"], **clear, **sealed})
            last = {"event_id": row["id"], "hash": row["hash"], "at": row["at"]}
            changes.append({"number": row["id"], **{f"new_{name}": row[name] for name in binds}})
        connection.execute(write, changes)
    return last


def _subject(told):
    if told.year:
        return str(told.year)
    was_public = told.published_at is not None and told.at >= told.published_at
    return told.code if was_public else None


def _facts(told, details):
    if told.name == "adoptions.confirm" and told.code:
        days = {"adopted_on": told.adopted_on.isoformat(), "decision_on": told.decision_on.isoformat()}
        facts = {"code": told.code, "sphere": told.sphere, "decision_number": told.decision_number, "unit": told.unit}
        return {**facts, **days}
    if told.name == "adoptions.revoke" and told.code:
        return {"code": told.code}
    if told.name == "closed_years.close" and told.year:
        return {"year": told.year, "target": told.target, "adopted": details.get("adopted"), "digest": told.digest}
    return {}


def _digest(value):
    text = json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value):
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {_plain(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, datetime):
        aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return aware.isoformat(timespec="microseconds")
    if value is None or isinstance(value, int):
        return value
    raise ValueError(f"{value!r} has no one way to be written")


def _guards(dialect):
    """The history takes no DELETE, and no UPDATE but one that only forgets. Its head only moves on."""
    only_forgets = (
        f"{_same(CLEAR, dialect)} AND (({_same(ACTOR, dialect)}) OR (NEW.actor_id IS NULL AND NEW.actor_salt IS NULL))"
        f" AND (({_same(STORY, dialect)}) OR (NEW.subject_type = '' AND NEW.subject_id IS NULL AND NEW.reason IS NULL"
        f" AND NEW.story_salt IS NULL AND CAST(NEW.details AS text) = '{{}}'))"
    )
    return [
        part.strip()
        for part in (_SQLITE if dialect == "sqlite" else _POSTGRESQL).replace("ONLY_FORGETS", only_forgets).split(";;")
    ]


def _same(names, dialect):
    """PostgreSQL compares JSON as text only."""
    alike, text = ("IS", "") if dialect == "sqlite" else ("IS NOT DISTINCT FROM", "::text")
    cast = {"facts": text, "details": text}
    return " AND ".join(f"OLD.{name}{cast.get(name, '')} {alike} NEW.{name}{cast.get(name, '')}" for name in names)


_SQLITE = """
CREATE TRIGGER events_stay BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'history is never deleted'); END;;
CREATE TRIGGER events_replace_nothing BEFORE INSERT ON events WHEN EXISTS (SELECT 1 FROM events WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'history is never replaced'); END;;
CREATE TRIGGER events_only_forget BEFORE UPDATE ON events WHEN NOT (ONLY_FORGETS)
BEGIN SELECT RAISE(ABORT, 'history is never changed'); END;;
CREATE TRIGGER chain_heads_stay BEFORE DELETE ON chain_heads WHEN OLD.event_id > 0
BEGIN SELECT RAISE(ABORT, 'the head of the chain is never deleted'); END;;
CREATE TRIGGER chain_heads_only_move_on BEFORE UPDATE ON chain_heads WHEN NEW.event_id <= OLD.event_id
BEGIN SELECT RAISE(ABORT, 'the head of the chain never goes back'); END
"""
_POSTGRESQL = """
CREATE FUNCTION events_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'history is never deleted'; END IF;
IF NOT (ONLY_FORGETS) THEN RAISE EXCEPTION 'history is never changed'; END IF;
RETURN NEW; END $$;;
CREATE TRIGGER events_are_kept BEFORE UPDATE OR DELETE ON events
FOR EACH ROW EXECUTE FUNCTION events_are_kept();;
CREATE FUNCTION chain_heads_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
IF TG_OP = 'DELETE' AND OLD.event_id > 0 THEN RAISE EXCEPTION 'the head of the chain is never deleted'; END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
IF NEW.event_id <= OLD.event_id THEN RAISE EXCEPTION 'the head of the chain never goes back'; END IF;
RETURN NEW; END $$;;
CREATE TRIGGER chain_heads_are_kept BEFORE UPDATE OR DELETE ON chain_heads
FOR EACH ROW EXECUTE FUNCTION chain_heads_are_kept();;
CREATE FUNCTION history_is_never_emptied() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
RAISE EXCEPTION 'history is never deleted'; END $$;;
CREATE TRIGGER events_are_never_emptied BEFORE TRUNCATE ON events
EXECUTE FUNCTION history_is_never_emptied();;
CREATE TRIGGER chain_heads_are_never_emptied BEFORE TRUNCATE ON chain_heads
EXECUTE FUNCTION history_is_never_emptied()
"""
