"""What each request took: a line in the log and figures in the format of Prometheus.

The library is loaded at the first request of a process, because it reads at loading where the processes meet.
"""

import logging
import os
import shutil
import threading
import time
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, request

log = logging.getLogger("xa.request")
_making = threading.Lock()
REFUSED = (400, 403, 413, 429)  # forged, forbidden, too large, too often: told with who and from where
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # the library's own name for where processes put their figures


def share(folder: Path) -> None:
    """Begin anew to add up the figures of all processes of this server; call it before the first is born."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ[FOLDER] = str(folder)


def init_app(app: Flask) -> None:
    """Measure every request."""

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def note(response: Response) -> Response:
        if "began" not in g:  # refused before it began
            return response
        seconds = time.perf_counter() - g.began
        # The rule, not the address: links in mails carry their key there.
        route = request.url_rule.rule if request.url_rule else ""
        count(request.endpoint or "", request.method, response.status_code)
        _meters()[1].labels(request.endpoint or "").observe(seconds)
        level = logging.WARNING if response.status_code in REFUSED else logging.INFO
        if log.isEnabledFor(level):
            told = {"method": request.method, "route": route, "status": response.status_code, "ms": round(seconds * 1000, 1)}
            if level == logging.WARNING:  # who it is only where the request asked that itself
                told |= {"person": getattr(g.get("_login_user"), "id", None), "address": request.remote_addr}
            log.log(level, "request", extra=told)
        return response


def count(endpoint: str, method: str, status: int) -> None:
    """One more answered request."""
    known = method if method in METHODS else "other"  # anybody may make one up
    _meters()[0].labels(endpoint, known, status).inc()


def figures(**now: float) -> bytes:
    """All figures as text; `now` are those that are asked for at this moment, by name."""
    from prometheus_client import CollectorRegistry, generate_latest, multiprocess

    _meters()
    registry = CollectorRegistry()
    if FOLDER in os.environ:
        multiprocess.MultiProcessCollector(registry)
        text = generate_latest(registry)
    else:
        text = generate_latest()
    # What is true now belongs to no process: it is not added up.
    lines = [f"# TYPE xa_{name} gauge\nxa_{name} {value}\n" for name, value in sorted(now.items())]
    return text + "".join(lines).encode()


def _meters() -> tuple[Any, Any]:
    with _making:  # the first requests of a process come together, and a figure may be made only once
        return _made()


@cache
def _made() -> tuple[Any, Any]:
    from prometheus_client import Counter, Histogram

    requests = Counter("xa_requests", "Answered requests", ["endpoint", "method", "status"])
    steps = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
    return requests, Histogram("xa_request_seconds", "Seconds until the answer was made", ["endpoint"], buckets=steps)
