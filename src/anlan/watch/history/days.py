"""Files of a day: written whole or not at all, sorted by datastream and time, merged by pieces.

A reading is known by its datastream and its moment. Where two are told of one, the one that came
first is it: parts are given in the order of the log.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from anlan.store.watch.log import STORED
from anlan.store.watch.tables import OBSERVATIONS
from anlan.store.whole import sync_folder
from anlan.watch.batch import Ints
from anlan.watch.history.settings import settings

DAY = 86_400_000_000
"""A day in microseconds."""
KEPT = STORED.append(pa.field("known", pa.int64()))
"""A reading in a file: as it came, and ``known``: when it was durable, in microseconds."""
EPOCH = date(1970, 1, 1)
_FIRST, _LAST = (date.min - EPOCH).days, (date.max - EPOCH).days
_FEW = 32
"""So many datastreams are looked for one by one, which lets a reader skip more of a file."""


def day_of(at: int) -> date:
    """Return the day, in UTC, of a moment in microseconds; the last there is for all after it.

    >>> day_of(86_400_000_000 - 1), day_of(86_400_000_000)
    (datetime.date(1970, 1, 1), datetime.date(1970, 1, 2))
    """
    return EPOCH + timedelta(days=max(_FIRST, min(at // DAY, _LAST)))


def begin_of(day: date) -> int:
    """Return the first moment of a day, in microseconds."""
    return (day - EPOCH).days * DAY


def moment(at: int) -> datetime:
    """Return a moment in microseconds as a time."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)


def folder(home: Path, city: str) -> Path:
    """Return where a city's files of readings lie."""
    return home / city / OBSERVATIONS


@dataclass
class Writer:
    """Writes a file that is there whole, or not at all, when the block ends.

    Attributes:
        name: what it is called within the city's folder of files, once it is there.
    """

    place: Path
    day: date
    grain: str
    schema: pa.Schema
    rows: int = 0
    name: str = field(init=False)

    def __post_init__(self) -> None:
        """Choose its name."""
        self.name = f"{self.grain}/{self.day.isoformat()}.{uuid4().hex}.parquet"

    def __enter__(self) -> Self:
        """Begin the file beside its place."""
        self.path = self.place / self.name
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._beside = self.path.with_suffix(".tmp")
        self._writer = pq.ParquetWriter(
            self._beside,
            self.schema,
            compression="zstd",
            use_dictionary=["value", "text"] if "text" in self.schema.names else False,
            column_encoding=dict.fromkeys(("stream", "at"), "DELTA_BINARY_PACKED"),
        )
        return self

    def write(self, table: pa.Table) -> None:
        """Write rows, which come after those before."""
        if table.num_rows:
            self._writer.write_table(table, row_group_size=settings().row_group_rows)
            self.rows += table.num_rows

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Put the file in its place, or take it away."""
        try:
            self._writer.close()
            if error is None:
                with self._beside.open("rb") as file:
                    os.fsync(file.fileno())
                self._beside.replace(self.path)
                sync_folder(self.path.parent)
        finally:
            with suppress(FileNotFoundError):
                self._beside.unlink()

    @property
    def bytes(self) -> int:
        """How large the file is."""
        return self.path.stat().st_size


def once(table: pa.Table) -> pa.Table:
    """Return readings by datastream and time, of those told twice the one that stands first."""
    if not table.num_rows:
        return table
    stream, at = table["stream"].to_numpy(), table["at"].to_numpy()
    later = np.diff(stream) > 0
    again = np.diff(stream) == 0
    if not (later | (again & (np.diff(at) > 0))).all():
        order = np.lexsort((at, stream))  # stable: what came first stays first
        stream, at = stream[order], at[order]
        fresh = np.append(True, (np.diff(stream) != 0) | (np.diff(at) != 0))
        table = table.take(pa.array(order[fresh]))
    return table


def among(streams: Ints | None, least: int, most: int) -> ds.Expression:
    """Return what picks datastreams, and moments from ``least`` up to but without ``most``."""
    picked = (ds.field("at") >= least) & (ds.field("at") < most)
    if streams is None:
        return picked
    if len(streams) > _FEW:
        low, high = int(streams.min()), int(streams.max())
        span = (ds.field("stream") >= low) & (ds.field("stream") <= high)
        return picked & span & ds.field("stream").isin(pa.array(streams))
    if not len(streams):
        return picked & (ds.field("stream") != ds.field("stream"))
    wanted = ds.field("stream") == int(streams[0])
    for each in streams[1:]:
        wanted |= ds.field("stream") == int(each)
    return picked & wanted


def merged(parts: Sequence[Path], hot: pa.Table, most: int | None = None) -> Iterator[pa.Table]:
    """Yield the readings of one day, each once, by datastream and time, a piece at a time.

    Args:
        parts: files of the day, in the order of the log.
        hot: readings that came after them.
        most: how many readings a piece holds, about.
    """
    for low, high in _cuts(parts, hot, most or settings().piece_rows):
        where = (ds.field("stream") >= low) & (ds.field("stream") < high)
        mine = pc.and_(pc.greater_equal(hot["stream"], low), pc.less(hot["stream"], high))
        pieces = [pq.read_table(part, filters=where, schema=KEPT) for part in parts]
        yield once(pa.concat_tables([*pieces, hot.filter(mine)]))


def _cuts(parts: Sequence[Path], hot: pa.Table, most: int) -> Iterator[tuple[int, int]]:
    """Yield spans of datastreams that hold about so many readings each; one is never cut."""
    ends: list[int] = []
    counts: list[int] = []
    for part in parts:
        about = pq.read_metadata(part)
        for place in range(about.num_row_groups):
            group = about.row_group(place)
            ends.append(group.column(0).statistics.max)
            counts.append(group.num_rows)
    if hot.num_rows:
        streams, many = np.unique(hot["stream"].to_numpy(), return_counts=True)
        ends += streams.tolist()
        counts += many.tolist()
    if not ends:
        return
    by = np.argsort(ends)
    end, total = np.array(ends)[by], np.cumsum(np.array(counts)[by])
    low = -(2**62)
    while True:
        done = int(total[np.searchsorted(end, low) - 1]) if low > end[0] else 0
        place = int(np.searchsorted(total, done + most))
        if place >= len(end) - 1 or end[place] >= end[-1]:
            yield low, 2**62
            return
        high = int(end[place]) + 1
        yield low, high
        low = high
