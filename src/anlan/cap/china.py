"""China's early-warning messages (国家突发事件预警信息, 12379), to CAP 1.2 and back.

They look like CAP and aren't: the severity is a colour, times have a blank for ``T``, radii are
metres, areas are divisions' codes with commas, the sender has a name and a code, and references
hold the number of the first message alone. The colour and the code of the event are kept in CAP as
a parameter and an event code, so that nothing is lost on the way and back. The profile ``cn`` is
what such a message in CAP must have.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lxml import etree

from anlan.cap import xml
from anlan.cap.checks import Asked
from anlan.cap.checks import check as check_rules
from anlan.cap.errors import InvalidError
from anlan.cap.geometry import Circle, circle, numbers
from anlan.cap.model import Alert, Area, Info, Pair, Reference
from anlan.cap.moments import moment
from anlan.cap.problems import Found
from anlan.cap.profiles import profile
from anlan.cap.reading import Checked, check
from anlan.cap.texts import data
from anlan.cap.writing import write
from anlan.cap.xml import Element

BLANK_TIME = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d[+-]\d\d:\d\d)", re.ASCII)
LANGUAGE = "zh-CN"


def read_china(
    message: bytes, *, first: Mapping[str, Reference] | None = None, now: datetime | None = None
) -> Checked:
    """Return a Chinese message as CAP, held against the profile ``cn``.

    Args:
        message: a document as received.
        first: what the numbers of first messages stand for, to fill references in.
        now: the moment by which messages from the future and expired ones are known.
    """
    found = Found()
    root = xml.root_of(message, found)
    if root is None:
        return Checked(None, tuple(found.problems))
    if etree.QName(root).localname != "alert" or _first(root, "sendTime") is None:
        found.add("china.kind", "/", element=etree.QName(root).localname)
        return Checked(None, tuple(found.problems))
    alert = _alert(root, first or {}, found)
    if found.broken:
        check_rules(alert, Asked(now), found)
        return Checked(None, tuple(found.problems))
    checked = check(write(alert), profile=profile("cn"), now=now)
    return Checked(checked.alert, (*found.problems, *checked.problems))


def write_china(alert: Alert) -> bytes:
    """Return an alert as a Chinese message.

    Raises:
        InvalidError: the alert isn't valid in the profile ``cn``.
    """
    checked = check(alert, profile=profile("cn"))
    if checked.alert is None:
        raise InvalidError(checked.errors)
    told, info = data("china"), next(iter(alert.infos), None)
    root = etree.Element("alert")
    references = alert.referred
    values: dict[str, str | None] = {
        "identifier": alert.identifier,
        "sender": info.sender_name if info else alert.sender,
        "senderCode": alert.sender,
        "sendTime": _blank(alert.sent),
        "status": alert.status,
        "msgType": alert.msg_type,
        "scope": "Public",
        "secClassification": alert.restriction or "None",
        "note": alert.note,
        "references": references[0].identifier if references else None,
    }
    _put(root, told["alert"], values)
    for each in alert.infos:
        _put_info(etree.SubElement(root, "info"), each)
    etree.indent(root)
    out: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return out + b"\n"


def headline(sender: str, event: str, severity: str, *, over: bool = False) -> str:
    """Return a headline as the standard has it.

    >>> headline("武汉市气象局", "暴雨", "Red")
    '武汉市气象局发布暴雨红色预警'
    """
    colour = data("china")["colours"][severity]["zh"]
    return f"{sender}{'解除' if over else '发布'}{event}{colour}预警"


def _first(parent: Element, name: str) -> Element:
    return parent.find(f"{{*}}{name}")


def _text(parent: Element, name: str) -> str | None:
    child = _first(parent, name)
    text = "" if child is None else "".join(child.itertext()).strip()
    return text or None


def _alert(root: Element, first: Mapping[str, Reference], found: Found) -> Alert:
    code = _text(root, "senderCode") or ""
    name, references = _text(root, "sender"), _text(root, "references")
    if references and references not in first:
        found.add("china.reference", "/alert/references", value=references)
    return Alert(
        identifier=_text(root, "identifier") or "",
        sender=code,
        sent=_time(root, "sendTime", "/alert", found) or "",
        status=_text(root, "status") or "Actual",
        msg_type=_text(root, "msgType") or "Alert",
        scope="Public",
        note=_text(root, "note"),
        references=str(first[references]) if references and references in first else None,
        infos=tuple(
            _info(each, name, f"/alert/info[{n}]", found)
            for n, each in enumerate(root.findall("{*}info"), 1)
        ),
    )


def _info(element: Element, sender: str | None, path: str, found: Found) -> Info:
    told = data("china")
    shown = _text(element, "severity") or "Unknown"
    colour = told["colours"].get(shown.capitalize())
    if colour is None:
        known = ", ".join(told["colours"])
        found.add("china.colour", f"{path}/severity", value=shown, allowed=known)
        colour = told["colours"]["Unknown"]
    urgency, certainty = _text(element, "urgency"), _text(element, "certainty") or "Unknown"
    event = _text(element, "eventType") or ""
    title = _text(element, "headline")
    return Info(
        categories=tuple(each.text or "" for each in element.findall("{*}category")) or ("Other",),
        event=_text(element, "event") or told["events"].get(event, event),
        # The colour says what an unknown urgency leaves open.
        urgency=colour["urgency"] if urgency in {None, "Unknown"} else urgency or "",
        severity=colour["severity"],
        certainty=told["certainty"].get(certainty, certainty),
        language=_text(element, "language") or LANGUAGE,
        response_types=tuple(each.text or "" for each in element.findall("{*}responseType")),
        event_codes=(Pair(told["event"], event),),
        effective=_time(element, "effective", path, found),
        onset=_time(element, "onset", path, found),
        expires=_time(element, "expires", path, found),
        sender_name=_text(element, "senderName") or sender,
        headline=title,
        description=_text(element, "description") or title,
        instruction=_text(element, "instruction"),
        web=_text(element, "web"),
        contact=_text(element, "contact"),
        parameters=(Pair(told["colour"], colour["colour"]),),
        areas=tuple(
            _area(each, f"{path}/area[{n}]", found)
            for n, each in enumerate(element.findall("{*}area"), 1)
        ),
    )


def _area(element: Element, path: str, found: Found) -> Area:
    polygons, circles = [], []
    for each in element.findall("{*}polygon"):
        text = (each.text or "").strip()
        values = numbers(text) if text else None
        if text and (values is None or len(values) < 6):
            found.add("china.line", f"{path}/polygon", value=text)
        elif values is not None:
            # An open line is allowed there.
            closed = values[:2] == values[-2:]
            polygons.append(text if closed else f"{text} {text.split()[0]}")
    for each in element.findall("{*}circle"):
        text = " ".join((each.text or "").split())
        of = circle(text) if text else None
        if of is not None:
            circles.append(f"{text.split()[0]} {of.km / 1000:g}")
        elif text:
            found.add("circle.syntax", f"{path}/circle", value=text)
    codes = [code for each in element.findall("{*}geocode") for code in _codes(each)]
    name = data("china")["division"]
    geocodes = tuple(Pair(name, code) for code in codes)
    return Area(_text(element, "areaDesc") or "", tuple(polygons), tuple(circles), geocodes)


def _codes(element: Element) -> list[str]:
    text = _text(element, "value") or (element.text or "")
    return [code for code in re.split(r"[,，\s]+", text) if code]


def _time(parent: Element, name: str, path: str, found: Found) -> str | None:
    text = _text(parent, name)
    if text is None:
        return None
    mended = BLANK_TIME.sub(r"\1T\2", text)
    if moment(mended) is None:
        found.add("china.time", f"{path}/{name}", element=name, value=text)
    return mended


def _blank(text: str | None) -> str | None:
    return None if text is None else text.strip().replace("T", " ")


def _put(parent: Element, order: list[str], values: Mapping[str, Any]) -> None:
    for name in order:
        if values.get(name):
            etree.SubElement(parent, name).text = values[name]


def _put_info(element: Element, info: Info) -> None:
    told = data("china")
    colours = {each["colour"]: name for name, each in told["colours"].items()}
    colour = next(pair.value for pair in info.parameters if pair.name == told["colour"])
    event = next(pair.value for pair in info.event_codes if pair.name == told["event"])
    values = {
        "language": info.spoken,
        "eventType": event,
        "category": info.categories[0],
        "responseType": next(iter(info.response_types), None),
        "urgency": info.urgency,
        "severity": colours[colour],
        "certainty": info.certainty,
        "effective": _blank(info.effective),
        "onset": _blank(info.onset),
        "expires": _blank(info.expires),
        "senderName": info.sender_name,
        "headline": info.headline,
        "description": info.description,
        "instruction": info.instruction,
        "web": info.web,
        "contact": info.contact,
    }
    _put(element, told["info"], values)
    for area in info.areas:
        child = etree.SubElement(element, "area")
        etree.SubElement(child, "areaDesc").text = area.description
        for text in area.polygons:
            etree.SubElement(child, "polygon").text = text
        for of in map(circle, area.circles):
            etree.SubElement(child, "circle").text = _metres(of)
        codes = [pair.value for pair in area.geocodes if pair.name == told["division"]]
        if codes:
            etree.SubElement(child, "geocode").text = ",".join(codes)


def _metres(of: Circle | None) -> str:
    return "" if of is None else f"{of.lat:g},{of.lon:g} {of.km * 1000:g}"
