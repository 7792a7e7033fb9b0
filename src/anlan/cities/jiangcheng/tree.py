"""The five levels of divisions: grids that tile the city, gathered to communities and above.

Grids are the cells of a Voronoi diagram. Beyond the outline every seed has a mirror image, and
along the rivers seeds come in pairs, one on each bank; so borders follow outline and rivers, and
all cells share their corners exactly: no gaps, no overlaps, at any level.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from anlan.cities.jiangcheng.ground import (
    RIVER_KM,
    Ground,
    Points,
    indexed,
    inside,
    side_of,
    to_degrees,
)
from anlan.cities.jiangcheng.settings import Size, words

Index = NDArray[np.int64]


@dataclass(frozen=True)
class Tree:
    """Grids and what they belong to; ``parents[level][grid]`` is the number of its division.

    ``corners[starts[g]:starts[g + 1]]`` are the corners of grid ``g`` in order, in kilometres.
    ``names`` holds code, name_en, name_zh of every division, by level.
    """

    seeds: Points
    corners: Points
    starts: Index
    parents: dict[str, Index]
    names: dict[str, pl.DataFrame]

    def areas(self) -> NDArray[np.float64]:
        """Return the area of each grid in square kilometres (as if at scale 1)."""
        here = self.corners
        last = np.arange(len(here)) + 1
        last[self.starts[1:] - 1] = self.starts[:-1]
        there = here[last]
        cross = here[:, 0] * there[:, 1] - here[:, 1] * there[:, 0]
        return np.asarray(np.add.reduceat(cross, self.starts[:-1]) / 2)

    def scatter(self, chance: np.random.Generator, grids: Index) -> Points:
        """Return one point in each of ``grids``, evenly spread within the grid."""
        last = np.arange(len(self.corners)) + 1
        last[self.starts[1:] - 1] = self.starts[:-1]
        owner = np.repeat(np.arange(len(self.seeds)), np.diff(self.starts))
        seed, here, there = self.seeds[owner], self.corners, self.corners[last]
        a, b = here - seed, there - seed
        area = np.abs(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])
        total = np.concatenate([[0.0], np.cumsum(area)])
        low, high = total[self.starts[grids]], total[self.starts[grids + 1]]
        at = np.searchsorted(total, low + chance.random(len(grids)) * (high - low), "right") - 1
        at = np.clip(at, self.starts[grids], self.starts[grids + 1] - 1)
        u, v = chance.random(len(grids)), chance.random(len(grids))
        flip = u + v > 1
        u, v = np.where(flip, 1 - u, u), np.where(flip, 1 - v, v)
        return np.asarray(seed[at] + u[:, None] * a[at] + v[:, None] * b[at])


def make_tree(size: Size, ground: Ground) -> Tree:
    """Lay the grids and gather them into communities, streets and districts."""
    chance = size.chance("tree")
    seeds = _seeds(chance, ground, size.count("grids"))
    corners, starts = _cells(seeds, ground.outline)
    district = _districts(seeds, ground)
    street = _gather(seeds, district, size.count("streets"))
    community = _gather(seeds, street, size.count("communities"))
    parents = {"district": district, "street": street, "community": community}
    parents["grid"] = np.arange(len(seeds))
    return Tree(seeds, corners, starts, parents, _names(chance, parents))


def polygons(tree: Tree, size: Size) -> dict[str, NDArray[np.object_]]:
    """Return the shape of every division in degrees, by level, in the order of its number."""
    degrees = to_degrees(tree.corners, size)
    owner = np.repeat(np.arange(len(tree.seeds)), np.diff(tree.starts))
    rings = shapely.linearrings(degrees, indices=owner)
    shapes = {"grid": shapely.polygons(rings)}
    for level, finer in (("community", "grid"), ("street", "community"), ("district", "street")):
        up = _up(tree, level, finer)
        members = np.split(np.argsort(up, kind="stable"), np.cumsum(np.bincount(up))[:-1])
        shapes[level] = np.array([shapely.coverage_union_all(shapes[finer][m]) for m in members])
    shapes["city"] = np.array([shapely.coverage_union_all(shapes["district"])])
    return shapes


def _up(tree: Tree, level: str, finer: str) -> Index:
    """Return for each division of ``finer`` the number of the division of ``level`` above it."""
    up = np.zeros(tree.parents[finer].max() + 1, dtype=np.int64)
    up[tree.parents[finer]] = tree.parents[level]
    return up


def _seeds(chance: np.random.Generator, ground: Ground, n: int) -> Points:
    spots = inside(chance, ground.outline, 40 * n)
    weight = np.sqrt(ground.crowd(spots)) + 0.03
    order = np.argsort(chance.exponential(size=len(spots)) / weight)
    seeds = spots[order[:n]]
    for _ in range(3):  # Lloyd's relaxation evens the cells out
        nearest = indexed(seeds).query(spots)[1]
        mass = np.bincount(nearest, weight, n)
        moved = [np.bincount(nearest, weight * spots[:, axis], n) for axis in (0, 1)]
        full = mass > 0
        seeds[full] = np.column_stack(moved)[full] / mass[full, None]
    for line in (ground.river, ground.tributary):
        seeds = _pair_along(seeds, line, ground)
    return seeds


def _pair_along(seeds: Points, line: Points, ground: Ground) -> Points:
    """Replace the seeds nearest to ``line`` by pairs on its two banks; their number stays."""
    whole = shapely.Polygon(ground.outline)
    spread = indexed(seeds).query(line, k=4)[0].mean(axis=1)
    gap = np.maximum(spread, 2.2 * RIVER_KM)
    run = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T) / gap[1:])])
    at = np.unique(np.searchsorted(run, np.arange(0.5, run[-1], 1.0)))
    at = at[(at > 0) & (at < len(line) - 1)]
    along = line[at + 1] - line[at - 1]
    across = np.column_stack([-along[:, 1], along[:, 0]]) / np.hypot(*along.T)[:, None]
    banks = [line[at] + side * 0.55 * gap[at][:, None] * across for side in (-1, 1)]
    within = np.logical_and(*(shapely.contains_xy(whole, *bank.T) for bank in banks))
    pairs = np.vstack([bank[within] for bank in banks])
    away = indexed(line).query(seeds)[0] / indexed(seeds).query(seeds, k=2)[0][:, 1]
    kept = np.sort(np.argsort(away)[len(pairs) :])
    return np.vstack([seeds[kept], pairs])


def _cells(seeds: Points, outline: Points) -> tuple[Points, Index]:
    """Return the corners of each seed's cell in order around it, and where each begins."""
    from scipy.spatial import Voronoi  # noqa: PLC0415  (slow to import, and packs load without it)

    mirror = 2 * outline[indexed(outline).query(seeds)[1]] - seeds
    far = 10 * np.abs(outline).max() * np.array([[1, 0], [-1, 0], [0, 1], [0, -1]])
    diagram = Voronoi(np.vstack([seeds, mirror, far]))
    regions = [diagram.regions[region] for region in diagram.point_region[: len(seeds)]]
    sizes = np.array([len(region) for region in regions])
    corner = np.concatenate([np.asarray(region) for region in regions])
    owner = np.repeat(np.arange(len(seeds)), sizes)
    out = diagram.vertices[corner] - seeds[owner]
    order = np.lexsort([np.arctan2(out[:, 1], out[:, 0]), owner])
    return diagram.vertices[corner[order]], np.concatenate([[0], np.cumsum(sizes)])


