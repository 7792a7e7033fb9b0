"""A town whose pool is open: two departments, two districts with polygons, people with scopes."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import polars as pl

from anlan.cities import load
from anlan.pool.ingest import ingest
from anlan.store import Workspace
from anlan.store.accounts import Grant
from support.people import People

CITY = "town"
OPEN = f"/api/cities/{CITY}/open"
OGC = f"{OPEN}/ogc"
EAST, WEST = "town/42/4201", "town/42/4202"
NOW = datetime(2024, 3, 1, 8, tzinfo=UTC)

PACK = """\
name = "town"
title = { en = "Town", zh = "镇" }
zone = "Asia/Shanghai"
bounds = [114.0, 30.4, 114.6, 30.8]
licence = { en = "Free for all", zh = "自由使用" }

[divisions]
levels = ["city", "district"]
table = "divisions.csv"
polygons = "divisions.geojson"

[[departments]]
name = "health"
title = { en = "Health office", zh = "卫生局" }

[[departments]]
name = "fire"
title = { en = "Fire service", zh = "消防队" }

[[asset_kinds]]
name = "premises"
title = { en = "Premises", zh = "场所" }

[[sources]]
name = "visits"
title = { en = "Visits", zh = "检查" }
department = "health"
files = ["visits*.csv"]
contract = "visits.yaml"
key = ["id"]
event_time = "at"
known_at = { column = "at" }
coordinates = { longitude = "lon", latitude = "lat" }
division = { column = "district", level = "district" }
fresh_days = 7

[[sources]]
name = "alarms"
title = { en = "Alarms", zh = "火警" }
department = "fire"
files = ["alarms*.csv"]
contract = "visits.yaml"
key = ["id"]
event_time = "at"
known_at = { column = "at" }
division = { column = "district", level = "district" }
"""
CONTRACT = """\
kind: DataContract
apiVersion: v3.1.0
version: 1.2.0
id: visits
name: visits
status: active
schema:
  - name: visits
    properties:
      - {name: id, logicalType: string, primaryKey: true, required: true}
      - {name: at, logicalType: timestamp}
      - {name: name, logicalType: string}
      - {name: kind, logicalType: string}
      - {name: score, logicalType: integer}
      - {name: share, logicalType: number}
      - {name: open, logicalType: boolean}
      - {name: lon, logicalType: number}
      - {name: lat, logicalType: number}
      - {name: district, logicalType: string}
      - name: caller
        logicalType: string
        classification: personal
        customProperties: [{property: anlan.personal, value: hash}]
      - name: phone
        logicalType: string
        classification: personal
"""
DIVISIONS = """\
code,name_en,name_zh,level,parent
42,Town,镇,city,
4201,East,东区,district,42
4202,West,西区,district,42
"""
PEOPLE = {
    "reader": ("data_reader", "", ""),
    "east": ("data_reader", EAST, ""),
    "fire": ("data_reader", "", "fire"),
    "east_fire": ("data_reader", EAST, "fire"),
    "operator": ("operator", "", ""),
}
"""Login → role, division, department."""


def row(number: int, **changes: str) -> dict[str, str]:
    """Return a good row; odd ones lie in the east."""
    east = number % 2 == 1
    return {
        "id": f"V{number}",
        "at": f"2024-02-{1 + number % 28:02d} 08:00:00",
        "name": f"=Shop {number}",
        "kind": "shop" if number % 3 else "school",
        "score": str(number),
        "share": f"{number / 8}",
        "open": "yes" if number % 2 else "no",
        "lon": f"{114.35 + number / 1000:.3f}" if east else f"{114.05 + number / 1000:.3f}",
        "lat": "30.55",
        "district": "4201" if east else "4202",
        "caller": f"Somebody {number}",
        "phone": f"555-01{number:02d}",
    } | changes


def polygon(west: float, east: float) -> dict[str, Any]:
    ring = [[west, 30.4], [east, 30.4], [east, 30.8], [west, 30.8], [west, 30.4]]
    return {"type": "Polygon", "coordinates": [ring]}


@dataclass
class Town:
    """The town's pack, data, home and people; and the address of its server."""

    root: Path
    url: str = ""
    tokens: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for folder in (self.pack, self.data, self.home):
            folder.mkdir(parents=True, exist_ok=True)
        (self.pack / "city.toml").write_text(PACK, encoding="utf-8")
        (self.pack / "visits.yaml").write_text(CONTRACT, encoding="utf-8")
        (self.pack / "divisions.csv").write_text(DIVISIONS, encoding="utf-8")
        shapes = {"4201": polygon(114.3, 114.6), "4202": polygon(114.0, 114.3)}
        names = {"4201": ("East", "东区"), "4202": ("West", "西区")}
        features = [
            {
                "type": "Feature",
                "properties": {
                    "code": code, "name_en": names[code][0], "name_zh": names[code][1],
                    "level": "district", "parent": "42",
                },
                "geometry": shape,
            }
            for code, shape in shapes.items()
        ]  # fmt: skip
        text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
        (self.pack / "divisions.geojson").write_text(text, encoding="utf-8")

    @property
    def pack(self) -> Path:
        return self.root / "pack"

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def home(self) -> Path:
        return self.root / "home"

    def load(self, rows: list[dict[str, str]], name: str = "visits", now: datetime = NOW) -> None:
        """Take in rows of a source."""
        pl.DataFrame(rows).write_csv(self.data / f"{name}.csv")
        pack = load(self.pack)
        workspace = Workspace(self.home, CITY)
        ingest(pack.city, pack.finder(), workspace, self.data, [name], now=now)
        workspace.close()

    def people(self) -> None:
        """Give everybody an account and a token."""
        people = People(self.home)
        for login, (role, division, department) in PEOPLE.items():
            grant = Grant(role=role, city=CITY, division=division, department=department)
            self.tokens[login] = people.token(people.add(login, grant))
        self.tokens["nobody"] = people.token(people.add("nobody"))

    def client(self, who: str) -> httpx.Client:
        """Return a client with somebody's token."""
        headers = {"Authorization": f"Bearer {self.tokens[who]}"} if who else {}
        return httpx.Client(base_url=self.url, headers=headers, timeout=60)
