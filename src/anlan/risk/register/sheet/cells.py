"""What single cells of a firm's sheet say: scores, dates, colours, kinds of accident."""

import re
from datetime import date, timedelta

from anlan.model.colour import Colour
from anlan.model.errors import RegisterError
from anlan.risk.register.kinds import kinds
from anlan.risk.register.sheet.settings import plain, settings

_DAY = re.compile(r"((?:19|20)\d\d)\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?:[T ].*)?")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_SERIAL = re.compile(r"[34]\d{4}(?:\.\d+)?")
_EPOCH = date(1899, 12, 30)
"""Day 0 of a workbook's dates, as ECMA-376 counts from 1900 with its leap day that never was."""
_PARTS = re.compile(r"[、,，/／;；\s]+|和|及|或")


def score(text: str) -> float:
    """Return a score.

    Raises:
        RegisterError: it is no number.

    >>> score("６"), score(" 0.5 ")
    (6.0, 0.5)
    """
    told = plain(text)
    try:
        return float(told)
    except ValueError as error:
        raise RegisterError("error.sheet.score", found=text[:40]) from error


def day(text: str) -> date:
    """Return a day, also one that was typed as text or lost its format.

    Raises:
        RegisterError: it is none, or could be two.

    >>> [day(each).isoformat() for each in ("2026.3.5", "2026年03月05日", "46086", "2026-03-05")]
    ['2026-03-05', '2026-03-05', '2026-03-05', '2026-03-05']
    """
    told = text.strip()
    found = _DAY.fullmatch(told) or _COMPACT.fullmatch(told)
    try:
        if found:
            year, month, of_month = map(int, found.groups())
            return date(year, month, of_month)
        if _SERIAL.fullmatch(told):
            return _EPOCH + timedelta(days=int(float(told)))
    except ValueError as error:
        raise RegisterError("error.sheet.date", found=text[:40]) from error
    raise RegisterError("error.sheet.date", found=text[:40])


def colour(text: str) -> Colour:
    """Return the colour that a grade in words means.

    Raises:
        RegisterError: it means none.
    """
    told = plain(text)
    for name, words in settings().colours.items():
        if told in {plain(each) for each in words}:
            return name
    for name, words in settings().colours.items():
        if any(plain(each) in told for each in words if len(each) > 1):
            return name
    known = ", ".join(words[0] for words in settings().colours.values())
    raise RegisterError("error.sheet.colour", found=text[:40], known=known)


def point_type(text: str) -> str:
    """Return the type of a risk point.

    Raises:
        RegisterError: it isn't known.
    """
    told = plain(text)
    for name, words in settings().types.items():
        if any(plain(each) in told for each in words):
            return name
    raise RegisterError("error.sheet.type", found=text[:40])


def accident(text: str) -> str:
    """Return the code of the first kind of accident that is named.

    Raises:
        RegisterError: none of GB/T 6441 is.

    >>> accident("火灾、其他爆炸"), accident("高处坠落；物体打击")
    ('08', '09')
    """
    for part in (*_PARTS.split(text), text):
        for code, name in kinds().accidents.items():
            if plain(part) in {code, plain(name.zh), plain(name.en)}:
                return code
    told = plain(text)
    found = [(told.find(plain(name.zh)), code) for code, name in kinds().accidents.items()]
    if found := [each for each in found if each[0] >= 0]:
        return min(found)[1]
    known = ", ".join(name.zh for name in kinds().accidents.values())
    raise RegisterError("error.sheet.event", found=text[:40], known=known)


def floors(text: str) -> tuple[str, ...]:
    """Return the situations that are named in which a risk is of a colour regardless of its score.

    >>> floors("构成重大危险源"), floors("/")
    (('major_installation',), ())
    """
    told = plain(text)
    return tuple(
        name
        for name, words in settings().floors.items()
        if any(plain(each) in told for each in words)
    )
