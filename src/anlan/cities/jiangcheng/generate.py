"""Make Jiangcheng: department files in one folder, the hidden truth in another inside it."""

import json
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from anlan.cities.jiangcheng import files
from anlan.cities.jiangcheng.basemap import make_basemap
from anlan.cities.jiangcheng.clerks import make_identities
from anlan.cities.jiangcheng.ground import Ground, make_ground
from anlan.cities.jiangcheng.mistakes import spoil
from anlan.cities.jiangcheng.others import (
    make_equipment,
    make_high_rises,
    make_hotline,
    make_licences,
)
from anlan.cities.jiangcheng.premises import Premises, make_premises
from anlan.cities.jiangcheng.settings import Size, truth
from anlan.cities.jiangcheng.tree import Tree, make_tree
from anlan.cities.jiangcheng.visits import make_visits
from anlan.cities.jiangcheng.weather import make_weather
from anlan.store.whole import save_parquet

TRUTH = "truth"


@dataclass(frozen=True)
class Summary:
    """What was made: rows of each file, divisions of each level, rows spoilt on purpose."""

    folder: Path
    rows: dict[str, int]
    divisions: dict[str, int]
    mistakes: int


def generate(folder: Path, scale: float, seed: int = 1) -> Summary:
    """Write a synthetic city into ``folder``; the same scale and seed give the same bytes.

    ``scale`` from 0.001 to 1: the city keeps its density, so 0.01 has a hundredth of the area,
    the grids, the premises and the visits; the weather, the 16 districts and the days stay.
    ``folder/truth`` holds what no department knows, for evaluation only: the danger of each
    premises, the strictness of each team, the effects, which row of which file is which premises,
    and the list of spoilt rows.

    Raises:
        ValueError: the scale is not within 0.001 and 1.
    """
    if not 0.001 <= scale <= 1:
        raise ValueError(f"the scale must lie between 0.001 and 1, not {scale}")
    size = Size(scale, seed)
    (folder / TRUTH).mkdir(parents=True, exist_ok=True)
    ground = make_ground(size)
    tree = make_tree(size, ground)
    shapes = files.write_divisions(folder / "divisions.geojson", size, tree)
    basemap = make_basemap(size, ground, shapes["city"][0])
    (folder / "basemap.geojson").write_text(basemap, encoding="utf-8")
    premises = make_premises(size, ground, tree)
    rows, mistakes = _departments(folder, size, ground, tree, premises)
    rows |= _identities(folder, size, premises)
    _truth(folder / TRUTH, premises, mistakes)
    divisions = {level: frame.height for level, frame in tree.names.items()}
    return Summary(folder, rows, {"city": 1, **divisions}, mistakes.height)


def _departments(
    folder: Path, size: Size, ground: Ground, tree: Tree, premises: Premises
) -> tuple[dict[str, int], pl.DataFrame]:
    """Write one file for each source; return rows by file, and the mistakes put in."""
    weather = make_weather(size)
    visits, teams = make_visits(size, tree, premises, weather)
    files.write_csv(folder / TRUTH / "teams.csv", teams)
    hotline = make_hotline(size, ground, tree, premises)
    place = ("longitude", "latitude")
    spoilt = {
        "premises.csv.gz": spoil(
            size, "premises", premises.frame, place, "opened_on", "community_code", "floor_area_m2"
        ),
        "inspections.csv.gz": spoil(
            size, "inspections", visits, place, "inspected_on", None, "serious_findings"
        ),
        "12345热线工单.csv": spoil(
            size, "hotline", hotline, ("经度", "纬度"), "受理时间", "社区编码"
        ),
        "weather.csv": (weather.frame, pl.DataFrame()),
    }
    for name, (frame, _) in spoilt.items():
        files.write_csv(folder / name, frame, "gb18030" if "热线" in name else "utf-8")
    licences = make_licences(size, premises)
    equipment = make_equipment(size, premises)
    high_rises = make_high_rises(size, ground, tree)
    save_parquet(licences, folder / "licences.parquet")
    files.write_jsonl(folder / "equipment.jsonl", equipment)
    files.write_points(folder / "high_rises.geojson", high_rises)
    rows = {name: frame.height for name, (frame, _) in spoilt.items()}
    rows |= {"licences.parquet": licences.height, "equipment.jsonl": equipment.height}
    rows |= {"high_rises.geojson": high_rises.height}
    return rows, pl.concat([listed for _, listed in spoilt.values() if listed.height])


def _identities(folder: Path, size: Size, premises: Premises) -> dict[str, int]:
    """Write the files that know the same premises under other keys; return rows by file."""
    written, told = make_identities(size, premises)
    names = {
        "fire_units": "消防监督单位.csv",
        "enterprises": "enterprises.csv.gz",
        "shopfronts": "shopfronts.parquet",
    }
    for source, frame in written.items():
        name = names[source]
        if name.endswith(".parquet"):
            save_parquet(frame, folder / name)
        else:
            files.write_csv(folder / name, frame, "gb18030" if "消防" in name else "utf-8")
    save_parquet(told, folder / TRUTH / "identities.parquet")
    return {names[source]: frame.height for source, frame in written.items()}


def _truth(folder: Path, premises: Premises, mistakes: pl.DataFrame) -> None:
    quarters = {f"drift_{q}": premises.drift[:, q] for q in range(premises.drift.shape[1])}
    ids = premises.frame.select("premises_id")
    danger = ids.with_columns(pl.Series("danger", premises.danger))
    told = danger.with_columns(pl.Series(name, each) for name, each in quarters.items())
    save_parquet(told, folder / "premises.parquet")
    files.write_csv(folder / "mistakes.csv", mistakes)
    effects = json.dumps(truth(), ensure_ascii=False, indent=1)
    (folder / "effects.json").write_text(effects, encoding="utf-8")
