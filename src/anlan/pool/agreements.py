"""What a contract says beyond single values: promises, references to other sources, geometry.

All of it is read from keys of the Open Data Contract Standard: ``slaProperties`` (frequency,
latency), ``quality`` (``nullValues`` in percent), ``relationships``; and from Anlan's own
properties ``anlan.broken``, ``anlan.inside``, ``anlan.apart`` and ``anlan.geometry``.
"""

import math
from collections.abc import Callable, Iterator
from typing import Any, Literal, get_args

from open_data_contract_standard.model import (
    CustomProperty,
    DataQuality,
    OpenDataContractStandard,
    SchemaObject,
    SchemaProperty,
    ServiceLevelAgreementProperty,
)
from pydantic import BaseModel, ConfigDict

from anlan.model.city import Source
from anlan.model.errors import ContractError
from anlan.pool.yamlmarks import Path, nearest

Broken = Literal["quarantine", "warn"]
"""What becomes of a row that breaks a rule: it is quarantined, or kept and told of."""
Fail = Callable[[Path, object, object], ContractError]
HOURS = {"min": 1 / 60, "h": 1, "d": 24, "w": 168}
UNITS = {
    long: short
    for short, all_ in {
        "min": ("min", "minute", "minutes"),
        "h": ("h", "hour", "hours"),
        "d": ("d", "day", "days"),
        "w": ("w", "week", "weeks"),
    }.items()
    for long in all_
}
NULLS = ("nullValues", "missingValues")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Complete(_Frozen):
    """So large a share (0–1) of a column's values is there at least."""

    column: str
    share: float


class Promises(_Frozen):
    """What a source promises: a load so often (hours), events so fresh (hours), whole columns."""

    frequency: float | None = None
    latency: float | None = None
    complete: tuple[Complete, ...] = ()


class Reference(_Frozen):
    """Every value of ``column`` stands in the column ``to`` of another source."""

    column: str
    source: str
    to: str
    broken: Broken = "quarantine"


class Geometry(_Frozen):
    """Rules on places.

    ``inside``: the position lies in the division that the row names. ``apart``: positions are at
    least so many metres from each other, else there is a warning. ``shapes``: columns of WKT that
    must be valid by the rules of OGC Simple Features.
    """

    inside: Broken | None = None
    apart: float | None = None
    shapes: tuple[str, ...] = ()


def promises(standard: OpenDataContractStandard, source: Source, fail: Fail) -> Promises:
    """Return what the contract promises.

    Raises:
        ContractError: it promises what Anlan doesn't check.
    """
    spans: dict[str, float] = {}
    for index, each in enumerate(standard.slaProperties or []):
        at: Path = ("slaProperties", index)
        name = str(each.property)
        if name not in ("frequency", "latency"):
            near = nearest(name, ("frequency", "latency"))
            raise fail((*at, "property"), repr(name), repr(near) if near else "frequency, latency")
        spans[name] = _hours(each, at, fail)
        column = (each.element or "").rpartition(".")[2]
        if name == "latency" and column not in ("", source.event_time):
            raise fail((*at, "element"), repr(each.element), repr(source.event_time))
    table = (standard.schema_ or [SchemaObject()])[0]
    return Promises(**spans, complete=tuple(_complete(table.properties or [], fail)))


def _hours(told: ServiceLevelAgreementProperty, at: Path, fail: Fail) -> float:
    unit = UNITS.get(str(told.unit))
    if unit is None:
        raise fail((*at, "unit"), repr(told.unit), ", ".join(HOURS))
    value: Any = told.value
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or value <= 0:
        raise fail((*at, "value"), repr(value), "a number above 0")
    return float(value) * HOURS[unit]


def _complete(properties: list[SchemaProperty], fail: Fail) -> Iterator[Complete]:
    for index, prop in enumerate(properties):
        for number, rule in enumerate(prop.quality or []):
            if (rule.metric or rule.rule) not in NULLS or _nulls_forbidden(rule):
                continue
            at: Path = ("schema", 0, "properties", index, "quality", number)
            most: Any = rule.mustBeLessOrEqualTo
            number_ = isinstance(most, int | float) and not isinstance(most, bool)
            if not number_ or not 0 <= most < 100 or rule.unit != "percent":
                expected = "mustBe: 0, or mustBeLessOrEqualTo: 0–100 with unit: percent"
                raise fail(at, f"{most!r} {rule.unit or ''}", expected)
            if prop.classification == "personal":
                raise fail(at, prop.name, "a column that isn't personal")
            yield Complete(column=str(prop.name), share=1 - most / 100)


def _nulls_forbidden(rule: DataQuality) -> bool:
    return rule.mustBe == 0 and rule.mustBe is not False


def references(
    properties: list[SchemaProperty], source: Source, fail: Fail
) -> tuple[Reference, ...]:
    """Return the columns whose values must stand in another source.

    Raises:
        ContractError: a reference names no column of another source.
    """
    return tuple(
        _reference(str(prop.name), each.to, each.customProperties, at, source, fail)
        for index, prop in enumerate(properties)
        for number, each in enumerate(prop.relationships or [])
        for at in [("schema", 0, "properties", index, "relationships", number)]
    )


def _reference(
    column: str,
    to: object,
    own: list[CustomProperty] | None,
    at: Path,
    source: Source,
    fail: Fail,
) -> Reference:
    other, dot, its = str(to).partition(".") if isinstance(to, str) else ("", "", "")
    if not (other and dot and its) or other == source.name:
        raise fail((*at, "to"), repr(to), "'other_source.column'")
    for each in own or []:
        if str(each.property).startswith("anlan.") and each.property != "anlan.broken":
            raise fail((*at, "customProperties"), repr(each.property), "'anlan.broken'")
    way = _way(own, "anlan.broken", at, fail) or "quarantine"
    return Reference(column=column, source=other, to=its, broken=way)


def geometry(table: SchemaObject, source: Source, fail: Fail) -> Geometry:
    """Return the rules on places.

    Raises:
        ContractError: a rule needs a position or a division that the source doesn't declare.
    """
    at: Path = ("schema", 0, "customProperties")
    inside = _way(table.customProperties, "anlan.inside", ("schema", 0), fail)
    if inside and not (source.coordinates and source.division):
        raise fail(at, "anlan.inside", "a source with coordinates and division")
    apart: Any = _own(table.customProperties, "anlan.apart")
    if apart is not None:
        number = isinstance(apart, int | float) and not isinstance(apart, bool)
        if not number or not 0 < apart <= 10_000:
            raise fail(at, repr(apart), "metres, above 0 and at most 10000")
        if not source.coordinates:
            raise fail(at, "anlan.apart", "a source with coordinates")
    shapes = []
    for index, prop in enumerate(table.properties or []):
        kind = _own(prop.customProperties, "anlan.geometry")
        if kind is None:
            continue
        if kind != "wkt" or prop.logicalType not in (None, "string") or prop.classification:
            where: Path = ("schema", 0, "properties", index, "customProperties")
            raise fail(where, repr(kind), "wkt, on a string that isn't personal")
        shapes.append(str(prop.name))
    return Geometry(inside=inside, apart=apart, shapes=tuple(shapes))


def _way(own: list[CustomProperty] | None, name: str, at: Path, fail: Fail) -> Broken | None:
    value = _own(own, name)
    if value is not None and value not in get_args(Broken):
        raise fail((*at, "customProperties"), repr(value), " | ".join(get_args(Broken)))
    way: Broken | None = value
    return way


def _own(properties: list[CustomProperty] | None, name: str) -> Any:
    return next((each.value for each in properties or [] if each.property == name), None)
