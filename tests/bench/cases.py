"""What is measured, beside which yardstick, and what is wanted of it."""

import itertools
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote_plus, urlencode

from app.core.clock import today
from app.core.paging import cursor
from app.initiatives.models.initiative import CIRCLE
from tests.bench.load import Act
from tests.bench.seed import Seeded, Voter

# What a phone's browser says; both sides are asked in the same words.
HEADERS = "Accept: text/html\r\nAccept-Encoding: gzip, br\r\nUser-Agent: Mozilla/5.0 (Linux; Android 10)\r\n"
LIST, PAGE, SEARCH, TALLY = "/sang-kien/", "/sang-kien/{}", "/tim-kiem?q={}", f"/bo-chi-so/{today().year}/sang-kien"
# Words without tones as they are typed: few entries hold them all, many do, nearly every one does, none as it is spelt.
FEW = ("sua be loc nuoc sach truoc cho som", "ngo 217 den nang luong", "tu sach thieu nhi canh cau da", "SK-2026-000500")
MANY = ("nuoc sach", "thuyen ngam co", "nguoi cao tuoi", "ma vach nguon goc")
COMMON = ("thon", "cac thon khac", "sau do")
MISSPELT = ("dden nang luonng", "thuyenn ngam co", "nuwowcs sacch", "rac huwux cow canh ddinh")


@dataclass(frozen=True)
class Case:
    """One thing people do, the yardstick it is held against, and the goals."""

    name: str
    yardstick: str
    # What is asked for, page by page; a vote for each path instead when `votes`.
    paths: Callable[[Seeded], Iterable[str]]
    share: float | None = None  # of the yardstick's requests/s, at least
    statements: int | None = None  # at most
    cpu_ms: float | None = None  # at most
    signed_in: bool = False
    votes: bool = False

    @property
    def success(self) -> int:
        """The status of an answer that is right."""
        return 303 if self.votes else 200


def _deep(seeded: Seeded) -> list[str]:
    return [f"{LIST}?sau={cursor(place)}" for place in seeded.depths]


def _deep_supported(seeded: Seeded) -> list[str]:
    return [f"{LIST}?xep=ung-ho&sau={cursor([5 + id % 10, id])}" for _at, id in seeded.depths]


