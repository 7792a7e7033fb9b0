"""Distances, Chinese datums against known vectors, and faults of coordinates."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.model import geo
from anlan.pool.position import Crs, to_wgs84

WUHAN = (113.6, 29.9, 115.1, 31.4)
CHINA_LON = st.floats(75, 135)
CHINA_LAT = st.floats(18, 53)


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        ((114.3055, 30.5928), (114.310944888, 30.590390564)),
        ((116.3975, 39.9087), (116.403743573, 39.910103499)),
    ],
)
def test_gcj02_as_published(wgs84: tuple[float, float], gcj02: tuple[float, float]) -> None:
    assert geo.wgs84_to_gcj02(*wgs84) == pytest.approx(gcj02, abs=1e-9)
    assert geo.gcj02_to_wgs84(*gcj02) == pytest.approx(wgs84, abs=2e-9)


def test_bd09_as_published() -> None:
    gcj02, bd09 = (114.310944888, 30.590390564), (114.317512683, 30.596099926)
    # Given to nine digits, as the shift's own input was: they agree to a fifth of a millimetre.
    assert geo.gcj02_to_bd09(*gcj02) == pytest.approx(bd09, abs=2e-9)
    assert geo.bd09_to_gcj02(*bd09) == pytest.approx(gcj02, abs=2e-9)
    assert geo.bd09_to_wgs84(*bd09) == pytest.approx((114.3055, 30.5928), abs=3e-9)


@given(CHINA_LON, CHINA_LAT)
def test_datums_there_and_back(lon: float, lat: float) -> None:
    assert geo.gcj02_to_wgs84(*geo.wgs84_to_gcj02(lon, lat)) == pytest.approx((lon, lat), abs=2e-9)
    assert geo.bd09_to_wgs84(*geo.wgs84_to_bd09(lon, lat)) == pytest.approx((lon, lat), abs=3e-9)


@pytest.mark.parametrize("place", [(-87.63, 41.88), (0.0, 0.0), (72.0, 30.0), (114.0, 56.0)])
def test_outside_china_gcj02_is_wgs84(place: tuple[float, float]) -> None:
    assert geo.wgs84_to_gcj02(*place) == pytest.approx(place, abs=0)
    assert geo.gcj02_to_wgs84(*place) == pytest.approx(place, abs=0)


def test_missing_positions_stay_missing_beside_others() -> None:
    lon, lat = geo.bd09_to_wgs84([114.3, np.nan], [30.5, np.nan])
    assert np.isnan(lon).tolist() == np.isnan(lat).tolist() == [False, True]


def test_distances() -> None:
    quarter = np.pi / 2 * geo.EARTH_RADIUS_M
    measured = geo.haversine_m([0, 0, 5], [0, 0, 5], [90, 0, 5], [0, 90, 5])
    assert measured == pytest.approx([quarter, quarter, 0])
    assert geo.haversine_m(0, 0, 180, 0) == pytest.approx(2 * quarter)


@given(st.floats(-0.5, 0.5), st.floats(-0.5, 0.5))
def test_the_plane_agrees_with_the_sphere_across_a_city(east: float, north: float) -> None:
    origin = (114.3, 30.6)
    x, y = geo.to_plane_m(origin[0] + east, origin[1] + north, origin)
    sphere = float(geo.haversine_m(*origin, origin[0] + east, origin[1] + north))
    assert float(np.hypot(x, y)) == pytest.approx(sphere, rel=0.01, abs=0.01)
    assert geo.from_plane(x, y, origin) == pytest.approx((114.3 + east, 30.6 + north), abs=1e-9)


def test_each_fault_of_a_position_is_told_apart() -> None:
    lon = [114.3, 30.6, 0.0, 0.0, 116.4, np.nan, 113.6]
    lat = [30.6, 114.3, 0.0, 30.6, 39.9, 30.6, 29.9]
    faults = geo.coordinate_faults(lon, lat, WUHAN)
    assert np.flatnonzero(faults.swapped).tolist() == [1]
    assert np.flatnonzero(faults.zero).tolist() == [2]
    assert np.flatnonzero(faults.outside).tolist() == [3, 4]
    assert faults.present == 6
    assert faults.share("outside") == pytest.approx(1 / 3)


def test_no_positions_have_no_faults() -> None:
    assert geo.coordinate_faults([np.nan], [np.nan], WUHAN).share("zero") == 0


def scattered(count: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    return random.uniform(114.1, 114.6, count), random.uniform(30.4, 30.8, count)


def nudged(lon: np.ndarray, lat: np.ndarray, metres: float) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(2)
    x, y = geo.to_plane_m(lon, lat, (114.3, 30.6))
    noise = random.normal(0, metres, (2, lon.size))
    return geo.from_plane(x + noise[0], y + noise[1], (114.3, 30.6))


@pytest.mark.parametrize(
    ("convert", "datum", "shifted"),
    [
        (lambda lon, lat: (lon, lat), "WGS84", False),
        (geo.wgs84_to_gcj02, "GCJ02", True),
        (geo.wgs84_to_bd09, "BD09", True),
    ],
)
@pytest.mark.parametrize("noise", [0.0, 30.0, 60.0])
def test_the_datum_is_judged_from_pairs(
    convert: object, datum: str, shifted: bool, noise: float
) -> None:
    true = scattered(200)
    verdict = geo.judge_shift(*convert(*nudged(*true, noise)), *true)
    assert (verdict.datum, verdict.shifted, verdict.pairs) == (datum, shifted, 200)


def test_positions_that_fit_nothing_get_no_verdict() -> None:
    verdict = geo.judge_shift(*scattered(100, 3), *scattered(100, 4))
    assert verdict.shifted is False
    assert min(verdict.median_m.values()) > 5_000


def test_too_few_pairs_get_no_verdict() -> None:
    lon, lat = scattered(30)
    lon[:15] = np.nan
    verdict = geo.judge_shift(*geo.wgs84_to_gcj02(lon, lat), *scattered(30))
    assert (verdict.datum, verdict.pairs, verdict.median_m) == (None, 15, {})


def test_outside_china_there_is_nothing_to_judge() -> None:
    lon, lat = np.full(50, -87.6), np.full(50, 41.8)
    assert geo.judge_shift(lon, lat, lon, lat).pairs == 0


def test_pairs_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="differ in length"):
        geo.judge_shift([114.3], [30.6], [114.3, 114.4], [30.6, 30.7])


@pytest.mark.parametrize("crs", ["WGS84", "GCJ02", "BD09"])
def test_a_position_of_zeros_stays_one_in_every_datum(crs: Crs) -> None:
    lon, lat = to_wgs84(np.array([0.0, 114.3, np.nan]), np.array([0.0, 30.6, 0.0]), crs)
    assert (lon[0], lat[0]) == (0.0, 0.0)
    assert lon[1] == pytest.approx(114.3, abs=0.02)
    assert np.isnan(lon[2])
    assert np.isnan(lat[2])
