"""``evaluation``: all indicators of a year for 16,000 grids, beside pandas on exported rows.

A year of cases of a city of ten million (3,000,000) stands in a database as the desk leaves them.
The copy in columns has been made the day before; since then a day's worth of rows was written.
Measured is what somebody waits who asks for the league of all grids: the copy is brought up, and
every indicator is counted for every grid. How long the first copy takes is told apart. The peer is
given all rows as one file, as they are now. Both must find the same.
"""

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from sqlalchemy import text

from anlan.cases.evaluation.columns import SCHEMA, Columns
from anlan.cases.evaluation.figures import Question, figures
from anlan.cases.evaluation.indicators import indicators
from anlan.store.database import Database
from anlan.store.schema import prepare
from benchmarks.measure import cost, python
from benchmarks.result import Result
from benchmarks.servers import postgres

NAME = "evaluation"
PEER = Path(__file__).parent / "peers" / "evaluation_pandas.py"
CITY = "jiangcheng"
MANY, GRIDS = 3_000_000, 16_000
BEGIN = 1_767_196_800
DAY, YEAR = 86_400, 365 * 86_400
RUNS = 3
NAMES = [name for name, one in indicators().items() if one.fits("area") and one.shape != "top"]


def run(quick: bool, _chicago: Path) -> Iterator[Result]:
    """Measure seconds and memory on each database, and the peer's."""
    many = MANY // 20 if quick else MANY
    with postgres() as server, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = make(many)
        rows.write_parquet(folder / "rows.parquet")
        urls = {"": f"sqlite:///{name}/anlan.db"} | (
            {"-postgresql": server.url()} if server else {}
        )
        for url in urls.values():
            fill(Database(url), rows)
        del rows
        peer = cost(python(str(PEER), str(folder), str(BEGIN), str(BEGIN + YEAR), str(RUNS)))
        theirs = json.loads((folder / "pandas.json").read_text())
        size = f"{many:,} cases, {GRIDS:,} grids, {len(NAMES)} indicators"
        for suffix, url in urls.items():
            at = folder / f"ours{suffix}"
            ours = cost(python("-m", "benchmarks.evaluation", url, str(at)))
            told = json.loads((at / "told.json").read_text())
            check(told["totals"], theirs["totals"])
            one = (f"evaluation{suffix}", told["seconds"], "s", 20, "<=", "pandas, all rows read")
            yield Result(*one, theirs["seconds"], f"{size}; {told['changed']:,} rows changed")
            first = f"evaluation-first-copy{suffix}"
            yield Result(first, told["first"], "s", size=f"{many:,} cases")
            memory = (f"evaluation-memory{suffix}", ours.gigabytes, "GB", None, "<=", "pandas")
            yield Result(*memory, peer.gigabytes, size)


def make(many: int) -> pl.DataFrame:
    """Return the milestones of a year of cases, as the table has them."""
    chance = np.random.default_rng(1)
    spread = {name: chance.random(many) for name in ("way", "late", "kind", "said")}
    opened = np.sort(BEGIN + chance.integers(0, YEAR, many))
    told: dict[str, Any] = {"opened_at": opened}
    for name, before, mean in (
        ("filed_at", "opened_at", 1_200), ("dispatched_at", "filed_at", 3_000),
        ("first_handled_at", "dispatched_at", 80_000),
        ("first_checked_at", "first_handled_at", 5_000), ("closed_at", "first_checked_at", 1_500),
    ):  # fmt: skip
        told[name] = told[before] + chance.exponential(mean, many).astype(np.int64)
    told["handling_due_at"] = told["dispatched_at"] + chance.integers(14_400, 5 * DAY, many)
    grid = chance.integers(0, GRIDS, many)
    channels = np.array(["collector", "hotline", "resident_page"])
    classes = np.array([f"e01{n:02d}" for n in range(40)])
    departments = np.array([f"department_{n}" for n in range(38)])
    frame = pl.DataFrame(told).with_columns(
        case_id=pl.int_range(1, many + 1),
        city=pl.lit(CITY), kind=pl.lit("event"),
        channel=pl.Series(channels[chance.integers(0, 3, many)]),
        class_code=pl.Series(classes[(spread["kind"] ** 3 * 40).astype(int)]),
        division=pl.Series(np.array([_path(n) for n in range(GRIDS)])[grid]),
        department=pl.Series(departments[chance.integers(0, 38, many)]),
        written_at=(pl.col("closed_at") - 2 * YEAR) * 1_000_000,
        part=0, visit_asked_at=pl.col("opened_at") + 60, visited_at=pl.col("opened_at") + 600,
        visit_in_time=1, denied_at=None, rejected_at=None, merged_at=None,
        filed_in_time=pl.Series((spread["late"] < 0.9).astype(int)), reopened=0,
        dispatched_in_time=1, dispatches=1, returns=pl.Series((spread["way"] < 0.05).astype(int)),
        handled_at=pl.col("first_handled_at"),
        handled_in_time=(pl.col("first_handled_at") <= pl.col("handling_due_at")).cast(pl.Int64),
        self_handled=None, checked_in_time=1,
        checks_failed=pl.Series((spread["said"] > 0.95).astype(int)),
        verified_at=pl.col("first_checked_at"), closed_in_time=1, forced=None, void_at=None,
        satisfaction=pl.when(pl.Series(spread["said"] < 0.1)).then(pl.lit("satisfied")),
    )  # fmt: skip
    return frame.select(list(SCHEMA)).cast(SCHEMA)


