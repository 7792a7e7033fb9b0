"""What each detector is: records and a state in, a score for each record and the next state out.

A detector is pure. It knows no clock, reads and writes nothing, looks at no later record, and
leaves the state it is given as it was. Records may come one by one or all at once, of one series or
of many: the scores are the same to the last bit.
"""

import tomllib
from abc import abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from anlan.model.declared import Declared

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
State = Mapping[str, NDArray[Any]]
"""Arrays by name, a row for each series: ``{name: array[rows] for name, array in state.items()}``
is the state of some of them; ``numpy.savez(file, **state)`` saves it."""
Side = Literal["up", "down", "both"]
_HUGE = 1e100


class Detector(Protocol):
    """Gives each record of its series a score: the higher, the stranger."""

    def start(self, series: int = 1) -> State:
        """Return the state of so many series before their first record."""
        ...

    def score(self, values: Floats, at: Ints, row: Ints, state: State) -> tuple[Floats, State]:
        """Return the scores of records and the state behind them.

        Args:
            values: float64[n], in the unit of the series; a detector of several series at once
                takes float64[n, d]. What isn't finite is a missing value.
            at: int64[n], seconds since 1970 by the local clock, so that an hour of the day stays
                the same hour when summer time begins; in order within a series.
            row: int64[n], the row of the state that the series of each record has.
            state: that of ``start`` or of the call before. It is copied: of many series hand in
                the rows of those that have records.

        Returns:
            float64[n], NaN where the value is missing or too little is known yet, and the state.
        """
        ...


class Settled(Declared):
    """Base of the detectors: their settings are declared, none has a default in code."""

    @classmethod
    def read(cls, file: Path) -> Self:
        """Read the settings from a TOML file."""
        return cls.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))

    def score(self, values: Floats, at: Ints, row: Ints, state: State) -> tuple[Floats, State]:
        """Return the scores and the next state; see ``Detector``.

        Raises:
            ValueError: the arrays are of different lengths, or a row isn't one of the state.
        """
        if not len(values) == len(at) == len(row):
            raise ValueError(f"{len(values)} values, {len(at)} times and {len(row)} rows")
        series = len(next(iter(state.values())))
        # Compiled code reads beyond an array without a word.
        if len(row) and not 0 <= row.min() <= row.max() < series:
            raise ValueError(f"rows {row.min()} to {row.max()} of a state of {series} series")
        return self._score(values, at, row, state)

    @abstractmethod
    def _score(self, values: Floats, at: Ints, row: Ints, state: State) -> tuple[Floats, State]: ...


def own(state: State) -> dict[str, NDArray[Any]]:
    """Return a copy of the state to write into."""
    return {name: np.array(array) for name, array in state.items()}


def clean(values: Floats) -> Floats:
    """Return values with NaN for what isn't finite, and none so huge that its square overflows.

    >>> clean(np.array([1.0, np.inf, -1e300]))
    array([ 1.e+000,      nan, -1.e+100])
    """
    return np.where(np.isfinite(values), np.clip(values, -_HUGE, _HUGE), np.nan)


def sided(residual: Floats, side: Side) -> Floats:
    """Return how far a residual goes up, down, or either way."""
    if side == "both":
        return np.abs(residual)
    return residual if side == "up" else -residual


def apart(state: State) -> dict[str, dict[str, NDArray[Any]]]:
    """Return the state of each detector inside another by its prefix, the other's own by ``""``.

    >>> sorted(apart({"of:mean": np.zeros(1), "seen": np.ones(1)}))
    ['', 'of']
    """
    parts: dict[str, dict[str, NDArray[Any]]] = {"": {}}
    for name, array in state.items():
        prefix, inside, rest = name.partition(":")
        if inside:
            parts.setdefault(prefix, {})[rest] = array
        else:
            parts[""][name] = array
    return parts


def under(state: State, prefix: str) -> dict[str, NDArray[Any]]:
    """Return the state of a detector inside another, by names with a prefix."""
    return {f"{prefix}:{name}": array for name, array in state.items()}
