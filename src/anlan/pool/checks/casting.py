"""From text to types, as expressions: what can't be read becomes null."""

import polars as pl

from anlan.pool.contract import Column
from anlan.pool.dateformats import has_time, has_zone

TRUE = ("true", "t", "yes", "y", "1", "是")
FALSE = ("false", "f", "no", "n", "0", "否")


def trimmed(name: str) -> pl.Expr:
    """Return the text of column ``name`` without spaces at its ends; empty is null."""
    text = pl.col(name).str.strip_chars()
    return pl.when(text != "").then(text)


def typed(column: Column, zone: str, text: pl.Expr | None = None) -> pl.Expr:
    """Return the expression that reads ``column`` as its type, null where it can't be read.

    ``text`` is the column's trimmed text, where it is at hand already.

    string → String (verbatim); integer → Int64; number → Float64 (finite); date → Date;
    timestamp → Datetime("us", "UTC"), read in ``zone`` where the text has no offset;
    boolean → Boolean.
    """
    text = trimmed(column.name) if text is None else text
    if column.kind == "integer":
        return text.cast(pl.Int64, strict=False)
    if column.kind == "number":
        number = text.cast(pl.Float64, strict=False)
        return pl.when(number.is_finite()).then(number)
    if column.kind == "boolean":
        low = text.str.to_lowercase()
        return pl.when(low.is_in(TRUE)).then(True).when(low.is_in(FALSE)).then(False)
    if column.kind == "date":
        return pl.coalesce(_date(text, each) for each in column.formats)
    if column.kind == "timestamp":
        return pl.coalesce(_moment(text, each, zone) for each in column.formats)
    return pl.col(column.name)


def _date(text: pl.Expr, pattern: str) -> pl.Expr:
    return text.str.to_date(pattern, strict=False)


def _moment(text: pl.Expr, pattern: str, zone: str) -> pl.Expr:
    if has_zone(pattern):
        return text.str.to_datetime(pattern, strict=False, time_unit="us", time_zone="UTC")
    if not has_time(pattern):
        return in_utc(text.str.to_date(pattern, strict=False).cast(pl.Datetime("us")), zone)
    return in_utc(text.str.to_datetime(pattern, strict=False, time_unit="us"), zone)


def in_utc(local: pl.Expr, zone: str) -> pl.Expr:
    """Return local wall-clock times of ``zone`` in UTC.

    An hour that occurs twice in autumn is taken as the first; one that is skipped in spring is
    moved an hour on, as people's watches were.
    """
    first = local.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    moved = (local + pl.duration(hours=1)).dt.replace_time_zone(
        zone, ambiguous="earliest", non_existent="null"
    )
    return pl.coalesce(first, moved).dt.convert_time_zone("UTC")
