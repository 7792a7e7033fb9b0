"""Devices as a department's file has them: read, checked column by column, refused in words.

A file is CSV or JSON (a list, or an object a line). A row that is wrong is left out and told, with
its number and what is wrong; the rest goes on. All checks are of whole columns: there may be a
million rows.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from anlan.model.city import City
from anlan.model.errors import WatchError
from anlan.pool.divisions import DivisionTree
from anlan.store.whole import whole_file
from anlan.watch.fleet.settings import settings
from anlan.words import Language, say

COLUMNS = (
    "key", "name", "type", "tier", "department", "division", "lon", "lat", "asset", "thing",
    "client", "model", "firmware", "installed", "interval", "certificate", "stream", "state",
)  # fmt: skip
NEEDED = ("key", "type", "department")
LONGEST, LONGEST_INTERVAL_S, MOST_BYTES = 200, 366 * 86_400.0, 2**30
_TEXTS = ("name", "asset", "thing", "client", "model", "firmware", "stream")
_CONTROL = r"[\x00-\x1f\x7f]"


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not taken; ``row`` is counted from 1, without the header."""

    row: int
    key: str
    reason: str
    found: str

    def say(self, lang: Language = "en") -> str:
        """Return why."""
        return say(f"fleet.refused.{self.reason}", lang, found=self.found)


@dataclass(frozen=True)
class Given:
    """What a file holds: rows as devices are kept, and those that were refused."""

    rows: pl.DataFrame
    refused: Sequence[Refused]


