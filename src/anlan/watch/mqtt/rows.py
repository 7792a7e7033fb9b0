"""What a message is decoded to: rows of readings, and what of it was refused and why."""

import math
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from anlan.watch.mqtt.limits import limits

SECOND = 1_000_000
FIRST, LAST = 0, 4_102_444_800 * SECOND
"""Event times told in microseconds lie from 1970 to before 2100: any other was no time."""
_UNITS = {"s": SECOND, "ms": 1_000, "us": 1}
Raw = float | bool | str | None
Moment = int | float | str | None


@dataclass(frozen=True)
class Refusal:
    """Why something was refused: ``reason`` is a key of the texts without ``watch.refused.``."""

    reason: str
    facts: dict[str, str | int | float]
    sample: str


@dataclass(frozen=True)
class Proposal:
    """A datastream that a device tells of by itself; ``thing`` is the device.

    A reading is ``scale`` times what it sends, plus ``shift``, in the kind's unit.
    """

    client: str
    key: str
    name: str
    thing: str
    model: str
    kind: str
    unit: str
    scale: float
    shift: float


@dataclass(slots=True)
class Rows:
    """Readings as columns, in the order they were sent, and what else is to be done.

    Attributes:
        key: what the sender calls the datastream, or its number where he knows it.
        at: event time in microseconds since 1970.
        value: NaN where ``text`` has it.
        unit: the unit's symbol where the message tells it.
        sender: the client's name that the topic tells; None where the topic is a datastream's own,
            on which the broker lets its owner alone publish.
        send: messages to publish in answer.
        follow: topics to subscribe to, on which a device says its readings come.
        leave: topics that nothing comes on any more.
        proposals: datastreams that devices tell of.
    """

    key: list[str | int] = field(default_factory=list)
    at: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    text: list[str | None] = field(default_factory=list)
    unit: list[str | None] = field(default_factory=list)
    sender: list[str | None] = field(default_factory=list)
    refused: list[tuple[str | None, Refusal]] = field(default_factory=list)
    send: list[tuple[str, bytes]] = field(default_factory=list)
    follow: list[str] = field(default_factory=list)
    leave: list[str] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.key)

    def add(
        self,
        sender: str | None,
        key: str | int,
        at: int,
        value: float,
        text: str | None = None,
        unit: str | None = None,
    ) -> None:
        """Take one reading."""
        self.key.append(key)
        self.at.append(at)
        self.value.append(value)
        self.text.append(text)
        self.unit.append(unit)
        self.sender.append(sender)

    def refuse(self, sender: str | None, reason: str, sample: object = "", **facts: Any) -> None:
        """Refuse something, with enough of it to know it again."""
        self.refused.append((sender, Refusal(reason, facts, shown(sample))))


def shown(sample: object) -> str:
    """Return a piece of what was sent, as text that any database takes."""
    most = limits().sample_chars
    if isinstance(sample, bytes):
        sample = sample[:most].decode("utf-8", "backslashreplace")
    text = str(sample)[:most].encode("utf-8", "backslashreplace").decode()
    return "".join(each if each.isprintable() else " " for each in text)


def moment(raw: Moment, unit: str, now: int) -> int | None:
    """Return an event time: a number in a unit, or ISO 8601 with its zone; None where it is none.

    Nothing told means now.
    """
    if raw is None:
        return now
    if isinstance(raw, str):
        return _iso(raw)
    if isinstance(raw, int) and FIRST <= raw <= LAST:
        at = raw * _UNITS[unit]
    elif isinstance(raw, float) and math.isfinite(raw):
        at = round(raw * _UNITS[unit])
    else:
        return None
    return at if FIRST <= at < LAST else None


def _iso(raw: str) -> int | None:
    """Return the end of an interval, or the moment; a time without a zone could mean any."""
    try:
        found = datetime.fromisoformat(raw.rpartition("/")[2])
        if found.tzinfo is None:
            return None
        at = round(found.timestamp() * SECOND)
    except (ValueError, OverflowError):
        return None
    return at if FIRST <= at < LAST else None


def worth(raw: object, words: dict[str, float] | None = None) -> tuple[float, str | None] | None:
    """Return a value as number and text, one of them; None where it is neither.

    ``words`` says what numbers certain texts stand for, such as ON and OFF.
    """
    if isinstance(raw, bool | int | float):
        try:
            value = float(raw)
        except OverflowError:
            return None
        return (value, None) if math.isfinite(value) else None
    if not isinstance(raw, str) or len(raw) > limits().text_chars or not raw.isprintable():
        return None
    if words and raw in words:
        return words[raw], None
    return math.nan, raw
