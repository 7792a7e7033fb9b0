"""Date patterns as the contract standard writes them (JDK ``DateTimeFormatter``), for the parser.

Only patterns that say one thing are supported: numeric parts, literal text, a fraction and an
offset. Month names depend on a language and are refused.
"""

import re

TOKENS: dict[str, str] = {
    "yyyy": "%Y",
    "uuuu": "%Y",
    "MM": "%m",
    "M": "%m",
    "dd": "%d",
    "d": "%d",
    "HH": "%H",
    "H": "%H",
    "hh": "%I",
    "h": "%I",
    "mm": "%M",
    "ss": "%S",
    "a": "%p",
    "XXX": "%:z",
    "XX": "%z",
    "X": "%#z",
}
_PIECE = re.compile(r"'((?:[^']|'')*)'|([.,]S+)|(([A-Za-z])\4*)|(.)", re.DOTALL)

DATES = ("%Y-%m-%d", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y/%m/%d", "%Y年%m月%d日")
"""Accepted when a contract names no format; all have the year first, so none is ambiguous."""

TIMESTAMPS = (
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f%#z",
    "%Y-%m-%d %H:%M:%S%.f%#z",
    "%Y/%m/%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
)


def to_chrono(pattern: str) -> str:
    """Translate a JDK pattern.

    >>> to_chrono("yyyy-MM-dd'T'HH:mm:ss.SSS")
    '%Y-%m-%dT%H:%M:%S%.f'

    Raises:
        ValueError: the pattern has a letter that isn't supported.
    """
    return "".join(_translate(piece) for piece in _PIECE.finditer(pattern))


def _translate(piece: re.Match[str]) -> str:
    quoted, fraction, token, _, other = piece.groups()
    if quoted is not None:
        return quoted.replace("''", "'").replace("%", "%%") or "'"
    if fraction:
        return "%.f"
    if token:
        if token not in TOKENS:
            raise ValueError(f"{token!r} is not one of {', '.join(TOKENS)}")
        return TOKENS[token]
    return "%%" if other == "%" else str(other)


def has_zone(pattern: str) -> bool:
    """Return whether ``pattern`` (of the parser) reads an offset."""
    return pattern.endswith("z")


def has_time(pattern: str) -> bool:
    """Return whether ``pattern`` (of the parser) reads a time of day."""
    return "%H" in pattern or "%I" in pattern
