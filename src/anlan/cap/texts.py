"""The library's own texts, so that it needs nothing of the rest of Anlan.

``data/rules.json`` holds the rules, ``data/texts.json`` other sentences; each in both languages.
"""

import json
from functools import cache
from importlib import resources
from typing import Any, Literal

Language = Literal["en", "zh"]


@cache
def data(name: str) -> Any:
    """Return a data file of the library, read once."""
    file = resources.files("anlan.cap") / "data" / f"{name}.json"
    return json.loads(file.read_text(encoding="utf-8"))


def say(key: str, /, lang: Language = "en", **values: object) -> str:
    """Return a sentence in ``lang`` with its places filled."""
    return fill(data("texts")[key][lang], values)


def fill(text: str, values: dict[str, object]) -> str:
    """Return a text with its places filled; of two forms, the first is for exactly one."""
    one, split, many = text.partition(" | ")
    if split:
        text = one if values.get("n") == 1 else many
    return text.format(**values)
