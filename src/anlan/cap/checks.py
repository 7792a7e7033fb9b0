"""What the standard says beyond its schema, of a message and its blocks.

Each check takes what it looks at, its path and the collector; each problem names a rule of
``data/rules.json``. Areas and files have modules of their own, ``check_areas`` and
``check_resources``; blocks beside each other ``check_languages``.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from anlan.cap import structure
from anlan.cap.check_areas import Known, check_area
from anlan.cap.check_languages import check_languages
from anlan.cap.check_resources import check_resource
from anlan.cap.geometry import Bounds
from anlan.cap.model import Alert, Info, Pair, Reference
from anlan.cap.moments import moment
from anlan.cap.problems import Found

FORBIDDEN = re.compile(r"[\s,<&]")
WHO = re.compile(r"[.:@]")
MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|&(?:[a-z]{2,8}|#\d+);")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
DOTTED = re.compile(r"(?:[A-Za-z]\.){2,}")
NEED_REFERENCES = frozenset({"Update", "Cancel", "Ack", "Error"})
NEED_NOTE = frozenset({"Cancel", "Error"})
UTC_ZONES = frozenset({"+00:00", "-00:00"})
HEADLINE = 160
SKEW = timedelta(minutes=5)
"""By so much may the sender's clock be ahead."""


@dataclass(frozen=True)
class Asked:
    """What a message is checked against besides the standard."""

    now: datetime | None = None
    within: Bounds | None = None


def check(alert: Alert, asked: Asked, found: Found) -> None:
    """Note every breach of the standard's rules."""
    check_names(alert, found)
    check_scope(alert, found)
    check_references(alert, found)
    check_sent(alert, asked, found)
    check_notes(alert, found)
    polygons: Known = {}
    for place, info in enumerate(alert.infos, 1):
        path = f"/alert/info[{place}]"
        check_times(alert, info, asked, path, found)
        check_texts(info, path, found)
        check_pairs(info, path, found)
        for n, resource in enumerate(info.resources, 1):
            check_resource(resource, f"{path}/resource[{n}]", found)
        for n, area in enumerate(info.areas, 1):
            check_area(area, asked.within, f"{path}/area[{n}]", found, polygons)
    if len(alert.infos) > 1:
        check_languages(alert.infos, found)


def check_names(alert: Alert, found: Found) -> None:
    """Check what names the message and its sender."""
    for element, text in (("identifier", alert.identifier), ("sender", alert.sender)):
        if not text.strip():
            found.add(f"{element}.empty", f"/alert/{element}")
        elif FORBIDDEN.search(text):
            found.add(f"{element}.characters", f"/alert/{element}", value=text)
    if alert.sender and not WHO.search(alert.sender):
        found.add("sender.global", "/alert/sender", value=alert.sender)


def check_scope(alert: Alert, found: Found) -> None:
    """Check whom the message is for."""
    if alert.scope == "Restricted" and not (alert.restriction or "").strip():
        found.add("restriction.missing", "/alert")
    if alert.scope != "Restricted" and (alert.restriction or "").strip():
        found.add("restriction.unused", "/alert/restriction", scope=alert.scope)
    if alert.scope == "Private" and not (alert.addresses or "").strip():
        found.add("addresses.missing", "/alert")
    for element, text in (("addresses", alert.addresses), ("incidents", alert.incidents)):
        if text and text.count('"') % 2:
            found.add("list.quotes", f"/alert/{element}", element=element, value=text)


def check_references(alert: Alert, found: Found) -> None:
    """Check what earlier messages are named."""
    path, text = "/alert/references", (alert.references or "").strip()
    if not text:
        if alert.msg_type in NEED_REFERENCES:
            found.add("references.missing", "/alert", type=alert.msg_type)
        return
    sent, seen = moment(alert.sent), set[Reference]()
    for each in text.split():
        parts = each.split(",")
        at = moment(parts[2]) if len(parts) == 3 else None
        if at is None or not all(parts[:2]) or FORBIDDEN.search(parts[0] + parts[1]):
            found.add("references.syntax", path, value=each)
            continue
        named = Reference(*parts)
        if named[:2] == alert.key[:2] and at == sent:
            found.add("references.self", path, value=each)
        elif sent is not None and at > sent:
            found.add("references.later", path, value=each)
        if named in seen:
            found.add("references.twice", path, value=each)
        seen.add(named)


