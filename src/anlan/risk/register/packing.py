"""The points of a register in few bytes, for a map: some bytes a point, prepared once.

All numbers are little-endian. First ``ARP1``, the number of points n as an unsigned number of 32
bits, and three of 64 bits with a point: the west and the south that places are counted from, and
the step, all in degrees. Then four columns of n each: ``id`` less the one before it, steps to the
east, steps to the north, of 32 bits; and a byte with the place of the colour now among the four,
from the lowest, and four times that of the colour without measures.
"""

import gzip
import hashlib
import struct
import threading
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from anlan.model.permission import Scope
from anlan.risk.register.live import Rows, Shown

MAGIC = b"ARP1"
STEP = 1e-5
"""In degrees: about a metre, less than what a map shows at its nearest."""
_SCOPES = 16
"""For so many scopes what was packed last is kept."""
_QUICK = 1


@dataclass(frozen=True)
class Packed:
    """What is sent.

    Attributes:
        body: as above.
        zipped: the same, by gzip.
        digest: of the body.
    """

    body: bytes
    zipped: bytes
    digest: str


def pack(rows: Rows) -> bytes:
    """Return points in few bytes; see the module. Those without a place are left out."""
    rows = rows[~np.isnan(rows["lon"])]
    rows = rows[np.argsort(rows["id"], kind="stable")]
    west, south = (float(rows[axis].min()) if len(rows) else 0.0 for axis in ("lon", "lat"))
    columns = (
        np.diff(rows["id"], prepend=0).astype("<u4"),
        _steps(rows["lon"], west),
        _steps(rows["lat"], south),
        (rows["now_colour"] + 4 * rows["inherent_colour"]).astype("u1"),
    )
    head = MAGIC + struct.pack("<Iddd", len(rows), west, south, STEP)
    return head + b"".join(each.tobytes() for each in columns)


def _steps(degrees: npt.NDArray[np.float64], start: float) -> npt.NDArray[np.uint32]:
    return np.rint((degrees - start) / STEP).astype("<u4")


def packed(shown: Shown, scope: Scope) -> Packed:
    """Return the points of a snapshot that are in scope, as they are sent."""
    body = pack(shown.rows[shown.within(scope)])
    zipped = gzip.compress(body, _QUICK, mtime=0)
    return Packed(body, zipped, hashlib.sha256(body).hexdigest())


class Packs:
    """Keeps what was packed for a scope until a point changes; safe among threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Scope, tuple[Rows, Packed]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, shown: Shown, scope: Scope) -> Packed:
        """Return the points of a snapshot that are in scope."""
        with self._lock:
            known = self._kept.get(scope)
            if known is None or known[0] is not shown.rows:
                known = self._kept[scope] = (shown.rows, packed(shown, scope))
            self._kept.move_to_end(scope)
            while len(self._kept) > _SCOPES:
                self._kept.popitem(last=False)
            return known[1]
