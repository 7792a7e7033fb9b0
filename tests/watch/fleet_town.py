"""A town of two streets with cameras and sensors, and what tests do with them."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
import polars as pl
import shapely

from anlan import cities
from anlan.cases.clock.counter import aware
from anlan.cases.room import CaseRoom
from anlan.model.cause import Cause
from anlan.model.city import City
from anlan.pool.divisions import DivisionTree
from anlan.pool.divisions.division import Division
from anlan.store.database import Database
from anlan.store.watch import WatchDevice
from anlan.watch.fleet import rows, seen
from anlan.watch.fleet.given import Given, check, checked_columns
from anlan.watch.fleet.intake import Taken, take
from anlan.watch.fleet.judging import Judged, judge
from anlan.watch.fleet.live import LiveFleet, Snapshot

CITY = "jiangcheng"
CAUSE = Cause("job:fleet", origin="a test")
AT = datetime(2026, 7, 18, 2, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WEST, EAST = shapely.box(114.2, 30.5, 114.3, 30.7), shapely.box(114.3, 30.5, 114.4, 30.7)
DIVISIONS = (
    Division("990101", "River Bank", "江岸区", "district", "", shape=shapely.union(WEST, EAST)),
    Division("990101001", "Lamp Street", "灯街道", "street", "990101", shape=WEST),
    Division("990101002", "Lock Street", "闸街道", "street", "990101", shape=EAST),
)
LAMP = f"{CITY}/990101/990101001"
LOCK = f"{CITY}/990101/990101002"
ZONE = "Asia/Shanghai"


def city() -> City:
    return cities.load(CITY).city


@cache
def tree() -> DivisionTree:
    return DivisionTree(city(), DIVISIONS, date(2026, 7, 18))


@cache
def cases() -> CaseRoom:
    return CaseRoom.of(city(), tree(), cities.load(CITY).find)


def device(key: str, **given: str) -> dict[str, str]:
    return {
        "key": key, "type": "camera", "tier": "1", "department": "public_security",
        "division": "990101001", "model": "M-1", "firmware": "5.1", "stream": f"s-{key}",
    } | given  # fmt: skip


def checked(*devices: dict[str, str]) -> Given:
    return check(checked_columns(pl.DataFrame(list(devices)), "devices.csv"), city(), tree())


def put(database: Database, *devices: dict[str, str], at: datetime = AT) -> Taken:
    return take(database, CAUSE, CITY, checked(*devices).rows, "devices.csv", at)


def say(database: Database, keys: list[str], at: datetime, battery: float = np.nan) -> None:
    """Let devices say a word."""
    shown = LiveFleet(database, CITY).snapshot()
    told = [(key, aware(at), battery) for key in keys]
    every = np.ones(len(shown), np.bool_)
    ids, moments, levels, unknown = seen.by_keys(shown, every, told, at)
    assert unknown == []
    with database.writing() as session:
        seen.tell(session, ids, moments, levels)


def look(database: Database, at: datetime) -> Judged:
    return judge(database, CAUSE, LiveFleet(database, CITY), ZONE, at)


def shown(database: Database) -> Snapshot:
    return LiveFleet(database, CITY).snapshot()


def states(database: Database) -> dict[str, tuple[str, str]]:
    with database.session() as session:
        found = session.query(WatchDevice).order_by(WatchDevice.id)
        return {row.key: (row.state, row.faults) for row in found}


def one(database: Database, key: str) -> dict[str, Any]:
    with database.session() as session:
        row = rows.find(session, CITY, key)
        return {each.key: getattr(row, each.key) for each in WatchDevice.__table__.columns}
