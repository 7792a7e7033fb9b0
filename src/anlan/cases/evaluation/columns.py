"""A copy of the milestones in columns: a file for each month of opening, kept up with the rows.

The rows are what counts; the copy is made of them and can be thrown away. A row that was written
since the copy was last brought up is found by ``written_at``. What was written up to an hour before
is looked at again, since a transaction may end long after it wrote; a row that is already there in
the same writing changes nothing.
"""

import json
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from sqlalchemy import select

from anlan.cases.evaluation.milestones import settle
from anlan.cases.flow import workflow
from anlan.store import lock
from anlan.store.cases import CaseMilestones, CaseRow
from anlan.store.database import Database
from anlan.store.whole import whole_file

OVERLAP = 3600 * 1_000_000
"""Microseconds: longer than any transaction lasts, and than clocks of servers differ."""
CHUNK = 200_000
WAIT_SECONDS = 600.0
_MARK = "mark.json"
_COLUMNS = CaseMilestones.__table__.columns
SCHEMA: dict[str, Any] = {
    column.name: pl.String if column.type.python_type is str else pl.Int64 for column in _COLUMNS
}


@dataclass(frozen=True)
class Columns:
    """The copy for one city.

    Args:
        database: where the rows are.
        city: whose.
        folder: where the copy lies; made where it isn't there.
    """

    database: Database
    city: str
    folder: Path

    def refresh(self) -> int:
        """Bring the copy up to the rows; return how many have changed.

        Raises:
            StoreError: the disk is full or refuses.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with lock.tried(self.folder / "lock.db", WAIT_SECONDS) as mine:
            # Whoever held it that long brings the copy up himself.
            return self._refresh() if mine else 0

    def clear(self) -> None:
        """Throw the copy away; the next refresh makes it anew."""
        for each in (*self.files(), self.folder / _MARK):
            each.unlink(missing_ok=True)

    def files(self) -> list[Path]:
        """Return the files, the oldest month first."""
        return sorted(self.folder.glob("*.parquet"))

    def connect(self) -> duckdb.DuckDBPyConnection:
        """Return a connection with all of it as the view ``kept``."""
        connection = duckdb.connect()
        files = [str(each) for each in self.files()]
        if files:
            names = ", ".join("'" + name.replace("'", "''") + "'" for name in files)
            connection.execute(f"CREATE VIEW kept AS SELECT * FROM read_parquet([{names}])")  # noqa: S608
        else:
            connection.register("nothing", pl.DataFrame(schema=SCHEMA).to_arrow())
            connection.execute("CREATE VIEW kept AS SELECT * FROM nothing")
        return connection

    def _refresh(self) -> int:
        self._settle()
        told, now = self._mark(), time.time_ns() // 1000
        mark, changed = told, 0
        for fresh in self._fresh(told - OVERLAP):
            mark = max(mark, int(fresh["written_at"].max() or 0))  # type: ignore[arg-type]
            month = pl.from_epoch("opened_at").dt.strftime("%Y-%m").alias("_month")
            for (name,), part in fresh.with_columns(month).group_by("_month"):
                changed += self._merge(str(name), part.drop("_month"))
        # A clock that has been set back since must not hide what is written from now on.
        mark = min(mark, now)
        if mark != told:
            with whole_file(self.folder / _MARK) as draft:
                draft.write_text(json.dumps({"written_at": mark, "columns": list(SCHEMA)}))
        return changed

    def _settle(self) -> None:
        """Write rows of those who were only reported; most looks find none, and write nothing."""
        there = select(CaseMilestones.case_id).where(CaseMilestones.case_id == CaseRow.id).exists()
        states = CaseRow.state.in_(workflow().open_states)
        with self.database.session() as session:
            query = select(CaseRow.id).where(CaseRow.city == self.city, states, ~there).limit(1)
            missing = session.scalar(query) is not None
        if missing:
            with self.database.writing() as session:
                settle(session, self.city)

    def _mark(self) -> int:
        """Return up to when the copy is; 0 where there is none of these columns."""
        try:
            told = json.loads((self.folder / _MARK).read_text())
        except (OSError, ValueError):
            told = {}
        if told.get("columns") != list(SCHEMA):
            self.clear()
            return 0
        return int(told["written_at"])

    def _merge(self, month: str, fresh: pl.DataFrame) -> int:
        """Put rows into the file of a month; return how many weren't there in the same writing."""
        file = self.folder / f"{month}.parquet"
        if file.exists():
            old = pl.read_parquet(file)
            fresh = fresh.join(old, on=["case_id", "written_at"], how="anti")
            if fresh.is_empty():
                return 0
            kept = old.join(fresh, on="case_id", how="anti")
        else:
            kept = pl.DataFrame(schema=SCHEMA)
        buffer = BytesIO()
        pl.concat([kept, fresh]).sort("case_id").write_parquet(buffer)
        with whole_file(file) as draft:
            draft.write_bytes(buffer.getbuffer())
        return len(fresh)

    def _fresh(self, since: int) -> Iterator[pl.DataFrame]:
        """Yield the rows written since, some at a time."""
        names = ", ".join(SCHEMA)
        with self.database.session() as session:
            raw: Any = session.connection().connection
            cursor = raw.cursor()
            if self.database.dialect == "sqlite":
                cursor.execute(
                    f"SELECT {names} FROM case_milestones WHERE city = ? AND written_at >= ?",  # noqa: S608
                    (self.city, since),
                )
                while rows := cursor.fetchmany(CHUNK):
                    columns = dict(zip(SCHEMA, zip(*rows, strict=True), strict=True))
                    yield pl.DataFrame(columns, schema=SCHEMA)
                return
            # The driver reads rows one by one; a copy as text it only passes on.
            with tempfile.TemporaryFile() as file:
                city = self.city.replace("'", "''")
                cursor.execute(
                    f"COPY (SELECT {names} FROM case_milestones WHERE city = '{city}' AND "  # noqa: S608
                    f"written_at >= {int(since)}) TO STDOUT WITH (FORMAT csv)",
                    stream=file,
                )
                whole = _read(file)
            yield from (whole.iter_slices(CHUNK) if whole is not None else ())


def _read(file: Any) -> pl.DataFrame | None:
    """Return the rows of a copy as text; None where it is empty."""
    file.seek(0, 2)
    if not file.tell():
        return None
    file.seek(0)
    return pl.read_csv(file, has_header=False, schema=SCHEMA)
