"""Texts as search terms: words of letters and figures, and pairs of neighbouring Han characters.

Chinese is written without spaces, so a run of Han is cut into overlapping pairs, with its last
character alone behind them. A run that is asked for is then a phrase of such pairs, which finds it
anywhere within a longer one. Words of letters and figures are found by their beginnings.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from hashlib import blake2b

_HAN = "㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff"
_RUN = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_IS_HAN = re.compile(rf"[{_HAN}]")
LONGEST = 80
"""Letters of a question that are looked at."""


def terms(texts: Iterable[str | None]) -> str:
    """Return the terms of texts, in order, with a space between.

    >>> terms(["云渡路12号", "Café Anna"])
    '云渡 渡路 路 12 号 café anna'
    """
    return " ".join(term for text in texts if text for term in _terms(text))


def phrases(question: str) -> list[str]:
    """Return a question as phrases of FTS5, all of which a document must hold; none, if empty.

    What stands between spaces is one phrase, whose last word may go on in the document.

    >>> phrases("云渡路 caf")
    ['"云渡 渡路"', '"caf" *']
    >>> phrases("路12")
    ['"路 12" *']
    """
    found = []
    for part in _folded(question)[:LONGEST].split():
        cut = list(_terms(part))
        if not cut:
            continue
        last_is_han = bool(_IS_HAN.match(cut[-1]))
        if last_is_han and len(cut) > 1 and _IS_HAN.match(cut[-2]):
            cut.pop()  # the pair before holds it already
            found.append(_quoted(cut))
        else:
            found.append(_quoted(cut) + " *")
    return found


def mark(kind: str, value: str) -> str:
    """Return a term for what isn't text: a division's path, a department."""
    return kind + blake2b(value.encode(), digest_size=8).hexdigest()


def places(division: str | None) -> Iterator[str]:
    """Yield the marks of a division and of all above it, so that a scope is one term."""
    parts = division.split("/") if division else []
    for end in range(1, len(parts) + 1):
        yield mark("d", "/".join(parts[:end]))


def _terms(text: str) -> Iterator[str]:
    for found in _RUN.finditer(_folded(text)):
        run = found.group()
        if _IS_HAN.match(run):
            yield from (run[at : at + 2] for at in range(len(run) - 1))
            yield run[-1]
        else:
            yield run


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _quoted(cut: list[str]) -> str:
    return '"' + " ".join(cut) + '"'
