"""Write Jiangcheng's files, each in its department's form, the same bytes each time."""

import gzip
import io
import json
from pathlib import Path

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from anlan.cities.jiangcheng.settings import Size
from anlan.cities.jiangcheng.tree import Tree, polygons


def write_csv(
    file: Path, frame: pl.DataFrame, encoding: str = "utf-8", delimiter: str = ","
) -> None:
    """Write a CSV; a name that ends in .gz is compressed, without a time stamp."""
    text = io.BytesIO()
    frame.write_csv(text, separator=delimiter)
    data = text.getvalue()
    if encoding != "utf-8":
        data = data.decode("utf-8").encode(encoding)
    _save(file, data)


def _save(file: Path, data: bytes) -> None:
    packed = file.suffix == ".gz"
    file.write_bytes(gzip.compress(data, compresslevel=4, mtime=0) if packed else data)


def write_jsonl(file: Path, frame: pl.DataFrame) -> None:
    """Write one JSON object a line; a name that ends in .gz is compressed."""
    text = io.BytesIO()
    frame.write_ndjson(text)
    _save(file, text.getvalue())


def write_points(file: Path, frame: pl.DataFrame) -> None:
    """Write GeoJSON points; columns longitude and latitude become the geometry."""
    rows = frame.with_columns(pl.col(pl.Date).cast(pl.String)).to_dicts()
    features: list[dict[str, object]] = []
    for row in rows:
        at = [row.pop("longitude"), row.pop("latitude")]
        point = {"type": "Point", "coordinates": at}
        features.append({"type": "Feature", "properties": row, "geometry": point})
    write_geojson(file, features)


def write_geojson(file: Path, features: list[dict[str, object]]) -> None:
    """Write a FeatureCollection, one feature a line."""
    lines = [json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in features]
    head = '{"type":"FeatureCollection","features":[\n'
    file.write_text(head + ",\n".join(lines) + "\n]}\n", encoding="utf-8")


def write_divisions(file: Path, size: Size, tree: Tree) -> dict[str, NDArray[np.object_]]:
    """Write all five levels of divisions and return their shapes by level."""
    shapes = polygons(tree, size)
    features = [_division(shapes["city"][0], "jiangcheng", "Jiangcheng", "江城市", "city", "")]
    for level, frame in tree.names.items():
        for shape, row in zip(shapes[level], frame.iter_rows(), strict=True):
            code, en, zh, parent = row
            features.append(_division(shape, code, en, zh, level, parent))
    write_geojson(file, features)
    return shapes


def _division(
    shape: shapely.Geometry, code: str, en: str, zh: str, level: str, parent: str
) -> dict[str, object]:
    names = {"code": code, "name_en": en, "name_zh": zh, "level": level, "parent": parent}
    return {
        "type": "Feature",
        "properties": names,
        "geometry": json.loads(shapely.to_geojson(shape)),
    }