def read(file: Path) -> pl.DataFrame:
    """Read a file as texts by column.

    Raises:
        WatchError: it can't be read, is too large, lacks a column or has one we don't know.
    """
    name = file.name
    try:
        if file.stat().st_size > MOST_BYTES:
            raise WatchError("error.fleet.large", file=name, most=MOST_BYTES // 2**20)
        told = file.read_bytes()
        found = _table(told)
    except (OSError, ValueError, pl.exceptions.PolarsError) as error:
        raise WatchError("error.fleet.file", file=name, reason=str(error)[:200]) from error
    return checked_columns(found, name)


def checked_columns(found: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return a table with all columns, as texts without spaces around them.

    Raises:
        WatchError: it lacks a column, or has one that we don't know.
    """
    known = ", ".join(COLUMNS)
    if odd := [each for each in found.columns if each not in COLUMNS]:
        raise WatchError("error.fleet.column", file=name, found=", ".join(odd)[:200], known=known)
    if lacking := [each for each in NEEDED if each not in found.columns]:
        raise WatchError("error.fleet.lacks", file=name, found=", ".join(lacking), known=known)
    more = [pl.lit("").alias(each) for each in COLUMNS if each not in found.columns]
    texts = [pl.col(each).cast(pl.String).fill_null("").str.strip_chars() for each in found.columns]
    return found.with_columns(texts).with_columns(more).select(COLUMNS)


def check(found: pl.DataFrame, city: City, tree: DivisionTree) -> Given:
    """Return the devices of a table, and the rows that were refused, each for its first fault."""
    table = found.with_row_index("row", 1)
    table = _read_values(table)
    table = _place(table, tree)
    told: list[Refused] = []
    for reason, column, when in _faults(city):
        wrong = when.fill_null(False)
        bad = table.filter(wrong)
        told += [
            Refused(row, str(key)[:80], reason, str(value)[:80])
            for row, key, value in bad.select("row", "key", pl.col(column).alias("_")).iter_rows()
        ]
        table = table.filter(~wrong)
    return Given(_kept(table, city), sorted(told, key=lambda each: each.row))


def _table(told: bytes) -> pl.DataFrame:
    start = told.lstrip()[:1]
    if start == b"[":
        return pl.read_json(io.BytesIO(told), infer_schema_length=None)
    if start == b"{":
        return pl.read_ndjson(io.BytesIO(told), infer_schema_length=None)
    return pl.read_csv(io.BytesIO(told), infer_schema=False, encoding="utf8")


def _read_values(table: pl.DataFrame) -> pl.DataFrame:
    """Add what texts mean; null where they mean nothing."""
    by = settings()

    def number(name: str) -> pl.Expr:
        return pl.col(name).cast(pl.Float64, strict=False).alias(f"_{name}")

    def coded(name: str, codes: dict[str, object], kind: pl.DataType) -> pl.Expr:
        read_as = pl.col(name).replace_strict(codes, default=None, return_dtype=kind)
        return read_as.alias(f"_{name}")

    return table.with_columns(
        number("lon"),
        number("lat"),
        number("interval"),
        coded("tier", {"": 0, "0": 0, **by.tiers}, pl.Int64()),
        coded("state", {"": "offline", **by.states}, pl.String()),
        pl.col("installed").str.to_date("%Y-%m-%d", strict=False).alias("_installed"),
        pl.col("certificate").str.to_date("%Y-%m-%d", strict=False).alias("_certificate"),
    )


def _place(table: pl.DataFrame, tree: DivisionTree) -> pl.DataFrame:
    """Add the path of each device's division: as its code says, else where its point lies."""
    codes = table["division"].str.split("/").list.last()
    paths = codes.replace_strict(dict(tree.paths), default=None, return_dtype=pl.String)
    placed = (pl.col("_lon").is_between(-180, 180)) & (pl.col("_lat").is_between(-90, 90))
    at = table.with_columns(_path=paths, _here=placed.fill_null(False))
    wanting = at["_here"] & (at["division"] == "")
    if not tree.has_polygons or not wanting.any():
        return at
    lon = at.filter(wanting)["_lon"].to_numpy()
    lat = at.filter(wanting)["_lat"].to_numpy()
    found = tree.paths_of_points(lon, lat)
    # What lies in no polygon is the root's: it is outside.
    found = pl.select(pl.when(found.str.contains("/")).then(found)).to_series()
    rows = at.filter(wanting).select("row").with_columns(found.alias("_point"))
    joined = at.join(rows, on="row", how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("_path", "_point").alias("_path")).drop("_point")


def _faults(city: City) -> Sequence[tuple[str, str, pl.Expr]]:
    """Return what may be wrong with a row: its name, the column to show, and when it is so."""
    by = settings()
    departments = [each.name for each in city.departments]
    given: Callable[[str], pl.Expr] = lambda name: pl.col(name) != ""  # noqa: E731
    lon, lat = pl.col("_lon"), pl.col("_lat")
    far = (given("lon") | given("lat")) & ~pl.col("_here")
    long = pl.any_horizontal(pl.col(each).str.len_chars() > LONGEST for each in ("key", *_TEXTS))
    west, south, east, north = city.bounds
    outside = pl.col("_here") & ~(lon.is_between(west, east) & lat.is_between(south, north))
    interval = given("interval") & ~pl.col("_interval").is_between(1, LONGEST_INTERVAL_S)
    return [
        ("key", "key", (pl.col("key") == "") | pl.col("key").str.contains(_CONTROL)),
        ("long", "key", long),
        ("twice", "key", ~pl.col("key").is_first_distinct()),
        ("type", "type", ~pl.col("type").is_in(by.types)),
        ("tier", "tier", pl.col("_tier").is_null()),
        ("department", "department", ~pl.col("department").is_in(departments)),
        ("state", "state", pl.col("_state").is_null()),
        ("position", "lon", far),
        ("outside", "lon", outside),
        ("division", "division", given("division") & pl.col("_path").is_null()),
        ("no_place", "division", pl.col("_path").is_null()),
        ("interval", "interval", interval | (given("interval") & pl.col("_interval").is_null())),
        ("installed", "installed", given("installed") & pl.col("_installed").is_null()),
        ("certificate", "certificate", given("certificate") & pl.col("_certificate").is_null()),
    ]


def _kept(table: pl.DataFrame, city: City) -> pl.DataFrame:
    """Return devices by the columns of their table."""
    by = settings()
    usual = pl.col("type").replace_strict(by.interval_s, return_dtype=pl.Float64)
    zone = ZoneInfo(city.zone)
    # A certificate is good to the end of its day, in the city's zone.
    ends = pl.col("_certificate").dt.offset_by("1d").cast(pl.Datetime("us"))
    until = ends.dt.replace_time_zone(zone.key, ambiguous="latest", non_existent="null")
    return table.select(
        "key",
        name=pl.when(pl.col("name") == "").then("key").otherwise("name"),
        type="type",
        tier="_tier",
        department="department",
        division="_path",
        lon=pl.when("_here").then("_lon"),
        lat=pl.when("_here").then("_lat"),
        asset_id=pl.when(pl.col("asset") != "").then("asset"),
        thing="thing",
        client="client",
        model="model",
        firmware="firmware",
        installed="_installed",
        interval_s=pl.coalesce("_interval", usual),
        cert_until=until.dt.convert_time_zone("UTC"),
        stream="stream",
        state="_state",
    )


def write_refused(file: Path, refused: Sequence[Refused], lang: Language) -> None:
    """Write the refused rows as CSV: row, key, reason."""
    told = {
        "row": [each.row for each in refused],
        "key": [each.key for each in refused],
        "reason": [each.say(lang) for each in refused],
    }
    schema = {"row": pl.Int64, "key": pl.String, "reason": pl.String}
    with whole_file(file) as draft:
        pl.DataFrame(told, schema=schema).write_csv(draft)
