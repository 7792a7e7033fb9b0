"""Where a city's water is, by its base map: a report from there is asked about once more."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import shapely

from anlan.model.declared import Text


@dataclass(frozen=True)
class Water:
    """The shapes of rivers and lakes, in WGS 84, and what each is called (may be None)."""

    tree: shapely.STRtree
    names: Sequence[Text | None]

    @classmethod
    def of(cls, file: Path | None) -> "Water":
        """Return the water of a base map; none where there is no map."""
        told = json.loads(file.read_text(encoding="utf-8")) if file else {"features": []}
        wet = [each for each in told["features"] if each["properties"].get("kind") == "water"]
        shapes = [shapely.from_geojson(json.dumps(each["geometry"])) for each in wet]
        return cls(shapely.STRtree(shapes), [_name(each["properties"]) for each in wet])

    def at(self, lon: float, lat: float) -> tuple[bool, Text | None]:
        """Return whether a place is in the water, and what that is called."""
        found = self.tree.query(shapely.Point(lon, lat), predicate="intersects")
        return (True, self.names[int(found[0])]) if found.size else (False, None)


def _name(told: dict[str, str]) -> Text | None:
    en, zh = told.get("name_en"), told.get("name_zh")
    return Text(en=en or zh or "", zh=zh or en or "") if en or zh else None
