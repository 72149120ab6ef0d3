"""The other side of the line: a small keep-alive HTTP client in a process of its own.

One thread and one epoll: it costs the machine a few hundredths of a millisecond a request, and says how much.
"""

import heapq
import itertools
import pickle
import random
import resource
import select
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# Connections are opened anew after so many requests, so that no worker keeps more of them than the other for long.
REQUESTS_A_CONNECTION = 100
# Longer than the product itself waits for its database.
PATIENCE = 90.0


@dataclass
class Order:
    """What to ask, of whom, how many at once and for how long."""

    port: int
    requests: list[bytes]
    success: int
    connections: int = 8
    seconds: float = 3.0
    # Ask each request once only and stop when none is left.
    once: bool = False


@dataclass
class Act:
    """One kind of thing people do: how large a share of all, with which success, and the requests in turn."""

    share: float
    success: int
    requests: list[bytes]


@dataclass
class Play:
    """People who look, search, vote and write, each on a connection of their own and by a clock of their own.

    The clock does not wait for the server: an answer that is late makes the next act late as well, and both count.
    """

    port: int
    acts: dict[str, Act]
    people: int
    seconds: float
    pause: float


@dataclass
class Answer:
    """What came back: latencies in seconds, and everything that was not the status wanted."""

    elapsed: float = 0.0
    latencies: list[float] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    body_bytes: int = 0
    client_cpu: float = 0.0


class Connection:
    """One socket with at most one request under way."""

    __slots__ = ("began", "buffer", "socket", "used", "wanted")

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.used, self.wanted, self.buffer, self.began = 0, 0, b"", 0.0

    def ask(self, request: bytes) -> None:
        """Send one request; the clock of its latency starts."""
        self.buffer, self.wanted = b"", 0
        self.used += 1
        self.began = time.perf_counter()
        self.socket.sendall(request)

    def read(self) -> bool:
        """Take what has come. True when the answer is whole; raises `ConnectionError` when it ends too soon."""
        data = self.socket.recv(1 << 18)
        if not data:
            raise ConnectionResetError("closed before the answer was whole")
        self.buffer += data
        if not self.wanted:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return False
            head = self.buffer[:end].lower()
            at = head.find(b"\r\ncontent-length:")
            if self.status == 304:  # has no body, whatever it says (RFC 9112, 6.3)
                self.wanted = end + 4
            elif at < 0:
                raise ConnectionError("an answer without Content-Length")
            else:
                self.wanted = end + 4 + int(head[at + 17 :].split(b"\r\n", 1)[0])
        return len(self.buffer) >= self.wanted

    @property
    def status(self) -> int:
        """The status of the answer."""
        return int(self.buffer[9:12])


def measured(order: Order) -> Answer:
    """Carry an order out in a process of its own."""
    return _apart("carry_out", order)


def played(play: Play) -> dict[str, Answer]:
    """The same for a play: an answer for each kind of act."""
    return _apart("perform", play)


def _apart(task: str, said: Order | Play) -> Any:
    command = [sys.executable, "-m", "tests.bench.load", task]
    done = subprocess.run(command, input=pickle.dumps(said), stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])
    return pickle.loads(done.stdout)


def carry_out(order: Order) -> Answer:
    """Keep all connections busy until the time is over, then wait for what is under way."""
    answer = Answer()
    queue: Iterator[bytes] = iter(order.requests) if order.once else itertools.cycle(order.requests)
    epoll, open_ones = select.epoll(), {}
    begun = time.perf_counter()
    deadline = begun + order.seconds

    def start(connection: Connection | None) -> None:
        request = next(queue, None) if time.perf_counter() < deadline else None
        if connection is not None and (request is None or connection.used >= REQUESTS_A_CONNECTION):
            del open_ones[connection.socket.fileno()]
            epoll.unregister(connection.socket)
            connection.socket.close()
            connection = None
        if request is None:
            return
        if connection is None:
            connection = Connection(order.port)
            open_ones[connection.socket.fileno()] = connection
            epoll.register(connection.socket, select.EPOLLIN)
        connection.ask(request)

    for _ in range(order.connections):
        start(None)
    while open_ones:
        ready = epoll.poll(PATIENCE)
        if not ready:
            answer.failures["no answer in time"] += len(open_ones)
            break
        for number, _event in ready:
            connection = open_ones[number]
            try:
                if not connection.read():
                    continue
            except ConnectionError as error:
                answer.failures[str(error)] += 1
                connection.used = REQUESTS_A_CONNECTION
                start(connection)
                continue
            answer.latencies.append(time.perf_counter() - connection.began)
            answer.body_bytes += len(connection.buffer)
            if connection.status != order.success:
                answer.failures[str(connection.status)] += 1
            if connection.status == 304:  # the server closes after it, as it does after all without Content-Length
                connection.used = REQUESTS_A_CONNECTION
            start(connection)
    answer.elapsed = time.perf_counter() - begun
    used = resource.getrusage(resource.RUSAGE_SELF)
    answer.client_cpu = used.ru_utime + used.ru_stime
    return answer


def perform(play: Play) -> dict[str, Answer]:
    """Let everybody act until the time is over; a latency begins when the act was due."""
    rng = random.Random(play.people)
    answers = {kind: Answer() for kind in play.acts}
    queues = {kind: itertools.cycle(act.requests) for kind, act in play.acts.items()}
    kinds, shares = list(play.acts), [act.share for act in play.acts.values()]
    epoll, begun = select.epoll(), time.perf_counter()
    due = [(begun + rng.expovariate(1 / play.pause), person) for person in range(play.people)]
    heapq.heapify(due)
    own: dict[int, Connection] = {}
    busy: dict[int, tuple[float, int, str]] = {}

    def leave(person: int) -> None:
        epoll.unregister(own[person].socket)
        own.pop(person).socket.close()

    def next_act(moment: float, person: int) -> None:
        moment += rng.expovariate(1 / play.pause)
        if max(moment, time.perf_counter()) < begun + play.seconds:
            heapq.heappush(due, (moment, person))

    while due or busy:
        while due and due[0][0] <= time.perf_counter():
            moment, person = heapq.heappop(due)
            kind = rng.choices(kinds, shares)[0]
            if person not in own:
                own[person] = Connection(play.port)
                epoll.register(own[person].socket, select.EPOLLIN)
            own[person].ask(next(queues[kind]))
            busy[own[person].socket.fileno()] = (moment, person, kind)
        ready = epoll.poll(max(0.0, due[0][0] - time.perf_counter()) if due else PATIENCE)
        if not ready and not due:
            for _moment, _person, kind in busy.values():
                answers[kind].failures["no answer in time"] += 1
            break
        for number, _event in ready:
            if number not in busy:  # the server closed a connection that nobody used
                leave(next(person for person, connection in own.items() if connection.socket.fileno() == number))
                continue
            moment, person, kind = busy[number]
            connection = own[person]
            try:
                if not connection.read():
                    continue
            except ConnectionError as error:
                answers[kind].failures[str(error)] += 1
                connection.used = REQUESTS_A_CONNECTION
            else:
                answers[kind].latencies.append(time.perf_counter() - moment)
                if connection.status != play.acts[kind].success:
                    answers[kind].failures[str(connection.status)] += 1
            del busy[number]
            if connection.used >= REQUESTS_A_CONNECTION:
                leave(person)
            next_act(moment, person)
    return answers


if __name__ == "__main__":
    import tests.bench.load as itself  # so that what is pickled has the module's own name

    sys.stdout.buffer.write(pickle.dumps(getattr(itself, sys.argv[1])(pickle.load(sys.stdin.buffer))))
