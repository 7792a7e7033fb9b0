"""A 64-bit hash of rows of text that is the same on every machine and in every version.

For each column, FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/) runs over the UTF-8 bytes of
the value, seeded with the FNV-1a of the column's name; the result goes through the finaliser of
MurmurHash3 (Appleby, public domain), so that every input bit moves every output bit. A row's hash
is the sum of its columns' hashes modulo 2**64, finalised again. Missing and empty values add
nothing, so neither the order of columns nor a new column that is still empty changes a row.
"""

import numpy as np
import polars as pl
import pyarrow as pa
from numba import njit
from numpy.typing import NDArray

U64 = NDArray[np.uint64]
OFFSET_BASIS = np.uint64(0xCBF29CE484222325)
PRIME = np.uint64(0x100000001B3)


def hash_rows(frame: pl.DataFrame, columns: list[str]) -> U64:
    """Return the hash of each row of ``frame`` over text ``columns``, as u64; never 0.

    >>> hash_rows(pl.DataFrame({"a": ["x", "y"]}), ["a"]).tolist()
    [9820208468825995503, 17510695509227957036]
    """
    total = np.zeros(frame.height, dtype=np.uint64)
    for name in columns:
        for first, starts, data in buffers(frame.get_column(name)):
            _add_column(total[first : first + starts.size - 1], starts, data, _seed(name))
    return _finish(total)


def buffers(text: pl.Series) -> list[tuple[int, NDArray[np.int64], NDArray[np.uint8]]]:
    """Return, for each Arrow chunk of ``text``: its first row, where values start, their bytes.

    A missing value has no bytes.
    """
    array = text.to_arrow(compat_level=pl.CompatLevel.oldest())
    found = []
    for first, chunk in _chunks(array):
        _, offsets, data = chunk.buffers()
        starts = np.frombuffer(offsets, dtype=np.int64)[chunk.offset :][: len(chunk) + 1]
        values = np.frombuffer(data, dtype=np.uint8) if data else np.zeros(0, dtype=np.uint8)
        found.append((first, starts, values))
    return found


def _chunks(array: pa.Array | pa.ChunkedArray) -> list[tuple[int, pa.Array]]:
    if isinstance(array, pa.ChunkedArray):
        sizes = [len(chunk) for chunk in array.chunks]
        return list(zip(np.cumsum([0, *sizes]).tolist(), array.chunks, strict=False))
    return [(0, array)]


def _seed(name: str) -> np.uint64:
    value = int(OFFSET_BASIS)
    for byte in name.encode():
        value = (value ^ byte) * int(PRIME) % 2**64
    return np.uint64(value)


@njit(nogil=True, cache=True)
def _avalanche(value: np.uint64) -> np.uint64:
    value ^= value >> np.uint64(33)
    value *= np.uint64(0xFF51AFD7ED558CCD)
    value ^= value >> np.uint64(33)
    value *= np.uint64(0xC4CEB9FE1A85EC53)
    return value ^ (value >> np.uint64(33))


@njit(nogil=True, cache=True)
def _add_column(
    total: U64, starts: NDArray[np.int64], data: NDArray[np.uint8], seed: np.uint64
) -> None:
    for row in range(total.size):
        start, stop = starts[row], starts[row + 1]
        if start == stop:
            continue
        value = seed
        for position in range(start, stop):
            value = (value ^ np.uint64(data[position])) * np.uint64(0x100000001B3)
        total[row] += _avalanche(value)


@njit(nogil=True, cache=True)
def _finish(total: U64) -> U64:
    for row in range(total.size):
        value = _avalanche(total[row])
        total[row] = value if value != 0 else np.uint64(1)
    return total