def _districts(seeds: Points, ground: Ground) -> Index:
    """Split first by the banks of the rivers, then each bank into its share of districts."""
    left = side_of(seeds, ground.river)
    bank = np.where(left, 1 + side_of(seeds, ground.tributary), 0)
    return _gather(seeds, bank, len(words()["districts"]))


def _gather(seeds: Points, parent: Index, total: int) -> Index:
    """Split the grids of each parent into its share of ``total`` compact groups."""
    sizes = np.bincount(parent)
    shares = np.maximum(1, np.floor(total * sizes / sizes.sum()).astype(int))
    while shares.sum() != total:  # hand out, or take back, what rounding left
        wanting = np.where(shares > 1, sizes / shares, np.inf)
        step = shares.sum() < total
        shares[np.argmax(sizes / shares) if step else np.argmin(wanting)] += 1 if step else -1
    group = np.zeros(len(seeds), dtype=np.int64)
    first = 0
    members = np.split(np.argsort(parent, kind="stable"), np.cumsum(sizes)[:-1])
    for each, share in zip(members, shares, strict=True):
        _bisect(seeds, each, int(share), first, group)
        first += share
    return group


def _bisect(seeds: Points, members: Index, parts: int, first: int, group: Index) -> None:
    """Cut ``members`` across their longer side until there are ``parts`` groups."""
    if parts == 1:
        group[members] = first
        return
    around = seeds[members] - seeds[members].mean(axis=0)
    axis = np.linalg.eigh(around.T @ around)[1][:, 1]
    order = members[np.argsort(around @ axis, kind="stable")]
    low = parts // 2
    cut = round(len(members) * low / parts)
    _bisect(seeds, order[:cut], low, first, group)
    _bisect(seeds, order[cut:], parts - low, first + low, group)


