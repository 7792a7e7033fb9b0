"""Decode Home Assistant's discovery, and the states that come on the topics it tells."""

import msgspec

from anlan.watch.mqtt.homeassistant.config import Entity, entities, settings
from anlan.watch.mqtt.limits import limits
from anlan.watch.mqtt.rows import Rows, worth
from anlan.watch.mqtt.topics import Pattern, matched

BROKEN = (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError)
_STATE = "_state"


class Decoder:
    """Keeps in mind what devices told of themselves."""

    def __init__(self) -> None:
        self.patterns = tuple(map(Pattern, settings().topics))
        self._told: dict[str, list[Entity]] = {}
        self._on: dict[str, list[Entity]] = {}

    def match(self, topic: str) -> dict[str, str] | None:
        """Return what a topic tells, if it is one of ours."""
        if topic in self._on:
            return {_STATE: topic}
        found = matched(self.patterns, topic)
        return {**found, "topic": topic} if found else None

    def decode(self, found: dict[str, str], payload: bytes, now: int, out: Rows) -> None:
        """Take a discovery message, or the readings of a state."""
        if _STATE in found:
            for entity in self._on.get(found[_STATE], []):
                _state(entity, payload, now, out)
            return
        self._discovered(found, payload, out)

    def _discovered(self, found: dict[str, str], payload: bytes, out: Rows) -> None:
        """Put what a device tells in the place of what it told before; nothing removes it."""
        client, topic = found["client"], found["topic"]
        new: list[Entity] = []
        if payload.strip():
            try:
                told = msgspec.json.decode(payload)
            except BROKEN as error:
                out.refuse(client, "malformed", payload, why=str(error)[:100])
                return
            component = found.get("component", "device")
            new, bad = entities(client, component, found.get("object", ""), told)
            for reason, what in bad:
                out.refuse(client, reason, payload, found=what)
        if new and topic not in self._told and len(self._told) >= limits().topics:
            out.refuse(client, "rows", topic, n=len(self._told), most=limits().topics)
            return
        before = set(self._on)
        for entity in self._told.pop(topic, []):
            self._on[entity.topic].remove(entity)
            if not self._on[entity.topic]:
                del self._on[entity.topic]
        if new:
            self._told[topic] = new
        for entity in new:
            self._on.setdefault(entity.topic, []).append(entity)
            out.proposals.append(entity.proposal)
        out.follow += sorted(set(self._on) - before)
        out.leave += sorted(before - set(self._on))


def _state(entity: Entity, payload: bytes, now: int, out: Rows) -> None:
    try:
        raw = _reach(entity, payload)
    except (*BROKEN, LookupError, TypeError) as error:
        out.refuse(entity.client, "malformed", payload, why=str(error)[:100])
        return
    if raw is None or raw in settings().nothing:
        return
    value = worth(raw, entity.words)
    if value is None or (entity.words and value[1] is not None):
        out.refuse(entity.client, "value", raw, name=entity.key)
        return
    out.add(entity.client, entity.key, now, value[0], value[1])


def _reach(entity: Entity, payload: bytes) -> object:
    """Return the value in a message; text that is a number is that number."""
    if entity.path is None:
        raw: object = payload.decode("utf-8")
    else:
        raw = msgspec.json.decode(payload)
        for step in entity.path:
            raw = raw[step]  # type: ignore[index]
    if isinstance(raw, dict | list):
        raise TypeError("no single value")
    if isinstance(raw, str) and raw not in entity.words:
        return _number(raw)
    return raw


def _number(text: str) -> float | str:
    try:
        value = float(text)
    except ValueError:
        return text
    return value
