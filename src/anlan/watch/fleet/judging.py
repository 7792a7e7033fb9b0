"""What a device's own words make of it: on line, offline, faulty; told once when it changes.

A device is offline after k intervals without a word, k by its type, counted from when it last spoke
or, where it never did, from when it was taken in. It is faulty while it answers but something is
wrong: its picture, its battery, its certificate. In repair it stays until somebody says that it is
not; retired it is left alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from anlan.cases.clock.counter import aware
from anlan.model.cause import Cause
from anlan.store.change import change
from anlan.store.database import Database
from anlan.watch.fleet import rates
from anlan.watch.fleet.live import Flags, Ints, LiveFleet, Snapshot
from anlan.watch.fleet.rows import Turned, turn
from anlan.watch.fleet.seen import Seen, read
from anlan.watch.fleet.settings import STATES, settings

AT_ONCE = 2_000
"""So many devices are turned in one transaction: others wait for it, and a cut line turns many."""


@dataclass(frozen=True, slots=True)
class Judged:
    """How many devices were looked at, and how many changed."""

    devices: int
    turned: int


def judge(database: Database, cause: Cause, fleet: LiveFleet, zone: str, at: datetime) -> Judged:
    """Judge every device of a city, and add the look to its day.

    Args:
        database: where the fleet is.
        cause: for the ledger.
        fleet: the city's.
        zone: the city's, in which its days begin.
        at: now.
    """
    shown = fleet.snapshot(fresh=True)
    if not len(shown):
        return Judged(0, 0)
    with database.session() as session:
        seen = read(session, shown)
    many = 0
    for turned in changes(shown, seen, at):
        with change(database, cause) as made:
            many += len(turn(made, fleet.city, turned, at))
    with database.writing() as session:
        rates.note(session, fleet.city, zone, fleet.snapshot(fresh=True), at)
    return Judged(len(shown), many)


def changes(shown: Snapshot, seen: Seen, at: datetime) -> Iterator[list[Turned]]:
    """Yield what becomes of the devices whose state or faults are no longer so, some at a time."""
    state, faults = shown.of_sort("state"), shown.of_sort("faults")
    silent = _silent(shown, seen, aware(at))
    texts = shown.texts["faults"]
    health = _health(shown, seen, at)
    # Faults of the picture are found by frames; here are those that can be told without one.
    pairs = faults.astype(np.int64) * len(health.names) + health.of
    known, place = np.unique(pairs, return_inverse=True)
    after = [
        _with(texts[each // len(health.names)], health.names[each % len(health.names)])
        for each in known.tolist()
    ]
    well = np.array([not each for each in after])[place]
    then = np.where(silent, STATES.index("offline"), np.where(well, 0, STATES.index("faulty")))
    stays = np.isin(state, [STATES.index("repair"), STATES.index("retired")])
    then = np.where(stays, state, then)
    other = np.array([after[n] != texts[each // len(health.names)] for n, each in
                      enumerate(known.tolist())])[place]  # fmt: skip
    other &= state != STATES.index("retired")
    slots = np.flatnonzero((then != state) | other)
    for first in range(0, len(slots), AT_ONCE):
        some = slots[first : first + AT_ONCE].tolist()
        keys = shown.keys.take(pa.array(some)).to_pylist()
        yield [
            Turned(
                int(shown.ids[slot]), key, STATES[state[slot]], texts[faults[slot]],
                STATES[then[slot]], after[place[slot]],
            )
            for slot, key in zip(some, keys, strict=True)
        ]  # fmt: skip


def _silent(shown: Snapshot, seen: Seen, now: int) -> Flags:
    """Return which devices have said nothing for too many intervals."""
    missed = np.array([settings().missed[each] for each in shown.texts["type"]])
    last = np.maximum(seen.at, shown.columns["made"])
    term = shown.columns["interval"] * missed[shown.of_sort("type")] * 1e6
    # One that never spoke is offline from the beginning, not only after its term.
    silent: Flags = (now - last > term) | (seen.at == 0)
    return silent


@dataclass(frozen=True)
class _Health:
    names: list[tuple[str, ...]]
    of: Ints


_LOW, _ENDS = "battery", "certificate"


def _health(shown: Snapshot, seen: Seen, at: datetime) -> _Health:
    """Return which devices have a low battery, and which a certificate that ends."""
    by = settings().health
    low: Any = seen.battery < by.battery_low
    ends = shown.columns["cert"] < aware(at + timedelta(days=by.certificate_days))
    return _Health([(), (_LOW,), (_ENDS,), (_LOW, _ENDS)], low * 1 + ends * 2)


def _with(faults: str, health: tuple[str, ...]) -> str:
    kept = set(faults.split(",")) - {"", _LOW, _ENDS}
    return settings().named(kept | set(health))
