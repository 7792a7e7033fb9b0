"""When devices last spoke: told in batches, or taken from the log of readings.

A heartbeat is no change of state, so the ledger has none of it; what a silence makes of a device is
judged by :mod:`anlan.watch.fleet.judging`, and that is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from anlan.cases.clock.counter import aware
from anlan.store.columns import columns
from anlan.store.database import Database
from anlan.store.watch import (
    WatchDevice,
    WatchDeviceSeen,
    WatchPlace,
    WatchStream,
    WatchThing,
)
from anlan.store.watch.log import after
from anlan.watch.fleet.live import Flags, Ints, Snapshot

READER = "fleet"
"""What the log knows this reader as."""
CHUNKS, PART = 500, 50_000
_SAYS = """
INSERT INTO watch_device_seen (device_id, at, battery) {values}
ON CONFLICT (device_id) DO UPDATE SET
  at = CASE WHEN excluded.at > watch_device_seen.at THEN excluded.at
       ELSE watch_device_seen.at END,
  battery = COALESCE(CASE WHEN excluded.at >= watch_device_seen.at THEN excluded.battery END,
            watch_device_seen.battery, excluded.battery)
"""
_ROWS = """SELECT * FROM UNNEST(CAST(:ids AS bigint[]), CAST(:at AS bigint[]),
CAST(:battery AS double precision[])) WHERE TRUE"""


@dataclass(frozen=True)
class Seen:
    """When every device of a snapshot last spoke (0: never), and its battery (NaN: untold)."""

    at: Ints
    battery: Any


def tell(session: Session, ids: Ints, at: Ints, battery: Any) -> None:
    """Note when devices spoke, in a transaction that writes; the latest of each stands.

    Args:
        session: whose transaction.
        ids: their numbers, none twice.
        at: when, in microseconds since 1970.
        battery: in percent, NaN where it wasn't told.
    """
    if not len(ids):
        return
    connection = session.connection()
    levels = [None if np.isnan(each) else float(each) for each in battery]
    if connection.dialect.name == "postgresql":
        told = {
            "ids": _array(ids.tolist()), "at": _array(at.tolist()), "battery": _array(levels),
        }  # fmt: skip
        session.execute(text(_SAYS.format(values=_ROWS)), told)
        return
    rows = list(zip(ids.tolist(), at.tolist(), levels, strict=True))
    connection.exec_driver_sql(_SAYS.format(values="VALUES (?, ?, ?)"), rows)


def by_keys(
    shown: Snapshot, allowed: Flags, told: Sequence[tuple[str, int, float]], now: datetime
) -> tuple[Ints, Ints, Any, list[str]]:
    """Return numbers, moments and batteries of devices that are told by their keys.

    Args:
        shown: the fleet.
        allowed: which devices whoever tells may tell of.
        told: key, moment in microseconds since 1970, battery in percent or NaN.
        now: a moment later than this is taken for it.

    Returns:
        Beside them, the keys that are no devices of ours, or not theirs.
    """
    places = key_places(shown)
    latest, unknown = aware(now), []
    found: dict[int, tuple[int, float]] = {}
    for key, at, battery in told:
        slot = places.get(key, -1)
        if slot < 0 or not allowed[slot]:
            unknown.append(key)
            continue
        moment, before = min(at, latest), found.get(slot)
        if before is None or moment >= before[0]:
            found[slot] = (moment, before[1] if before and np.isnan(battery) else battery)
    slots = np.fromiter(found, np.int64, len(found))
    moments = np.array([each for each, _ in found.values()], np.int64)
    levels = np.array([each for _, each in found.values()], np.float64)
    return shown.ids[slots], moments, levels, unknown


def key_places(shown: Snapshot) -> dict[str, int]:
    """Return the place of each device by its key; worked out once for a snapshot's devices."""
    held = shown.kept.get("keys")
    if held is None:
        held = shown.kept["keys"] = {key: n for n, key in enumerate(shown.keys.to_pylist())}
    places: dict[str, int] = held
    return places


def read(session: Session, shown: Snapshot) -> Seen:
    """Return when every device of a fleet last spoke.

    They are read some at a time: a million rows taken at once hold up all other threads.
    """
    seen = Seen(np.zeros(len(shown), np.int64), np.full(len(shown), np.nan))
    query = select(WatchDeviceSeen.device_id, WatchDeviceSeen.at, WatchDeviceSeen.battery)
    for first in range(0, len(shown), PART):
        ids = shown.ids[first : first + PART]
        some = WatchDeviceSeen.device_id.between(int(ids[0]), int(ids[-1]))
        told = columns(session, query.where(some))
        # Between the numbers of this city's devices may be those of another's.
        slots = shown.slots(told["device_id"].to_numpy())
        here = slots >= 0
        seen.at[slots[here]] = told["at"].to_numpy()[here]
        seen.battery[slots[here]] = told["battery"].to_numpy()[here]
    return seen


def from_log(database: Database, city: str) -> int:
    """Take from the log of readings when the devices behind its streams last spoke.

    Returns:
        How many chunks were read; called until it is 0, it has read all there are.
    """
    with database.session() as session:
        place = session.get(WatchPlace, (city, READER))
        chunks = after(session, city, place.applied if place else 0, CHUNKS)
        if not chunks:
            return 0
        streams = columns(session, _streams(city))
    said = _latest(chunks, streams["stream"].to_numpy(), streams["device"].to_numpy())
    with database.writing() as session:
        tell(session, *said, np.full(len(said[0]), np.nan))
        # What was read twice, after a crash, says the same again.
        place = session.get(WatchPlace, (city, READER)) or WatchPlace(
            city=city, reader=READER, applied=0, kept=0, state={}
        )
        place.applied = place.kept = max(place.applied, chunks[-1].seq)
        session.add(place)
    return len(chunks)


def _streams(city: str) -> Any:
    return (
        select(WatchStream.id.label("stream"), WatchDevice.id.label("device"))
        .join(WatchThing, WatchThing.id == WatchStream.thing_id)
        .join(
            WatchDevice,
            (WatchDevice.city == WatchThing.city) & (WatchDevice.thing == WatchThing.key),
        )
        .where(WatchStream.city == city, WatchDevice.thing != "")
        .order_by(WatchStream.id)
    )


def _latest(chunks: Sequence[Any], streams: Ints, devices: Ints) -> tuple[Ints, Ints]:
    """Return devices and the latest moment that any of their streams has a reading of."""
    if not len(streams):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    known, of_stream = np.unique(devices, return_inverse=True)
    latest = np.zeros(len(known), np.int64)
    for chunk in chunks:
        stream = chunk.rows.column("stream").to_numpy()
        # A reading that is late says nothing of now; one from the future no more than now.
        at = np.minimum(chunk.rows.column("at").to_numpy(), chunk.received)
        place = np.minimum(np.searchsorted(streams, stream), len(streams) - 1)
        ours = streams[place] == stream
        np.maximum.at(latest, of_stream[place[ours]], at[ours])
    there = latest > 0
    return known[there], latest[there]


def _array(values: Sequence[object]) -> str:
    return "{" + ",".join("NULL" if each is None else str(each) for each in values) + "}"
