"""The stored ranking of a city's assets: written once a run, read by the console and the planner.

Files of a score run: ``ranking.parquet`` (one row an asset, best rank first), ``visits.parquet``
(past visits and what they found) and ``meta.json``.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.risk.pathindex import PathIndex
from anlan.store.whole import save_parquet

EPOCH = date(1970, 1, 1)

REASON = pl.Struct({"en": pl.String, "zh": pl.String, "effect": pl.Float64})
RANKING: dict[str, pl.DataType | type[pl.DataType]] = {
    "asset": pl.String,
    "rank": pl.Int32,
    "name": pl.String,
    "address": pl.String,
    "type": pl.String,
    "lon": pl.Float64,
    "lat": pl.Float64,
    "division": pl.String,
    "grade": pl.String,
    "score_premises": pl.Float64,
    "score": pl.Float64,
    "lo": pl.Float64,
    "hi": pl.Float64,
    "last_visit": pl.Int32,
    "reasons": pl.List(REASON),
}
VISITS: dict[str, pl.DataType | type[pl.DataType]] = {
    "asset": pl.String,
    "day": pl.Int32,
    "found": pl.Boolean,
}


def to_date(day: int) -> date:
    """Return the date of a day counted from 1970-01-01.

    >>> to_date(16000).isoformat()
    '2013-10-22'
    """
    return EPOCH + timedelta(days=int(day))


def to_day(when: date) -> int:
    """Return the days from 1970-01-01 to a date.

    >>> to_day(date(2013, 10, 22))
    16000
    """
    return (when - EPOCH).days


@dataclass(frozen=True)
class RankingMeta:
    """What a ranking is about, and by what it is ordered."""

    target: str
    as_of: str
    ranked_by: str
    ranked_by_text: dict[str, str]
    base_rate: float


@dataclass(frozen=True)
class Ranking:
    """A city's ranked assets on a day.

    Attributes:
        assets: one row an asset, in the shape of ``RANKING``, sorted by rank from 1.
        visits: past visits, in the shape of ``VISITS``; ``found`` is null where not known.
        meta: what it is about.
    """

    assets: pl.DataFrame
    visits: pl.DataFrame
    meta: RankingMeta

    def write(self, folder: Path) -> None:
        """Write the run's files into ``folder``."""
        save_parquet(self.assets.match_to_schema(RANKING), folder / "ranking.parquet")
        save_parquet(self.visits.match_to_schema(VISITS), folder / "visits.parquet")
        text = json.dumps(asdict(self.meta), ensure_ascii=False)
        (folder / "meta.json").write_text(text, encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Ranking":
        """Read the files that ``write`` made."""
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        return cls(
            assets=pl.read_parquet(folder / "ranking.parquet"),
            visits=pl.read_parquet(folder / "visits.parquet"),
            meta=RankingMeta(**meta),
        )

    @cached_property
    def by_division(self) -> PathIndex:
        """Where the assets of each division stand."""
        return PathIndex(self.assets["division"])

    @cached_property
    def scores(self) -> NDArray[np.float64]:
        """The danger of each asset."""
        return self.assets["score_premises"].to_numpy()

    @cached_property
    def row_of(self) -> dict[str, int]:
        """The row of each asset."""
        return {asset: row for row, asset in enumerate(self.assets["asset"])}
