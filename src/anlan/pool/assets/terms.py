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

    What stands between spaces is cut where Han begins or ends, and its last word may go on in the
    document. A single Han character beside other pieces isn't asked for: so many documents hold it
    that looking for it takes longer than all the rest. :func:`holds` looks at those found.

    >>> phrases("云渡路 caf")
    ['"云渡 渡路"', '"caf" *']
    >>> phrases("云渡路12号")
    ['"云渡 渡路"', '"12"']
    >>> phrases("云")
    ['"云" *']
    """
    found = []
    for part in _parts(question):
        runs = list(_RUN.findall(part))
        pieces = list(_pieces(runs))
        for at, piece in enumerate(pieces):
            last = piece[-1]
            may_go_on = len(last) == 1 or not _IS_HAN.match(last)
            goes_on = may_go_on and at == len(pieces) - 1 and last == runs[-1]
            found.append(_quoted(piece) + " *" * goes_on)
    return found


def holds(question: str, texts: Iterable[str | None]) -> bool:
    """Return whether every part of a question stands in one of the texts as it was asked for.

    >>> holds("渡路12号", ["江城市云渡路 12号"]), holds("渡路12号", ["云渡路12弄"])
    (True, False)
    """
    lines = [_bare(line) for text in texts if text for line in text.splitlines()]
    return all(any(part in line for line in lines) for part in map(_bare, _parts(question)))


def mark(kind: str, value: str) -> str:
    """Return a term for what isn't text: a division's path, a department."""
    return kind + blake2b(value.encode(), digest_size=8).hexdigest()


def places(division: str | None) -> Iterator[str]:
    """Yield the marks of a division and of all above it, so that a scope is one term."""
    parts = division.split("/") if division else []
    for end in range(1, len(parts) + 1):
        yield mark("d", "/".join(parts[:end]))


def _parts(question: str) -> list[str]:
    return _folded(question)[:LONGEST].split()


def _pieces(runs: list[str]) -> Iterator[list[str]]:
    """Yield the terms of each phrase: pairs of a run of Han, words that follow one another."""
    words: list[str] = []
    for run in runs:
        if not _IS_HAN.match(run):
            words.append(run)
            continue
        if words:
            yield words
        words = []
        if len(run) > 1:
            yield [run[at : at + 2] for at in range(len(run) - 1)]
        elif len(runs) == 1:
            yield [run]
    if words:
        yield words


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


def _bare(text: str) -> str:
    """Return what of a text is compared: no spaces, no marks above letters, as FTS5 has it."""
    runs = "".join(_RUN.findall(_folded(text)))
    return "".join(c for c in unicodedata.normalize("NFKD", runs) if not unicodedata.combining(c))


def _quoted(cut: list[str]) -> str:
    return '"' + " ".join(cut) + '"'
