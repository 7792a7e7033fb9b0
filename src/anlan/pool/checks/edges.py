"""Trim text only where there is something to trim, which in most columns is nowhere."""

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray

from anlan.pool.hashing import buffers


def trimmed_series(text: pl.Series) -> pl.Series:
    """Return ``text`` without white space at the ends of its values; what is left empty is null.

    The same as ``casting.trimmed`` for text in which empty values are null already.
    """
    if not any(_ragged(starts, data) for _, starts, data in buffers(text)):
        return text
    bare = text.str.strip_chars()
    return bare.set(bare == "", None)


@njit(nogil=True, cache=True)
def _ragged(starts: NDArray[np.int64], data: NDArray[np.uint8]) -> bool:
    """Return whether any value may begin or end with white space (Unicode White_Space).

    In UTF-8 all white space beyond ASCII begins with C2, E1, E2 or E3 and is at most three bytes
    long; a value with such a byte there is taken as ragged, which costs time, never truth.
    """
    for row in range(starts.size - 1):
        start, stop = starts[row], starts[row + 1]
        if start == stop:
            continue
        first, last = data[start], data[stop - 1]
        if first <= 0x20 or last <= 0x20 or first == 0xC2 or 0xE1 <= first <= 0xE3:
            return True
        if stop - start >= 2 and data[stop - 2] == 0xC2:
            return True
        if stop - start >= 3 and 0xE1 <= data[stop - 3] <= 0xE3:
            return True
    return False
