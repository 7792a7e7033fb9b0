"""The map under the map: outline, water, main roads and parks, all invented."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely

from anlan.cities.jiangcheng.ground import Ground, Points, blob, inside, to_degrees, wave
from anlan.cities.jiangcheng.settings import Size, words

Feature = dict[str, Any]
RINGS_KM = (5.5, 10.5, 19.0)
RADIALS = 14
BLOCK_KM = 1.15
CORE_KM = 12.0
PARKS = 46


def make_basemap(size: Size, ground: Ground, city: shapely.Geometry) -> str:
    """Return a GeoJSON text; ``city`` is the city's own shape, in degrees, as the outline."""
    chance = size.chance("basemap")
    whole = shapely.Polygon(ground.outline)
    water = ground.water()
    features = [_feature(city, "outline", "江城市", "Jiangcheng")]
    features += [
        _feature(_shape(part, size), "water", *name) for part, name in _waters(ground, whole)
    ]
    for park in _parks(chance, ground, water):
        features.append(_feature(_shape(park, size), "park"))
    for rank, line in _roads(chance, ground, whole, water):
        features.append(_feature(_shape(line, size), "road"))
        features[-1]["properties"]["class"] = rank
    document = {"type": "FeatureCollection", "features": features}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _feature(shape: shapely.Geometry, kind: str, zh: str = "", en: str = "") -> Feature:
    properties = {"kind": kind} | ({"name_zh": zh, "name_en": en} if zh else {})
    geometry = json.loads(shapely.to_geojson(shape))
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _shape(shape: shapely.Geometry, size: Size) -> shapely.Geometry:
    plain = shapely.simplify(shape, 0.02)
    return shapely.transform(plain, lambda points: to_degrees(points, size))


def _waters(
    ground: Ground, whole: shapely.Polygon
) -> Iterator[tuple[shapely.Geometry, tuple[str, str]]]:
    rivers = ground.rivers()
    for river, name in zip(rivers, (words()["river"], words()["tributary"]), strict=True):
        yield shapely.intersection(river, whole), (name[0], name[1])
    for lake in ground.lakes:
        part = shapely.intersection(shapely.Polygon(lake), whole)
        if not part.is_empty:
            yield part, ("", "")


def _parks(
    chance: np.random.Generator, ground: Ground, water: shapely.Geometry
) -> Iterator[shapely.Geometry]:
    """Yield green blobs: small ones in the core, hills and forests far out."""
    near = ground.centres[0, :2] + chance.normal(size=(PARKS // 2, 2)) * 6
    far = inside(chance, ground.outline * 0.92, PARKS - len(near))
    for centre in np.vstack([near, far]):
        away = float(np.hypot(*(centre - ground.centres[0, :2])))
        radius = chance.uniform(0.25, 0.6) * (1 + away / 9)
        shape = shapely.Polygon(blob(chance, centre, radius, corners=40, rough=0.7))
        dry = shapely.difference(shape, water)
        if not dry.is_empty:
            yield dry


def _roads(
    chance: np.random.Generator, ground: Ground, whole: shapely.Geometry, water: shapely.Geometry
) -> Iterator[tuple[str, shapely.Geometry]]:
    """Yield rings and radials, which bridge the rivers, and streets, which end at the water."""
    heart = ground.centres[0, :2]
    for radius in RINGS_KM:
        ring = blob(chance, heart, radius, corners=180, rough=0.16)
        line = shapely.LineString(np.vstack([ring, ring[:1]]))
        yield "ring", shapely.intersection(line, whole)
    reach = float(np.abs(ground.outline).max()) * 1.5
    for spoke in np.linspace(0, 2 * np.pi, RADIALS, endpoint=False):
        turn = spoke + chance.uniform(-0.12, 0.12)
        line = _wavy(chance, heart, turn, RINGS_KM[0] * 0.5, reach, 0.05)
        yield "radial", shapely.intersection(shapely.LineString(line), whole)
    for x, y, _, town in ground.centres[3:]:
        step = np.array([x, y]) - heart
        turn = float(np.arctan2(step[1], step[0]))
        line = _wavy(chance, heart, turn, RINGS_KM[0], float(np.hypot(*step)), 0.04)
        yield "radial", shapely.intersection(shapely.LineString(line), whole)
        yield from _streets(chance, np.array([x, y]), 2.2 * town, ground, water)
    yield from _streets(chance, heart, CORE_KM, ground, water)


def _wavy(
    chance: np.random.Generator, start: Points, turn: float, begin: float, end: float, bend: float
) -> Points:
    along = np.linspace(begin, end, 90)
    way = np.array([np.cos(turn), np.sin(turn)])
    across = np.array([-way[1], way[0]])
    return np.asarray(start + along[:, None] * way + wave(chance, 90, bend * end)[:, None] * across)


def _streets(
    chance: np.random.Generator,
    heart: Points,
    reach: float,
    ground: Ground,
    water: shapely.Geometry,
) -> Iterator[tuple[str, shapely.Geometry]]:
    """Yield a bent lattice of streets around ``heart``, in line with the river nearest to it."""
    nearest = int(np.clip(np.hypot(*(ground.river - heart).T).argmin(), 1, len(ground.river) - 2))
    along = ground.river[nearest + 1] - ground.river[nearest - 1]
    base = float(np.arctan2(along[1], along[0]))
    edge = shapely.Polygon(blob(chance, heart, reach, corners=60, rough=0.5))
    field = shapely.difference(edge, shapely.buffer(water, 0.12))
    for turn in (base, base + np.pi / 2):
        way = np.array([np.cos(turn), np.sin(turn)])
        across = np.array([-way[1], way[0]])
        for offset in np.arange(-reach * 1.5, reach * 1.5, BLOCK_KM):
            start = heart + (offset + chance.uniform(-0.2, 0.2)) * across - 1.5 * reach * way
            line = _wavy(chance, start, turn, 0.0, 3 * reach, 0.012)
            kept = shapely.intersection(shapely.LineString(line), field)
            if kept.length > BLOCK_KM:
                yield "street", kept