def _path(n: int) -> str:
    district, street, community = n % 16, n % 160, n % 1600
    return f"{CITY}/99{district:02d}/99{street:04d}/99{community:06d}/99{n:09d}"


def fill(database: Database, rows: pl.DataFrame) -> None:
    """Put cases and their milestones into a database."""
    prepare(database)
    many = len(rows)
    given = {
        "city": f"'{CITY}'", "number": "'9901' || n", "kind": "'event'", "title": "'rubbish'",
        "text": "''", "state": "'evaluated'", "step": "7", "division": "''", "channel": "'hotline'",
        "opened_at": "'2026-01-01 00:00:00'", "known_at": "'2026-01-01 00:00:00'",
        "inbox_at": "'9999-12-31 00:00:00'", "rung": "0", "due_seq": "0", "department": "''",
        "rework_count": "0", "return_count": "0", "reopen_count": "0", "moves": "9", "version": "9",
    }  # fmt: skip
    with database.writing() as session:
        connection = session.connection()
        if database.dialect == "sqlite":
            series = (
                f"WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {many})"  # noqa: S608
            )
            false, moment = "0", ""
        else:
            series = f"WITH s(n) AS (SELECT generate_series(1, {many}))"
            false, moment = "false", "::timestamp"
        given |= dict.fromkeys(("paused", "seen", "urgent"), false)
        values = [sql + (moment if name.endswith("_at") else "") for name, sql in given.items()]
        names = ", ".join(given)
        query = f"{series} SELECT n, {', '.join(values)} FROM s"  # noqa: S608
        put = f"INSERT INTO cases (id, {names}) {query}"
        connection.exec_driver_sql(put)
        _milestones(database, connection, rows)
    with database.session() as session:
        session.execute(text("ANALYZE"))
    database.close()


def _milestones(database: Database, connection: Any, rows: pl.DataFrame) -> None:
    names = ", ".join(SCHEMA)
    cursor = connection.connection.cursor()
    if database.dialect == "sqlite":
        marks = ", ".join("?" * len(SCHEMA))
        put = f"INSERT INTO case_milestones ({names}) VALUES ({marks})"  # noqa: S608
        cursor.executemany(put, rows.iter_rows())
        return
    with tempfile.TemporaryFile() as file:
        for part in rows.iter_slices(200_000):
            file.write(part.write_csv(include_header=False, quote_style="non_numeric").encode())
        file.seek(0)
        cursor.execute(f"COPY case_milestones ({names}) FROM STDIN WITH (FORMAT csv)", stream=file)


def check(ours: dict[str, list[float]], theirs: dict[str, list[float]]) -> None:
    """Compare what both ways counted, above and below the line, over all grids.

    Raises:
        ValueError: they differ.
    """
    if ours != theirs:
        wrong = {name for name in ours if ours[name] != theirs.get(name)}
        raise ValueError(f"the two ways differ: {wrong}")


def main(url: str, folder: Path) -> None:
    """Make the copy, let a day go by, and count all."""
    database = Database(url)
    columns = Columns(database, CITY, folder)
    start = time.perf_counter()
    columns.refresh()
    first = time.perf_counter() - start
    wanted = [indicators()[name] for name in NAMES]
    grids = {_path(n): 1 for n in range(GRIDS)}
    seconds, changed = [], 0
    for number in range(RUNS):
        _day(database, number)
        start = time.perf_counter()
        changed = columns.refresh()
        asked = Question("area", BEGIN, BEGIN + YEAR, BEGIN + 2 * YEAR, 5, grids=grids)
        told = figures(columns, asked, wanted)
        seconds.append(time.perf_counter() - start)
    totals = {}
    for name in set(NAMES) - {"mean_handling"}:
        found = [row[name] for row in told.values()]
        totals[name] = [sum(each.above for each in found), sum(each.cases for each in found)]
    about = {"seconds": float(np.median(seconds)), "first": first, "changed": changed}
    (folder / "told.json").write_text(json.dumps(about | {"totals": totals}))


def _day(database: Database, number: int) -> None:
    """Let the rows of a day be written anew: those opened on one of the last days."""
    begin = BEGIN + YEAR - (number + 1) * DAY
    now = time.time_ns() // 1000
    with database.writing() as session:
        written = "UPDATE case_milestones SET written_at = :now WHERE opened_at BETWEEN :a AND :b"
        session.execute(text(written), {"now": now, "a": begin, "b": begin + DAY})


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
