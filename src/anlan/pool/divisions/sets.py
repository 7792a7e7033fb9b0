"""A set of divisions as a city declares it: read, mended, checked."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from anlan.model.city import LEVELS, City
from anlan.model.errors import PackError
from anlan.pool.divisions.division import Division, Finding
from anlan.pool.divisions.files import Row, read_shapes, read_table
from anlan.pool.divisions.history import versions
from anlan.pool.divisions.mend import mend
from anlan.pool.divisions.tree import DivisionTree
from anlan.pool.yamlmarks import nearest

Find = Callable[[str], Path]
_SEPARATORS = re.compile(r"[\s,;，；、]+")


@dataclass(frozen=True)
class DivisionSet:
    """All divisions of all times, and what was found while reading them.

    A polygon that couldn't be mended is left out here, and a finding says so.
    """

    divisions: list[Division]
    findings: list[Finding]


def load(city: City, find: Find, day: date | None = None) -> DivisionTree:
    """Read the divisions ``city`` declares as they stand on ``day``.

    ``find`` turns a declared name into a path. Without a day it is the one the pack's data end on,
    or today in the city.

    Raises:
        PackError: a file is missing, lacks a column, names an unknown level, parent or successor,
            says two things of a code on one day, or holds a polygon that can't be mended.
    """
    read = read_set(city, find)
    refused = [each for each in read.findings if each.kind == "refused"]
    if refused:
        raise PackError(
            "error.divisions.refused",
            file=city.divisions.polygons, city=city.name, n=len(refused), code=refused[0].code,
            where=refused[0].where, fault=PackError(refused[0].fault),
        )  # fmt: skip
    return DivisionTree(city, read.divisions, day or day_of(city))


def day_of(city: City) -> date:
    """Return the day a city is looked at: the one its data end on, or today there."""
    return city.as_of or datetime.now(ZoneInfo(city.zone)).date()


def read_set(city: City, find: Find) -> DivisionSet:
    """Read the divisions ``city`` declares, of all times, mend polygons, and check the rest.

    Raises:
        PackError: as in :func:`load`, but for polygons.
    """
    declared = city.divisions
    drafts: list[Division] = []
    findings: list[Finding] = []
    if declared.table:
        drafts = [_division(city, row) for row in read_table(find(declared.table), declared)]
    if declared.polygons:
        drafts = list(_with_shapes(city, find(declared.polygons), drafts, findings))
    _check(city, drafts)
    return DivisionSet(drafts, findings)


def _with_shapes(
    city: City, file: Path, drafts: list[Division], findings: list[Finding]
) -> Iterator[Division]:
    """Yield ``drafts`` with the shapes of ``file``, and the divisions that only it has."""
    waiting = versions(drafts)
    for row, drawn, unclosed in read_shapes(file, city.divisions):
        known = waiting.get(row["code"], [])
        # A feature that names no day is of the only, or the latest, division of its code.
        same = [each for each in known if _iso(each.valid_from) == row["valid_from"]]
        division = next(iter(same or known[-1:]), None) or _division(city, row)
        if division in known:
            known.remove(division)
        if drawn is None:
            findings.append(Finding("empty", division.level, division.code))
            yield division
            continue
        mended = mend(drawn, unclosed=unclosed)
        if mended.fault:
            findings.append(
                Finding(
                    "refused" if mended.shape is None else "mended",
                    division.level,
                    division.code,
                    lon=mended.lon,
                    lat=mended.lat,
                    fault=mended.fault,
                )
            )
        yield replace(division, shape=mended.shape)
    for them in waiting.values():
        yield from them


def _division(city: City, row: Row) -> Division:
    """Turn a row into a division.

    Raises:
        PackError: it has no code, no known level, or days that are none.
    """
    level = next((level for level in LEVELS if level == row["level"].strip()), None)
    code = row["code"].strip()
    if level is None or not code:
        found, expected = (row["level"], ", ".join(LEVELS)) if code else ("", "code")
        raise _error(city, code, found, expected)
    begin, end = (_day(city, row, name) for name in ("valid_from", "valid_to"))
    if begin is not None and end is not None and end <= begin:
        raise _error(city, code, f"valid_to {end}", f"valid_to > {begin}")
    heirs = tuple(each for each in _SEPARATORS.split(row.get("successors") or "") if each)
    names = {name: row[name].strip() for name in ("name_en", "name_zh", "parent")}
    return Division(
        code=code, level=level, valid_from=begin, valid_to=end, successors=heirs, **names
    )


def _day(city: City, row: Row, name: str) -> date | None:
    text = (row.get(name) or "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise _error(city, row["code"], f"{name} {text}", "YYYY-MM-DD") from error


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _check(city: City, divisions: list[Division]) -> None:
    """Check what divisions say of each other.

    Raises:
        PackError: a code stands for two things on one day, or names a parent or successor that
            isn't there, or a parent that isn't larger.
    """
    known = versions(divisions)
    for code, them in known.items():
        for one, other in pairwise(them):
            if one.valid_to is None or (other.valid_from or date.min) < one.valid_to:
                periods = [f"{_iso(each.valid_from)}–{_iso(each.valid_to)}" for each in them[:2]]
                raise PackError(
                    "error.divisions.twice", file=_file(city), code=code, periods=", ".join(periods)
                )
    for each in divisions:
        for name in filter(None, (each.parent, *each.successors)):
            if name != city.name and name not in known:
                raise _error(
                    city, each.code, name, nearest(name, known) or "a code of the same file"
                )
        above = known.get(each.parent, [])
        if any(LEVELS.index(one.level) >= LEVELS.index(each.level) for one in above):
            larger = ", ".join(LEVELS[: LEVELS.index(each.level)]) or city.name
            raise _error(city, each.code, f"{each.parent} ({above[0].level})", larger)


def _file(city: City) -> str:
    return city.divisions.table or city.divisions.polygons or ""


def _error(city: City, code: str, found: str, expected: str) -> PackError:
    return PackError(
        "error.store.divisions", file=_file(city), line=code, found=found, expected=expected
    )
