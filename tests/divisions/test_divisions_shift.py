"""A warning when positions and polygons lie in different datums."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from division_town import Feature, box, row, tree
from numpy.typing import NDArray

from anlan.model.geo import bd09_to_wgs84, gcj02_to_wgs84, wgs84_to_bd09, wgs84_to_gcj02
from anlan.pool.divisions import DivisionTree, judge_divisions

F64 = NDArray[np.float64]
Turn = Callable[[F64, F64], tuple[F64, F64]]
TURNS: dict[str, Turn] = {"GCJ02": wgs84_to_gcj02, "BD09": wgs84_to_bd09}
BACK: dict[str, Turn] = {"GCJ02": gcj02_to_wgs84, "BD09": bd09_to_wgs84}
N = 4_000


def chequers() -> list[Feature]:
    """Return communities of about 2 km."""
    return [
        (row(f"C{x:02}{y:02}", "community"), box(2 * x, 2 * y, 2 * x + 2, 2 * y + 2))
        for x in range(20)
        for y in range(20)
    ]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> DivisionTree:
    return tree(tmp_path_factory.mktemp("town"), chequers())


def places(town: DivisionTree, wrong: float = 0.01) -> tuple[F64, F64, pl.Series]:
    """Return positions with their codes, a share of which is wrong."""
    chance = np.random.default_rng(5)
    lon, lat = 114.05 + 0.3 * chance.random(N), 30.05 + 0.3 * chance.random(N)
    codes = town.codes_of_points(lon, lat, "community")
    return (
        lon,
        lat,
        pl.select(
            pl.when(pl.Series(chance.random(N) < wrong)).then(pl.lit("C0000")).otherwise(codes)
        ).to_series(),
    )


def test_what_fits_is_not_complained_of(town: DivisionTree) -> None:
    assert judge_divisions(town, "community", *places(town)) is None
    assert judge_divisions(town, "community", *places(town, wrong=0.4)) is None


@pytest.mark.parametrize("datum", TURNS)
def test_positions_in_another_datum_are_found(town: DivisionTree, datum: str) -> None:
    lon, lat, codes = places(town)
    found = judge_divisions(town, "community", *TURNS[datum](lon, lat), codes)
    assert found is not None
    assert (found.side, found.datum, found.pairs) == ("positions", datum, N)
    assert found.as_is < 0.9
    assert found.fitted > 0.98


@pytest.mark.parametrize("datum", TURNS)
def test_polygons_in_another_datum_are_found(town: DivisionTree, datum: str) -> None:
    lon, lat, codes = places(town)
    found = judge_divisions(town, "community", *BACK[datum](lon, lat), codes)
    assert found is not None
    assert (found.side, found.datum) == ("polygons", datum)


def test_few_pairs_say_nothing(town: DivisionTree) -> None:
    lon, lat, codes = places(town)
    shifted = wgs84_to_gcj02(lon, lat)
    few = (*(each[:150] for each in shifted), codes.head(150))
    assert judge_divisions(town, "community", *few) is None
    missing = pl.repeat(None, N, dtype=pl.String, eager=True)
    assert judge_divisions(town, "community", *shifted, missing) is None


def test_other_countries_are_not_shifted(tmp_path: Path) -> None:
    features = [(row("A", "community"), box(-20_000, 0, -19_000, 10))]
    far = tree(tmp_path, features)
    lon, lat = np.full(N, -80.0), np.full(N, 30.05)
    assert judge_divisions(far, "community", lon, lat, pl.repeat("A", N, eager=True)) is None
