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

    def rows(self, divisions: tuple[str, ...]) -> Rows:
        """Return the rows in or below any of ``divisions`` (none of them empty), in order.

        >>> index = PathIndex(pl.Series(["city/a/1", None, "city/a", "city/ab", "city/b/2"]))
        >>> index.rows(("city/a",)).tolist()
        [0, 2]

        The division city/ab isn't below city/a, though it begins with the same letters.
        """
        taken = np.zeros(self._rows.size, dtype=np.bool_)
        for division in divisions:
            own = bisect_left(self._paths, division)
            last = own + (own < len(self._paths) and self._paths[own] == division)
            below = bisect_left(self._paths, division + _BELOW)
            past = bisect_left(self._paths, division + _PAST)
            for start, end in ((own, last), (below, past)):
                taken[self._rows[self._starts[start] : self._starts[end]]] = True
        return np.flatnonzero(taken)
