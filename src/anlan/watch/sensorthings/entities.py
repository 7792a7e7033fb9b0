"""How entities are told: their properties, by the names that the standard gives them."""

from collections.abc import Callable, Mapping
from typing import Any

from anlan.watch.history.days import moment
from anlan.watch.sensorthings.model import TYPE_URI, Entity

OWN = "anlan"
"""Under this name in ``properties`` stands what Anlan keeps beyond the standard."""


def iso(at: int) -> str:
    """Return a moment in microseconds as the standard writes it.

    >>> iso(1_764_290_000_000_000), iso(1_764_290_000_250_000)
    ('2025-11-28T00:33:20Z', '2025-11-28T00:33:20.250Z')
    """
    found = moment(at)
    if at % 1_000_000 == 0:
        return found.strftime("%Y-%m-%dT%H:%M:%SZ")
    form = "milliseconds" if at % 1000 == 0 else "microseconds"
    return found.isoformat(timespec=form).replace("+00:00", "Z")


def told(entity: Entity, row: Any) -> dict[str, Any]:
    """Return the properties of an entity, without its links."""
    return _TOLD[entity.name](row)


def _thing(row: Any) -> dict[str, Any]:
    own = {"key": row.key, "division": row.division, "asset_id": row.asset_id}
    return _named(row) | {"properties": row.properties | {OWN: own}}


def _datastream(row: Any) -> dict[str, Any]:
    own = {
        "key": row.key, "kind": row.kind, "class": row.class_, "object": row.object,
        "area": row.area, "scale": row.scale, "shift": row.shift,
        "interval_s": row.interval_s, "figures": row.figures,
    }  # fmt: skip
    return _named(row) | {
        "observationType": TYPE_URI + row.type,
        "unitOfMeasurement": {"name": None, "symbol": None, "definition": None} | row.unit,
        "properties": row.properties | {OWN: own},
    }


def _encoded(name: str, column: str) -> Callable[[Any], dict[str, Any]]:
    """Return what tells of an entity whose one property is in a form that it names."""

    def told_of(row: Any) -> dict[str, Any]:
        more = {"encodingType": row.encoding, name: getattr(row, column)}
        return _named(row) | more | {"properties": row.properties}

    return told_of


def _observed(row: Any) -> dict[str, Any]:
    return _named(row) | {"definition": row.definition, "properties": row.properties}


def _named(row: Any) -> dict[str, Any]:
    return {"name": row.name, "description": row.description}


_TOLD: Mapping[str, Callable[[Any], dict[str, Any]]] = {
    "Things": _thing,
    "Locations": _encoded("location", "location"),
    "HistoricalLocations": lambda row: {"time": iso(row.at)},
    "Datastreams": _datastream,
    "Sensors": _encoded("metadata", "about"),
    "ObservedProperties": _observed,
    "FeaturesOfInterest": _encoded("feature", "feature"),
}


def key_of(number: int | str) -> str:
    """Return an id as it stands in a path.

    >>> key_of(7), key_of("7-12")
    ('(7)', "('7-12')")
    """
    return f"({number})" if isinstance(number, int) else f"('{number}')"


def linked(
    entity: Entity, number: int | str, properties: dict[str, Any], base: str
) -> dict[str, Any]:
    """Return an entity with its id and its links."""
    link = f"{base}/{entity.name}{key_of(number)}"
    navigation = {f"{name}@iot.navigationLink": f"{link}/{name}" for name in entity.relations}
    return {"@iot.id": number, "@iot.selfLink": link, **properties, **navigation}
