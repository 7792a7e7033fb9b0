"""The schema of CAP 1.2 in one pass: elements in order, how often, of which type.

The elements are ``data/structure.json``. A message that passes here is valid by the official schema
too, which the tests hold against it; the reverse isn't so, since a few odd values that the
schema allows (an empty language, a number of forty digits) help nobody.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from lxml import etree

from anlan.cap import moments
from anlan.cap.model import Alert, Area, Info, Pair, Resource
from anlan.cap.moments import BLANK
from anlan.cap.problems import Found
from anlan.cap.texts import data
from anlan.cap.xml import CAP, SIGNATURE, Element

MODELS = {"alert": Alert, "info": Info, "resource": Resource, "area": Area, "pair": Pair}
NAMESPACES = {"c": CAP, "s": SIGNATURE, "x": "http://www.w3.org/2001/XMLSchema-instance"}
NAME, VALUE = f"{{{CAP}}}valueName", f"{{{CAP}}}value"
LOCATION = f"{{{NAMESPACES['x']}}}schemaLocation"
SIGNATURES = f"{{{SIGNATURE}}}"
BLANKLESS = "text()[normalize-space()]"
# Attributes, text between elements and CAP inside a signature: rare, so asked once, in C.
ODD = etree.XPath(
    f"boolean(descendant-or-self::c:*/@*) or boolean({BLANKLESS}) or boolean(c:info/{BLANKLESS})"
    f" or boolean(c:info/*[*]/{BLANKLESS}) or boolean(c:info/c:area/*[*]/{BLANKLESS})"
    " or boolean(s:*//c:*) or boolean(s:*/descendant-or-self::*/@x:*)",
    namespaces=NAMESPACES,
)
LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:.")
INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,12}(?:\.[0-9]{0,9})?|\.[0-9]{1,9})")
# RFC 3986 with letters of all scripts (RFC 3987), and less of it than a schema takes.
HOST = r"[A-Za-z0-9\-._~!$&'()*+,;=\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef]|%[0-9A-Fa-f]{2}"
LETTER = f"{HOST}|[:@]"
URI = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9+.\-]*:|(?![^/?#]*:))"
    rf"(?://(?:(?:{HOST}|:)*@)?(?:{HOST})*(?::[0-9]{{1,5}})?(?=[/?#]|\Z)|(?!//))"
    rf"(?:{LETTER}|/)*(?:\?(?:{LETTER}|[/?])*)?(?:\#(?:{LETTER}|[/?])*)?"
)


@dataclass(slots=True)
class Place:
    """An element of a kind: where it stands, and what it holds."""

    order: int
    element: str
    field: str
    many: bool
    needed: bool
    type: str
    allowed: frozenset[str]
    kind: "Kind | None"


Step = tuple[int, str, bool, "Kind | None", frozenset[str], bool, Place]
"""A place as the reader unpacks it, some fifty times a message: in order its order, field, whether
many, kind, allowed values, whether of a type, and the place itself."""


@dataclass(slots=True)
class Kind:
    """What an element with children holds."""

    name: str
    model: Callable[..., Any]
    places: dict[str, Place] = field(default_factory=dict)
    steps: dict[str, Step] = field(default_factory=dict)
    needed: dict[str, Any] = field(default_factory=dict)
    lists: set[str] = field(default_factory=set)


@cache
def kinds() -> dict[str, Kind]:
    """Return the kinds of the schema."""
    told = data("structure")
    made = {name: Kind(name, MODELS[name]) for name in told["kinds"]}
    for name, elements in told["kinds"].items():
        for order, each in enumerate(elements):
            place = Place(
                order,
                each["element"],
                each["field"],
                each.get("many", False),
                each.get("needed", False),
                each.get("type", "text"),
                frozenset(told["lists"].get(each["element"], ())),
                made[each["kind"]] if "kind" in each else None,
            )
            tag = f"{{{CAP}}}{place.element}"
            typed = place.type not in {"text", "list"}
            made[name].places[tag] = place
            made[name].steps[tag] = (
                order, place.field, place.many, place.kind, place.allowed, typed, place
            )  # fmt: skip
            if place.many:
                made[name].lists.add(place.field)
            if place.needed:
                made[name].needed[place.field] = () if place.many else ""
    return made


def read(root: Element, found: Found) -> Alert:
    """Return what a CAP 1.2 element says, however wrong; what is wrong is noted."""
    if ODD(root):
        _odd(root, found)
    alert: Alert = _read(root, kinds()["alert"], "/alert", found)
    return alert


def _read(parent: Element, kind: Kind, path: str, found: Found) -> Any:
    values: dict[str, Any] = {}
    steps, last = kind.steps, 0
    for child in parent:
        step = steps.get(child.tag)
        if step is None:
            last = _strange(child, kind, path, found, last)
            continue
        order, name, many, within, allowed, typed, place = step
        if order < last:
            found.add("schema.order", path, element=place.element)
        else:
            last = order
        if within is not None:
            held = values.setdefault(name, [])
            held.append(_pair(child) if within.name == "pair" else None)
            if held[-1] is None:
                held[-1] = _read(child, within, f"{path}/{place.element}[{len(held)}]", found)
            continue
        text = child.text or ""
        if len(child):
            found.add("schema.children", f"{path}/{place.element}", element=place.element)
        if typed or (allowed and text not in allowed):
            _typed(place, text, path, found)
        if many:
            values.setdefault(name, []).append(text)
        elif name in values:
            found.add("schema.repeated", path, element=place.element)
        else:
            values[name] = text
        if found.full:
            break
    return _made(kind, values, path, found)


def _pair(parent: Element) -> Pair | None:
    """Return a name and its value; None where they don't stand as they must."""
    # Half of all elements are in pairs, and nearly all pairs are right.
    if len(parent) != 2:
        return None
    name, value = parent
    if name.tag != NAME or value.tag != VALUE or len(name) or len(value):
        return None
    return Pair(name.text or "", value.text or "")


