"""How past rows are tied to visits: by a key they share, or by a circle they lie in."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from anlan.model.target import FeatureGroup
from anlan.risk.features.clock import ALL_TIME, Found, Groups, Ints, Reals, Spans, Visits, Wanted
from anlan.risk.features.feature import Feature
from anlan.risk.features.grid import METRES_PER_DEGREE as METRES
from anlan.risk.features.grid import Circles, Grid, cell_of, make_grid
from anlan.risk.features.latest import Trail, latest
from anlan.risk.features.near import near_latest, near_sums
from anlan.risk.features.past import Asked, Past, Rows, place
from anlan.risk.features.sums import Keyed, window_sums

RESIDUE = 1e-9
"""What is left of a difference below this is rounding, not history."""


@dataclass(frozen=True)
class Sums:
    """Sums by (visit, radius, window or half-life, channel) and what each axis stands for."""

    radii: list[float | None]
    windows: list[int]
    half_lives: list[int]
    in_windows: Reals
    fading: Reals

    def of(self, feature: Feature, channel: int) -> Reals:
        """Return the sums of one channel for the radius and span of a feature."""
        radius = self.radii.index(feature.radius)
        if feature.half_life is not None:
            span = self.half_lives.index(feature.half_life)
            return self.fading[:, radius, span, channel]
        return self.in_windows[:, radius, self.windows.index(length(feature.window)), channel]


class Tie(Protocol):
    """What a feature group asks of its tie."""

    @property
    def unknown(self) -> NDArray[np.bool_]:
        """Return which visits have no tie: an empty key, or no position."""

    def sums(self, values: Reals, windows: list[int], half_lives: list[int]) -> Sums:
        """Add up (rows, channels) for every radius, window and half-life."""

    def latest(self, values: Reals, radius: float | None, wanted: Wanted) -> Found:
        """Find the latest rows and the highest values within a radius, if there is one."""


def length(window: int | None) -> int:
    """Return the days of a window; no window is the whole past."""
    return ALL_TIME if window is None else window


def make_tie(group: FeatureGroup, past: Past, rows: Rows) -> Tie:
    """Return the tie a group declares."""
    asked = past.asked
    if group.by == "near":
        return NearTie(rows, past, group)
    visits = asked.codes(asked.frame, group.by)
    return KeyTie(rows, asked, past.codes(group.by)[rows.pick], visits, group.own)


def city_tie(past: Past, rows: Rows) -> Tie:
    """Return the tie of every row to every visit."""
    size = past.asked.days.size
    zeros = np.zeros(rows.pick.size, np.int32)
    return KeyTie(rows, past.asked, zeros, np.zeros(size, np.int32), own=True)


@dataclass(frozen=True)
class KeyTie:
    """Rows that share a key with the visit; ``own`` says whether its own asset's rows count."""

    rows: Rows
    asked: Asked
    row_codes: Ints
    visit_codes: Ints
    own: bool

    @property
    def unknown(self) -> NDArray[np.bool_]:
        """Return which visits have an empty key."""
        return self.visit_codes < 0

    @cached_property
    def _size(self) -> int:
        return int(self.visit_codes.max(initial=-1)) + 1

    @cached_property
    def _visits(self) -> Visits:
        groups = self.asked.groups(self.visit_codes, self._size)
        return Visits(groups, self.asked.days, self.asked.left_out(self.own))

    @cached_property
    def _rows(self) -> tuple[Groups, Groups, Groups]:
        return self.rows.grouped(self.row_codes, self._size)

    def sums(self, values: Reals, windows: list[int], half_lives: list[int]) -> Sums:
        """Add up in windows and fading; another's history is the key's less one's own part."""
        slot = np.empty(values.shape[0], np.int32)
        past = Keyed(self.rows.events, values, *self._rows, slot)
        totals = window_sums(past, self._visits, _spans(windows, half_lives))
        if not self.own:
            part = self._own_part().sums(values, windows, half_lives)
            _take_out(totals.sums, part.in_windows[:, 0])
            _take_out(totals.fading, part.fading[:, 0])
        return Sums([None], windows, half_lives, totals.sums[:, None], totals.fading[:, None])

    def latest(self, values: Reals, radius: float | None, wanted: Wanted) -> Found:
        """Walk back through the key's rows; there is no radius."""
        return latest(Trail(self.rows.events, values, self._rows[1], wanted), self._visits)

    def _own_part(self) -> "KeyTie":
        """Return the tie by key and asset together."""
        visits = _pairs(self.visit_codes, self.asked.assets)
        rows = _pairs(self.row_codes, self.rows.events.asset)
        pairs = np.unique(visits[visits >= 0])
        return replace(
            self, row_codes=_find(pairs, rows), visit_codes=_find(pairs, visits), own=True
        )


class NearTie:
    """Rows that lie within a radius of the visit."""

    def __init__(self, rows: Rows, past: Past, group: FeatureGroup) -> None:
        asked = past.asked
        self.radii = sorted(set(group.radii))
        lon, lat = place(asked.frame, "_lon"), place(asked.frame, "_lat")
        self.unknown: NDArray[np.bool_] = np.isnan(lon) | np.isnan(lat)
        placed = np.flatnonzero(~self.unknown).astype(np.int32)
        up = self.radii[-1] / METRES
        cells = cell_of(lon[placed], lat[placed], up, up)
        order = placed[np.argsort(cells, kind="stable")]
        self.circles = Circles(order, lon, lat, asked.days, asked.left_out(group.own))
        positions = past.positions(rows.pick)
        self.grid: Grid = make_grid(rows.events, *positions, self.circles, self.radii[-1])

    def sums(self, values: Reals, windows: list[int], half_lives: list[int]) -> Sums:
        """Add up in all circles, windows and half-lives at once."""
        spans = _spans(windows, half_lives)
        totals = near_sums(self.grid, values, self.circles, np.array(self.radii), spans)
        return Sums([*self.radii], windows, half_lives, *totals)

    def latest(self, values: Reals, radius: float | None, wanted: Wanted) -> Found:
        """Search the circles of one radius."""
        within = self.radii[-1] if radius is None else radius
        return near_latest(self.grid, values, self.circles, within, wanted)


def _spans(windows: list[int], half_lives: list[int]) -> Spans:
    return Spans(np.array(windows, np.int32), np.array(half_lives, np.float64))


def _take_out(total: Reals, part: Reals) -> None:
    total -= part
    total[np.abs(total) < RESIDUE] = 0.0


def _pairs(codes: Ints, assets: Ints) -> NDArray[np.int64]:
    """Return one number for each (key, asset), -1 where either is unknown."""
    pairs = codes.astype(np.int64) << 32 | assets.astype(np.int64)
    return np.where((codes < 0) | (assets < 0), np.int64(-1), pairs)


def _find(pairs: NDArray[np.int64], sought: NDArray[np.int64]) -> Ints:
    """Return the place of each sought pair among the sorted ``pairs``, -1 where it isn't there."""
    if pairs.size == 0:
        return np.full(sought.size, -1, np.int32)
    at = np.minimum(np.searchsorted(pairs, sought), pairs.size - 1)
    return np.where(pairs[at] == sought, at, -1).astype(np.int32)
