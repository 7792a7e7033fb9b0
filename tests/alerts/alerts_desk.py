"""A small city that warns its people: two districts with streets, and people on duty."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import shapely
from sqlalchemy.orm import Session

from anlan.alerts import drafts, publish
from anlan.alerts.form import AreaForm, Circle, Form
from anlan.alerts.message import Desk, desk_of
from anlan.cities import load
from anlan.model.alerts import Alerts
from anlan.model.cause import Cause
from anlan.model.city import City
from anlan.model.declared import Text
from anlan.pool.divisions import Division, DivisionTree
from anlan.store.alerts import AlertDraft, AlertRow
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.keys import Keyring
from anlan.store.risk import RiskGround

NOW = datetime(2026, 7, 18, 8, 0, 0, tzinfo=UTC)
CITY = "jiangcheng"
ANN, BEN, CAI = Cause("account:1"), Cause("account:2"), Cause("account:3")
RING = Keyring(("6Kp3t6r9ZgV2mW0h2vVJm8bq1v2zqk3b8l8w3y9gkVQ=",))
WEST = shapely.box(114.0, 30.0, 114.2, 30.2)
EAST = shapely.box(114.2, 30.0, 114.4, 30.2)


def division(code: str, level: Any, parent: str, shape: Any) -> Division:
    return Division(code, f"D{code}", f"区{code}", level, parent, shape=shape)


DIVISIONS = [
    division("420101", "district", CITY, WEST),
    division("420102", "district", CITY, EAST),
    division("420101001", "street", "420101", shapely.box(114.0, 30.0, 114.1, 30.2)),
    division("420101002", "street", "420101", shapely.box(114.1, 30.0, 114.2, 30.2)),
    division("420102001", "street", "420102", shapely.box(114.2, 30.0, 114.3, 30.2)),
    division("420102002", "street", "420102", shapely.box(114.3, 30.0, 114.4, 30.2)),
]


def city(**alerts: Any) -> City:
    """Return the city as its pack declares it, with its alerts changed."""
    found = load(CITY).city
    told = {
        "sender": "warnings.jiangcheng.example",
        "name": Text(en="Jiangcheng Emergency Management", zh="江城市应急管理局"),
        "web": "https://jiangcheng.example/warnings",
        "contact": Text(en="Call 12345", zh="拨打12345"),
        "code": "42010041600000",
    }
    return found.model_copy(update={"alerts": Alerts(**(told | alerts))})


def desk(**alerts: Any) -> Desk:
    """Return who warns there."""
    declared = city(**alerts)
    return desk_of(declared, DivisionTree(declared, DIVISIONS, date(2026, 7, 18)))


def laid_out(home: Path) -> None:
    """Lay the city's divisions out in a home, as ``anlan city divisions`` would."""
    features = [
        {
            "type": "Feature",
            "properties": each.row(),
            "geometry": json.loads(shapely.to_geojson(each.shape)),
        }
        for each in DIVISIONS
    ]
    layers = home / CITY / "layers"
    layers.mkdir(parents=True)
    whole = {"type": "FeatureCollection", "features": features}
    (layers / "divisions.geojson").write_text(json.dumps(whole), encoding="utf-8")


CIRCLE = AreaForm(circles=(Circle(lon=114.05, lat=30.1, metres=800),))


def form(**changed: Any) -> Form:
    """Return a form that can be published."""
    told: dict[str, Any] = {
        "template": "urban_flood",
        "status": "Actual",
        "colour": "orange",
        "area": CIRCLE,
        "expires": NOW + timedelta(hours=6),
    }
    return Form(**(told | changed))


def compose(
    database: Database, at: Desk, filled: Form, now: datetime = NOW, by: Cause = ANN, **more: Any
) -> AlertDraft:
    with change(database, by) as made:
        return drafts.compose(made, at, filled, now, **({"offered": True} | more))


def approve(
    database: Database, at: Desk, draft: AlertDraft, now: datetime = NOW, by: Cause = BEN
) -> AlertRow:
    with change(database, by) as made:
        return publish.approve(made, at, draft.id, draft.digest, RING, now)


def published(
    database: Database, at: Desk, filled: Form | None = None, now: datetime = NOW, **more: Any
) -> AlertRow:
    """Compose and approve a message."""
    return approve(database, at, compose(database, at, filled or form(), now, **more), now)


def cancel(
    database: Database, at: Desk, number: int, now: datetime, by: Cause = CAI, reason: str = "wrong"
) -> AlertRow:
    with change(database, by) as made:
        return publish.cancel(made, at, number, reason, RING, now)


def count(session: Session, path: str, people: int, hour: int = -1) -> None:
    """Say how many people are in a division."""
    session.add(
        RiskGround(
            city=CITY, division=path, hour=hour, people=people, premises=None, vulnerable=None
        )
    )
