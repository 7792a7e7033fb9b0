"""What is handed to intake, and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from anlan.watch.batch import Floats, Ints

REASONS = (
    "",
    "malformed",
    "unknown",
    "not_owner",
    "unit",
    "not_finite",
    "huge",
    "text",
    "future",
    "old",
    "flood",
)
"""Why a reading is refused, by its code; 0 is for those that are taken."""
MALFORMED, UNKNOWN, NOT_OWNER, UNIT, NOT_FINITE, HUGE, TEXT, FUTURE, OLD, FLOOD = range(1, 11)
ANY_CLIENT = -2
"""The number of a sender that may send any datastream: a program of the city's own."""


@dataclass(frozen=True, slots=True)
class By:
    """Who sent: the number of a registered sender, or ``ANY_CLIENT``, and its name."""

    client: int
    name: str


@dataclass(frozen=True, slots=True)
class Parts:
    """The messages that were handed over together, and who sent each.

    Attributes:
        begin: where each begins among the rows, and after the last how many rows there are.
        client: the number of each one's sender.
        names: the name of each one's sender.
    """

    begin: Ints
    client: Ints
    names: Sequence[str]

    @classmethod
    def one(cls, rows: int, by: By) -> "Parts":
        """Return what there is of one message."""
        return cls(np.array([0, rows], np.int64), np.array([by.client], np.int64), (by.name,))


@dataclass(frozen=True, slots=True)
class Rows:
    """Readings as they were sent: columns of the same length.

    Attributes:
        stream: our numbers of datastreams; -1 for one that isn't known.
        at: when it was measured, in microseconds since 1970 UTC.
        value: numbers as sent, before scale and shift; NaN where it is a text.
        text: what is no number, null where it is one; None where all are numbers.
        unit: what each was said to be in, empty where nothing was said; None for all.
        names: what the sender called the datastreams, to tell it of those that aren't known.
        bad: which rows couldn't be read at all; None for none.
    """

    stream: Ints
    at: Ints
    value: Floats
    text: pa.Array | None = None
    unit: Sequence[str] | None = None
    names: Sequence[str] | None = field(default=None, repr=False)
    bad: npt.NDArray[np.bool_] | None = None

    def __post_init__(self) -> None:
        lengths = {len(self.stream), len(self.at), len(self.value)}
        lengths |= {len(each) for each in (self.text, self.unit, self.bad) if each is not None}
        if len(lengths) > 1:
            raise ValueError(f"columns of different lengths: {sorted(lengths)}")

    def __len__(self) -> int:
        return len(self.stream)


def rows(stream: Sequence[int], at: Sequence[int], value: Sequence[float]) -> Rows:
    """Return readings of lists of numbers."""
    return Rows(np.array(stream, np.int64), np.array(at, np.int64), np.array(value, np.float64))


def unreadable(sample: str) -> Rows:
    """Return what stands for a message that can't be read at all, with a part of it."""
    one = np.zeros(1, np.int64)
    return Rows(one - 1, one, np.full(1, np.nan), names=[sample], bad=np.ones(1, np.bool_))


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of readings; all that were taken are on disk.

    Attributes:
        taken: how many were new.
        repeated: how many were had already, and count once.
        refused: the places of those that were not taken, rising, and the code of why.
        seq: the place in the log that they are at; 0 where none was taken.
    """

    taken: int
    repeated: int
    refused: npt.NDArray[np.int64]
    why: npt.NDArray[np.uint8]
    seq: int

    def reasons(self) -> dict[str, int]:
        """Return how many were refused for each reason."""
        codes, many = np.unique(self.why, return_counts=True)
        return {REASONS[code]: int(n) for code, n in zip(codes.tolist(), many, strict=True)}
