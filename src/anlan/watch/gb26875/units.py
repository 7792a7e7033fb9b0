"""Decode the data of a frame into readings.

A datastream's key says where the reading comes from: ``SOURCE/SYSTEM-ADDRESS/…``, where a part adds
``TYPE-ADDRESS`` and the last piece says what it is: ``fire``, ``fault``, ``pressure``. Of the
transmitter itself it is ``SOURCE/device/…``.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from anlan.watch.gb26875.frames import Frame
from anlan.watch.gb26875.settings import Type, tables

SECOND = 1_000_000
TIME = 6


@dataclass(frozen=True)
class Reading:
    """A reading; one of a state that isn't set is of interest only where it is asked for."""

    key: str
    at: int
    value: float
    unit: str | None = None


@dataclass
class Unit:
    """What was in a frame: readings, or why it couldn't be read."""

    readings: list[Reading] = field(default_factory=list)
    reason: str = ""


def decode(frame: Frame, zone: tzinfo, now: int) -> Unit:
    """Return what a frame tells; ``now`` in microseconds since 1970.

    The times in it are the city's own. Where the transmitter's clock is off, they are set right by
    as much as the time at which it says that it sends differs from now.
    """
    data = frame.data
    kind = tables().types.get(data[0]) if len(data) >= 2 else None
    if kind is None:
        return Unit(reason="unit_type" if len(data) >= 2 else "unit_empty")
    if kind.is_ == "nothing":
        return Unit()
    many, size = data[1], kind.bytes + TIME
    if not 0 < many <= kind.most or len(data) != 2 + many * size:
        return Unit(reason="unit_length")
    sent = _moment(frame.time, zone)
    skew = 0 if sent is None else now - sent
    if abs(skew) <= tables().limits.skew_s * SECOND:
        skew = 0
    found = Unit()
    for place in range(2, len(data), size):
        body, told = data[place : place + kind.bytes], data[place + kind.bytes : place + size]
        at = _moment(told, zone)
        at = now if at is None else at + skew
        found.readings += _object(frame.source, kind, body, at)
    return found


def _object(source: str, kind: Type, body: bytes, at: int) -> Iterator[Reading]:
    if kind.is_ == "system":
        system, address, state = struct.unpack("<BBH", body)
        yield from _bits("system", f"{source}/{system}-{address}", state, at)
    elif kind.is_ == "part":
        system, address, part, number, state = struct.unpack_from("<BBBIH", body)
        key = f"{source}/{system}-{address}/{part}-{number}"
        yield from _bits("part", key, state, at)
    elif kind.is_ == "analog":
        system, address, part, number, which, raw = struct.unpack("<BBBIBh", body)
        key = f"{source}/{system}-{address}/{part}-{number}"
        analog = tables().analog.get(which)
        if analog is not None:
            value = round(raw * analog.scale, 6)
            yield Reading(f"{key}/{analog.name}", at, value, analog.unit)
    elif kind.is_ == "operation":
        system, address, flags, _who = body
        yield from _bits("operation", f"{source}/{system}-{address}/operation", flags, at)
    elif kind.is_ == "device":
        yield from _bits("device", f"{source}/device", body[0], at)
    else:
        yield from _bits("device_operation", f"{source}/device/operation", body[0], at)


def _bits(which: str, key: str, state: int, at: int) -> Iterator[Reading]:
    for bit in tables().inverted[which]:
        state ^= 1 << bit
    for bit, name in tables().bits[which].items():
        yield Reading(f"{key}/{name}", at, float(state >> bit & 1))


def _moment(told: bytes, zone: tzinfo) -> int | None:
    """Return a time told as second, minute, hour, day, month, year; None where it is none."""
    second, minute, hour, day, month, year = told
    try:
        found = datetime(2000 + year, month, day, hour, minute, second, tzinfo=zone)
        return round(found.timestamp()) * SECOND
    except (ValueError, OverflowError):
        return None


def stamp(zone: tzinfo, now: int) -> bytes:
    """Return a moment as a frame tells it."""
    at = datetime.fromtimestamp(now // SECOND, zone)
    return bytes([at.second, at.minute, at.hour, at.day, at.month, at.year % 100])
