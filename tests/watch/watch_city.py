"""A city whose log, rules and alarms are in a database, for the tests of the live engine."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
from sqlalchemy import select, update
from watch_rows import SECOND, levels, rule, rules, streams

from anlan.store.change import change
from anlan.store.ledger import Entry
from anlan.store.watch import WatchPlace, WatchRule, log
from anlan.watch.live.engine import CAUSE, Engine
from anlan.watch.live.settings import settings

CITY = "jiangcheng"
START = 1_800_000_000 * SECOND
WELLS = streams((1, "gas_underground", "w1", "a1"), (2, "gas_underground", "w2", "a1"))
QUICK = replace(
    settings(), lease_seconds=0.0, plan_seconds=0.0, snapshot_seconds=1e9, progress_seconds=0.0
)
"""No waiting: whoever comes takes the city over."""
ENGINES = []
"""All that a test made; it closes them before its database."""


def stored(given):
    """Readings of (stream, at, value) as the log keeps them; ``at`` in seconds after the start."""
    stream, at, value = zip(*given, strict=True) if given else ((), (), ())
    many = len(given)
    columns = [
        pa.array(stream, pa.int64()),
        pa.array([START + round(each * SECOND) for each in at], pa.int64()),
        pa.array(value, pa.float64()),
        pa.array(np.zeros(many, np.int8)),
        pa.nulls(many, pa.string()),
        pa.nulls(many, pa.uint8()),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=log.STORED)


def send(database, *given, floor=None):
    """Append a chunk to the log."""
    told = log.NOTHING if floor is None else START + round(floor * SECOND)
    with database.writing() as session:
        return log.append(session, CITY, stored(given), START, "test", told)


def tell(made, _rules, claims, _at):
    """Write claims down in the ledger, which keeps them only if their transaction does."""
    for each in claims.to_pylist():
        after = {"at": (each["at"] - START) / SECOND, "colour": each["colour"]}
        made.record(f"{each['rule']}/{each['object']}", each["change"], after=after)


def told(database):
    """All claims that were handed on: rule and object, change, when, colour."""
    with database.session() as session:
        query = select(Entry).where(Entry.who == CAUSE.who).order_by(Entry.seq)
        rows = [(each, json.loads(each.after)) for each in session.scalars(query)]
    return [(each.subject, each.act, after["at"], after.get("colour")) for each, after in rows]


def on(database, *each, owner="gas_desk"):
    """Switch rules on, without asking for what proves them."""
    with change(database, CAUSE) as made:
        for one in each:
            found = rules(one, zone="UTC")
            first = found.rules[0]
            row = WatchRule(
                city=CITY, rule=first.id, version=first.version,
                fingerprint=found.fingerprint(first), body=found.model_dump_json(), owner=owner,
                added_at=datetime.now(UTC), on_since=datetime.now(UTC), certificate_id=None,
                judged_from=None, drift_case="", changed=1,
            )  # fmt: skip
            made.session.add(row)


def off(database, name):
    with database.writing() as session:
        session.execute(update(WatchRule).where(WatchRule.rule == name).values(on_since=None))


def place(database):
    with database.session() as session:
        return session.get_one(WatchPlace, (CITY, "engine"))


def engine(database, folder, chosen=QUICK, given=lambda: WELLS, now=0.0):
    """An engine for which time stands still."""
    still = START + round(now * SECOND)
    made = Engine(database, CITY, folder, given, tell, chosen, lambda: still)
    ENGINES.append(made)
    return made


def until_done(running):
    """Let an engine go along until nothing waits."""
    assert running.begin()
    while running.step():
        pass
    running.step()


GAS = rule("gas", levels=levels(1, 2))
