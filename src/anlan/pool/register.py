"""The register of assets of a kind, put together from every source that speaks of them."""

from datetime import date

import polars as pl

from anlan.model.city import City, Source
from anlan.pool import records
from anlan.pool.linking import since
from anlan.store import Workspace
from anlan.store.runs import Runs

FACTS = ("name", "address", "type", "lon", "lat", "division", "address_key", "operator_key")


def assets(workspace: Workspace, city: City, kind: str, as_of: date | None = None) -> pl.DataFrame:
    """Return one row per asset of ``kind``, sorted by id.

    Records with the same id, in whichever source, speak of the same asset. A record without an
    id speaks of the asset that has its address and operator; if none has, the pair itself makes
    an asset, whose id begins with "~". A record of a source that names no id at all speaks of the
    asset that links tie it to, from the day the link is known; it fills in only what others leave
    open.

    With ``as_of``, assets and facts are those known before that day, as the versions of records
    then said; only ``name`` and ``address``, which are there to be read by people, are the newest.

    Returns:
        ``asset`` str; the latest known ``name``, ``address``, ``type`` (str), ``lon``, ``lat``
        (WGS84), ``division`` (path), ``address_key``, ``operator_key``; ``sources`` (sorted list
        of names); ``first_event``, ``last_event`` (days since 1970-01-01).
    """
    known = _assets(workspace, city, kind, as_of)
    if as_of is None:
        return known
    newest = _assets(workspace, city, kind, None).select("asset", "name", "address")
    labels = ("name", "address")
    joined = known.join(newest, on="asset", how="left", maintain_order="left", suffix=" now")
    shown = {name: pl.coalesce(f"{name} now", name) for name in labels}
    return joined.with_columns(**shown).select(known.columns)


def _assets(workspace: Workspace, city: City, kind: str, as_of: date | None) -> pl.DataFrame:
    spoken = [source for source in city.sources if source.asset and source.asset.kind == kind]
    mentions = pl.concat([_mentions(workspace, city, source, as_of) for source in spoken])
    known = _identified(mentions).select(*mentions.columns, linked=pl.lit(value=False))
    tied = _tied(workspace, city, kind, as_of, known)
    latest = [pl.col(name).drop_nulls().last() for name in FACTS]
    return (
        pl.concat([tied, known])
        .drop_nulls("asset")
        # What a source says by itself of an asset counts before what links make of others.
        .sort(pl.col("linked").not_(), "day", "source", maintain_order=True)
        .group_by("asset")
        .agg(
            *latest,
            pl.col("source").unique().sort().alias("sources"),
            pl.col("day").min().alias("first_event"),
            pl.col("day").max().alias("last_event"),
        )
        .with_columns(pl.col("division").fill_null(city.name))
        .sort("asset")
    )


def _mentions(workspace: Workspace, city: City, source: Source, as_of: date | None) -> pl.DataFrame:
    rows = records.read(workspace, city, source.name, as_of)
    columns = source.asset
    nothing = pl.lit(None, dtype=pl.String)

    def text(name: str | None) -> pl.Expr:
        return pl.col(name).cast(pl.String) if name in rows.columns else nothing

    return rows.select(
        pl.col("_asset").alias("asset"),
        text(columns.name if columns else None).alias("name"),
        text(columns.address if columns else None).alias("address"),
        pl.col("_type").alias("type"),
        pl.col("_lon").alias("lon"),
        pl.col("_lat").alias("lat"),
        # A record that only says "in the city" must not hide one that says where.
        pl.when(pl.col("_division") != city.name).then("_division").alias("division"),
        pl.col("_address").alias("address_key"),
        pl.col("_operator").alias("operator_key"),
        pl.lit(source.name).alias("source"),
        pl.col("_event_day").alias("day"),
        pl.col("_key").alias("key"),
    )


def _tied(
    workspace: Workspace, city: City, kind: str, as_of: date | None, known: pl.DataFrame
) -> pl.DataFrame:
    """Return mentions of sources that name no id, under the asset that links tie each record to.

    Each from the day on which its link was known; none where the pack links nothing.
    """
    found = [known.clear()]
    for linking in (each for each in city.linking if each.kind == kind):
        run = Runs(workspace.folder / "runs").latest(f"link_{kind}")
        ties = since.holding(run, as_of)
        named = known.select(by_source="source", by_key="key", asset="asset").drop_nulls("asset")
        tied = ties.join(
            named.unique(["by_source", "by_key"], keep="last"), on=["by_source", "by_key"]
        )
        for name in tied["source"].unique().sort():
            told = linking.of(name)
            rows = records.read(workspace, city, name, as_of)
            rows = rows.join(tied.filter(source=name), left_on="_key", right_on="key")
            texts = {each: getattr(told, each) for each in ("name", "address", "type")}
            found.append(
                rows.select(
                    "asset",
                    *(
                        (pl.col(column) if column else pl.lit(None)).cast(pl.String).alias(each)
                        for each, column in texts.items()
                    ),
                    pl.col("_lon").alias("lon"),
                    pl.col("_lat").alias("lat"),
                    pl.when(pl.col("_division") != city.name).then("_division").alias("division"),
                    address_key=pl.lit(None, pl.String),
                    operator_key=pl.lit(None, pl.String),
                    source=pl.lit(name),
                    day=pl.col("_event_day"),
                    key=pl.col("_key"),
                    linked=pl.lit(value=True),
                ).select(known.columns)
            )
    return pl.concat(found)


def _identified(mentions: pl.DataFrame) -> pl.DataFrame:
    pair = ["address_key", "operator_key"]
    known = (
        mentions.drop_nulls(["asset", *pair]).group_by(pair).agg(pl.col("asset").min().alias("by"))
    )
    made = pl.concat_str(pl.lit("~"), *pair, separator="~")
    return mentions.join(known, on=pair, how="left", maintain_order="left").with_columns(
        asset=pl.coalesce("asset", "by", made)
    )
