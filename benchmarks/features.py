"""``features``: as-of features of a whole city, beside the straightforward pandas way.

A generated city, the same every time: premises crowd around centres, some share a building, some
a chain; each has about ten past events in ten years, known the day after. Both ways read the same
files, do the same work (pandas by ``merge_asof``, ``groupby`` and a k-d tree for neighbours), and
must agree in every feature. Times are of whole processes, reading the files included; our kernels
are compiled before.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from anlan.model.target import FeatureGroup, Label, Measure, Target, Visits
from anlan.risk.features import build_features
from benchmarks.measure import Cost, cost, python
from benchmarks.result import Result

NAME = "features"
PEER = Path(__file__).parent / "peers" / "features_pandas.py"
EVENTS_EACH = 10
WARM_UP = 1_000
FEATURES = 23
FIRST_DAY, YEARS = 16_000, 10
LAST_DAY = FIRST_DAY + 365 * YEARS
CRITICAL = {"critical": Measure(column="critical", at_least=1)}


def run(quick: bool, chicago: Path) -> Iterator[Result]:
    """Measure seconds and peak memory of both ways."""
    premises = 100_000 if quick else 1_000_000
    with tempfile.TemporaryDirectory() as name:
        few, city = Path(name) / "few", Path(name) / "city"
        write(few, WARM_UP)
        _ours(few)
        write(city, premises)
        ours, peer = _ours(city), cost(python(str(PEER), str(city)))
        check(city)
    size = f"{premises:,} premises over {premises * EVENTS_EACH:,} events, {FEATURES} features"
    title = "pandas, k-d tree"
    yield Result("features", ours.seconds, "s", 180, "<=", title, peer.seconds, size)
    yield Result("features-memory", ours.gigabytes, "GB", 8, "<=", title, peer.gigabytes, size)


def _ours(folder: Path) -> Cost:
    return cost(python("-m", "benchmarks.features", str(folder)))


def target() -> Target:
    """Return what is asked for: the season, and 19 features of six kinds."""
    groups = [
        FeatureGroup(
            name="history", source="visits", by="asset", measures=CRITICAL,
            statistics=["count", "sum", "last", "decayed", "days_since", "days_since_positive"],
            windows=[365, 730, 1825], half_lives=[365],
        ),
        FeatureGroup(
            name="address", source="visits", by="address", own=False, measures=CRITICAL,
            statistics=["count", "sum"], windows=[730],
        ),
        FeatureGroup(
            name="operator", source="visits", by="operator", own=False, measures=CRITICAL,
            statistics=["count", "mean"], windows=[730],
        ),
        FeatureGroup(
            name="type", source="visits", by="type", measures=CRITICAL,
            statistics=["mean"], windows=[365],
        ),
        FeatureGroup(
            name="near", source="visits", by="near", own=False, measures=CRITICAL,
            statistics=["count", "sum"], windows=[365], radii=[300],
        ),
        FeatureGroup(name="complaints", source="complaints", by="near", windows=[90, 365],
                     radii=[300]),
    ]  # fmt: skip
    return Target(
        name="bench", title={"en": "Bench", "zh": "基准"}, asset="premises",
        visits=Visits(source="visits"), label=Label(column="critical", at_least=1),
        features=groups,
    )  # fmt: skip


def write(folder: Path, premises: int) -> None:
    """Write the city: visits to ask for, past visits (85 %) and complaints (15 %)."""
    folder.mkdir()
    rng = np.random.default_rng(premises)
    city = _premises(rng, premises)
    day = rng.integers(LAST_DAY - 365, LAST_DAY, premises)
    city.with_columns(day=pl.Series(day, dtype=pl.Int32)).write_parquet(folder / "asked.parquet")
    events = premises * EVENTS_EACH
    danger = rng.gamma(1.5, 1.0, premises)
    seen = rng.choice(premises, events * 85 // 100, p=danger / danger.sum()).astype(np.int32)
    found = rng.random(seen.size) < np.clip(0.1 * danger[seen], 0.02, 0.8)
    critical = pl.Series("critical", found * rng.integers(1, 4, seen.size), dtype=pl.Int64)
    _dated(rng, city[seen]).with_columns(critical).write_parquet(folder / "visits.parquet")
    about = rng.integers(0, premises, events - seen.size)
    complaints = _dated(rng, city[about]).with_columns(
        pl.col("_lon", "_lat") + pl.Series(rng.normal(0, 5e-4, about.size))
    )
    complaints.write_parquet(folder / "complaints.parquet")


def _premises(rng: np.random.Generator, count: int) -> pl.DataFrame:
    """Return the premises: a centre for each 25,000, and one in twenty in a shared building."""
    centres = max(1, count // 25_000)
    middle = np.stack([rng.uniform(113.9, 114.7, centres), rng.uniform(30.3, 30.9, centres)], 1)
    place = middle[rng.integers(0, centres, count)] + rng.normal(0, 0.015, (count, 2))
    address = rng.permutation(count) // 2
    mall = np.flatnonzero(rng.random(count) < 0.05)
    address[mall] = count + mall // 4_000
    place[mall] = place[mall // 4_000 * 4_000 % count]
    chain = np.where(rng.random(count) < 0.3, rng.zipf(1.5, count) % 50_000, -np.arange(count) - 1)
    names = {"_asset": np.arange(count), "_address": address, "_operator": chain}
    return pl.DataFrame(
        {
            **{name: pl.Series(codes).cast(pl.String) for name, codes in names.items()},
            "_type": pl.Series(rng.zipf(1.3, count) % 40).cast(pl.String),
            "_lon": place[:, 0],
            "_lat": place[:, 1],
        }
    )


def _dated(rng: np.random.Generator, rows: pl.DataFrame) -> pl.DataFrame:
    event = pl.Series(rng.integers(FIRST_DAY, LAST_DAY, rows.height), dtype=pl.Int32)
    return rows.with_columns(_event_day=event, _known_day=event + 1)


def check(folder: Path) -> None:
    """Compare what both ways computed.

    Raises:
        ValueError: they differ in a feature.
    """
    ours, peer = (pl.read_parquet(folder / f"{way}.parquet") for way in ("ours", "pandas"))
    if len(ours.columns) != FEATURES or set(ours.columns) != set(peer.columns):
        raise ValueError("the two ways don't compute the same features")
    for name in peer.columns:
        one, other = ours[name].to_numpy(), peer[name].to_numpy()
        if not np.allclose(one, other, rtol=1e-4, atol=1e-4, equal_nan=True):
            raise ValueError(f"the two ways differ in {name}")


def main(folder: Path) -> None:
    """Compute the features of a written city and write them beside it."""
    tables = {
        name: pl.read_parquet(folder / f"{name}.parquet") for name in ("visits", "complaints")
    }
    table = build_features(target(), pl.read_parquet(folder / "asked.parquet"), tables)
    pl.DataFrame(table.matrix, schema=table.names).write_parquet(folder / "ours.parquet")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
