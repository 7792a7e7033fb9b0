"""Simple ways to choose what to visit, which any model must beat to be worth its trouble.

Each gives a score (n), higher first, from visits known before the visit's own day. A method without
a preference gives the same score to all: ties are worth their expected value in every measure.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from anlan.risk.features.versions import until as until_of
from anlan.risk.metrics.kernels import compiled

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Days = npt.NDArray[np.int32]
NEVER = 1e6


class Past(NamedTuple):
    """What was known of each visit's premises on its day, each (n).

    ``since`` is days since the last visit (NEVER when there was none), ``last`` whether that visit
    found something (NaN when there was none), ``found`` how many visits did.
    """

    since: Floats
    last: Floats
    found: Floats


class _Rows(NamedTuple):
    known: Days
    until: Days
    day: Days
    label: Floats


def past_of(visits: pl.DataFrame, asked: pl.DataFrame | None = None) -> Past:
    """Return the premises' own past for each of ``asked`` (the visits themselves when omitted)."""
    asked = visits if asked is None else asked
    codes = pl.concat([visits["_asset"], asked["_asset"]]).rank("dense").cast(pl.Int64).fill_null(0)
    asset = codes.to_numpy() - 1
    past, wanted = asset[: visits.height], asset[visits.height :]
    known = visits["_known_day"].to_numpy()
    order = np.lexsort((visits["day"].to_numpy(), known, past))
    label = visits["label"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    first, stop = (np.searchsorted(past[order], wanted, side=side) for side in ("left", "right"))
    stop = np.where(wanted < 0, first, stop)
    until = until_of(visits).to_numpy()
    rows = _Rows(known[order], until[order], visits["day"].to_numpy()[order], label[order])
    found = _walk(rows, first, stop, asked["day"].to_numpy())
    return Past(found[:, 0], found[:, 1], found[:, 2])


SimpleRule = Callable[[Past, float], Floats]
"""From the past and the base rate of the training to a score."""

RULES: dict[str, SimpleRule] = {
    "oldest_first": lambda past, _: past.since,
    "last_result": lambda past, base: np.where(np.isnan(past.last), base, past.last),
    "past_count": lambda past, _: past.found,
}
"""The rules Anlan can fall back to: they rank any place on any day."""


@compiled
def _walk(rows: _Rows, first: Ints, stop: Ints, asked: Days) -> Floats:
    """Walk each asset's visits in the order they became known, up to the day asked for."""
    out = np.empty((len(asked), 3))
    for i in range(len(asked)):
        since, last, found, newest = NEVER, np.nan, 0.0, -1_000_000_000
        for place in range(first[i], stop[i]):
            if rows.known[place] >= asked[i]:
                break
            if np.isnan(rows.label[place]) or rows.until[place] < asked[i]:
                continue
            found += rows.label[place]
            if rows.day[place] >= newest:
                newest = rows.day[place]
                last = rows.label[place]
                since = float(asked[i] - newest)
        out[i, 0], out[i, 1], out[i, 2] = since, last, found
    return out
