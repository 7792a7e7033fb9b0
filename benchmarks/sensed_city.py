"""What loads of readings share: a city of datastreams with rules on, and what came of a load."""

import math
import subprocess
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import psutil
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from anlan.model.cause import Cause
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.schema import prepare
from anlan.store.watch import AlarmRow, WatchChunk, WatchFile, WatchHead, WatchRule
from anlan.watch.history.settings import READING
from anlan.watch.registry import (
    Client,
    Property,
    Stream,
    Thing,
    WatchRoom,
    any_make,
    make_secret,
    put_clients,
    put_properties,
    put_streams,
    put_things,
)
from anlan.watch.rules import Rules
from benchmarks.two_hundred import KINDS, RULES, rule, two_hundred

CITY = "jiangcheng"
PRESSER = "presser"


def settle(database: Database, senders: dict[str, list[str]], presses: int) -> dict[str, str]:
    """Register senders with their datastreams and call points, and switch two hundred rules on.

    Args:
        database: an empty one.
        senders: the keys of each one's datastreams.
        presses: how many call points there are, each for one press.

    Returns:
        The senders' secrets.
    """
    prepare(database)
    room, at = WatchRoom(CITY, {}, frozenset({"fire"})), datetime.now(UTC)
    names = [*senders, PRESSER]
    keyed = [(name, key) for name, keys in senders.items() for key in keys]
    with change(database, Cause("bench")) as made:
        any_make(made, room)
        put_properties(made, room, [Property("any", "any")])
        put_clients(made, room, [Client(name, "fire") for name in names], at)
        secrets = {name: make_secret(made, room, name) for name in names}
        put_things(made, room, [Thing(name, name) for name in names], at)
        streams = [_stream(name, key, KINDS[n % len(KINDS)]) for n, (name, key) in enumerate(keyed)]
        streams += [_stream(PRESSER, f"{PRESSER}/b{n}", "manual_call") for n in range(presses)]
        put_streams(made, room, streams, at)
        for each in _rules():
            _switched_on(made.session, Rules.model_validate({"zone": "UTC", "rules": [each]}), at)
    return secrets


def _stream(sender: str, key: str, kind: str) -> Stream:
    return Stream(key, sender, "any", client=sender, kind=kind, object=key, area="all")


def _switched_on(session: Session, rules: Rules, at: datetime) -> None:
    """Switch a rule on; what would prove it is no part of what is measured here."""
    [one] = rules.rules
    session.add(
        WatchRule(
            city=CITY, rule=one.id, version=1, fingerprint=rules.fingerprint(one),
            body=rules.model_dump_json(), owner="fire", added_at=at, on_since=at,
            certificate_id=None, judged_from=at, drift_case="", changed=1,
        )
    )  # fmt: skip


def _rules() -> list[dict[str, Any]]:
    """Return two hundred rules: those that the load keeps within, and the call point's."""
    pressed = rule("manual_call", "pressed", "threshold", levels=[{"colour": "red", "limit": 1.0}])
    return [*two_hundred(20.0, -1.0, 1e6)[: RULES - 1], pressed]


def kept(database: Database) -> int:
    """Return how many readings are on disk: in the log, and in the files made of it."""
    with database.session() as session:
        hot = select(func.sum(WatchChunk.rows)).where(
            WatchChunk.seq > select(func.max(WatchHead.compacted)).scalar_subquery()
        )
        cold = select(func.sum(WatchFile.rows)).where(
            WatchFile.grain == READING, WatchFile.gone_at.is_(None)
        )
        return (session.scalar(hot) or 0) + (session.scalar(cold) or 0)


def last(database: Database) -> float:
    """Return when the last reading became durable, in seconds since 1970."""
    with database.session() as session:
        query = select(func.max(WatchChunk.received)).where(WatchChunk.rows > 0)
        return (session.scalar(query) or 0) / 1e6


def alarms(database: Database, since: float) -> tuple[int, float]:
    """Return how many presses had alarms, and the 99th percentile of the seconds it took."""
    query = select(AlarmRow.raised_at, AlarmRow.known_at)
    query = query.where(AlarmRow.raised_at > datetime.fromtimestamp(since, UTC))
    with database.session() as session:
        took = [(known - raised).total_seconds() for raised, known in session.execute(query)]
    return len(took), percentile(np.array(took))


def percentile(values: npt.NDArray[np.float64]) -> float:
    """Return the 99th percentile; infinite where there is no value at all."""
    return float(np.quantile(values, 0.99, method="higher")) if len(values) else math.inf


def spent(process: psutil.Process) -> float:
    """Return the processor seconds of a process so far."""
    times = process.cpu_times()
    return float(times.user + times.system)


def resident(process: psutil.Process) -> int:
    """Return the bytes of memory of a process, what it shares with others shared out among them."""
    return int(process.memory_full_info().pss)


def end(process: "subprocess.Popen[bytes]") -> None:
    """End a process."""
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
