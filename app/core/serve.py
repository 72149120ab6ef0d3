"""The production server: waitress, which waits for slow senders without holding a thread, in several processes."""

import ctypes
import gc
import importlib
import logging
import os
import signal
import socket
import time
from contextlib import suppress
from types import FrameType
from typing import Any

from waitress.server import create_server

from app.core import batches, outbox

BODY_BYTES = 27 * 1024 * 1024
M_ARENA_MAX = -8  # of <malloc.h>
_STOP = (signal.SIGTERM, signal.SIGINT)


def serve(target: str, *, host: str, port: int, workers: int) -> None:
    """Serve `module:app` until told to stop, with one process beside them that works off the outbox.

    A process that dies is replaced; SIGTERM, to this process or to all, lets running requests and the running job end.
    """
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(1024)
    listener.setblocking(False)
    children: dict[int, tuple[float, bool]] = {}
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True
        for child in children:
            with suppress(ProcessLookupError):  # it ended a moment ago
                os.kill(child, signal.SIGTERM)

    for number in _STOP:
        signal.signal(number, stop)
    while not stopping or children:
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOP)  # or one that is just being born would never hear of it
        while not stopping and len(children) < workers + 1:
            is_postman = not any(postman for _since, postman in children.values())
            children[_born(target, listener, is_postman=is_postman)] = (time.monotonic(), is_postman)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOP)
        try:
            ended, _status = os.wait()
        except (ChildProcessError, InterruptedError):
            continue
        if time.monotonic() - children.pop(ended, (0, False))[0] < 1 and not stopping:
            time.sleep(1)  # one that dies at once would otherwise be born again in a tight loop


def _born(target: str, listener: socket.socket, *, is_postman: bool) -> int:
    """Another process, which dies of a signal to stop until it has a handler of its own; here its number."""
    child = os.fork()
    if child:
        return child
    for number in _STOP:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOP)
    if is_postman:
        listener.close()
        outbox.run(_loaded(target))
    else:
        _work(target, listener)
    os._exit(0)


def _work(target: str, listener: socket.socket) -> None:
    """One process: the app, eight threads, and an asynchronous front that collects whole requests first."""
    _share_heaps()
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a full queue is normal when a village meeting votes
    app = _loaded(target)
    gc.collect()
    gc.freeze()  # what the app is made of is no garbage: looking through all of it cost a page some 20 ms now and then
    server = create_server(
        app,
        sockets=[listener],
        threads=8,
        ident=None,
        connection_limit=400,
        channel_timeout=60,
        cleanup_interval=10,
        max_request_body_size=BODY_BYTES,
        max_request_header_size=32 * 1024,
        clear_untrusted_proxy_headers=False,  # the app itself trusts exactly as many hops as it is told to
    )

    def stop(_signal: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # told a second time, it lets running requests end all the same
        raise SystemExit

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    server.run()
    with app.app_context():
        batches.write_all()


def _share_heaps() -> None:
    """Let the threads share two heaps: by default glibc gives each its own, and each keeps what was freed in it."""
    with suppress(OSError, AttributeError):  # another C library decides for itself
        ctypes.CDLL("libc.so.6").mallopt(M_ARENA_MAX, 2)


def _loaded(target: str) -> Any:
    module, name = target.split(":")
    return getattr(importlib.import_module(module), name)
