"""Where what a claim is about is, by the registry of things and datastreams."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from anlan.store.watch import WatchStream, WatchThing

ASKED_AT_ONCE = 500
Subject = tuple[str, str]
"""A rule and an object, or an area."""


@dataclass(frozen=True, slots=True)
class Place:
    """What an object is called, what it belongs to, and where it is; empty where nobody knows."""

    name: str
    kind: str = ""
    class_: str = ""
    area: str = ""
    floor: str = ""
    asset_id: str | None = None
    division: str = ""
    lon: float | None = None
    lat: float | None = None


def places(session: Session, city: str, by: Mapping[Subject, int]) -> dict[Subject, Place]:
    """Return the place of each subject by the datastream that brought the claim.

    An area has the place of the thing that brought it, and the division all its things lie in.
    """
    found = _streams(session, sorted(set(by.values())))
    rows = {subject: found.get(stream) for subject, stream in by.items()}
    areas = {name for (_, name), row in rows.items() if row is not None and row.object != name}
    divisions = _divisions(session, city, sorted(areas))
    return {
        subject: _place(subject[1], row, divisions.get(subject[1], ""))
        for subject, row in rows.items()
    }


def _streams(session: Session, numbers: Sequence[int]) -> dict[int, Row[Any]]:
    columns = (WatchStream.id, WatchStream.object, WatchStream.area, WatchStream.kind,
               WatchStream.class_, WatchThing.name, WatchThing.asset_id, WatchThing.division,
               WatchThing.lon, WatchThing.lat, WatchThing.properties)  # fmt: skip
    query = select(*columns).join(WatchThing, WatchThing.id == WatchStream.thing_id)
    return {
        row.id: row
        for some in parts(numbers)
        for row in session.execute(query.where(WatchStream.id.in_(some)))
    }


def _divisions(session: Session, city: str, areas: Sequence[str]) -> dict[str, str]:
    """Return for each area the division that all its things lie in."""
    found: dict[str, list[str]] = {}
    query = select(WatchStream.area, WatchThing.division).distinct()
    query = query.join(WatchThing, WatchThing.id == WatchStream.thing_id)
    for some in parts(areas):
        here = (WatchStream.city == city, WatchStream.area.in_(some))
        for area, division in session.execute(query.where(*here)):
            found.setdefault(area, []).append(division)
    return {area: common(each) for area, each in found.items()}


def common(paths: Sequence[str]) -> str:
    """Return the path of the division that holds all of some.

    >>> common(["42/4201/07", "42/4201/08"])
    '42/4201'

    It is empty where they have nothing in common.
    """
    steps = zip(*(each.split("/") for each in paths), strict=False)
    return "/".join(each[0] for each in takewhile(lambda some: len(set(some)) == 1, steps))


def _place(name: str, row: Row[Any] | None, division: str) -> Place:
    if row is None:
        return Place(name)
    if row.object != name:
        return Place(name, row.kind, row.class_, name, "", None, division, row.lon, row.lat)
    floor = str(row.properties.get("floor", ""))
    return Place(row.name, row.kind, row.class_, row.area, floor, row.asset_id, row.division,
                 row.lon, row.lat)  # fmt: skip


def parts(many: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield so many at a time as are asked for at once."""
    for first in range(0, len(many), ASKED_AT_ONCE):
        yield many[first : first + ASKED_AT_ONCE]
