"""Which faults of devices are due to become cases, and which of them are one cause.

Devices of one department with the same fault in one area, found within minutes of each other, are
one case: a cut line is mended once. Of such a group all belong to the case as soon as one is due.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from anlan.cases.clock.counter import aware
from anlan.model.city import LEVELS
from anlan.watch.fleet.live import Flags, Snapshot
from anlan.watch.fleet.settings import STATES, settings

OFFLINE = "offline"
_HOUR_US, _MINUTE_US = 3_600_000_000, 60_000_000


@dataclass(frozen=True, slots=True)
class Broken:
    """A device with a fault, and since when, in microseconds since 1970."""

    slot: int
    id: int
    fault: str
    since: int
    due: int


@dataclass(frozen=True, slots=True)
class Group:
    """Devices that one case is about; ``area`` is where a group lies, empty for one device."""

    fault: str
    area: str
    devices: tuple[Broken, ...]


def broken(shown: Snapshot, out: Flags | None, begun: dict[tuple[int, str], int]) -> list[Broken]:
    """Return every fault of every device that stands and isn't excused.

    Args:
        shown: the fleet.
        out: which devices a planned outage excuses.
        begun: since when a device has a fault other than being offline, where that is later than
            its state.
    """
    state, faults = shown.of_sort("state"), shown.of_sort("faults")
    mask = np.isin(state, [STATES.index("offline"), STATES.index("faulty")])
    if out is not None:
        mask &= ~out
    tiers, found = shown.of_sort("tier"), []
    for slot in np.flatnonzero(mask).tolist():
        texts = shown.texts["faults"][faults[slot]].split(",")
        down = STATES[state[slot]] == OFFLINE
        number = int(shown.ids[slot])
        for fault in filter(None, [OFFLINE, *texts] if down else texts):
            since = max(int(shown.columns["since"][slot]), begun.get((number, fault), 0))
            term = settings().fault[fault].after_h[int(tiers[slot])] * _HOUR_US
            found.append(Broken(slot, number, fault, since, since + int(term)))
    return found


def due(shown: Snapshot, devices: Sequence[Broken], at: datetime) -> Iterator[Group]:
    """Yield what becomes a case now, groups first."""
    now, by = aware(at), settings().cases
    places: dict[tuple[str, str, str], list[Broken]] = defaultdict(list)
    for each in devices:
        office = shown.office(each.slot)
        places[each.fault, office.department, _area(office.division)].append(each)
    alone: list[Group] = []
    for (fault, _, area), there in places.items():
        for some in _together(there):
            if len(some) >= by.group_least and any(each.due <= now for each in some):
                yield Group(fault, area, tuple(some))
            elif len(some) < by.group_least:
                alone += [Group(fault, "", (each,)) for each in some if each.due <= now]
    yield from alone


def _together(devices: Sequence[Broken]) -> Iterator[list[Broken]]:
    """Yield those that began within minutes of the one before."""
    near = settings().cases.group_minutes * _MINUTE_US
    some: list[Broken] = []
    for each in sorted(devices, key=lambda one: (one.since, one.id)):
        if some and each.since - some[-1].since > near:
            yield some
            some = []
        some.append(each)
    if some:
        yield some


def _area(division: str) -> str:
    """Return the path of the area that devices are grouped by."""
    return "/".join(division.split("/")[: LEVELS.index(settings().cases.group_level) + 1])
