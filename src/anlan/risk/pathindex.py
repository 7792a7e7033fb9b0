"""Find the rows of a table that lie in a division, without looking at every row."""

from bisect import bisect_left

import numpy as np
import polars as pl
from numpy.typing import NDArray

Rows = NDArray[np.int64]
_BELOW, _PAST = "/", "0"
"""What follows a division's path in those below it, and the character after that."""


class PathIndex:
    """Rows by division path.

    The paths are kept in order beside their rows: what lies below a division goes on with a "/",
    so it stands together and both its ends are found by bisection.

    Args:
        paths: the division path of each row; null is in no division.
    """

    def __init__(self, paths: pl.Series) -> None:
        given = paths.fill_null("").to_frame("path").with_row_index("row")
        grouped = given.group_by("path", maintain_order=True).agg("row").sort("path")
        self._paths: list[str] = grouped["path"].to_list()
        self._starts: list[int] = [0, *grouped["row"].list.len().cum_sum().to_list()]
        self._rows = grouped["row"].explode().to_numpy().astype(np.int64)
        self._kept: dict[str, Rows] = {}

    def rows(self, divisions: tuple[str, ...]) -> Rows:
        """Return the rows in or below any of ``divisions`` (none of them empty), in order.

        >>> index = PathIndex(pl.Series(["city/a/1", None, "city/a", "city/ab", "city/b/2"]))
        >>> index.rows(("city/a",)).tolist()
        [0, 2]

        The division city/ab isn't below city/a, though it begins with the same letters.
        """
        found = [self._within(division) for division in divisions]
        if len(found) == 1:
            return found[0]
        taken = np.zeros(self._rows.size, dtype=np.bool_)
        for rows in found:
            taken[rows] = True
        return np.flatnonzero(taken)

    def _within(self, division: str) -> Rows:
        """Return the rows in or below one division; kept, for many people share a district."""
        kept = self._kept.get(division)
        if kept is None:
            own = bisect_left(self._paths, division)
            last = own + (own < len(self._paths) and self._paths[own] == division)
            below = bisect_left(self._paths, division + _BELOW)
            past = bisect_left(self._paths, division + _PAST)
            runs = (self._starts[own], self._starts[last], self._starts[below], self._starts[past])
            kept = np.concatenate((self._rows[runs[0] : runs[1]], self._rows[runs[2] : runs[3]]))
            kept.sort()
            self._kept[division] = kept
        return kept
