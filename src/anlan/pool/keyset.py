"""What Anlan already holds of a source: for each key, the hash of its row and its version.

An open-addressing table with linear probing (Knuth, TAOCP vol. 3, 6.4, algorithm L): 21 bytes a
slot, at most two thirds full, so ten million keys take about 350 MB. Keys are 64-bit hashes: among
ten million, the chance that any two collide is under three in a million.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

U64 = NDArray[np.uint64]
NEW: Final = 0
UPDATED: Final = 1
UNCHANGED: Final = 2
REPEATED: Final = 3
CONFLICT: Final = 4
_START_SLOTS = 1 << 16


@dataclass(frozen=True)
class Placed:
    """For each row: what it is (NEW … CONFLICT) and the version it gets or has."""

    outcome: NDArray[np.int8]
    version: NDArray[np.int32]


class KeyMap:
    """Key → (row hash, version, seen in this batch)."""

    def __init__(self) -> None:
        self._count = 0
        self._reserve(_START_SLOTS)

    def _reserve(self, slots: int) -> None:
        self._keys = np.zeros(slots, dtype=np.uint64)
        self._hashes = np.zeros(slots, dtype=np.uint64)
        self._versions = np.zeros(slots, dtype=np.int32)
        self._seen = np.zeros(slots, dtype=np.bool_)

    def __len__(self) -> int:
        return self._count

    def _make_room(self, more: int) -> None:
        slots = self._keys.size
        while 3 * (self._count + more) > 2 * slots:
            slots *= 2
        if slots > self._keys.size:
            old = (self._keys, self._hashes, self._versions, self._seen)
            self._reserve(slots)
            _refill(*old, self._keys, self._hashes, self._versions, self._seen)

    def remember(self, keys: U64, hashes: U64, versions: NDArray[np.int32], *, seen: bool) -> None:
        """Take in rows already stored; of several versions of a key the highest stays."""
        self._make_room(keys.size)
        self._count += _remember(
            keys, hashes, versions, seen, self._keys, self._hashes, self._versions, self._seen
        )

    def mark_seen(self, keys: U64) -> None:
        """Note that ``keys``, all known, have been met in the batch at hand."""
        _mark(keys, self._keys, self._seen)

    def begin(self) -> None:
        """Start a new batch: no key has been met in it yet."""
        self._seen[:] = False

    def place(self, keys: U64, hashes: U64) -> Placed:
        """Decide what each row is, in order, and take in those that are new or changed.

        A key met before in this batch is REPEATED if its row is the same, else in CONFLICT.
        """
        self._make_room(keys.size)
        outcome = np.empty(keys.size, dtype=np.int8)
        version = np.empty(keys.size, dtype=np.int32)
        table = (self._keys, self._hashes, self._versions, self._seen)
        self._count += _place(keys, hashes, *table, outcome, version)
        return Placed(outcome, version)


@njit(nogil=True, cache=True)
def _slot(key: np.uint64, keys: U64) -> np.uint64:
    mask = np.uint64(keys.size - 1)
    slot = np.uint64(key) & mask
    while keys[slot] != 0 and keys[slot] != key:
        slot = (slot + np.uint64(1)) & mask
    return slot


@njit(nogil=True, cache=True)
def _refill(
    old_keys: U64,
    old_hashes: U64,
    old_versions: NDArray[np.int32],
    old_seen: NDArray[np.bool_],
    keys: U64,
    hashes: U64,
    versions: NDArray[np.int32],
    seen: NDArray[np.bool_],
) -> None:
    for old in range(old_keys.size):
        if old_keys[old] != 0:
            slot = _slot(old_keys[old], keys)
            keys[slot] = old_keys[old]
            hashes[slot] = old_hashes[old]
            versions[slot] = old_versions[old]
            seen[slot] = old_seen[old]


@njit(nogil=True, cache=True)
def _remember(
    new_keys: U64,
    new_hashes: U64,
    new_versions: NDArray[np.int32],
    met: bool,
    keys: U64,
    hashes: U64,
    versions: NDArray[np.int32],
    seen: NDArray[np.bool_],
) -> int:
    added = 0
    for row in range(new_keys.size):
        slot = _slot(new_keys[row], keys)
        if keys[slot] == 0:
            keys[slot] = new_keys[row]
            added += 1
        if new_versions[row] > versions[slot]:
            versions[slot] = new_versions[row]
            hashes[slot] = new_hashes[row]
        seen[slot] |= met
    return added


@njit(nogil=True, cache=True)
def _mark(met: U64, keys: U64, seen: NDArray[np.bool_]) -> None:
    for row in range(met.size):
        seen[_slot(met[row], keys)] = True


@njit(nogil=True, cache=True)
def _place(
    new_keys: U64,
    new_hashes: U64,
    keys: U64,
    hashes: U64,
    versions: NDArray[np.int32],
    seen: NDArray[np.bool_],
    outcome: NDArray[np.int8],
    version: NDArray[np.int32],
) -> int:
    added = 0
    for row in range(new_keys.size):
        slot = _slot(new_keys[row], keys)
        same = hashes[slot] == new_hashes[row]
        if keys[slot] == 0:
            keys[slot] = new_keys[row]
            outcome[row] = NEW
            added += 1
        elif seen[slot]:
            outcome[row] = REPEATED if same else CONFLICT
        else:
            outcome[row] = UNCHANGED if same else UPDATED
        if outcome[row] <= UPDATED:
            hashes[slot] = new_hashes[row]
            versions[slot] += 1
        seen[slot] = True
        version[row] = versions[slot]
    return added
