"""HTML of a mail as plain text: read once from front to back, so that no page can make it slow."""

import re
from html import unescape

_TAG = re.compile(r"/?([a-zA-Z][a-zA-Z0-9]*)")
_LINK = re.compile(r"""\bhref\s{0,9}=\s{0,9}(?:"([^"]{1,2000})"|'([^']{1,2000})')""", re.IGNORECASE)
_BLANK = re.compile(r"[ \t\f\v\xa0]+")
_LINES = re.compile(r"\n(?: ?\n)+")
_UNSEEN = frozenset({"script", "style", "head", "title", "template", "noscript", "svg"})
_LINE = frozenset(
    {"p", "div", "br", "li", "tr", "table", "ul", "ol", "blockquote", "h1", "h2", "h3", "h4", "hr"}
)


def reduced(html: str) -> tuple[str, list[str]]:
    """Return what a page says, and where its links lead.

    >>> reduced("<style>p {}</style><p>Dark&nbsp;<b>street</b></p><a href='geo:1,2'>here</a>")
    ('Dark street\\nhere', ['geo:1,2'])
    """
    parts: list[str] = []
    links: list[str] = []
    lower, at = html.lower(), 0
    while (begin := html.find("<", at)) >= 0:
        parts.append(html[at:begin])
        if html.startswith("<!--", begin):
            at = _after(html, "-->", begin + 4)
            continue
        named = _TAG.match(html, begin + 1)
        if named is None and html[begin + 1 : begin + 2] not in ("!", "?"):
            parts.append("<")  # as in "a < b"
            at = begin + 1
            continue
        at = _after(html, ">", begin + 1)
        name = named[1].lower() if named else ""
        if name in _UNSEEN and not html.startswith("/", begin + 1):
            at = _after(html, ">", _after(lower, f"</{name}", at))
        elif name in _LINE:
            parts.append("\n")
        elif name == "a" and (found := _LINK.search(html, begin, at)):
            links.append(unescape(found[1] or found[2]))
    parts.append(html[at:])
    # Line ends of the source are blanks; ours stand alone in a part.
    told = "".join(each if each == "\n" else re.sub(r"\s", " ", each) for each in parts)
    lines = (_BLANK.sub(" ", line).strip() for line in unescape(told).split("\n"))
    return _LINES.sub("\n\n", re.sub(r"\n{2,}", "\n", "\n".join(lines))).strip(), links


def _after(text: str, end: str, start: int) -> int:
    """Return where the text goes on after an end; its own end where that doesn't come."""
    found = text.find(end, start)
    return found + len(end) if found >= 0 else len(text)