def _deep_shuffled(_: Seeded) -> list[str]:
    places = range(CIRCLE // 3, CIRCLE // 2, CIRCLE // 120)
    return [f"{LIST}?xep=xao&sau={cursor([5, 0, place, 1])}" for place in places]


def _anew(paths: Callable[[Seeded], Iterable[str]]) -> Callable[[Seeded], Iterable[str]]:
    """The same pages at addresses nobody asked for before, so that none is kept ready."""
    numbers = itertools.count()
    return lambda s: (f"{path}?moi={next(numbers)}" for path in itertools.cycle(paths(s)))


def _told(seeded: Seeded) -> list[str]:
    """Pages that many look at: few enough for the warm-up to have seen each of them."""
    return [PAGE.format(code) for code in seeded.told_codes[:20]]


def _searched(words: Iterable[str]) -> Callable[[Seeded], Iterable[str]]:
    return lambda _: [SEARCH.format(quote_plus(one)) for one in words]


CASES = {
    case.name: case
    for case in (
        Case("list, first page", "list20", lambda _: [LIST], 0.30, 4),
        Case("list, deep pages", "list20 deep", _deep, 0.30, 4),
        Case("list, most supported", "list20", lambda _: [f"{LIST}?xep=ung-ho"], 0.30, 4),
        Case("list, most supported, deep", "list20 deep", _deep_supported, 0.30, 4),
        Case("list, most supported in one field", "list20", lambda _: [f"{LIST}?xep=ung-ho&linh-vuc=1"], 0.30, 4),
        Case("list, most supported of a year", "list20", lambda _: [f"{LIST}?xep=ung-ho&nam={today().year}"], 0.30, 4),
        Case("list, newest of a village", "list20", lambda _: [f"{LIST}?thon=3"], 0.30, 4),
        Case("list, shuffled", "list20", lambda _: [f"{LIST}?xep=xao"], 0.30, 4),
        Case("list, shuffled, deep", "list20 deep", _deep_shuffled, 0.30, 4),
        Case("list, signed in", "list20", lambda _: [LIST], 0.30, 6, signed_in=True),
        Case("search, few hold the words", "row", _searched(FEW), 1 / 6, 5),
        Case("search, many do", "row", _searched(MANY), 1 / 6, 5),
        Case("search, nearly all do", "row", _searched(COMMON), 1 / 6, 5),
        Case("search, misspelt", "row", _searched(MISSPELT), 1 / 6, 5),
        Case("page, 12 lines of history, 3 pictures, 30 remarks", "row", _told, 0.40, 6),
        Case("the same page, made anew", "row", _anew(_told), 0.40, 6),
        Case("vote POST", "vote", lambda s: s.open_codes, 0.45, signed_in=True, votes=True),
        Case("tally, 200 that count", "row", lambda _: [TALLY], None, 8, 60),
    )
}
CROWDED = ("list, first page", "page, 12 lines of history, 3 pictures, 30 remarks", "vote POST")
FLAT = ("list, first page", "list, deep pages", "list, most supported in one field", "search, many do", *CROWDED[1:])
PROFILED = (CROWDED[1], "the same page, made anew", "vote POST", "list, signed in", "search, many do")


class Asker:
    """Writes the requests of one run; a vote is never asked for twice."""

    def __init__(self, seeded: Seeded, *, port: int, yard_port: int) -> None:
        self.seeded = seeded
        self._base, self._yard = f"127.0.0.1:{port}", f"127.0.0.1:{yard_port}"
        self._votes = (self._vote(code, voter) for code, voter in itertools.product(seeded.open_codes, seeded.voters))
        self._bare = (self._bare_vote(item, voter) for item in range(1, 10**9) for voter in range(1, len(seeded.voters) + 1))

    def case(self, case: Case) -> Iterator[bytes]:
        """The requests of a case."""
        if case.votes:
            return self._votes
        paths = case.paths(self.seeded)
        if not case.signed_in:
            return (_get(self._base, path) for path in paths)
        return (_get(self._base, path, voter.cookie) for path in paths for voter in self.seeded.voters)

    def yardstick(self, name: str) -> Iterator[bytes]:
        """The requests of a yardstick."""
        if name == "vote":
            return self._bare
        paths: dict[str, Iterable[str]] = {
            "hello": ["/hello"],
            "row": (f"/row/{id}" for id in range(1, 900)),
            "list20": ["/list20"],
            "list20 deep": (f"/list20?after={id}" for _at, id in self.seeded.depths),
        }
        return (_get(self._yard, path) for path in paths[name])

    def acts(self) -> dict[str, Act]:
        """What people do all day, in which shares; every second reader is signed in."""
        seeded, voters = self.seeded, self.seeded.voters
        filters = (
            [f"?linh-vuc={n}" for n in range(1, 6)] + [f"?thon={n}" for n in range(1, 9)] + ["?trang-thai=piloting", ""]
        )
        orders = ("", "xep=ung-ho", "xep=xao")
        lists = [f"{LIST}{kept}{'&' if kept else '?'}{order}".rstrip("&?") for kept in filters for order in orders]
        lists += [LIST] * len(lists) + _deep(seeded)
        # One in two looks at an idea others look at as well.
        pages = [
            PAGE.format(code) for pair in zip(seeded.open_codes[:4000], itertools.cycle(seeded.told_codes)) for code in pair
        ]
        searches = [SEARCH.format(quote_plus(one)) for one in (*FEW, *MANY, *MANY, *COMMON, *MISSPELT[:1])]
        places = zip(itertools.cycle(seeded.open_codes), itertools.islice(itertools.cycle(voters), 20_000))
        remarks = zip(itertools.cycle(seeded.open_codes[::-1]), voters * 5)  # five in ten minutes are allowed to one person
        return {
            "list": Act(0.45, 200, self._read(lists)),
            "page": Act(0.30, 200, self._read(pages)),
            "search": Act(0.10, 200, self._read(searches)),
            "vote": Act(0.08, 303, [self._vote(code, voter) for code, voter in places]),
            "remark": Act(0.04, 303, [self._remark(code, voter, n) for n, (code, voter) in enumerate(remarks)]),
            "tally": Act(0.03, 200, self._read([TALLY])),
        }

    def _read(self, paths: list[str]) -> list[bytes]:
        """Each path for a visitor and for somebody signed in, well mixed."""
        known = itertools.cycle(self.seeded.voters)
        asked = [_get(self._base, path, cookie) for path in paths for cookie in ("", next(known).cookie)]
        random.Random(len(asked)).shuffle(asked)
        return asked

    def _vote(self, code: str, voter: Voter) -> bytes:
        """A vote as the form on the page sends it."""
        return _post(self._base, f"{PAGE.format(code)}/ung-ho", {"csrf_token": voter.csrf, "support": "1"}, voter.cookie)

    def _remark(self, code: str, voter: Voter, number: int) -> bytes:
        form = {
            "csrf_token": voter.csrf,
            "sent_key": f"bench-{number}",
            "text": "Việc này nên làm sớm, nhà tôi xin góp công.",
        }
        return _post(self._base, f"{PAGE.format(code)}/gop-y", form, voter.cookie)

    def _bare_vote(self, item: int, voter: int) -> bytes:
        return _post(self._yard, "/vote", {"item": item, "voter": voter}, "")


def _get(host: str, path: str, cookie: str = "") -> bytes:
    said = f"Cookie: {cookie}\r\n" if cookie else ""
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{HEADERS}{said}\r\n".encode()


def _post(host: str, path: str, form: dict[str, object], cookie: str) -> bytes:
    body = urlencode(form)
    said = f"Cookie: {cookie}\r\n" if cookie else ""
    head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\n{HEADERS}Origin: http://{host}\r\n{said}"
    kind = "Content-Type: application/x-www-form-urlencoded\r\n"
    return f"{head}{kind}Content-Length: {len(body)}\r\n\r\n{body}".encode()
