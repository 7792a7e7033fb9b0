"""A small town's pack: two districts, one of two streets."""

import json
from pathlib import Path

from anlan.cases.room import CaseRoom
from anlan.cities import load

PACK = """\
name = "town"
sources = []
title = { en = "Town", zh = "镇" }
zone = "Asia/Shanghai"
bounds = [114.0, 30.4, 114.6, 30.8]

[divisions]
levels = ["city", "district", "street"]
table = "divisions.csv"
polygons = "divisions.geojson"

[[departments]]
name = "gas"
title = { en = "Gas company", zh = "燃气公司" }

[[asset_kinds]]
name = "premises"
title = { en = "Premises", zh = "场所" }
"""
DIVISIONS = """\
code,name_en,name_zh,level,parent
01,East,东区,district,
03,First Street,一街,street,01
04,Second Street,二街,street,01
02,West,西区,district,
"""


def _shapes() -> str:
    def ring(west: float, east: float) -> list[list[float]]:
        return [[west, 30.4], [east, 30.4], [east, 30.8], [west, 30.8], [west, 30.4]]

    known = {
        "01": ("East", "东区", "district", "", ring(114.2, 114.6)),
        "02": ("West", "西区", "district", "", ring(114.0, 114.2)),
        "03": ("First Street", "一街", "street", "01", ring(114.2, 114.35)),
        "04": ("Second Street", "二街", "street", "01", ring(114.35, 114.6)),
    }
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name_en": en, "name_zh": zh, "level": level,
                           "parent": parent},
            "geometry": {"type": "Polygon", "coordinates": [each]},
        }
        for code, (en, zh, level, parent, each) in known.items()
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def pack_in(root: Path) -> Path:
    """Write the pack; return its folder."""
    folder = root / "pack"
    folder.mkdir(parents=True)
    (folder / "city.toml").write_text(PACK, encoding="utf-8")
    (folder / "divisions.csv").write_text(DIVISIONS, encoding="utf-8")
    (folder / "divisions.geojson").write_text(_shapes(), encoding="utf-8")
    return folder


def room_of(root: Path) -> CaseRoom:
    """Return the town's room of cases."""
    pack, layers = load(str(pack_in(root))), root / "layers"
    return CaseRoom.of(pack.city, pack.divisions(layers), pack.finder(layers))
