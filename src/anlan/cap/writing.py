"""Write an alert as XML, and in its canonical form."""

from typing import Any

from lxml import etree

from anlan.cap import structure
from anlan.cap.errors import TextError
from anlan.cap.model import Alert
from anlan.cap.structure import Kind
from anlan.cap.xml import CAP, Element


def write(alert: Alert, *, pretty: bool = True) -> bytes:
    """Return an alert as an XML document, whatever is wrong with it; ``check`` says what is.

    Raises:
        TextError: a text holds what XML can't, as a control character.
    """
    root = element(alert)
    if pretty:
        etree.indent(root)
    told: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return told + b"\n"


def element(alert: Alert) -> Element:
    """Return an alert as an element."""
    kind = structure.kinds()["alert"]
    root = etree.Element(f"{{{CAP}}}alert", nsmap={None: CAP})
    _write(root, kind, alert)
    return root


def _write(parent: Element, kind: Kind, value: Any) -> None:
    for tag, place in kind.places.items():
        held = getattr(value, place.field)
        for each in held if place.many else () if held is None else (held,):
            child = etree.SubElement(parent, tag)
            if place.kind is not None:
                _write(child, place.kind, each)
                continue
            try:
                child.text = each
            except ValueError as error:
                raise TextError("text", element=place.element) from error


def canonical(alert: Alert) -> bytes:
    """Return the one form (exclusive C14N) that two messages saying the same have in common.

    Comments, processing instructions, blanks between elements, prefixes and the schema's location
    are no part of an alert; every character of a value is. A signature is left out.
    """
    told: bytes = etree.tostring(element(alert), method="c14n", exclusive=True)
    return told
