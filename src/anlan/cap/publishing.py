"""Write an Atom feed of alerts, each entry with its link, its summary and the alert itself."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lxml import etree

from anlan.cap import xml
from anlan.cap.errors import FeedError
from anlan.cap.feeds import ATOM, MEDIA_TYPES, WEB
from anlan.cap.life import State, states
from anlan.cap.model import Alert, Info, Reference
from anlan.cap.moments import moment, wire
from anlan.cap.reading import parse
from anlan.cap.xml import Element

KEPT = timedelta(hours=24)
"""So long a feed shows that an alert was cancelled, for readers that look in rarely."""


@dataclass(frozen=True)
class Item:
    """An alert to publish: its document, signed or not, and where it can be fetched alone."""

    document: bytes
    link: str


def entry_id(key: Reference) -> str:
    """Return the name of an entry, the same for the same alert wherever it is published."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"cap:{key}").urn


def current(alerts: Iterable[Alert], now: datetime) -> tuple[Alert, ...]:
    """Return the messages a feed shows by now, the newest first.

    Those in force; cancels and all-clears of the last day; exercises and tests until they expire.
    """
    held = tuple(alerts)
    found = states(held, now)

    def shown(alert: Alert) -> bool:
        state, sent = found[alert.key], moment(alert.sent)
        if alert.msg_type == "Cancel":
            return sent is not None and now - sent < KEPT
        ends = alert.expires_at
        running = ends is None or ends > now
        told = alert.msg_type in {"Alert", "Update"} and alert.status in {"Exercise", "Test"}
        return state is State.ACTIVE or (told and running)

    return tuple(sorted(filter(shown, held), key=lambda each: moment(each.sent) or now)[::-1])


def write_feed(
    items: Iterable[Item],
    *,
    id: str,
    title: str,
    author: str,
    updated: datetime,
    address: str,
    language: str | None = None,
) -> bytes:
    """Return an Atom feed; each entry is told in ``language`` where its alert has it.

    Raises:
        InvalidError: an alert isn't valid CAP 1.2.
        FeedError: a link isn't a full address, or an alert stands twice.
    """
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    _add(root, "id", id)
    _add(root, "title", title)
    _add(root, "updated", wire(updated))
    _add(_add(root, "author"), "name", author)
    _add(root, "link", rel="self", href=_address(address))
    seen: set[str] = set()
    for item in items:
        alert = parse(item.document)
        name = entry_id(alert.key)
        if name in seen:
            raise FeedError("feed.twice", key=alert.key)
        seen.add(name)
        _entry(root, alert, item, name, language)
    told: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return told + b"\n"


def _entry(root: Element, alert: Alert, item: Item, name: str, language: str | None) -> None:
    entry = _add(root, "entry")
    info = _spoken(alert, language)
    _add(entry, "id", name)
    headline = (info.headline or info.event) if info else alert.note or alert.msg_type
    # What isn't actual says so where a reader sees it first.
    _add(entry, "title", headline if alert.status == "Actual" else f"[{alert.status}] {headline}")
    _add(entry, "updated", alert.sent.strip())
    _add(entry, "published", alert.sent.strip())
    _add(_add(entry, "author"), "name", (info and info.sender_name) or alert.sender)
    _add(entry, "link", rel="alternate", type=MEDIA_TYPES[0], href=_address(item.link))
    for category in info.categories if info else ():
        _add(entry, "category", term=category)
    if info and info.description:
        _add(entry, "summary", info.description)
    # As it was received: one more blank, and a signature would be wrong.
    _add(entry, "content", type="text/xml").append(etree.fromstring(item.document, xml.WHOLE))


def _spoken(alert: Alert, language: str | None) -> Info | None:
    """Return the block to tell an alert by."""
    mine = (info for info in alert.infos if language and info.spoken.startswith(language))
    return next(mine, None) or next(iter(alert.infos), None)


def _add(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    child = etree.SubElement(parent, f"{{{ATOM}}}{tag}", attributes)
    child.text = text
    return child


def _address(text: str) -> str:
    if not WEB.fullmatch(text):
        raise FeedError("feed.address", address=text)
    return text
