"""Recorded readings, read a piece at a time: a history may be larger than memory."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from anlan.model.errors import WatchError
from anlan.watch.batch import FORECASTS, READINGS, Streams
from anlan.watch.replay.columns import first, moments, opened, whole

PIECE = 131_072
_READ = ("at", "value", "quality")
OWN = ("at", "value", "quality", "text", "flags", "known")
"""Columns of a reading itself; every other one tells of its datastream."""
KNOWN = "known"
"""When a reading was known, in microseconds: a history that has it is read in that order."""


@dataclass(frozen=True)
class History:
    """A file of readings and the datastreams they are of.

    Attributes:
        names: the datastreams' names in the file; the engine knows them by their place here.
    """

    file: Path
    source: ds.Dataset
    names: pa.Array
    streams: Streams

    def pieces(self) -> Iterator[pa.RecordBatch]:
        """Yield the readings in the order of the file.

        Raises:
            WatchError: a row can't be read.
        """
        if self.as_known:
            yield from self._as_known()
            return
        columns = [name for name in ("stream", *_READ) if name in self.source.schema.names]
        before = 0
        try:
            for piece in self.source.to_batches(columns=columns, batch_size=PIECE):
                if piece.num_rows:
                    yield self._readings(piece, before)
                before += piece.num_rows
        except (OSError, pa.ArrowInvalid) as error:
            raise WatchError(
                "error.replay.file", file=self.file.name, reason=first(error)
            ) from error

    @property
    def as_known(self) -> bool:
        """Whether it tells when each reading was known: then those that come late are no fault."""
        return KNOWN in self.source.schema.names

    def _as_known(self) -> Iterator[pa.RecordBatch]:
        """Yield the readings in the order in which they were known.

        Files of days, as the city's own history has, are by datastream and time. Put in order they
        may be larger than memory: DuckDB keeps on disk what doesn't fit.
        """
        files = [str(each) for each in self.source.files]
        asked = (
            'SELECT stream, "at", value, quality FROM read_parquet(?) ORDER BY known, "at", stream'
        )
        try:
            with duckdb.connect() as connection, TemporaryDirectory() as folder:
                connection.execute("SET temp_directory = ?", [folder])
                found = connection.sql(asked, params=[files])
                for piece in found.to_arrow_reader(PIECE):
                    yield self._readings(piece, 0)
        except duckdb.Error as error:
            raise WatchError(
                "error.replay.file", file=self.file.name, reason=first(error)
            ) from error

    def _readings(self, piece: pa.RecordBatch, before: int) -> pa.RecordBatch:
        stream = pc.index_in(piece["stream"].cast(pa.string()), value_set=self.names)
        at = moments(piece["at"], "at", self.file.name, before)
        value = pc.fill_null(piece["value"].cast(pa.float64()), float("nan"))
        if "quality" in piece.schema.names:
            quality = pc.fill_null(piece["quality"].cast(pa.int8()), 0)
        else:
            quality = pa.array(np.zeros(len(at), np.int8))
        known = pc.fill_null(stream, -1).cast(pa.int64())
        return pa.RecordBatch.from_arrays([known, pa.array(at), value, quality], schema=READINGS)


def read(file: Path, streams: Path | None) -> History:
    """Open a history; its datastreams are in a file of their own, or told in every row.

    Raises:
        WatchError: a file can't be used.
    """
    alone = ("kind", "object") if streams is None else ()
    source = opened(file, ("stream", "at", "value", *alone))
    told = _told(source, file) if streams is None else whole(streams, ("stream", "kind", "object"))
    names = told["stream"].cast(pa.string()).combine_chunks()
    twice = pc.value_counts(names).filter(pc.greater(pc.value_counts(names).field("counts"), 1))
    if len(twice):
        raise WatchError("error.streams.twice", stream=twice[0]["values"].as_py())
    place = told.column_names.index("stream")
    table = told.set_column(place, "stream", pa.array(np.arange(len(names))))
    if "expected_from" in table.column_names:
        since = moments(table["expected_from"], "expected_from", (streams or file).name)
        at = table.column_names.index("expected_from")
        table = table.set_column(at, "expected_from", pa.array(since))
    return History(file, source, names, Streams(table))


def _told(source: ds.Dataset, file: Path) -> pa.Table:
    """Return what the rows themselves tell of their datastreams."""
    columns = [name for name in source.schema.names if name not in OWN]
    known = source.schema.empty_table().select(columns)
    try:
        for piece in source.to_batches(columns=columns, batch_size=PIECE):
            both = pa.concat_tables([known, pa.Table.from_batches([piece])])
            known = both.group_by(columns).aggregate([]).select(columns)
    except (OSError, pa.ArrowInvalid) as error:
        raise WatchError("error.replay.file", file=file.name, reason=first(error)) from error
    return known.sort_by("stream")


def forecasts(file: Path, history: History) -> pa.Table:
    """Read forecasts of a history's datastreams.

    Raises:
        WatchError: the file can't be used.
    """
    table = whole(file, tuple(FORECASTS.names))
    place = pc.index_in(table["stream"].cast(pa.string()), value_set=history.names)
    return pa.table(
        {
            "stream": pc.fill_null(place, -1).cast(pa.int64()),
            "known": moments(table["known"], "known", file.name),
            "at": moments(table["at"], "at", file.name),
            "value": pc.fill_null(table["value"].cast(pa.float64()), float("nan")),
        }
    )


def digest(file: Path) -> str:
    """Return the SHA-256 of a file, or of the names and contents of a folder's files."""
    found = hashlib.sha256()
    inside = sorted(each for each in file.rglob("*") if each.is_file()) if file.is_dir() else [file]
    for each in inside:
        if each is not file:
            found.update(each.relative_to(file).as_posix().encode())
        with each.open("rb") as stream:
            while block := stream.read(1 << 20):
                found.update(block)
    return found.hexdigest()
