"""Read XML from anybody: no document type, no entities, no network, bounded size and depth."""

import re
from typing import Any

from lxml import etree

from anlan.cap.problems import Found

CAP = "urn:oasis:names:tc:emergency:cap:1.2"
OLDER = {
    "urn:oasis:names:tc:emergency:cap:1.1": "1.1",
    "http://www.incident.com/cap/1.0": "1.0",
}
SIGNATURE = "http://www.w3.org/2000/09/xmldsig#"
MOST_BYTES = 4_000_000
MOST_DEPTH = 24
TOO_DEEP = etree.XPath("boolean(" + "/*" * (MOST_DEPTH + 1) + ")")
START = re.compile(rb"<!DOCTYPE|<[A-Za-z_:]")

Element = Any
"""An lxml element; lxml has no types of its own."""


def parser(*, whole: bool = False) -> Any:
    """Return a hardened parser; ``whole`` keeps comments and blanks, which a signature covers."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        collect_ids=False,
        remove_comments=not whole,
        remove_pis=not whole,
        remove_blank_text=not whole,
    )


PARSER = parser()
WHOLE = parser(whole=True)


def root_of(data: bytes, found: Found, *, most: int = MOST_BYTES, whole: bool = False) -> Element:
    """Return the root element of a document; None, with the problem noted, where it has none."""
    first = START.search(data)
    if len(data) > most:
        found.add("xml.size", "/", size=f"{len(data):,}", most=f"{most:,}")
    elif not data.strip():
        found.add("xml.empty", "/")
    elif first is not None and first[0] == b"<!DOCTYPE":
        found.add("xml.doctype", "/")
    else:
        return _parsed(data, found, WHOLE if whole else PARSER)
    return None


def _parsed(data: bytes, found: Found, how: Any) -> Element:
    try:
        root = etree.fromstring(data, how)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        found.add("xml.malformed", "/", reason=str(error))
        return None
    # A document type in an encoding that isn't like ASCII, or behind a comment that hides it.
    if root.getroottree().docinfo.internalDTD is not None:
        found.add("xml.doctype", "/")
        return None
    if TOO_DEEP(root):
        found.add("xml.depth", "/", most=MOST_DEPTH)
        return None
    return root


def version(root: Element, found: Found) -> bool:
    """Return whether the root is a CAP 1.2 alert; note why where it isn't."""
    name = etree.QName(root)
    if name.namespace == CAP and name.localname == "alert":
        return True
    if name.namespace in OLDER:
        found.add("version.older", "/", version=OLDER[name.namespace])
    elif name.localname == "alert":
        found.add("version.other", "/", namespace=name.namespace or "—")
    else:
        found.add("version.root", "/", element=name.localname)
    return False
