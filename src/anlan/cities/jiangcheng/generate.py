"""Make Jiangcheng: department files in one folder, the hidden truth in another inside it."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from anlan.cities.jiangcheng import files
from anlan.cities.jiangcheng.basemap import make_basemap
from anlan.cities.jiangcheng.clerks import make_identities
from anlan.cities.jiangcheng.exports import Thing, Town, exports, make_exports
from anlan.cities.jiangcheng.ground import make_ground
from anlan.cities.jiangcheng.mistakes import spoil
from anlan.cities.jiangcheng.others import (
    make_equipment,
    make_high_rises,
    make_hotline,
    make_licences,
)
from anlan.cities.jiangcheng.premises import Premises, make_premises
from anlan.cities.jiangcheng.settings import Size, truth
from anlan.cities.jiangcheng.tree import make_tree
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


def generate(
    folder: Path, scale: float, seed: int = 1, sources: Collection[str] | None = None
) -> Summary:
    """Write a synthetic city into ``folder``; the same scale and seed give the same bytes.

    ``scale`` from 0.001 to 1: the city keeps its density, so 0.01 has a hundredth of the area,
    the grids, the premises and the visits; the weather, the 16 districts and the days stay.
    ``folder/truth`` holds what no department knows, for evaluation only: the danger of each
    premises, the strictness of each team, the effects, which row of which file is which premises,
    and the list of spoilt rows. ``sources`` leaves out the files of all others; what is written
    has the same bytes as among all.

    Raises:
        ValueError: the scale is not within 0.001 and 1, or there is no such source.
    """
    if not 0.001 <= scale <= 1:
        raise ValueError(f"the scale must lie between 0.001 and 1, not {scale}")
    unknown = set(sources or ()) - {*SPINE, *exports()}
    if unknown:
        raise ValueError(f"no source of Jiangcheng: {', '.join(sorted(unknown))}")
    wanted = {*SPINE, *exports()} if sources is None else set(sources)
    size = Size(scale, seed)
    (folder / TRUTH).mkdir(parents=True, exist_ok=True)
    ground = make_ground(size)
    tree = make_tree(size, ground)
    shapes = files.write_divisions(folder / "divisions.geojson", size, tree)
    basemap = make_basemap(size, ground, shapes["city"][0])
    (folder / "basemap.geojson").write_text(basemap, encoding="utf-8")
    premises = make_premises(size, ground, tree)
    weather = make_weather(size)
    desk = _Desk(folder, size, wanted)
    visits, teams = make_visits(size, tree, premises, weather)
    files.write_csv(folder / TRUTH / "teams.csv", teams)
    desk.spoilt(premises, visits, make_hotline(size, ground, tree, premises))
    desk.put("weather", weather.frame)
    desk.put("licences", make_licences(size, premises))
    equipment = make_equipment(size, premises)
    desk.put("equipment", equipment)
    desk.put("high_rises", make_high_rises(size, ground, tree))
    desk.identities(premises)
    grids = Thing(tree.names["grid"], tree.parents["grid"], tree.seeds)
    known = {"equipment": Thing(equipment), "grids": grids}
    desk.exports(Town(size, ground, tree, weather, known))
    _truth(folder / TRUTH, premises, pl.concat(desk.mistakes))
    divisions = {level: frame.height for level, frame in tree.names.items()}
    mistakes = sum(each.height for each in desk.mistakes)
    return Summary(folder, desk.rows, {"city": 1, **divisions}, mistakes)


SPINE = {
    "premises": "premises.csv.gz",
    "inspections": "inspections.csv.gz",
    "hotline": "12345热线工单.csv",
    "weather": "weather.csv",
    "licences": "licences.parquet",
    "equipment": "equipment.jsonl",
    "high_rises": "high_rises.geojson",
    "fire_units": "消防监督单位.csv",
    "enterprises": "enterprises.csv.gz",
    "shopfronts": "shopfronts.parquet",
}
"""The sources of the main job and their files: what premises are, what was seen there."""


class _Desk:
    """Writes the files of the sources that are wanted; keeps count of rows and mistakes."""

    def __init__(self, folder: Path, size: Size, wanted: Collection[str]) -> None:
        self._folder = folder
        self._size = size
        self._wanted = wanted
        self.rows: dict[str, int] = {}
        nothing = {"source": pl.String, "row": pl.Int64, "mistake": pl.String}
        self.mistakes = [pl.DataFrame(schema=nothing)]

    def put(self, source: str, frame: pl.DataFrame) -> None:
        """Write the file of a source in the form its name says."""
        if source not in self._wanted:
            return
        file = self._folder / SPINE[source]
        if file.suffix == ".parquet":
            save_parquet(frame, file)
        elif file.suffix == ".jsonl":
            files.write_jsonl(file, frame)
        elif file.suffix == ".geojson":
            files.write_points(file, frame)
        else:
            files.write_csv(file, frame, "gb18030" if not file.name.isascii() else "utf-8")
        self.rows[file.name] = frame.height

    def spoilt(self, premises: Premises, visits: pl.DataFrame, hotline: pl.DataFrame) -> None:
        """Write the three files with mistakes in them."""
        place = ("longitude", "latitude")
        columns = (place, "opened_on", "community_code", "floor_area_m2")
        self._spoilt("premises", premises.frame, *columns)
        self._spoilt("inspections", visits, place, "inspected_on", None, "serious_findings")
        self._spoilt("hotline", hotline, ("经度", "纬度"), "受理时间", "社区编码")

    def _spoilt(
        self,
        source: str,
        frame: pl.DataFrame,
        place: tuple[str, str],
        date: str,
        division: str | None,
        number: str | None = None,
    ) -> None:
        if source in self._wanted:
            spoilt, listed = spoil(self._size, source, frame, place, date, division, number)
            self.put(source, spoilt)
            self.mistakes.append(listed)

    def identities(self, premises: Premises) -> None:
        """Write the files that know the same premises under other keys, and who is who."""
        written, told = make_identities(self._size, premises)
        for source, frame in written.items():
            self.put(source, frame)
        save_parquet(told, self._folder / TRUTH / "identities.parquet")

    def exports(self, town: Town) -> None:
        """Write what the other departments send."""
        made = make_exports(
            self._folder, town, [name for name in exports() if name in self._wanted]
        )
        self.rows |= made.rows
        self.mistakes += made.mistakes


def _truth(folder: Path, premises: Premises, mistakes: pl.DataFrame) -> None:
    quarters = {f"drift_{q}": premises.drift[:, q] for q in range(premises.drift.shape[1])}
    ids = premises.frame.select("premises_id")
    danger = ids.with_columns(pl.Series("danger", premises.danger))
    told = danger.with_columns(pl.Series(name, each) for name, each in quarters.items())
    save_parquet(told, folder / "premises.parquet")
    files.write_csv(folder / "mistakes.csv", mistakes)
    effects = json.dumps(truth(), ensure_ascii=False, indent=1)
    (folder / "effects.json").write_text(effects, encoding="utf-8")
