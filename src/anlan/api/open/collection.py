"""What every collection of features has, whatever it is made of."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

import numpy as np

from anlan.api.open.crs import Crs
from anlan.api.open.query import Query
from anlan.api.open.within import gone
from anlan.api.paging import cursor_of, numbers
from anlan.pool.contract import Kind
from anlan.pool.sharing.snapshot import Extent
from anlan.words import Language

Feature = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """Features of a page; the cursor of the next one, None on the last; how many match in all."""

    features: list[Feature]
    next: str | None
    matched: int | None


class Collection(Protocol):
    """A collection of features, as far as the asker's scope goes."""

    @property
    def id(self) -> str:
        """Its name in addresses."""

    @property
    def kinds(self) -> dict[str, Kind]:
        """Its properties and their kinds."""

    @property
    def queryable(self) -> dict[str, Kind]:
        """The properties that can be asked for by value."""

    def title(self, lang: Language) -> str:
        """Return what it is called."""

    def description(self, lang: Language) -> str:
        """Return a sentence on what it holds."""

    def state(self) -> str:
        """Return a text that is another one whenever anything in it may have changed."""

    def extent(self) -> Extent:
        """Return where and when it lies."""

    def page(self, query: Query) -> Page:
        """Return the features that are asked for.

        Raises:
            RefusalError: 400, a value or a cursor that isn't understood; 410, one that is over.
        """

    def one(self, feature: str, crs: Crs) -> Feature | None:
        """Return one feature; None where there is none in scope."""


def feature(identity: str, geometry: Feature | None, properties: Feature) -> Feature:
    """Return a GeoJSON feature (RFC 7946, 3.2)."""
    return {"type": "Feature", "id": identity, "geometry": geometry, "properties": properties}


def points(lon: list[float | None], lat: list[float | None], crs: Crs) -> list[Feature | None]:
    """Return GeoJSON points in a system's order of axes; None where there is no position."""
    here = np.array([[x, y] for x, y in zip(lon, lat, strict=True)], dtype=np.float64)
    here = here.reshape(-1, 2)
    first, second = crs.points(here[:, 0], here[:, 1])
    placed = np.isfinite(here).all(axis=1) & np.isfinite(first) & np.isfinite(second)
    sides = zip(first.tolist(), second.tolist(), placed.tolist(), strict=True)
    return [{"type": "Point", "coordinates": [x, y]} if ok else None for x, y, ok in sides]


def plain(value: object) -> object:
    """Return a value as JSON has it: days and moments (RFC 3339, UTC) as texts."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value


def check_of(state: str) -> int:
    """Return the number by which a cursor knows the state it was made in."""
    return int(hashlib.sha256(state.encode()).hexdigest()[:12], 16)


def part(found: list[Any], query: Query, state: str) -> tuple[list[Any], str | None]:
    """Return the page of a list that stays the same while ``state`` does, and the next cursor.

    Raises:
        RefusalError: 410, the list is another one now.
    """
    check = check_of(state)
    known, start = numbers(query.cursor, 2, 400) if query.cursor else (check, 0)
    if known != check:
        raise gone()
    stop = start + query.limit
    return found[start:stop], cursor_of(check, stop) if stop < len(found) else None
