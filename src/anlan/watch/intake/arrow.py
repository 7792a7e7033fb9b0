"""Readings as an Arrow IPC stream: columns that are taken as they lie, without a copy.

The columns are ``stream`` (our numbers) or ``key`` (texts, best dictionary-encoded), ``at`` (a time
stamp, or whole microseconds since 1970) and ``value`` (numbers or truths); ``text`` and ``unit``
may be there. What somebody sends is bounds-checked before anything is read by it.
"""

import struct

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from anlan.model.errors import WatchError
from anlan.watch.batch import Floats, Ints
from anlan.watch.intake.bodies import LONGEST_NAME
from anlan.watch.intake.rows import Rows
from anlan.watch.registry import Known

COLUMNS = ("stream", "key", "at", "value", "text", "unit")
_COMPRESSION = 10
"""The place of a record batch's compression in its table of fields: Arrow's Message.fbs."""
_MOST_ROWS = 2_000_000


def from_arrow(body: bytes, known: Known) -> Rows:
    """Return the readings of an Arrow IPC stream.

    Raises:
        WatchError: it can't be read, or lacks a column, or has one of another type.
    """
    try:
        table = _table(body)
        return _rows(table, known)
    except (pa.ArrowException, OSError, ValueError, OverflowError, struct.error) as error:
        reason = str(error).strip().splitlines()[0][:200] if str(error) else type(error).__name__
        raise WatchError("error.watch.body", reason=reason) from error


def _table(body: bytes) -> pa.Table:
    for message in pa.ipc.MessageReader.open_stream(pa.py_buffer(body)):
        # A few bytes could claim to be gigabytes when they are unpacked.
        if message.type in {"record batch", "dictionary"} and _compressed(
            bytes(message.metadata), message.type == "dictionary"
        ):
            raise WatchError("error.watch.compressed")
    with pa.ipc.open_stream(pa.py_buffer(body)) as reader:
        _columns(reader.schema)
        batches = []
        rows = 0
        for batch in reader:
            batch.validate(full=True)
            rows += batch.num_rows
            if rows > _MOST_ROWS:
                raise WatchError("error.watch.body", reason=f"more than {_MOST_ROWS} rows")
            batches.append(batch)
        return pa.Table.from_batches(batches, reader.schema).unify_dictionaries()


def _compressed(metadata: bytes, dictionary: bool) -> bool:
    """Return whether a message's buffers are compressed, by the FlatBuffer that describes it."""
    message = _follow(metadata, 0)
    batch = _follow(metadata, _field(metadata, message, 8))
    if dictionary:
        batch = _follow(metadata, _field(metadata, batch, 6))
    return _field(metadata, batch, _COMPRESSION) != 0


def _follow(metadata: bytes, at: int) -> int:
    """Return where the table is that a place points to."""
    return at + int(struct.unpack_from("<I", metadata, at)[0])


def _field(metadata: bytes, table: int, slot: int) -> int:
    """Return where a field of a table is; 0 where it has none."""
    fields = table - int(struct.unpack_from("<i", metadata, table)[0])
    [size] = struct.unpack_from("<H", metadata, fields)
    [offset] = struct.unpack_from("<H", metadata, fields + slot) if slot < size else (0,)
    return table + int(offset) if offset else 0


def _columns(schema: pa.Schema) -> None:
    names = schema.names
    unknown = [name for name in names if name not in COLUMNS]
    lacking = [name for name in ("at", "value") if name not in names]
    if unknown or lacking or len(set(names)) < len(names) or not {"stream", "key"} & set(names):
        raise WatchError("error.watch.columns", found=", ".join(names)[:200])


def _rows(table: pa.Table, known: Known) -> Rows:
    stream, names = _streams(table, known)
    return Rows(
        stream=stream,
        at=_moments(table["at"]),
        value=_values(table["value"]),
        text=_texts(table["text"]) if "text" in table.column_names else None,
        unit=_texts(table["unit"]).fill_null("").to_pylist()
        if "unit" in table.column_names
        else None,
        names=names,
    )


def _streams(table: pa.Table, known: Known) -> tuple[Ints, list[str] | None]:
    """Return our numbers, and the names that were sent where some of them aren't known."""
    if "stream" in table.column_names:
        return _ints(table["stream"], -1), None
    key = table["key"].combine_chunks()
    if isinstance(key, pa.ChunkedArray):  # of no chunk at all
        return np.zeros(0, np.int64), None
    if not pa.types.is_dictionary(key.type):
        key = _texts(table["key"]).dictionary_encode()
    words = pc.fill_null(key.dictionary.cast(pa.string()), "").to_pylist()
    numbers = np.append(known.ids_of(words), -1)  # the last is for nothing at all
    stream = numbers[_ints(key.indices, len(words))]
    if (stream >= 0).all():
        return stream, None
    return stream, [
        each[:LONGEST_NAME] for each in pc.fill_null(key.cast(pa.string()), "").to_pylist()
    ]


def _ints(column: pa.ChunkedArray | pa.Array, absent: int) -> Ints:
    if column.null_count:
        column = pc.fill_null(column, pa.scalar(absent, column.type))
    return np.asarray(column.cast(pa.int64()).to_numpy(), np.int64)


def _moments(column: pa.ChunkedArray) -> Ints:
    """Return moments in microseconds; one that isn't told is before all others, so too old."""
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False).cast(pa.int64())
    elif not pa.types.is_integer(column.type):
        raise WatchError("error.watch.columns", found=f"at: {column.type}")
    return _ints(column, -(2**63))


def _values(column: pa.ChunkedArray) -> Floats:
    plain = column.type
    if not (
        pa.types.is_integer(plain) or pa.types.is_floating(plain) or pa.types.is_boolean(plain)
    ):
        raise WatchError("error.watch.columns", found=f"value: {plain}")
    if plain != pa.float64():
        column = column.cast(pa.float64(), safe=False)
    if column.null_count:
        column = pc.fill_null(column, np.nan)
    return np.asarray(column.to_numpy(), np.float64)


def _texts(column: pa.ChunkedArray) -> pa.Array:
    plain = column.cast(pa.string()).combine_chunks()
    return pa.array([], pa.string()) if isinstance(plain, pa.ChunkedArray) else plain
