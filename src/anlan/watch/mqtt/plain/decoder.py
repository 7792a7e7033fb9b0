"""Decode plain JSON by a mapping: one reading, or an array of many, as gateways batch them.

All of a message is read at once into typed rows. Only where that fails, because one of them isn't
what the mapping expects, they are read one by one, so that a bad one doesn't take the rest along.
"""

import re
from collections.abc import Callable
from operator import attrgetter
from typing import Any, Literal, Self, get_args

import msgspec
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from anlan.model.declared import Declared
from anlan.watch.mqtt.limits import limits
from anlan.watch.mqtt.rows import Moment, Raw, Rows, moment, worth
from anlan.watch.mqtt.topics import Pattern, matched

BROKEN = (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError)
"""What reading hostile JSON may raise."""
_PATH = r"^[A-Za-z_@$][\w@$.-]*(\.[A-Za-z_@$][\w@$-]*)*$"
_FIELD = re.compile(r"\{([a-z][a-z0-9_]*|\.[^{}]+)\}")


class Mapping(Declared):
    """How one kind of topic is read.

    Attributes:
        topic: a pattern; its ``{client}`` names the client that may publish to it.
        rows: where in the message the array of readings is; empty where it is the message itself.
        key: the datastream's name: text with ``{placeholder}`` of the topic, ``{.field}`` of a
            reading, and ``{value}``, the name under ``values``.
        time: the field of the event time, in ``time_unit`` or ISO 8601; without it, it is when the
            message came in, and one that the broker sends again counts again.
        value: the field of the value, where a reading has one.
        values: where it has several: the name of each, and its field.
        unit: the field of the unit's symbol.
        words: what numbers certain texts stand for.
    """

    topic: str
    rows: str = Field("", pattern=rf"{_PATH}|^$")
    key: str = Field(min_length=1)
    time: str = Field("", pattern=rf"{_PATH}|^$")
    time_unit: Literal["s", "ms", "us"] = "ms"
    value: str = Field("", pattern=rf"{_PATH}|^$")
    values: dict[str, str] = Field(default_factory=dict)
    unit: str = Field("", pattern=rf"{_PATH}|^$")
    words: dict[str, float] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if bool(self.value) == bool(self.values):
            raise PydanticCustomError("mapping", "one of `value` and `values` is needed")
        names = Pattern(self.topic).names
        if "client" not in names:
            raise PydanticCustomError("mapping", "`topic` must name its `{client}`")
        asked = {one for one in _FIELD.findall(self.key) if not one.startswith(".")}
        lacking = asked - set(names) - ({"value"} if self.values else set())
        if lacking or (self.values and "value" not in asked):
            raise PydanticCustomError("mapping", "`key` asks for what there isn't, or lacks value")
        return self