def _made(kind: Kind, values: dict[str, Any], path: str, found: Found) -> Any:
    """Return the value of a kind; an element that is missing is noted and taken as empty."""
    for name, nothing in kind.needed.items():
        if name not in values:
            element = next(p.element for p in kind.places.values() if p.field == name)
            found.add("schema.missing", path, element=element, parent=kind.name)
            values[name] = nothing
    for name in kind.lists & values.keys():
        values[name] = tuple(values[name])
    return kind.model(**values)


def _strange(child: Element, kind: Kind, path: str, found: Found, last: int) -> int:
    """Note an element that has no place here; a signature has one, after all others."""
    tag = child.tag if isinstance(child.tag, str) else "&;"
    if kind.name == "alert" and tag.startswith(SIGNATURES):
        return len(kind.places)
    name = etree.QName(tag).localname if isinstance(child.tag, str) else tag
    rule = "schema.password" if name == "password" and kind.name == "alert" else "schema.unknown"
    found.add(rule, path, element=name, parent=kind.name)
    return last


def _typed(place: Place, text: str, path: str, found: Found) -> None:
    """Check a value against its type; one of a list is given here when it isn't in it."""
    kind = place.type
    if kind == "list":
        allowed = ", ".join(data("structure")["lists"][place.element])
        _wrong("schema.list", place, text, path, found, allowed=allowed)
    elif kind == "moment":
        if moments.moment(text) is None:
            _wrong(moments.fault(text), place, text, path, found)
    elif kind == "uri":
        if not uri(text):
            _wrong("schema.uri", place, text, path, found)
    elif CHECKS[kind].fullmatch(text.strip(BLANK)) is None:
        _wrong(f"schema.{kind}", place, text, path, found)


CHECKS = {"language": LANGUAGE, "integer": INTEGER, "decimal": DECIMAL}


def uri(text: str) -> bool:
    """Return whether a text is an address, absolute or relative."""
    return URI.fullmatch(text.strip(BLANK)) is not None


def _wrong(rule: str, place: Place, text: str, path: str, found: Found, **values: object) -> None:
    at = f"{path}/{place.element}"
    found.add(rule, at, element=place.element, value=text or "—", **values)


def _odd(root: Element, found: Found) -> None:
    """Note attributes, text between elements, and CAP inside a signature."""
    for element in root.iter():
        name = etree.QName(element)
        mine, path = name.namespace == CAP, f"//{name.localname}"
        within = any(parent.tag.startswith(SIGNATURES) for parent in element.iterancestors())
        if within and mine:
            found.add("schema.inside-signature", path, element=name.localname)
        for key in element.attrib if mine else ():
            if not (key == LOCATION and len(element.get(key).split()) % 2 == 0):
                found.add("schema.attribute", path, attribute=etree.QName(key).localname)
        signed = within or element.tag.startswith(SIGNATURES)
        if signed and any(key.startswith(f"{{{NAMESPACES['x']}}}") for key in element.attrib):
            found.add("schema.inside-signature", path, element=name.localname)
        between = (element.text, *(child.tail for child in element))
        if mine and len(element) and any(text and text.strip(BLANK) for text in between):
            found.add("schema.text", path, element=name.localname)
        if found.full:
            return
