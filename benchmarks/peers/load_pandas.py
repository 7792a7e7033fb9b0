"""The straightforward pandas way: read each file as text, and keep the last row of each key.

It is given which files are whose, their form, and their keys; it checks nothing, places nothing,
keeps no history, and whatever comes is read anew.
"""

import json
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd


def read(path: Path, form: dict[str, object]) -> pd.DataFrame:
    """Return a file's rows as text."""
    kind = form["connector"]
    if kind == "parquet":
        frame = pd.read_parquet(path)
    elif kind == "jsonl":
        frame = pd.read_json(path, lines=True, dtype=False, convert_dates=False)
    elif kind == "excel":
        head = int(str(form["header_row"])) - 1
        return pd.read_excel(path, dtype=str, header=head, engine="calamine")
    elif kind in ("geojson", "geopackage"):
        shapes = gpd.read_file(path)
        frame = pd.DataFrame(shapes.drop(columns="geometry"))
        frame["longitude"], frame["latitude"] = shapes.geometry.x, shapes.geometry.y
    else:
        sep, encoding = str(form["delimiter"]), str(form["encoding"])
        return pd.read_csv(path, dtype=str, sep=sep, encoding=encoding)
    return frame.astype("string")


def main(declared: Path, data: Path, folder: Path) -> None:
    """Bring the files of ``data`` into one Parquet file a source."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, form in json.loads(declared.read_text("utf-8")).items():
        kept = folder / f"{name}.parquet"
        frames = [pd.read_parquet(kept)] if kept.exists() else []
        frames += [read(data / file, form) for file in form["files"]]
        whole = pd.concat(frames).drop_duplicates(form["key"], keep="last")
        whole.to_parquet(kept)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
