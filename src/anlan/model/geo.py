"""Positions on the Earth: distances, a flat map for short ranges, Chinese datums, common faults.

All functions take and give float64 arrays of equal length, in degrees unless the name ends in
``_m`` (metres); NaN stays NaN. The datums GCJ-02 and BD-09 are official in China for public maps
and lie up to 700 m from WGS84; CGCS2000 is within centimetres of WGS84 and is treated as equal.
The formulas are those published in several open libraries (PRCoords, CC0, among them); there is
no official text. They are checked by the vectors in ``tests/connectors/test_connectors_geo.py``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

F64 = NDArray[np.float64]
Mask = NDArray[np.bool_]
Pair = tuple[F64, F64]
Datum = Literal["WGS84", "GCJ02", "BD09"]

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the Earth: Moritz (2000), Geodetic Reference System 1980, J. Geodesy 74."""

KRASOVSKY_A_M = 6_378_245.0
"""Semi-major axis of the Krasovsky 1940 ellipsoid, on which GCJ-02 is computed."""

KRASOVSKY_EE = 0.00669342162296594323
"""Squared eccentricity of the Krasovsky 1940 ellipsoid."""

CHINA_BOX = (72.004, 0.8293, 137.8347, 55.8271)
"""West, south, east, north of where GCJ-02 shifts; outside it is the identity."""

BD_X = np.pi * 3000.0 / 180.0
BD_SHIFT = (0.0065, 0.006)

_PRECISION_DEGREES = 1e-9
_MOST_ROUNDS = 20


def haversine_m(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> F64:
    """Return great-circle distances in metres.

    With latitude φ, longitude λ, ``d = 2 R asin √(sin²(Δφ/2) + cos φ₁ cos φ₂ sin²(Δλ/2))``
    (Sinnott, Virtues of the Haversine, Sky and Telescope 68, 1984).

    >>> round(float(haversine_m(114.3055, 30.5928, 116.3975, 39.9087)) / 1000)  # Wuhan to Beijing
    1053
    """
    phi1, phi2 = np.radians(_f64(lat1)), np.radians(_f64(lat2))
    half_lat = (phi2 - phi1) / 2
    half_lon = np.radians(_f64(lon2) - _f64(lon1)) / 2
    chord = np.sin(half_lat) ** 2 + np.cos(phi1) * np.cos(phi2) * np.sin(half_lon) ** 2
    return _f64(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0))))


def to_plane_m(lon: ArrayLike, lat: ArrayLike, origin: tuple[float, float]) -> Pair:
    """Return x (east) and y (north) in metres from ``origin`` = (longitude, latitude).

    Equirectangular with the origin's latitude as standard parallel: within 100 km of the origin,
    below 45 degrees of latitude, distances are right to about one per cent, and to a tenth of
    that within 10 km.
    """
    lon0, lat0 = origin
    x = EARTH_RADIUS_M * np.radians(_f64(lon) - lon0) * np.cos(np.radians(lat0))
    return _f64(x), _f64(EARTH_RADIUS_M * np.radians(_f64(lat) - lat0))


def from_plane(x_m: ArrayLike, y_m: ArrayLike, origin: tuple[float, float]) -> Pair:
    """Return longitude and latitude of points given in metres from ``origin``."""
    lon0, lat0 = origin
    lon = lon0 + np.degrees(_f64(x_m) / (EARTH_RADIUS_M * np.cos(np.radians(lat0))))
    return _f64(lon), _f64(lat0 + np.degrees(_f64(y_m) / EARTH_RADIUS_M))


def in_china_box(lon: ArrayLike, lat: ArrayLike) -> Mask:
    """Return which positions lie where GCJ-02 shifts (a box, wider than the country)."""
    return inside(lon, lat, CHINA_BOX)


def wgs84_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return GCJ-02 positions of WGS84 ones."""
    lon, lat = _f64(lon), _f64(lat)
    shifted_lon, shifted_lat = _shifted(lon, lat)
    here = in_china_box(lon, lat)
    return np.where(here, shifted_lon, lon), np.where(here, shifted_lat, lat)


def gcj02_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return WGS84 positions of GCJ-02 ones, by iteration to 1e-9 degrees (0.1 mm)."""
    lon, lat = _f64(lon), _f64(lat)
    true_lon, true_lat = _inverse(_shifted, lon, lat)
    here = in_china_box(lon, lat)
    return np.where(here, true_lon, lon), np.where(here, true_lat, lat)


