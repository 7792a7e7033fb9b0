"""A pack of one source, the lifts of a town, whose rows come from a portal or are dropped."""

from pathlib import Path

CONTRACT = """apiVersion: v3.2.0
kind: DataContract
id: lifts
name: Lifts
version: 1.0.0
status: active
schema:
  - name: lifts
    logicalType: object
    properties:
      - {name: id, logicalType: string, required: true, unique: true, primaryKey: true}
      - {name: at, logicalType: timestamp, required: true}
      - {name: load, logicalType: number}
"""
CITY = """name = "liftton"
title = {{ en = "Liftton", zh = "梯城" }}
zone = "UTC"
bounds = [100.0, 20.0, 120.0, 40.0]
[[departments]]
name = "quality"
title = {{ en = "Quality", zh = "质监" }}
[[asset_kinds]]
name = "lift"
title = {{ en = "Lift", zh = "电梯" }}
[[sources]]
name = "lifts"
title = {{ en = "Lifts", zh = "电梯" }}
department = "quality"
files = ["lifts.csv"]
contract = "lifts.yaml"
key = ["id"]
event_time = "at"
known_at = {{ column = "at" }}
every = "15 min"
[sources.portal]
{portal}
"""


def pack_in(folder: Path, portal: str) -> Path:
    """Write the pack into a folder, with what its source's portal is."""
    folder.mkdir(exist_ok=True)
    (folder / "lifts.yaml").write_text(CONTRACT, encoding="utf-8")
    (folder / "city.toml").write_text(CITY.format(portal=portal), encoding="utf-8")
    return folder
