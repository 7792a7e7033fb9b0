"""A town of two districts that warns its people, behind the page they read."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import shapely

from anlan import cities
from anlan.alerts import drafts, publish
from anlan.alerts.form import AreaForm, Form
from anlan.alerts.message import desk_of
from anlan.model.cause import Cause
from anlan.pool.divisions import Division, DivisionTree
from anlan.store.alerts import AlertRow
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.keys import Keyring
from anlan.store.schema import prepare

CITY = "jiangcheng"
WEST, EAST = (114.1, 30.1), (114.3, 30.1)
"""A point in the middle of each district."""
BOXES = {
    ("990101", "district", ""): (114.0, 30.0, 114.2, 30.2),
    ("990102", "district", ""): (114.2, 30.0, 114.4, 30.2),
    ("990101001", "street", "990101"): (114.0, 30.0, 114.1, 30.2),
    ("990101002", "street", "990101"): (114.1, 30.0, 114.2, 30.2),
}
NAMES = {
    "990101": ("West Bank", "西岸区"),
    "990102": ("East Bank", "东岸区"),
    "990101001": ("Old Mill Street", "老磨坊街道"),
    "990101002": ("Ferry Street", "渡口街道"),
}
ANN, BEN = Cause("account:1"), Cause("account:2")


class WarningTown:
    """Publishes alerts as two people of the city would."""

    def __init__(self, home: Path) -> None:
        city = cities.load(CITY).city
        divisions = [
            Division(code, *NAMES[code], level, parent or CITY, shape=shapely.box(*box))  # type: ignore[arg-type]
            for (code, level, parent), box in BOXES.items()
        ]
        layers = home / CITY / "layers"
        layers.mkdir(parents=True)
        features = [
            {
                "type": "Feature",
                "properties": each.row(),
                "geometry": json.loads(shapely.to_geojson(each.shape)),
            }
            for each in divisions
        ]
        whole = {"type": "FeatureCollection", "features": features}
        (layers / "divisions.geojson").write_text(json.dumps(whole), encoding="utf-8")
        self._desk = desk_of(city, DivisionTree(city, divisions, date(2026, 7, 18)))
        self._database, self._ring = Database.in_folder(home), Keyring.of(home)
        prepare(self._database)

    def publish(self, code: str, template: str = "urban_flood", **more: Any) -> AlertRow:
        """Warn a division."""
        now = datetime.now(UTC)
        told: dict[str, Any] = {"status": "Actual", "colour": "orange"} | more
        told |= {"expires": now + timedelta(hours=6), "area": AreaForm(divisions=(code,))}
        form = Form(template=template, **told)
        with change(self._database, ANN) as made:
            draft = drafts.compose(made, self._desk, form, now, offered=True)
        with change(self._database, BEN) as made:
            return publish.approve(made, self._desk, draft.id, draft.digest, self._ring, now)

    def take_back(self, row: AlertRow, reason: str) -> None:
        """Take an alert back."""
        with change(self._database, BEN) as made:
            publish.cancel(made, self._desk, row.number, reason, self._ring, datetime.now(UTC))

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()
