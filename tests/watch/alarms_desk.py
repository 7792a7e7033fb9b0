"""Claims, rules and things for the tests of alarms."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
from watch_rows import levels, rule, rules

from anlan.model.cause import Cause
from anlan.model.declared import Text
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.watch import WatchProperty, WatchSensor, WatchStream, WatchThing
from anlan.watch.alarms import Applied, Site, apply
from anlan.watch.alarms.settings import Grouping, Inhibition, damping
from anlan.watch.engine.run import CLAIMS

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
CAUSE = Cause("test:engine")
TITLE = Text(en="one", zh="一")
SITE = Site(
    "town",
    rules(
        rule("gas", levels=levels(1, 2, 3, 4), respond_within="5min"),
        rule("smoke", kind="smoke", levels=levels(1, 2), priority="critical"),
        rule("rain", kind="rain", levels=levels(1, 2), priority="low"),
        rule("power_cut", levels=levels(1, 2, 3)),
        rule("gas_missing", levels=levels(1), priority="low"),
    ),
    inhibitions=(
        Inhibition(id="power", title=TITLE, by=("power_cut",), quiets=("gas_missing",),
                   same="area"),
    ),
    damping=damping().model_copy(
        update={
            "groups": (
                Grouping(id="rain", title=TITLE, rules=("rain",), same="division", level=2,
                         within="2h"),
            )
        }
    ),
)  # fmt: skip


STREAMS = {"w1": 1, "w2": 2} | {f"x{n}": 10 + n for n in range(1, 41)}
"""The datastream of each object; that of an area is any of its things'."""


def claims(*each: tuple[int, str, str, str, str | None], begin: datetime = NOW) -> pa.RecordBatch:
    """Claims of (seconds after a moment, rule, object, change, colour)."""
    rows = [
        {
            "at": round((begin + timedelta(seconds=at)).timestamp() * 1_000_000),
            "rule": name,
            "version": 1,
            "object": thing,
            "change": how,
            "colour": colour,
            "stream": STREAMS.get(thing, 1),
            "value": 2.5,
            "limit": None if colour is None else 2.0,
            "since": round(begin.timestamp() * 1_000_000),
        }
        for at, name, thing, how, colour in each
    ]
    return pa.RecordBatch.from_pylist(rows, CLAIMS)


def put(
    database: Database, batch: pa.RecordBatch, at: datetime = NOW, site: Site = SITE
) -> Applied:
    """Apply claims in a transaction of their own."""
    with change(database, CAUSE) as made:
        return apply(made, site, batch, at)


def things(database: Database) -> None:
    """Put two wells of one area in the registry, in two communities; the first has many sensors."""
    with database.writing() as session:
        session.add_all(
            [
                WatchSensor(id=1, city="town", key="s", name="s", description="", encoding="",
                            about="", properties={}),
                WatchProperty(id=1, city="town", key="p", name="p", description="",
                              definition="", properties={}),
                WatchThing(id=1, city="town", key="t1", name="Well 1", description="",
                           properties={"floor": "B1"}, asset_id="a1", division="town/01/03",
                           lon=114.3, lat=30.6, place=None, made_at=NOW),
                WatchThing(id=2, city="town", key="t2", name="Well 2", description="",
                           properties={}, division="town/01/04", asset_id=None,
                           lon=114.4, lat=30.6, place=None, made_at=NOW),
            ]
        )  # fmt: skip
        session.flush()
        about = {"city": "town", "sensor_id": 1, "property_id": 1, "name": "", "description": "",
                 "kind": "gas_underground", "class_": "well", "area": "north", "unit": {},
                 "type": "", "scale": 1, "shift": 0, "figures": {}, "properties": {},
                 "made_at": NOW}  # fmt: skip
        session.add_all(
            [
                WatchStream(id=1, key="x1", thing_id=1, object="w1", **about),
                WatchStream(id=2, key="x2", thing_id=2, object="w2", **about),
                *(
                    WatchStream(id=number, key=f"y{number}", thing_id=1, object=each, **about)
                    for each, number in STREAMS.items()
                    if number > 10
                ),
            ]
        )
