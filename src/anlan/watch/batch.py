"""What the engine is given: readings, the datastreams they are of, and forecasts.

A reading is of a datastream at a moment of event time, which is when it was measured. A batch of
readings comes with a *watermark*: the moment before which no further reading is waited for. The
engine has no clock; time goes on for it by the watermark alone.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from anlan.model.errors import WatchError
from anlan.watch.rules.kinds import kinds

GOOD, SUSPECT, BAD, MISSING = 0, 1, 2, 3
"""Quality flags. A reading that is bad or missing counts for no rule."""
NEVER = int(np.iinfo(np.int64).min)
"""No moment: before all others."""
READINGS = pa.schema(
    [("stream", pa.int64()), ("at", pa.int64()), ("value", pa.float64()), ("quality", pa.int8())]
)
"""A reading; ``at`` is microseconds since 1970 UTC."""
FORECASTS = pa.schema(
    [("stream", pa.int64()), ("known", pa.int64()), ("at", pa.int64()), ("value", pa.float64())]
)
"""A forecast of a datastream's value: when it was known, and the moment it is for."""
FIXED = ("stream", "kind", "object", "class", "area", "expected_from")
"""Columns of datastreams; every other one is a figure that rules may refer to, as capacity."""
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Batch:
    """Readings as they came in, and the watermark after them."""

    rows: pa.RecordBatch
    watermark: int


def readings(
    stream: Ints, at: Ints, value: Floats, quality: npt.NDArray[np.int8] | None = None
) -> pa.RecordBatch:
    """Return readings of columns; all good unless their quality is given."""
    flags = np.zeros(len(stream), np.int8) if quality is None else quality
    return pa.RecordBatch.from_arrays(
        [pa.array(stream), pa.array(at), pa.array(value), pa.array(flags)], schema=READINGS
    )


class Streams:
    """The datastreams, in the order of their numbers.

    Attributes:
        table: stream (int64), kind, object, and perhaps class, area (strings), expected_from
            (int64 microseconds: since when silence counts although nothing was read yet), and
            figures (numbers).
    """

    def __init__(self, table: pa.Table) -> None:
        for name in ("stream", "kind", "object"):
            if name not in table.column_names:
                raise WatchError("error.streams.column", column=name)
            if table[name].null_count:
                raise WatchError("error.streams.empty", column=name)
        order = pc.sort_indices(table, [("stream", "ascending")])
        self.table = table.take(order).combine_chunks()
        self.ids: Ints = self.table["stream"].to_numpy().astype(np.int64)
        twice = self.ids[1:][self.ids[1:] == self.ids[:-1]]
        if len(twice):
            raise WatchError("error.streams.twice", stream=int(twice[0]))
        unknown = sorted(set(self.text("kind")) - set(kinds()))
        if unknown:
            raise WatchError("error.streams.kind", kind=unknown[0], known=", ".join(kinds()))

    def __len__(self) -> int:
        return len(self.ids)

    def text(self, name: str) -> npt.NDArray[np.str_]:
        """Return a column of words; empty where it isn't there."""
        if name not in self.table.column_names:
            return np.full(len(self), "")
        column = pc.fill_null(self.table[name].cast(pa.string()), "")
        return np.asarray(column.to_numpy(zero_copy_only=False)).astype(str)

    def figure(self, name: str) -> Floats:
        """Return a column of figures; NaN where a datastream has none."""
        if name not in self.table.column_names:
            return np.full(len(self), np.nan)
        return np.asarray(self.table[name].cast(pa.float64()).to_numpy(), np.float64)

    @cached_property
    def expected_from(self) -> Ints:
        """Since when each is expected to speak; ``NEVER``: since its first reading."""
        if "expected_from" not in self.table.column_names:
            return np.full(len(self), NEVER)
        return np.asarray(pc.fill_null(self.table["expected_from"], NEVER).to_numpy(), np.int64)

    @cached_property
    def plausible(self) -> tuple[Floats, Floats]:
        """The least and the most that each can have measured."""
        names, which = np.unique(self.text("kind"), return_inverse=True)
        least = np.array([kinds()[name].least for name in names], np.float64)
        most = np.array([kinds()[name].most for name in names], np.float64)
        return least[which], most[which]

    def places(self, ids: Ints) -> Ints:
        """Return the place of each number; -1 where it is none of ours."""
        if not len(self):
            return np.full(len(ids), -1)
        at = np.minimum(np.searchsorted(self.ids, ids), len(self) - 1)
        return np.where(self.ids[at] == ids, at, -1).astype(np.int64)

    def only(self, mask: npt.NDArray[np.bool_]) -> "Streams":
        """Return a partition. Keep objects whole, and areas whose sensors rules combine."""
        return Streams(self.table.filter(pa.array(mask)))
