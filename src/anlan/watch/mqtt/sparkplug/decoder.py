"""Decode Sparkplug B, keeping in mind what each node told at its birth.

A birth tells the names of all metrics and perhaps short numbers for them; data carries the numbers
alone. A node counts its messages from 0 to 255 and round again. Where a number is missing or
unknown, the node is asked to be born again; what it sent is taken as far as it can be named.
"""

import json
import time
from dataclasses import dataclass, field
from typing import Any

from google.protobuf.message import DecodeError

from anlan.watch.mqtt.limits import limits
from anlan.watch.mqtt.rows import SECOND, Rows, moment, worth
from anlan.watch.mqtt.sparkplug.schema import payload as payload_class
from anlan.watch.mqtt.sparkplug.schema import settings
from anlan.watch.mqtt.topics import Pattern, matched

BIRTHS, DEATHS = ("NBIRTH", "DBIRTH"), ("NDEATH", "DDEATH")
TYPES = (*BIRTHS, *DEATHS, "NDATA", "DDATA")
ROUND = 256
_NEVER = -(2**62)


@dataclass(frozen=True)
class Metric:
    """What a birth told of a metric."""

    name: str
    unit: str | None
    type: int


@dataclass
class Node:
    """What is known of a node: by its own word, and only while it lives."""

    born: int | None = None
    seq: int = -1
    asked: int = _NEVER
    alive: bool = False
    metrics: dict[tuple[str, str | int], Metric] = field(default_factory=dict)
    devices: set[str] = field(default_factory=set)


