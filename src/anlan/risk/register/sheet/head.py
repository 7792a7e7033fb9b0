"""What stands above the columns of a firm's sheet: ``name: value``, for all of its points."""

import re
from collections.abc import Iterator, Sequence

from anlan.risk.register.sheet.settings import columns, plain

_COLON = re.compile(r"\s*[：:]\s*")


def head_of(lines: Sequence[Sequence[str]]) -> dict[str, str]:
    """Return what is said above the columns, by the meaning of its name; the first time counts."""
    told: dict[str, str] = {}
    for line in lines:
        for name, value in _said(line):
            if value:
                told.setdefault(columns()[plain(name)], value)
    return told


def _said(line: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield names and values of a line: side by side, or one or several in one cell.

    >>> list(_said(["单位名称：", "甲 公司", "日期：", "信用代码：9199 评估日期：2026.3.5"]))
    [('单位名称', '甲 公司'), ('日期', ''), ('信用代码', '9199'), ('评估日期', '2026.3.5')]
    """
    for cell, beside in zip(line, [*line[1:], ""], strict=True):
        first, *parts = _COLON.split(cell)
        _, name = _parted(first)
        for part in parts[:-1]:
            value, following = _parted(part)
            if name:
                yield name, value
            name = following
        if parts and name:
            yield name, parts[-1] or ("" if _names(beside) else beside)


def _parted(text: str) -> tuple[str, str]:
    """Return a text without the known name it ends in, and the name; empty where it has none."""
    words = text.split()
    for at in range(len(words)):
        if plain(name := " ".join(words[at:])) in columns():
            return " ".join(words[:at]), name
    return text, ""


def _names(cell: str) -> bool:
    first, *parts = _COLON.split(cell)
    return bool(parts) and bool(_parted(first)[1])
