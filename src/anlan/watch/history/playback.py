"""What many datastreams read at a moment, for a map that is played back."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.dataset as ds

from anlan.watch.batch import Floats, Ints
from anlan.watch.history.days import KEPT, among, begin_of
from anlan.watch.history.held import Place, held


@dataclass(frozen=True)
class Moment:
    """The last reading of each datastream that had one, by the numbers of the datastreams."""

    stream: Ints
    at: Ints
    value: Floats
    quality: Ints


def last_at(place: Place, streams: Ints, moment: int, back: int) -> Moment:
    """Return the last reading of datastreams at a moment, of at most ``back`` microseconds before.

    Args:
        place: whose history.
        streams: their numbers, sorted.
        moment: in microseconds since 1970; a reading of that very moment counts.
        back: how old a reading may be.
    """
    known = held(place, streams, moment - back, moment + 1)
    found = [KEPT.empty_table()]
    for day in known.days():
        where = among(streams, max(known.least, begin_of(day)), known.most)
        for part in known.files.get("reading", {}).get(day, ()):
            scanner = ds.dataset(part, schema=KEPT).scanner(filter=where)
            found += [_last(pa.Table.from_batches([batch])) for batch in scanner.to_batches()]
    table = pa.concat_tables([*found, known.hot])
    stream, at = table["stream"].to_numpy(), table["at"].to_numpy()
    # Of two of one moment the first counts, as everywhere: so it is put last.
    order = np.lexsort((-np.arange(len(stream)), at, stream))
    newest = np.append(np.diff(stream[order]) != 0, np.ones(min(1, len(order)), np.bool_))
    rows = table.take(pa.array(order[newest]))
    return Moment(
        rows["stream"].to_numpy(),
        rows["at"].to_numpy(),
        rows["value"].to_numpy(),
        rows["quality"].to_numpy().astype(np.int64),
    )


def _last(table: pa.Table) -> pa.Table:
    """Return the last reading of each datastream of a piece that is in their order."""
    if not table.num_rows:
        return table
    stream = table["stream"].to_numpy()
    return table.filter(pa.array(np.append(np.diff(stream) != 0, True)))
