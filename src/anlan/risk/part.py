"""The part of a ranking that somebody may see: some divisions, or the whole city."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any, Literal

import numpy as np
import polars as pl

from anlan.risk.pathindex import Rows
from anlan.risk.results import Ranking, RankingMeta

Sort = Literal["rank", "name", "last_visit"]
GRADES = ("red", "orange", "yellow", "blue")


class Part:
    """A ranking's assets in some divisions; ranks stay those of the whole city.

    Rows are gathered when they are asked for: a page of fifty costs fifty rows, however many
    thousands are in the part. An asset without a division is only the whole city's.

    Args:
        ranking: the whole.
        divisions: their paths; a single empty one is the whole city.
    """

    def __init__(self, ranking: Ranking, divisions: tuple[str, ...] = ("",)) -> None:
        self._of = ranking
        self._rows: Rows | None = None if "" in divisions else ranking.by_division.rows(divisions)

    @property
    def meta(self) -> RankingMeta:
        """What the ranking is about."""
        return self._of.meta

    @property
    def height(self) -> int:
        """How many assets it holds."""
        return self._of.assets.height if self._rows is None else self._rows.size

    @cached_property
    def assets(self) -> pl.DataFrame:
        """Its assets, in the shape of ``RANKING``, sorted by rank."""
        return self._of.assets if self._rows is None else self._of.assets[self._rows]

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
        if self._rows is not None and not (text or grade or division) and sort == "rank":
            return self.height, self._of.assets[self._rows[offset : offset + limit]]
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

    def holding(self, assets: Iterable[str]) -> set[str]:
        """Return which of ``assets`` it holds."""
        return {asset for asset in assets if self._row(asset) is not None}

    def one(self, asset: str) -> dict[str, Any] | None:
        """Return the row of one asset, or None."""
        row = self._row(asset)
        return None if row is None else self._of.assets.row(row, named=True)

    def history(self, asset: str) -> pl.DataFrame:
        """Return the visits to one asset, newest first; none to one that it doesn't hold."""
        wanted = pl.col("asset") == asset if self._row(asset) is not None else pl.lit(value=False)
        return self._of.visits.filter(wanted).sort("day", descending=True)

    @property
    def mean_score(self) -> float:
        """The mean danger of its assets."""
        scores = self._of.scores if self._rows is None else self._of.scores[self._rows]
        return float(scores.mean()) if scores.size else 0.0

    def grades(self) -> dict[str, int]:
        """Return how many assets each grade holds, worst first."""
        held = self._of.assets["grade"]
        mine = held if self._rows is None else held.gather(self._rows)
        counts = dict(mine.value_counts().iter_rows())
        return {grade: counts.get(grade, 0) for grade in GRADES}

    def _row(self, asset: str) -> int | None:
        """Return the row of an asset in the whole, if this part holds it."""
        row = self._of.row_of.get(asset)
        if row is None or self._rows is None:
            return row
        at = int(np.searchsorted(self._rows, row))
        return row if at < self._rows.size and self._rows[at] == row else None
