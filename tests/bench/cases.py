"""What is measured, and beside which yardstick."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from app.core.clock import today
from app.core.paging import cursor
from tests.bench.seed import Seeded, Voter

# What a phone's browser says; both sides are asked in the same words.
HEADERS = "Accept: text/html\r\nAccept-Encoding: gzip, br\r\nUser-Agent: Mozilla/5.0 (Linux; Android 10)\r\n"


@dataclass(frozen=True)
class Case:
    """One thing people do, the yardstick it is held against, and the goal as a share of the yardstick's requests/s."""

    name: str
    yardstick: str
    goal: float | None
    requests: Callable[["Asker"], Iterator[bytes]]
    path: Callable[[Seeded], str]
    success: int = 200
    signed_in: bool = False


class Asker:
    """Writes the requests of one run; a vote is never asked for twice."""

    def __init__(self, seeded: Seeded, *, port: int, yard_port: int) -> None:
        self.seeded = seeded
        self._base, self._yard = f"127.0.0.1:{port}", f"127.0.0.1:{yard_port}"
        pairs = itertools.product(seeded.open_codes, seeded.voters)
        self._votes = (self.vote(code, voter) for code, voter in pairs)
        self._bare = (self._bare_vote(item, voter) for item in range(1, 10**9) for voter in range(1, 301))

    def get(self, path: str, cookie: str = "") -> bytes:
        """A page of the product."""
        return _get(self._base, path, cookie)

    def yard(self, path: str) -> bytes:
        """A page of the yardsticks."""
        return _get(self._yard, path, "")

    def vote(self, code: str, voter: Voter) -> bytes:
        """A vote as the form on the page sends it."""
        body = urlencode({"csrf_token": voter.csrf, "support": "1"})
        return _post(self._base, f"/sang-kien/{code}/ung-ho", body, voter.cookie)

    def votes(self) -> Iterator[bytes]:
        """Votes nobody has cast yet."""
        return self._votes

    def bare_votes(self) -> Iterator[bytes]:
        """The same for the yardstick."""
        return self._bare

    def _bare_vote(self, item: int, voter: int) -> bytes:
        return _post(self._yard, "/vote", urlencode({"item": item, "voter": voter}), "")


def deep(seeded: Seeded) -> list[str]:
    """Addresses of pages far down the list."""
    return [f"/sang-kien/?sau={cursor(place)}" for place in seeded.depths]


CASES = (
    Case("list, first page", "list20", 0.30, lambda a: iter([a.get("/sang-kien/")]), lambda s: "/sang-kien/"),
    Case(
        "list, deep pages",
        "list20 deep",
        0.30,
        lambda a: (a.get(path) for path in deep(a.seeded)),
        lambda s: deep(s)[0],
    ),
    Case(
        "list, most supported in one field",
        "list20",
        0.30,
        lambda a: iter([a.get("/sang-kien/?xep=ung-ho&linh-vuc=1")]),
        lambda s: "/sang-kien/?xep=ung-ho&linh-vuc=1",
    ),
    Case(
        "list, signed in",
        "list20",
        0.30,
        lambda a: (a.get("/sang-kien/", voter.cookie) for voter in a.seeded.voters),
        lambda s: "/sang-kien/",
        signed_in=True,
    ),
    Case(
        "initiative page, 12 lines of history, 3 pictures",
        "row",
        0.40,
        lambda a: (a.get(f"/sang-kien/{code}") for code in a.seeded.told_codes),
        lambda s: f"/sang-kien/{s.told_codes[0]}",
    ),
    Case("vote POST", "vote", 0.45, lambda a: a.votes(), lambda s: "", success=303, signed_in=True),
    Case(
        "tally, 200 that count",
        "row",
        None,
        lambda a: iter([a.get(f"/bo-chi-so/{today().year}/sang-kien")]),
        lambda s: f"/bo-chi-so/{today().year}/sang-kien",
    ),
)

YARDSTICKS: dict[str, Callable[[Asker], Iterator[bytes]]] = {
    "hello": lambda a: iter([a.yard("/hello")]),
    "row": lambda a: (a.yard(f"/row/{id}") for id in range(1, 900)),
    "list20": lambda a: iter([a.yard("/list20")]),
    "list20 deep": lambda a: (a.yard(f"/list20?after={place[1]}") for place in a.seeded.depths),
    "vote": lambda a: a.bare_votes(),
}


def _get(host: str, path: str, cookie: str) -> bytes:
    said = f"Cookie: {cookie}\r\n" if cookie else ""
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{HEADERS}{said}\r\n".encode()


def _post(host: str, path: str, body: str, cookie: str) -> bytes:
    said = f"Cookie: {cookie}\r\n" if cookie else ""
    head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\n{HEADERS}Origin: http://{host}\r\n{said}"
    kind = "Content-Type: application/x-www-form-urlencoded\r\n"
    return f"{head}{kind}Content-Length: {len(body)}\r\n\r\n{body}".encode()
