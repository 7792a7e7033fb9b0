"""Fill the columns of an export, each by the maker that its first key in the table names."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.cities.jiangcheng.exports.rows import Chance, Rows, Town
from anlan.cities.jiangcheng.exports.table import Crs
from anlan.cities.jiangcheng.ground import to_degrees
from anlan.cities.jiangcheng.premises import dates, pick
from anlan.cities.jiangcheng.settings import day
from anlan.model.geo import wgs84_to_bd09, wgs84_to_gcj02

Spec = dict[str, Any]
Floats = NDArray[np.float64]
Maker = Callable[[Chance, Town, Rows, Spec], pl.Series]
_NUMBER = re.compile(r"^(.*)\{(\d+)\}(.*)$")
_FIELD = re.compile(r"\{([^}]*)\}")
_ROADS = ["路", "大道", "街", "巷"]
# How busy each hour is beside the mean of the day: two rush hours, a quiet night. Chosen.
_RUSH = [0.05] * 5 + [0.3, 0.9, 2.2, 2.4, 1.4, 1.0, 1.0, 1.1, 1.0, 1.0, 1.1, 1.4, 2.2, 2.3, 1.5]
RUSH = np.array([*_RUSH, 1.1, 0.9, 0.7, 0.3])


def fill(chance: Chance, town: Town, rows: Rows, spec: Spec) -> pl.Series:
    """Return a column; ``blank`` is the share of its cells that are left empty."""
    made = MAKERS[next(iter(spec))](chance, town, rows, spec)
    if "blank" in spec:
        made = made.set(pl.Series(chance.random(rows.n) < spec["blank"]), None)
    return made


def _number(chance: Chance, town: Town, rows: Rows, spec: Spec) -> pl.Series:
    """``number``: a running number such as ``"GD{8}"``, eight digits after the letters."""
    before, digits, after = _parts(spec["number"])
    running = pl.Series("n", np.arange(1, rows.n + 1)).cast(pl.String).str.zfill(digits)
    whole = pl.concat_str(pl.lit(before), "n", pl.lit(after))
    return pl.DataFrame([running]).select(whole).to_series()


def _parts(pattern: str) -> tuple[str, int, str]:
    found = _NUMBER.match(pattern)
    if found is None:
        raise ValueError(f"{pattern!r} has no place for a number, such as {{8}}")
    return found[1], int(found[2]), found[3]


def _of(chance: Chance, town: Town, rows: Rows, spec: Spec) -> pl.Series:
    """``of``: a column of the thing that the row is about."""
    if rows.about is None or rows.thing is None:
        raise ValueError(f"{spec['of']!r}: the export is about nothing")
    return rows.about.frame.get_column(spec["of"]).gather(rows.thing)


def _share(chance: Chance, town: Town, rows: Rows, spec: Spec) -> pl.Series:
    """``share``: words by their shares, met exactly but for rounding."""
    share = np.array(list(spec["share"].values()), dtype=np.float64)
    ends = np.round(np.cumsum(share / share.sum()) * rows.n).astype(np.int64)
    chosen = np.repeat(np.arange(len(share)), np.diff(ends, prepend=0))
    return pick(list(spec["share"]), chance.permutation(chosen))


def _between(chance: Chance, town: Town, rows: Rows, spec: Spec) -> pl.Series:
    """``between``: evenly from the first to the second number, with ``decimals``."""
    low, high = spec["between"]
    return _rounded(chance.uniform(low, high, rows.n), spec)


def _around(chance: Chance, town: Town, rows: Rows, spec: Spec) -> pl.Series:
    """``around``: log-normal around a median.

    ``spread`` is the deviation of the logarithm, ``own`` that between things; ``rush`` follows the
    hours of the day; ``rain`` and ``heat`` add a share for each millimetre and degree above 28.
    ``most`` and ``least`` bound it.
    """
    value = spec["around"] * chance.lognormal(0, spec.get("spread", 0.3), rows.n)
    if "own" in spec and rows.thing is not None and rows.about is not None:
        value *= chance.lognormal(0, spec["own"], rows.about.frame.height)[rows.thing]
    if spec.get("rush"):
        value *= RUSH[rows.minute // 60]
    at = rows.day - town.weather.first
    if "rain" in spec:
        value *= 1 + spec["rain"] * town.weather.frame["rain_mm"].to_numpy()[at]
    if "heat" in spec:
        value *= 1 + spec["heat"] * town.weather.heat[at]
    return _rounded(np.clip(value, spec.get("least", 0), spec.get("most", np.inf)), spec)


def _count(chance: Chance, town: Town, rows: Rows, spec: Spec) -> pl.Series:
    """``count``: a Poisson count of that mean, and ``least``."""
    return pl.Series(chance.poisson(spec["count"], rows.n) + spec.get("least", 0))


def _split(chance: Chance, town: Town, rows: Rows, spec: Spec) -> pl.Series:
    """``split``: a total handed out; ``by`` = "people": as the grids are peopled."""
    decimals = spec.get("decimals", 0)
    whole = spec["split"] * (town.size.scale if spec.get("by") == "people" else 1)
    weight = chance.uniform(0.7, 1.3, rows.n)
    if spec.get("by") == "people" and rows.grid is not None:
        weight *= (town.ground.crowd(town.tree.seeds) * town.tree.areas())[rows.grid]
    ends = np.round(np.cumsum(weight / weight.sum()) * whole, decimals)
    return _rounded(np.diff(ends, prepend=0.0), spec)


def _rounded(value: Floats, spec: Spec) -> pl.Series:
    decimals = spec.get("decimals", 0)
    rounded = np.round(value, decimals)
    return pl.Series(rounded if decimals else rounded.astype(np.int64))


def _day(chance: Chance, town: Town, rows: Rows, spec: Spec) -> pl.Series:
    """``day``: the row's day in that form, ``after`` it by so many days (least, most)."""
    low, high = spec.get("after", (0, 0))
    days = rows.day + (chance.integers(low, high + 1, rows.n) if high > low else low)
    if spec.get("known"):
        days = np.minimum(days, day("as_of"))
    met, at = np.unique(days, return_inverse=True)
    return dates(met).dt.strftime(spec["day"]).gather(at)


