"""Mistakes that departments make: a few rows of each file are spoilt, and a list of them kept."""

import numpy as np
import polars as pl

from anlan.cities.jiangcheng.settings import Size, counts

SWAPPED, ZERO, BAD_DATE = "swapped_position", "zero_position", "impossible_date"
NO_DIVISION, WRONG_TYPE, TWICE = "unknown_division", "wrong_type", "same_key_twice"
NO_KEY = "missing_key"


def spoil(
    size: Size,
    source: str,
    frame: pl.DataFrame,
    position: tuple[str, str] | None = None,
    date: str | None = None,
    division: str | None = None,
    number: str | None = None,
    *,
    twice: bool = True,
    missing: bool = False,
    apart: bool = False,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return ``frame`` as text with mistakes in it, and a table of source, row and mistake.

    Each named part of the frame gives one kind of mistake (``position`` two); ``twice`` repeats a
    key with other content, ``missing`` leaves the key out. ``row`` counts from 1, the header
    apart. ``apart``: only rows with an even number, so that no two beside each other are spoilt.
    """
    chance = size.chance(f"mistakes in {source}")
    kinds = [SWAPPED, ZERO] if position else []
    kinds += [kind for kind, on in ((BAD_DATE, date), (NO_DIVISION, division)) if on]
    kinds += [kind for kind, on in ((WRONG_TYPE, number), (TWICE, twice)) if on]
    kinds += [NO_KEY] if missing else []
    n = max(len(kinds), round(frame.height * counts()["bad_row_share"]))
    rows = chance.choice(np.arange(1, frame.height, 2 if apart else 1), n, replace=False)
    made = pl.Series(kinds).gather(np.arange(n) % len(kinds))
    mark = pl.Series("mistake", [None] * frame.height, dtype=pl.String)
    text = frame.select(_text(name, kind) for name, kind in frame.schema.items())
    text = text.with_columns(mark.scatter(rows, made))
    changes = _changes(frame.columns[0], position, date, division, number)
    text = text.with_columns(changes).drop("mistake")
    listed = pl.DataFrame({"row": rows + 1, "mistake": made}).sort("row")
    return text, listed.select(pl.lit(source).alias("source"), "row", "mistake")


def _text(name: str, kind: pl.DataType) -> pl.Expr:
    if kind == pl.Datetime:
        return pl.col(name).dt.strftime("%Y-%m-%d %H:%M")
    return pl.col(name).cast(pl.String)


def _nowhere(division: str) -> pl.Expr:
    """Return a code of the city, as long as the right one, that no division has."""
    return pl.lit("9901").str.pad_end(pl.col(division).str.len_chars(), "9")


def _changes(
    key: str,
    position: tuple[str, str] | None,
    date: str | None,
    division: str | None,
    number: str | None,
) -> list[pl.Expr]:
    """Return the columns as they are after each mistake."""

    def when(kind: str, value: pl.Expr, name: str) -> pl.Expr:
        return pl.when(pl.col("mistake") == kind).then(value).otherwise(name).alias(name)

    again = pl.when(pl.col("mistake") == TWICE).then(pl.col(key).shift(1))
    changes = [again.when(pl.col("mistake") == NO_KEY).then(None).otherwise(key).alias(key)]
    if position:
        for one, other in (position, position[::-1]):
            swapped = pl.when(pl.col("mistake") == SWAPPED).then(pl.col(other))
            either = swapped.when(pl.col("mistake") == ZERO).then(pl.lit("0"))
            changes.append(either.otherwise(one).alias(one))
    if date:
        changes.append(when(BAD_DATE, pl.col(date).str.slice(0, 4) + "-02-30", date))
    if division:
        changes.append(when(NO_DIVISION, _nowhere(division), division))
    if number:
        changes.append(when(WRONG_TYPE, pl.lit("不详"), number))
    return changes
