"""Decode Observations of OGC SensorThings 1.1: an entity, several, or data arrays.

A datastream is named by its ``@iot.id``, in the topic or in the message. The event time is
``phenomenonTime``, of an interval its end, for then it was known; without it ``resultTime``, else
when the message came in.
"""

import tomllib
from pathlib import Path
from typing import Any

import msgspec

from anlan.watch.mqtt.limits import limits
from anlan.watch.mqtt.rows import Rows, moment, worth
from anlan.watch.mqtt.topics import Pattern, matched

FILE = Path(__file__).parent / "data.toml"
BROKEN = (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError)
_ENTITY = frozenset({"phenomenonTime", "resultTime", "result"})


class Link(msgspec.Struct, rename={"id": "@iot.id"}, gc=False):
    """A link to a datastream."""

    id: int | str


class Entity(msgspec.Struct, gc=False):
    """An Observation, as far as we read it."""

    result: float | bool | str | None
    phenomenonTime: str | None = None  # noqa: N815 - the standard's name
    resultTime: str | None = None  # noqa: N815 - the standard's name
    Datastream: Link | None = None


class Arrays(msgspec.Struct):
    """Observations of one datastream as a data array."""

    Datastream: Link
    components: list[str]
    dataArray: list[list[Any]]  # noqa: N815 - the standard's name


class Decoder:
    """Decodes Observations."""

    def __init__(self) -> None:
        topics = tomllib.loads(FILE.read_text(encoding="utf-8"))["topics"]
        self.patterns = tuple(map(Pattern, topics))
        self._entity = msgspec.json.Decoder(Entity).decode

    def match(self, topic: str) -> dict[str, str] | None:
        """Return what a topic tells, if it is one of ours."""
        return matched(self.patterns, topic)

    def decode(self, found: dict[str, str], payload: bytes, now: int, out: Rows) -> None:
        """Add the readings of a message to ``out``; ``found`` is what its topic told."""
        client, stream = found.get("client"), found.get("id")
        try:
            self._add(client, stream, self._entity(payload), now, out)
        except msgspec.ValidationError:
            self._loosely(client, stream, payload, now, out)
        except BROKEN as error:
            out.refuse(client, "malformed", payload, why=str(error)[:100])

    def _loosely(
        self, client: str | None, stream: str | None, payload: bytes, now: int, out: Rows
    ) -> None:
        """Take what is no single good entity: several, or data arrays."""
        try:
            given = msgspec.json.decode(payload)
        except BROKEN as error:
            out.refuse(client, "malformed", payload, why=str(error)[:100])
            return
        several = given if isinstance(given, list) else [given]
        if len(several) > limits().rows:
            out.refuse(client, "rows", "", n=len(several), most=limits().rows)
            return
        for each in several:
            try:
                if isinstance(each, dict) and "dataArray" in each:
                    self._array(client, stream, msgspec.convert(each, Arrays), now, out)
                else:
                    self._add(client, stream, msgspec.convert(each, Entity), now, out)
            except (msgspec.ValidationError, RecursionError) as error:
                out.refuse(client, "row", each, why=str(error)[:100])

    def _array(
        self, client: str | None, stream: str | None, given: Arrays, now: int, out: Rows
    ) -> None:
        if len(given.dataArray) > limits().rows:
            out.refuse(client, "rows", "", n=len(given.dataArray), most=limits().rows)
            return
        for row in given.dataArray:
            named = {
                name: value
                for name, value in zip(given.components, row, strict=False)
                if name in _ENTITY
            }
            try:
                one = msgspec.convert(named, Entity)
            except (msgspec.ValidationError, RecursionError) as error:
                out.refuse(client, "row", row, why=str(error)[:100])
                continue
            one.Datastream = given.Datastream
            self._add(client, stream, one, now, out)

    def _add(
        self, client: str | None, stream: str | None, one: Entity, now: int, out: Rows
    ) -> None:
        named = str(one.Datastream.id) if one.Datastream else stream
        if named is None or (stream is not None and named != stream):
            out.refuse(client, "datastream", one.result, told=named or "", topic=stream or "")
            return
        if not (named.isascii() and named.isdigit() and len(named) < 19):
            out.refuse(client, "datastream", named, told=named[:50], topic=stream or "")
            return
        at = moment(one.phenomenonTime or one.resultTime, "ms", now)
        if at is None:
            out.refuse(client, "time", one.phenomenonTime or one.resultTime)
            return
        value = worth(one.result)
        if value is None:
            out.refuse(client, "value", one.result, name="result")
            return
        out.add(client, int(named), at, value[0], value[1])
