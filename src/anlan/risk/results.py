"""The stored ranking of a city's assets: written once a run, read by the console and the planner.

Files of a score run: ``ranking.parquet`` (one row an asset, best rank first), ``visits.parquet``
(past visits and what they found) and ``meta.json``.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

import polars as pl

from anlan.store.whole import save_parquet

EPOCH = date(1970, 1, 1)
Sort = Literal["rank", "name", "last_visit"]
GRADES = ("red", "orange", "yellow", "blue")

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

    def within(self, divisions: tuple[str, ...]) -> "Ranking":
        """Return the ranking of the assets whose division path begins with one of ``divisions``.

        Ranks stay those of the whole city. An asset without a division is only the whole city's.
        """
        if "" in divisions:
            return self
        path = pl.col("division").fill_null("")
        each = ((path == code) | path.str.starts_with(f"{code}/") for code in divisions)
        assets = self.assets.filter(pl.any_horizontal(pl.lit(False), *each))
        visits = self.visits.join(assets.select("asset"), on="asset", how="semi")
        return Ranking(assets, visits, self.meta)

    def page(
        self,
        *,
        text: str = "",
        grade: str | None = None,
        division: str | None = None,
        sort: Sort = "rank",
        limit: int = 100,
        offset: int = 0,
    ) -> tuple[int, pl.DataFrame]:
        """Return how many assets fit the filters, and one page of them.

        ``text`` is looked for, whatever its case, in name, address and id; ``division`` is a code
        anywhere on the path, so that a district shows its streets' assets too.
        """
        found = self.assets
        if text:
            needle = text.casefold()
            columns = (
                pl.col(c).fill_null("").str.to_lowercase() for c in ("name", "address", "asset")
            )
            found = found.filter(
                pl.any_horizontal(c.str.contains(needle, literal=True) for c in columns)
            )
        if grade:
            found = found.filter(pl.col("grade") == grade)
        if division:
            found = found.filter(pl.col("division").str.split("/").list.contains(division))
        if sort != "rank":
            found = found.sort(sort, nulls_last=sort == "name", maintain_order=True)
        return found.height, found.slice(offset, limit)

    def one(self, asset: str) -> dict[str, Any] | None:
        """Return the row of one asset, or None."""
        found = self.assets.filter(pl.col("asset") == asset)
        return found.row(0, named=True) if found.height else None

    def history(self, asset: str) -> pl.DataFrame:
        """Return the visits to one asset, newest first."""
        return self.visits.filter(pl.col("asset") == asset).sort("day", descending=True)

    @property
    def mean_score(self) -> float:
        """The city's mean danger."""
        return float(self.assets["score_premises"].mean() or 0.0)  # type: ignore[arg-type]

    def grades(self) -> dict[str, int]:
        """Return how many assets each grade holds, worst first."""
        counts = dict(self.assets["grade"].value_counts().iter_rows())
        return {grade: counts.get(grade, 0) for grade in GRADES}
