"""A tiny town for the pool's tests: one contract, one or two sources, files written by tests."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from anlan.model.city import City
from anlan.pool.ingest import IngestResult, ingest
from anlan.store import Workspace

TEXT = {"en": "x", "zh": "x"}
HEADER = ("id", "day", "name", "address", "kind", "lon", "lat", "score", "district", "phone")
DAY_ONE = datetime(2024, 3, 1, 8, tzinfo=UTC)
DAY_TWO = datetime(2024, 4, 1, 8, tzinfo=UTC)

CONTRACT = """\
kind: DataContract
apiVersion: v3.1.0
version: 1.0.0
id: visits
name: visits
status: active
schema:
  - name: visits
    properties:
      - {name: id, logicalType: string, primaryKey: true, required: true}
      - {name: day, logicalType: date, logicalTypeOptions: {format: yyyy-MM-dd}}
      - {name: name, logicalType: string, required: true, logicalTypeOptions: {maxLength: 20}}
      - {name: address, logicalType: string}
      - name: kind
        logicalType: string
        quality:
          - {metric: invalidValues, arguments: {validValues: [shop, school]}, mustBe: 0}
      - {name: lon, logicalType: number}
      - {name: lat, logicalType: number}
      - {name: score, logicalType: integer, logicalTypeOptions: {minimum: 0, maximum: 100}}
      - {name: district, logicalType: string}
      - name: phone
        logicalType: string
        classification: personal
        customProperties: [{property: anlan.personal, value: drop}]
"""

DIVISIONS = """\
code,name_en,name_zh,level,parent
42,Town,镇,city,
4201,East,东区,district,42
4202,West,西区,district,42
"""


def source(name: str = "visits", **changes: Any) -> dict[str, Any]:
    """Return the declaration of a source of the town."""
    return {
        "name": name,
        "title": TEXT,
        "department": "health",
        "files": [f"{name}*.csv"],
        "contract": "visits.yaml",
        "key": ["id"],
        "event_time": "day",
        "known_at": {"column": "day", "delay_days": 2},
        "coordinates": {"longitude": "lon", "latitude": "lat"},
        "division": {"column": "district", "level": "district"},
        "asset": {
            "kind": "premises",
            "id": "id",
            "name": "name",
            "address": "address",
            "type": "kind",
        },
    } | changes


def row(number: int, **changes: str) -> dict[str, str]:
    """Return a good row."""
    return {
        "id": f"V{number}",
        "day": "2024-02-15",
        "name": f"Shop {number}",
        "address": f"{number} North Broadway Street",
        "kind": "shop",
        "lon": f"{114.1 + number % 100 / 1000:.4f}",
        "lat": "30.55",
        "score": str(number % 100),
        "district": "4201",
        "phone": "555-0199",
    } | changes


@dataclass
class Town:
    """A folder with a pack, data and a workspace."""

    root: Path
    sources: list[dict[str, Any]] = field(default_factory=lambda: [source()])

    def __post_init__(self) -> None:
        self.pack.mkdir(parents=True, exist_ok=True)
        self.data.mkdir(exist_ok=True)
        (self.pack / "visits.yaml").write_text(CONTRACT, encoding="utf-8")
        (self.pack / "divisions.csv").write_text(DIVISIONS, encoding="utf-8")

    @property
    def pack(self) -> Path:
        return self.root / "pack"

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def city(self) -> City:
        return City.model_validate(
            {
                "name": "town",
                "title": TEXT,
                "zone": "Asia/Shanghai",
                "bounds": (114.0, 30.4, 114.6, 30.8),
                "divisions": {"levels": ["city", "district"], "table": "divisions.csv"},
                "departments": [{"name": "health", "title": TEXT}],
                "asset_kinds": [{"name": "premises", "title": TEXT}],
                "sources": self.sources,
            }
        )

    def workspace(self, home: str = "home") -> Workspace:
        return Workspace(self.root / home, "town")

    def write(self, rows: list[dict[str, str]], name: str = "visits.csv") -> Path:
        """Write a CSV of ``rows`` into the data folder."""
        path = self.data / name
        pl.DataFrame(rows).write_csv(path)
        return path

    def contract(self, old: str, new: str) -> None:
        """Change the contract."""
        path = self.pack / "visits.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def ingest(
        self, workspace: Workspace, now: datetime = DAY_ONE, **more: Any
    ) -> list[IngestResult]:
        return ingest(self.city, self.pack.joinpath, workspace, self.data, now=now, **more)


def state(town: Town, workspace: Workspace, name: str = "visits") -> list[tuple[Any, ...]]:
    """Return all that matters of what is stored: every version of every row, sorted."""
    from anlan.pool import records

    rows = records.stored(workspace, name, records.contract_of(workspace, name))
    kept = [*HEADER[:-1], "_row", "_version", "_event_time", "_known_at", "_division", "_cell"]
    return sorted(rows.select(kept).rows(), key=repr)
