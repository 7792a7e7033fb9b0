"""``ledger``: what the ledger costs a write, how many it takes a second, how fast it is verified.

A write is a step of a record as the rooms make it: the record is loaded, changed, and gets one row
more; one transaction, on disk. The peer is the same step without ledger and outbox, measured in
turns with it. ``ledger-rate`` counts new rows in transactions of a hundred, as intake makes them.
PostgreSQL is the project's own test server; where it isn't installed, only SQLite is measured.
"""

import itertools
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from anlan.model.cause import Cause
from anlan.store.change import Change, change
from anlan.store.database import Database
from anlan.store.outbox.queue import add_endpoint
from anlan.store.schema import prepare
from anlan.store.tables import File, Setting
from anlan.store.verify import verify
from benchmarks.result import Result
from benchmarks.servers import postgres

NAME = "ledger"
CAUSE = Cause("account:7", origin="10.0.0.7", why="monthly delivery")
ROUNDS = 15
ROWS = 100
COUNTER = itertools.count(1)


def run(quick: bool, _chicago: Path) -> Iterator[Result]:
    """Measure on SQLite, and on PostgreSQL where it is."""
    with tempfile.TemporaryDirectory() as folder, postgres() as server:
        yield from _measure(Database(f"sqlite:///{folder}/anlan.db"), "", quick)
        if server:
            yield from _measure(Database(server.url()), "-postgresql", quick)


def _measure(database: Database, suffix: str, quick: bool) -> Iterator[Result]:
    prepare(database)
    with change(database, CAUSE) as made:
        add_endpoint(made, "duty", "webhook", "https://example.org", ["batch.*"], "")
    steps = 100 if quick else 1500
    singles = _turns(lambda: _bare(database), lambda: _ledgered(database), steps)
    about = f"{steps:,} transactions with and without it, in turns, on {database.dialect}"
    yield Result(f"ledger-cost{suffix}", 100 * (singles[1] / singles[0] - 1), "%", 10, size=about)
    times = 2 if quick else 20
    bare, full = _turns(
        lambda: _bare_rows(database, times), lambda: _ledgered_rows(database, times), ROUNDS
    )
    yield Result(
        f"ledger-rate{suffix}",
        ROWS * times / full,
        "writes/s",
        2000,
        ">=",
        "without ledger and outbox",
        ROWS * times / bare,
        f"{ROUNDS} rounds of {times:,} transactions of 100 rows on {database.dialect}",
    )
    yield _verified(database, suffix, 20_000 if quick else 500_000)
    database.close()


def _step(session: Session) -> int:
    """Load a record, change it, add a row to it; return the new row's number."""
    number = next(COUNTER)
    held = session.get(Setting, ("town", "record"), populate_existing=True)
    if held is None:
        session.add(Setting(city="town", name="record", value="0"))
    else:
        held.value = str(number)
    made = _file(number)
    session.add(made)
    session.flush()
    return made.id


def _file(number: int) -> File:
    return File(
        city="town",
        source="visits",
        fingerprint=str(number),
        location="visits.csv",
        bytes=number,
        first_seen=datetime.now(UTC),
    )


def _bare(database: Database) -> None:
    with database.writing() as session:
        _step(session)


def _ledgered(database: Database) -> None:
    with change(database, CAUSE) as made:
        _record(made, _step(made.session))


def _bare_rows(database: Database, transactions: int) -> None:
    for _ in range(transactions):
        with database.writing() as session:
            session.add_all(_file(next(COUNTER)) for _ in range(ROWS))


def _ledgered_rows(database: Database, transactions: int) -> None:
    for _ in range(transactions):
        with change(database, CAUSE) as made:
            numbers = [next(COUNTER) for _ in range(ROWS)]
            made.session.add_all(map(_file, numbers))
            for number in numbers:
                _record(made, number)


def _record(made: Change, number: int) -> None:
    made.record(f"batch:{number}", "batch.closed", {"read": 0}, {"read": 1, "new": 1})


def _turns(
    first: Callable[[], None], second: Callable[[], None], rounds: int
) -> tuple[float, float]:
    """Return the median seconds of two works that take turns."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for work, seconds in zip((first, second), taken, strict=True):
            started = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - started)
    return statistics.median(taken[0]), statistics.median(taken[1])


def _verified(database: Database, suffix: str, entries: int) -> Result:
    for _ in range(entries // 1000):
        with change(database, CAUSE) as made:
            for number in range(1000):
                made.record(f"case:{number}", "case.closed", {"state": "open"}, {"state": "closed"})
    started = time.perf_counter()
    found = verify(database)
    seconds = time.perf_counter() - started
    if found.fault:
        raise ValueError(f"the ledger doesn't verify: {found}")
    size = f"{found.entries:,} entries on {database.dialect}"
    rate = found.entries / seconds
    return Result(f"ledger-verify{suffix}", rate, "entries/s", 200_000, ">=", size=size)
