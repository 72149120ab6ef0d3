"""What the kernel says: CPU time and memory of process trees, and which machine this is."""

import os
import platform
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

TICKS = os.sysconf("SC_CLK_TCK")


def tree(root: int) -> list[int]:
    """A process and everything it started that still lives."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (fields := _fields(int(folder.name))):
            parents.setdefault(int(fields[1]), []).append(int(folder.name))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += parents.get(pid, [])
    return found


def cpu_seconds(*roots: int) -> float:
    """CPU time, user and system, that these trees have used; children that ended and were waited for count too."""
    ticks = 0
    for root in roots:
        for pid in tree(root):
            if fields := _fields(pid):
                ticks += sum(map(int, fields[11:15] if pid == root else fields[11:13]))
    return ticks / TICKS


def busy_seconds() -> float:
    """CPU time that the whole machine has used, by anybody."""
    user, nice, system, _idle, _wait, irq, soft, *_ = map(int, Path("/proc/stat").read_text().split()[1:9])
    return (user + nice + system + irq + soft) / TICKS


def memory_mb(pid: int) -> tuple[float, float]:
    """Resident memory of a process and its proportional share of it, in MB."""
    rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    sizes = {row.split(":")[0]: int(row.split()[1]) / 1024 for row in rows}
    return sizes["Rss"], sizes["Pss"]


def children(pid: int) -> list[int]:
    """The processes that one process started itself."""
    return [child for child in tree(pid) if child != pid and int((_fields(child) or [0, 0])[1]) == pid]


def description(postgres: str | None) -> str:
    """One line: processor, cores, versions, day."""
    models = [line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    parts = [
        f"{models[0] if models else platform.processor() or 'unknown processor'}, {len(os.sched_getaffinity(0))} cores",
        f"Linux {platform.release()}",
        f"Python {platform.python_version()}",
        f"SQLite {sqlite3.sqlite_version}",
        *([f"PostgreSQL {postgres}"] if postgres else []),
        f"{datetime.now(UTC):%Y-%m-%d}",
    ]
    return "; ".join(parts)


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines()


def _fields(pid: int) -> list[str]:
    """What follows the name in /proc/<pid>/stat, state first; nothing for a process that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def postmaster(url: str) -> int | None:
    """The process all of PostgreSQL comes from."""
    if url.startswith("sqlite"):
        return None
    engine = sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"), poolclass=sa.NullPool)
    with engine.connect() as connection:
        backend = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        return int(Path(f"/proc/{backend}/stat").read_text().rpartition(") ")[2].split()[1])
