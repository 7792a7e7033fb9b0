"""The desk as it stands, read once and asked often: for a server with many clerks.

Reading a run and joining its records takes as long as a city is large; what stands changes only
with a new run or a decision. A board holds both and is made anew when either has changed.
"""

from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any

import polars as pl

from anlan.model.city import City
from anlan.model.permission import Scope
from anlan.pool.linking import desk as clerks
from anlan.pool.linking.decisions import Decision, Named, decisions, standing_at
from anlan.pool.linking.golden import Value
from anlan.pool.linking.run import Linkage, Linked
from anlan.pool.linking.waterfall import Waterfall, explain

SCALE = 10**15
"""Probabilities as whole numbers, for the place of a pair in the list."""
_weighing = Lock()
"""Splink speaks to standard output, which all threads share: one pair at a time."""
Place = tuple[int, int, int]


@dataclass(frozen=True)
class Board:
    """A run and the decisions that stand on it."""

    desk: Linkage
    linked: Linked
    standing: tuple[Decision, ...]

    @cached_property
    def groups(self) -> pl.DataFrame:
        """``id`` and ``cluster`` of every record."""
        return self.desk.clusters(self.linked, self.standing)

    @cached_property
    def waiting(self) -> pl.DataFrame:
        """The pairs that wait for a clerk, with their ``place`` in the list."""
        pairs = clerks.waiting(self.desk, self.linked, self.standing, self.groups)
        place = (pl.col("probability") * SCALE).round().cast(pl.Int64)
        return pairs.with_columns(place=place).sort(
            "place", "one", "other", descending=[True, False, False]
        )

    def page(self, scope: Scope, after: Place | None, limit: int) -> tuple[int, pl.DataFrame]:
        """Return how many pairs of a scope wait, and the next ones after a place in the list."""
        sides = (self._seen(scope, f"_{side}") for side in ("one", "other"))
        mine = self.waiting.filter(pl.all_horizontal(sides))
        page = mine
        if after is not None:
            place, one, other = after
            page = mine.filter(
                (pl.col("place") < place)
                | (
                    (pl.col("place") == place)
                    & ((pl.col("one") > one) | ((pl.col("one") == one) & (pl.col("other") > other)))
                )
            )
        return mine.height, page.head(limit)

    def record_named(self, scope: Scope, named: Named) -> dict[str, Any] | None:
        """Return a prepared record; None where there is none, or the scope doesn't reach it."""
        found = self.linked.scan().filter(source=named[0], key=named[1]).collect()
        found = found.filter(self._seen(scope))
        return found.row(0, named=True) if found.height else None

    def explain(self, one: Named, other: Named) -> Waterfall:
        """Return why two records are taken for the same, or not.

        Raises:
            LinkError: a record isn't in the run, or a newer model was trained since.
        """
        with _weighing:
            return explain(self.desk, one, other, self.linked, self.groups)

    def thing(self, scope: Scope, record: Named) -> list[Value]:
        """Return the golden record of what a record speaks of, made of what the scope reaches."""
        return clerks.thing(self.desk, record, self.linked, self.groups, self._seen(scope))

    def _seen(self, scope: Scope, suffix: str = "") -> pl.Expr:
        return within(scope, self.desk.city, suffix)


@dataclass
class Boards:
    """The boards of a city's asset kinds, kept until a new run or a decision."""

    desks: dict[str, Linkage]

    def __post_init__(self) -> None:
        self._kept: dict[str, tuple[Any, Board]] = {}

    def of(self, kind: str) -> Board:
        """Return the board of an asset kind.

        Raises:
            LinkError: nothing has been linked yet.
        """
        desk = self.desks[kind]
        linked = desk.latest()
        with desk.workspace.session() as session:
            at = (linked.run.folder, *standing_at(session, desk.city.name, kind))
        kept = self._kept.get(kind)
        if kept is None or kept[0] != at:
            if kept is not None and kept[1].linked.run.folder == linked.run.folder:
                linked = kept[1].linked
            board = Board(desk, linked, tuple(decisions(desk.workspace, kind)))
            kept = self._kept[kind] = (at, board)
        return kept[1]


def within(scope: Scope, city: City, suffix: str = "") -> pl.Expr:
    """Return whether a record is in scope, by ``division`` and ``source`` (and a suffix).

    A record without a division is the whole city's.
    """
    division, source = pl.col(f"division{suffix}").fill_null(""), pl.col(f"source{suffix}")
    told = [pl.lit(False)]
    for area in scope.areas:
        path = area.division
        inside = (division == path) | division.str.starts_with(f"{path}/")
        names = [each.name for each in city.sources if each.department == area.department]
        sent = source.is_in(names) if area.department else pl.lit(True)
        told.append(sent & (inside if path else pl.lit(True)))
    return pl.any_horizontal(told)
