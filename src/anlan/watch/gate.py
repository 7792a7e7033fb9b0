"""Where readings come in: how long to wait for late ones, decided reading by reading.

The watermark is the newest event time that has come in, less an allowance. A reading behind the
watermark at the moment it comes in is late. As that depends only on the readings before it, the
same readings in the same order give the same late ones however they are cut into batches. When the
work is shared out, there is one gate before it and its watermark goes to every part.

A reading from the future would make all others late: intake refuses those before the gate.

Live nothing is turned away, for a short allowance must not become a miss: the engine takes one that
is late all the same, as long as it is newer than what its own datastream has told.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from anlan.watch.batch import NEVER, Batch


@dataclass(frozen=True)
class Gate:
    """How far the readings have come.

    Attributes:
        allowance: microseconds that a reading may be behind the newest.
        newest: the newest event time so far.
    """

    allowance: int
    newest: int = NEVER

    @property
    def watermark(self) -> int:
        """The moment before which no further reading is waited for."""
        return NEVER if self.newest == NEVER else self.newest - self.allowance

    def admit(self, rows: pa.RecordBatch) -> tuple[Batch, pa.RecordBatch, "Gate"]:
        """Return the readings in time with the new watermark, those too late, and the next gate."""
        at = rows.column("at").to_numpy()
        if not len(at):
            return Batch(rows, self.watermark), rows, self
        newest = np.maximum.accumulate(np.concatenate([[self.newest], at]))
        before = newest[:-1]
        late = (before != NEVER) & (at < before - np.where(before == NEVER, 0, self.allowance))
        after = Gate(self.allowance, int(newest[-1]))
        if not late.any():
            return Batch(rows, after.watermark), rows.slice(0, 0), after
        kept, behind = rows.filter(pa.array(~late)), rows.filter(pa.array(late))
        return Batch(kept, after.watermark), behind, after

    def come(self, rows: pa.RecordBatch, floor: int = NEVER) -> tuple[Batch, "Gate"]:
        """Return all readings with the watermark after them, and the next gate.

        Args:
            rows: late ones among them are the engine's to judge.
            floor: to where time has come on by the clock alone.
        """
        at = rows.column("at").to_numpy()
        newest = max(self.newest, floor, int(at.max(initial=NEVER)))
        after = Gate(self.allowance, newest)
        return Batch(rows, after.watermark), after

    def end(self) -> int:
        """Return a watermark that waits for nothing any more: the last reading counts, too."""
        return NEVER if self.newest == NEVER else self.newest + 1
