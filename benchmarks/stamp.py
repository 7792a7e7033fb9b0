"""``stamp``: points into divisions in bulk, beside ``geopandas.sjoin``.

Polygons are the unit grids of Jiangcheng less its rivers and lakes: irregular banks, islands,
grids in several parts, gaps where the water is. Of the points most are spread over the grids; one
in a hundred lies on a corner, one in a hundred in the middle of an edge, where several polygons
meet. Each must go to the lowest of the polygons that hold it, and both ways must agree on every
point. Both are given points as coordinates and polygons as shapes in memory. Our time is that of
building the index and asking it, compiled before; the peer's that of ``sjoin`` and of keeping the
lowest polygon of each point, without the time it takes to turn coordinates into points, which is
told apart. Each way runs in its own process, and the median of its runs counts.
"""

import json
import math
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import shapely

from anlan.cities.jiangcheng.ground import Ground, make_ground, to_degrees
from anlan.cities.jiangcheng.settings import Size
from anlan.cities.jiangcheng.tree import make_tree, polygons
from anlan.pool.divisions.locate import PolygonIndex
from benchmarks.measure import cost, python
from benchmarks.result import Result

NAME = "stamp"
PEER = Path(__file__).parent / "peers" / "stamp_geopandas.py"
FASTER = 8
"""The goal: so many times as many points a second as the peer in the same run."""
RUNS = 3
BORDER_SHARE = 0.01


def run(quick: bool, chicago: Path) -> Iterator[Result]:
    """Measure points a second and peak memory of both ways."""
    scale, points = (0.05, 500_000) if quick else (1.0, 5_000_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        count = write(folder, scale, points)
        ours = cost(python("-m", "benchmarks.stamp", str(folder)))
        peer = cost(python(str(PEER), str(folder), str(RUNS)))
        check(folder)
        seconds, peer_seconds = (_told(folder, way)["seconds"] for way in ("ours", "geopandas"))
        making = _told(folder, "geopandas")["making_points"]
    size = f"{points:,} points into {count:,} polygons"
    size += f"; geopandas makes its points in {making:.1f} s more"
    title = "geopandas.sjoin"
    rate, peer_rate = points / seconds, points / peer_seconds
    goal = math.ceil(FASTER * peer_rate / 10_000) * 10_000  # rounded up, as it is shown
    yield Result("stamp", rate, "points/s", goal, ">=", title, peer_rate, size)
    yield Result("stamp-memory", ours.gigabytes, "GB", None, "<=", title, peer.gigabytes, size)


def write(folder: Path, scale: float, points: int) -> int:
    """Write polygons and points; return how many polygons there are."""
    size = Size(scale, 1)
    ground = make_ground(size)
    tree = make_tree(size, ground)
    grids = polygons(tree, size)["grid"]
    dry = shapely.difference(grids, _water(ground, size))
    # A grid all in the water keeps its shape, so that their number stays.
    shapes = np.where(shapely.is_empty(dry), grids, dry)
    chance = np.random.default_rng(1)
    spread = to_degrees(tree.scatter(chance, chance.integers(0, len(grids), points)), size)
    border = int(points * BORDER_SHARE)
    rings = shapely.get_rings(shapely.get_parts(shapes))
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    edge = chance.choice(np.flatnonzero(ring[:-1] == ring[1:]), border)
    spread[:border] = corners[chance.integers(0, len(corners), border)]
    spread[border : 2 * border] = (corners[edge] + corners[edge + 1]) / 2
    np.save(folder / "points.npy", spread[chance.permutation(points)])
    (folder / "polygons.json").write_text(json.dumps(shapely.to_wkb(shapes, hex=True).tolist()))
    return len(shapes)


def _water(ground: Ground, size: Size) -> shapely.Geometry:
    """Return rivers and lakes in degrees, valid."""
    wet = shapely.transform(ground.water(), lambda at: to_degrees(at, size))
    return shapely.make_valid(wet, method="structure")


def read(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Return the points (n, 2) and the polygons."""
    told = json.loads((folder / "polygons.json").read_text())
    return np.load(folder / "points.npy"), shapely.from_wkb(np.array(told))


def check(folder: Path) -> None:
    """Compare what both ways found, point by point.

    Raises:
        ValueError: they differ, or no point lies on a border, or none in the water.
    """
    ours, peer = (np.load(folder / f"{way}.npy") for way in ("ours", "geopandas"))
    if not np.array_equal(ours, peer):
        raise ValueError(f"the two ways differ for {(ours != peer).sum()} points")
    shared = _told(folder, "geopandas")["in_several"]
    if not shared or not (ours < 0).any():
        raise ValueError("the points don't try what they should: borders and gaps")


def _told(folder: Path, way: str) -> dict[str, float]:
    told: dict[str, float] = json.loads((folder / f"{way}.json").read_text())
    return told


def main(folder: Path) -> None:
    """Find the polygon of every point our way."""
    points, shapes = read(folder)
    lon, lat = np.ascontiguousarray(points[:, 0]), np.ascontiguousarray(points[:, 1])
    PolygonIndex(shapes[:2]).locate(lon[:2], lat[:2])
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        found = PolygonIndex(shapes).locate(lon, lat)
        seconds.append(time.perf_counter() - start)
    np.save(folder / "ours.npy", found)
    (folder / "ours.json").write_text(json.dumps({"seconds": float(np.median(seconds))}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