def _names(chance: np.random.Generator, parents: dict[str, Index]) -> dict[str, pl.DataFrame]:
    """Name every division and give it a code: 6 digits a district, then 3 more a level."""
    first, second = words()["first"], words()["second"]
    pairs = chance.permutation(len(first) * len(second))
    called = [(first[p // len(second)], second[p % len(second)]) for p in pairs]
    frames: dict[str, pl.DataFrame] = {}
    above = pl.DataFrame({"code": ["jiangcheng"]})
    up = np.zeros(len(parents["grid"]), dtype=np.int64)
    taken = 0
    for level, end_en, end_zh in LEVEL_NAMES:
        here = parents[level]
        parent = np.zeros(here.max() + 1, dtype=np.int64)
        parent[here] = up
        number = _rank_within(parent)
        n = len(parent)
        if level == "district":
            zh = [pair[0] for pair in words()["districts"]]
            en = [pair[1] for pair in words()["districts"]]
        elif level == "grid":
            base = frames["community"][parent.tolist()]
            zh = [
                name.removesuffix("社区") + f"第{k + 1}"
                for name, k in zip(base["name_zh"], number, strict=True)
            ]
            en = [
                f"{name.removesuffix(' Community')} {k + 1}"
                for name, k in zip(base["name_en"], number, strict=True)
            ]
        else:
            zh = [a[0] + b[0] for a, b in called[taken : taken + n]]
            en = [(a[1] + b[1]).capitalize() for a, b in called[taken : taken + n]]
            taken += n
        codes = above["code"][parent.tolist()].to_list()
        prefix = "9901" if level == "district" else ""
        width = 2 if level == "district" else 3
        frames[level] = pl.DataFrame(
            {
                "code": [
                    f"{prefix or code}{k + 1:0{width}d}"
                    for code, k in zip(codes, number, strict=True)
                ],
                "name_en": [f"{name} {end_en}" for name in en],
                "name_zh": [f"{name}{end_zh}" for name in zh],
                "parent": codes,
            }
        )
        above, up = frames[level], here
    return frames


LEVEL_NAMES = (
    ("district", "District", "区"),
    ("street", "Street Office", "街道"),
    ("community", "Community", "社区"),
    ("grid", "Grid", "网格"),
)


def _rank_within(parent: Index) -> Index:
    """Return the running number of each item among those of the same parent."""
    order = np.argsort(parent, kind="stable")
    begins = np.concatenate([[0], np.cumsum(np.bincount(parent))[:-1]])
    rank = np.empty(len(parent), dtype=np.int64)
    rank[order] = np.arange(len(parent)) - begins[parent[order]]
    return rank
