"""Feeds of alerts: Atom out; Atom, RSS 2.0 and EDXL-DE in, hardened.

An entry stands by itself: a bad one is told with its reasons and never keeps a good one from being
read. An alert inside an entry is checked like any other; where there is only a link, fetching it is
the caller's business.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import etree

from anlan.cap import xml
from anlan.cap.errors import FeedError
from anlan.cap.problems import Found, Problem, errors
from anlan.cap.profiles import Profile
from anlan.cap.reading import Checked, check
from anlan.cap.texts import data
from anlan.cap.xml import Element

ATOM = "http://www.w3.org/2005/Atom"
EDXL = "urn:oasis:names:tc:emergency:EDXL:DE:1.0"
MEDIA_TYPES = ("application/cap+xml", "application/common-alerting-protocol+xml")
MOST_BYTES = 16_000_000
MOST_ENTRIES = 2_000
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
WEB = re.compile(r"https?://[^\s/?#]\S*")


Kind = dict[str, Any]
"""A kind of feed: a row of ``data/feeds.json``."""


@dataclass(frozen=True)
class Entry:
    """One entry: what it is called, where its alert is, and the alert where it holds one."""

    id: str
    title: str
    updated: str
    link: str | None
    document: bytes | None
    checked: Checked | None
    problems: tuple[Problem, ...]

    @property
    def valid(self) -> bool:
        """Whether neither the entry nor the alert inside it has an error."""
        return not errors(self.problems) and (self.checked is None or self.checked.valid)


@dataclass(frozen=True)
class Feed:
    """A feed as received."""

    kind: str
    id: str
    title: str
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]

    @property
    def valid(self) -> bool:
        """Whether nothing in it is an error."""
        return not errors(self.problems) and all(entry.valid for entry in self.entries)


def read_feed(
    message: bytes,
    *,
    profile: Profile | None = None,
    now: datetime | None = None,
    most: int = MOST_BYTES,
) -> Feed:
    """Return a feed, each entry with what is wrong with it.

    Args:
        message: a document as received.
        profile: what its alerts are held against besides the standard.
        now: the moment by which alerts from the future and expired ones are known.
        most: the most bytes that are read.

    Raises:
        FeedError: it isn't a feed at all.
    """
    found = Found()
    # Whole, so that the signature of an alert inside stays right.
    root = xml.root_of(message, found, most=most, whole=True)
    if root is None:
        raise FeedError("feed.unreadable", reason=found.problems[0])
    kind = data("feeds").get(root.tag)
    if kind is None:
        raise FeedError("feed.kind", element=etree.QName(root).localname)
    inner = root.find(kind["inside"]) if kind["inside"] else root
    if inner is None:
        raise FeedError("feed.kind", element=etree.QName(root).localname)
    _children(inner, kind, "needed", "/feed", found)
    entries: list[Entry] = []
    seen: set[str] = set()
    for n, each in enumerate(inner.findall(kind["entry"]), 1):
        if n > MOST_ENTRIES:
            found.add("feed.many", "/feed", most=f"{MOST_ENTRIES:,}")
            break
        entries.append(_entry(each, kind, n, seen, profile, now))
    told = {name: _text(inner, kind["names"][name]) for name in ("id", "title")}
    return Feed(kind["name"], told["id"], told["title"], tuple(entries), tuple(found.problems))


def _entry(
    element: Element,
    kind: Kind,
    n: int,
    seen: set[str],
    profile: Profile | None,
    now: datetime | None,
) -> Entry:
    """Return an entry, with all that is wrong with it."""
    found, path, names = Found(), f"/feed/entry[{n}]", kind["names"]
    _children(element, kind, "entry_needed", path, found)
    name = _text(element, names["entry_id"])
    if name and name in seen:
        found.add("feed.twice", path, id=name)
    seen.add(name)
    updated = _text(element, names["updated"])
    if kind["times"] == "rfc3339" and updated and not RFC3339.fullmatch(updated):
        found.add("feed.time", path, value=updated)
    link = _link(element, found, path)
    alert = next(iter(_alerts(element)), None)
    document = None if alert is None else etree.tostring(alert, with_tail=False)
    checked = None if document is None else check(document, profile=profile, now=now)
    if alert is None and link is None:
        found.add("feed.nothing", path)
    title = _text(element, names["entry_title"])
    return Entry(name, title, updated, link, document, checked, tuple(found.problems))


def _children(element: Element, kind: Kind, which: str, path: str, found: Found) -> None:
    """Note children that are missing, and strange ones in the feed's own namespace."""
    for names in kind[which]:
        if not any(_text(element, name) for name in names.split("|")):
            told = " / ".join(etree.QName(name).localname for name in names.split("|"))
            found.add("feed.missing", path, element=told)
    known = kind.get("known")
    for child in element.iterchildren("{*}*") if known else ():
        name = etree.QName(child)
        if name.namespace == ATOM and name.localname not in (known or ()):
            found.add("feed.unknown", path, element=name.localname)


def _text(element: Element, name: str) -> str:
    child = element.find(name) if name else None
    return "" if child is None else str(child.xpath("string()")).strip()


def _link(element: Element, found: Found, path: str) -> str | None:
    """Return where the alert of an entry is: a link that says CAP, else the first."""
    links = [(each.get("href", ""), each) for each in element.findall(f"{{{ATOM}}}link")]
    links += [((each.text or "").strip(), each) for each in element.findall("link")]
    links.sort(key=lambda link: link[1].get("type") not in MEDIA_TYPES)
    href: str
    for href, _ in links:
        if WEB.fullmatch(href):
            return href
        found.add("feed.link", path, value=href or "—")
    return None


def _alerts(element: Element) -> Iterator[Element]:
    """Yield the alerts inside an entry, of whatever version of CAP."""
    for each in element.iter("{*}alert"):
        if etree.QName(each).namespace in {xml.CAP, *xml.OLDER}:
            yield each