def check_sent(alert: Alert, asked: Asked, found: Found) -> None:
    """Check the moment of sending against the given clock."""
    sent = moment(alert.sent)
    if asked.now is not None and sent is not None and sent > asked.now + SKEW:
        found.add("sent.future", "/alert/sent", value=alert.sent)
    if alert.sent.strip()[-6:] in UTC_ZONES:
        found.add("sent.utc", "/alert/sent", value=alert.sent)


def check_notes(alert: Alert, found: Found) -> None:
    """Check what a reader would miss in the envelope."""
    noted = bool((alert.note or "").strip())
    if alert.msg_type in NEED_NOTE and not noted:
        found.add("note.missing", "/alert", type=alert.msg_type)
    if alert.status == "Exercise" and not noted:
        found.add("note.exercise", "/alert")
    if alert.msg_type in {"Alert", "Update"} and not alert.infos:
        found.add("info.missing", "/alert", type=alert.msg_type)


def check_times(alert: Alert, info: Info, asked: Asked, path: str, found: Found) -> None:
    """Check that times follow each other."""
    sent, expires = moment(alert.sent), moment(info.expires)
    effective = moment(info.effective) or sent
    if expires is None:
        if info.expires is None:
            found.add("expires.missing", path)
        return
    if effective is not None and expires <= effective:
        found.add("expires.early", f"{path}/expires", value=info.expires)
    onset = moment(info.onset)
    if onset is not None and onset > expires:
        found.add("onset.late", f"{path}/onset", value=info.onset)
    if asked.now is not None and expires <= asked.now:
        found.add("expires.past", f"{path}/expires", value=info.expires)


TEXTS: tuple[tuple[str, Callable[[Info], str | None]], ...] = (
    ("event", lambda info: info.event),
    ("headline", lambda info: info.headline),
    ("description", lambda info: info.description),
    ("instruction", lambda info: info.instruction),
    ("senderName", lambda info: info.sender_name),
    ("audience", lambda info: info.audience),
    ("contact", lambda info: info.contact),
)


def check_texts(info: Info, path: str, found: Found) -> None:
    """Check what people will read."""
    for element, text_of in TEXTS:
        text = text_of(info)
        if text is None:
            continue
        if not text or text.isspace():
            found.add("text.empty", f"{path}/{element}", element=element)
        elif ("<" in text or "&" in text) and MARKUP.search(text):
            found.add("text.markup", f"{path}/{element}", element=element, value=text)
    if info.headline and len(info.headline) > HEADLINE:
        found.add("headline.long", f"{path}/headline", n=len(info.headline), most=HEADLINE)
    if info.language is None and CHINESE.search((info.headline or "") + info.event):
        found.add("language.default", path)
    web = (info.web or "").strip()
    if web and structure.uri(web) and not structure.SCHEME.match(web):
        found.add("web.absolute", f"{path}/web", value=web)


def check_pairs(info: Info, path: str, found: Found) -> None:
    """Check the names of values."""
    _pairs(info.event_codes, path, "eventCode", found)
    _pairs(info.parameters, path, "parameter", found)
    for place, area in enumerate(info.areas, 1):
        if area.geocodes:
            _pairs(area.geocodes, f"{path}/area[{place}]", "geocode", found)


def _pairs(pairs: tuple[Pair, ...], path: str, element: str, found: Found) -> None:
    for n, pair in enumerate(pairs, 1):
        name, value = pair.name, pair.value
        if not name or name.isspace():
            found.add("pair.name", f"{path}/{element}[{n}]")
        elif "." in name and DOTTED.fullmatch(name):
            found.add("pair.acronym", f"{path}/{element}[{n}]", value=name)
        if not value or value.isspace():
            found.add("pair.value", f"{path}/{element}[{n}]", name=name)
