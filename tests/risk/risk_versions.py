"""Corrections for the small city: records with several versions, drawn and written out slowly."""

from typing import Any

import polars as pl
from hypothesis import strategies as st
from risk_town import FIRST, visits_frame

from anlan.risk.features.versions import standing

DAY = FIRST + 600
"""The day that is asked about; the little town's visits go on after it."""
CORRECTABLE = {
    "bad": st.integers(0, 1),
    "poor": st.integers(0, 1),
    "who": st.sampled_from(["team 0", "team 3", "a new team"]),
    "kind": st.sampled_from(["bar", "school"]),
    "_asset": st.sampled_from(["p1", "p2", "p99"]),
    "_lon": st.sampled_from([114.2, 114.25, 118.0]),
}
Correction = tuple[int, int, dict[str, Any]]
"""Which row, how many days after the day it was known, and what it then says."""


def town(rows: int = 500) -> pl.DataFrame:
    """Return the first records of the small city, thinned, with the columns of versions."""
    whole = visits_frame().gather_every(5).head(rows)
    nobody = pl.lit(None, pl.Int32)
    return whole.with_columns(
        note=pl.lit("as sent"), _since_day=pl.col("_known_day"), _known_until=nobody
    )


def corrections(rows: int, columns: dict[str, Any] = CORRECTABLE) -> st.SearchStrategy[Any]:
    """Return lists of corrections; one record may be corrected several times, on one day too."""
    changes = st.dictionaries(st.sampled_from(list(columns)), st.none(), min_size=1).flatmap(
        lambda names: st.fixed_dictionaries({name: columns[name] for name in names})
    )
    return st.lists(st.tuples(st.integers(0, rows - 1), st.integers(0, 500), changes), max_size=25)


def corrected(frame: pl.DataFrame, told: list[Correction]) -> pl.DataFrame:
    """Return ``frame`` with the versions that corrections make, each where its record stands."""
    by_row: dict[int, list[dict[str, Any]]] = {}
    for place, lag, change in sorted(told, key=lambda each: each[1]):
        versions = by_row.setdefault(place, [frame.row(place, named=True)])
        known = versions[0]["_known_day"] + lag
        versions[-1]["_known_until"] = known
        versions.append({**versions[-1], **change, "_known_day": known, "_known_until": None})
    rows = [by_row.get(i, [row]) for i, row in enumerate(frame.iter_rows(named=True))]
    whole = pl.DataFrame([version for each in rows for version in each], schema=frame.schema)
    return whole.filter(
        pl.col("_known_until").is_null() | (pl.col("_known_until") > pl.col("_known_day"))
    )


def as_it_stood(frame: pl.DataFrame, day: int) -> pl.DataFrame:
    """Return a plain table without versions: what was known on ``day``, dated as first known."""
    rows = standing(frame, day).with_columns(_known_day="_since_day")
    return rows.drop("_since_day", "_known_until")
