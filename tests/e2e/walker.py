"""Somebody who follows every link of the commune with no screen, and reads each page against the HTML standard."""

import re
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from http.cookiejar import CookieJar
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E as SAID

from tests.browser import Outline

# Inside a word an underscore is a name of the code, and so are a class with its member, a gap left in a sentence,
# a date as machines write it.
_RAW = re.compile(r"\b[a-z]+_[a-z_]+\b|\b[A-Z][a-z]+\.[A-Z_]{2,}\b|%\(\w+\)|[{}]|\b\d{4}-\d\d-\d\d\b")
# The texts of papers are about names in braces: there a pair is meant, and a lone brace is not.
_TEMPLATES, _GAP = "/mau-van-ban/", re.compile(r"\{[^{}]+\}")
_REFERENCES = ("for", "form", "aria-describedby", "aria-labelledby", "aria-controls")
_NOT_TYPED = ("hidden", "submit", "button")


@dataclass(frozen=True)
class Answer:
    """What came back at the end of the redirects."""

    address: str
    status: int
    kind: str
    text: str


class Guest:
    """Cookies and nothing else."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.cookies = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def open(self, address: str, fields: list[tuple[str, str]] | None = None) -> Answer:
        """Get an address, or post fields to it."""
        asked = urllib.request.Request(self.base + address, headers={"Referer": self.base + address})
        body = None if fields is None else urllib.parse.urlencode(fields).encode()
        try:
            answered = self._opener.open(asked, body, timeout=30)
        except urllib.error.HTTPError as refused:
            answered = refused
        with answered:
            kind = answered.headers.get_content_type()
            text = answered.read().decode() if kind == "text/html" else ""
            return Answer(answered.url.removeprefix(self.base), answered.status, kind, text)

    def sign_in(self, account: dict[str, str]) -> None:
        """Through the page, as everybody."""
        form = Page(self.open("/dang-nhap"), "").forms[0]
        typed = [("identifier", account["identifier"]), ("password", account["password"])]
        answer = self.open("/dang-nhap", [*form.hidden, *typed])
        assert not answer.address.startswith("/dang-nhap"), f"{account['name']} could not sign in"


@dataclass(frozen=True)
class Form:
    """A form of a page: where it goes, what it carries unseen, what a person fills in."""

    action: str
    is_post: bool
    hidden: list[tuple[str, str]]
    typed: list[str]


@dataclass(frozen=True)
class Page:
    """An answer read as HTML, and who was shown it."""

    answer: Answer
    role: str

    @cached_property
    def _parser(self) -> html5lib.HTMLParser:
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        parser.parse(self.answer.text)
        return parser

    @cached_property
    def elements(self) -> list[Element]:
        """Everything on the page, in order."""
        return list(self._parser.tree.document._element.iter())

    @cached_property
    def ids(self) -> set[str]:
        """What a fragment can lead to."""
        return {element.get("id", "") for element in self.elements}

    @property
    def links(self) -> Iterator[str]:
        """Where the page leads, and what it is made of: addresses of this site, fragments included."""
        for element in self.elements:
            for name in ("href", "src"):
                if address := element.get(name):
                    whole = urllib.parse.urljoin(self.answer.address, address)
                    if whole.startswith("/") and not whole.startswith("//"):
                        yield whole
        for form in self.forms:
            if not form.is_post:
                yield f"{form.action}?{urllib.parse.urlencode([*form.hidden, *((name, '') for name in form.typed)])}"

    @cached_property
    def forms(self) -> list[Form]:
        """Every form, fields outside of it that name it aside."""
        found = []
        for form in (element for element in self.elements if element.tag == "form"):
            fields = [field for field in form.iter() if field.tag in ("input", "select", "textarea") and field.get("name")]
            hidden = [(f.get("name", ""), f.get("value", "")) for f in fields if f.get("type") == "hidden"]
            typed = [f.get("name", "") for f in fields if f.get("type") not in _NOT_TYPED]
            action = urllib.parse.urljoin(self.answer.address, form.get("action") or self.answer.address)
            found.append(Form(action, form.get("method", "get").lower() == "post", hidden, list(dict.fromkeys(typed))))
        return found

    @cached_property
    def parts(self) -> frozenset[str]:
        """The kinds of things in sight: element and class, whatever the words."""
        return frozenset(f"{e.tag}.{e.get('class', '')}.{e.get('aria-current', '')}" for e in self.elements)

    def settle(self) -> None:
        """Keep what is asked of it later and let the tree go: those of a whole walk fill gigabytes."""
        _kept = self.forms, self.parts
        for name in ("_parser", "elements"):
            self.__dict__.pop(name, None)

    def complaints(self) -> Iterator[str]:
        """What the standard and the house have against it."""
        for (line, _column), code, values in self._parser.errors:
            yield f"line {line}: {SAID[code] % values}"
        outline = Outline(self.answer.text)
        yield from outline.complaints()
        words = " ".join(outline.words)
        for raw in _RAW.finditer(_GAP.sub("", words) if self.answer.address.startswith(_TEMPLATES) else words):
            yield f"a raw word: {raw[0]}"
        for element in self.elements:
            for name in _REFERENCES:
                for target in (element.get(name) or "").split():
                    if target not in self.ids:
                        yield f"{name} names “{target}”, which is not there"


@dataclass
class Walk:
    """One person's way through everything within reach, at most `each` addresses of a kind."""

    guest: Guest
    role: str
    kind_of: Callable[[str], object]
    each: int
    pages: list[Page] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)

    def go(self, starts: list[str]) -> None:
        """Follow every link from the starts."""
        ahead, known, kinds = deque(starts), set(starts), Counter[object]()
        ids: dict[str, set[str]] = {}
        fragments: list[tuple[str, str, str]] = []
        while ahead:
            address = ahead.popleft()
            page = self.look(address)
            if page is None:
                continue
            ids[address] = page.ids
            for link in page.links:
                target, _, fragment = link.partition("#")
                if fragment:
                    fragments.append((address, target, fragment))
                if target in known:
                    continue
                known.add(target)
                kind = self.kind_of(target)
                kinds[kind] += 1
                if kinds[kind] <= self.each:
                    ahead.append(target)
        for address, target, fragment in fragments:
            if target in ids and fragment not in ids[target]:
                self._blame(address, f"leads to {target}#{fragment}, which is not there")

    def look(self, address: str, fields: list[tuple[str, str]] | None = None, expect: int = 200) -> Page | None:
        """Open one address and note what is wrong with it."""
        answer = self.guest.open(address, fields)
        self.opened.append(answer.address)
        if answer.status != expect:
            self._blame(address, f"answered {answer.status}, not {expect}")
        if answer.kind != "text/html":
            return None
        page = Page(answer, self.role)
        for complaint in page.complaints():
            self._blame(address, complaint)
        self.pages.append(page)
        return page

    def _blame(self, address: str, what: str) -> None:
        self.faults.append(f"{address} · {self.role} · {what}")
