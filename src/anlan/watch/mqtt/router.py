"""Which decoder a message goes to, by its topic."""

from collections.abc import Iterable
from typing import Protocol

from anlan.watch.mqtt import homeassistant, plain, sensorthings, sparkplug
from anlan.watch.mqtt.limits import limits
from anlan.watch.mqtt.rows import Rows
from anlan.watch.mqtt.settings import Settings
from anlan.watch.mqtt.topics import Pattern


class Decoder(Protocol):
    """What each protocol's decoder does; it raises nothing, whatever it is sent."""

    patterns: tuple[Pattern, ...]

    def match(self, topic: str) -> dict[str, str] | None:
        """Return what a topic tells, if it is one of its own."""

    def decode(self, found: dict[str, str], payload: bytes, now: int, out: Rows) -> None:
        """Add the readings of a message to ``out``."""


class Router:
    """Sends each message to the decoder of its topic, and remembers topics."""

    def __init__(self, settings: Settings, protocols: Iterable[str]) -> None:
        wanted = set(protocols)
        self._decoders: list[Decoder] = []
        if "json" in wanted:
            self._decoders += map(plain.Decoder, settings.json_)
        if "sensorthings" in wanted:
            self._decoders.append(sensorthings.Decoder())
        if "sparkplug" in wanted:
            self._decoders.append(sparkplug.Decoder())
        if "homeassistant" in wanted:
            self._decoders.append(homeassistant.Decoder())
        self._known: dict[str, tuple[Decoder, dict[str, str]]] = {}

    @property
    def filters(self) -> list[str]:
        """The filters to subscribe to."""
        return sorted({each.filter for one in self._decoders for each in one.patterns})

    def decode(self, topic: str, payload: bytes, now: int, out: Rows) -> None:
        """Add the readings of a message to ``out``, or why it was refused."""
        known = self._known.get(topic) or self._find(topic)
        if known is None:
            out.refuse(None, "topic", topic)
            return
        decoder, found = known
        if len(payload) > limits().payload_bytes:
            most = limits().payload_bytes
            out.refuse(found.get("client"), "too_long", payload, n=len(payload), most=most)
            return
        changes = len(out.follow) + len(out.leave)
        decoder.decode(found, payload, now, out)
        if len(out.follow) + len(out.leave) > changes:
            self._known.clear()

    def _find(self, topic: str) -> tuple[Decoder, dict[str, str]] | None:
        for decoder in self._decoders:
            found = decoder.match(topic)
            if found is not None:
                if len(self._known) >= limits().topics:
                    self._known.clear()
                self._known[topic] = decoder, found
                return decoder, found
        return None
