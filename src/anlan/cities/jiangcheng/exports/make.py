"""Make all exports, or those asked for, and write each as its department does."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from anlan.cities.jiangcheng.exports import columns, forms
from anlan.cities.jiangcheng.exports.rows import Rows, Thing, Town, make_rows
from anlan.cities.jiangcheng.exports.table import Export, Late, exports, with_parents
from anlan.cities.jiangcheng.mistakes import spoil


@dataclass(frozen=True)
class Made:
    """Rows of each file written, and the table of mistakes put in."""

    rows: dict[str, int]
    mistakes: list[pl.DataFrame]


def make_exports(folder: Path, town: Town, wanted: Collection[str]) -> Made:
    """Write the exports ``wanted`` (names of sources) into ``folder``."""
    made = Made({}, [])
    needed = with_parents(wanted)
    parents = {export.parent for name, export in exports().items() if name in needed}
    for name, export in exports().items():
        if name not in needed:
            continue
        rows = make_rows(town.size.chance(f"rows of {name}"), town, name, export)
        frame = _frame(town, name, export, rows)
        if name in parents:
            town.known[name] = Thing(frame, rows.grid, rows.points)
        if name in wanted:
            _write(folder, town, name, export, rows, frame, made)
    return made


def _frame(town: Town, name: str, export: Export, rows: Rows) -> pl.DataFrame:
    lon = lat = pl.Series([], dtype=pl.Float64)
    if any("position" in spec for spec in export.columns.values()):
        lon, lat = columns.place(town, rows, export.crs)
    filled: list[pl.Series] = []
    for column, spec in export.columns.items():
        if "position" in spec:
            made = lon if spec["position"] == "longitude" else lat
        else:
            made = columns.fill(town.size.chance(f"{name}: {column}"), town, rows, spec)
        filled.append(made.alias(column))
    return pl.DataFrame(filled)


def _write(
    folder: Path, town: Town, name: str, export: Export, rows: Rows, frame: pl.DataFrame, made: Made
) -> None:
    if export.late:
        late = _corrected(town, name, export, export.late, rows, frame)
        forms.write(folder / export.late.file, late, export)
        made.rows[export.late.file] = late.height
    if export.mistakes:
        frame, listed = _spoilt(town, name, export, frame)
        made.mistakes.append(listed)
    forms.write(folder / export.file, frame, export)
    made.rows[export.file] = frame.height


def _spoilt(
    town: Town, name: str, export: Export, frame: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Spoil every other row at most, so that no correction is of a row that was refused."""
    wrong = export.mistakes
    if wrong is None:
        return frame, pl.DataFrame()
    at = {spec["position"]: key for key, spec in export.columns.items() if "position" in spec}
    place = (at["longitude"], at["latitude"]) if wrong.place else None
    keyed = "number" in export.columns[export.key]
    return spoil(
        town.size, name, frame, place, wrong.day, wrong.division, wrong.number,
        apart=True, twice=keyed, missing=True,
    )  # fmt: skip


def _corrected(
    town: Town, name: str, export: Export, late: Late, rows: Rows, frame: pl.DataFrame
) -> pl.DataFrame:
    """Return rows that come again with one column put right."""
    chance = town.size.chance(f"corrections of {name}")
    right = columns.fill(chance, town, rows, export.columns[late.column]).alias(late.column)
    # Rows are spoilt at odd numbers alone (counted from 0); these stay clear of them.
    other = np.flatnonzero((right != frame[late.column]).to_numpy()[::2]) * 2
    n = min(len(other), max(1, round(frame.height * late.share)))
    chosen = np.sort(chance.choice(other, n, replace=False))
    return frame.with_columns(right)[chosen]
