"""Announcements as RSS 2.0, made by the standard library: whatever people wrote is text in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.etree.ElementTree import Element, SubElement, tostring

ATOM = "http://www.w3.org/2005/Atom"
# What no XML document may hold (XML 1.0, 2.2).
_NO_CHARACTER = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Item:
    """One entry of a feed; its address is its name."""

    title: str
    text: str
    url: str
    category: str
    at: datetime


def rss(title: str, text: str, *, url: str, here: str, language: str, items: Sequence[Item]) -> bytes:
    """A feed about the page at `url`, itself found at `here`; addresses are absolute, moments as RFC 822 writes them."""
    root = Element("rss", {"version": "2.0", "xmlns:atom": ATOM})
    channel = SubElement(root, "channel")
    _say(channel, "title", title)
    _say(channel, "link", url)
    _say(channel, "description", text)
    _say(channel, "language", language)
    SubElement(channel, "atom:link", {"href": here, "rel": "self", "type": "application/rss+xml"})
    if items:
        _say(channel, "pubDate", _moment(max(item.at for item in items)))
    for item in items:
        entry = SubElement(channel, "item")
        _say(entry, "title", item.title)
        _say(entry, "link", item.url)
        _say(entry, "guid", item.url, isPermaLink="true")
        _say(entry, "pubDate", _moment(item.at))
        _say(entry, "category", item.category)
        _say(entry, "description", item.text)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _say(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = _NO_CHARACTER.sub("", text)


def _moment(at: datetime) -> str:
    return format_datetime(at, usegmt=True)
