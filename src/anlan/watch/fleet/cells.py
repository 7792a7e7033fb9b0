"""The fleet on a map: how many devices, and how many of them in which state, by cells of H3."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from anlan.watch.fleet.asking import Found
from anlan.watch.fleet.live import CELL, NOWHERE, Snapshot
from anlan.watch.fleet.settings import STATES

COARSEST, MOST = 5, 2000
"""The coarsest resolution of H3 that is offered; and so many cells are told at once."""
_RESOLUTION_AT, _DIGIT_BITS, _FINEST = 52, 3, 15
"""Where in a cell's number its resolution stands; each finer step takes three bits more."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell with devices: their middle, and how many there are in each state."""

    cell: int
    lon: float
    lat: float
    total: int
    states: dict[str, int]


def parents(cells: npt.NDArray[np.uint64], resolution: int) -> npt.NDArray[np.uint64]:
    """Return the cell of a coarser resolution that each cell lies in.

    >>> parents(np.array([0x8941AA2B577FFFF], np.uint64), 7).tolist() == [0x8741AA2B5FFFFFF]
    True

    A cell of H3 has its resolution in four bits, and a digit of three bits for each resolution down
    to its own; digits that are not used are seven.
    """
    unused = np.uint64((1 << (_DIGIT_BITS * (_FINEST - resolution))) - 1)
    other = np.uint64(~(0xF << _RESOLUTION_AT) & (2**64 - 1))
    named = np.uint64(resolution << _RESOLUTION_AT)
    found: npt.NDArray[np.uint64] = (cells & other) | named | unused
    return np.where(cells == NOWHERE, np.uint64(NOWHERE), found)


def spots(found: Found, box: tuple[float, float, float, float], resolution: int) -> list[Spot]:
    """Return the cells of devices that were found in a box; where there are too many, coarser ones.

    Args:
        found: the devices.
        box: west, south, east, north, in degrees of WGS 84.
        resolution: of H3, ``COARSEST`` to the finest that the fleet keeps.
    """
    shown = found.shown
    if not len(shown):
        return []
    west, south, east, north = box
    lon, lat = shown.columns["lon"], shown.columns["lat"]
    mask = found.mask() & (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    slots = np.flatnonzero(mask)
    fine = shown.columns["cell"][slots]
    while True:
        cells = parents(shown.cells, resolution) if resolution < CELL else shown.cells
        known, place = np.unique(cells, return_inverse=True)
        of = place[fine]
        many = np.bincount(of, minlength=len(known))
        if np.count_nonzero(many) <= MOST or resolution <= COARSEST:
            break
        resolution -= 1
    return _told(shown, slots, of, known, many)


def _told(
    shown: Snapshot,
    slots: npt.NDArray[np.int64],
    of: npt.NDArray[np.int64],
    known: npt.NDArray[np.uint64],
    many: npt.NDArray[np.int64],
) -> list[Spot]:
    lon = np.bincount(of, shown.columns["lon"][slots], len(known))
    lat = np.bincount(of, shown.columns["lat"][slots], len(known))
    state = shown.of_sort("state")[slots]
    by = np.bincount(of * len(STATES) + state, minlength=len(known) * len(STATES))
    by = by.reshape(len(known), len(STATES))
    return [
        Spot(
            int(known[place]),
            float(lon[place] / many[place]),
            float(lat[place] / many[place]),
            int(many[place]),
            {name: int(by[place, n]) for n, name in enumerate(STATES) if by[place, n]},
        )
        for place in np.flatnonzero(many).tolist()[:MOST]
    ]
