"""What the departments send a day later: a folder of files with what is new or was corrected.

The files are called and written as those before them, and hold changed rows alone, as a daily
drop does. Read from the files themselves by the city's own pack, so any source fits.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.cities.check import load
from anlan.cities.jiangcheng.exports import exports, forms
from anlan.cities.jiangcheng.exports.table import Export
from anlan.cities.jiangcheng.settings import Size
from anlan.model.city import Source
from anlan.pool import contract
from anlan.pool.checks.casting import typed
from anlan.pool.connectors.base import ROW
from anlan.pool.connectors.locate import open_source
from anlan.pool.contract import Column, Contract, columns_used

_NUMBERED = re.compile(r"^(.*?)(\d+)(\D*)$")
_PLAIN = Export(file="", columns={})


@dataclass(frozen=True)
class Dropped:
    """Rows of one source's drop."""

    new: int
    corrected: int


def make_drop(data: Path, out: Path, share: float = 0.01, seed: int = 1) -> dict[str, Dropped]:
    """Write the drop that follows the files in ``data``, and return what it holds by source.

    Of each source ``share`` of the rows (two at least) are new or corrected, half and half; where a
    source has a file of corrections, these are in it. A list of places that can't grow, such as
    one row for each grid, is corrected only.
    """
    pack = load("jiangcheng")
    out.mkdir(parents=True)
    made: dict[str, Dropped] = {}
    for source in pack.city.sources:
        agreed = contract.load(pack.contract_path(source.name), source)
        opened = open_source(source, data)[0]
        rows = pl.concat([chunk.frame for chunk in opened.chunks]).drop(ROW)
        chance = Size(1, seed).chance(f"drop of {source.name}")
        half = max(1, round(rows.height * share / 2))
        corrected = _corrected(chance, rows, source, agreed, half)
        new = _new(rows, source, agreed, half, pack.city.zone)
        export = exports().get(source.name, _PLAIN)
        parts = [new, corrected] if len(source.files) > 1 else [pl.concat([new, corrected])]
        for name, part in zip(source.files, parts, strict=True):
            _write(out / name, part, export)
        made[source.name] = Dropped(new.height, corrected.height)
    return made


def _write(file: Path, rows: pl.DataFrame, export: Export) -> None:
    if file.suffix in (".geojson", ".gpkg"):
        rows = rows.with_columns(pl.col("longitude", "latitude").cast(pl.Float64))
    if export is _PLAIN and not file.name.isascii():
        export = _PLAIN.model_copy(update={"encoding": "gb18030"})
    forms.write(file, rows, export)


def _corrected(
    chance: np.random.Generator, rows: pl.DataFrame, source: Source, agreed: Contract, half: int
) -> pl.DataFrame:
    """Return some rows in which all that is merely told is another row's."""
    chosen = rows[np.sort(chance.choice(rows.height, min(half, rows.height), replace=False))]
    used = columns_used(source)
    told = [each.name for each in agreed.columns if each.name not in used and not each.personal]
    other = rows[chance.integers(0, rows.height, chosen.height)]
    return chosen.with_columns(other[name] for name in told if name in rows.columns)


def _new(
    rows: pl.DataFrame, source: Source, agreed: Contract, half: int, zone: str
) -> pl.DataFrame:
    """Return rows under keys that weren't there yet: numbers that follow, or days that follow."""
    last = rows.tail(half)
    kinds = {name: agreed.column(name) for name in source.key}
    moment = next((each for each in kinds.values() if each.kind in ("date", "timestamp")), None)
    if moment is not None:
        return _later(last, moment, zone)
    if source.division and source.division.column in source.key:
        return rows.clear()
    return last.with_columns(_following(rows[source.key[0]], last.height))


def _following(keys: pl.Series, n: int) -> pl.Series:
    """Return ``n`` keys after the highest of ``keys``: numbers between the same letters."""
    parts = keys.drop_nulls().str.extract_groups(_NUMBERED.pattern).struct.unnest()
    highest = parts[int(parts.to_series(1).cast(pl.Int64).arg_max() or 0)].row(0)
    before, digits, after = (str(part) for part in highest)
    numbers = np.arange(int(digits) + 1, int(digits) + 1 + n)
    texts = pl.Series(numbers).cast(pl.String).str.zfill(len(digits)).to_list()
    return pl.Series(keys.name, [before + text + after for text in texts])


def _later(last: pl.DataFrame, column: Column, zone: str) -> pl.DataFrame:
    """Return rows of the last days as so many days later, so that none meets one that is there."""
    moment = last.select(typed(column, zone).alias("m")).to_series()
    last, moment = last.filter(moment.is_not_null()), moment.drop_nulls()
    if column.kind == "timestamp":
        moment = moment.dt.convert_time_zone(zone)
    days: NDArray[np.int64] = moment.dt.date().to_physical().to_numpy()
    later = moment.dt.offset_by(f"{int(days.max() - days.min()) + 1}d")
    pattern = column.formats[0].replace("%#z", "%:z")
    return last.with_columns(later.dt.strftime(pattern).alias(column.name))