class Decoder:
    """Decodes the messages of one mapping."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self.patterns: tuple[Pattern, ...] = (Pattern(mapping.topic),)
        fields = [one[1:] for one in _FIELD.findall(mapping.key) if one.startswith(".")]
        wanted: dict[str, Any] = dict.fromkeys(fields, str | int)
        wanted |= {each: Moment for each in (mapping.time,) if each}
        wanted |= {each: str | None for each in (mapping.unit,) if each}
        self._measures = [(name, _get(path)) for name, path in mapping.values.items()]
        if mapping.value:
            self._measures = [("", _get(mapping.value))]
        wanted |= dict.fromkeys(mapping.values.values() or [mapping.value], Raw)
        row = _struct("Row", wanted)
        self._convert: Callable[[Any], Any] = lambda given: msgspec.convert(given, row)
        whole: Any = list[row] | row  # type: ignore[valid-type]
        if mapping.rows:
            whole = _struct("Whole", {mapping.rows: list[row] | row})  # type: ignore[valid-type]
        self._whole = _get(mapping.rows) if mapping.rows else None
        self._read = msgspec.json.Decoder(whole).decode
        self._time = _get(mapping.time) if mapping.time else None
        self._unit = _get(mapping.unit) if mapping.unit else None
        self._fields = {f".{path}": _get(path) for path in fields}

    def match(self, topic: str) -> dict[str, str] | None:
        """Return what a topic tells, if it is one of ours."""
        return matched(self.patterns, topic)

    def decode(self, found: dict[str, str], payload: bytes, now: int, out: Rows) -> None:
        """Add the readings of a message to ``out``; ``found`` is what its topic told."""
        try:
            whole = self._read(payload)
        except msgspec.ValidationError:
            self._one_by_one(found, payload, now, out)
            return
        except BROKEN as error:
            out.refuse(found["client"], "malformed", payload, why=str(error)[:100])
            return
        rows = whole if self._whole is None else self._whole(whole)
        self._take(found, rows if isinstance(rows, list) else [rows], now, out)

    def _one_by_one(self, found: dict[str, str], payload: bytes, now: int, out: Rows) -> None:
        """Take the good readings of a message of which not all are."""
        try:
            given = msgspec.json.decode(payload)
            for step in self.mapping.rows.split(".") if self.mapping.rows else ():
                given = given[step]
        except (*BROKEN, LookupError, TypeError) as error:
            out.refuse(found["client"], "malformed", payload, why=str(error)[:100])
            return
        several = given if isinstance(given, list) else [given]
        rows = []
        for each in several[: limits().rows + 1]:
            try:
                rows.append(self._convert(each))
            except (msgspec.ValidationError, RecursionError) as error:
                out.refuse(found["client"], "row", each, why=str(error)[:100])
        self._take(found, rows, now, out)

    def _take(self, found: dict[str, str], rows: list[Any], now: int, out: Rows) -> None:
        client, mapping = found["client"], self.mapping
        if len(rows) > limits().rows:
            out.refuse(client, "rows", "", n=len(rows), most=limits().rows)
            return
        named = [(name, get, self._namer(found, name)) for name, get in self._measures]
        words = mapping.words or None
        for row in rows:
            at = now if self._time is None else moment(self._time(row), mapping.time_unit, now)
            if at is None:
                out.refuse(client, "time", _told(row))
                continue
            unit = self._unit(row) if self._unit else None
            told = False
            for name, get, namer in named:
                raw = get(row)
                if raw is None:
                    continue
                told = True
                value = worth(raw, words)
                if value is None:
                    out.refuse(client, "value", raw, name=name or mapping.value)
                    continue
                out.add(client, namer(row), at, value[0], value[1], unit)
            if not told:
                out.refuse(client, "no_value", _told(row))

    def _namer(self, found: dict[str, str], name: str) -> Callable[[Any], str]:
        """Return what gives the name of the datastream of a reading."""
        pieces = _FIELD.split(self.mapping.key)
        known = {**found, "value": name}
        steps: list[Any] = [""]
        for place, piece in enumerate(pieces):
            get = self._fields.get(piece) if place % 2 else None
            text = known.get(piece, "") if place % 2 else piece
            if get is not None:
                steps += [get, ""]
            else:
                steps[-1] += text
        if len(steps) == 1:
            return lambda _row: str(steps[0])
        if len(steps) == 3:
            before, field, after = steps
            return lambda row: f"{before}{field(row)}{after}"
        return lambda row: "".join(
            each if isinstance(each, str) else str(each(row)) for each in steps
        )


def _told(row: Any) -> str:
    return str(msgspec.to_builtins(row))


def _struct(name: str, wanted: dict[str, Any]) -> type[msgspec.Struct]:
    """Return a type with the fields asked for, those with dots in them nested.

    A field must be there unless its type allows None.
    """
    nested: dict[str, dict[str, Any]] = {}
    plain: list[Any] = []
    rename: dict[str, str] = {}
    for path, kind in wanted.items():
        first, _, rest = path.partition(".")
        if rest:
            nested.setdefault(first, {})[rest] = kind
            continue
        rename[_attribute(first)] = first
        needed = type(None) not in get_args(kind)
        plain.append((_attribute(first), kind) if needed else (_attribute(first), kind, None))
    for first, inner in nested.items():
        rename[_attribute(first)] = first
        plain.append((_attribute(first), _struct(f"{name}_{_attribute(first)}", inner)))
    plain.sort(key=len)
    return msgspec.defstruct(name, plain, rename=rename, gc=False)


def _attribute(name: str) -> str:
    return "f_" + "".join(each if each.isalnum() else f"_{ord(each)}_" for each in name)


def _get(path: str) -> Callable[[Any], Any]:
    return attrgetter(".".join(map(_attribute, path.split("."))))
