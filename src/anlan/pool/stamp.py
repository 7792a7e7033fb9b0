"""Stamp good rows with their two times, their division and their cell."""

from datetime import datetime
from itertools import repeat

import h3.api.basic_int as h3
import numpy as np
import polars as pl

from anlan.model.city import City, Source
from anlan.pool.checks.casting import in_utc
from anlan.pool.divisions import DivisionTree

SYSTEM_COLUMNS = (
    "_row",
    "_origin",
    "_batch",
    "_key_hash",
    "_hash",
    "_version",
    "_event_time",
    "_known_at",
    "_lon",
    "_lat",
    "_division",
    "_cell",
)


class Stamper:
    """Knows the city's zone, divisions and cells; stamps rows of one source."""

    def __init__(self, city: City, source: Source, divisions: DivisionTree) -> None:
        self._city = city
        self._source = source
        self._divisions = divisions

    def stamp(self, rows: pl.DataFrame, received_at: datetime) -> pl.DataFrame:
        """Return ``rows`` with times in UTC, ``_division`` and ``_cell``; ``=`` columns go.

        A first version was known when the source says (its column plus the delay), or when
        received if it says nothing; a correction can't have been known before it was received.
        """
        received = pl.lit(received_at).cast(pl.Datetime("us", "UTC"))
        known_name = f"={self._source.known_at.column}"
        delayed = pl.col(known_name) + pl.duration(days=self._source.known_at.delay_days)
        declared = self._utc(delayed, rows.schema[known_name])
        event_name = f"={self._source.event_time}"
        first = declared.fill_null(received)
        stamped = rows.with_columns(
            self._utc(pl.col(event_name), rows.schema[event_name]).alias("_event_time"),
            pl.when(pl.col("_version") == 1)
            .then(first)
            .otherwise(pl.max_horizontal(first, received))
            .alias("_known_at"),
            self._division(rows).alias("_division"),
            cells(rows["_lon"], rows["_lat"], max(self._city.cells)).alias("_cell"),
        )
        return stamped.drop([name for name in stamped.columns if name.startswith("=")])

    def _utc(self, moment: pl.Expr, kind: pl.DataType) -> pl.Expr:
        if kind == pl.Date:
            return in_utc(moment.cast(pl.Datetime("us")), self._city.zone)
        return moment

    def _division(self, rows: pl.DataFrame) -> pl.Series:
        declared = self._source.division
        if declared:
            paths = self._divisions.paths_of_codes(rows[declared.column])
        else:
            paths = pl.repeat(self._city.name, rows.height, dtype=pl.String, eager=True)
        if not self._divisions.has_polygons or not self._source.coordinates:
            return paths
        lon, lat = (rows[name].to_numpy() for name in ("_lon", "_lat"))
        found = self._divisions.paths_of_points(lon, lat)
        # The declared code holds; the polygon may only say more finely where within it.
        pair = pl.DataFrame({"code": paths, "point": found})
        finer = (pl.col("point") + "/").str.starts_with(pl.col("code") + "/")
        return pair.select(pl.when(finer).then("point").otherwise("code")).to_series()


def cells(lon: pl.Series, lat: pl.Series, resolution: int) -> pl.Series:
    """Return the H3 cell (u64) of each position in WGS84; null where there is none.

    >>> cells(pl.Series([114.3]), pl.Series([30.6]), 9).to_list()
    [618130490662322175]
    """
    here = lon.is_not_null() & lat.is_not_null()
    lats, lons = (side.filter(here).to_list() for side in (lat, lon))
    found = np.fromiter(
        map(h3.latlng_to_cell, lats, lons, repeat(resolution)), dtype=np.uint64, count=len(lats)
    )
    numbers = np.zeros(len(lon), dtype=np.uint64)
    numbers[here.to_numpy()] = found
    return pl.Series("cell", numbers).set(~here, None)
