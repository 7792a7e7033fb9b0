"""The query of OGC API Features: bbox, datetime, limit, crs, values; what isn't understood is 400.

Standards: OGC API - Features - Part 1: Core, 17-069r4, clause 7.15; Part 2: Coordinate Reference
Systems by Reference, 18-058r1, clauses 6 and 7.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from fastapi import Request

from anlan.api.open.crs import Crs, crs_of
from anlan.api.problems import RefusalError
from anlan.pool.sharing.settings import settings
from anlan.pool.sharing.wanted import Box, Wanted

OWN = ("bbox", "bbox-crs", "crs", "cursor", "datetime", "f", "lang", "limit")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d))?")
_DAY = 10


@dataclass(frozen=True)
class Query:
    """What is asked of a collection."""

    wanted: Wanted
    limit: int
    cursor: str | None
    crs: Crs


def read(request: Request, values: Mapping[str, object], zone: str) -> Query:
    """Return the query of a request for items.

    Args:
        request: the request.
        values: the collection's properties that can be asked for by value.
        zone: the city's; a day without a time is its day.

    Raises:
        RefusalError: 400, at the parameter that is unknown, stands twice, or isn't understood.
    """
    given = only(request, *OWN, *values)
    start, end = _times(given.get("datetime"), zone)
    box_crs = crs_of(given.get("bbox-crs"), "bbox-crs")
    equal = {name: text for name, text in given.items() if name in values and name not in OWN}
    return Query(
        Wanted(_box(given.get("bbox"), box_crs), start, end, equal),
        _limit(given.get("limit")),
        given.get("cursor"),
        crs_of(given.get("crs"), "crs"),
    )


def only(request: Request, *known: str) -> dict[str, str]:
    """Return the parameters of a request.

    Raises:
        RefusalError: 400, one is unknown or stands twice.
    """
    found: dict[str, str] = {}
    for name, text in request.query_params.multi_items():
        place = f"query.{name[:80]}"
        if name not in known:
            told = ", ".join(sorted(set(known)))
            raise RefusalError(400, "api.unknown_parameter", place, found=name[:200], known=told)
        if name in found:
            raise RefusalError(400, "api.open.twice", place, name=name)
        if name == "f" and text not in {"json", "geojson"}:
            raise RefusalError(400, "api.open.form", place, found=text[:80])
        found[name] = text
    return found


def _limit(text: str | None) -> int:
    """Return how many features at most; more than the most is the most, as the standard says."""
    if text is None:
        return settings().page
    if not re.fullmatch(r"\d{1,18}", text, re.ASCII) or int(text) < 1:
        raise RefusalError(400, "api.open.limit", "query.limit", found=text[:80])
    return min(int(text), settings().most)


def _box(text: str | None, crs: Crs) -> Box | None:
    """Return the box in CRS84; of six numbers the heights don't count, for nothing here has one."""
    if text is None:
        return None
    bad = RefusalError(400, "api.open.bbox", "query.bbox", found=text[:200])
    try:
        values = [float(each) for each in text.split(",")]
    except ValueError as error:
        raise bad from error
    if len(values) not in {4, 6} or not all(map(math.isfinite, values)):
        raise bad
    half = len(values) // 2
    found = crs.box((values[0], values[1], values[half], values[half + 1]))
    if found is None:
        raise bad
    west, south, east, north = found
    if not -90 <= south <= north <= 90 or not (-180 <= west <= 180 and -180 <= east <= 180):
        raise bad
    return found


def _times(text: str | None, zone: str) -> tuple[datetime | None, datetime | None]:
    """Return the first and last moment of ``datetime``: one moment, or an interval, closed."""
    if text is None:
        return None, None
    bad = RefusalError(400, "api.open.datetime", "query.datetime", found=text[:80])
    sides = text.split("/")
    if len(sides) > 2:
        raise bad
    try:
        start = _moment(sides[0], zone, last=False)
        end = _moment(sides[-1], zone, last=True)
    except (ValueError, OverflowError) as error:
        raise bad from error
    if (start is None and end is None) or (start and end and start > end):
        raise bad
    return start, end


def _moment(text: str, zone: str, *, last: bool) -> datetime | None:
    """Return a moment; of a day its first or last one; None where it is open."""
    if text in {"", ".."}:
        return None
    if not _MOMENT.fullmatch(text):
        raise ValueError
    found = datetime.fromisoformat(text.upper())
    if len(text) == _DAY:
        found = datetime.combine(found, time.max if last else time.min, ZoneInfo(zone))
    return found.astimezone(ZoneInfo("UTC"))
