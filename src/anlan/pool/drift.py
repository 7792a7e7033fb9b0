"""Whether a load looks like those before it: the population stability index of each column.

See ``data/health.toml`` for the thresholds and where they come from.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sqlalchemy import select

from anlan.model.city import City, Source
from anlan.pool.checks.casting import trimmed, typed
from anlan.pool.contract import Column, Contract
from anlan.store import Workspace
from anlan.store.tables import Batch

FILE = Path(__file__).parent / "data" / "health.toml"
F64 = NDArray[np.float64]


@dataclass(frozen=True)
class DriftSettings:
    """See the file for what each means."""

    some: float
    much: float
    bins: int
    most_values: int
    loads: int
    least_rows: int
    most_rows: int
    least_share: float


@dataclass(frozen=True)
class Drift:
    """How far a column of the latest load is from the loads before, as their index says."""

    column: str
    psi: float


@cache
def settings() -> DriftSettings:
    """Return the settings."""
    return DriftSettings(**tomllib.loads(FILE.read_text(encoding="utf-8"))["drift"])


def psi(before: F64, now: F64, least_share: float) -> float:
    r"""Return the population stability index of two distributions over the same bins.

    .. math:: PSI = \sum_i (a_i - e_i) \ln \frac{a_i}{e_i}

    with :math:`e_i` the share of bin i before and :math:`a_i` the share now, each at least
    ``least_share``. (N. Siddiqi, Credit Risk Scorecards, Wiley 2006.)

    Args:
        before: counts by bin, shape (bins,).
        now: counts by bin, shape (bins,).
        least_share: what an empty bin counts as.

    >>> round(psi(np.array([50.0, 50.0]), np.array([60.0, 40.0]), 0.0001), 3)
    0.041
    >>> round(psi(np.array([50.0, 50.0]), np.array([90.0, 10.0]), 0.0001), 3)
    0.879

    A shift of a tenth from one half to the other is no news (below 0.10); nine in ten on one side
    is a significant shift (above 0.25).
    """
    old = np.maximum(before / before.sum(), least_share)
    new = np.maximum(now / now.sum(), least_share)
    return float(((new - old) * np.log(new / old)).sum())


def drifts(workspace: Workspace, city: City, source: Source, agreed: Contract) -> list[Drift]:
    """Return the index of each column that can be compared, the largest first.

    The latest load that brought rows is compared with some before it; nothing where either side
    has too few rows.
    """
    chosen = settings()
    files = _loads(workspace, source.name, chosen.loads + 1)
    if len(files) < 2:
        return []
    now, before = _rows(files[:1], agreed), _rows(files[1:], agreed)
    if min(now.height, before.height) < chosen.least_rows:
        return []
    left_out = {*source.key, source.event_time}
    found = (
        _compared(column, before, now, city.zone)
        for column in agreed.stored
        if not column.personal and column.name not in left_out
    )
    return sorted((each for each in found if each), key=lambda one: -one.psi)


def _loads(workspace: Workspace, source: str, most: int) -> list[list[Path]]:
    """Return the lake files of the latest loads, the newest first."""
    query = (
        select(Batch)
        .where(
            Batch.city == workspace.city_name,
            Batch.source == source,
            Batch.kind == "file",
            Batch.closed_at.is_not(None),
        )
        .order_by(Batch.id.desc())
    )
    found: list[list[Path]] = []
    with workspace.session() as session:
        for batch in session.scalars(query):
            files = [workspace.folder / part.lake for part in batch.parts if part.lake]
            found += [files] if files else []
            if len(found) == most:
                break
    return found


def _rows(loads: list[list[Path]], agreed: Contract) -> pl.DataFrame:
    """Return the rows of loads; of many, every nth, so that no stretch of a load is left out."""
    names = [column.name for column in agreed.stored]
    empty = pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    lazy = [pl.scan_parquet(file) for files in loads for file in files]
    heights = pl.collect_all([each.select(pl.len()) for each in lazy])
    step = max(1, sum(int(each.item()) for each in heights) // settings().most_rows)
    frames = []
    for each in lazy:
        there = each.collect_schema()
        known = each.select(name for name in names if name in there)
        frames.append(known.gather_every(step).collect())
    return pl.concat([empty, *frames], how="diagonal")


def _compared(column: Column, before: pl.DataFrame, now: pl.DataFrame, zone: str) -> Drift | None:
    if column.kind in ("date", "timestamp"):
        return None  # time goes on
    sides = [frame.select(_value(column, zone)).to_series() for frame in (before, now)]
    if column.kind in ("integer", "number"):
        old, new = _binned(*sides)
    elif sides[0].n_unique() > settings().most_values:
        return None
    else:
        old, new = _counted(*sides)
    return Drift(column.name, round(psi(old, new, settings().least_share), 4))


def _value(column: Column, zone: str) -> pl.Expr:
    if column.kind in ("integer", "number"):
        return typed(column, zone).cast(pl.Float64)
    return trimmed(column.name)


def _binned(*sides: pl.Series) -> Iterator[F64]:
    """Yield counts by quantile of the first side; empty values are a bin of their own."""
    there = sides[0].drop_nulls().to_numpy()
    steps = np.linspace(0, 1, settings().bins + 1)[1:-1]
    edges = np.unique(np.quantile(there, steps)) if there.size else np.array([])
    for side in sides:
        bins = np.searchsorted(edges, side.drop_nulls().to_numpy(), side="left")
        yield np.append(np.bincount(bins, minlength=edges.size + 1), side.null_count()).astype(
            np.float64
        )


def _counted(*sides: pl.Series) -> Iterator[F64]:
    """Yield counts by value, in the order of all values of both sides."""
    values = pl.concat([side.rename("value") for side in sides]).unique().sort()
    for side in sides:
        tally = side.rename("value").value_counts(name="n")
        wanted = values.to_frame().join(tally, on="value", how="left", nulls_equal=True)
        yield wanted["n"].fill_null(0).cast(pl.Float64).to_numpy()