def _time(chance: Chance, town: Town, rows: Rows, spec: Spec) -> pl.Series:
    """``time``: the row's moment in that form, ``after`` it by so many minutes (least, most)."""
    low, high = spec.get("after", (0, 0))
    minutes = rows.day * 1440 + rows.minute
    minutes += chance.integers(low, high + 1, rows.n) if high > low else low
    moment = pl.Series(minutes * 60_000_000).cast(pl.Datetime("us"))
    return moment.dt.strftime(spec["time"])


def _hour(chance: Chance, town: Town, rows: Rows, spec: Spec) -> pl.Series:
    """``hour``: the hour of the day as a number."""
    return pl.Series(rows.minute // 60)


def _division(chance: Chance, town: Town, rows: Rows, spec: Spec) -> pl.Series:
    """``division``: the code of the division of that level."""
    return town.tree.names[spec["division"]]["code"].gather(_within(town, rows, spec["division"]))


def _within(town: Town, rows: Rows, level: str) -> NDArray[np.int64]:
    if rows.grid is None:
        raise ValueError(f"no {level}: the rows have no place")
    return town.tree.parents[level][rows.grid]


def _text(chance: Chance, town: Town, rows: Rows, spec: Spec) -> pl.Series:
    """``text``: words with fields: a division's level, ``road``, ``no``, ``n``, or ``a|b|c``."""
    parts = []
    for place, piece in enumerate(_FIELD.split(spec["text"])):
        made = _field(chance, town, rows, piece) if place % 2 else pl.lit(piece)
        parts.append(made.alias(f"{place}") if isinstance(made, pl.Series) else made)
    frame = pl.DataFrame([each for each in parts if isinstance(each, pl.Series)])
    cells = [pl.col(each.name) if isinstance(each, pl.Series) else each for each in parts]
    return frame.select(pl.concat_str(cells)).to_series()


def _field(chance: Chance, town: Town, rows: Rows, name: str) -> pl.Series:
    if name in town.tree.names:
        zh = town.tree.names[name]["name_zh"].gather(_within(town, rows, name))
        return zh.str.strip_suffix("社区").str.strip_suffix("街道") if name != "district" else zh
    if name == "road":
        community = _field(chance, town, rows, "community")
        return community + pick(_ROADS, chance.integers(0, len(_ROADS), rows.n))
    if name == "no":
        return pl.Series(chance.integers(1, 400, rows.n)).cast(pl.String)
    if name == "n":
        return pl.Series(np.arange(1, rows.n + 1)).cast(pl.String)
    words = name.split("|")
    return pick(words, chance.integers(0, len(words), rows.n))


def _line(chance: Chance, town: Town, rows: Rows, spec: Spec) -> pl.Series:
    """``line``: the metro line of each station, as ``rows`` laid them."""
    number = np.arange(rows.n) % min(rows.n, spec["line"])
    return pl.Series(number + 1).cast(pl.String) + "号线"


def _ring(chance: Chance, town: Town, rows: Rows, spec: Spec) -> pl.Series:
    """``ring``: an invented telephone; no telephone has the area code 000, so it rings nowhere."""
    number = pl.Series(chance.integers(0, 10**8, rows.n)).cast(pl.String).str.zfill(8)
    return "000-" + number


def place(town: Town, rows: Rows, crs: Crs) -> tuple[pl.Series, pl.Series]:
    """Return longitude and latitude of the rows in ``crs``, to six decimals."""
    if rows.points is None:
        raise ValueError("no position: the rows have no place")
    degrees = to_degrees(rows.points, town.size)
    lon, lat = degrees[:, 0], degrees[:, 1]
    if crs != "WGS84":
        lon, lat = (wgs84_to_gcj02 if crs == "GCJ02" else wgs84_to_bd09)(lon, lat)
    return pl.Series(np.round(lon, 6)), pl.Series(np.round(lat, 6))


MAKERS: dict[str, Maker] = {
    "number": _number,
    "of": _of,
    "share": _share,
    "between": _between,
    "around": _around,
    "count": _count,
    "split": _split,
    "day": _day,
    "time": _time,
    "hour": _hour,
    "division": _division,
    "text": _text,
    "line": _line,
    "ring": _ring,
}
