"""Everything known of one asset, as far as a scope reaches."""

import json
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from anlan.model.city import City
from anlan.model.permission import Scope, within
from anlan.pool.linking.golden import Value, golden
from anlan.pool.quarantine import Item, Problem

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Allowed = Callable[[str, str | None], bool]
"""Whether a source's record in a division may be seen."""


@dataclass(frozen=True)
class Told:
    """A version of a record: as sent, when it was so and when that was known (µs since 1970)."""

    number: int
    source: str
    key: str
    version: int
    event: int | None
    known: int
    values: dict[str, str | None]


@dataclass(frozen=True)
class Asset:
    """An asset: the ids it goes by, what sources say of it, and how many records do.

    ``sources``: of each, how many versions of records, and when the first and last became known.
    """

    id: str
    kind: str
    ids: tuple[str, ...]
    division: str | None
    docs: tuple[dict[str, Any], ...]
    sources: tuple[tuple[str, int, int, int], ...]
    units: tuple[int, ...]


def find(index: sqlite3.Connection, city: City, asset: str, scope: Scope) -> Asset | None:
    """Return the asset that goes by an id; None where there is none that the scope reaches."""
    led = index.execute("SELECT asset FROM unit WHERE id = ? ORDER BY way, n", (asset,)).fetchone()
    if led is None:
        return None
    units = index.execute(
        "SELECT n, id, kind, way FROM unit WHERE asset = ? ORDER BY way, id", (led[0],)
    ).fetchall()
    numbers = tuple(row["n"] for row in units)
    docs = [
        dict(row)
        for row in _among(index, "SELECT * FROM doc WHERE unit IN ({}) ORDER BY unit, n", numbers)
    ]
    places = [doc["place"] for doc in docs if doc["place"]]
    division = places[0] if places else None
    allowed = allow(scope, city, division)
    mine = tuple(doc for doc in docs if allowed(doc["source"], doc["division"]))
    if not mine:
        return None
    counted = _among(
        index,
        "SELECT l.source, count(*), min(r.known), max(r.known) FROM record r"
        " JOIN layout l ON l.n = r.layout WHERE r.unit IN ({}) GROUP BY l.source ORDER BY 3",
        numbers,
    )
    seen = {doc["source"] for doc in mine}
    first = next(row for row in units if row["n"] == led[0])
    return Asset(
        id=first["id"],
        kind=first["kind"],
        ids=tuple(row["id"] for row in units if row["way"] != 1),
        division=division,
        docs=mine,
        sources=tuple(tuple(row) for row in counted if row[0] in seen),
        units=numbers,
    )


def records(
    index: sqlite3.Connection,
    city: City,
    asset: Asset,
    scope: Scope,
    after: tuple[int, int] | None,
    limit: int,
) -> list[Told]:
    """Return versions of records that speak of an asset, the last known first.

    ``after``: when the last one of the page before was known, and its number.
    """
    known, number = after or (2**62, 0)
    rows = _among(
        index,
        "SELECT r.n, l.source, l.columns, r.key, r.version, r.event, r.known, r.division, r.body"
        " FROM record r JOIN layout l ON l.n = r.layout WHERE r.unit IN ({})"
        " AND (r.known < ? OR (r.known = ? AND r.n < ?)) ORDER BY r.known DESC, r.n DESC",
        asset.units,
        (known, known, number),
    )
    allowed = allow(scope, city, asset.division)
    found: list[Told] = []
    for row in rows:
        if len(found) == limit:
            break
        if allowed(row["source"], row["division"]):
            values = dict(zip(json.loads(row["columns"]), json.loads(row["body"]), strict=True))
            found.append(
                Told(
                    row["n"], row["source"], row["key"], row["version"], row["event"],
                    row["known"], values,
                )
            )  # fmt: skip
    return found


def golden_values(asset: Asset, city: City) -> list[Value]:
    """Return every value known of an asset; the pack says which source knows best."""
    rows = [
        {
            "source": doc["source"], "key": doc["key"], "day": day_of(doc["event"], city),
            "name_sent": doc["name"], "address_sent": doc["address"], "type": doc["type"],
            "core": doc["core"], "address": doc["address_key"],
            "lon": doc["lon"], "lat": doc["lat"],
        }
        for doc in asset.docs
    ]  # fmt: skip
    return golden(rows, next((each for each in city.linking if each.kind == asset.kind), None))


def moment(us: int) -> datetime:
    """Return a moment counted in µs since 1970."""
    return EPOCH + timedelta(microseconds=us)


def day_of(us: int | None, city: City) -> int | None:
    """Return the city's day of a moment, counted from 1970-01-01."""
    if us is None:
        return None
    return moment(us).astimezone(ZoneInfo(city.zone)).date().toordinal() - EPOCH.toordinal()


def held(index: sqlite3.Connection, asset: Asset) -> list[Item]:
    """Return rows that came in for an asset and broke a rule; some may have been mended since."""
    rows = _among(
        index, "SELECT * FROM held WHERE unit IN ({}) ORDER BY batch DESC, row DESC", asset.units
    )
    return [
        Item(
            f"{row['batch']}-{row['row']}", row["source"], row["file"], row["row"],
            tuple(Problem(**problem) for problem in json.loads(row["problems"])),
        )
        for row in rows
    ]  # fmt: skip


def allow(scope: Scope, city: City, place: str | None) -> Allowed:
    """Return what tells whether a record may be seen; one without a place lies at its asset's."""
    departments = {each.name: each.department for each in city.sources}

    def allowed(source: str, division: str | None) -> bool:
        path = division or place or ""
        return any(
            within(path, area.division)
            and area.department in {"", departments.get(source, area.department)}
            for area in scope.areas
        )

    return allowed


def _among(
    index: sqlite3.Connection, query: str, units: tuple[int, ...], more: Iterable[object] = ()
) -> sqlite3.Cursor:
    marks = ", ".join("?" * len(units))
    return index.execute(query.format(marks), (*units, *more))
