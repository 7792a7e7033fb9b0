"""Visits to ask for and past rows to answer with, in plain arrays.

Keys (assets, addresses, operators, kinds) become codes once for each source, by the vocabulary of
the visits: rows of a key that no visit asks for drop out at once. An empty key has code -1, which
is no group: two premises whose operator is unknown don't share a history.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.model.target import By, Where
from anlan.risk.features.clock import (
    NEVER,
    Days,
    Events,
    Groups,
    Ints,
    Reals,
    group_by_key,
    order_by_day,
)
from anlan.risk.features.latest import NOBODY
from anlan.risk.features.measures import rows_where
from anlan.risk.features.versions import until as until_of

KEYS: dict[By, str] = {
    "asset": "_asset",
    "address": "_address",
    "operator": "_operator",
    "type": "_type",
}
"""The column each ``by`` is tied with; ``city`` ties all and ``near`` uses positions."""


class Asked:
    """The visits, their days and their keys."""

    def __init__(self, visits: pl.DataFrame) -> None:
        self.frame = visits
        self.days: Days = visits["day"].cast(pl.Int32).to_numpy()
        self.by_day: Ints = order_by_day(self.days, np.arange(self.days.size, dtype=np.int32))
        self._vocabularies: dict[str, pl.DataFrame] = {}

    def vocabulary(self, column: str) -> pl.DataFrame:
        """Return the keys of the visits in a column, each with its code."""
        if column not in self._vocabularies:
            keys = self.frame.select(pl.col(column).cast(pl.String).unique(maintain_order=True))
            self._vocabularies[column] = keys.drop_nulls().with_row_index("code")
        return self._vocabularies[column]

    def codes(self, frame: pl.DataFrame, by: By) -> Ints:
        """Return each row's code among the keys of the visits, -1 where it has none."""
        if by == "city":
            return np.zeros(frame.height, np.int32)
        column = KEYS[by]
        keys = frame.select(pl.col(column).cast(pl.String))
        coded = keys.join(self.vocabulary(column), on=column, how="left", maintain_order="left")
        return coded["code"].cast(pl.Int32).fill_null(-1).to_numpy()

    def size(self, by: By) -> int:
        """Return how many keys there are."""
        return 1 if by == "city" else self.vocabulary(KEYS[by]).height

    def groups(self, codes: Ints, keys: int) -> Groups:
        """Group the visits by their code, in the order of their day."""
        return group_by_key(codes, self.by_day, keys)

    @cached_property
    def assets(self) -> Ints:
        """Return each visit's asset code."""
        return self.codes(self.frame, "asset")

    def left_out(self, own: bool) -> Ints:
        """Return the asset each visit leaves out of its past."""
        if own:
            return np.full(self.days.size, NOBODY)
        return np.where(self.assets < 0, NOBODY, self.assets)


@dataclass(frozen=True)
class Rows:
    """Chosen past rows in known order; ``pick`` says where in the source's table each stands."""

    events: Events
    pick: NDArray[np.int64]

    @cached_property
    def by_event(self) -> Ints:
        """Return the rows' places in the order of their event day, later known later."""
        return order_by_day(self.events.event, self._all)

    def grouped(self, codes: Ints, keys: int) -> tuple[Groups, Groups, Groups]:
        """Group the rows in known order, in event order, and the replaced in theirs."""
        replaced = np.flatnonzero(self.events.until < NEVER).astype(np.int32)
        return (
            group_by_key(codes, self._all, keys),
            group_by_key(codes, self.by_event, keys),
            group_by_key(codes, order_by_day(self.events.until, replaced), keys),
        )

    @property
    def _all(self) -> Ints:
        return np.arange(self.pick.size, dtype=np.int32)


class Past:
    """The rows of one source, ready to be chosen from.

    Rows without a known day were never known; versions replaced on the day they became known were
    never visible. A row is dated by its event day, or by its known day if that is earlier or the
    event day is empty: nothing has happened that wasn't yet known to happen.
    """

    def __init__(self, frame: pl.DataFrame, source: str, asked: Asked) -> None:
        self.frame, self.source, self.asked = frame, source, asked
        known = frame["_known_day"].cast(pl.Int32)
        event = frame["_event_day"].cast(pl.Int32).fill_null(known)
        until = until_of(frame)
        visible = (known.is_not_null() & (until > known).fill_null(False)).to_numpy()
        self._known: Days = known.fill_null(0).to_numpy()
        self._event: Days = np.minimum(event.fill_null(0).to_numpy(), self._known)
        self._until: Days = until.to_numpy()
        self._order = order_by_day(self._known, np.flatnonzero(visible).astype(np.int32))
        self._codes: dict[By, Ints] = {}

    def codes(self, by: By) -> Ints:
        """Return the code of every row of the table, -1 where no visit has its key."""
        if by not in self._codes:
            self._codes[by] = self.asked.codes(self.frame, by)
        return self._codes[by]

    def rows(self, where: Where) -> Rows:
        """Choose the rows that hold a listed value in every column of ``where``."""
        pick = self._order
        if where:
            pick = pick[rows_where(self.frame, where, self.source).to_numpy()[pick]]
        assets = self.codes("asset")
        days = (self._known[pick], self._event[pick], self._until[pick])
        return Rows(Events(*days, assets[pick]), pick.astype(np.int64))

    def positions(self, pick: NDArray[np.int64]) -> tuple[Reals, Reals]:
        """Return longitude and latitude of the picked rows, NaN where there is none."""
        return place(self.frame, "_lon")[pick], place(self.frame, "_lat")[pick]


def place(frame: pl.DataFrame, column: str) -> Reals:
    """Return a coordinate column in degrees, NaN where empty."""
    return frame[column].cast(pl.Float64).fill_null(float("nan")).to_numpy()
