"""Addresses of SensorThings, such as ``Things(1)/Datastreams`` (18-088, clause 9.2).

An address leads to a set, to an entity, to a property of one, or to that property's bare value.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from anlan.watch.sensorthings.entities import key_of, told
from anlan.watch.sensorthings.errors import NotThereError, OptionError
from anlan.watch.sensorthings.model import ENTITIES, OBSERVATIONS, Entity
from anlan.watch.sensorthings.observations import Wanted, id_of
from anlan.watch.sensorthings.observations import told as told_reading
from anlan.watch.sensorthings.options import Options
from anlan.watch.sensorthings.read import Reader

_SEGMENT = re.compile(r"([A-Za-z]{1,64})(?:\((?:(\d{1,18})|'([^'/]{1,100})')\))?|\$(?:value|ref)")
_ENDS = ("$value", "$ref")
MOST = 12
"""So many parts an address has at most."""


@dataclass(frozen=True)
class One:
    """An entity; ``row`` is its row, of an observation its reading."""

    entity: Entity
    row: Any

    @property
    def id(self) -> int | str:
        """Its id."""
        if self.entity is OBSERVATIONS:
            return id_of(self.row["stream"], self.row["at"])
        return int(self.row.id)


@dataclass(frozen=True)
class Many:
    """A set; ``within`` is the entity that those in it belong to, if they belong to one."""

    entity: Entity
    where: Sequence[Any] = ()
    wanted: Wanted = field(default_factory=lambda: Wanted(None))
    within: One | None = None


@dataclass(frozen=True)
class Value:
    """A property of an entity."""

    name: str
    value: Any


@dataclass(frozen=True)
class Target:
    """To what an address leads, and whether only its bare value or its links are asked for."""

    at: One | Many | Value
    end: str = ""


def find(reader: Reader, path: str) -> Target:
    """Return to what an address leads.

    Raises:
        NotThereError: nowhere.
    """
    parts = path.strip("/").split("/")
    if len(parts) > MOST:
        raise NotThereError("error.sta.address", found=path[:60])
    end = parts.pop() if parts[-1] in _ENDS else ""
    at: One | Many | Value | None = None
    for part in parts:
        at = _step(reader, at, part)
    if at is None or (end == "$value") != (isinstance(at, Value) and bool(end)):
        raise NotThereError("error.sta.address", found=path[:60])
    return Target(at, end)


def _step(reader: Reader, at: One | Many | Value | None, part: str) -> One | Many | Value:
    found = _SEGMENT.fullmatch(part)
    if found is None or found[1] is None or isinstance(at, Many | Value):
        raise NotThereError("error.sta.address", found=part[:60])
    name, number = found[1], int(found[2]) if found[2] else found[3]
    if at is None:
        if name not in ENTITIES:
            known = ", ".join(ENTITIES)
            raise NotThereError("error.sta.segment", found=name, of="v1.1", known=known)
        many = Many(ENTITIES[name])
        return many if number is None else _one(reader, many, number)
    if name in at.entity.relations:
        many_or_one = _related(reader, at, name)
        if number is None:
            return many_or_one
        if isinstance(many_or_one, Many):
            return _one(reader, many_or_one, number)
    own = properties(at)
    if name == "id":
        own["id"] = at.id
    if name not in own or number is not None:
        known = ", ".join((*at.entity.told, *at.entity.relations))
        raise NotThereError("error.sta.segment", found=name, of=at.entity.name, known=known)
    return Value(name, own[name])


def properties(one: One) -> dict[str, Any]:
    """Return an entity's own properties."""
    if one.entity is OBSERVATIONS:
        return told_reading(one.row, "")
    return told(one.entity, one.row)


def _one(reader: Reader, many: Many, number: int | str) -> One:
    if many.entity is OBSERVATIONS:
        row = reader.reading(number)
        streams = many.wanted.streams
        if streams is not None and row["stream"] not in streams:
            raise NotThereError("error.sta.none", set="Observations", id=number)
        return One(many.entity, row)
    return One(many.entity, reader.row(many.entity, number, many.where))


def _related(reader: Reader, at: One, name: str) -> One | Many:
    if at.entity is OBSERVATIONS:
        target, row = reader.of_observation(at.row, name)
        if row is None:
            raise NotThereError("error.sta.none", set=target.name, id="-")
        return One(target, row)
    target, relation, where = reader.related(at.entity, at.row, name)
    if target is OBSERVATIONS:
        return Many(target, (), reader.wanted(at.entity, at.row), at)
    if relation.many:
        return Many(target, where, within=at)
    row = reader.only(target, where)
    return One(target, row)


def answer(reader: Reader, target: Target, path: str, options: Options) -> Any:
    """Return what is told of that to which an address leads.

    Raises:
        WatchError: an option can't be used here.
    """
    at = target.at
    link = f"{reader.base}/{path.removesuffix('/$ref').strip('/')}"
    if isinstance(at, Many):
        if target.end == "$ref":
            options = replace(options, expand=(), select=("@iot.selfLink",))
        if at.entity is OBSERVATIONS:
            return reader.observations(at.wanted, options, link)
        return reader.page(at.entity, options, at.where, link)
    wrong = sorted(set(options.given) - ({"$expand", "$select"} if isinstance(at, One) else set()))
    if wrong:
        raise OptionError(wrong[0], "option", known="$expand, $select")
    if isinstance(at, Value):
        return at.value if target.end else {at.name: at.value}
    if target.end == "$ref":
        return {"@iot.selfLink": f"{reader.base}/{at.entity.name}{key_of(at.id)}"}
    if at.entity is OBSERVATIONS:
        return reader.observation(at.row, options)
    return reader.entity(at.entity, at.row, options)


def conformance(base: str) -> Mapping[str, Any]:
    """Return the document at the root: the sets, and what of the standard is kept to."""
    of = "http://www.opengis.net/spec/iot_sensing/1.1/req"
    classes = [
        *(f"{of}/datamodel/{name}" for name in _CLASSES),
        *(f"{of}/resource-path/resource-path-to-entities", f"{of}/request-data"),
        *(f"{of}/create-update-delete/{name}" for name in _CHANGES),
        f"{of}/batch-request/batch-request",
        f"{of}/data-array/data-array",
    ]
    return {
        "value": [{"name": name, "url": f"{base}/{name}"} for name in ENTITIES],
        "serverSettings": {"conformance": classes},
    }


_CLASSES = (
    "thing", "location", "historical-location", "datastream", "sensor", "observed-property",
    "observation", "feature-of-interest", "entity-control-information",
)  # fmt: skip
_CHANGES = ("create-entity", "link-to-existing-entities", "deep-insert", "update-entity",
            "delete-entity", "update-entity-put")  # fmt: skip
