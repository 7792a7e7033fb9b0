"""Load the catalogue once and fill in texts."""

import json
from functools import cache
from importlib import resources
from typing import Literal, get_args

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Return every text by key; a key that stands in two files is an error.

    Raises:
        ValueError: a key is defined twice.
    """
    texts: dict[str, dict[str, str]] = {}
    folder = resources.files("anlan.words") / "texts"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        for key, text in json.loads(file.read_text(encoding="utf-8")).items():
            if key in texts:
                raise ValueError(f"text {key!r} is defined twice, the second time in {file.name}")
            texts[key] = text
    return texts


def say(key: str, /, lang: Language = "en", **values: object) -> str:
    """Return the text ``key`` in ``lang`` with its places filled.

    >>> say("unit.days", "en", n=1), say("unit.days", "en", n=3), say("unit.days", "zh", n=3)
    ('1 day', '3 days', '3 天')

    Raises:
        KeyError: the catalogue has no such key, or a place was given no value.
    """
    text = catalogue()[key][lang]
    forms = text.split(" | ")
    if len(forms) == 2:
        text = forms[0] if values.get("n") == 1 else forms[1]
    return text.format(**values)
