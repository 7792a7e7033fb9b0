"""Records of departments that are reports: what each is about, where and when."""

import polars as pl

from anlan.model.city import City
from anlan.model.geo import to_plane_m
from anlan.pool import records
from anlan.store import Workspace

SHAPE = {
    "number": pl.String, "x": pl.Float64, "y": pl.Float64, "hour": pl.Float64, "code": pl.String,
}  # fmt: skip


def reports(workspace: Workspace, city: City) -> pl.DataFrame:
    """Return the reports of all sources that the pack declares as such, by their moments.

    Returns:
        ``number`` (source/key), ``x``, ``y`` (metres from the middle of the city's bounds),
        ``hour`` (since 1970-01-01 UTC), ``code``. Records without a place or of a category that is
        no class of ours are left out.
    """
    west, south, east, north = city.bounds
    parts = []
    for declared in city.reports:
        source = city.source(declared.source)
        rows = records.read(workspace, city, declared.source)
        if rows.is_empty():
            continue
        classes = list(declared.classes.items())
        names = pl.DataFrame(
            classes, schema={"_category": pl.String, "code": pl.String}, orient="row"
        )
        moment = pl.col(source.event_time).dt.convert_time_zone("UTC").dt.epoch("s") / 3600
        kept = rows.select(
            pl.format("{}/{}", pl.lit(source.name), "_key").alias("number"),
            "_lon",
            "_lat",
            hour=moment,
            _category=pl.col(declared.category).cast(pl.String),
        )
        parts.append(kept.join(names, on="_category").drop_nulls())
    if not parts:
        return pl.DataFrame(schema=SHAPE)
    whole = pl.concat(parts)
    x, y = to_plane_m(whole["_lon"], whole["_lat"], ((west + east) / 2, (south + north) / 2))
    placed = whole.with_columns(x=x, y=y)
    return placed.select("number", "x", "y", "hour", "code").sort("hour", "number")
