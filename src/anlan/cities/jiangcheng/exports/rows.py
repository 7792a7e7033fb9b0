"""Where and when each row of an export is, and what it is about."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from anlan.cities.jiangcheng.exports.table import Export
from anlan.cities.jiangcheng.ground import Ground, Points, indexed
from anlan.cities.jiangcheng.premises import built_up, dry_places
from anlan.cities.jiangcheng.settings import Size, counts, day
from anlan.cities.jiangcheng.tree import Index, Tree
from anlan.cities.jiangcheng.weather import Weather

Chance = np.random.Generator
METRO_REACH_KM = 21.0
"""How far a metro line runs from the middle of the city, either way."""


@dataclass(frozen=True)
class Thing:
    """What other exports may be about: its rows, and where they are if that is known."""

    frame: pl.DataFrame
    grid: Index | None = None
    points: Points | None = None


@dataclass
class Town:
    """The city as exports see it; ``known`` are the things made so far."""

    size: Size
    ground: Ground
    tree: Tree
    weather: Weather
    known: dict[str, Thing] = field(default_factory=dict)


@dataclass(frozen=True)
class Rows:
    """One item a row: day (since 1970-01-01), minute of the day, the thing it is about, its place.

    ``thing`` numbers the rows of ``about``. ``grid`` and ``points`` (km) are None for what has no
    place.
    """

    day: Index
    minute: Index
    thing: Index | None = None
    about: Thing | None = None
    grid: Index | None = None
    points: Points | None = None

    @property
    def n(self) -> int:
        """How many rows there are."""
        return len(self.day)


def make_rows(chance: Chance, town: Town, name: str, export: Export) -> Rows:
    """Draw the rows of an export, in the order in which they happened."""
    if export.each:
        return _panel(chance, town, export)
    n = max(export.least, round((export.rows or 0) * town.size.scale))
    n = len(town.tree.seeds) if export.spread == "grids" else n
    days = np.sort(chance.integers(day("as_of") + 1 - export.days, day("as_of") + 1, n))
    minute = chance.integers(export.open[0] * 60, export.open[1] * 60, n)
    if export.about:
        about = town.known[export.about]
        pool = _those(about.frame, export.where)
        return _of_things(days, minute, pool[chance.integers(0, len(pool), n)], about)
    if export.spread is None:
        return Rows(days, minute)
    grid, points = _places(chance, town, export, n)
    return Rows(days, minute, grid=grid, points=points)


def _panel(chance: Chance, town: Town, export: Export) -> Rows:
    """Return a row for each thing, day and hour, or ``rows`` of these, more where people are."""
    about = town.known[export.each or ""]
    things = _those(about.frame, export.where)
    first, last, step = export.hours or (0, 0, 1)
    hours = np.arange(first, last + 1, step)
    begin = day("as_of") + 1 - export.days
    if export.rows is None:
        slot = np.arange(export.days * len(hours) * len(things))
    else:
        n = max(export.least, round(export.rows * town.size.scale))
        crowd = built_up(town.ground, town.tree)[about.grid if about.grid is not None else things]
        at = chance.choice(len(things), 2 * n, p=crowd[things] / crowd[things].sum())
        when = chance.integers(0, export.days * len(hours), 2 * n)
        slot = np.sort(chance.permutation(np.unique(when * len(things) + at))[:n])
    when, at = np.divmod(slot, len(things))
    days, hour = np.divmod(when, len(hours))
    return _of_things(begin + days, hours[hour] * 60, things[at], about)


def _of_things(days: Index, minute: Index, thing: Index, about: Thing) -> Rows:
    grid = None if about.grid is None else about.grid[thing]
    points = None if about.points is None else about.points[thing]
    return Rows(days, minute, thing, about, grid, points)


def _those(frame: pl.DataFrame, where: dict[str, str]) -> Index:
    """Return the numbers of the rows that are as ``where`` says."""
    wanted = [pl.col(name) == value for name, value in where.items()]
    chosen = frame.select(pl.all_horizontal(wanted)) if wanted else None
    found = np.arange(frame.height) if chosen is None else chosen.to_series().arg_true().to_numpy()
    return np.asarray(found, dtype=np.int64)


def _places(chance: Chance, town: Town, export: Export, n: int) -> tuple[Index, Points]:
    """Return the grid and the point of each of ``n`` rows."""
    tree, ground = town.tree, town.ground
    if export.spread == "grids":
        return np.arange(len(tree.seeds)), tree.seeds
    if export.spread in ("river", "metro"):
        points = _along_river(chance, ground, n) if export.spread == "river" else _stations(town, n)
        return np.asarray(indexed(tree.seeds).query(points)[1], dtype=np.int64), points
    weight = built_up(ground, tree)
    if export.spread == "outskirts":
        weight = tree.areas() / (ground.crowd(tree.seeds) + 0.03)
    grid = chance.choice(len(tree.seeds), n, p=weight / weight.sum())
    return grid, dry_places(chance, ground, tree, grid)


def _along_river(chance: Chance, ground: Ground, n: int) -> Points:
    """Return ``n`` points on the river, closest where the city is densest, in no order."""
    line = ground.river
    weight = np.sqrt(ground.crowd(line)) + 0.02
    reach = np.hypot(*line.T) < 0.8 * np.hypot(*ground.outline.T).min()
    total = np.cumsum(weight * reach)
    at = chance.permutation((np.arange(n) + chance.uniform(0.2, 0.8, n)) / n) * total[-1]
    return np.asarray(line[np.minimum(np.searchsorted(total, at), len(line) - 1)])


def _stations(town: Town, n: int) -> Points:
    """Return stations on straight lines through the middle; station i is on line i modulo lines."""
    lines = min(n, int(counts()["metro_lines"]))
    number = np.arange(n)
    of_line = -(-n // lines)
    along = METRO_REACH_KM * (2 * (number // lines + 0.5) / of_line - 1)
    turn = np.pi * (number % lines) / lines + 0.2
    heart = town.ground.centres[0, :2]
    points: Points = heart + along[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
    return points
