"""Counting areas, and what was counted in them a moment ago."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.model.errors import WatchError
from anlan.model.permission import Scope
from anlan.store.watch import WatchStream, WatchThing
from anlan.watch.crowd.adapter import COUNT, DENSITY, KINDS
from anlan.watch.crowd.levels import Level, Way, WayLevels, level, settings
from anlan.watch.rules.kinds import FEWEST, kinds

AREA_M2, CAPACITY = "area_m2", "capacity"
"""What the figures of an area's datastreams are called."""


@dataclass(frozen=True)
class CountingArea:
    """An area in which people are counted.

    Attributes:
        key: the object that its datastreams are of.
        name: of the thing that counts.
        division: a path.
        way: whether people stand or walk there: the class of its datastreams.
        streams: its datastreams by kind.
        area_m2: how large it is; None where nobody said.
        capacity: how many people it may hold; None where nobody said.
    """

    key: str
    name: str
    division: str
    way: Way
    lon: float | None
    lat: float | None
    streams: dict[str, int] = field(default_factory=dict)
    area_m2: float | None = None
    capacity: float | None = None


@dataclass(frozen=True)
class Told:
    """What may be told of an area.

    Attributes:
        values: by kind; None where it counts too few people to be told.
        at: when the latest of them was counted, in microseconds since 1970; None for none.
        level: how full it is; None where that isn't known.
        share: of its capacity, 0 to 1 and more; None where it isn't known or counts too few.
    """

    values: dict[str, float | None]
    at: int | None
    level: Level | None
    share: float | None


def areas(session: Session, city: str, scope: Scope) -> list[CountingArea]:
    """Return the counting areas whose division is in scope, by their keys."""
    query = (
        select(WatchStream, WatchThing)
        .join(WatchThing, WatchThing.id == WatchStream.thing_id)
        .where(
            WatchStream.city == city,
            WatchStream.kind.in_(KINDS),
            WatchStream.retired_at.is_(None),
        )
        .order_by(WatchStream.object, WatchStream.id)
    )
    found: dict[str, dict[str, Any]] = {}
    for stream, thing in session.execute(query):
        if not scope.has_place(thing.division):
            continue
        told = found.setdefault(
            stream.object,
            {
                "key": stream.object, "name": thing.name, "division": thing.division,
                "way": "standing", "lon": thing.lon, "lat": thing.lat, "streams": {},
            },
        )  # fmt: skip
        told["streams"][stream.kind] = stream.id
        if stream.class_ == "walking":
            told["way"] = "walking"
        for name in (AREA_M2, CAPACITY):
            told[name] = stream.figures.get(name, told.get(name))
    return [CountingArea(**each) for each in found.values()]


def way(name: Way) -> WayLevels:
    """Return how people are in an area."""
    return next(each for each in settings().ways if each.id == name)


def one(session: Session, city: str, scope: Scope, key: str) -> CountingArea:
    """Return a counting area.

    Raises:
        WatchError: there is none of that key in scope.
    """
    found = next((each for each in areas(session, city, scope) if each.key == key), None)
    if found is None:
        raise WatchError("error.crowd.none", area=key[:80], city=city)
    return found


def tell(
    area: CountingArea, latest: Mapping[int, tuple[int, float]], now: int, *, exact: bool
) -> Told:
    """Return what may be told of an area.

    Where so few people are there that their number isn't told, neither is a density that would
    give it away, nor the share of the capacity.

    Args:
        area: which.
        latest: by datastream, when it was last counted and what.
        now: what is older than the settings allow isn't told at all.
        exact: for the control room.
    """
    oldest = now - settings().fresh_s * 1e6
    known = {
        kind: latest[stream]
        for kind, stream in area.streams.items()
        if stream in latest and latest[stream][0] >= oldest
    }
    values = {kind: value for kind, (_, value) in known.items()}
    shown = {kind: kinds()[kind].told(value, exact=exact) for kind, value in values.items()}
    people = values.get(COUNT)
    if people is None and DENSITY in values and area.area_m2:
        people = values[DENSITY] * area.area_m2
    few = people is not None and people < FEWEST and not exact
    share = people / area.capacity if people is not None and area.capacity and not few else None
    density = values.get(DENSITY)
    if density is None and people is not None and area.area_m2:
        density = people / area.area_m2
    if few and DENSITY in shown:
        shown[DENSITY] = None
    at = max((at for at, _ in known.values()), default=None)
    return Told(shown, at, None if density is None else level(density, area.way), share)


def told_steps(
    area: CountingArea, kind: str, steps: Sequence[float], *, exact: bool
) -> list[float | None]:
    """Return the values of a chart as they may be told: none that counts too few people."""
    told = np.array(steps, np.float64)
    shown = [
        None if np.isnan(each) else kinds()[kind].told(each, exact=exact) for each in told.tolist()
    ]
    if kind == DENSITY and area.area_m2 and not exact:
        return [None if each is None or each * area.area_m2 < FEWEST else each for each in shown]
    return shown
