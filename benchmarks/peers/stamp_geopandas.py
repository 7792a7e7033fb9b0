"""Points into polygons by ``geopandas.sjoin``; each point goes to the lowest polygon it meets."""

import json
import sys
import time
from pathlib import Path

import geopandas
import numpy as np
import shapely


def main(folder: Path, runs: int) -> None:
    """Read, join ``runs`` times, write the polygon of every point and the times."""
    shapes = shapely.from_wkb(np.array(json.loads((folder / "polygons.json").read_text())))
    at = np.load(folder / "points.npy")
    polygons = geopandas.GeoDataFrame(geometry=shapes, crs="EPSG:4326")
    begun = time.perf_counter()
    points = geopandas.GeoDataFrame(
        geometry=geopandas.points_from_xy(at[:, 0], at[:, 1]), crs="EPSG:4326"
    )
    making = time.perf_counter() - begun
    seconds = []
    for _ in range(runs):
        begun = time.perf_counter()
        joined = geopandas.sjoin(points, polygons, how="inner", predicate="intersects")
        point, polygon = joined.index.to_numpy(), joined["index_right"].to_numpy()
        found = np.full(len(points), len(polygons))
        np.minimum.at(found, point, polygon)
        found[found == len(polygons)] = -1
        seconds.append(time.perf_counter() - begun)
    np.save(folder / "geopandas.npy", found)
    several = len(joined) - int((found >= 0).sum())
    told = {"seconds": float(np.median(seconds)), "making_points": making, "in_several": several}
    (folder / "geopandas.json").write_text(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
