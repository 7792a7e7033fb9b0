"""Find out when a file's positions are in another datum than its source declares.

GCJ-02 positions look like WGS84 ones a few hundred metres away, so no single row gives them away.
But the same assets are often placed by another source that is here already: if reading this file
in another datum brings its assets to where that source has them, the declaration is wrong.
"""

import polars as pl

from anlan.model.city import City, Source
from anlan.model.errors import ContractError
from anlan.model.geo import in_china_box, judge_shift
from anlan.pool.divisions import DivisionTree, Shift, judge_divisions
from anlan.store import Workspace

SAMPLE_ROWS = 200_000
"""Rows of each other source that are looked at; a few hundred shared assets are plenty."""


class DatumCheck:
    """Positions of a kind of asset as other sources of the city have them."""

    def __init__(self, workspace: Workspace, city: City, source: Source) -> None:
        self._source = source
        west, south, *_ = city.bounds
        wanted = source.asset and source.coordinates and in_china_box(west, south).all()
        others = [each for each in city.sources if _comparable(source, each)] if wanted else []
        empty = pl.DataFrame(schema={"asset": pl.String, "lon": pl.Float64, "lat": pl.Float64})
        known = [_positions(workspace, each) for each in others]
        self._known = pl.concat([empty, *known]).unique("asset", keep="last")

    def check(self, rows: pl.DataFrame, location: str) -> None:
        """Compare the stamped ``rows`` of a file with what is known.

        Raises:
            ContractError: they clearly lie in another datum than declared.
        """
        asset, place = self._source.asset, self._source.coordinates
        if asset is None or place is None or not self._known.height:
            return
        pairs = rows.select(
            pl.col(asset.id).str.strip_chars().alias("asset"), "_lon", "_lat"
        ).drop_nulls()
        pairs = pairs.unique("asset").join(self._known, on="asset")
        verdict = judge_shift(*(pairs[name] for name in ("_lon", "_lat", "lon", "lat")))
        if verdict.datum is not None and verdict.shifted:
            raise ContractError(
                "error.contract.datum",
                file=location,
                source=self._source.name,
                declared=place.crs,
                likely=verdict.datum,
                pairs=verdict.pairs,
                metres=round(verdict.median_m["WGS84"]),
            )

    def against(self, tree: DivisionTree, rows: pl.DataFrame) -> Shift | None:
        """Compare the stamped ``rows`` with the polygons of the divisions that they name."""
        named = self._source.division
        if named is None or self._source.coordinates is None or not tree.has_polygons:
            return None
        lon, lat = (rows[name].cast(pl.Float64).to_numpy() for name in ("_lon", "_lat"))
        return judge_divisions(tree, named.level, lon, lat, rows[named.column])


def _comparable(source: Source, other: Source) -> bool:
    if source.asset is None or other.asset is None or other.coordinates is None:
        return False
    return other.name != source.name and other.asset.kind == source.asset.kind


def _positions(workspace: Workspace, source: Source) -> pl.DataFrame:
    asset = source.asset.id if source.asset else ""
    frames = [
        pl.read_parquet(file, columns=[asset, "_lon", "_lat"], n_rows=SAMPLE_ROWS)
        for file in workspace.lake_files(source.name)[-1:]
    ]
    empty = pl.DataFrame(schema={asset: pl.String, "_lon": pl.Float64, "_lat": pl.Float64})
    return (
        pl.concat([empty, *frames])
        .drop_nulls()
        .select(
            pl.col(asset).str.strip_chars().alias("asset"),
            pl.col("_lon").alias("lon"),
            pl.col("_lat").alias("lat"),
        )
    )