class Decoder:
    """Decodes the messages of all nodes."""

    def __init__(self) -> None:
        self.patterns = tuple(map(Pattern, settings().topics))
        self.nodes: dict[tuple[str, str], Node] = {}

    def match(self, topic: str) -> dict[str, str] | None:
        """Return what a topic tells, if it is one of ours."""
        return matched(self.patterns, topic)

    def decode(self, found: dict[str, str], payload: bytes, now: int, out: Rows) -> None:
        """Add the readings of a message to ``out``; ``found`` is what its topic told."""
        client, kind, device = found["client"], found["type"], found.get("device", "")
        if kind in ("NCMD", "DCMD") or found["group"] == "STATE":
            return
        if kind not in TYPES or (kind[0] == "D") != bool(device):
            out.refuse(client, "topic", kind)
            return
        try:
            sent = payload_class().FromString(payload)
        except (DecodeError, ValueError, RecursionError) as error:
            out.refuse(client, "malformed", payload.hex()[:100], why=str(error)[:100])
            return
        node = self.nodes.get((found["group"], client))
        if node is None:
            if len(self.nodes) >= settings().limits.nodes:
                self.nodes.pop(next(iter(self.nodes)))
            node = self.nodes[found["group"], client] = Node()
        if kind in DEATHS:
            self._death(node, found, sent, now, out)
        elif len(sent.metrics) > limits().rows:
            out.refuse(client, "rows", "", n=len(sent.metrics), most=limits().rows)
        else:
            self._alive(node, found, sent, now, out)

    def _alive(self, node: Node, found: dict[str, str], sent: Any, now: int, out: Rows) -> None:
        """Take a birth or data."""
        kind, device = found["type"], found.get("device", "")
        if kind == "NBIRTH":
            node.metrics.clear()
            node.devices.clear()
            node.alive, node.seq, node.born = True, -1, _born(sent)
        elif not node.alive or _gap(node, sent):
            self._rebirth(node, found, now, out)
        node.seq = sent.seq % ROUND if sent.HasField("seq") else node.seq
        if kind == "DBIRTH":
            node.devices.add(device)
        if kind in BIRTHS:
            self._learn(node, device, sent)
            out.add(found["client"], _key(found, device, settings().online), now, 1.0)
        for metric in sent.metrics:
            self._metric(node, found, sent, metric, now, out)

    def _learn(self, node: Node, device: str, sent: Any) -> None:
        for metric in sent.metrics:
            if not metric.name or len(node.metrics) >= settings().limits.metrics:
                continue
            known = Metric(metric.name, _unit(metric), metric.datatype)
            node.metrics[device, metric.name] = known
            if metric.HasField("alias"):
                # A number is the whole node's: its devices share the numbers among them.
                node.metrics["", metric.alias] = known

    def _metric(
        self, node: Node, found: dict[str, str], sent: Any, metric: Any, now: int, out: Rows
    ) -> None:
        client, device = found["client"], found.get("device", "")
        known = node.metrics.get((device, metric.name)) if metric.name else None
        if known is None and metric.HasField("alias"):
            known = node.metrics.get(("", metric.alias))
        name = metric.name or (known.name if known else "")
        if not name:
            self._rebirth(node, found, now, out)
            out.refuse(client, "alias", metric.alias, alias=metric.alias)
            return
        if name.startswith(settings().own) or metric.is_null:
            return
        raw = _value(metric, metric.datatype or (known.type if known else 0))
        if raw is None:
            return  # a template, a data set: no reading
        told = metric.timestamp or sent.timestamp or None
        at, value = moment(told, "ms", now), worth(raw)
        if at is None or value is None:
            out.refuse(client, "time" if at is None else "value", told or raw, name=name[:100])
            return
        unit = _unit(metric) or (known.unit if known else None)
        out.add(client, _key(found, device, name), at, value[0], value[1], unit)

    def _death(self, node: Node, found: dict[str, str], sent: Any, now: int, out: Rows) -> None:
        """Mark a node with all its devices, or one device, as gone."""
        born, online = _born(sent), settings().online
        if found["type"] == "DDEATH":
            if _gap(node, sent):
                self._rebirth(node, found, now, out)
            node.seq = sent.seq % ROUND if sent.HasField("seq") else node.seq
            node.devices.discard(found["device"])
            out.add(found["client"], _key(found, found["device"], online), now, 0.0)
            return
        if node.alive and born is not None and node.born is not None and born != node.born:
            return  # the last will of an earlier life, come late
        for device in ("", *sorted(node.devices)):
            out.add(found["client"], _key(found, device, online), now, 0.0)
        node.alive = False
        node.devices.clear()

    def _rebirth(self, node: Node, found: dict[str, str], now: int, out: Rows) -> None:
        """Ask a node to be born again, unless it was asked a moment ago."""
        if now - node.asked < settings().limits.rebirth_s * SECOND:
            return
        node.asked = now
        asked = payload_class()(timestamp=now // 1_000)
        asked.metrics.add(name="Node Control/Rebirth", datatype=11, boolean_value=True)
        topic = Pattern(settings().command).filled(group=found["group"], client=found["client"])
        out.send.append((topic, asked.SerializeToString()))


def _gap(node: Node, sent: Any) -> bool:
    return bool(sent.HasField("seq") and sent.seq != (node.seq + 1) % ROUND)


def _key(found: dict[str, str], device: str, name: str) -> str:
    return "/".join(filter(None, (found["group"], found["client"], device, name)))


def _born(sent: Any) -> int | None:
    """Return the number of a node's life, by which its death is told from an earlier one."""
    for metric in sent.metrics:
        if metric.name == "bdSeq":
            return int(metric.long_value or metric.int_value)
    return None


def _unit(metric: Any) -> str | None:
    for key, value in zip(metric.properties.keys, metric.properties.values, strict=False):
        if key == settings().unit:
            return value.string_value or None
    return None


def _value(metric: Any, datatype: int) -> float | bool | str | None:
    """Return a metric's value; signed integers are sent as unsigned ones of the same bits."""
    which = metric.WhichOneof("value")
    if which is None or which == "bytes_value":
        return None
    raw = getattr(metric, which)
    bits = settings().signed.get(datatype)
    if bits is not None and which in ("int_value", "long_value"):
        raw &= (1 << bits) - 1
        raw -= (raw >> (bits - 1)) << bits
    return raw  # type: ignore[no-any-return]


def host_state(host: str) -> tuple[str, bytes, bytes]:
    """Return where a primary host tells whether it is there, and what it tells when it is or not.

    Both carry the time at which it came, so that a late farewell isn't taken for a new one.
    """
    topic = Pattern(settings().state).filled(host=host)
    since = time.time_ns() // 1_000_000
    alive, gone = (json.dumps({"online": there, "timestamp": since}) for there in (True, False))
    return topic, alive.encode(), gone.encode()
