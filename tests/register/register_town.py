"""A town of two streets, and risk points of a building site in it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import shapely

from anlan import cities
from anlan.model.cause import Cause
from anlan.pool.divisions import DivisionTree
from anlan.pool.divisions.division import Division
from anlan.risk.register import Draft, Measure, Source
from anlan.risk.register.room import RegisterRoom

CITY = "jiangcheng"
CAUSE = Cause("local:test", origin="a test")
AT = datetime(2026, 7, 18, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
WEST, EAST = shapely.box(114.2, 30.5, 114.3, 30.7), shapely.box(114.3, 30.5, 114.4, 30.7)
DIVISIONS = (
    Division("990101", "River Bank", "江岸区", "district", "", shape=shapely.union(WEST, EAST)),
    Division("990101001", "Lamp Street", "灯街道", "street", "990101", shape=WEST),
    Division("990101002", "Lock Street", "闸街道", "street", "990101", shape=EAST),
)
LAMP, LOCK = (114.25, 30.6), (114.35, 30.6)
PIT = Source(
    "foundation pit",
    "10",
    {"L": 6, "E": 6, "C": 15},
    {"L": 1, "E": 6, "C": 15},
    "no shoring",
    "somebody is buried",
    (Measure("engineering", "shoring and drainage"), Measure("management", "daily survey")),
)
CRANE = Source("tower crane", "04", {"L": 3, "E": 6, "C": 7}, {"L": 0.5, "E": 6, "C": 7})


def room() -> RegisterRoom:
    city = cities.load(CITY).city
    return RegisterRoom.of(city, DivisionTree(city, DIVISIONS, date(2026, 7, 18)))


def draft(code: str = "A-1", **given: Any) -> Draft:
    told: dict[str, Any] = {
        "code": code, "name": "Pit of site A", "type": "place", "field": "construction",
        "scheme": "lec", "sources": (PIT, CRANE), "unit": "Builder A", "owner": "safety officer",
        "department": "housing", "lon": LAMP[0], "lat": LAMP[1],
    }  # fmt: skip
    return Draft(**told | given)
