"""Premises, who runs them, and how dangerous they truly are."""

from dataclasses import dataclass

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from anlan.cities.jiangcheng.ground import Ground, Points, to_degrees
from anlan.cities.jiangcheng.settings import Size, counts, day, truth, words
from anlan.cities.jiangcheng.tree import Index, Tree

Floats = NDArray[np.float64]
QUARTER_DAYS = 91
YEAR_DAYS = 365.25


@dataclass(frozen=True)
class Premises:
    """All premises: what the register says (``frame``) and what nobody knows.

    ``danger`` is the lasting log-odds of a serious finding, ``drift[:, q]`` what quarter ``q``
    since ``visits_from`` adds. The arrays have one item a row of ``frame``.
    """

    frame: pl.DataFrame
    points: Points
    grid: Index
    kind: Index
    opened: Index
    danger: Floats
    drift: NDArray[np.float32]

    def at(self, rows: Index, days: Index) -> Floats:
        """Return the hidden log-odds of premises ``rows`` on ``days``, weather and team apart."""
        quarter = np.clip((days - day("visits_from")) // QUARTER_DAYS, 0, self.drift.shape[1] - 1)
        return np.asarray(self.danger[rows] + self.drift[rows, quarter], dtype=np.float64)


def of_kinds(field: str) -> Floats:
    """Return one number of every kind of premises (0 where it has none), in their order."""
    return np.array([float(kind.get(field, 0)) for kind in truth()["kinds"].values()])


def pick(texts: list[str], at: NDArray[np.integer]) -> pl.Series:
    """Return ``texts[at]`` as a series of strings."""
    return pl.Series(texts, dtype=pl.String).gather(at.astype(np.int64))


def dates(days: NDArray[np.integer]) -> pl.Series:
    """Return days since 1970-01-01 as a series of dates."""
    return pl.Series(days.astype(np.int32)).cast(pl.Date)


def make_premises(size: Size, ground: Ground, tree: Tree) -> Premises:
    """Place, name and open all premises, and draw their hidden danger."""
    chance = size.chance("premises")
    n = size.count("premises")
    share = of_kinds("share")
    kind = chance.choice(len(share), n, p=share / share.sum())
    grid, points, host = _places(chance, ground, tree, n)
    latest, earliest = day("as_of") - 30, day("opened_from")
    opened = latest - ((latest - earliest) * chance.beta(1.0, 2.2, n)).astype(np.int64)
    area = np.round(of_kinds("area")[kind] * chance.lognormal(0, 0.6, n)).astype(np.int64) + 8
    operator, name = _operators(chance, kind)
    key_unit = _largest(area * chance.lognormal(0, 1, n), size.count("key_fire_units"))
    area = np.where(_largest(area.astype(float), size.count("crowded_places")), area + 10_000, area)
    danger = _danger(chance, tree, kind, operator, grid, opened, area, key_unit)
    degrees = to_degrees(points, size)
    frame = pl.DataFrame(
        {
            "premises_id": [f"JC{i:07d}" for i in chance.permutation(n) + 1],
            "name": name,
            "kind": pick(list(truth()["kinds"]), kind),
            "address": _addresses(chance, tree, grid, host),
            "longitude": degrees[:, 0],
            "latitude": degrees[:, 1],
            "community_code": _community(tree, grid),
            "floor_area_m2": area,
            "opened_on": dates(opened),
            "registered_on": dates(opened + chance.integers(1, 15, n)),
            "key_fire_unit": key_unit.astype(np.int8),
        }
    )
    return Premises(frame, points, grid, kind, opened, danger, _drift(chance, n))


def dry_places(chance: np.random.Generator, ground: Ground, tree: Tree, grids: Index) -> Points:
    """Return one point in each of ``grids`` that is not in a river or lake.

    A grid that is all water takes its own seed, which stands for its bank.
    """
    water = ground.water()
    shapely.prepare(water)
    points = tree.scatter(chance, grids)
    for _ in range(6):
        wet = np.flatnonzero(shapely.contains_xy(water, *points.T))
        points[wet] = tree.scatter(chance, grids[wet])
    wet = shapely.contains_xy(water, *points.T)
    points[wet] = tree.seeds[grids[wet]]
    return points


def built_up(ground: Ground, tree: Tree) -> Floats:
    """Return the share of all premises that lies in each grid."""
    degree = ground.crowd(tree.seeds)
    weight = degree * tree.areas()
    return np.asarray(weight / weight.sum())


def _places(
    chance: np.random.Generator, ground: Ground, tree: Tree, n: int
) -> tuple[Index, Points, Index]:
    """Return grid, point and host of each premises; those of a mall share their host's place."""
    grid = chance.choice(len(tree.seeds), n, p=built_up(ground, tree))
    host = np.arange(n)
    guests = np.flatnonzero(chance.random(n) < counts()["mall_share"])
    malls = chance.choice(n, max(1, n // 120), replace=False)
    host[guests] = malls[chance.integers(0, len(malls), len(guests))]
    host = host[host]  # a mall that is itself a guest leads on to its own host
    points = dry_places(chance, ground, tree, grid)
    return grid[host], points[host], host


def _operators(chance: np.random.Generator, kind: Index) -> tuple[Index, pl.Series]:
    """Return who runs each premises, and the name on its sign: a chain has one name."""
    n = len(kind)
    end, trade = words()["brand_end"], list(words()["trade"].values())
    chains = max(2, round(n * counts()["chain_share"] / counts()["chain_size"]))
    in_chain = chance.random(n) < counts()["chain_share"]
    operator = np.where(in_chain, (chains * chance.random(n) ** 2).astype(np.int64), 0)
    chain_kind = chance.integers(0, len(trade), chains)
    operator = np.where(in_chain, operator, chains + np.arange(n))
    number = np.arange(chains + n)
    first, second = words()["first"], words()["second"]
    called = chance.integers(0, len(first) * len(second), len(number))
    sort = np.concatenate([chain_kind, kind])
    names = pl.DataFrame(
        {
            "a": pick([pair[0] for pair in first], called // len(second)),
            "b": pick([pair[0] for pair in second], called % len(second)),
            "c": pick(end, chance.integers(0, len(end), len(number))),
            "d": pick(trade, sort),
        }
    )
    return operator, names.select(pl.concat_str("a", "b", "c", "d")).to_series().gather(operator)


def _addresses(chance: np.random.Generator, tree: Tree, grid: Index, host: Index) -> pl.Series:
    """Write the address of each premises; those that share a host share it."""
    community = tree.parents["community"][grid]
    roads = tree.names["community"]["name_zh"].str.strip_suffix("社区").to_list()
    ends = ["路", "大道", "街", "巷"]
    parts = pl.DataFrame(
        {
            "district": tree.names["district"]["name_zh"].gather(tree.parents["district"][grid]),
            "road": pick(roads, community),
            "end": pick(ends, chance.integers(0, len(ends), len(grid))),
            "number": chance.integers(1, 400, len(grid)),
        }
    )
    text = pl.concat_str(pl.lit("江城市"), "district", "road", "end", "number", pl.lit("号"))
    return parts.select(text).to_series().gather(host)


def _community(tree: Tree, grid: Index) -> pl.Series:
    return tree.names["community"]["code"].gather(tree.parents["community"][grid])


def _largest(measure: Floats, n: int) -> NDArray[np.bool_]:
    chosen = np.zeros(len(measure), dtype=np.bool_)
    chosen[np.argsort(-measure, kind="stable")[:n]] = True
    return chosen


def _danger(
    chance: np.random.Generator,
    tree: Tree,
    kind: Index,
    operator: Index,
    grid: Index,
    opened: Index,
    area: Index,
    key_unit: NDArray[np.bool_],
) -> Floats:
    """Add up what makes a premises dangerous for good (``danger.toml``, effects)."""
    effect = truth()["effects"]
    community, street = tree.parents["community"], tree.parents["street"]
    years = np.maximum((day("visits_from") - opened) / YEAR_DAYS, 1.0)
    return np.asarray(
        of_kinds("base")[kind]
        + effect["own"] * chance.normal(size=len(kind))
        + effect["operator"] * chance.normal(size=int(operator.max()) + 1)[operator]
        + effect["community"] * chance.normal(size=int(community.max()) + 1)[community[grid]]
        + effect["street"] * chance.normal(size=int(street.max()) + 1)[street[grid]]
        + effect["age"] * np.log2(years)
        + effect["large"] * np.maximum(np.log2(area / 100), 0)
        + effect["key_fire_unit"] * key_unit
    )


def _drift(chance: np.random.Generator, n: int) -> NDArray[np.float32]:
    """Return what each quarter adds: a slow walk that forgets (autoregressive, order 1)."""
    effect = truth()["effects"]
    quarters = -(-(day("as_of") - day("visits_from")) // QUARTER_DAYS)
    memory = effect["drift_memory"]
    drift = np.empty((n, quarters), dtype=np.float32)
    drift[:, 0] = effect["drift"] * chance.normal(size=n)
    for quarter in range(1, quarters):
        news = effect["drift"] * np.sqrt(1 - memory**2) * chance.normal(size=n)
        drift[:, quarter] = memory * drift[:, quarter - 1] + news
    return drift