def gcj02_to_bd09(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return BD-09 positions of GCJ-02 ones."""
    lon, lat = _f64(lon), _f64(lat)
    radius = np.hypot(lon, lat) + 2e-5 * np.sin(lat * BD_X)
    angle = np.arctan2(lat, lon) + 3e-6 * np.cos(lon * BD_X)
    return radius * np.cos(angle) + BD_SHIFT[0], radius * np.sin(angle) + BD_SHIFT[1]


def bd09_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return GCJ-02 positions of BD-09 ones, by iteration to 1e-9 degrees (0.1 mm)."""
    return _inverse(gcj02_to_bd09, _f64(lon), _f64(lat))


def wgs84_to_bd09(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return BD-09 positions of WGS84 ones."""
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def bd09_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return WGS84 positions of BD-09 ones."""
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


def inside(lon: ArrayLike, lat: ArrayLike, bounds: tuple[float, float, float, float]) -> Mask:
    """Return which positions lie in ``bounds`` = (west, south, east, north); NaN doesn't."""
    west, south, east, north = bounds
    lon, lat = _f64(lon), _f64(lat)
    return np.asarray((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))


@dataclass(frozen=True)
class CoordinateFaults:
    """Which positions are wrong, and how; the masks exclude each other, missing is in none.

    Attributes:
        zero: both are 0: a form left empty, not a place in the Gulf of Guinea.
        swapped: outside, but inside when longitude and latitude are exchanged.
        outside: anywhere else outside the city.
        present: how many positions are given.
    """

    zero: Mask
    swapped: Mask
    outside: Mask
    present: int

    def share(self, fault: Literal["zero", "swapped", "outside"]) -> float:
        """Return the share of the given positions with ``fault``; 0 when none are given."""
        mask: Mask = getattr(self, fault)
        return float(mask.sum()) / self.present if self.present else 0.0


def coordinate_faults(
    lon: ArrayLike, lat: ArrayLike, bounds: tuple[float, float, float, float]
) -> CoordinateFaults:
    """Return what is wrong with the positions of a source, given the bounds of its city.

    >>> wuhan = (113.6, 29.9, 115.1, 31.4)
    >>> faults = coordinate_faults([114.3, 30.6, 0.0], [30.6, 114.3, 0.0], wuhan)
    >>> faults.swapped.tolist(), faults.zero.tolist(), round(faults.share("zero"), 2)
    ([False, True, False], [False, False, True], 0.33)
    """
    lon, lat = _f64(lon), _f64(lat)
    present = ~(np.isnan(lon) | np.isnan(lat))
    zero = present & (lon == 0) & (lat == 0)
    elsewhere = present & ~zero & ~inside(lon, lat, bounds)
    swapped = elsewhere & inside(lat, lon, bounds)
    return CoordinateFaults(zero, swapped, elsewhere & ~swapped, int(present.sum()))


@dataclass(frozen=True)
class ShiftVerdict:
    """In which datum positions that claim to be WGS84 seem to be.

    Attributes:
        datum: the likely one; ``None`` when there are too few pairs, or no datum fits clearly.
        pairs: how many pairs could be compared.
        median_m: the median distance to the reference, in metres, when read as each datum.
    """

    datum: Datum | None
    pairs: int
    median_m: dict[Datum, float]

    @property
    def shifted(self) -> bool:
        """Whether the positions clearly are not WGS84."""
        return self.datum in ("GCJ02", "BD09")


def judge_shift(
    lon: ArrayLike,
    lat: ArrayLike,
    reference_lon: ArrayLike,
    reference_lat: ArrayLike,
    *,
    least_pairs: int = 20,
    least_gain_m: float = 100.0,
    least_ratio: float = 2.0,
) -> ShiftVerdict:
    """Judge whether positions declared as WGS84 are shifted, by a reference of the same things.

    Row i of both sides is the same asset or address; the reference (WGS84) comes from another
    source. Each datum is tried; the one with the smallest median distance wins if reading the
    positions as WGS84 is worse by ``least_ratio`` and ``least_gain_m``. Addresses are placed
    within some tens of metres, the shift is 300 to 700 m (BD-09: 500 to 1,400 m), so medians of a
    few pairs tell them apart. Pairs that lack a side or lie outside China are left out.

    >>> true = np.linspace(114.2, 114.4, 50), np.linspace(30.5, 30.7, 50)
    >>> verdict = judge_shift(*wgs84_to_gcj02(*true), *true)
    >>> verdict.datum, verdict.shifted, round(verdict.median_m["WGS84"], -2)
    ('GCJ02', True, 600.0)

    The positions lie some 600 m off as they are and fit when read as GCJ-02: they are GCJ-02.

    Raises:
        ValueError: the four arrays differ in length.
    """
    columns = [_f64(values) for values in (lon, lat, reference_lon, reference_lat)]
    if len({column.shape for column in columns}) > 1:
        raise ValueError("positions and reference differ in length")
    usable = in_china_box(*columns[:2]) & in_china_box(*columns[2:])
    lon, lat, reference_lon, reference_lat = (column[usable] for column in columns)
    if lon.size < least_pairs:
        return ShiftVerdict(None, int(lon.size), {})
    medians: dict[Datum, float] = {}
    for datum, convert in _TO_WGS84.items():
        here = convert(lon, lat)
        medians[datum] = float(np.median(haversine_m(*here, reference_lon, reference_lat)))
    best = min(medians, key=lambda datum: medians[datum])
    as_is, fitted = medians["WGS84"], medians[best]
    clear = as_is >= fitted * least_ratio and as_is - fitted >= least_gain_m
    unshifted: Datum | None = "WGS84" if best == "WGS84" or as_is < least_gain_m else None
    return ShiftVerdict(best if clear else unshifted, int(lon.size), medians)


def _unchanged(lon: F64, lat: F64) -> Pair:
    return lon, lat


_TO_WGS84: dict[Datum, Callable[[F64, F64], Pair]] = {
    "WGS84": _unchanged,
    "GCJ02": gcj02_to_wgs84,
    "BD09": bd09_to_wgs84,
}


def _f64(values: ArrayLike) -> F64:
    return np.asarray(values, dtype=np.float64)


def _inverse(forward: Callable[[F64, F64], Pair], lon: F64, lat: F64) -> Pair:
    """Return what ``forward`` maps to the given positions, by fixed-point iteration.

    The shifts change by less than one part in a hundred over their own length, so each round
    gains two digits or more.
    """
    guess_lon, guess_lat = lon.copy(), lat.copy()
    for _ in range(_MOST_ROUNDS):
        there_lon, there_lat = forward(guess_lon, guess_lat)
        step_lon, step_lat = there_lon - lon, there_lat - lat
        guess_lon, guess_lat = guess_lon - step_lon, guess_lat - step_lat
        steps = np.maximum(np.abs(step_lon), np.abs(step_lat))
        if not np.any(steps > _PRECISION_DEGREES):
            break
    return guess_lon, guess_lat


def _shifted(lon: F64, lat: F64) -> Pair:
    """Apply the GCJ-02 shift everywhere, inside China or not."""
    x, y = lon - 105.0, lat - 35.0
    common = (20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)) * 2 / 3
    root = np.sqrt(np.abs(x))
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common
    north += (20 * np.sin(np.pi * y) + 40 * np.sin(np.pi * y / 3)) * 2 / 3
    north += (160 * np.sin(np.pi * y / 12) + 320 * np.sin(np.pi * y / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common
    east += (20 * np.sin(np.pi * x) + 40 * np.sin(np.pi * x / 3)) * 2 / 3
    east += (150 * np.sin(np.pi * x / 12) + 300 * np.sin(np.pi * x / 30)) * 2 / 3
    phi = np.radians(lat)
    magic = 1 - KRASOVSKY_EE * np.sin(phi) ** 2
    root_magic = np.sqrt(magic)
    metres_north = KRASOVSKY_A_M * (1 - KRASOVSKY_EE) / (magic * root_magic)
    metres_east = KRASOVSKY_A_M / root_magic * np.cos(phi)
    return lon + np.degrees(east / metres_east), lat + np.degrees(north / metres_north)
