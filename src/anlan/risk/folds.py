"""Cut the visits into folds by time: learn from the past, judge on what came after."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from anlan.model.errors import TargetError
from anlan.model.target import Target
from anlan.risk.features.clock import NEVER
from anlan.risk.results import to_date, to_day

Days = npt.NDArray[np.int32]
Rows = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Fold:
    """One origin: the rows to learn from, and the rows of the days [``start``, ``stop``)."""

    number: int
    start: int
    stop: int
    train: Rows
    test: Rows

    @property
    def since(self) -> date:
        """The first day judged."""
        return to_date(self.start)

    @property
    def until(self) -> date:
        """The last day judged."""
        return to_date(self.stop - 1)


def folds_of(target: Target, visits: pl.DataFrame) -> list[Fold]:
    """Return the folds of visits in the shape of :func:`~anlan.risk.visits.visits_of`."""
    day, known, until = (visits[name].to_numpy() for name in ("day", "_known_day", "until"))
    labelled, judged = (visits[name].is_not_null().to_numpy() for name in ("label", "outcome"))
    return rolling_origin(target, day, known, labelled, until=until, judged=judged)


class _Rows(NamedTuple):
    """Visits by version, as :func:`rolling_origin` is given them."""

    day: Days
    known_day: Days
    until: Days
    labelled: Flags
    judged: Flags

    def known(self, start: int) -> Rows:
        """Return the rows that could be learned from on the morning of ``start``."""
        stood = (self.known_day < start) & (self.until >= start)
        return np.flatnonzero(self.labelled & (self.day < start) & stood)


def rolling_origin(
    target: Target,
    day: Days,
    known_day: Days,
    labelled: Flags,
    *,
    until: Days | None = None,
    judged: Flags | None = None,
) -> list[Fold]:
    """Return the target's folds, oldest first.

    The last fold ends with ``target.test_until`` (inclusive), or with the last day that has a
    label; each fold spans ``target.fold_days``. A row may be learned from when what it found was
    known before the fold began (``known_day < start``); the day alone would let results
    that come in late leak back. Tashman, "Out-of-sample tests of forecasting accuracy",
    International Journal of Forecasting 16 (2000).

    Args:
        target: declares ``folds``, ``fold_days`` and ``test_until``.
        day: (n) day of each visit, days since 1970-01-01.
        known_day: (n) day from which its outcome was known.
        labelled: (n) whether it has a label at all.
        until: (n) the last day on which it was the version known; always, when omitted.
        judged: (n) whether a fold may judge it; every labelled one, when omitted.

    Raises:
        TargetError: no visit is labelled, or the history is too short for the folds asked for.
    """
    if not (labelled if judged is None else judged).any():
        raise TargetError("error.target.no_labels", target=target.name)
    judged = labelled if judged is None else judged
    until = np.full_like(day, NEVER) if until is None else until
    rows = _Rows(day, known_day, until, labelled, judged)
    folds = list(_cut(target, _last_day(target, day[judged]), rows))
    short = [fold for fold in folds if not len(fold.train) or not len(fold.test)]
    if short:
        raise TargetError(
            "error.target.short_history",
            target=target.name,
            folds=target.folds,
            days=target.fold_days,
            since=short[0].since.isoformat(),
            first=to_date(int(day.min())).isoformat(),
        )
    return folds


def _last_day(target: Target, days: Days) -> int:
    if target.test_until is None:
        return int(days.max())
    try:
        return to_day(date.fromisoformat(target.test_until))
    except ValueError as error:
        raise TargetError(
            "error.target.test_until", target=target.name, found=target.test_until
        ) from error


def _cut(target: Target, last: int, rows: _Rows) -> Iterator[Fold]:
    for number in range(target.folds):
        start = last + 1 - (target.folds - number) * target.fold_days
        stop = start + target.fold_days
        yield Fold(
            number=number + 1,
            start=start,
            stop=stop,
            train=rows.known(start),
            test=np.flatnonzero(rows.judged & (rows.day >= start) & (rows.day < stop)),
        )
