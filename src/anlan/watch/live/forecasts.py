"""Forecasts of datastreams, kept as they were known, for rules on a relation to them."""

from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from anlan.model.errors import WatchError
from anlan.store.change import Change
from anlan.store.watch import WatchForecast
from anlan.watch.batch import FORECASTS
from anlan.watch.registry import Known
from anlan.watch.replay.columns import moments, whole


def read(file: Path, known: Known) -> pa.Table:
    """Read forecasts: the key of a datastream, when it was known, for when, and the value.

    Raises:
        WatchError: the file can't be used, or names a datastream that the city hasn't.
    """
    table = whole(file, tuple(FORECASTS.names))
    keys = table["stream"].cast(pa.string()).to_pylist()
    stream = known.ids_of(keys)
    if (stream < 0).any():
        row = int(np.argmax(stream < 0))
        raise WatchError("error.watch.forecast", file=file.name, row=row + 1, stream=keys[row])
    columns = {
        "stream": pa.array(stream),
        "known": pa.array(moments(table["known"], "known", file.name)),
        "at": pa.array(moments(table["at"], "at", file.name)),
        "value": pc.fill_null(table["value"].cast(pa.float64()), float("nan")),
    }
    return pa.table(columns).cast(FORECASTS)


def keep(made: Change, city: str, forecasts: pa.Table, at: datetime) -> int:
    """Keep forecasts; the engine takes them in with its next plan. Return how many there are."""
    if not forecasts.num_rows:
        return 0
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with pa.ipc.new_stream(sink, forecasts.schema, options=options) as writer:
        writer.write_table(forecasts)
    row = WatchForecast(
        city=city, kept_at=at, rows=forecasts.num_rows,
        most_at=pc.max(forecasts["at"]).as_py(), body=bytes(sink.getvalue()),
    )  # fmt: skip
    made.session.add(row)
    made.session.flush()
    after = {"rows": forecasts.num_rows}
    made.record(f"watch_forecast:{city}/{row.id}", "watch_forecast.kept", after=after)
    return int(forecasts.num_rows)
