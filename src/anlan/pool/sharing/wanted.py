"""What is asked for of a source: where, when, and which values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import polars as pl

from anlan.model.errors import SourceError
from anlan.pool.checks.casting import typed
from anlan.pool.contract import Column

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Wanted:
    """The records that are asked for; all of them where nothing is said.

    Attributes:
        box: west, south, east, north in degrees (CRS84), edges included; where west is more than
            east it spans the antimeridian. A record without a position is in no box.
        start: the first moment of the event; None: ever since.
        end: its last moment; None: without an end.
        equal: the value of columns, as text.
    """

    box: Box | None = None
    start: datetime | None = None
    end: datetime | None = None
    equal: Mapping[str, str] = field(default_factory=dict)

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return self.box is None and self.start is None and self.end is None and not self.equal

    def columns(self) -> set[str]:
        """Return the stored columns it is decided by."""
        places = {"_lon", "_lat"} if self.box else set()
        times = {"_event_time"} if self.start or self.end else set()
        return places | times | set(self.equal)

    def condition(self, columns: Mapping[str, Column], zone: str) -> pl.Expr:
        """Return whether a stored row is asked for.

        Raises:
            SourceError: a value can't be read as its column's type.
        """
        parts = [pl.lit(True)]
        if self.box:
            parts.append(in_box(pl.col("_lon"), pl.col("_lat"), self.box))
        if self.start:
            parts.append(pl.col("_event_time") >= self.start)
        if self.end:
            parts.append(pl.col("_event_time") <= self.end)
        parts += [
            typed(columns[name], zone) == _value(columns[name], text, zone)
            for name, text in self.equal.items()
        ]
        return pl.all_horizontal(parts)


def in_box(lon: pl.Expr, lat: pl.Expr, box: Box) -> pl.Expr:
    """Return whether positions lie in a box; false where there is none."""
    west, south, east, north = box
    across = (lon >= west) | (lon <= east) if west > east else lon.is_between(west, east)
    return (across & lat.is_between(south, north)).fill_null(False)


def _value(column: Column, text: str, zone: str) -> pl.Expr:
    """Return a value that is asked for, in its column's type."""
    frame = pl.DataFrame({column.name: [text]}, schema={column.name: pl.String})
    read = frame.select(typed(column, zone)).to_series()
    value: str | int | float | bool | date | None = read.item()
    if value is None or not str(value).strip():
        raise SourceError("error.sharing.value", column=column.name, found=text, kind=column.kind)
    return pl.lit(value, dtype=read.dtype)


def in_divisions(divisions: tuple[str, ...]) -> pl.Expr:
    """Return whether a stored row lies in one of some divisions (paths; an empty one is all)."""
    if "" in divisions:
        return pl.lit(True)
    path = pl.col("_division").fill_null("")
    each = [(path == name) | path.str.starts_with(f"{name}/") for name in divisions]
    return pl.any_horizontal(each) if each else pl.lit(False)
