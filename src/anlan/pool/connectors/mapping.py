"""Turn a portal's columns into the contract's: rename, extract, count in a range, cut to days."""

import re

import polars as pl

from anlan.model.errors import SourceError
from anlan.model.portal import CountBetween, Extract, Portal

_MIDNIGHT = r"T00:00:00(\.0+)?$"


def mapped_columns(portal: Portal, columns: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns after mapping: renamed in place, then extracted, then counted.

    Raises:
        SourceError: the mapping names a column that isn't there or gives one name twice.
    """
    dataset = portal.place
    for column in [*portal.rename, *(rule.column for rule in portal.extract.values())]:
        if column not in columns:
            listed = ", ".join(columns)
            raise SourceError("error.source.no_column", file=dataset, column=column, columns=listed)
    renamed = [portal.rename.get(column, column) for column in columns]
    names = [*renamed, *portal.extract]
    for ours in [*(rule.column for rule in portal.count_between.values()), *portal.days]:
        if ours not in names:
            listed = ", ".join(names)
            raise SourceError("error.source.no_column", file=dataset, column=ours, columns=listed)
    names += portal.count_between
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise SourceError("error.source.column_twice", file=dataset, column=twice)
    return tuple(names)


def map_columns(portal: Portal, frame: pl.DataFrame) -> pl.DataFrame:
    """Return ``frame`` (all text) with the portal's columns mapped to ours."""
    extracted = [_extract(name, rule) for name, rule in portal.extract.items()]
    frame = frame.with_columns(extracted).rename(portal.rename)
    counted = [_count(name, rule) for name, rule in portal.count_between.items()]
    days = [pl.col(name).str.replace(_MIDNIGHT, "") for name in portal.days]
    return frame.with_columns(*counted, *days)


def _extract(name: str, rule: Extract) -> pl.Expr:
    """Return every match of the pattern's first group (or of all of it), joined by spaces.

    Python's expressions are used, not the parser's: they are what a pack's author knows, with
    look-ahead. No match gives null.
    """
    expression = re.compile(rule.pattern)
    group = 1 if expression.groups else 0

    def find(text: str) -> str | None:
        return " ".join(match[group] for match in expression.finditer(text)) or None

    return pl.col(rule.column).map_elements(find, return_dtype=pl.String).alias(name)


def _count(name: str, rule: CountBetween) -> pl.Expr:
    """Return how many whole numbers of a column lie in the range; 0 where there are none."""
    numbers = pl.col(rule.column).fill_null("").str.extract_all(r"\d+")
    inside = pl.element().cast(pl.Int64, strict=False).is_between(rule.low, rule.high)
    return numbers.list.eval(inside).list.sum().cast(pl.String).alias(name)
